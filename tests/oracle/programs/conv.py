"""Convolution and pooling of lines, images and volumes."""

import numpy as np
from program import Runs, promises


def _numbers(*shape, seed=0):
    return np.random.default_rng(seed).uniform(-1, 1, shape).astype(np.float32)


def _fed(tf, *shape, known=None):
    """A placeholder and what to feed it."""
    x = tf.placeholder(tf.float32, known or shape)
    return x, {x: _numbers(*shape)}


def _filter(tf, *shape):
    return tf.constant(_numbers(*shape, seed=1))


# -- images ---------------------------------------------------------------------------


def conv2d_with_both_gradients(tf):
    x, feed = _fed(tf, 2, 7, 6, 3, known=[None, 7, 6, 3])
    w = _filter(tf, 3, 3, 3, 4)
    y = tf.nn.conv2d(x, w, strides=[1, 1, 1, 1], padding="SAME")
    return Runs([y, tf.gradients(y, [x, w])], feeds=feed)


def conv2d_with_a_stride(tf):
    x, feed = _fed(tf, 2, 7, 6, 3, known=[None, None, None, 3])
    w = _filter(tf, 3, 2, 3, 4)
    y = tf.nn.conv2d(x, w, [1, 2, 3, 1], "VALID", name="strided")
    return Runs([y, tf.gradients(y, [x, w])], feeds=feed)


def conv2d_takes_numbers_in_many_forms(tf):
    x, w = tf.constant(_numbers(1, 8, 8, 2)), _filter(tf, 3, 3, 2, 2)
    return [
        tf.nn.conv2d(x, w, 2, "SAME"),
        tf.nn.conv2d(x, w, [2], "SAME"),
        tf.nn.conv2d(x, w, [2, 1], "VALID", use_cudnn_on_gpu=False),
        tf.nn.conv2d(input=x, filters=w, strides=(1, 2, 2, 1), padding="SAME"),
        tf.nn.conv2d(x, w, padding="SAME"),
        tf.nn.conv2d(x, w, padding="VALID", dilations=2),
        tf.nn.conv2d(x, w, padding="SAME", dilations=[1, 2, 3, 1]),
    ]


def conv2d_with_explicit_padding(tf):
    x, w = tf.constant(_numbers(1, 5, 5, 2)), _filter(tf, 3, 3, 2, 2)
    y = tf.nn.conv2d(x, w, 2, [[0, 0], [1, 2], [3, 0], [0, 0]])
    return [y, tf.gradients(y, [x, w])]


@promises(nodes="outer")
def curvature_of_a_convolution(tf):
    x, w = tf.constant(_numbers(1, 5, 5, 2)), _filter(tf, 3, 3, 2, 2)
    y = tf.nn.conv2d(x, w, 1, "SAME")
    slopes = tf.gradients(y * y, [x, w])
    return tf.gradients([slope * slope for slope in slopes], [x, w])


def the_gradients_as_functions(tf):
    x, w = tf.constant(_numbers(1, 5, 5, 2)), _filter(tf, 3, 3, 2, 4)
    dy = tf.constant(_numbers(1, 5, 5, 4))
    how = {"strides": [1, 1, 1, 1], "padding": "SAME"}
    return [
        tf.nn.conv2d_backprop_input([1, 5, 5, 2], w, dy, **how),
        tf.nn.conv2d_backprop_filter(x, [3, 3, 2, 4], dy, **how),
    ]


def conv2d_of_a_wrong_number_of_channels_is_an_error(tf):
    return tf.nn.conv2d(tf.zeros([1, 8, 8, 2]), tf.zeros([5, 5, 3, 4]), 1, "SAME")


def conv2d_of_one_image_without_batch_is_an_error(tf):
    return tf.nn.conv2d(tf.zeros([8, 8, 3]), tf.zeros([5, 5, 3, 4]), 1, "SAME")


def conv2d_with_a_flat_filter_is_an_error(tf):
    return tf.nn.conv2d(tf.zeros([1, 8, 8, 3]), tf.zeros([5, 3, 4]), 1, "SAME")


