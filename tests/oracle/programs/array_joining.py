"""Stacking, joining, splitting, repeating, padding."""

from program import Runs, promises


def _x(tf, shape=(2, 3)):
    values = [[float(10 * i + j) for j in range(3)] for i in range(2)]
    return tf.placeholder_with_default(values, shape, name="x")


def _with_gradient(tf, y, *xs):
    return y, tf.gradients(y, list(xs), grad_ys=y)


def stacking(tf):
    x = _x(tf)
    return tf.stack([x, 2 * x]), tf.stack([x, x], axis=1), tf.stack([x, x], axis=-1)


def stacking_numbers_makes_a_constant(tf):
    return tf.stack([1, 2, 3]), tf.stack([[1.0], [2.0]], name="rows")


def stacking_tensors_with_numbers(tf):
    x = tf.constant(2.0)
    return tf.stack([x, 1.0]), tf.stack([1.0, x, 3.0], axis=-1)


def stacking_partly_known_sizes(tf):
    x = tf.placeholder(tf.float32, [None, 3])
    sizes = tf.stack([tf.shape(x)[0], 1, 3])
    return Runs(tf.reshape(x, sizes), feeds={x: [[1.0, 2.0, 3.0]]})


def stacking_on_a_missing_axis(tf):
    return tf.stack([tf.zeros([2]), tf.zeros([2])], axis=2)


def stacking_unequal_shapes(tf):
    return tf.stack([tf.zeros([2]), tf.zeros([3])])


def stacking_unequal_dtypes(tf):
    return tf.stack([tf.zeros([2]), tf.zeros([2], tf.int32)], axis=1)


def packing_lists_that_hold_tensors(tf):
    a = tf.constant(1.0)
    return tf.convert_to_tensor([[a, 2.0], [3.0, a]]), tf.convert_to_tensor([a, a])


def packing_shapes(tf):
    n = tf.constant(2)
    return tf.zeros([n, 3]), tf.ones([n]), tf.reshape(tf.zeros([6]), [n, -1])


def unstacking(tf):
    x = _x(tf)
    return tf.unstack(x), tf.unstack(x, axis=1), tf.unstack(x, num=3, axis=-1)


def unstacking_an_unknown_number(tf):
    return tf.unstack(tf.placeholder(tf.float32, [None, 3]))


def unstacking_the_wrong_number(tf):
    return tf.unstack(tf.zeros([2, 3]), num=3)


@promises(nodes="outer")
def gradients_of_stacks(tf):
    x = _x(tf)
    return (
        _with_gradient(tf, tf.stack([x, x * x], axis=1), x),
        _with_gradient(tf, tf.unstack(x, axis=1)[2], x),
    )


def concatenating(tf):
    x = _x(tf)
    return (
        tf.concat([x, x], 0),
        tf.concat([x, x], axis=-1),
        tf.concat([[1, 2], [3]], 0),
        tf.concat([x, [[7.0], [8.0]], x], 1),
    )


def concatenating_one(tf):
    return tf.concat([_x(tf)], 1), tf.concat(_x(tf), 0, name="alone")


def concatenating_unknown_sizes(tf):
    x = tf.placeholder(tf.float32, [None, 3], name="x")
    y = tf.concat([x, tf.zeros([2, 3])], 0), tf.concat([x, x], 1)
    return Runs(y, feeds={x: [[1.0, 2.0, 3.0]]})


def concatenating_along_a_fed_axis(tf):
    axis = tf.placeholder(tf.int32, [], name="axis")
    y = tf.concat([tf.ones([2, 2]), tf.zeros([2, 2])], axis)
    return Runs(y, feeds=[{axis: 0}, {axis: 1}, {axis: -1}])


def concatenating_what_does_not_fit(tf):
    return tf.concat([tf.zeros([2, 3]), tf.zeros([2, 4])], 0)


def concatenating_unequal_ranks(tf):
    return tf.concat([tf.zeros([2, 3]), tf.zeros([2])], 0)


def concatenating_scalars(tf):
    return tf.concat([tf.zeros([]), tf.zeros([])], 0)


