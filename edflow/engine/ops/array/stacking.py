"""Tensors stacked along a new axis, and taken apart again: stack, unstack."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import DType
from edflow.engine.face.shapes import merge, text
from edflow.engine.graph import OpDef, Operation, Spec, Tensor, name_scope
from edflow.engine.ops.array.filling import zeros_for_none
from edflow.engine.ops.array.shape import axis_of, followed
from edflow.engine.ops.build import (
    apply,
    as_list,
    convert_to_tensor,
    convertible,
    register_conversion,
)

__all__ = ["stack", "unstack"]


class Pack(OpDef):
    """y = the tensors x_1 ... x_n, one behind the other along a new axis."""

    takes = "values:*T"
    axis: int = 0

    def infer(self, *values: Spec) -> Spec:
        shape = values[0].shape
        for spec in values[1:]:
            shape = merge(shape, spec.shape)
        dtype = values[0].dtype
        if shape is None:
            return Spec(None, dtype)
        axis = axis_of(self.axis, len(shape) + 1)
        stacked = (*shape[:axis], len(values), *shape[axis:])
        if shape != () or not dtype.is_integer:
            return Spec(stacked, dtype)
        items = [None if v.known is None else v.known.item() for v in values]
        return Spec(stacked, dtype, followed(items, dtype))

    def compute(self, *values: Array) -> Array:
        return np.stack(values, self.axis)

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        return unstack(dy, len(op.inputs), self.axis)


class Unpack(OpDef):
    """y_i = x at place i of one axis, which is gone from y_i."""

    takes = "value:T"
    gives = "output:num*T"
    num: int = 0
    axis: int = 0
    aliases = True

    def infer(self, value: Spec) -> tuple[Spec, ...]:
        if value.shape is None:
            return (Spec(None, value.dtype),) * self.num
        axis = axis_of(self.axis, len(value.shape))
        if value.shape[axis] not in (None, self.num):
            raise ValueError(
                f"axis {self.axis} of a tensor of shape {text(value.shape)} has "
                f"{value.shape[axis]} parts, not {self.num}; leave num out"
            )
        shape = value.shape[:axis] + value.shape[axis + 1 :]
        if shape == () and value.dtype.is_integer and value.value is not None:
            items = list(value.value)
            return tuple(Spec((), value.dtype, _scalar(i, value.dtype)) for i in items)
        return (Spec(shape, value.dtype),) * self.num

    def compute(self, x: Array) -> Any:
        if x.shape[self.axis] != self.num:
            raise ValueError(
                f"axis {self.axis} has {x.shape[self.axis]} parts, not {self.num}"
            )
        moved = np.moveaxis(x, self.axis, 0)
        parts = tuple(moved[i, ...] for i in range(self.num))
        return parts if self.num != 1 else parts[0]

    def gradient(self, op: Operation, *dys: Tensor) -> Any:
        return stack(zeros_for_none(op, dys), self.axis)


def _scalar(item: Any, dtype: DType) -> Array | None:
    return None if item is None else np.array(item, dtype.as_numpy_dtype)


def stack(values: Any, axis: int = 0, name: str | None = "stack") -> Tensor:
    """Tensors of one shape as parts of one tensor, along a new axis.

    Args:
      values: a list of tensors, all of shape [a, b, ...].
      axis: where the new axis goes; negative counts from the end.
      name: the operation's name.

    Raises:
      ValueError: the shapes differ, or there is no such axis.

    >>> import edflow as tf
    >>> tf.Session().run(tf.stack([[1, 2], [3, 4]], axis=1))
    array([[1, 3],
           [2, 4]], dtype=int32)
    """
    name = name or "stack"
    if axis == 0:
        try:
            # A list of numbers is one constant, not many.
            return convert_to_tensor(list(values), name=name)
        except (TypeError, ValueError):
            pass  # Shapes that do not fit are named by the op itself.
    values = list(values)
    if not values:
        raise ValueError("stack needs at least one tensor")
    first = convert_to_tensor(values[0], name=name)
    if first.spec.rank is not None:
        axis_of(int(axis), first.spec.rank + 1)
    return apply(Pack(int(axis)), values, name=name)


def unstack(
    value: Any, num: int | None = None, axis: int = 0, name: str | None = "unstack"
) -> list[Tensor]:
    """The parts of `value` along one axis, as a list.

    Args:
      value: a tensor of rank 1 or more.
      num: the number of parts, where the shape does not say it.
      axis: the axis that is taken apart.
      name: the operation's name.

    Raises:
      ValueError: the number of parts is unknown, or there is no such axis.
    """
    value = convert_to_tensor(value)
    parts = num
    if parts is None:
        shape = value.spec.shape
        parts = None if shape is None else shape[axis_of(axis, len(shape))]
        if parts is None:
            raise ValueError(
                f"unstack: how many parts {value.name} has on axis {axis} is unknown "
                f"from its shape {text(shape)}; pass num"
            )
    if parts == 0:
        return []
    return as_list(apply(Unpack(int(parts), int(axis)), value, name=name or "unstack"))


def packed(values: Sequence[Any], dtype: DType | None, name: str | None) -> Tensor:
    """A list that holds tensors, at any depth, as one: `[batch, 10]` as a shape.

    Raises:
      TypeError: a tensor in it is not of the dtype that is asked for.
    """
    if dtype is None:
        dtype = _first_dtype(values)
    with name_scope(name or "packed", values=list(values)) as scope:
        items = []
        for i, value in enumerate(values):
            if isinstance(value, list | tuple) and _first_dtype(value) is not None:
                items.append(packed(value, dtype, str(i)))
            elif isinstance(value, Tensor) and value.dtype.base_dtype is not dtype:
                raise TypeError(
                    f"cannot stack {value.name}, a {value.dtype.base_dtype.name}, "
                    f"with what is {dtype and dtype.name}; convert it with tf.cast"
                )
            else:
                items.append(convert_to_tensor(value, dtype, str(i)))
        return apply(Pack(), items, name=scope)


def _first_dtype(values: Sequence[Any]) -> DType | None:
    """The dtype of the first tensor or variable among nested lists."""
    for value in values:
        if isinstance(value, list | tuple):
            found = _first_dtype(value)
        else:
            found = getattr(value, "dtype", None)
        if isinstance(found, DType):
            return found.base_dtype
    return None


def _of_list(values: Sequence[Any], dtype: Any, name: str | None) -> Tensor | None:
    return packed(values, dtype, name) if _holds_tensors(values) else None


def _holds_tensors(values: Sequence[Any]) -> bool:
    return any(
        _holds_tensors(value) if isinstance(value, list | tuple) else convertible(value)
        for value in values
    )


register_conversion((list, tuple), _of_list)
