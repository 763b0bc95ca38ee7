"""tf.import_graph_def: the nodes of a GraphDef as operations of a graph."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from edflow.engine.graph import Graph, Operation, Tensor, get_default_graph
from edflow.engine.ops.build import convert_to_tensor
from edflow.engine.ops.state.refs import VariableV2
from edflow.files.graph_reader import node_name, variable_name
from edflow.files.graphdef import resource_name
from edflow.files.lifting import MERGES, SWITCHES, Conditions, LiftingReader
from edflow.files.node_reader import check_ops

__all__ = ["import_graph_def"]


def import_graph_def(
    graph_def: Any,
    input_map: Mapping[str, Any] | None = None,
    return_elements: Sequence[str] | None = None,
    name: str | None = None,
    op_dict: Any = None,
    producer_op_list: Any = None,
) -> list[Tensor | Operation] | None:
    """Add the nodes of a `tf.GraphDef`, of edflow or of TensorFlow, to the graph.

    Args:
      graph_def: the message.
      input_map: tensors of the graph to take in place of some in `graph_def`, by the
        names that these have there, e.g. `{"x:0": image}`.
      return_elements: names of operations (`"layer"`) and tensors (`"layer:0"`).
      name: what to prefix all names with, `import` by default; "" for nothing.
      op_dict, producer_op_list: accepted.

    Returns:
      The operations and tensors that `return_elements` names, or None.

    Raises:
      TypeError: an argument is of the wrong type.
      ValueError: a name is not in `graph_def`, or a node does not fit its inputs.
      NotFoundError: it holds ops that edflow does not have; all are named.
      UnimplementedError: it holds loops in TensorFlow 1's older form.

    >>> import edflow as tf
    >>> with tf.Graph().as_default() as graph:
    ...     y = tf.multiply(tf.placeholder(tf.float32, name="x"), 2.0, name="y")
    >>> x = tf.constant(21.0)
    >>> (y,) = tf.import_graph_def(
    ...     graph.as_graph_def(), input_map={"x:0": x}, return_elements=["y:0"]
    ... )
    >>> float(tf.Session().run(y)), y.name
    (42.0, 'import/y:0')
    """
    wanted = _names(return_elements)
    graph_def = _checked(graph_def)
    if input_map is not None and not isinstance(input_map, Mapping):
        raise TypeError(
            "Argument `input_map` must be a dictionary from names to tensors, not "
            f"{input_map!r}"
        )
    check_ops((node.op for node in graph_def.node), SWITCHES | MERGES)
    check_ops(
        n.op for function in graph_def.library.function for n in function.node_def
    )
    graph = get_default_graph()
    with graph.as_default(), graph.name_scope("import" if name is None else name) as to:
        mapped = _mapped(input_map or {}, to)
        with graph.name_scope(None):
            reader = NodeReader(graph, graph_def, to, mapped, wanted)
            reader.read_all()
            reader.check_all_used()
            return None if return_elements is None else list(map(reader.find, wanted))


def _names(return_elements: Any) -> list[str]:
    found = tuple(return_elements or ())
    if not all(isinstance(item, str | bytes) for item in found):
        raise TypeError(
            f"Argument `return_elements` must be a list of names, not {found!r}"
        )
    return [os.fsdecode(item) for item in found]


def _checked(graph_def: Any) -> Any:
    """The message as edflow's own: TensorFlow's is taken too."""
    from edflow.files.protos import GraphDef

    if isinstance(graph_def, GraphDef):
        return graph_def
    descriptor = getattr(graph_def, "DESCRIPTOR", None)
    if getattr(descriptor, "full_name", "") != "tensorflow.GraphDef":
        raise TypeError(
            "Argument `graph_def` must be a GraphDef proto, not a "
            f"{type(graph_def).__name__}; read a file with "
            "graph_def.ParseFromString(tf.gfile.GFile(path, 'rb').read())"
        )
    return GraphDef.FromString(graph_def.SerializeToString())


def _mapped(input_map: Mapping[str, Any], prefix: str) -> dict[str, Any]:
    """Tensors, or for `^name` operations, by the names that they replace."""
    found: dict[str, Any] = {}
    for key, value in input_map.items():
        name = os.fsdecode(key)
        if name.startswith("^"):
            found[name] = get_default_graph().as_graph_element(value)
        else:
            found[name if ":" in name else f"{name}:0"] = _as_tensor(value, prefix)
    return found


def _as_tensor(value: Any, prefix: str) -> Tensor:
    if isinstance(value, Tensor) or hasattr(value, "_as_graph_element"):
        return convert_to_tensor(value)
    if not prefix:
        raise ValueError(
            "tf.import_graph_def() requires a non-empty `name` if `input_map` contains "
            "non-Tensor values; convert them with tf.convert_to_tensor first"
        )
    with get_default_graph().name_scope("_inputs"):
        return convert_to_tensor(value)


class NodeReader(LiftingReader):
    """Reads the nodes of a GraphDef."""

    def __init__(
        self,
        graph: Graph,
        graph_def: Any,
        prefix: str,
        mapped: Mapping[str, Any],
        wanted: Iterable[str],
    ):
        library = {f.signature.name: f for f in graph_def.library.function}
        nodes = {node.name: node for node in graph_def.node}
        super().__init__(graph, nodes, library, Conditions(nodes))
        self.prefix = prefix
        self._mapped = mapped
        self._met: set[str] = set()
        self._used.update(wanted)
        self._by_resource = {
            variable_name(node): node.name
            for node in graph_def.node
            if node.op == "VariableV2"
        }

    def given(self, text: str) -> Tensor | Operation | None:
        if not self._mapped:
            return None
        key = text if ":" in text or text[0] == "^" else f"{text}:0"
        if key in self._mapped:
            self._met.add(key)
        return self._mapped.get(key)

    def name_for(self, node: Any) -> str:
        # A name of the graph's own is not taken away; within a new prefix none is.
        return f"{self.into.unique_name(self.prefix + node.name)}/"

    def variable(self, name: str) -> Tensor:
        if name in self._by_resource:
            return self._outputs[self._by_resource[name]][0]
        for op in self.into.operations:
            if isinstance(op.opdef, VariableV2) and resource_name(op) == name:
                return op.outputs[0]
        raise ValueError(
            f"a function in the library uses the variable {name}, which is not in the "
            "graph_def"
        )

    def node_of_variable(self, name: str) -> list[str]:
        return [self._by_resource[name]] if name in self._by_resource else []

    def check_all_used(self) -> None:
        """Raise ValueError for keys of `input_map` that nothing takes."""
        unknown = [
            key
            for key in self._mapped
            if key not in self._met and node_name(key) not in self.nodes
        ]
        if unknown:
            raise ValueError(
                "Attempted to map inputs that were not found in graph_def: "
                f"[{', '.join(unknown)}]"
            )

    def find(self, name: str) -> Tensor | Operation:
        """What `return_elements` names."""
        op_name, colon, index = name.partition(":")
        what = "tensor" if colon else "node"
        if op_name not in self.nodes or (colon and not index.isdigit()):
            raise ValueError(f"Requested return {what} '{name}' not found in graph def")
        if op_name not in self._operations:
            raise ValueError(
                f"{op_name} runs in a branch, which is an operation of its own here; "
                "ask for what the branch gives"
            )
        return self.tensor(name) if colon else self._operations[op_name]
