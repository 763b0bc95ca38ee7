"""Variable scopes: which names variables get, and when they are shared."""

from program import promises


def _where(tf):
    scope = tf.get_variable_scope()
    return scope.name, scope.original_name_scope, tf.no_op(name="here").name


def names_of_both_kinds(tf):
    tf.set_random_seed(1)
    with tf.variable_scope("a"):
        w = tf.get_variable("w", [2])
        with tf.name_scope("n"):
            x = tf.get_variable("x", [2])
            return w, x, tf.Variable(1.0), tf.constant(1.0), *_where(tf)


def nested(tf):
    tf.set_random_seed(1)
    with tf.variable_scope("a"), tf.variable_scope("b"):
        return tf.get_variable("w", [2]), *_where(tf)


def the_same_name_twice(tf):
    places = []
    for _ in range(2):
        with tf.variable_scope("a"):
            places.append(_where(tf))
    return places


def default_names_are_unique(tf):
    tf.set_random_seed(1)
    places = []
    for _ in range(3):
        with tf.variable_scope(None, "d"):
            tf.get_variable("w", [1])
            places.append(_where(tf))
    return places


def default_names_start_over_in_a_scope_opened_again(tf):
    places = []
    for _ in range(2):
        with tf.variable_scope("a"):
            for _ in range(2):
                with tf.variable_scope(None, "d"):
                    places.append(_where(tf))
    return places


def a_kept_scope(tf):
    tf.set_random_seed(1)
    with tf.variable_scope("a") as a:
        w = tf.get_variable("w", [2])
    with tf.variable_scope("other"), tf.variable_scope(a, reuse=True):
        return tf.get_variable("w") is w, *_where(tf)


def a_kept_scope_and_default_names(tf):
    places = []
    with tf.variable_scope("a") as a, tf.variable_scope(None, "d"):
        places.append(_where(tf))
    for _ in range(2):
        with tf.variable_scope(a), tf.variable_scope(None, "d"):
            places.append(_where(tf))
    return places


def back_to_the_original_name_scope(tf):
    with tf.variable_scope("a") as a:
        pass
    with tf.variable_scope(a, auxiliary_name_scope=False) as again:
        outside = _where(tf)
        with tf.name_scope(again.original_name_scope):
            return outside, _where(tf)


def without_a_name_scope(tf):
    tf.set_random_seed(1)
    with tf.name_scope("n"), tf.variable_scope("a", auxiliary_name_scope=False):
        return tf.get_variable("w", [1]), *_where(tf)


def in_a_name_scope(tf):
    tf.set_random_seed(1)
    with tf.name_scope("n"), tf.variable_scope("a/b"):
        return tf.get_variable("w", [1]), *_where(tf)


def reuse(tf):
    tf.set_random_seed(1)
    with tf.variable_scope("a"):
        w = tf.get_variable("w", [2])
    with tf.variable_scope("a", reuse=True), tf.variable_scope("b"):
        inherited = tf.get_variable_scope().reuse
    with tf.variable_scope("a", reuse=True):
        return inherited, tf.get_variable("w", [2]) is w


def reuse_from_here_on(tf):
    with tf.variable_scope("a") as scope:
        w = tf.get_variable("w", [2])
        scope.reuse_variables()
        return tf.get_variable("w") is w


def reuse_at_the_root(tf):
    w = tf.get_variable("w", [2])
    with tf.variable_scope("", reuse=True):
        same = tf.get_variable("w") is w
    with tf.variable_scope(tf.get_variable_scope(), reuse=True):
        return same, tf.get_variable("w") is w, *_where(tf)


def reuse_as_needed(tf):
    tf.set_random_seed(1)
    made = []
    for _ in range(2):
        with tf.variable_scope("a", reuse=tf.AUTO_REUSE):
            made.append(tf.get_variable("w", [2]))
    return made[0] is made[1], made[0], [v.name for v in tf.global_variables()]


def made_twice(tf):
    tf.get_variable("w", [2])
    return tf.get_variable("w", [2])


def reused_before_it_is_made(tf):
    with tf.variable_scope("a", reuse=True):
        return tf.get_variable("w", [2])


def reused_in_another_shape(tf):
    tf.get_variable("w", [2])
    with tf.variable_scope("", reuse=True):
        return tf.get_variable("w", [3])


def reused_in_another_dtype(tf):
    tf.get_variable("w", [2])
    with tf.variable_scope("", reuse=True):
        return tf.get_variable("w", [2], tf.int32)


def reused_in_a_shape_that_fits(tf):
    w = tf.get_variable("w", [2, 3])
    with tf.variable_scope("", reuse=True):
        return tf.get_variable("w", [2, None]) is w


def a_variable_is_not_found_by_get_variable(tf):
    tf.set_random_seed(1)
    tf.Variable(1.0, name="w")
    return tf.get_variable("w", [1])


def no_name(tf):
    with tf.variable_scope(None):
        pass


def a_default_name_cannot_be_reused(tf):
    with tf.variable_scope(None, "d", reuse=True):
        pass


def a_number_is_no_scope(tf):
    with tf.variable_scope(3):
        pass


def no_such_reuse(tf):
    with tf.variable_scope("a", reuse="yes"):
        pass


