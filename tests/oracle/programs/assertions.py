"""tf.Assert and the tf.assert_... functions: when they fail, and how."""

import numpy as np
from program import Runs, promises


def _guarded(tf, check, value):
    with tf.control_dependencies([check]):
        return tf.identity(value, name="guarded")


@promises(nodes="outer")
def a_condition_that_holds(tf):
    x = tf.placeholder(tf.float32)
    check = tf.Assert(tf.reduce_all(x > 0), ["x must be positive, not", x])
    return Runs(_guarded(tf, check, x), feeds=[{x: [1.0, 2.0]}])


@promises(nodes=None)
def a_condition_that_does_not_hold(tf):
    x = tf.placeholder(tf.float32)
    check = tf.Assert(tf.reduce_all(x > 0), ["x must be positive, not", x], summarize=2)
    return Runs(_guarded(tf, check, x), feeds=[{x: [-1.0, 2.0, 3.0]}])


@promises(nodes=None)
def claims_that_hold(tf):
    x = tf.placeholder(tf.float32, [None])
    checks = [
        tf.assert_equal(x, x),
        tf.assert_none_equal(x, 0.0),
        tf.assert_less(x, 3.0),
        tf.assert_less_equal(x, 2.0),
        tf.assert_greater(x, 0.5),
        tf.assert_greater_equal(x, 1.0),
        tf.assert_positive(x),
        tf.assert_non_negative(x),
        tf.assert_negative(-x),
        tf.assert_non_positive(-x),
        tf.assert_near(x, x * (1 + 1e-7)),
        tf.assert_rank(x, 1),
        tf.assert_rank_at_least(x, 1),
        tf.assert_rank_in(x, (0, 1)),
        tf.assert_type(x, tf.float32),
        tf.assert_integer(tf.constant(1)),
    ]
    with tf.control_dependencies(checks):
        y = tf.identity(x)
    return Runs(y, feeds=[{x: [1.0, 2.0]}])


def _failing(tf, claim):
    x = tf.placeholder(tf.float32)
    return Runs(_guarded(tf, claim(x), x), feeds=[{x: [1.0, -2.0]}])


@promises(nodes=None)
def not_equal(tf):
    return _failing(tf, lambda x: tf.assert_equal(x, 1.0, message="x is wrong"))


@promises(nodes=None)
def not_less(tf):
    return _failing(tf, lambda x: tf.assert_less(x, 1.0))


@promises(nodes=None)
def not_positive(tf):
    return _failing(tf, tf.assert_positive)


@promises(nodes=None)
def not_near(tf):
    return _failing(tf, lambda x: tf.assert_near(x, 1.0))


@promises(nodes=None)
def not_of_the_rank(tf):
    return _failing(tf, lambda x: tf.assert_rank(x, 2))


def constants_are_checked_at_once(tf):
    return tf.assert_equal(1, 2)


def constants_that_differ_in_dtype(tf):
    return tf.assert_less([1.0], tf.constant([2]))


def static_ranks_are_checked_at_once(tf):
    return tf.assert_rank([1], 2)


def one_of_several_ranks(tf):
    return tf.assert_rank_in([1], (0, 2))


def a_scalar(tf):
    return tf.assert_scalar([1])


def a_dtype(tf):
    return tf.assert_type([1], tf.float32)


def whole_numbers(tf):
    return tf.assert_integer(1.0)


@promises(nodes=None)
def a_check_that_is_only_waited_for(tf):
    x = tf.placeholder(tf.float32)
    with tf.control_dependencies([tf.check_numerics(x, "bad")]):
        y = tf.identity(x)
    yield Runs(y, feeds={x: [1.0]})
    yield Runs(y, feeds={x: [np.nan]})


@promises(nodes=None)
def not_all_finite(tf):
    x = tf.placeholder(tf.float32)
    return Runs(tf.verify_tensor_all_finite(x, "bad"), feeds={x: [np.inf]})
