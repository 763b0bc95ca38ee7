"""Large element-wise operations, computed by rows on all cores."""

import threading
import warnings

import numpy as np
import pytest

import edflow as tf
from edflow.engine.runtime.sharing import among_cores

LARGE = (64, 128, 64)  # 2 MB


def large(seed=0):
    return np.random.default_rng(seed).normal(size=LARGE).astype(np.float32)


@pytest.mark.parametrize("shape", [LARGE, (128, 64), (64,), (1, 1, 1), (64, 1, 1), ()])
def test_the_other_may_be_of_any_shape_that_fits(shape):
    x, y = tf.placeholder(tf.float32, LARGE), tf.placeholder(tf.float32, shape)
    a, b = large(), np.random.default_rng(1).normal(size=shape).astype(np.float32)
    sums = tf.Session().run([x * y, y - x, x > y], {x: a, y: b})
    for ours, theirs in zip(sums, (a * b, b - a, a > b), strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_a_result_larger_than_each_input():
    a = large().reshape(64 * 128, 64, 1)
    b = large(1)[:, :1, :1].reshape(1, 1, 64)
    x, y = tf.placeholder(tf.float32, a.shape), tf.placeholder(tf.float32, b.shape)
    np.testing.assert_array_equal(tf.Session().run(x + y, {x: a, y: b}), a + b)


def test_relu_and_its_gradient():
    x = tf.placeholder(tf.float32, LARGE)
    y = tf.nn.relu(x)
    (dx,) = tf.gradients(y, x)
    values = tf.Session().run([y, dx], {x: large()})
    np.testing.assert_array_equal(values[0], np.maximum(large(), 0))
    np.testing.assert_array_equal(values[1], large() > 0)


def test_no_thread_warns_of_what_is_no_number():
    x = tf.placeholder(tf.float32, LARGE)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        value = tf.Session().run(tf.sqrt(x) / 0.0, {x: large()})
    assert not np.isfinite(value).any()


def test_several_threads_take_part_of_what_is_large_only():
    seen = set()

    def double(x, out=None):
        seen.add((len(x), threading.get_ident()))
        return np.add(x, x, out=out)

    run = among_cores(double, np.float32)
    np.testing.assert_array_equal(run(large()), 2 * large())
    assert {size for size, _ in seen} == {8}
    seen.clear()
    run(large()[:2])
    assert seen == {(2, threading.get_ident())}