def concatenating_unequal_dtypes(tf):
    return tf.concat([tf.zeros([2]), tf.zeros([2], tf.int32)], 0)


def gradients_of_concat(tf):
    x, y = _x(tf), _x(tf)
    return _with_gradient(tf, tf.concat([x, y, x], 1), x, y)


def gradients_of_concat_of_unknown_sizes(tf):
    x = tf.placeholder(tf.float32, [None, 2], name="x")
    y = tf.concat([x, -x], 0)
    return Runs(tf.gradients(y, x, grad_ys=y), feeds={x: [[1.0, 2.0]]})


def splitting_evenly(tf):
    x = _x(tf)
    return tf.split(x, 3, axis=1), tf.split([1.0, 2.0], 2), tf.split(x, 1)


def splitting_by_sizes(tf):
    x = _x(tf)
    return tf.split(x, [1, 2], 1), tf.split(x, [2, -1], 1, name="parts")


def splitting_unevenly(tf):
    return tf.split(tf.zeros([4, 3]), 3)


def splitting_by_sizes_that_are_too_large(tf):
    return tf.split(tf.zeros([4, 3]), [3, 3])


def splitting_by_fed_sizes(tf):
    sizes = tf.placeholder(tf.int32, [2], name="sizes")
    y = tf.split(tf.constant([1.0, 2.0, 3.0]), sizes)
    return Runs(y, feeds=[{sizes: [1, 2]}, {sizes: [3, 0]}])


@promises(nodes="outer")
def gradients_of_split(tf):
    x = _x(tf)
    return (
        _with_gradient(tf, tf.split(x, 3, axis=1)[1], x),
        _with_gradient(tf, tf.split(x, [1, 2], axis=1)[1], x),
    )


def tiling(tf):
    x = _x(tf)
    return tf.tile(x, [2, 1]), tf.tile([1, 2], [3]), tf.tile(x, [0, 2])


def gradients_of_tile(tf):
    x = _x(tf)
    return _with_gradient(tf, tf.tile(x, [2, 3]), x)


def tiling_by_too_few(tf):
    return tf.tile(tf.zeros([2, 3]), [2])


def padding(tf):
    x = _x(tf)
    widths = [[1, 1], [0, 2]]
    return (
        tf.pad(x, widths),
        tf.pad(x, widths, constant_values=7.0),
        tf.pad(x, widths, "REFLECT"),
        tf.pad(x, widths, mode="symmetric", name="mirror"),
    )


def padding_in_an_unknown_mode(tf):
    return tf.pad(tf.zeros([2]), [[1, 1]], "WRAP")


# It is known before the run.
@promises(instead=ValueError)
def padding_beyond_the_mirror(tf):
    return tf.pad(tf.zeros([2]), [[2, 0]], "REFLECT")


def padding_with_too_few_widths(tf):
    return tf.pad(tf.zeros([2, 2]), [[1, 1]])


@promises(nodes="outer")
def gradients_of_padding(tf):
    x = _x(tf)
    widths = [[1, 1], [2, 1]]
    return (
        _with_gradient(tf, tf.pad(x, widths), x),
        _with_gradient(tf, tf.pad(x, widths, "REFLECT"), x),
        _with_gradient(tf, tf.pad(x, widths, "SYMMETRIC"), x),
    )


def gradients_of_a_zero_padding(tf):
    x = _x(tf)
    return _with_gradient(tf, tf.pad(x, [[1, 1], [2, 1]]), x)


@promises(nodes="outer")
def repeating(tf):
    x = _x(tf)
    return (
        tf.repeat(x, 2),
        tf.repeat(x, [1, 2], axis=0),
        tf.repeat(x, [3], axis=1),
        tf.repeat(3, 4),
    )


@promises(nodes="outer")
def making_a_grid(tf):
    return (
        tf.meshgrid([1, 2], [3, 4, 5]),
        tf.meshgrid([1.0, 2.0], [3.0, 4.0], indexing="ij"),
        tf.meshgrid([1, 2], [3], [4, 5]),
    )
