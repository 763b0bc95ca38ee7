"""Shapes as tensors; tensors of one value; passing values on."""

from program import Runs, promises


def shapes(tf):
    x = tf.placeholder(tf.float32, [None, 3], name="x")
    y = tf.zeros([2, 3])
    fetches = (
        tf.shape(x),
        tf.shape(y),
        tf.shape(x, out_type=tf.int64),
        tf.size(x),
        tf.size(y),
        tf.rank(x),
        tf.shape_n([x, y]),
        tf.shape([1, 2]),
        tf.size([1, 2], name="n"),
        tf.rank(7),
    )
    return Runs(fetches, feeds={x: [[1.0, 2.0, 3.0]]})


def shapes_of_unknown_rank(tf):
    x = tf.placeholder(tf.float32, name="x")
    fetches = tf.shape(x), tf.rank(x), tf.size(x), tf.zeros_like(x), tf.ones_like(x)
    return Runs(fetches, feeds=[{x: [[1.0]]}, {x: 2.0}])


def zeros_and_ones(tf):
    n = tf.placeholder_with_default(2, [], name="n")
    return (
        tf.zeros([2, 3]),
        tf.zeros(3),
        tf.zeros([], tf.int32),
        tf.zeros([40, 40]),
        tf.zeros([2], tf.bool),
        tf.zeros([2], tf.string),
        tf.zeros([n, 3]),
        tf.zeros(tf.constant([1, 2])),
        tf.ones([2]),
        tf.ones([1000], tf.float64),
        tf.ones([2], tf.bool),
        tf.ones([n]),
        tf.ones(tf.TensorShape([1, 2]), name="all"),
    )


def zeros_of_unknown_size(tf):
    return tf.zeros([None, 3])


def ones_of_text(tf):
    return tf.ones([2], tf.string)


def like_another(tf):
    x = tf.placeholder_with_default([[1.0, 2.0]], [None, 2], name="x")
    return (
        tf.zeros_like(x),
        tf.zeros_like(x, tf.int32),
        tf.zeros_like([1, 2]),
        tf.zeros_like(tf.constant([1.0]), name="z"),
        tf.zeros_like(tf.constant(["a"])),
        tf.ones_like(x),
        tf.ones_like(x, dtype=tf.bool),
        tf.ones_like([1, 2]),
        tf.ones_like(tf.constant([1.0]), optimize=False),
    )


def filling(tf):
    value = tf.placeholder_with_default(2.5, [], name="value")
    y = tf.fill([2, 3], value)
    return y, tf.fill([2], 7), tf.fill([1], "a"), tf.gradients(y, value, grad_ys=y)


def filling_with_a_vector(tf):
    return tf.fill([2], [1.0, 2.0])


def filling_a_negative_shape(tf):
    return tf.fill([-1], 1.0)


def ranges(tf):
    n = tf.placeholder_with_default(4, [], name="n")
    return (
        tf.range(3),
        tf.range(1, 10, 3),
        tf.range(5, 0, -2),
        tf.range(0.0, 1.0, 0.25),
        tf.range(1.5, 4),
        tf.range(3, dtype=tf.float32),
        tf.range(n),
        tf.range(tf.constant(3, tf.int64)),
        tf.range(0),
        tf.range(2, limit=5, delta=1, name="r"),
    )


def ranges_that_never_end(tf):
    return tf.range(0, 3, 0)


def ranges_the_wrong_way(tf):
    return tf.range(3, 0)


def reshaping(tf):
    x = tf.placeholder(tf.float32, [None, 4], name="x")
    y = tf.reshape(x, [-1, 2, 2])
    z = tf.reshape(x, tf.shape(y))
    fetches = y, z, tf.reshape(x, [-1]), tf.reshape(x, tf.stack([tf.shape(x)[0], 4]))
    return Runs((fetches, tf.gradients(y, x)), feeds={x: [[1.0, 2.0, 3.0, 4.0]]})


def reshaping_what_does_not_fit(tf):
    return tf.reshape(tf.zeros([6]), [4])


# It is known before the run.
@promises(instead=ValueError)
def reshaping_with_two_free_sizes(tf):
    return tf.reshape(tf.zeros([6]), [-1, -1])


def reshaping_to_a_number(tf):
    return tf.reshape(tf.zeros([6]), -1)


def broadcasting_to_a_shape(tf):
    return tf.broadcast_to([1.0, 2.0], [3, 2]), tf.broadcast_to([[1], [2]], [2, 2])


def broadcasting_shapes(tf):
    static = tf.broadcast_static_shape(tf.TensorShape([None, 1]), tf.TensorShape([3]))
    return static.as_list(), tf.broadcast_dynamic_shape([2, 1, 4], [3, 1])


def broadcasting_static_shapes_that_clash(tf):
    return tf.broadcast_static_shape(tf.TensorShape([2]), tf.TensorShape([3]))


def placeholders(tf):
    x = tf.placeholder(tf.float32, [None, 2])
    y = tf.placeholder("int32", name="y")
    z = tf.placeholder_with_default([1.0, 2.0], [None], name="z")
    return Runs(
        (x, y, z, tf.placeholder_with_default(tf.zeros([2]), [2])),
        feeds=[{x: [[1.0, 2.0]], y: [3]}, {x: [[1.0, 2.0]], y: [4], z: [5.0]}],
    )


def placeholders_whose_default_does_not_fit(tf):
    return tf.placeholder_with_default([1.0, 2.0], [3])


def passing_on(tf):
    x = tf.constant([1.0, 2.0])
    y = tf.identity(x), tf.stop_gradient(x), tf.guarantee_const(x)
    return y, tf.identity([1, 2]), tf.identity_n([x, tf.constant(1)])


def gradients_that_stop(tf):
    x = tf.Variable([1.0, 2.0])
    y = tf.placeholder_with_default(x, [2])
    return (
        tf.gradients(tf.stop_gradient(x) + x, x),
        tf.gradients(tf.stop_gradient(x), x),
        tf.gradients(y, x),
    )


@promises(nodes=None)
def gradients_of_several_at_once(tf):
    x, y = tf.constant([1.0, 2.0]), tf.constant(3.0)
    a, _ = tf.identity_n([x, y])
    return tf.gradients(a, [x, y])