def a_filter_larger_than_the_image_is_an_error(tf):
    return tf.nn.conv2d(tf.zeros([1, 3, 3, 1]), tf.zeros([5, 5, 1, 1]), 1, "VALID")


def a_stride_of_zero_is_an_error(tf):
    return tf.nn.conv2d(tf.zeros([1, 3, 3, 1]), tf.zeros([1, 1, 1, 1]), 0, "VALID")


def three_strides_are_an_error(tf):
    return tf.nn.conv2d(tf.zeros([1, 3, 3, 1]), tf.zeros([1, 1, 1, 1]), [1] * 3, "SAME")


def an_unknown_padding_is_an_error(tf):
    return tf.nn.conv2d(tf.zeros([1, 3, 3, 1]), tf.zeros([1, 1, 1, 1]), 1, "FULL")


def no_padding_at_all_is_an_error(tf):
    return tf.nn.conv2d(tf.zeros([1, 3, 3, 1]), tf.zeros([1, 1, 1, 1]), 1)


def conv2d_of_two_dtypes_is_an_error(tf):
    w = tf.zeros([1, 1, 1, 1], tf.float64)
    return tf.nn.conv2d(tf.zeros([1, 3, 3, 1]), w, 1, "SAME")


# -- transposed, depthwise, with gaps -------------------------------------------------


def conv2d_transpose(tf):
    x, w = tf.constant(_numbers(2, 4, 3, 2)), _filter(tf, 3, 3, 5, 2)
    y = tf.nn.conv2d_transpose(x, w, [2, 8, 6, 5], strides=[1, 2, 2, 1])
    return [y, tf.gradients(y, [x, w])]


def conv2d_transpose_by_a_tensor(tf):
    x, feed = _fed(tf, 2, 4, 3, 2, known=[None, 4, 3, 2])
    sizes = tf.stack([tf.shape(x)[0], 9, 7, 5])
    w = _filter(tf, 3, 3, 5, 2)
    y = tf.nn.conv2d_transpose(x, w, sizes, 2, padding="VALID", name="up")
    return Runs(y, feeds=feed)


def depthwise_conv2d(tf):
    x, feed = _fed(tf, 2, 7, 6, 3, known=[None, 7, 6, 3])
    w = _filter(tf, 3, 3, 3, 2)
    y = tf.nn.depthwise_conv2d(x, w, [1, 1, 1, 1], "SAME")
    return Runs([y, tf.gradients(y, [x, w])], feeds=feed)


@promises(nodes="outer")
def depthwise_conv2d_with_gaps(tf):
    x, w = tf.constant(_numbers(1, 7, 7, 2)), _filter(tf, 3, 3, 2, 2)
    return [
        tf.nn.depthwise_conv2d(x, w, [1, 1, 1, 1], "SAME", rate=[2, 2]),
        tf.nn.depthwise_conv2d(x, w, [1, 1, 1, 1], "VALID", rate=[1, 3]),
    ]


def depthwise_conv2d_native(tf):
    x, w = tf.constant(_numbers(1, 7, 7, 2)), _filter(tf, 3, 3, 2, 2)
    return tf.nn.depthwise_conv2d_native(x, w, [1, 2, 2, 1], "VALID")


@promises(nodes="outer")
def separable_conv2d(tf):
    x, w = tf.constant(_numbers(2, 7, 6, 3)), _filter(tf, 3, 3, 3, 2)
    mix = tf.constant(_numbers(1, 1, 6, 4, seed=2))
    y = tf.nn.separable_conv2d(x, w, mix, [1, 2, 2, 1], "SAME")
    return [y, tf.gradients(y, [x, w, mix])]


@promises(nodes="outer")
def atrous_conv2d(tf):
    x, w = tf.constant(_numbers(2, 7, 6, 3)), _filter(tf, 3, 3, 3, 2)
    y = tf.nn.atrous_conv2d(x, w, 2, "SAME")
    return [y, tf.nn.atrous_conv2d(x, w, 2, "VALID"), tf.gradients(y, [x, w])]


