"""What a node of a GraphDef computes: from its op type and attributes to an OpDef."""

from __future__ import annotations

import pkgutil
from collections.abc import Collection, Iterable
from dataclasses import MISSING, fields
from importlib import import_module
from typing import Any

import numpy as np

from edflow.engine.graph import OpDef, Shape, as_dtype
from edflow.engine.graph.arrays import Array
from edflow.errors import NotFoundError, UnimplementedError

# How TensorFlow 1 builds branches and loops out of ops that let a value pass, or not.
_DATAFLOW = frozenset(
    {"Switch", "Merge", "Enter", "Exit", "NextIteration", "LoopCond"}
    | {"RefSwitch", "RefMerge", "RefEnter", "RefExit", "RefNextIteration"}
)
BRANCHES = frozenset({"If", "StatelessIf"})
LOOPS = frozenset({"While", "StatelessWhile"})

# Where op classes are defined: they are looked for by name, since some stand above.
_ROOMS_OF_OPS = (
    "edflow.engine.ops",
    "edflow.engine.control",
    "edflow.files",
    "edflow.summary",
)

# Attributes without which an op computes the same, and those of which edflow has one
# value. Others that edflow does not have must be empty.
_HINTS = frozenset(
    {"grad_a", "grad_b", "grad_x", "grad_y"}
    | {"use_cudnn_on_gpu", "num_elements", "bad_color"}
)
_ONLY = {
    "incompatible_shape_error": True,
    "Tk": as_dtype("int32"),
    "Tshape": as_dtype("int32"),
    "index_type": as_dtype("int32"),
    "num_shards": 1,
}
# Fields of TensorProto that hold numbers of a dtype one by one.
_LISTED = {
    "float32": "float_val",
    "float64": "double_val",
    "int64": "int64_val",
    "bool": "bool_val",
    "uint32": "uint32_val",
    "uint64": "uint64_val",
    "complex64": "scomplex_val",
    "complex128": "dcomplex_val",
    "string": "string_val",
}


def check_ops(op_types: Iterable[str], besides: Collection[str] = ()) -> None:
    """Hold the op types of a graph against those that edflow has.

    Args:
      op_types: the op types.
      besides: those that are read in another way.

    Raises:
      NotFoundError: it lacks some; all are named.
      UnimplementedError: they are loops in TensorFlow 1's older form.
    """
    wanted = set(op_types) - BRANCHES - LOOPS
    if not wanted <= OpDef.registry.keys():
        _load_all_ops()
    if dataflow := sorted(wanted & _DATAFLOW - set(besides)):
        raise UnimplementedError(
            None,
            None,
            "the graph holds loops in TensorFlow 1's older form "
            f"({', '.join(dataflow)}), which edflow does not read; build it again in "
            "TensorFlow after tf.enable_control_flow_v2(), or take out the part "
            "without them: tf.graph_util.extract_sub_graph",
        )
    if missing := sorted(wanted - OpDef.registry.keys() - set(besides)):
        raise NotFoundError(
            None,
            None,
            f"Op type not registered: edflow has no op {', '.join(missing)}, which the "
            "graph holds; take out the part without: tf.graph_util.extract_sub_graph",
        )


def _load_all_ops() -> None:
    """Load the files of ops that nothing has needed yet."""
    for room in _ROOMS_OF_OPS:
        package = import_module(room)
        for module in pkgutil.walk_packages(package.__path__, f"{room}."):
            import_module(module.name)


def opdef_of(node: Any) -> OpDef:
    """The op of a `NodeDef`, with its attributes.

    Raises:
      ValueError: an attribute is missing.
      UnimplementedError: one has a value that edflow does not know.
    """
    kind = OpDef.registry[node.op]
    kind.__new__(kind)  # A class becomes a dataclass with its first use.
    own = {field.name.rstrip("_"): field for field in fields(kind)}  # type: ignore[arg-type]
    settled = {arg.type for arg in kind.args} | {"N"}
    given: dict[str, Any] = {}
    for name, message in node.attr.items():
        if name in own:
            given[own[name].name] = _value(message, node)
        elif not name.startswith("_") and name not in settled | _HINTS:
            _check_absent(name, _value(message, node), node)
    lacking = [
        field.name
        for field in own.values()
        if field.name not in given and field.default is MISSING
    ]
    if lacking:
        raise ValueError(
            f"the node {node.name} ({node.op}) has no attribute {', '.join(lacking)}"
        )
    return kind(**given)


def _check_absent(name: str, value: Any, node: Any) -> None:
    """What edflow does not have may be there only if it changes nothing."""
    harmless = value == _ONLY[name] if name in _ONLY else not value
    if not harmless:
        raise UnimplementedError(
            None,
            None,
            f"the node {node.name} asks for {node.op} with {name}={value!r}, which "
            "edflow does not have",
        )


def _value(message: Any, node: Any) -> Any:
    """The Python value of an `AttrValue`."""
    choice = message.WhichOneof("value")
    value: Any = getattr(message, choice) if choice else None
    try:
        if choice == "list":
            return tuple(_item(f.name, x) for f, xs in value.ListFields() for x in xs)
        return _item(choice, value)
    except (TypeError, ValueError) as error:
        raise UnimplementedError(
            None, None, f"the node {node.name} ({node.op}) cannot be read: {error}"
        ) from None


def _item(choice: str | None, value: Any) -> Any:
    if choice == "s":
        return value.decode()
    if choice == "type":
        return as_dtype(value)
    if choice == "shape":
        return shape_of(value)
    if choice == "tensor":
        return array_of(value)
    return value


def shape_of(message: Any) -> Shape:
    """The shape in a `TensorShapeProto`."""
    if message.unknown_rank:
        return None
    return tuple(None if dim.size < 0 else dim.size for dim in message.dim)


def array_of(message: Any) -> Array:
    """The array in a `TensorProto`.

    Values that are listed one by one may be fewer than the tensor has elements: the
    last is then repeated.
    """
    dtype = as_dtype(message.dtype)
    sizes = tuple(dim.size for dim in message.tensor_shape.dim)
    numpy = np.dtype(dtype.as_numpy_dtype)
    if message.tensor_content:
        array = np.frombuffer(message.tensor_content, numpy).reshape(sizes).copy()
    else:
        listed = getattr(message, _field(dtype.name))
        if dtype.name == "string":
            found = np.empty(len(listed), object)
            found[:] = list(listed)
        elif dtype.name == "float16":
            found = np.array(listed, np.uint16).view(np.float16)
        elif dtype.is_complex:
            found = np.array(listed, numpy.type(0).real.dtype).view(numpy)
        else:
            found = np.array(listed, numpy)
        array = _filled(found, sizes, numpy)
    array.flags.writeable = False
    return array


def _field(dtype: str) -> str:
    return "half_val" if dtype == "float16" else _LISTED.get(dtype, "int_val")


def _filled(listed: Array, sizes: tuple[Any, ...], dtype: Any) -> Array:
    array = np.empty(sizes, dtype)
    flat = array.reshape(-1)
    flat[: listed.size] = listed
    # Nothing listed means zeros: they are what messages leave out.
    rest = listed[-1] if listed.size else (b"" if dtype.hasobject else 0)
    flat[listed.size :] = rest
    return array
