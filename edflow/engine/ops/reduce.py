"""Reductions: one number from many, along some axes or all."""

from __future__ import annotations

from typing import Any

import numpy as np

from edflow.engine.graph import Operation, OpDef, Spec, Tensor
from edflow.engine.graph.arrays import Array
from edflow.engine.graph.dtypes import INDICES, NUMBERS, int32
from edflow.engine.graph.shapes import Shape, is_full
from edflow.engine.ops.array.shape import rank, reshape, shape, size
from edflow.engine.ops.array.filling import broadcast_to, range_
from edflow.engine.ops.build import apply, constant, convert_to_tensor
from edflow.engine.ops.math.casting import cast
from edflow.engine.ops.arguments import one_of


class Reduction(OpDef, abstract=True):
    """Several elements made one, along the axes given."""

    takes = "input:T reduction_indices:Tidx"
    T = NUMBERS
    Tidx = INDICES
    keep_dims: bool = False

    def infer(self, input: Spec, reduction_indices: Spec) -> Spec:
        axes = reduction_indices.known
        return Spec(_reduced(input.shape, axes, self.keep_dims), input.dtype)


def _reduced(shape: Shape, axes: Array | None, keep: bool) -> Shape:
    if shape is None or axes is None:
        return (None,) * len(shape) if keep and shape is not None else None
    gone = normalized_axes(axes, len(shape))
    if keep:
        return tuple(1 if i in gone else size for i, size in enumerate(shape))
    return tuple(size for i, size in enumerate(shape) if i not in gone)


def normalized_axes(axes: Any, rank: int) -> tuple[int, ...]:
    """Axes counted from the front, each once; ValueError if one does not exist."""
    flat = np.atleast_1d(axes).tolist()
    for axis in flat:
        if not -rank <= axis < rank:
            raise ValueError(
                f"axis {axis} does not exist: the tensor has rank {rank}, so axes go "
                f"from {-rank} to {rank - 1}"
            )
    return tuple(dict.fromkeys(axis % rank for axis in flat))


class Sum(Reduction):
    """y = the sum of x over the axes."""

    aliases = True  # Over no axes at all it is x itself.

    def compute(self, x: Array, axes: Array) -> Array:
        gone = normalized_axes(axes, x.ndim)
        if not gone:
            return x
        return np.sum(x, axis=gone, keepdims=self.keep_dims, dtype=x.dtype)

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        return spread(op, dy), None


class Mean(Reduction):
    """y = the sum of x over the axes, divided by the number of terms."""

    aliases = True

    def compute(self, x: Array, axes: Array) -> Array:
        gone = normalized_axes(axes, x.ndim)
        if not gone:
            return x
        mean = np.mean(x, axis=gone, keepdims=self.keep_dims, dtype=x.dtype)
        return mean.astype(x.dtype, copy=False)

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        x, y = op.inputs[0], op.outputs[0]
        terms = cast(size(x), dy.dtype) / cast(size(y), dy.dtype)
        return spread(op, dy) / terms, None


def spread(op: Operation, dy: Tensor) -> Tensor:
    """Every element's share: `dy` again at each place that went into the reduction."""
    x, axes = op.inputs
    if not op.get_attr("keep_dims"):
        dy = reshape(dy, _with_ones(x, axes))
    return broadcast_to(dy, shape(x))


def _with_ones(x: Tensor, axes: Tensor) -> Tensor:
    """The shape of x with 1 for every axis that was summed away."""
    if x.spec.rank is not None and axes.spec.known is not None:
        gone = normalized_axes(axes.spec.known, x.spec.rank)
        if is_full(x.spec.shape):
            sizes = [1 if i in gone else s for i, s in enumerate(x.spec.shape)]
            return constant(sizes, int32, shape=[len(sizes)], name="shape")
    return apply(ReducedShape(), shape(x), axes)


class ReducedShape(OpDef):
    """y[i] = 1 for the axes that a reduction removes, x[i] for the others."""

    takes = "shape:Tshape axes:Tidx"
    Tshape = INDICES
    Tidx = INDICES

    def infer(self, shape: Spec, axes: Spec) -> Spec:
        return Spec(shape.shape, shape.dtype)

    def compute(self, shape: Array, axes: Array) -> Array:
        reduced = shape.copy()
        reduced[list(normalized_axes(axes, len(shape)))] = 1
        return reduced


def all_axes(x: Tensor) -> Tensor:
    """The axes of x: a constant where the rank is known."""
    if x.spec.rank is not None:
        return constant(np.arange(x.spec.rank, dtype=np.int32))
    return range_(0, rank(x), name="range")


def reduced(opdef: Reduction, x: Any, axis: Any, name: str | None) -> Tensor:
    """Apply a reduction over `axis`, over all axes if it is None."""
    x = convert_to_tensor(x, name="input_tensor")
    return apply(opdef, x, all_axes(x) if axis is None else axis, name=name)


def reduce_sum(
    input_tensor: Any,
    axis: Any = None,
    keepdims: bool | None = None,
    name: str | None = None,
    reduction_indices: Any = None,
    keep_dims: bool | None = None,
) -> Tensor:
    """The sum over `axis`.

    Args:
      input_tensor: a tensor of numbers.
      axis: one axis, a list of axes, or None for all; negative ones count from the end.
      keepdims: keep each summed axis, with size 1.
      name: the operation's name.
      reduction_indices: the old name of `axis`.
      keep_dims: the old name of `keepdims`.

    >>> import edflow as tf
    >>> tf.Session().run(tf.reduce_sum([[1.0, 2.0], [3.0, 4.0]], axis=0))
    array([4., 6.], dtype=float32)
    """
    axis = one_of(axis=axis, reduction_indices=reduction_indices)
    keep = one_of(keepdims=keepdims, keep_dims=keep_dims)
    return reduced(Sum(bool(keep)), input_tensor, axis, name)


def reduce_mean(
    input_tensor: Any,
    axis: Any = None,
    keepdims: bool | None = None,
    name: str | None = None,
    reduction_indices: Any = None,
    keep_dims: bool | None = None,
) -> Tensor:
    """The mean over `axis`; the arguments are those of `tf.reduce_sum`."""
    axis = one_of(axis=axis, reduction_indices=reduction_indices)
    keep = one_of(keepdims=keepdims, keep_dims=keep_dims)
    return reduced(Mean(bool(keep)), input_tensor, axis, name)
