"""Gradients of element-wise mathematics, first and second."""

import numpy as np
from program import Runs, promises


def _slopes(tf, functions, values):
    x = tf.constant(values)
    return [tf.gradients(function(x) * (x + 2.0), x)[0] for function in functions]


@promises(nodes=None, rtol=1e-5, atol=1e-6)
def of_functions_of_all_numbers(tf):
    functions = [
        tf.square,
        tf.exp,
        tf.expm1,
        tf.tanh,
        tf.sigmoid,
        tf.sin,
        tf.cos,
        tf.atan,
        tf.sinh,
        tf.cosh,
        tf.asinh,
        tf.abs,
        tf.sign,
        tf.erf,
        tf.erfc,
        tf.negative,
        tf.log_sigmoid,
    ]
    return _slopes(tf, functions, [-1.5, -0.3, 0.2, 1.0, 2.5])


@promises(nodes=None, rtol=2e-5)
def of_functions_of_positive_numbers(tf):
    functions = [
        tf.sqrt,
        tf.rsqrt,
        tf.reciprocal,
        tf.log,
        tf.log1p,
        tf.lgamma,
        tf.digamma,
        lambda x: tf.acosh(x + 1.5),
        lambda x: tf.pow(x, 2.5),
        lambda x: tf.pow(2.5, x),
        lambda x: x**x,
        lambda x: tf.igamma(2.0, x),
    ]
    return _slopes(tf, functions, [0.2, 0.9, 1.5, 4.0])


@promises(nodes=None, rtol=1e-5)
def of_functions_inside_one(tf):
    functions = [tf.asin, tf.acos, tf.atanh, tf.tan, tf.math.erfinv]
    return _slopes(tf, functions, [0.1, 0.5, 0.8])


@promises(nodes=None)
def of_steps(tf):
    x = tf.constant([0.3, 1.7])
    functions = [tf.floor, tf.ceil, tf.round, tf.rint]
    return [tf.gradients(function(x), x)[0] is None for function in functions]


@promises(nodes=None)
def of_a_power_where_there_is_no_logarithm(tf):
    x, y = tf.constant([-2.0, 0.0, 2.0]), tf.constant([2.0, 3.0, 0.5])
    return tf.gradients(x**y, [x, y])


@promises(nodes=None)
def of_two_arguments(tf):
    x, y = tf.constant([[0.5], [2.0]]), tf.constant([1.5, 0.5, -3.0])
    functions = [
        tf.maximum,
        tf.minimum,
        tf.squared_difference,
        tf.floormod,
        tf.atan2,
        tf.div_no_nan,
        tf.math.multiply_no_nan,
        tf.math.xdivy,
    ]
    return [tf.gradients(function(x, y), [x, y]) for function in functions]


@promises(nodes=None)
def of_equal_arguments(tf):
    x, y = tf.constant([1.0, 2.0]), tf.constant([1.0, 1.0])
    return tf.gradients(tf.maximum(x, y), [x, y]), tf.gradients(
        tf.minimum(x, y), [x, y]
    )


@promises(nodes=None)
def of_choices(tf):
    x, y = tf.constant([1.0, -2.0]), tf.constant([3.0, 4.0])
    return [
        tf.gradients(tf.where(x > 0, x * x, y), [x, y]),
        tf.gradients(tf.where_v2(x > 0, x * x, 2.0), [x]),
        tf.gradients(tf.clip_by_value(x * y, -3.0, 2.0), [x, y]),
        tf.gradients(tf.cast(tf.cast(x, tf.float64) ** 2, tf.float32), x),
    ]


@promises(nodes=None)
def of_complex_numbers(tf):
    x = tf.constant([1.0, -2.0])
    z = tf.complex(x, x * x)
    ys = [
        tf.abs(z),
        tf.real(z * z),
        tf.imag(z * z * z),
        tf.angle(z),
        tf.real(tf.exp(z)),
    ]
    return [tf.gradients(y, x)[0] for y in ys]


@promises(nodes=None, rtol=1e-4, atol=1e-5)
def second_ones(tf):
    x = tf.constant([0.3, 0.8])
    functions = [
        tf.tanh,
        tf.sigmoid,
        tf.sqrt,
        tf.rsqrt,
        tf.reciprocal,
        tf.exp,
        tf.log,
        tf.sin,
        lambda x: x**3,
        lambda x: tf.matmul(x[None], x[:, None] * x[None]),
    ]
    found = []
    for function in functions:
        slope = tf.gradients(function(x), x)[0]
        found.append(tf.gradients(slope * x, x)[0])
    return found


@promises(nodes=None)
def of_a_bias_added_to_a_batch(tf):
    x = tf.placeholder(tf.float32, [None, 3])
    bias = tf.constant([1.0, 2.0, 3.0])
    y = tf.sigmoid(x + bias) * bias
    feeds = [{x: np.ones((2, 3))}, {x: np.ones((1, 3))}]
    return Runs(tf.gradients(y, [x, bias]), feeds=feeds)


@promises(nodes=None)
def of_a_batch_that_may_be_one(tf):
    x, y = (tf.placeholder(tf.float32, [None, 2]) for _ in range(2))
    feeds = [
        {x: np.ones((3, 2)), y: np.ones((1, 2))},
        {x: np.ones((1, 2)), y: np.ones((4, 2))},
        {x: np.ones((2, 2)), y: np.ones((2, 2))},
    ]
    return Runs(tf.gradients(x * y * x, [x, y]), feeds=feeds)


def _nothing_arrives(tf, functions, values):
    """First and second slopes where the gradients that arrive are 0."""
    x = tf.constant(values)
    slopes = []
    for function in functions:
        y = function(x)
        first = tf.gradients(y, x, grad_ys=tf.zeros_like(y))[0]
        slopes += [first, tf.gradients(first, x, grad_ys=tf.zeros_like(first))[0]]
    return slopes


@promises(nodes=None)
def nothing_arriving_at_a_pole(tf):
    functions = [
        tf.sqrt,
        tf.rsqrt,
        tf.reciprocal,
        tf.log,
        tf.log1p,
        tf.asin,
        tf.acos,
        tf.atanh,
        tf.tan,
        lambda x: 1.0 / x,
        lambda x: x**x,
        tf.digamma,
        tf.norm,
        tf.nn.elu,
        tf.nn.selu,
    ]
    poles = [0.0, 1.0, -1.0, 2.0, -2.0, np.inf, -np.inf, np.nan]
    return _nothing_arrives(tf, functions, np.float32(poles))


@promises(nodes=None)
def nothing_arriving_at_a_complex_pole(tf):
    functions = [tf.sqrt, tf.rsqrt, tf.reciprocal, tf.log, tf.log1p, tf.asin]
    return _nothing_arrives(tf, functions, np.complex64([0, 1, -1, 1j, 2]))


@promises(nodes=None)
def of_beta_at_its_ends(tf):
    x = tf.constant([0.0, 1.0, 0.0])
    return tf.gradients(tf.betainc([1.0, 2.0, 2.0], [1.0, 1.0, 2.0], x), x)[0]


@promises(nodes="outer")
def of_kinks_twice(tf):
    x = tf.constant([-1.0, 0.0, 2.0, 7.0])
    kinks = [tf.nn.relu, tf.nn.relu6, tf.nn.leaky_relu, tf.nn.crelu]
    return [tf.gradients(tf.gradients(f(x), x), x)[0] for f in kinks]


@promises(nodes=None)
def of_the_next_number(tf):
    x, y = tf.constant([1.0, 2.0]), tf.constant([2.0, 1.0])
    return tf.gradients(tf.math.nextafter(x, y), [x, y])
