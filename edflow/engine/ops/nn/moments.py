"""Mean and variance, as batch normalization takes them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from edflow.engine.face.dtypes import float16, float32
from edflow.engine.face.shapes import is_full
from edflow.engine.graph import Tensor, name_scope
from edflow.engine.ops.arguments import one_of
from edflow.engine.ops.array.axes import squeeze
from edflow.engine.ops.array.casting import cast
from edflow.engine.ops.array.filling import zeros_like
from edflow.engine.ops.array.gathering import gather
from edflow.engine.ops.array.identity import stop_gradient
from edflow.engine.ops.array.reduction import normalized_axes
from edflow.engine.ops.array.shape import rank, shape
from edflow.engine.ops.build import constant, convert_to_tensor
from edflow.engine.ops.math.arithmetic import (
    add,
    multiply,
    squared_difference,
    subtract,
)
from edflow.engine.ops.math.division import div_no_nan
from edflow.engine.ops.math.powers import reciprocal, square
from edflow.engine.ops.reduce import reduce_mean, reduce_prod, reduce_sum

__all__ = ["moments", "normalize_moments", "sufficient_statistics", "weighted_moments"]

Pair = tuple[Tensor, Tensor]


def moments(
    x: Any,
    axes: Any,
    shift: Any = None,
    name: str | None = None,
    keep_dims: bool | None = None,
    keepdims: bool | None = None,
) -> Pair:
    """Mean and variance of `x` over `axes`.

    For a batch of vectors, or of images before a dense layer: `axes=[0]`; for images
    and one mean per channel: `axes=[0, 1, 2]`.

    Args:
      x: a tensor of floats.
      axes: the axes to average over.
      shift: accepted; the variance is computed from differences to the mean, which
        needs no shift to be exact.
      name: the scope of the operations.
      keep_dims: keep each axis of `axes`, with size 1.
      keepdims: the newer name of `keep_dims`.

    Returns:
      (mean, variance); the variance divides by n, not n - 1.

    >>> import edflow as tf
    >>> mean, variance = tf.nn.moments(tf.constant([1.0, 2.0, 3.0, 4.0]), axes=[0])
    >>> [float(value) for value in tf.Session().run([mean, variance])]
    [2.5, 1.25]
    """
    keep = one_of(keep_dims=keep_dims, keepdims=keepdims)
    with name_scope(name, "moments", [x, axes]):
        x = convert_to_tensor(x, name="x")
        half = x.dtype.base_dtype is float16
        y = cast(x, float32) if half else x
        mean = reduce_mean(y, axes, keepdims=True, name="mean")
        distance = squared_difference(y, stop_gradient(mean))
        variance = reduce_mean(distance, axes, keepdims=True, name="variance")
        if not keep:
            mean, variance = squeeze(mean, axes), squeeze(variance, axes)
        if half:
            return cast(mean, float16), cast(variance, float16)
        return mean, variance


def weighted_moments(
    x: Any,
    axes: Any,
    frequency_weights: Any,
    name: str | None = None,
    keep_dims: bool | None = None,
    keepdims: bool | None = None,
) -> Pair:
    """Mean and variance of `x` over `axes`, each element counted by its weight.

    Args:
      x: a tensor of floats.
      axes: the axes to average over.
      frequency_weights: how often each element counts; broadcast against `x`.
      name: the scope of the operations.
      keep_dims: keep each axis of `axes`, with size 1.
      keepdims: the newer name of `keep_dims`.

    Returns:
      (mean, variance).
    """
    keep = one_of(keep_dims=keep_dims, keepdims=keepdims)
    with name_scope(name, "weighted_moments", [x, frequency_weights, axes]):
        x = convert_to_tensor(x, name="x")
        weights = convert_to_tensor(frequency_weights, name="frequency_weights")
        dtype = x.dtype.base_dtype
        half = dtype is float16
        x = cast(x, float32) if half else x
        weights = cast(weights, x.dtype)
        weighted = reduce_sum(
            weights * x, axes, name="weighted_input_sum", keepdims=True
        )
        # The weights in the shape of x, so that their sum counts every element.
        spread = weights + zeros_like(x)
        total = reduce_sum(spread, axes, name="sum_of_weights", keepdims=True)
        mean = div_no_nan(weighted, total)
        distance = multiply(weights, squared_difference(x, mean), name="mul")
        distance = reduce_sum(distance, axes, name="weighted_distsq", keepdims=True)
        variance = div_no_nan(distance, total)
        if not keep:
            mean, variance = squeeze(mean, axes), squeeze(variance, axes)
        return (cast(mean, dtype), cast(variance, dtype)) if half else (mean, variance)


def sufficient_statistics(
    x: Any,
    axes: Sequence[int],
    shift: Any = None,
    keep_dims: bool | None = None,
    name: str | None = None,
    keepdims: bool | None = None,
) -> tuple[Tensor, Tensor, Tensor, Tensor | None]:
    """What mean and variance are computed from, and what adds up over batches.

    Args:
      x: a tensor of floats.
      axes: the axes to sum over.
      shift: a number near the mean, taken off first, so that less is lost to rounding.
      keep_dims: keep each axis of `axes`, with size 1.
      name: the scope of the operations.
      keepdims: the newer name of `keep_dims`.

    Returns:
      (count, sum, sum of squares, shift): the sums are those of x - shift.
    """
    keep = one_of(keep_dims=keep_dims, keepdims=keepdims)
    axes = sorted(set(axes))
    with name_scope(name, "sufficient_statistics", [x, shift]):
        x = convert_to_tensor(x, name="x")
        count = _count(x, axes)
        if shift is None:
            first, second = x, square(x)
        else:
            shift = convert_to_tensor(shift, x.dtype.base_dtype, "shift")
            first, second = subtract(x, shift), squared_difference(x, shift)
        mean = reduce_sum(first, axes, keepdims=keep, name="mean_ss")
        variance = reduce_sum(second, axes, keepdims=keep, name="var_ss")
    return count, mean, variance, shift


def _count(x: Tensor, axes: Sequence[int]) -> Tensor:
    """How many elements each sum over `axes` adds up."""
    sizes = x.spec.shape
    if sizes is not None:
        known = tuple(sizes[axis] for axis in normalized_axes(axes, len(sizes)))
        if is_full(known):
            return constant(np.prod(known), x.dtype.base_dtype)
    places = [(axis + rank(x)) if axis < 0 else axis for axis in axes]
    return reduce_prod(gather(cast(shape(x), x.dtype), places), name="count")


def normalize_moments(
    counts: Any, mean_ss: Any, variance_ss: Any, shift: Any, name: str | None = None
) -> Pair:
    """Mean and variance from what `sufficient_statistics` returned, or sums of it."""
    with name_scope(name, "normalize", [counts, mean_ss, variance_ss, shift]):
        divisor = reciprocal(counts, name="divisor")
        if shift is None:
            mean = off = multiply(mean_ss, divisor, name="mean")
        else:
            off = multiply(mean_ss, divisor, name="shifted_mean")
            mean = add(off, shift, name="mean")
        spread = multiply(variance_ss, divisor)
        return mean, subtract(spread, square(off), name="variance")
