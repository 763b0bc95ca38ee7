"""Axes permuted, added, removed, reversed; blocks moved between them."""

from program import Runs, promises


def _x(tf):
    values = [
        [[float(100 * i + 10 * j + k) for k in range(4)] for j in range(3)]
        for i in (1, 2)
    ]
    return tf.placeholder_with_default(values, [2, 3, 4], name="x")


def _image(tf):
    values = [[[[float(10 * i + j), -1.0] for j in range(4)] for i in range(4)]]
    return tf.placeholder_with_default(values, [1, 4, 4, 2], name="image")


def transposing(tf):
    x = _x(tf)
    return tf.transpose(x), tf.transpose(x, [1, 0, 2]), tf.transpose(x, perm=[-1, 0, 1])


def transposing_an_unknown_rank(tf):
    x = tf.placeholder(tf.float32, name="x")
    return Runs(tf.transpose(x), feeds=[{x: [[1.0, 2.0]]}, {x: 3.0}])


def transposing_complex_numbers(tf):
    z = tf.constant([[1 + 2j, 3 - 1j]])
    return tf.transpose(z, conjugate=True), tf.transpose(_x(tf), conjugate=True)


def transposing_matrices(tf):
    return tf.matrix_transpose(_x(tf)), tf.matrix_transpose([[1, 2], [3, 4]], name="t")


# It is known before the run.
@promises(instead=ValueError)
def transposing_by_no_permutation(tf):
    return tf.transpose(tf.zeros([2, 3]), [0, 0])


def gradients_of_transpose(tf):
    x = _x(tf)
    y = tf.transpose(x, [2, 0, 1])
    return tf.gradients(y, x, grad_ys=y)


def inverting_a_permutation(tf):
    return tf.invert_permutation([2, 0, 1]), tf.invert_permutation(tf.range(3))


def adding_an_axis(tf):
    x = _x(tf)
    return (
        tf.expand_dims(x, 0),
        tf.expand_dims(x, -1),
        tf.expand_dims(x, dim=1),
        tf.expand_dims(3, 0),
    )


def adding_no_axis(tf):
    return tf.expand_dims(tf.zeros([2]))


def adding_an_axis_too_far(tf):
    return tf.expand_dims(tf.zeros([2]), 3)


def removing_axes(tf):
    x = tf.ones([1, 2, 1, 3])
    return (
        tf.squeeze(x),
        tf.squeeze(x, [0]),
        tf.squeeze(x, axis=-2),
        tf.squeeze(x, squeeze_dims=[0, 2]),
    )


def removing_axes_of_unknown_size(tf):
    x = tf.placeholder(tf.float32, [None, 1, 2], name="x")
    return Runs((tf.squeeze(x), tf.squeeze(x, 1)), feeds=[{x: [[[1.0, 2.0]]]}])


def removing_an_axis_that_is_too_long(tf):
    return tf.squeeze(tf.zeros([2, 1]), [0])


def gradients_of_added_and_removed_axes(tf):
    x = _x(tf)
    y, z = tf.expand_dims(x, 1), tf.squeeze(x[:, :1], 1)
    return tf.gradients(y, x, grad_ys=y), tf.gradients(z, x, grad_ys=z)


def reversing(tf):
    x = _x(tf)
    return tf.reverse(x, [0]), tf.reverse(x, axis=[-1, 1]), tf.reverse([1, 2], [0])


def reversing_along_a_missing_axis(tf):
    return tf.reverse(tf.zeros([2]), [1])


def gradients_of_reverse(tf):
    x = _x(tf)
    y = tf.reverse(x, [0, 2])
    return tf.gradients(y, x, grad_ys=y)


def reversing_sequences(tf):
    x = [[1, 2, 3, 4], [5, 6, 7, 8]]
    return (
        tf.reverse_sequence(x, [2, 3], seq_axis=1, batch_axis=0),
        tf.reverse_sequence(x, [2, 1, 0, 1], seq_dim=0, batch_dim=1),
    )


def gradients_of_reversed_sequences(tf):
    x = _x(tf)
    y = tf.reverse_sequence(x, [2, 3], seq_axis=1)
    return tf.gradients(y, x, grad_ys=y)


def rolling(tf):
    x = _x(tf)
    return (
        tf.roll(x, 1, 0),
        tf.roll(x, [-1, 2], [1, 2]),
        tf.roll([1, 2, 3], shift=4, axis=0),
    )


@promises(nodes="outer")
def gradients_of_roll(tf):
    x = _x(tf)
    y = tf.roll(x, [-1, 2], [1, 2])
    return tf.gradients(y, x, grad_ys=y)


def space_and_depth(tf):
    x = _image(tf)
    y = tf.space_to_depth(x, 2)
    return y, tf.depth_to_space(y, 2), tf.gradients(y, x, grad_ys=y)


def space_that_cannot_be_divided(tf):
    return tf.space_to_depth(tf.zeros([1, 3, 4, 1]), 2)


def space_and_batch(tf):
    x = _image(tf)
    y = tf.space_to_batch_nd(x, [2, 4], [[0, 0], [1, 3]])
    return y, tf.batch_to_space_nd(y, [2, 4], [[0, 0], [1, 3]])


def space_and_batch_of_one_block_size(tf):
    y = tf.space_to_batch(_image(tf), [[0, 0], [0, 0]], 2)
    return y, tf.batch_to_space(y, [[1, 0], [0, 1]], block_size=2)


def gradients_of_space_and_batch(tf):
    x = _image(tf)
    y = tf.space_to_batch_nd(x, [2, 2], [[0, 0], [1, 1]])
    z = tf.batch_to_space_nd(y, [2, 2], [[1, 0], [1, 1]])
    return tf.gradients(z, x, grad_ys=z)


def paddings_that_blocks_require(tf):
    return (
        tf.required_space_to_batch_paddings([5, 4], [2, 3]),
        tf.required_space_to_batch_paddings([5, 4], [2, 3], [[1, 0], [0, 0]], name="p"),
    )


def patches_of_images(tf):
    x = _image(tf)
    return (
        tf.extract_image_patches(x, [1, 2, 3, 1], [1, 1, 2, 1], [1, 1, 1, 1], "SAME"),
        tf.extract_image_patches(x, [1, 2, 2, 1], [1, 2, 1, 1], [1, 2, 1, 1], "VALID"),
    )


@promises(nodes=None)
def gradients_of_patches(tf):
    x = _image(tf)
    y = tf.extract_image_patches(x, [1, 2, 3, 1], [1, 1, 2, 1], [1, 1, 1, 1], "SAME")
    return tf.gradients(y, x, grad_ys=y)
