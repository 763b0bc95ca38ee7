"""Reductions of truth values."""

from __future__ import annotations

import typing

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.graph import Operation, Tensor
from edflow.engine.ops.array.reduction import (
    Reduction,
    agreed,
    normalized_axes,
    reduced,
)

__all__ = ["reduce_all", "reduce_any"]


class Truths(Reduction, abstract=True):
    """Several truth values made one."""

    takes = "input:bool reduction_indices:Tidx"
    gives = "output:bool"

    def gradient(self, op: Operation, dy: Tensor) -> typing.Any:
        return None, None


class All(Truths):
    """y = whether x holds everywhere along the axes."""

    def compute(self, x: Array, axes: Array) -> Array:
        return np.all(x, axis=normalized_axes(axes, x.ndim), keepdims=self.keep_dims)


class Any(Truths):
    """y = whether x holds somewhere along the axes."""

    def compute(self, x: Array, axes: Array) -> Array:
        return np.any(x, axis=normalized_axes(axes, x.ndim), keepdims=self.keep_dims)


def reduce_all(
    input_tensor: typing.Any,
    axis: typing.Any = None,
    keepdims: bool | None = None,
    name: str | None = None,
    reduction_indices: typing.Any = None,
    keep_dims: bool | None = None,
) -> Tensor:
    """Whether all elements over `axis` are true; arguments as in `tf.reduce_sum`."""
    axis, keep = agreed(axis, reduction_indices, keepdims, keep_dims)
    return reduced(All(keep), input_tensor, axis, name)


def reduce_any(
    input_tensor: typing.Any,
    axis: typing.Any = None,
    keepdims: bool | None = None,
    name: str | None = None,
    reduction_indices: typing.Any = None,
    keep_dims: bool | None = None,
) -> Tensor:
    """Whether an element over `axis` is true; arguments as in `tf.reduce_sum`."""
    axis, keep = agreed(axis, reduction_indices, keepdims, keep_dims)
    return reduced(Any(keep), input_tensor, axis, name)
