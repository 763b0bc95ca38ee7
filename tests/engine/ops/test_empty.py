"""Tensors without elements: what is right is known without TensorFlow."""

import numpy as np
import pytest

import edflow as tf


@pytest.mark.parametrize(
    ("size", "asked", "shape"),
    [([0, 6], [0, -1, 3], (0, 2, 3)), ([0, 6], [-1, 0], (6, 0)), ([0], [-1], (0,))],
)
def test_a_size_left_open_is_found_beside_sizes_of_0(size, asked, shape):
    x = tf.placeholder(tf.float32)
    assert tf.Session().run(tf.reshape(x, asked), {x: np.zeros(size)}).shape == shape


def test_an_index_of_nothing_takes_the_whole_each_time():
    x = np.arange(8.0).reshape(2, 2, 2)
    whole = tf.Session().run(tf.gather_nd(x, np.zeros([2, 0], np.int32)))
    np.testing.assert_array_equal(whole, [x, x])


@pytest.mark.parametrize(("read", "rows"), [(0, [1, 0]), (1, [0, 0]), (2, [0, 1])])
def test_a_part_that_is_not_read_has_no_slope(read, rows):
    x = tf.constant([[1.0, 2.0], [3.0, 4.0]])
    parts = tf.TensorArray(tf.float32, 3, infer_shape=False).split(x, [1, 0, 1])
    dx = tf.Session().run(tf.gradients(parts.read(read), x)[0])
    np.testing.assert_array_equal(dx, np.transpose([rows, rows]))


@pytest.mark.parametrize("convolve", [tf.nn.conv2d, tf.nn.conv3d])
def test_a_filter_for_images_of_no_channels_is_refused(convolve):
    sides = [2] * (2 if convolve is tf.nn.conv2d else 3)
    steps = [1] * (len(sides) + 2)
    with pytest.raises(ValueError, match="images of 0 channels"):
        convolve(tf.ones([1, *sides, 0]), tf.ones([*sides, 0, 4]), steps, "SAME")


def test_a_convolution_to_no_channels_has_slopes_of_0():
    x, w = tf.ones([1, 2, 2, 3]), tf.ones([2, 2, 3, 0])
    y = tf.nn.conv2d(x, w, [1, 1, 1, 1], "SAME")
    y, dx, dw = tf.Session().run([y, *tf.gradients(y, [x, w])])
    assert [y.shape, dw.shape] == [(1, 2, 2, 0), (2, 2, 3, 0)]
    np.testing.assert_array_equal(dx, np.zeros([1, 2, 2, 3]))


def test_nothing_is_counted_and_drawn():
    none = np.zeros([0], np.int32)
    counts = tf.bincount(none), tf.bincount(none, minlength=2)
    draws = tf.random_uniform([0], minval=0, maxval=0, dtype=tf.int32)
    found = tf.Session().run([*counts, draws])
    assert [array.tolist() for array in found] == [[], [0, 0], []]


def test_a_list_of_nothing_of_unknown_shape_is_no_tensor():
    array = tf.TensorArray(tf.float32, 0)
    for whole in (array.stack(), array.concat()):
        with pytest.raises(tf.errors.InvalidArgumentError, match="element_shape"):
            tf.Session().run(whole)
