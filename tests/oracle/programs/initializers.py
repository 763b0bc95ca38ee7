"""Initializers: the nodes under `Initializer/`, and the numbers of a seed."""

from program import promises


def _made(tf, initializer, shape=(3, 2), **settings):
    return tf.get_variable("w", list(shape), initializer=initializer, **settings)


def the_default_is_glorots(tf):
    tf.set_random_seed(7)
    return tf.get_variable("a", [3, 4]), tf.get_variable("conv", [5, 5, 2, 3])


def the_default_for_other_dtypes(tf):
    return tf.get_variable("i", [2], tf.int32), tf.get_variable("b", [2], tf.bool)


def normal(tf):
    return _made(tf, tf.random_normal_initializer(1.0, 0.1, seed=3))


def truncated_normal(tf):
    return _made(tf, tf.truncated_normal_initializer(stddev=0.1, seed=3))


def uniform(tf):
    return _made(tf, tf.random_uniform_initializer(-1, 1, seed=3))


def uniform_by_default(tf):
    return _made(tf, tf.random_uniform_initializer(seed=3))


def doubles(tf):
    return _made(tf, tf.random_uniform_initializer(-1, 1, seed=3), dtype=tf.float64)


def uniform_unit_scaling(tf):
    return _made(tf, tf.uniform_unit_scaling_initializer(1.3, seed=3), (3, 4, 2))


def variance_scaling(tf):
    initializers = [
        tf.variance_scaling_initializer(seed=3),
        tf.variance_scaling_initializer(2, "fan_out", "uniform", seed=3),
        tf.variance_scaling_initializer(2, "fan_avg", "untruncated_normal", seed=3),
        tf.variance_scaling_initializer(distribution="normal", seed=3),
    ]
    return [
        tf.get_variable(f"v{i}", [5, 2, 3], initializer=initializer)
        for i, initializer in enumerate(initializers)
    ]


def few_axes(tf):
    vector = tf.get_variable("v", [5], initializer=tf.glorot_normal_initializer(seed=3))
    return vector, tf.get_variable(
        "s", [], initializer=tf.glorot_uniform_initializer(3)
    )


def by_the_names_of_their_authors(tf):
    makers = [
        tf.initializers.he_normal,
        tf.initializers.he_uniform,
        tf.initializers.lecun_normal,
        tf.initializers.lecun_uniform,
        tf.glorot_normal_initializer,
        tf.glorot_uniform_initializer,
    ]
    return [
        tf.get_variable(f"v{i}", [3, 2], initializer=make(seed=3))
        for i, make in enumerate(makers)
    ]


def constants(tf):
    values = [2, [1, 2, 3], [[1.0, 2.0]] * 3]
    return [
        tf.get_variable(f"v{i}", [3, 2], initializer=tf.constant_initializer(value))
        for i, value in enumerate(values)
    ]


def too_many_values(tf):
    return tf.constant_initializer([1, 2, 3])([2])


def a_constant_of_another_shape(tf):
    return tf.constant_initializer([1, 2, 3, 4], verify_shape=True)([2, 2])


def a_set_is_no_constant(tf):
    return tf.constant_initializer({1})


def ones_as_a_class_and_as_an_object(tf):
    a = tf.get_variable("a", [2], initializer=tf.ones_initializer)
    return a, tf.get_variable("b", [2], tf.int32, initializer=tf.ones_initializer())


def called_by_hand(tf):
    weights = tf.random_normal_initializer(seed=1)([2, 2])
    return tf.Variable(weights), tf.zeros_initializer(tf.int32)([2])


@promises(nodes="outer", rtol=1e-4, atol=1e-5)
def orthogonal(tf):
    make = tf.orthogonal_initializer(2.0, seed=2)
    return make([3, 2]), make([2, 3]), make([2, 3, 4])


def orthogonal_needs_two_axes(tf):
    return tf.orthogonal_initializer()([3])


@promises(nodes="outer")
def identity(tf):
    make = tf.initializers.identity(2.0)
    return make([3, 2]), make([2, 2])


def configurations(tf):
    made = [
        tf.variance_scaling_initializer(),
        tf.glorot_uniform_initializer(3),
        tf.zeros_initializer(),
        tf.constant_initializer(3),
        tf.random_uniform_initializer(1, 2),
        tf.orthogonal_initializer(),
    ]
    return [type(one).from_config(one.get_config()).get_config() for one in made]


def no_whole_normals(tf):
    return tf.random_normal_initializer(dtype=tf.int32)


def no_scale_of_zero(tf):
    return tf.variance_scaling_initializer(scale=0)


def no_such_mode(tf):
    return tf.variance_scaling_initializer(mode="fan")


def no_such_distribution(tf):
    return tf.variance_scaling_initializer(distribution="cauchy")
