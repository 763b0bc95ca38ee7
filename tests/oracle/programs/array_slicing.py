"""Indexing, slices, and blocks."""

from program import Runs, promises


def _x(tf):
    values = [[float(10 * i + j) for j in range(5)] for i in range(4)]
    return tf.placeholder_with_default(values, [4, 5], name="x")


def indexing(tf):
    x = _x(tf)
    return x[0], x[-1], x[1, 2], x[2][3]


def slicing(tf):
    x = _x(tf)
    return x[0:2], x[:, 1:-1], x[::2, ::-1], x[3:1:-1], x[10:], x[:0]


def slicing_with_an_ellipsis(tf):
    x = tf.reshape(tf.range(24), [2, 3, 4])
    return x[..., 0], x[0, ...], x[..., 1:3], x[0, ..., -1], x[...]


def new_axes(tf):
    x = _x(tf)
    return x[tf.newaxis], x[:, None, ::2], x[..., tf.newaxis], x[0, None, 1:2, None]


def indexing_by_tensors(tf):
    x, i = _x(tf), tf.constant(1)
    return x[i], x[i:], x[:i], x[i, 2], x[i : i + 2, tf.constant(0) :: i]


def indexing_by_long_integers(tf):
    x, i = _x(tf), tf.constant(1, tf.int64)
    return x[i], x[i:], x[0, i]


def indexing_by_a_mask(tf):
    x = _x(tf)
    return x[tf.greater(x, 12.0)]


def indexing_a_variable(tf):
    w = tf.Variable([[1.0, 2.0], [3.0, 4.0]])
    return w[0], w[:, 1], w[1:]


def indexing_a_shape(tf):
    x = tf.placeholder(tf.float32, [None, 3, 4], name="x")
    sizes = tf.shape(x)
    y = tf.reshape(x, [sizes[0], sizes[1] * 4]), tf.zeros(sizes[1:])
    return Runs(y, feeds={x: [[[1.0] * 4] * 3]})


def slicing_unknown_sizes(tf):
    x = tf.placeholder(tf.float32, [None, 5], name="x")
    y = x[0], x[1:], x[:, -1], x[-1:], x[:2], x[..., 0:1], x[::2]
    return Runs(y, feeds={x: [[1.0, 2.0, 3.0, 4.0, 5.0]] * 3})


def slicing_an_unknown_rank(tf):
    x = tf.placeholder(tf.float32, name="x")
    return Runs((x[0], x[..., None]), feeds={x: [[1.0, 2.0]]})


def indexing_out_of_bounds(tf):
    return tf.zeros([2, 3])[2]


def indexing_too_deep(tf):
    return tf.zeros([2])[0, 0]


def indexing_by_a_float(tf):
    return tf.zeros([2])[0.5]


def indexing_by_two_ellipses(tf):
    return tf.zeros([2, 2])[..., ...]


def a_step_of_zero(tf):
    return tf.zeros([2])[::0]


def indexing_out_of_bounds_in_a_run(tf):
    i = tf.placeholder(tf.int32, [], name="i")
    return Runs(tf.constant([1.0, 2.0])[i], feeds={i: 5})


def gradients_of_slices(tf):
    x = _x(tf)
    y = x[1:3, ::2], x[0], x[..., -1], x[:, None, 3:0:-1]
    return y, [tf.gradients(part, x, grad_ys=part) for part in y]


@promises(nodes="outer")
def second_gradients_of_a_slice(tf):
    x = _x(tf)
    y = x[1:3, ::2]
    return tf.gradients(tf.gradients(y * y * y, x)[0], x)


def gradients_of_a_slice_of_a_variable(tf):
    w = tf.Variable([[1.0, 2.0], [3.0, 4.0]])
    return tf.gradients(w[:, 1], w)


def cutting_blocks(tf):
    x = _x(tf)
    return tf.slice(x, [0, 1], [2, -1]), tf.slice(x, [1, 0], [1, 5], name="row")


def cutting_blocks_at_fed_places(tf):
    begin = tf.placeholder(tf.int32, [2], name="begin")
    y = tf.slice(_x(tf), begin, [2, 3]), tf.slice(_x(tf), begin, [-1, -1])
    return Runs(y, feeds=[{begin: [0, 0]}, {begin: [2, 1]}])


# It is known before the run.
@promises(instead=ValueError)
def cutting_a_block_that_is_too_large(tf):
    return tf.slice(tf.zeros([2, 3]), [0, 1], [2, 3])


def gradients_of_blocks(tf):
    x = _x(tf)
    y = tf.slice(x, [1, 2], [2, -1])
    return tf.gradients(y, x, grad_ys=y)


def strided_slices(tf):
    x = _x(tf)
    return (
        tf.strided_slice(x, [0, 1], [2, 3]),
        tf.strided_slice(x, [0, 1], [4, 5], [2, 2]),
        tf.strided_slice(x, [1, 0], [2, 5], [1, 1], shrink_axis_mask=1, name="row"),
        tf.strided_slice(x, [1, 1], [0, 0], [1, 2], begin_mask=1, end_mask=3),
    )


@promises(nodes="outer")
def picking_with_a_mask(tf):
    x = _x(tf)
    mask = tf.constant([True, False, True, False])
    return (
        tf.boolean_mask(x, mask),
        tf.boolean_mask(x, [True, False, False, True, True], axis=1),
        tf.gradients(tf.square(tf.boolean_mask(x, x > 20.0)), x),
    )


def masking(tf):
    return tf.boolean_mask([1, 2, 3], [True, False, True]), tf.boolean_mask(
        _x(tf), _x(tf) > 20.0, name="large"
    )


def masking_by_a_misfit(tf):
    return tf.boolean_mask(tf.zeros([2, 3]), [True, False, True])


def masking_by_a_scalar(tf):
    return tf.boolean_mask(tf.zeros([2, 3]), True)


def finding_where(tf):
    return tf.where([[True, False], [True, True]]), tf.where(
        tf.constant([0.0, 3.0, 0.0])
    )


def masks_of_sequences(tf):
    return (
        tf.sequence_mask([1, 3, 0]),
        tf.sequence_mask([1, 3], 4),
        tf.sequence_mask([[1], [2]], 3, dtype=tf.float32, name="mask"),
    )


def masks_of_fed_sequences(tf):
    lengths = tf.placeholder(tf.int32, [None], name="lengths")
    return Runs(tf.sequence_mask(lengths), feeds=[{lengths: [2, 1]}, {lengths: [0]}])