@promises(nodes="outer")
def what_a_scope_lends(tf):
    def half_the_sum(w):
        return tf.reduce_sum(w) * 0.5

    settings = {
        "initializer": tf.constant_initializer(2.0),
        "regularizer": half_the_sum,
        "dtype": tf.float64,
    }
    with tf.variable_scope("s", **settings):
        a = tf.get_variable("a", [2])
        with tf.variable_scope("t", regularizer=tf.no_regularizer):
            b = tf.get_variable("b", [3], tf.float32)
    losses = tf.get_collection(tf.GraphKeys.REGULARIZATION_LOSSES)
    return a, b, [tf.identity(loss, name="loss") for loss in losses]


def setting_a_scope(tf):
    with tf.variable_scope("s") as scope:
        scope.set_initializer(tf.ones_initializer())
        scope.set_dtype(tf.int32)
        return tf.get_variable("a", [2]), scope.name, scope.dtype.name


def the_variables_of_a_scope(tf):
    tf.get_variable("outside", [1])
    with tf.variable_scope("s") as scope:
        tf.get_variable("a", [1])
        tf.get_variable("b", [1], trainable=False)
        tf.get_local_variable("c", [1])
    with tf.variable_scope("sister"):
        tf.get_variable("d", [1])
    return [
        [v.name for v in variables]
        for variables in (
            scope.global_variables(),
            scope.trainable_variables(),
            scope.local_variables(),
            tf.global_variables("s/"),
            tf.trainable_variables("s"),
        )
    ]


def getters_of_both_scopes(tf):
    tf.set_random_seed(1)

    def inner(getter, name, *args, **kwargs):
        return getter(f"{name}_inner", *args, **kwargs)

    def outer(getter, name, shape=None, **kwargs):
        return getter(f"{name}_outer", shape=shape, **kwargs)

    with tf.variable_scope("s", custom_getter=outer):
        with tf.variable_scope("t", custom_getter=inner):
            a = tf.get_variable("v", [2])
        return (
            a,
            tf.get_variable("v", [2]),
            tf.get_variable("w", [2], custom_getter=inner),
        )


def a_getter_may_give_something_else(tf):
    def doubled(getter, *args, **kwargs):
        return getter(*args, **kwargs) * 2.0

    with tf.variable_scope("s", custom_getter=doubled):
        return tf.get_variable("v", [2], initializer=tf.ones_initializer())


def values_and_functions_as_initializers(tf):
    def threes(shape, dtype=None, partition_info=None):
        return tf.ones(shape, dtype) * 3

    return [
        tf.get_variable("a", initializer=[1.0, 2.0]),
        tf.get_variable("b", initializer=tf.zeros([2, 2])),
        tf.get_variable("c", initializer=lambda: tf.ones([2])),
        tf.get_variable("d", [2], initializer=threes),
    ]


def no_shape(tf):
    return tf.get_variable("x")


def a_shape_not_fully_known(tf):
    return tf.get_variable("x", [None, 2])


def a_shape_beside_a_value(tf):
    return tf.get_variable("x", [2], initializer=[1.0, 2.0])


def a_value_of_another_dtype(tf):
    return tf.get_variable("x", dtype=tf.int32, initializer=1.5)


def no_default_for_complex_numbers(tf):
    return tf.get_variable("x", [2], tf.complex64)


def under_control_dependencies(tf):
    with tf.control_dependencies([tf.constant(1)]):
        return tf.get_variable("a", [2], initializer=tf.ones_initializer())


def the_older_order_of_arguments(tf):
    tf.set_random_seed(1)
    with tf.variable_op_scope([], "a", "b"):
        return tf.get_variable("v", [4])


def a_template(tf):
    def scaled(x, factor=1.0):
        w = tf.get_variable("w", [2], initializer=tf.ones_initializer())
        return x * w * factor

    one, other = (
        tf.make_template("t", scaled),
        tf.make_template("t", scaled, factor=3.0),
    )
    with tf.variable_scope("s"):
        a, b = one(1.0), one(2.0)
    names = [v.name for t in (one, other) for v in t.trainable_variables]
    return a, b, other(1.0), other(2.0), names, one.variable_scope.name


def a_template_with_its_scope_now(tf):
    def scaled(x):
        return x * tf.get_variable("w", [2], initializer=tf.ones_initializer())

    early = tf.make_template("t", scaled, create_scope_now_=True)
    fixed = tf.make_template("t", scaled, unique_name_="u")
    return early(1.0), early(2.0), fixed(1.0), fixed(1.0)


def a_template_makes_variables_once(tf):
    template = tf.make_template("t", lambda x: tf.Variable(1.0) * x)
    return template(1.0), template(2.0)


@promises(nodes=None)
def made_in_a_branch(tf):
    def doubled():
        return 2.0 * tf.get_variable("w", [2], initializer=tf.ones_initializer())

    pred = tf.placeholder_with_default(True, [])
    return tf.cond(pred, doubled, lambda: tf.zeros([2])), [
        v.name for v in tf.trainable_variables()
    ]


@promises(nodes=None)
def made_in_a_loop(tf):
    def step(i, x):
        with tf.variable_scope("cell", reuse=tf.AUTO_REUSE):
            w = tf.get_variable("w", [2, 2], initializer=tf.ones_initializer())
        return i + 1, tf.matmul(x, w)

    _, x = tf.while_loop(lambda i, _: i < 3, step, [0, tf.ones([1, 2])])
    variables = tf.trainable_variables()
    return x, tf.gradients(x, variables), [v.name for v in variables]
