"""Attributes of operations as TensorFlow's messages `AttrValue`, as bytes."""

from __future__ import annotations

import struct
from collections.abc import Iterable
from functools import cache
from typing import Any

import numpy as np

from edflow.engine.face.dtypes import DType
from edflow.engine.face.shapes import Shape
from edflow.engine.graph import OpDef, Operation
from edflow.errors import UnimplementedError
from edflow.files import wire
from edflow.files.tensor_proto import shape_proto, tensor_proto


@cache
def kinds(opdef: type[OpDef]) -> dict[str, str]:
    """The annotations of an op's attributes, by which a tuple is a shape or not."""
    return {
        name: str(kind)
        for base in reversed(opdef.__mro__)
        for name, kind in vars(base).get("__annotations__", {}).items()
    }


def of_operation(op: Operation) -> dict[str, bytes]:
    """The attributes by name, each as an `AttrValue`."""
    found = _settled_by_inputs(op)
    kind_of = kinds(type(op.opdef))
    for name, value in op.opdef.attributes.items():
        try:
            found[name.rstrip("_")] = attribute(value, kind_of[name])
        except TypeError:
            raise UnimplementedError(
                None,
                op,
                f"{op.type} '{op.name}' cannot be written to a GraphDef: its attribute "
                f"{name} is a {type(value).__name__}",
            ) from None
    return found


def _settled_by_inputs(op: Operation) -> dict[str, bytes]:
    """The attributes that TensorFlow derives from the inputs: dtypes and counts."""
    opdef, settled = op.opdef, {}
    for arg, taken in opdef.by_argument(op.inputs):
        if arg.mixed:
            settled[arg.type] = dtypes(x.dtype for x in taken)
        elif taken and opdef.dtype_of(arg) is None:
            settled[arg.type] = dtype_attribute(taken[0].dtype)
        if arg.many:
            settled["N"] = wire.integer(3, len(taken))
    return settled


def attribute(value: Any, kind: str) -> bytes:
    """An attribute as `AttrValue`; TypeError for what it cannot hold.

    Args:
      value: the attribute.
      kind: the annotation of its field.
    """
    if "tuple[" in kind and "Shape" in kind:
        content = shapes(value)
    elif "Shape" in kind:
        content = wire.nested(7, shape_proto(value))
    elif kind == "float":
        content = wire.varint(4 << 3 | 5) + struct.pack("<f", value)
    elif isinstance(value, int):
        content = wire.integer(5 if isinstance(value, bool) else 3, value)
    elif isinstance(value, str):
        content = text(value)
    elif isinstance(value, DType):
        content = dtype_attribute(value)
    elif isinstance(value, np.ndarray):
        content = wire.nested(8, tensor_proto(value))
    elif isinstance(value, tuple) and "DType" in kind:
        content = dtypes(value)
    elif isinstance(value, tuple) and "float" in kind:
        content = _list(4, struct.pack(f"<{len(value)}f", *value))
    elif isinstance(value, tuple) and all(isinstance(item, int) for item in value):
        content = _list(3, b"".join(map(wire.varint, value)))
    else:
        raise TypeError
    return content


def text(value: str) -> bytes:
    """An `AttrValue` of text."""
    return wire.nested(2, value.encode())


def number(dtype: DType) -> int:
    """TensorFlow's number of a dtype, of a reference that of what it refers to."""
    return dtype.base_dtype.as_datatype_enum


def dtype_attribute(dtype: DType) -> bytes:
    """An `AttrValue` of a dtype."""
    return wire.integer(6, number(dtype))


def dtypes(items: Iterable[DType]) -> bytes:
    """An `AttrValue` of a list of dtypes."""
    return _list(6, b"".join(wire.varint(number(item)) for item in items))


def shapes(items: Iterable[Shape]) -> bytes:
    """An `AttrValue` of a list of shapes."""
    return wire.nested(1, b"".join(wire.nested(7, shape_proto(s)) for s in items))


def function(name: str) -> bytes:
    """An `AttrValue` that names a function of the graph's library."""
    return wire.nested(10, wire.nested(1, name.encode()))


def entry(name: str, value: bytes) -> bytes:
    """An entry of a map from names to messages."""
    return wire.nested(1, name.encode()) + wire.nested(2, value)


def _list(number: int, packed: bytes) -> bytes:
    return wire.nested(1, wire.nested(number, packed) if packed else b"")
