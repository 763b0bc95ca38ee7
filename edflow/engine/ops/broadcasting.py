"""Undoing a broadcast: what was stretched gets back the sum over what it became."""

from __future__ import annotations

from typing import Any

import numpy as np

from edflow.engine.graph import OpDef, Spec, Tensor
from edflow.engine.graph.arrays import Array
from edflow.engine.graph.dtypes import INDICES
from edflow.engine.graph.shapes import is_full
from edflow.engine.ops.build import apply, constant


class BroadcastGradientArgs(OpDef):
    """r0, r1 = the axes over which x, and y, were stretched to their common shape."""

    takes = "s0:T s1:T"
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


def sum_to_shape_of(x: Tensor, dy: Tensor) -> Tensor:
    """`dy`, which has the shape that x was broadcast to, summed to the shape of x."""
    own, stretched = x.spec.shape, dy.spec.shape
    if is_full(own) and is_full(stretched):
        if own == stretched:
            return dy
        added = len(stretched) - len(own)
        axes: Any = _stretched([1] * added + list(own), list(stretched), added)
        axes = constant(np.array(axes, np.int32), name="Sum/reduction_indices")
        sizes = constant(np.array(own, np.int32), name="Shape")
    else:
        sizes = _shape(x)
        axes = apply(BroadcastGradientArgs(), sizes, _shape(dy))[0]
    # Imported here: these two have gradients themselves, which lead back to this file.
    from edflow.engine.ops.array.shape import Reshape
    from edflow.engine.ops.reduce import Sum

    return apply(Reshape(), apply(Sum(), dy, axes), sizes)


def _shape(x: Tensor) -> Tensor:
    from edflow.engine.ops.array.shape import shape

    return shape(x)
