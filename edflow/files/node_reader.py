"""What a node of a GraphDef computes: from its op type and attributes to an OpDef."""

from __future__ import annotations

import pkgutil
from collections.abc import Collection, Iterable
from dataclasses import MISSING, fields
from importlib import import_module
from typing import Any

from edflow.engine.face.dtypes import as_dtype
from edflow.engine.graph import OpDef
from edflow.errors import NotFoundError, UnimplementedError
from edflow.files.tensor_proto import array_of, shape_of

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
    "edflow.engine.data",
    "edflow.data",
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
        load_all_ops()
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


def load_all_ops() -> None:
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
        elif name in settled and name[1:] in own:
            given[own[name[1:]].name] = _value(message, node)
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
