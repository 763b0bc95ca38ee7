"""Tensors joined, cut out and padded: concat, slice, pad.

These three are one another's gradients: of what was joined, slices; of a slice, a pad;
of a pad, a slice.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import INDICES, int32
from edflow.engine.face.shapes import Shape, Size, count, is_full, merge, text
from edflow.engine.graph import OpDef, Operation, Spec, Tensor, name_scope
from edflow.engine.ops.array.broadcasting import reduce_sum
from edflow.engine.ops.array.shape import (
    axis_of,
    followed,
    identity,
    rank,
    reshape,
    shape,
    shape_n,
)
from edflow.engine.ops.array.stacking import stack
from edflow.engine.ops.build import apply, as_list, convert_to_tensor

__all__ = ["concat"]


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
            items = [i for s in values for i in elements(s, count(s.shape) or 0)]
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


def elements(spec: Spec, length: int) -> list[int | None]:
    """The elements of a vector of indices, None where unknown."""
    if spec.value is None:
        return [None] * length
    return [None if item is None else int(item) for item in spec.value]


class Slice(OpDef):
    """y = the block of x that starts at begin and has these sizes; -1 is the rest."""

    takes = "input:T begin:Index size:Index"
    Index = INDICES
    aliases = True

    def infer(self, input: Spec, begin: Spec, size: Spec) -> Spec:
        if input.shape is None:
            return Spec(size.sizes(), input.dtype)
        starts = elements(begin, len(input.shape))
        asked = elements(size, len(input.shape))
        if not len(starts) == len(asked) == len(input.shape):
            raise ValueError(
                f"begin has {len(starts)} and size {len(asked)} entries for a tensor "
                f"of rank {len(input.shape)}"
            )
        sizes = [
            _block(whole, start, part)
            for whole, start, part in zip(input.shape, starts, asked, strict=True)
        ]
        return Spec(tuple(sizes), input.dtype)

    def compute(self, x: Array, begin: Array, size: Array) -> Array:
        index = []
        for whole, start, part in zip(
            x.shape, begin.tolist(), size.tolist(), strict=True
        ):
            stop = whole if part == -1 else start + part
            if not 0 <= start <= stop <= whole:
                raise ValueError(
                    f"the block at {begin.tolist()} of size {size.tolist()} is not "
                    f"inside the shape {text(x.shape)}"
                )
            index.append(slice(start, stop))
        return x[tuple(index)]

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        x, begin, _ = op.inputs
        axes = rank(x)
        size = shape(op.outputs[0], out_type=begin.dtype)
        column = stack([axes, 1])
        before = reshape(begin, column)
        after = reshape(shape(x, out_type=begin.dtype) - size - begin, column)
        return apply(Pad(), dy, concat([before, after], 1)), None, None


def _block(whole: int | None, start: int | None, part: int | None) -> int | None:
    if part is not None and part != -1:
        if whole is not None and start is not None and start + part > whole:
            raise ValueError(
                f"a block of {part} from {start} on does not fit into a size of {whole}"
            )
        return part
    if part is None or whole is None or start is None:
        return None
    return whole - start


class PadV2(OpDef):
    """y = x with paddings[k, 0] values in front and paddings[k, 1] behind on axis k."""

    takes = "input:T paddings:Tpaddings constant_values:T"
    Tpaddings = INDICES

    def infer(self, input: Spec, paddings: Spec, constant_values: Spec) -> Spec:
        return Spec(padded(input, paddings), input.dtype)

    def compute(self, x: Array, paddings: Array, value: Array) -> Array:
        if paddings.size and paddings.min() < 0:
            raise ValueError(f"paddings must not be negative: {paddings.tolist()}")
        widths = paddings.tolist()
        y = np.full(
            [a + s + b for (a, b), s in zip(widths, x.shape, strict=True)],
            value,
            x.dtype,
        )
        y[_inside(x.shape, widths)] = x
        return y

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        x, paddings = op.inputs[:2]
        # The first column of the paddings says where x starts in y.
        before = slice_(paddings, [0, 0], stack([rank(x), 1]))
        dx = slice_(dy, reshape(before, [-1]), shape(x, out_type=paddings.dtype))
        if len(op.inputs) == 2:
            return dx, None
        return dx, None, reduce_sum(dy) - reduce_sum(dx)


class Pad(PadV2):
    """y = x with paddings[k, 0] zeros in front and paddings[k, 1] behind on axis k."""

    takes = "input:T paddings:Tpaddings"

    def infer(self, input: Spec, paddings: Spec) -> Spec:
        return Spec(padded(input, paddings), input.dtype)

    def compute(self, x: Array, paddings: Array) -> Array:
        return super().compute(x, paddings, np.zeros((), x.dtype))


def _inside(sizes: Any, widths: Any) -> tuple[slice, ...]:
    return tuple(
        slice(before, before + length)
        for length, (before, _) in zip(sizes, widths, strict=True)
    )


def padded(input: Spec, paddings: Spec) -> Shape:
    """The static shape after padding."""
    if paddings.shape is not None and len(paddings.shape) != 2:
        raise ValueError(
            f"paddings must be a matrix [rank, 2], not of shape {text(paddings.shape)}"
        )
    rows = None if paddings.shape is None else paddings.shape[0]
    if input.shape is None:
        return None if rows is None else (None,) * rows
    if rows not in (None, len(input.shape)):
        raise ValueError(
            f"paddings has {rows} rows, but the tensor has rank {len(input.shape)}"
        )
    if paddings.known is None:
        return (None,) * len(input.shape)
    widths = paddings.known.tolist()
    if min((min(pair) for pair in widths), default=0) < 0:
        raise ValueError(f"paddings must not be negative: {widths}")
    return tuple(
        None if length is None else before + length + after
        for length, (before, after) in zip(input.shape, widths, strict=True)
    )


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


def slice_(input_: Any, begin: Any, size: Any, name: str | None = None) -> Tensor:
    """The block of `input_` that starts at `begin` and has the sizes `size`.

    Args:
      input_: a tensor.
      begin: where it starts, an index for each axis.
      size: how large it is, for each axis; -1 is all that is left.
      name: the operation's name.

    >>> import edflow as tf
    >>> tf.Session().run(tf.slice([[1, 2, 3], [4, 5, 6]], [0, 1], [2, -1]))
    array([[2, 3],
           [5, 6]], dtype=int32)
    """
    return apply(Slice(), input_, begin, size, name=name)
