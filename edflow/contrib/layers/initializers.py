"""First weights as tf.contrib.layers made them."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from edflow.engine.face.dtypes import as_dtype, float32
from edflow.engine.graph import Tensor
from edflow.engine.ops.initializers import Zeros, fans
from edflow.engine.ops.random.draws import random_uniform, truncated_normal

__all__ = [
    "variance_scaling_initializer", "xavier_initializer",
    "xavier_initializer_conv2d",
]  # fmt: skip

Initializer = Callable[..., Tensor]


def variance_scaling_initializer(
    factor: float = 2.0,
    mode: str = "FAN_IN",
    uniform: bool = False,
    seed: int | None = None,
    dtype: Any = float32,
) -> Initializer:
    """Draws of variance factor / n: a sum over n inputs keeps their size.

    Args:
      factor: 2 makes up for the half that a ReLU cuts off (He and others, 2015).
      mode: what n is: "FAN_IN", "FAN_OUT", or "FAN_AVG", the mean of both.
      uniform: draw from a uniform, not from a truncated normal distribution.
      seed: settles the draws.
      dtype: used where the call names none.

    Raises:
      TypeError: the dtype is not a float.
      ValueError: an unknown mode.
    """
    dtype = as_dtype(dtype)
    if not dtype.is_floating:
        raise TypeError(f"these initial values are floats, not {dtype.name}")
    if mode not in ("FAN_IN", "FAN_OUT", "FAN_AVG"):
        raise ValueError(f"mode must be FAN_IN, FAN_OUT or FAN_AVG, not {mode!r}")

    def initialize(
        shape: Any, dtype: Any = dtype, partition_info: Any = None
    ) -> Tensor:
        fan_in, fan_out = fans(shape)
        counts = {
            "FAN_IN": fan_in,
            "FAN_OUT": fan_out,
            "FAN_AVG": (fan_in + fan_out) / 2,
        }
        variance = factor / counts[mode]
        if uniform:
            limit = math.sqrt(3 * variance)
            return random_uniform(shape, -limit, limit, dtype, seed=seed)
        # 1.3 makes up for the tails that are cut off.
        return truncated_normal(shape, 0.0, math.sqrt(1.3 * variance), dtype, seed=seed)

    return initialize


def xavier_initializer(
    uniform: bool = True, seed: int | None = None, dtype: Any = float32
) -> Initializer:
    """Draws of variance 2 / (inputs + outputs), after Xavier Glorot (2010).

    Keeps the signal and its gradient from growing or fading from layer to layer.

    Args:
      uniform: draw from a uniform, not from a truncated normal distribution.
      seed: settles the draws.
      dtype: used where the call names none.

    >>> import edflow as tf
    >>> xavier = tf.contrib.layers.xavier_initializer()
    >>> w = tf.get_variable("w", [784, 10], initializer=xavier)
    """
    return variance_scaling_initializer(1.0, "FAN_AVG", uniform, seed, dtype)


xavier_initializer_conv2d = xavier_initializer

XAVIER, ZEROS = xavier_initializer(), Zeros()
"""What the layers start weights and biases with."""
