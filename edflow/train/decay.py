"""Learning rates that fall as the global step rises."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from edflow.engine.control.branching import case, cond
from edflow.engine.graph import Tensor, name_scope
from edflow.engine.graph.dtypes import int32, int64
from edflow.engine.ops.build import constant, convert_to_tensor
from edflow.engine.ops.math import powers
from edflow.engine.ops.math.arithmetic import add, minimum, multiply, negative
from edflow.engine.ops.math.casting import cast
from edflow.engine.ops.math.comparing import equal
from edflow.engine.ops.math.division import truediv
from edflow.engine.ops.math.rounding import ceil, floor
from edflow.engine.ops.math.selecting import where_v2
from edflow.engine.ops.math.trigonometry import cos
from edflow.engine.ops.random.draws import random_normal


def exponential_decay(
    learning_rate: Any,
    global_step: Any,
    decay_steps: Any,
    decay_rate: Any,
    staircase: bool = False,
    name: str | None = None,
) -> Tensor:
    """`learning_rate * decay_rate ** (global_step / decay_steps)`.

    Args:
      learning_rate: the rate at step 0.
      global_step: the step counter that is also given to `minimize`.
      decay_steps: after so many steps the rate has fallen by the factor `decay_rate`.
      decay_rate: that factor.
      staircase: fall in stairs of `decay_steps`, not smoothly.
      name: the operation's name.

    >>> import edflow as tf
    >>> rate = tf.train.exponential_decay(0.1, 250, 100, 0.5, staircase=True)
    >>> print(tf.Session().run(rate))
    0.025
    """
    with name_scope(
        name, "ExponentialDecay", [learning_rate, global_step, decay_steps, decay_rate]
    ) as scope:
        rate, steps, factor, step = _in_one_dtype(
            learning_rate, decay_steps, decay_rate, global_step
        )
        return multiply(
            rate, powers.pow(factor, _periods(step, steps, staircase)), name=scope
        )


def natural_exp_decay(
    learning_rate: Any,
    global_step: Any,
    decay_steps: Any,
    decay_rate: Any,
    staircase: bool = False,
    name: str | None = None,
) -> Tensor:
    """`learning_rate * powers.exp(-decay_rate * global_step / decay_steps)`.

    Arguments as for `exponential_decay`.
    """
    factor = powers.exp(negative(decay_rate))
    return exponential_decay(
        learning_rate, global_step, decay_steps, factor, staircase, name
    )


def inverse_time_decay(
    learning_rate: Any,
    global_step: Any,
    decay_steps: Any,
    decay_rate: Any,
    staircase: bool = False,
    name: str | None = None,
) -> Tensor:
    """`learning_rate / (1 + decay_rate * global_step / decay_steps)`.

    Arguments as for `exponential_decay`.
    """
    with name_scope(
        name, "InverseTimeDecay", [learning_rate, global_step, decay_steps, decay_rate]
    ) as scope:
        rate, steps, factor, step = _in_one_dtype(
            learning_rate, decay_steps, decay_rate, global_step
        )
        periods = _periods(step, steps, staircase)
        one = cast(constant(1), rate.dtype)
        decayed = add(one, multiply(factor, periods))
        return truediv(rate, decayed, name=scope)


def polynomial_decay(
    learning_rate: Any,
    global_step: Any,
    decay_steps: Any,
    end_learning_rate: Any = 0.0001,
    power: Any = 1.0,
    cycle: bool = False,
    name: str | None = None,
) -> Tensor:
    """From `learning_rate` down to `end_learning_rate` in `decay_steps` steps.

    `(learning_rate - end) * (1 - global_step / decay_steps) ** power + end`

    Args:
      learning_rate: the rate at step 0.
      global_step: the step counter that is also given to `minimize`.
      decay_steps: when the end is reached.
      end_learning_rate: the rate at the end.
      power: 1 for a straight line.
      cycle: begin anew after the end, each time with `decay_steps` steps more.
      name: the operation's name.
    """
    with name_scope(name, "PolynomialDecay") as scope:
        rate, end, power, step, steps = _in_one_dtype(
            learning_rate, end_learning_rate, power, global_step, decay_steps
        )
        if cycle:
            rounds = _rounds(step, decay_steps)
            steps = multiply(steps, rounds)
        else:
            step = minimum(step, steps)
        left = 1 - truediv(step, steps)
        return add(multiply(rate - end, powers.pow(left, power)), end, name=scope)


def piecewise_constant(
    x: Any, boundaries: Sequence[Any], values: Sequence[Any], name: str | None = None
) -> Tensor:
    """One value up to each boundary, the last one after all of them.

    Args:
      x: the global step.
      boundaries: increasing; a boundary still belongs to the value before it.
      values: one more than there are boundaries.
      name: the scope's name.

    Raises:
      ValueError: the dtypes of `x` and the boundaries, or among the values, differ, or
        there are not as many values as are needed.

    >>> import edflow as tf
    >>> step = tf.placeholder(tf.int32, [])
    >>> rate = tf.train.piecewise_constant(step, [10, 20], [1.0, 0.5, 0.1])
    >>> with tf.Session() as session:
    ...     [float(session.run(rate, {step: n})) for n in (10, 11, 20)]
    [1.0, 0.5, 0.5]
    """
    if len(values) != len(boundaries) + 1:
        raise ValueError(
            f"{len(boundaries)} boundaries part {len(boundaries) + 1} values, but "
            f"{len(values)} values were given"
        )
    limits = [convert_to_tensor(boundary) for boundary in boundaries]
    rates = [convert_to_tensor(value) for value in values]
    step = convert_to_tensor(x)
    limits = [_comparable(limit, step) for limit in limits]
    for rate in rates[1:]:
        if rate.dtype.base_dtype is not rates[0].dtype.base_dtype:
            raise ValueError(
                f"all values must be of one dtype, not {rates[0].dtype.name} and "
                f"{rate.dtype.name}"
            )
    with name_scope(name, "PiecewiseConstant"):
        pairs: list[tuple[Any, Any]] = [
            (step <= limits[0], lambda: rates[0]),
            (step > limits[-1], lambda: rates[-1]),
        ]
        for low, high, rate in zip(limits[:-1], limits[1:], rates[1:-1], strict=True):
            pairs.append(((step > low) & (step <= high), lambda rate=rate: rate))
        return case(pairs, default=lambda: rates[0], exclusive=True)


def cosine_decay(
    learning_rate: Any,
    global_step: Any,
    decay_steps: Any,
    alpha: Any = 0.0,
    name: str | None = None,
) -> Tensor:
    """Half a cosine wave from `learning_rate` down to `alpha * learning_rate`.

    Args:
      learning_rate: the rate at step 0.
      global_step: the step counter that is also given to `minimize`.
      decay_steps: when the end is reached.
      alpha: what is left at the end, as a fraction.
      name: the scope's name.
    """
    with name_scope(name, "CosineDecay"):
        rate, steps, step = _in_one_dtype(learning_rate, decay_steps, global_step)
        wave = _half_wave(minimum(step, steps) / steps)
        return multiply(rate, (1 - alpha) * wave + alpha)


def cosine_decay_restarts(
    learning_rate: Any,
    global_step: Any,
    first_decay_steps: Any,
    t_mul: Any = 2.0,
    m_mul: Any = 1.0,
    alpha: Any = 0.0,
    name: str | None = None,
) -> Tensor:
    """Half cosine waves one after the other (Loshchilov and Hutter, 2016).

    Args:
      learning_rate: the rate at step 0.
      global_step: the step counter that is also given to `minimize`.
      first_decay_steps: the length of the first wave.
      t_mul: each wave is so many times as long as the one before,
      m_mul: and begins so many times as high.
      alpha: what is left at the end of a wave, as a fraction.
      name: the operation's name.
    """
    with name_scope(name, "SGDRDecay") as scope:
        rate, first, alpha, longer, higher, step = _in_one_dtype(
            learning_rate, first_decay_steps, alpha, t_mul, m_mul, global_step
        )
        passed = step / first
        restarts, fraction = cond(
            equal(longer, 1.0),
            lambda: _wave_of_equals(passed),
            lambda: _wave_of_a_series(passed, longer),
        )
        wave = higher**restarts * _half_wave(fraction)
        return multiply(rate, (1 - alpha) * wave + alpha, name=scope)


def linear_cosine_decay(
    learning_rate: Any,
    global_step: Any,
    decay_steps: Any,
    num_periods: Any = 0.5,
    alpha: Any = 0.0,
    beta: Any = 0.001,
    name: str | None = None,
) -> Tensor:
    """A cosine wave under a falling line: `(alpha + line) * wave + beta`.

    Args:
      learning_rate: the rate at step 0.
      global_step: the step counter that is also given to `minimize`.
      decay_steps: when the line reaches zero.
      num_periods: how many waves there are until then.
      alpha: added to the line.
      beta: added at last.
      name: the operation's name.
    """
    with name_scope(name, "LinearCosineDecay") as scope:
        rate, steps, periods, alpha, beta, step = _in_one_dtype(
            learning_rate, decay_steps, num_periods, alpha, beta, global_step
        )
        step = minimum(step, steps)
        line = (steps - step) / steps
        wave = _half_wave(2.0 * periods * (step / steps))
        return multiply(rate, (alpha + line) * wave + beta, name=scope)


def noisy_linear_cosine_decay(
    learning_rate: Any,
    global_step: Any,
    decay_steps: Any,
    initial_variance: Any = 1.0,
    variance_decay: Any = 0.55,
    num_periods: Any = 0.5,
    alpha: Any = 0.0,
    beta: Any = 0.001,
    name: str | None = None,
) -> Tensor:
    """`linear_cosine_decay` with noise on the line.

    Args:
      learning_rate: the rate at step 0.
      global_step: the step counter that is also given to `minimize`.
      decay_steps: when the line reaches zero.
      initial_variance: the noise at step 0.
      variance_decay: how it fades: variance / (1 + step) ** variance_decay.
      num_periods: how many waves there are.
      alpha: added to the line.
      beta: added at last.
      name: the operation's name.
    """
    with name_scope(name, "NoisyLinearCosineDecay") as scope:
        rate, steps, variance, fading, periods, alpha, beta, step = _in_one_dtype(
            learning_rate,
            decay_steps,
            initial_variance,
            variance_decay,
            num_periods,
            alpha,
            beta,
            global_step,
        )
        step = minimum(step, steps)
        line = (steps - step) / steps
        spread = powers.sqrt(variance / powers.pow(1.0 + step, fading))
        line = line + random_normal(line.shape, stddev=spread)
        wave = _half_wave(2.0 * periods * (step / steps))
        return multiply(rate, (alpha + line) * wave + beta, name=scope)


def _in_one_dtype(learning_rate: Any, *others: Any) -> list[Tensor]:
    """The learning rate as a tensor, and the others in its dtype."""
    if any(value is None for value in others):
        raise ValueError(
            "a learning rate can only decay with a global_step, e.g. "
            "tf.train.get_or_create_global_step(), which `minimize` counts up"
        )
    rate = convert_to_tensor(learning_rate, name="initial_learning_rate")
    return [rate, *(cast(value, rate.dtype) for value in others)]


def _periods(step: Tensor, steps: Tensor, staircase: bool) -> Tensor:
    """How many times `steps` have passed, whole ones only for a staircase."""
    periods = step / steps
    return floor(periods) if staircase else periods


def _rounds(step: Tensor, steps: Any) -> Tensor:
    """How many times `steps` it takes to reach `step`, at least once."""
    return where_v2(equal(step, 0), 1.0, ceil(step / steps))


def _comparable(limit: Tensor, step: Tensor) -> Tensor:
    """A boundary in the dtype of the step; int32 is widened to int64."""
    dtype, wanted = limit.dtype.base_dtype, step.dtype.base_dtype
    if dtype is not wanted and not (dtype is int32 and wanted is int64):
        raise ValueError(
            f"the boundaries are {dtype.name}, but x is {wanted.name}; write both as "
            "integers, or both as floats"
        )
    return cast(limit, wanted)


def _half_wave(fraction: Tensor) -> Tensor:
    """Falls from 1 to 0 as `fraction` goes from 0 to 1."""
    return 0.5 * (1.0 + cos(constant(math.pi) * fraction))


def _wave_of_equals(passed: Tensor) -> tuple[Tensor, Tensor]:
    """Which wave it is, and how much of it has passed, if all are equally long."""
    wave = floor(passed)
    return wave, passed - wave


def _wave_of_a_series(passed: Tensor, longer: Tensor) -> tuple[Tensor, Tensor]:
    """The same if each wave is `longer` times the one before: a geometric series."""
    wave = floor(powers.log(1.0 - passed * (1.0 - longer)) / powers.log(longer))
    before = (1.0 - longer**wave) / (1.0 - longer)
    return wave, (passed - before) / longer**wave
