"""Mistakes that are found when the graph runs: the same classes of errors."""

from program import Runs


def _fed(tf, *arrays):
    xs = [tf.placeholder(tf.float32) for _ in arrays]
    return xs, dict(zip(xs, arrays, strict=True))


def reading_before_initializing(tf):
    v = tf.Variable(1.0)
    with tf.Session() as session:
        return session.run(v)


def updating_before_initializing(tf):
    v = tf.Variable(1.0)
    with tf.Session() as session:
        return session.run(v.assign_add(1.0))


def shapes_that_do_not_broadcast(tf):
    (x, y), feed = _fed(tf, [1, 2], [1, 2, 3])
    return Runs(x + y, feeds=[feed])


def matrices_that_do_not_fit(tf):
    (x, y), feed = _fed(tf, [[1, 2]], [[1, 2]])
    return Runs(tf.matmul(x, y), feeds=[feed])


def a_product_of_vectors(tf):
    (x, y), feed = _fed(tf, [1, 2], [1, 2])
    return Runs(tf.matmul(x, y), feeds=[feed])


def a_reshape_that_does_not_fit(tf):
    (x,), feed = _fed(tf, [1, 2, 3])
    return Runs(tf.reshape(x, [2, -1]), feeds=[feed])


def an_axis_that_is_not_there(tf):
    (x,), feed = _fed(tf, [1, 2, 3])
    return Runs(tf.reduce_sum(x, 1), feeds=[feed])


def assigning_a_value_of_another_shape(tf):
    v = tf.Variable([1.0, 2.0])
    (x,), feed = _fed(tf, [1, 2, 3])
    return Runs(v.assign(x), feeds=[feed])


def adding_a_value_of_another_shape(tf):
    v = tf.Variable([1.0, 2.0])
    (x,), feed = _fed(tf, [1, 2, 3])
    return Runs(v.assign_add(x), feeds=[feed])


def adding_up_different_shapes(tf):
    xs, feed = _fed(tf, [1, 2], [1, 2, 3])
    return Runs(tf.add_n(xs), feeds=[feed])


def a_range_that_never_ends(tf):
    step = tf.placeholder(tf.int32)
    return Runs(tf.range(0, 5, step), feeds=[{step: 0}])


def the_class_and_code_of_an_error(tf):
    x = tf.placeholder(tf.float32, name="x")
    with tf.Session() as session:
        try:
            session.run(x + 1.0)
        except tf.errors.InvalidArgumentError as error:
            return error.error_code, isinstance(error, tf.errors.OpError), error.op.name
