"""What `x[1:3, ..., tf.newaxis]` means for a tensor."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from numbers import Integral
from typing import Any

from edflow.engine.face.dtypes import bool as boolean
from edflow.engine.face.dtypes import int16, int32, int64
from edflow.engine.face.shapes import Dimension, TensorShape
from edflow.engine.graph import Tensor, name_scope
from edflow.engine.ops.array.casting import cast
from edflow.engine.ops.array.slicing import Masks, StridedSlice
from edflow.engine.ops.array.stacking import stack
from edflow.engine.ops.build import apply, constant
from edflow.engine.ops.indexing.masks import boolean_mask

__all__ = ["newaxis"]

newaxis = None


def getitem(tensor: Tensor, index: Any) -> Tensor:
    """`tensor[index]` with all that Python's slices can say.

    Args:
      tensor: a tensor.
      index: numbers, integer tensors, slices of them, `...` or `tf.newaxis`, one or
        several; or a boolean tensor: a mask.

    Raises:
      TypeError: an index of another kind.
      ValueError: a number out of bounds, or too many indices.

    >>> import edflow as tf
    >>> x = tf.constant([[1, 2, 3], [4, 5, 6]])
    >>> tf.Session().run([x[1], x[:, -1]])
    [array([4, 5, 6], dtype=int32), array([3, 6], dtype=int32)]
    >>> x[..., tf.newaxis, 0].shape.as_list()
    [2, 1]
    """
    mask = getattr(index, "dtype", None)
    if mask is not None and mask == boolean:
        return boolean_mask(tensor, index)
    entries = list(index) if isinstance(index, list | tuple) else [index]
    begin: list[Any] = []
    end: list[Any] = []
    strides: list[Any] = []
    masks = dict.fromkeys(Masks._fields, 0)
    for i, entry in enumerate(entries):
        b, e, s, flags = _entry(entry)
        begin.append(b)
        end.append(e)
        strides.append(s)
        for flag in flags:
            masks[flag] |= 1 << i
    with name_scope(None, "strided_slice", [tensor, *begin, *end, *strides]) as scope:
        if begin:
            vectors = _of_one_dtype([stack(begin), stack(end), stack(strides)])
        else:
            vectors = [constant([], int32)] * 3
        return apply(StridedSlice(*Masks(**masks)), tensor, *vectors, name=scope)


def _entry(entry: Any) -> tuple[Any, Any, Any, list[str]]:
    """Begin, end and stride for one part of an index, and the masks it sets."""
    if entry is Ellipsis:
        return 0, 0, 1, ["ellipsis"]
    if entry is None:
        return 0, 0, 1, ["new_axis"]
    if not isinstance(entry, slice):
        _check_index(entry)
        wide = isinstance(entry, Tensor) and entry.dtype.base_dtype in (int16, int64)
        stride = constant(1, entry.dtype) if wide else 1
        return entry, entry + 1, stride, ["shrink_axis"]
    fill = _filler([entry.start, entry.stop, entry.step])
    flags = []
    begin, end, step = (_known(part) for part in (entry.start, entry.stop, entry.step))
    if begin is None:
        flags.append("begin")
    if end is None:
        flags.append("end")
    return (
        fill(0) if begin is None else begin,
        fill(0) if end is None else end,
        fill(1) if step is None else step,
        flags,
    )


def _known(part: Any) -> Any:
    """A bound of a slice; a Dimension that is unknown leaves it open."""
    if part is None or (isinstance(part, Dimension) and part.value is None):
        return None
    _check_index(part)
    return part


def _filler(parts: Sequence[Any]) -> Callable[[int], Any]:
    """What stands for an open bound: a constant where the others are tensors."""
    dtypes = {part.dtype.base_dtype for part in parts if isinstance(part, Tensor)}
    for dtype in (int64, int32, int16):
        if dtype in dtypes:
            return lambda number: constant(number, dtype)
    return lambda number: number


def _check_index(index: Any) -> None:
    if isinstance(index, Integral | Dimension):
        return
    dtype = getattr(index, "dtype", None)
    shaped = getattr(index, "shape", ())
    vector = (shaped.ndims if isinstance(shaped, TensorShape) else len(shaped)) == 1
    if dtype is None or vector or dtype not in (int16, int32, int64):
        raise TypeError(
            f"cannot index a tensor with {index!r}; use integers, slices, ... , "
            "tf.newaxis, or scalar tensors of type int32 or int64"
        )


def _of_one_dtype(vectors: list[Tensor]) -> list[Tensor]:
    if any(vector.dtype.base_dtype is int64 for vector in vectors):
        return [cast(vector, int64) for vector in vectors]
    return vectors
