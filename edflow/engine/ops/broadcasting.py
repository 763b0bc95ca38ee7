"""Undoing a broadcast: what was stretched gets back the sum over what it became."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import INDICES
from edflow.engine.face.shapes import Shape
from edflow.engine.graph import OpDef, Operation, Spec, Tensor
from edflow.engine.ops.build import apply, constant, convert_to_tensor
from edflow.engine.ops.math.elementwise import Elementwise


class BroadcastGradientArgs(OpDef):
    """r0, r1 = the axes over which x, and y, were stretched to their common shape."""

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


def unstretched(op: Operation, x: Tensor, dx: Any) -> Any:
    """The gradient `dx` of one input, summed over the axes that `op` stretched."""
    if dx is None:
        return None
    others = None
    if isinstance(op.opdef, Elementwise):
        others = [t.spec.shape for t in op.inputs if t is not x]
    return sum_to_shape_of(x, convert_to_tensor(dx), others)


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
    sizes = _shape(x)
    if axes is None:
        axes = apply(BroadcastGradientArgs(), sizes, _shape(dy))[0]
    else:
        axes = constant(np.array(axes, np.int32), name="Sum/reduction_indices")
    # Imported here: these two have gradients themselves, which lead back to this file.
    from edflow.engine.ops.array.shape import Reshape
    from edflow.engine.ops.reduce import Sum

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


def _shape(x: Tensor) -> Tensor:
    from edflow.engine.ops.array.shape import shape

    return shape(x)