@promises(nodes="outer")
def atrous_conv2d_of_unknown_size(tf):
    x, feed = _fed(tf, 2, 7, 6, 3, known=[None, None, None, 3])
    return Runs(tf.nn.atrous_conv2d(x, _filter(tf, 3, 3, 3, 2), 2, "SAME"), feeds=feed)


@promises(nodes="outer")
def convolution_of_any_rank(tf):
    line = tf.nn.convolution(
        tf.constant(_numbers(2, 9, 3)), _filter(tf, 3, 3, 2), "SAME", strides=[2]
    )
    image = tf.nn.convolution(
        tf.constant(_numbers(2, 7, 6, 3)), _filter(tf, 3, 3, 3, 2), padding="VALID"
    )
    volume = tf.nn.convolution(
        tf.constant(_numbers(1, 5, 6, 7, 2)), _filter(tf, 2, 3, 2, 2, 2), "SAME"
    )
    gaps = tf.nn.convolution(
        tf.constant(_numbers(2, 9, 3)), _filter(tf, 3, 3, 2), "SAME", dilation_rate=[2]
    )
    return [line, image, volume, gaps]


# -- lines and volumes ----------------------------------------------------------------


def conv1d(tf):
    x, feed = _fed(tf, 2, 9, 3, known=[None, 9, 3])
    w = _filter(tf, 3, 3, 4)
    return Runs(tf.nn.conv1d(x, w, 2, "SAME"), feeds=feed)


def conv1d_with_a_gradient(tf):
    x, w = tf.constant(_numbers(2, 9, 3)), _filter(tf, 4, 3, 2)
    y = tf.nn.conv1d(value=x, filters=w, stride=1, padding="VALID", name="line")
    return [y, tf.gradients(y, [x, w])]


@promises(nodes="outer")
def conv1d_transpose(tf):
    x, w = tf.constant(_numbers(2, 4, 3)), _filter(tf, 3, 5, 3)
    return tf.nn.conv1d_transpose(x, w, [2, 8, 5], 2)


def conv3d(tf):
    x, feed = _fed(tf, 2, 5, 6, 7, 2, known=[None, 5, 6, 7, 2])
    w = _filter(tf, 3, 2, 3, 2, 3)
    y = tf.nn.conv3d(x, w, [1, 2, 1, 2, 1], "SAME")
    return Runs([y, tf.gradients(y, [x, w])], feeds=feed)


def conv3d_transpose(tf):
    x, w = tf.constant(_numbers(1, 2, 3, 4, 2)), _filter(tf, 3, 3, 3, 3, 2)
    return tf.nn.conv3d_transpose(x, w, [1, 4, 6, 8, 3], [1, 2, 2, 2, 1])


# -- pooling --------------------------------------------------------------------------


def max_pool_with_a_gradient(tf):
    x, feed = _fed(tf, 2, 7, 6, 3, known=[None, 7, 6, 3])
    y = tf.nn.max_pool(x, ksize=[1, 2, 2, 1], strides=[1, 2, 2, 1], padding="SAME")
    return Runs([y, tf.gradients(y, x)], feeds=feed)


def avg_pool_with_a_gradient(tf):
    x, feed = _fed(tf, 2, 7, 6, 3, known=[None, 7, 6, 3])
    y = tf.nn.avg_pool(x, ksize=[1, 3, 3, 1], strides=[1, 2, 2, 1], padding="SAME")
    return Runs([y, tf.gradients(y, x)], feeds=feed)


def pools_in_many_forms(tf):
    x = tf.constant(_numbers(1, 7, 7, 2))
    return [
        tf.nn.max_pool(x, 3, 2, "VALID", name="pool"),
        tf.nn.max_pool(x, [3, 2], [1, 2], "SAME"),
        tf.nn.max_pool(x, 3, 2, [[0, 0], [1, 2], [0, 1], [0, 0]]),
        tf.nn.max_pool2d(x, 2, 2, "VALID"),
        tf.nn.avg_pool(x, 2, 2, "VALID"),
        tf.nn.avg_pool2d(x, 2, 1, "SAME"),
    ]


