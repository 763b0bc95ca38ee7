"""Learning rates that fall as the global step rises."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from edflow.engine.control.branching import case
from edflow.engine.face.dtypes import int32, int64
from edflow.engine.graph import Tensor, name_scope
from edflow.engine.ops.array.casting import cast
from edflow.engine.ops.build import constant, convert_to_tensor
from edflow.engine.ops.math import powers
from edflow.engine.ops.math.arithmetic import add, minimum, multiply, negative
from edflow.engine.ops.math.comparing import equal
from edflow.engine.ops.math.division import truediv
from edflow.engine.ops.math.rounding import ceil, floor
from edflow.engine.ops.math.selecting import where_v2

__all__ = [
    "exponential_decay", "inverse_time_decay", "natural_exp_decay",
    "piecewise_constant", "polynomial_decay",
]  # fmt: skip


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
        rate, steps, factor, step = in_one_dtype(
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
        rate, steps, factor, step = in_one_dtype(
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
        rate, end, power, step, steps = in_one_dtype(
            learning_rate, end_learning_rate, power, global_step, decay_steps
        )
        if cycle:
            rounds = _rounds(step, decay_steps)
            steps = multiply(steps, rounds)
        else:
            step = minimum(step, steps)
        passed = truediv(step, steps)
        falling = multiply(rate - end, powers.pow(1 - passed, power))
        return add(falling, end, name=scope)


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


def in_one_dtype(learning_rate: Any, *others: Any) -> list[Tensor]:
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
