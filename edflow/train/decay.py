"""Learning rates that fall as the global step rises."""

from __future__ import annotations

from typing import Any

from edflow.engine.graph import Tensor, name_scope
from edflow.engine.ops.build import constant, convert_to_tensor
from edflow.engine.ops.math.arithmetic import add, multiply, negative
from edflow.engine.ops.math.casting import cast
from edflow.engine.ops.math.division import truediv
from edflow.engine.ops.math.powers import exp, pow
from edflow.engine.ops.math.rounding import floor


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
        return multiply(rate, pow(factor, _periods(step, steps, staircase)), name=scope)


def natural_exp_decay(
    learning_rate: Any,
    global_step: Any,
    decay_steps: Any,
    decay_rate: Any,
    staircase: bool = False,
    name: str | None = None,
) -> Tensor:
    """`learning_rate * exp(-decay_rate * global_step / decay_steps)`.

    Arguments as for `exponential_decay`.
    """
    factor = exp(negative(decay_rate))
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
