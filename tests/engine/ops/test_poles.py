"""Gradients at poles: what arrives as 0 leaves as 0, though the slope is infinite."""

import numpy as np
import pytest

import edflow as tf


@pytest.mark.parametrize("function", [tf.sqrt, tf.rsqrt, tf.reciprocal])
@pytest.mark.parametrize("dtype", [tf.float32, tf.complex64])
def test_nothing_that_arrives_at_a_pole_stays_nothing(function, dtype):
    x = tf.zeros([2], dtype)
    (dx,) = tf.gradients(function(x), x, grad_ys=tf.zeros_like(x))
    np.testing.assert_array_equal(tf.Session().run(dx), [0, 0])


@pytest.mark.parametrize("function", [tf.nn.relu, tf.nn.relu6, tf.nn.leaky_relu])
def test_straight_lines_have_no_second_slope(function):
    x = tf.constant([-1.0, 2.0, 7.0])
    (dx,) = tf.gradients(function(x), x)
    np.testing.assert_array_equal(tf.Session().run(tf.gradients(dx, x)[0]), 0)


def test_a_check_that_is_only_waited_for_is_made():
    x = tf.placeholder(tf.float32)
    checked = tf.verify_tensor_all_finite(x, "bad")
    with pytest.raises(tf.errors.InvalidArgumentError, match="bad"):
        tf.Session().run(checked, {x: [np.nan]})
