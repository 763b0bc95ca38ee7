"""Tensors cut along an axis: split."""

from __future__ import annotations

from typing import Any

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import INDICES
from edflow.engine.graph import OpDef, Operation, Spec, Tensor
from edflow.engine.ops.array.filling import zeros_for_none
from edflow.engine.ops.array.joining import concat
from edflow.engine.ops.array.shape import axis_of
from edflow.engine.ops.build import apply, as_list, convert_to_tensor

__all__ = ["split"]


class Split(OpDef):
    """y_i = the i-th of equal parts of x along an axis."""

    takes = "split_dim:int32 value:T"
    gives = "output:num_split*T"
    num_split: int = 1
    aliases = True

    def infer(self, split_dim: Spec, value: Spec) -> tuple[Spec, ...]:
        shape = value.shape
        if shape is not None and split_dim.known is None:
            shape = (None,) * len(shape)
        elif shape is not None:
            axis = axis_of(int(split_dim.known), len(shape))  # type: ignore[arg-type]
            size = shape[axis]
            if size is not None and size % self.num_split:
                raise ValueError(
                    f"axis {axis} of size {size} does not split into {self.num_split} "
                    "equal parts; give the sizes of the parts as a list"
                )
            part = None if size is None else size // self.num_split
            shape = (*shape[:axis], part, *shape[axis + 1 :])
        return (Spec(shape, value.dtype),) * self.num_split

    def compute(self, axis: Array, x: Array) -> Any:
        if x.shape[int(axis)] % self.num_split:
            raise ValueError(
                f"axis {axis} of size {x.shape[int(axis)]} does not split into "
                f"{self.num_split} equal parts"
            )
        parts = tuple(np.split(x, self.num_split, int(axis)))
        return parts if self.num_split != 1 else parts[0]

    def gradient(self, op: Operation, *dys: Tensor) -> Any:
        return None, concat(zeros_for_none(op, dys), op.inputs[0])


class SplitV(OpDef):
    """y_i = the i-th part of x along an axis, as long as size i says."""

    takes = "value:T size_splits:Tlen split_dim:int32"
    gives = "output:num_split*T"
    Tlen = INDICES
    num_split: int = 1
    aliases = True

    def infer(self, value: Spec, size_splits: Spec, split_dim: Spec) -> Any:
        shape = value.shape
        if shape is None:
            return (Spec(None, value.dtype),) * self.num_split
        if split_dim.known is None:
            return (Spec((None,) * len(shape), value.dtype),) * self.num_split
        axis = axis_of(int(split_dim.known), len(shape))
        sizes: Any = [None] * self.num_split
        if size_splits.known is not None and shape[axis] is not None:
            sizes = _resolved(size_splits.known, shape[axis] or 0)
        elif size_splits.value is not None:
            sizes = size_splits.sizes()
        return tuple(
            Spec((*shape[:axis], size, *shape[axis + 1 :]), value.dtype)
            for size in sizes
        )

    def compute(self, x: Array, sizes: Array, axis: Array) -> Any:
        ends = np.cumsum(_resolved(sizes, x.shape[int(axis)]))
        parts = tuple(np.split(x, ends[:-1], int(axis)))
        return parts if self.num_split != 1 else parts[0]

    def gradient(self, op: Operation, *dys: Tensor) -> Any:
        return concat(zeros_for_none(op, dys), op.inputs[2]), None, None


def _resolved(sizes: Array, total: int) -> list[int]:
    """The sizes of the parts, with a single -1 standing for what is left."""
    asked = sizes.tolist()
    fixed = sum(size for size in asked if size >= 0)
    free = sum(size < 0 for size in asked)
    if free > 1 or fixed > total or (not free and fixed != total):
        raise ValueError(f"parts of sizes {asked} do not make up a size of {total}")
    return [total - fixed if size < 0 else size for size in asked]


def split(
    value: Any = None,
    num_or_size_splits: Any = None,
    axis: Any = 0,
    num: int | None = None,
    name: str | None = "split",
    split_dim: Any = None,
    num_split: int | None = None,
) -> list[Tensor]:
    """`value` cut along an axis: into equal parts, or into parts of given sizes.

    Args:
      value: a tensor of rank 1 or more.
      num_or_size_splits: how many equal parts, or a list of sizes of which one may be
        -1: what is left.
      axis: the axis to cut.
      num: the number of parts, where a tensor gives the sizes.
      name: the operation's name.
      split_dim: the name of `axis` before TensorFlow 1.0. Its order of arguments,
        `tf.split(1, 4, x)`, is understood too.
      num_split: the name of the number of parts before TensorFlow 1.0.

    Raises:
      ValueError: the parts do not make up the size of the axis.

    >>> import edflow as tf
    >>> [part.shape.as_list() for part in tf.split(tf.zeros([4, 6]), [2, -1], axis=1)]
    [[4, 2], [4, 4]]
    """
    if isinstance(value, int) and not isinstance(axis, int):
        value, axis = axis, value
    axis = axis if split_dim is None else split_dim
    parts = num_or_size_splits if num_split is None else num_split
    name = name or "split"
    if isinstance(parts, int | np.integer):
        if parts < 1:
            raise ValueError(f"a tensor is split into 1 part or more, not {parts}")
        return as_list(apply(Split(int(parts)), axis, value, name=name))
    sizes = convert_to_tensor(parts)
    if sizes.spec.rank == 0:
        raise ValueError("rank-0 tensors are not supported as the number of parts")
    length = None if sizes.spec.shape is None else sizes.spec.shape[0]
    num = length if num is None else num
    if num is None:
        raise ValueError(f"how many sizes {sizes.name} holds is unknown; pass num")
    if length not in (None, num):
        raise ValueError(f"{length} sizes do not make num={num} parts; leave out num")
    return as_list(apply(SplitV(num), value, sizes, axis, name=name))
