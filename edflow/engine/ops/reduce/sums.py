"""Means, products and lengths along axes."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import INEXACT
from edflow.engine.face.shapes import count
from edflow.engine.graph import Operation, Tensor
from edflow.engine.ops.array.axes import invert_permutation, transpose
from edflow.engine.ops.array.broadcasting import restored, spread, summed
from edflow.engine.ops.array.casting import cast
from edflow.engine.ops.array.gathering import gather
from edflow.engine.ops.array.joining import concat
from edflow.engine.ops.array.ranges import range_
from edflow.engine.ops.array.reduction import (
    Reduction,
    agreed,
    normalized_axes,
    reduced,
)
from edflow.engine.ops.array.shape import rank, reshape, shape, size
from edflow.engine.ops.array.stacking import stack
from edflow.engine.ops.array.unique import setdiff1d
from edflow.engine.ops.build import constant
from edflow.engine.ops.math.conjugates import conj
from edflow.engine.ops.math.cumulative import cumprod

__all__ = ["reduce_mean", "reduce_prod"]


class Mean(Reduction):
    """y = the sum of x over the axes, divided by the number of terms."""

    aliases = True

    def compute(self, x: Array, axes: Array) -> Array:
        gone = normalized_axes(axes, x.ndim)
        terms = math.prod(x.shape[axis] for axis in gone)
        if x.dtype == np.float16:  # 70,000 ones add up to infinity here.
            mean = np.mean(x, axis=gone, keepdims=self.keep_dims, dtype=np.float32)
            return mean.astype(x.dtype)
        total = summed(x, gone, self.keep_dims)
        if x.dtype.kind in "iu":
            return ((total - np.fmod(total, terms)) // terms).astype(x.dtype)
        return total / x.dtype.type(terms)

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        return spread(op, dy / _terms(op, dy)), None


def _terms(op: Operation, dy: Tensor) -> Tensor:
    """How many elements make one of the result: a constant where sizes are known."""
    x, axes = op.inputs
    if x.spec.shape is not None and axes.spec.known is not None:
        gone = normalized_axes(axes.spec.known, len(x.spec.shape))
        terms = count(tuple(x.spec.shape[axis] for axis in gone))
        if terms is not None:
            return constant(terms, dy.dtype.base_dtype)
    return cast(size(x), dy.dtype) / cast(size(op.outputs[0]), dy.dtype)


class Prod(Reduction):
    """y = the product of x over the axes."""

    aliases = True

    def compute(self, x: Array, axes: Array) -> Array:
        gone = normalized_axes(axes, x.ndim)
        if not gone:
            return x
        return np.prod(x, axis=gone, keepdims=self.keep_dims, dtype=x.dtype)

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        # dy/dx_i is the product of all others: of those before and of those after it.
        # To divide the whole product by x_i would fail where x_i = 0.
        x, axes = op.inputs
        order, terms = _reduced_first(x, axes)
        turned = transpose(x, order)
        flat = reshape(turned, terms)
        before = cumprod(flat, exclusive=True)
        after = cumprod(flat, exclusive=True, reverse=True)
        others = reshape(conj(before * after), shape(turned))
        return spread(op, dy) * transpose(others, invert_permutation(order)), None


def _reduced_first(x: Tensor, axes: Tensor) -> tuple[Tensor, Tensor]:
    """An order of axes with the reduced ones in front, and [terms, results]."""
    ndim = rank(x)
    gone = reshape((axes + ndim) % ndim, [-1])
    rest = setdiff1d(range_(0, ndim), gone)[0]
    sizes = shape(x)
    flat = stack([reduce_prod(gather(sizes, part), 0) for part in (gone, rest)])
    return concat([gone, rest], 0), flat


class EuclideanNorm(Reduction):
    """y = the root of the sum of |x|^2 over the axes."""

    T = INEXACT

    def compute(self, x: Array, axes: Array) -> Array:
        gone = normalized_axes(axes, x.ndim)
        squares: Any = np.real(np.conjugate(x) * x)
        return np.sqrt(summed(squares, gone, self.keep_dims)).astype(
            x.dtype, copy=False
        )

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        x, y = op.inputs[0], op.outputs[0]
        return x / (restored(op, y) / restored(op, dy)), None


def reduce_mean(
    input_tensor: Any,
    axis: Any = None,
    keepdims: bool | None = None,
    name: str | None = None,
    reduction_indices: Any = None,
    keep_dims: bool | None = None,
) -> Tensor:
    """The mean over `axis`; the arguments are those of `tf.reduce_sum`.

    The mean of integers is an integer: convert them first, `tf.cast(x, tf.float32)`.
    """
    axis, keep = agreed(axis, reduction_indices, keepdims, keep_dims)
    return reduced(Mean(keep), input_tensor, axis, name)


def reduce_prod(
    input_tensor: Any,
    axis: Any = None,
    keepdims: bool | None = None,
    name: str | None = None,
    reduction_indices: Any = None,
    keep_dims: bool | None = None,
) -> Tensor:
    """The product over `axis`; the arguments are those of `tf.reduce_sum`."""
    axis, keep = agreed(axis, reduction_indices, keepdims, keep_dims)
    return reduced(Prod(keep), input_tensor, axis, name)


def reduce_euclidean_norm(
    input_tensor: Any, axis: Any = None, keepdims: bool = False, name: str | None = None
) -> Tensor:
    """The length of the vectors along `axis`, the root of the sum of squares."""
    return reduced(EuclideanNorm(bool(keepdims)), input_tensor, axis, name)
