"""Attributes of operations as TensorFlow's messages `AttrValue`."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

import numpy as np

from edflow.engine.face.dtypes import DType
from edflow.engine.face.shapes import Shape
from edflow.engine.graph import OpDef, Operation
from edflow.errors import UnimplementedError
from edflow.files.tensor_proto import put_array, put_shape


@cache
def kinds(opdef: type[OpDef]) -> dict[str, str]:
    """The annotations of an op's attributes, by which a tuple is a shape or not."""
    return {
        name: str(kind)
        for base in reversed(opdef.__mro__)
        for name, kind in vars(base).get("__annotations__", {}).items()
    }


def put_attributes(op: Operation, into: Any) -> None:
    """Enter an operation's attributes into a node's map from names to `AttrValue`s."""
    _put_settled_by_inputs(op, into)
    kind_of = kinds(type(op.opdef))
    for name, value in op.opdef.attributes.items():
        if f"T{name}" in into:
            continue  # Of datasets of tensors their dtypes say it.
        try:
            _put(value, kind_of[name], into[name.rstrip("_")])
        except TypeError:
            raise UnimplementedError(
                None,
                op,
                f"{op.type} '{op.name}' cannot be written to a GraphDef: its attribute "
                f"{name} is a {type(value).__name__}",
            ) from None


def _put_settled_by_inputs(op: Operation, into: Any) -> None:
    """The attributes that TensorFlow derives from the inputs: dtypes and counts."""
    opdef = op.opdef
    for arg, taken in opdef.by_argument(op.inputs):
        if arg.mixed:
            put_dtypes((x.dtype for x in taken), into[arg.type])
        elif taken and opdef.dtype_of(arg) is None:
            into[arg.type].type = number(taken[0].dtype)
        if arg.count:
            into[arg.count].i = len(taken)


def _put(value: Any, kind: str, into: Any) -> None:
    """Enter an attribute into an `AttrValue`; TypeError for what it cannot hold.

    Args:
      value: the attribute.
      kind: the annotation of its field.
      into: the message.
    """
    if isinstance(value, DType):
        into.type = number(value)
    elif "tuple[" in kind and "Shape" in kind:
        put_shapes(value, into)
    elif "Shape" in kind:
        put_shape(value, into.shape)
    elif kind == "float":
        into.f = value
    elif isinstance(value, bool):
        into.b = value
    elif isinstance(value, int):
        into.i = value
    elif isinstance(value, str):
        into.s = value.encode()
    elif isinstance(value, np.ndarray):
        put_array(value, into.tensor)
    elif isinstance(value, tuple) and "DType" in kind:
        put_dtypes(value, into)
    elif isinstance(value, tuple) and "float" in kind:
        into.list.SetInParent()
        into.list.f.extend(value)
    elif isinstance(value, tuple):
        into.list.SetInParent()
        into.list.i.extend(value)
    else:
        raise TypeError


def number(dtype: DType) -> int:
    """TensorFlow's number of a dtype, of a reference that of what it refers to."""
    return dtype.base_dtype.as_datatype_enum


def put_dtypes(items: Iterable[DType], into: Any) -> None:
    """Enter a list of dtypes into an `AttrValue`."""
    into.list.SetInParent()  # A list without items is there too.
    into.list.type.extend(map(number, items))


def put_shapes(items: Iterable[Shape], into: Any) -> None:
    """Enter a list of shapes into an `AttrValue`."""
    into.list.SetInParent()
    for sizes in items:
        put_shape(sizes, into.list.shape.add())
