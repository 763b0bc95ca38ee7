"""Spread out and summed up: broadcast_to, fill, reduce_sum.

Each is the gradient of the other: what was stretched gets back the sum over what it
became, and what was summed up gets its share spread out again.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import INDICES
from edflow.engine.face.shapes import Shape
from edflow.engine.graph import OpDef, Operation, Spec, Tensor
from edflow.engine.kernels.matrices import column_sums
from edflow.engine.ops.array.gathering import dynamic_stitch
from edflow.engine.ops.array.ranges import range_
from edflow.engine.ops.array.reduction import (
    Reduction,
    agreed,
    normalized_axes,
    reduced,
)
from edflow.engine.ops.array.shape import Reshape, rank, reshape, shape
from edflow.engine.ops.build import apply, constant

__all__ = ["broadcast_to", "fill", "reduce_sum"]


class BroadcastGradientArgs(OpDef):
    """r0, r1 = the axes over which x, and y, were stretched to their common shape."""

    differentiable = False
    takes = "s0:T s1:T"
    gives = "r0:T r1:T"
    T = INDICES

    def infer(self, s0: Spec, s1: Spec) -> tuple[Spec, ...]:
        return Spec((None,), s0.dtype), Spec((None,), s0.dtype)

    def compute(self, s0: Array, s1: Array) -> tuple[Array, Array]:
        rank = max(len(s0), len(s1))
        x = [1] * (rank - len(s0)) + s0.tolist()
        y = [1] * (rank - len(s1)) + s1.tolist()
        return (
            np.array(_stretched(x, y, rank - len(s0)), s0.dtype),
            np.array(_stretched(y, x, rank - len(s1)), s1.dtype),
        )


def _stretched(own: list[int], other: list[int], added: int) -> list[int]:
    """Axes that the shape `own` lacks, or has with size 1 where `other` has more."""
    return [
        axis
        for axis, (mine, its) in enumerate(zip(own, other, strict=True))
        if axis < added or (mine == 1 and its != 1)
    ]


class BroadcastTo(OpDef):
    """y = x, repeated along new axes and along axes of size 1."""

    takes = "input:T shape:Tidx"
    Tidx = INDICES

    def infer(self, input: Spec, shape: Spec) -> Spec:
        return Spec(shape.sizes(), input.dtype)

    def compute(self, x: Array, shape: Array) -> Array:
        return np.array(np.broadcast_to(x, shape.tolist()), order="C")

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        return sum_to_shape_of(op.inputs[0], dy), None


class Fill(OpDef):
    """y[...] = value."""

    takes = "dims:index_type value:T"
    index_type = INDICES

    def infer(self, dims: Spec, value: Spec) -> Spec:
        if value.rank not in (None, 0):
            raise ValueError(f"the value must be a scalar, not of rank {value.rank}")
        if dims.known is not None and min(dims.known.tolist(), default=0) < 0:
            raise ValueError(f"sizes must not be negative: {dims.known.tolist()}")
        return Spec(dims.sizes(), value.dtype)

    def compute(self, dims: Array, value: Array) -> Array:
        return np.full(dims.tolist(), value, np.asarray(value).dtype)

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        return None, reduce_sum(dy)


class Sum(Reduction):
    """y = the sum of x over the axes."""

    aliases = True  # Over no axes at all it is x itself.

    def compute(self, x: Array, axes: Array) -> Array:
        return summed(x, normalized_axes(axes, x.ndim), self.keep_dims)

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        return spread(op, dy), None


def summed(x: Array, gone: tuple[int, ...], keep: bool) -> Array:
    """The sums of x over the axes `gone`."""
    if not gone:
        return x
    leading = len(gone) < x.ndim and set(gone) == set(range(len(gone)))
    if leading and x.dtype in (np.float32, np.float64) and x.flags.c_contiguous:
        lost, kept = x.shape[: len(gone)], x.shape[len(gone) :]
        sums = column_sums(x.reshape(math.prod(lost), math.prod(kept)))
        return sums.reshape((1,) * len(lost) + kept if keep else kept)
    # NumPy would add up small integers in large ones.
    return np.sum(x, axis=gone, keepdims=keep, dtype=x.dtype)


def sum_to_shape_of(
    x: Tensor, dy: Tensor, others: Sequence[Shape] | None = None
) -> Tensor:
    """`dy`, which has the shape that x was broadcast to, summed to the shape of x.

    `others`, the shapes that x met element by element, may settle early what its own
    does not: that a batch of unknown size plus a bias is the batch that it was.
    """
    axes: Any = _known_axes(x.spec.shape, dy.spec.shape, others)
    if axes == []:
        return dy
    sizes = shape(x)
    if axes is None:
        axes = apply(BroadcastGradientArgs(), sizes, shape(dy))[0]
    else:
        axes = constant(np.array(axes, np.int32), name="Sum/reduction_indices")
    return apply(Reshape(), apply(Sum(), dy, axes), sizes)


def _known_axes(
    own: Shape, to: Shape, others: Sequence[Shape] | None
) -> list[int] | None:
    """The axes along which `own` was stretched, None where that is not settled yet."""
    if own is None or to is None:
        return None
    added = len(to) - len(own)
    axes = list(range(added))
    for axis, (mine, its) in enumerate(zip(own, to[added:], strict=True), added):
        if mine == 1 and its is not None:
            axes += [axis] if its != 1 else []
        elif mine == 1 or (mine is None and _may_stretch(axis - len(to), others)):
            return None
    return axes


def _may_stretch(from_end: int, others: Sequence[Shape] | None) -> bool:
    """Whether a shape may have more than 1 at a place counted from its end."""
    return others is None or any(
        shape is None or (len(shape) >= -from_end and shape[from_end] != 1)
        for shape in others
    )


def spread(op: Operation, dy: Tensor) -> Tensor:
    """Every element's share: `dy` again at each place that went into the reduction."""
    return broadcast_to(restored(op, dy), shape(op.inputs[0]))


