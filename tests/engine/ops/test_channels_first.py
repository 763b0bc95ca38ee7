"""Channels first or last: the same numbers in another order.

TensorFlow computes with channels first on GPUs only, so here is no oracle.
"""

import numpy as np
import pytest

import edflow as tf


def numbers(*shape):
    return np.random.default_rng(1).uniform(-1, 1, shape).astype(np.float32)


line, image, volume = numbers(2, 9, 3), numbers(2, 7, 6, 3), numbers(2, 5, 6, 4, 3)
flat, square, cube = numbers(3, 3, 4), numbers(3, 3, 3, 2), numbers(2, 3, 2, 3, 4)
mix, channel = numbers(1, 1, 6, 4), numbers(3)
nn = tf.nn

FORMATS = {3: ("NWC", "NCW"), 4: ("NHWC", "NCHW"), 5: ("NDHWC", "NCDHW")}
FUNCTIONS = {
    "conv1d": (line, lambda x, f: nn.conv1d(x, flat, 2, "SAME", data_format=f)),
    "conv2d": (image, lambda x, f: nn.conv2d(x, square, 2, "SAME", data_format=f)),
    "conv3d": (volume, lambda x, f: nn.conv3d(x, cube, 1, "SAME", data_format=f)),
    "convolution with gaps": (
        image,
        lambda x, f: nn.convolution(
            x, square, "SAME", dilation_rate=[2, 3], data_format=f
        ),
    ),
    "depthwise_conv2d": (
        image,
        lambda x, f: nn.depthwise_conv2d(x, square, [1] * 4, "VALID", data_format=f),
    ),
    "depthwise_conv2d with gaps": (
        image,
        lambda x, f: nn.depthwise_conv2d(
            x, square, [1] * 4, "SAME", rate=[2, 2], data_format=f
        ),
    ),
    "separable_conv2d": (
        image,
        lambda x, f: nn.separable_conv2d(
            x, square, mix, [1] * 4, "SAME", data_format=f
        ),
    ),
    "max_pool1d": (line, lambda x, f: nn.max_pool1d(x, 3, 2, "SAME", f)),
    "max_pool": (image, lambda x, f: nn.max_pool(x, [3, 2], 2, "SAME", f)),
    "max_pool3d": (volume, lambda x, f: nn.max_pool3d(x, 2, 2, "SAME", f)),
    "avg_pool1d": (line, lambda x, f: nn.avg_pool1d(x, 3, 2, "SAME", f)),
    "avg_pool": (image, lambda x, f: nn.avg_pool(x, 3, [2, 1], "SAME", f)),
    "avg_pool3d": (volume, lambda x, f: nn.avg_pool3d(x, [2, 3, 2], 2, "SAME", f)),
    "pool with gaps": (
        image,
        lambda x, f: nn.pool(
            x, [2, 2], "MAX", "VALID", dilation_rate=[2, 2], data_format=f
        ),
    ),
    "fused_batch_norm": (
        image,
        lambda x, f: nn.fused_batch_norm(x, channel, channel, data_format=f)[0],
    ),
}


def value_and_slope(function, array, data_format):
    x = tf.constant(array)
    y = function(x, data_format)
    slope = tf.gradients(y * y, x)[0]
    assert y.shape.is_fully_defined()
    assert slope.shape == x.shape
    return tf.Session().run([y, slope])


@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_place_of_the_channels_changes_no_number(name):
    array, function = FUNCTIONS[name]
    last, first = FORMATS[array.ndim]
    wanted = value_and_slope(function, array, last)
    turned = np.ascontiguousarray(np.moveaxis(array, -1, 1))
    for found, value in zip(
        value_and_slope(function, turned, first), wanted, strict=True
    ):
        np.testing.assert_allclose(np.moveaxis(found, 1, -1), value, 1e-4, 1e-5)
