"""Batch normalization: mean 0 and variance 1, channel by channel."""

from __future__ import annotations

from typing import Any

from edflow.engine.graph import Tensor, name_scope
from edflow.engine.ops.arguments import one_of
from edflow.engine.ops.array.casting import cast
from edflow.engine.ops.build import convert_to_tensor
from edflow.engine.ops.math.powers import rsqrt

__all__ = ["batch_norm_with_global_normalization", "batch_normalization"]


def batch_normalization(
    x: Any,
    mean: Any,
    variance: Any,
    offset: Any,
    scale: Any,
    variance_epsilon: Any,
    name: str | None = None,
) -> Tensor:
    """`scale` * (`x` - `mean`) / sqrt(`variance` + epsilon) + `offset`.

    Args:
      x: a tensor of floats.
      mean: what `tf.nn.moments` gave, or its moving average; broadcast against `x`.
      variance: likewise.
      offset: the new mean, often called beta; None for 0.
      scale: the new deviation, often called gamma; None for 1.
      variance_epsilon: a small number that keeps the root from 0, such as 1e-3.
      name: the scope of the operations.

    >>> import edflow as tf
    >>> y = tf.nn.batch_normalization(
    ...     tf.constant([1.0, 3.0]), 2.0, 1.0, None, None, 0.0
    ... )
    >>> tf.Session().run(y)
    array([-1.,  1.], dtype=float32)
    """
    with name_scope(name, "batchnorm", [x, mean, variance, scale, offset]):
        x = convert_to_tensor(x)
        dtype = x.dtype.base_dtype
        mean = convert_to_tensor(mean, preferred_dtype=dtype)
        variance = convert_to_tensor(variance, preferred_dtype=dtype)
        factor = rsqrt(variance + variance_epsilon)
        if scale is not None:
            factor *= scale
        scaled = x * cast(factor, dtype)
        shift = -mean * factor if offset is None else offset - mean * factor
        return scaled + cast(shift, dtype)


def batch_norm_with_global_normalization(
    t: Any = None,
    m: Any = None,
    v: Any = None,
    beta: Any = None,
    gamma: Any = None,
    variance_epsilon: Any = None,
    scale_after_normalization: bool | None = None,
    name: str | None = None,
    input: Any = None,
    mean: Any = None,
    variance: Any = None,
) -> Tensor:
    """The oldest form of `batch_normalization`, for images.

    Args:
      t: images [batch, height, width, channels].
      m: the means [channels].
      v: the variances [channels].
      beta: the new means [channels].
      gamma: the new deviations [channels].
      variance_epsilon: a small number that keeps the root from 0.
      scale_after_normalization: whether `gamma` is used.
      name: the scope of the operations.
      input: the newer name of `t`.
      mean: the newer name of `m`.
      variance: the newer name of `v`.
    """
    return batch_normalization(
        one_of(t=t, input=input),
        one_of(m=m, mean=mean),
        one_of(v=v, variance=variance),
        beta,
        gamma if scale_after_normalization else None,
        variance_epsilon,
        name,
    )
