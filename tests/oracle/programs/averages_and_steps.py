"""Moving averages, the global step, and learning rates that decay."""

import numpy as np
from program import Runs, promises

STEPS = [0, 1, 7, 10, 11, 20, 21, 50, 99, 100, 101, 250]


def _decayed(make):
    """A program: a learning rate at many steps."""

    def program(tf):
        step = tf.placeholder(tf.int32, [])
        rate = make(tf.train, step)
        return Runs(rate, feeds=[{step: n} for n in STEPS])

    return promises(rtol=2e-6)(program)


exponential = _decayed(lambda t, n: t.exponential_decay(0.1, n, 20, 0.9))
exponential_in_stairs = _decayed(
    lambda t, n: t.exponential_decay(0.1, n, 20, 0.9, staircase=True, name="rate")
)
natural_exponential = _decayed(lambda t, n: t.natural_exp_decay(0.1, n, 20, 0.5))
natural_exponential_in_stairs = _decayed(
    lambda t, n: t.natural_exp_decay(0.1, n, 20, 0.5, True)
)
inverse_time = _decayed(lambda t, n: t.inverse_time_decay(0.1, n, 20, 0.5))
inverse_time_in_stairs = _decayed(
    lambda t, n: t.inverse_time_decay(0.1, n, 20, 0.5, staircase=True)
)
polynomial = _decayed(lambda t, n: t.polynomial_decay(0.1, n, 100, 0.01, power=2.0))
polynomial_in_cycles = _decayed(
    lambda t, n: t.polynomial_decay(0.1, n, 20, 0.01, power=0.5, cycle=True)
)
cosine = _decayed(lambda t, n: t.cosine_decay(0.1, n, 100, alpha=0.1))
linear_cosine = _decayed(lambda t, n: t.linear_cosine_decay(0.1, n, 100))


@promises(nodes="outer", rtol=1e-5)
def cosine_with_restarts(tf):
    step = tf.placeholder(tf.int32, [])
    rates = [
        tf.train.cosine_decay_restarts(0.1, step, 10, t_mul, 0.9, 0.01)
        for t_mul in (1.0, 2.0)
    ]
    return Runs(rates, feeds=[{step: n} for n in (0, 1, 9, 11, 25, 29, 31, 100)])


@promises(rtol=1e-5)
def noisy_linear_cosine(tf):
    tf.set_random_seed(3)
    rate = tf.train.noisy_linear_cosine_decay(0.1, tf.constant(7), 100)
    return Runs(rate, n=3)


@promises(nodes="outer")
def piecewise(tf):
    step = tf.placeholder(tf.int64, [])
    rate = tf.train.piecewise_constant(step, [10, 20, 100], [1.0, 0.5, 0.1, 0.0])
    return Runs(tf.identity(rate), feeds=[{step: n} for n in STEPS])


def a_rate_in_double_precision(tf):
    return tf.train.exponential_decay(np.float64(0.1), 3, 10, 0.9)


def no_global_step(tf):
    return tf.train.exponential_decay(0.1, None, 10, 0.9)


def boundaries_of_another_kind(tf):
    return tf.train.piecewise_constant(tf.constant(1), [1.0, 2.0], [1.0, 0.5, 0.1])


def values_of_several_kinds(tf):
    return tf.train.piecewise_constant(tf.constant(1), [1], [1.0, 2])


# -- the global step ------------------------------------------------------------------


def a_global_step(tf):
    step = tf.train.create_global_step()
    yield step
    yield tf.train.get_global_step() is step
    yield tf.train.get_or_create_global_step() is step
    yield tf.get_collection(tf.GraphKeys.GLOBAL_STEP) == [step]


def a_global_step_in_a_scope(tf):
    with tf.name_scope("a"), tf.variable_scope("b"):
        return tf.train.get_or_create_global_step()


def no_global_step_yet(tf):
    return tf.train.get_global_step()


def a_global_step_found_by_its_name(tf):
    tf.Variable(5, name="global_step", trainable=False)
    return tf.train.get_global_step().name


def two_global_steps(tf):
    tf.train.create_global_step()
    return tf.train.create_global_step()


def a_global_step_that_is_no_integer(tf):
    return tf.train.assert_global_step(tf.Variable(1.0))


def a_global_step_that_is_no_scalar(tf):
    return tf.train.assert_global_step(tf.Variable([1]))


# -- moving averages ------------------------------------------------------------------


@promises(nodes="outer")
def a_moving_average(tf):
    w = tf.Variable([1.0, 2.0], name="w")
    b = tf.Variable(4.0, name="b")
    ema = tf.train.ExponentialMovingAverage(0.75)
    follow = ema.apply([w, b])
    yield ema.average(w), ema.average(b)
    yield [w.assign([3.0, 6.0]), b.assign(0.0)]
    yield Runs(follow, n=2)
    yield ema.average(w), ema.average(b)


@promises(nodes="outer")
def a_moving_average_that_starts_quickly(tf):
    w = tf.Variable(1.0, name="w")
    step = tf.Variable(0, trainable=False)
    ema = tf.train.ExponentialMovingAverage(0.99, step)
    follow = ema.apply([w])
    yield w.assign(3.0)
    for _ in range(3):
        yield follow
        yield step.assign_add(1)
        yield ema.average(w)


@promises(nodes="outer")
def averages_of_all_trainable_variables(tf):
    tf.Variable(1.0, name="a")
    tf.Variable(1.0, name="b", trainable=False)
    tf.train.ExponentialMovingAverage(0.9).apply()
    keys = ["variables", "moving_average_variables", "trainable_variables"]
    return [[v.name for v in tf.get_collection(key)] for key in keys]


def an_average_of_a_tensor(tf):
    x = tf.placeholder(tf.float32, [2], name="x")
    ema = tf.train.ExponentialMovingAverage(0.5)
    follow = ema.apply([x])
    yield Runs(follow, feeds=[{x: [1.0, 2.0]}, {x: [3.0, 4.0]}])
    yield ema.average(x)


def an_average_of_a_tensor_without_bias(tf):
    x = tf.placeholder(tf.float32, [2], name="x")
    ema = tf.train.ExponentialMovingAverage(0.5, zero_debias=True, name="smooth")
    follow = ema.apply([x])
    yield Runs(follow, feeds=[{x: [1.0, 2.0]}, {x: [3.0, 4.0]}])
    yield ema.average(x)


@promises(nodes="outer")
def names_to_restore_by(tf):
    w = tf.Variable(1.0, name="w")
    tf.Variable(0, name="step", trainable=False)
    ema = tf.train.ExponentialMovingAverage(0.9)
    yield ema.average_name(w), ema.average(w)
    yield {name: v.name for name, v in ema.variables_to_restore().items()}
    ema.apply([w])
    yield ema.average_name(w)
    yield sorted(ema.variables_to_restore())


@promises(nodes="outer")
def training_then_averaging(tf):
    w = tf.Variable(1.0, name="w")
    ema = tf.train.ExponentialMovingAverage(0.5)
    step = tf.train.GradientDescentOptimizer(0.25).minimize(w * w)
    with tf.control_dependencies([step]):
        train = ema.apply([w])
    yield Runs(train, n=3)
    yield w, ema.average(w)


def an_average_of_integers(tf):
    return tf.train.ExponentialMovingAverage(0.9).apply([tf.Variable(1)])