def restored(op: Operation, y: Tensor) -> Tensor:
    """`y`, of the shape of the result, with size 1 for each axis that is gone."""
    if op.get_attr("keep_dims"):
        return y
    x, axes = op.inputs
    return reshape(y, _with_ones(x, axes))


def _with_ones(x: Tensor, axes: Tensor) -> Tensor:
    """The shape of x with 1 for every axis that is reduced away."""
    if x.spec.shape is not None and axes.spec.known is not None:
        gone = normalized_axes(axes.spec.known, len(x.spec.shape))
        sizes = [1 if i in gone else s for i, s in enumerate(x.spec.shape)]
        # One size that is not known can be left to the reshape: a batch, mostly.
        if sizes.count(None) <= 1 and 0 not in sizes:
            sizes = [-1 if size is None else size for size in sizes]
            return constant(np.array(sizes, np.int32), name="shape")
    sizes, ndim = shape(x), rank(x)
    # Counted from the front: a stitch knows no places counted from the end.
    gone = reshape((axes + ndim) % ndim, [-1])
    return dynamic_stitch([range_(0, ndim), gone], [sizes, fill(shape(gone), 1)])


# -- public functions -----------------------------------------------------------------


def fill(dims: Any, value: Any, name: str | None = None) -> Tensor:
    """A tensor of shape `dims` with `value` everywhere."""
    return apply(Fill(), dims, value, name=name)


def broadcast_to(input: Any, shape: Any, name: str | None = None) -> Tensor:
    """`input` repeated to `shape`, by the rules of element-wise operations."""
    return apply(BroadcastTo(), input, shape, name=name)


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

    Raises:
      ValueError: there is no such axis, or an argument is given under both its names.

    >>> import edflow as tf
    >>> tf.Session().run(tf.reduce_sum([[1.0, 2.0], [3.0, 4.0]], axis=0))
    array([4., 6.], dtype=float32)
    """
    axis, keep = agreed(axis, reduction_indices, keepdims, keep_dims)
    return reduced(Sum(keep), input_tensor, axis, name)
