"""A graph as TensorFlow's GraphDef: nodes, inputs and attributes, as bytes.

The op classes bear TensorFlow's names, arguments and attributes, so that nothing has to
be translated: what an op's signature calls `x:T` is the attribute `T`, and each of its
fields is one more.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np

from edflow.engine.graph import DType, Graph, OpDef, Operation, Tensor
from edflow.engine.graph.arrays import Array
from edflow.engine.graph.dtypes import as_dtype
from edflow.errors import UnimplementedError
from edflow.files import wire

# The version of TensorFlow 1.15's graphs: by it a reader knows what the ops mean.
_PRODUCER = 134


def graph_def(graph: Graph) -> bytes:
    """The graph as a serialized `GraphDef`.

    Raises:
      UnimplementedError: it holds what has no such form here, such as a loop.
    """
    nodes = b"".join(wire.nested(1, _node(op)) for op in graph.get_operations())
    return nodes + wire.nested(4, wire.integer(1, _PRODUCER))


def _node(op: Operation) -> bytes:
    inputs = [_input_name(tensor) for tensor in op.inputs]
    inputs += [f"^{before.name}" for before in op.control_inputs]
    content = wire.nested(1, op.name.encode()) + wire.nested(2, op.type.encode())
    content += b"".join(wire.nested(3, name.encode()) for name in inputs)
    if op.device:
        content += wire.nested(4, op.device.encode())
    for name, value in _attributes(op):
        content += wire.nested(5, wire.nested(1, name.encode()) + wire.nested(2, value))
    return content


def _input_name(tensor: Tensor) -> str:
    return tensor.name.removesuffix(":0")


def _attributes(op: Operation) -> Iterator[tuple[str, bytes]]:
    """The attributes by name, each as an `AttrValue`."""
    yield from _settled_by_inputs(op).items()
    kinds = _kinds(type(op.opdef))
    for name, value in op.opdef.attributes.items():
        try:
            yield name.rstrip("_"), _value(value, kinds[name])
        except TypeError:
            raise UnimplementedError(
                None,
                op,
                f"{op.type} '{op.name}' cannot be written to a GraphDef: its attribute "
                f"{name} is a {type(value).__name__}",
            ) from None


@cache
def _kinds(opdef: type[OpDef]) -> dict[str, str]:
    """The annotations of an op's attributes."""
    return {
        name: str(kind)
        for base in reversed(opdef.__mro__)
        for name, kind in vars(base).get("__annotations__", {}).items()
    }


def _settled_by_inputs(op: Operation) -> dict[str, bytes]:
    """The attributes that TensorFlow derives from the inputs: dtypes and counts."""
    opdef, settled, position = op.opdef, {}, 0
    for arg in opdef.args:
        taken = opdef._taken(arg, op.inputs, position)  # noqa: SLF001 - as `check` reads it
        position += len(taken)
        if arg.mixed:
            settled[arg.type] = _list(6, [_number(t.dtype) for t in taken])
        elif taken and opdef.dtype_of(arg) is None:
            settled[arg.type] = wire.integer(6, _number(taken[0].dtype))
        if arg.many:
            settled["N"] = wire.integer(3, len(taken))
    return settled


def _number(dtype: DType) -> int:
    return dtype.base_dtype.as_datatype_enum


def _list(number: int, integers: list[int]) -> bytes:
    """An `AttrValue` of a list of integers (3) or dtypes (6), packed."""
    packed = b"".join(map(wire.varint, integers))
    return wire.nested(1, wire.nested(number, packed))


def _value(value: Any, kind: str) -> bytes:
    """An attribute as `AttrValue`; TypeError for what it cannot hold.

    Args:
      value: the attribute.
      kind: the annotation of its field: a tuple of integers may be a shape or not.
    """
    if "Shape" in kind:
        attribute = wire.nested(7, _shape(value))
    elif kind == "float":
        attribute = wire.varint(4 << 3 | 5) + struct.pack("<f", value)
    elif isinstance(value, int):
        attribute = wire.integer(5 if isinstance(value, bool) else 3, value)
    elif isinstance(value, str):
        attribute = wire.nested(2, value.encode())
    elif isinstance(value, DType):
        attribute = wire.integer(6, _number(value))
    elif isinstance(value, np.ndarray):
        attribute = wire.nested(8, tensor_proto(value))
    elif isinstance(value, tuple) and "DType" in kind:
        attribute = _list(6, [_number(item) for item in value])
    elif isinstance(value, tuple) and all(isinstance(item, int) for item in value):
        attribute = _list(3, list(value))
    else:
        raise TypeError
    return attribute


def _shape(sizes: tuple[int | None, ...] | None) -> bytes:
    """A `TensorShapeProto`."""
    if sizes is None:
        return wire.integer(3, 1)
    axes = (wire.integer(1, -1 if size is None else size) for size in sizes)
    return b"".join(wire.nested(2, axis) for axis in axes)


def tensor_proto(array: Array) -> bytes:
    """An array as `TensorProto`."""
    head = wire.integer(1, _number(as_dtype(array.dtype)))
    head += wire.nested(2, _shape(array.shape))
    if array.dtype.hasobject:
        return head + b"".join(wire.nested(8, text) for text in array.reshape(-1))
    little = np.ascontiguousarray(array, array.dtype.newbyteorder("<"))
    return head + wire.nested(4, little.tobytes())