def ties_go_to_the_first(tf):
    x = tf.zeros([1, 4, 4, 1])
    y = tf.nn.max_pool(x, 3, 1, "SAME")
    return tf.gradients(y, x)


@promises(nodes=None)
def curvature_of_max_pooling(tf):
    x = tf.constant(_numbers(2, 6, 6, 2))
    y = tf.nn.max_pool(x, 3, 2, "SAME")
    slope = tf.gradients(y * y * y, x)[0]
    return tf.gradients(slope * slope, x)


def max_pool_of_integers(tf):
    x = tf.constant(np.arange(-32, 32).reshape(2, 4, 8, 1), tf.int32)
    return tf.nn.max_pool(x, 2, 2, "VALID")


def max_pool_with_argmax(tf):
    x = tf.constant(_numbers(2, 6, 6, 3))
    how = {"ksize": [1, 2, 2, 1], "strides": [1, 2, 2, 1], "padding": "SAME"}
    y, _ = tf.nn.max_pool_with_argmax(x, **how)
    whole = tf.nn.max_pool_with_argmax(x, include_batch_in_index=True, **how)
    return [tf.nn.max_pool_with_argmax(x, **how)[1], whole, tf.gradients(y, x)]


def pooling_lines(tf):
    x = tf.constant(_numbers(2, 9, 3))
    return [tf.nn.max_pool1d(x, 3, 2, "SAME"), tf.nn.avg_pool1d(x, 2, 2, "VALID")]


def max_pool3d(tf):
    x = tf.constant(_numbers(2, 5, 6, 7, 2))
    y = tf.nn.max_pool3d(x, [1, 2, 3, 2, 1], [1, 2, 2, 1, 1], "SAME")
    return [y, tf.gradients(y, x)]


def ties_of_max_pool3d_go_to_all(tf):
    x = tf.zeros([1, 3, 3, 3, 1])
    return tf.gradients(tf.nn.max_pool3d(x, 2, 1, "VALID"), x)


def avg_pool3d(tf):
    x = tf.constant(_numbers(2, 5, 6, 7, 2))
    y = tf.nn.avg_pool3d(x, [2, 3, 2], 2, "SAME")
    return [y, tf.gradients(y, x)]


@promises(nodes="outer")
def pools_of_any_rank(tf):
    image, line = tf.constant(_numbers(2, 7, 6, 3)), tf.constant(_numbers(2, 9, 3))
    return [
        tf.nn.pool(image, [2, 3], "MAX", "SAME"),
        tf.nn.pool(image, [2, 2], "AVG", "VALID", strides=[2, 1]),
        tf.nn.pool(image, [2, 2], "MAX", "VALID", dilation_rate=[2, 3]),
        tf.nn.pool(line, [3], "AVG", "SAME", name="mean"),
    ]


def pooling_with_gaps_and_same_padding_is_an_error(tf):
    x = tf.zeros([1, 8, 8, 2])
    return tf.nn.pool(x, [2, 2], "AVG", "SAME", dilation_rate=[2, 2])


def max_pool_of_rank_three_is_an_error(tf):
    return tf.nn.max_pool(tf.zeros([8, 8, 3]), 2, 2, "SAME")


def a_window_larger_than_the_image_is_an_error(tf):
    return tf.nn.max_pool(tf.zeros([1, 1, 1, 3]), 2, 2, "VALID")


def avg_pool_of_integers_is_an_error(tf):
    return tf.nn.avg_pool(tf.zeros([1, 4, 4, 1], tf.int32), 2, 2, "VALID")


# -- morphology -----------------------------------------------------------------------


@promises(nodes="outer")
def dilation_and_erosion(tf):
    x, w = tf.constant(_numbers(2, 7, 6, 3)), _filter(tf, 3, 2, 3)
    how = [[1, 2, 1, 1], [1, 1, 2, 1], "SAME"]
    y = tf.nn.dilation2d(x, w, *how)
    return [y, tf.gradients(y, [x, w]), tf.nn.erosion2d(x, w, *how)]
