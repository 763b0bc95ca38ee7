"""What all reductions share: the axes that go."""

from __future__ import annotations

from typing import Any

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import INDICES, NUMBERS
from edflow.engine.face.shapes import Shape
from edflow.engine.graph import OpDef, Spec, Tensor
from edflow.engine.ops.arguments import one_of
from edflow.engine.ops.array.ranges import range_
from edflow.engine.ops.array.shape import rank
from edflow.engine.ops.build import apply, constant


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
    """Axes counted from the front; ValueError if one does not exist or comes twice."""
    flat = np.atleast_1d(axes).tolist()
    for axis in flat:
        if not -rank <= axis < rank:
            raise ValueError(
                f"axis {axis} does not exist: the tensor has rank {rank}, so axes go "
                f"from {-rank} to {rank - 1}"
            )
    found = tuple(axis % rank for axis in flat)
    if len(set(found)) < len(found):
        raise ValueError(f"the axes {flat} name one axis twice; write each once")
    return found


def agreed(
    axis: Any, reduction_indices: Any, keepdims: Any, keep_dims: Any
) -> tuple[Any, bool]:
    """Which axes go, and whether they stay with size 1: by new names or by old ones."""
    axis = one_of(axis=axis, reduction_indices=reduction_indices)
    return axis, bool(one_of(keepdims=keepdims, keep_dims=keep_dims))


def reduced(opdef: Reduction, x: Any, axis: Any, name: str | None) -> Tensor:
    """Apply a reduction over `axis`, over all axes if it is None."""
    over = all_axes(x) if axis is None else axis
    if isinstance(over, list | tuple) and not over:
        over = np.zeros(0, np.int32)
    y = apply(opdef, x, over, name=name)
    if axis is None and not opdef.keep_dims:
        y.set_shape(())
    return y


def all_axes(x: Any) -> Tensor:
    """The axes of x: a constant where the rank of a tensor or variable is known."""
    ndim = getattr(getattr(x, "shape", None), "ndims", None)
    if ndim is not None:
        return constant(np.arange(ndim, dtype=np.int32))
    return range_(0, rank(x))
