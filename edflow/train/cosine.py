"""Learning rates that fall along a cosine wave."""

from __future__ import annotations

import math
from typing import Any

from edflow.engine.control.branching import cond
from edflow.engine.graph import Tensor, name_scope
from edflow.engine.ops.build import constant
from edflow.engine.ops.math import powers
from edflow.engine.ops.math.arithmetic import minimum, multiply
from edflow.engine.ops.math.comparing import equal
from edflow.engine.ops.math.rounding import floor
from edflow.engine.ops.math.trigonometry import cos
from edflow.engine.ops.random.draws import random_normal
from edflow.train.decay import in_one_dtype

__all__ = [
    "cosine_decay", "cosine_decay_restarts", "linear_cosine_decay",
    "noisy_linear_cosine_decay",
]  # fmt: skip


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
        rate, steps, step = in_one_dtype(learning_rate, decay_steps, global_step)
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
        rate, first, alpha, longer, higher, step = in_one_dtype(
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
        rate, steps, periods, alpha, beta, step = in_one_dtype(
            learning_rate, decay_steps, num_periods, alpha, beta, global_step
        )
        step = minimum(step, steps)
        line = (steps - step) / steps
        passed = step / steps
        wave = _half_wave(2.0 * periods * passed)
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
        rate, steps, variance, fading, periods, alpha, beta, step = in_one_dtype(
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
        passed = step / steps
        wave = _half_wave(2.0 * periods * passed)
        return multiply(rate, (alpha + line) * wave + beta, name=scope)


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
