"""Tensors joined along an axis they have, and cut along one: concat, split."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import INDICES, int32
from edflow.engine.face.shapes import Shape, Size, is_full, merge
from edflow.engine.graph import OpDef, Operation, Spec, Tensor, name_scope
from edflow.engine.ops.array.filling import zeros_for_none
from edflow.engine.ops.array.shape import (
    axis_of,
    followed,
    identity,
    rank,
    shape,
    shape_n,
)
from edflow.engine.ops.build import apply, as_list, convert_to_tensor

__all__ = ["concat", "split"]


class ConcatV2(OpDef):
    """y = the tensors x_1 ... x_n, one after the other along an axis they have."""

    takes = "values:*T axis:Tidx"
    Tidx = INDICES

    def infer(self, *specs: Spec) -> Spec:
        *values, axis = specs
        dtype = values[0].dtype
        if axis.rank not in (None, 0):
            raise ValueError(f"the axis must be a scalar, not of rank {axis.rank}")
        ranks = {spec.rank for spec in values if spec.shape is not None}
        if len(ranks) > 1:
            raise ValueError(f"the tensors differ in rank: {ranks}")
        if not ranks:
            return Spec(None, dtype)
        if ranks == {0}:
            raise ValueError("scalars cannot be joined; tf.stack makes them a vector")
        shapes = [spec.shape for spec in values if spec.shape is not None]
        if axis.known is None:
            return Spec((None,) * len(shapes[0]), dtype)
        whole = _joined(shapes, axis_of(int(axis.known), len(shapes[0])))
        if len(shapes) < len(values):
            whole = _unknown_at(whole, axis_of(int(axis.known), len(whole)))
        if len(whole) == 1 and dtype.is_integer and whole[0] is not None:
            items = [item for spec in values for item in _items(spec)]
            return Spec(whole, dtype, followed(items, dtype))
        return Spec(whole, dtype)

    def compute(self, *arrays: Array) -> Array:
        *values, axis = arrays
        return np.concatenate(values, int(axis))

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        *values, axis = op.inputs
        positive = axis % rank(values[0])
        sizes = _shapes(values)
        starts = as_list(apply(ConcatOffset(len(values)), positive, sizes))
        from edflow.engine.ops.array.slicing import slice_

        parts = [slice_(dy, b, s) for b, s in zip(starts, sizes, strict=True)]
        return [*parts, None]


def _shapes(values: Sequence[Tensor]) -> list[Tensor]:
    """The shapes of the tensors: constants, or by one operation if one is unknown."""
    sizes = []
    for value in values:
        sizes.append(shape(value))
        if not is_full(value.spec.shape):
            return shape_n(values)
    return sizes


def _joined(shapes: Sequence[tuple[Size, ...]], axis: int) -> tuple[Size, ...]:
    """The shape of the whole; the sizes along the other axes must agree."""
    rest: Shape = _unknown_at(shapes[0], axis)
    for other in shapes[1:]:
        rest = merge(rest, _unknown_at(other, axis))
    sizes = [sizes_[axis] for sizes_ in shapes]
    known = [size for size in sizes if size is not None]
    total = sum(known) if len(known) == len(sizes) else None
    assert rest is not None
    return (*rest[:axis], total, *rest[axis + 1 :])


def _unknown_at(shape: tuple[Size, ...], axis: int) -> tuple[Size, ...]:
    return (*shape[:axis], None, *shape[axis + 1 :])


def _items(spec: Spec) -> list[Any]:
    """The elements of an integer vector, None for those that are unknown."""
    if spec.value is not None:
        return list(spec.value)
    assert spec.shape is not None
    return [None] * (spec.shape[0] or 0)


class ConcatOffset(OpDef):
    """y_i = where x_i starts in the concatenation of x_1 ... x_n, from their shapes."""

    takes = "concat_dim:int32 shape:*shape_type"
    gives = "offset:*shape_type"
    shape_type = INDICES
    N: int = 1

    def infer(self, concat_dim: Spec, *shapes: Spec) -> tuple[Spec, ...]:
        return tuple(Spec(spec.shape, spec.dtype) for spec in shapes)

    def compute(self, axis: Array, *shapes: Array) -> Any:
        starts = []
        total = 0
        for sizes in shapes:
            start = np.zeros_like(sizes)
            start[axis] = total
            total += int(sizes[axis])
            starts.append(start)
        return tuple(starts) if self.N > 1 else starts[0]

    def gradient(self, op: Operation, *dys: Tensor) -> Any:
        return [None] * len(op.inputs)


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


def concat(
    values: Any = None,
    axis: Any = None,
    name: str | None = "concat",
    concat_dim: Any = None,
) -> Tensor:
    """Tensors joined along an axis that they have; their other sizes must agree.

    Args:
      values: a list of tensors of one rank and dtype.
      axis: the axis; negative counts from the end.
      name: the operation's name.
      concat_dim: the name of `axis` before TensorFlow 1.0. Its order of arguments,
        `tf.concat(1, [a, b])`, is understood too.

    >>> import edflow as tf
    >>> tf.Session().run(tf.concat([[[1, 2]], [[3, 4]]], axis=0))
    array([[1, 2],
           [3, 4]], dtype=int32)
    """
    axis = concat_dim if axis is None else axis
    if isinstance(values, int) and isinstance(axis, list | tuple):
        values, axis = axis, values
    if axis is None:
        raise TypeError("concat needs an axis: tf.concat([a, b], axis=0)")
    values = list(values) if isinstance(values, list | tuple) else [values]
    name = name or "concat"
    if len(values) > 1:
        return apply(ConcatV2(), values, axis, name=name)
    with name_scope(name, values=values):
        checked = convert_to_tensor(axis, int32, "concat_dim")
        if checked.spec.rank not in (None, 0):
            raise ValueError(f"the axis must be a scalar, not {checked.name}")
        return identity(values[0], name=name)


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
        return as_list(apply(Split(int(parts)), axis, value, name=name))
    sizes = convert_to_tensor(parts)
    if sizes.spec.rank == 0:
        raise ValueError("rank-0 tensors are not supported as the number of parts")
    if num is None:
        length = None if sizes.spec.shape is None else sizes.spec.shape[0]
        if length is None:
            raise ValueError(f"how many sizes {sizes.name} holds is unknown; pass num")
        num = length
    return as_list(apply(SplitV(num), value, sizes, axis, name=name))
