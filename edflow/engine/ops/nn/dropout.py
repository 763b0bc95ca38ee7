"""Dropout: noise that no unit can rely on."""

from __future__ import annotations

from typing import Any

import numpy as np

from edflow.engine.face.shapes import as_shape
from edflow.engine.graph import Tensor, name_scope
from edflow.engine.ops.array.shape import shape
from edflow.engine.ops.build import apply, constant, convert_to_tensor
from edflow.engine.ops.math.arithmetic import Mul, Sub
from edflow.engine.ops.math.comparing import greater_equal
from edflow.engine.ops.math.division import RealDiv
from edflow.engine.ops.math.selecting import where_v2
from edflow.engine.ops.random.draws import random_uniform
from edflow.engine.ops.seeds import op_seeds

__all__ = ["dropout"]


def dropout(
    x: Any,
    keep_prob: Any = None,
    noise_shape: Any = None,
    seed: int | None = None,
    name: str | None = None,
    rate: Any = None,
) -> Tensor:
    """Set each element to 0 with probability `rate`; scale the others by 1/(1 - rate).

    The scale keeps the expected sum, so that nothing need change when, at test time,
    `keep_prob` is 1.

    Args:
      x: a tensor of floats.
      keep_prob: the probability to keep an element: 1 - `rate`. A number or a scalar
        tensor, such as a placeholder.
      noise_shape: the shape of the noise; an axis of size 1 is kept or dropped as one.
      seed: of the noise.
      name: the operation's name.
      rate: the probability to drop an element. Give it or `keep_prob`, not both.

    Raises:
      ValueError: `rate` is not in [0, 1), or `x` holds no floats.

    >>> import edflow as tf
    >>> y = tf.nn.dropout(tf.ones([5]), keep_prob=0.5, seed=1)
    >>> sorted(set(tf.Session().run(y).tolist()))
    [0.0, 2.0]
    """
    return _dropped(x, _rate(keep_prob, rate), noise_shape, seed, name)


def _rate(keep_prob: Any, rate: Any) -> Any:
    if keep_prob is not None and rate is not None:
        raise ValueError("keep_prob and rate = 1 - keep_prob: give only one of them")
    if rate is not None:
        return rate
    if keep_prob is None:
        raise ValueError("give the probability to drop an element: rate=0.5")
    try:
        return 1 - keep_prob
    except TypeError:
        raise ValueError(
            f"keep_prob must be a number or a scalar tensor, not {keep_prob!r}"
        ) from None


def _dropped(
    x: Any, rate: Any, noise_shape: Any, seed: int | None, name: str | None
) -> Tensor:
    with name_scope(name, "dropout", [x]):
        number = isinstance(rate, int | float | np.number)
        if number and not 0 <= rate < 1:
            raise ValueError(
                f"rate, the probability to drop an element, must be in [0, 1), not "
                f"{rate}; keep_prob is 1 - rate, in (0, 1]"
            )
        x = convert_to_tensor(x, name="x")
        dtype = x.dtype.base_dtype
        if not dtype.is_floating:
            raise ValueError(
                f"dropout scales its input, which must hold floats, not {dtype.name}; "
                "convert it with tf.cast(x, tf.float32)"
            )
        if number and rate == 0:
            op_seeds(seed)  # Later ops get the seeds that they would have had.
            return x
        if number:
            scaled = apply(Mul(), x, constant(1 / (1 - rate), dtype))
        else:
            rate = _as_scalar(rate, x)
            scaled = apply(RealDiv(), x, apply(Sub(), constant(1, dtype), rate))
        noise = random_uniform(_noise_shape(x, noise_shape), dtype=dtype, seed=seed)
        kept = greater_equal(noise, rate)
        dropped = where_v2(kept, scaled, constant(0, dtype))
        dropped.set_shape(x.shape)
        return dropped


def _as_scalar(rate: Any, x: Tensor) -> Tensor:
    rate = convert_to_tensor(rate, name="rate")
    if rate.spec.rank not in (None, 0):
        raise ValueError(f"rate must be one number, not of shape {rate.shape}")
    if rate.dtype.base_dtype is not x.dtype.base_dtype:
        raise ValueError(
            f"rate is {rate.dtype.base_dtype.name}, but x is {x.dtype.base_dtype.name}"
        )
    return rate


def _noise_shape(x: Tensor, noise_shape: Any) -> Any:
    """The shape of the noise: x's own, also where a given one says None."""
    if noise_shape is None:
        return shape(x)
    try:
        given = as_shape(noise_shape)
    except (TypeError, ValueError):
        return noise_shape  # A tensor, or a list that holds some.
    own = x.spec.shape
    if own is None or given is None or len(own) != len(given):
        return noise_shape
    return [o if g is None else g for o, g in zip(own, given, strict=True)]
