"""tf.graph_util: graphs as messages, cut down to what a finished model needs."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

import numpy as np

from edflow import namespace
from edflow.engine.graph import Graph, get_default_graph
from edflow.files.graph_reader import needed_names, node_name, variable_name
from edflow.files.importing import import_graph_def
from edflow.files.tensor_proto import put_array

__all__ = [
    "convert_variables_to_constants", "extract_sub_graph", "import_graph_def",
    "remove_training_nodes", "tensor_shape_from_node_def_name",
]  # fmt: skip


def extract_sub_graph(graph_def: Any, dest_nodes: Sequence[str]) -> Any:
    """The part of a `tf.GraphDef` that leads to some nodes.

    Args:
      graph_def: the message, which stays as it is.
      dest_nodes: the names of the nodes.

    Raises:
      TypeError: `dest_nodes` is no list of names.
      AssertionError: one of them is not in the graph.
    """
    _check_message(graph_def)
    if isinstance(dest_nodes, str):
        raise TypeError(f"dest_nodes must be a list of names, not {dest_nodes!r}")
    sources = {node.name: map(node_name, node.input) for node in graph_def.node}
    for name in dest_nodes:
        if name not in sources:
            raise AssertionError(f"{name} is not in graph")
    needed = set(needed_names(dest_nodes, lambda name: sources.get(name, ())))
    return _with_nodes(graph_def, (n for n in graph_def.node if n.name in needed))


def convert_variables_to_constants(
    sess: Any,
    input_graph_def: Any,
    output_node_names: Sequence[str],
    variable_names_whitelist: Collection[str] | None = None,
    variable_names_blacklist: Collection[str] | None = None,
) -> Any:
    """A frozen graph: what leads to the outputs, its variables made constants.

    Args:
      sess: the session that holds the values.
      input_graph_def: the graph, as `sess.graph.as_graph_def()` gives it.
      output_node_names: the names of the nodes to keep.
      variable_names_whitelist: freeze only these variables.
      variable_names_blacklist: freeze all but these.

    Raises:
      FailedPreconditionError: a variable is not initialized.

    >>> import edflow as tf
    >>> x = tf.placeholder(tf.float32, name="x")
    >>> y = tf.multiply(x, tf.Variable(3.0, name="w"), name="y")
    >>> with tf.Session() as session:
    ...     session.run(tf.global_variables_initializer())
    ...     graph_def = session.graph.as_graph_def()
    ...     frozen = tf.graph_util.convert_variables_to_constants(
    ...         session, graph_def, ["y"]
    ...     )
    >>> [f"{node.name}: {node.op}" for node in frozen.node]
    ['x: Placeholder', 'w: Const', 'w/read: Identity', 'y: Mul']
    """
    kept = extract_sub_graph(input_graph_def, output_node_names)
    inner = [node for function in kept.library.function for node in function.node_def]
    resources = {
        variable_name(node): node.name
        for node in input_graph_def.node
        if node.op == "VariableV2"
    }
    wanted = {node.name for node in kept.node if node.op == "VariableV2"}
    wanted |= {
        resources[variable_name(node)]
        for node in inner
        if node.op == "VariableV2" and variable_name(node) in resources
    }
    names = [
        name
        for name in sorted(wanted)
        if (variable_names_whitelist is None or name in variable_names_whitelist)
        and name not in (variable_names_blacklist or ())
    ]
    values = dict(zip(names, sess.run([f"{n}:0" for n in names]), strict=True))
    for node in kept.node:
        if node.name in values:
            _make_constant(node, values[node.name])
    for function in kept.library.function:
        _freeze_function(function, resources, values)
    return kept


def _freeze_function(
    function: Any, resources: dict[str, str], values: dict[str, Any]
) -> None:
    """Make constants of the variables that a function reaches by their names."""
    frozen: dict[str, str] = {}
    for node in function.node_def:
        if node.op == "VariableV2" and resources.get(variable_name(node)) in values:
            frozen[f"{node.name}:ref:0"] = f"{node.name}:output:0"
            _make_constant(node, values[resources[variable_name(node)]])
    for node in function.node_def:
        node.input[:] = [frozen.get(text, text) for text in node.input]


def _make_constant(node: Any, value: Any) -> None:
    dtype = node.attr["dtype"].type
    node.op = "Const"
    del node.input[:]
    node.attr.clear()
    node.attr["dtype"].type = dtype
    put_array(np.asarray(value), node.attr["value"].tensor)


def remove_training_nodes(
    input_graph: Any, protected_nodes: Collection[str] | None = None
) -> Any:
    """The graph without nodes that only hand on what they take.

    These are `Identity` nodes, unless control inputs lead to or from them, and checks
    of numbers.

    Args:
      input_graph: a `tf.GraphDef`, which stays as it is.
      protected_nodes: the names of nodes to keep whatever they are: those to fetch.
    """
    _check_message(input_graph)
    protected = set(protected_nodes or ())
    waited_for = {t[1:] for n in input_graph.node for t in n.input if t[0] == "^"}
    replaced: dict[str, str] = {}
    for node in input_graph.node:
        bypassed = node.op == "CheckNumerics" or (
            node.op == "Identity"
            and node.name not in waited_for
            and not any(text[0] == "^" for text in node.input)
        )
        if bypassed and node.name not in protected:
            replaced[node.name] = node.input[0]
    kept = _with_nodes(
        input_graph, (n for n in input_graph.node if n.name not in replaced)
    )
    for node in kept.node:
        node.input[:] = dict.fromkeys(_source(text, replaced) for text in node.input)
    return kept


def _source(text: str, replaced: dict[str, str]) -> str:
    """What a node takes once the nodes in between are gone."""
    control = text.startswith("^")
    while (name := node_name(text)) in replaced:
        text = replaced[name]
    return f"^{node_name(text)}" if control else text


def tensor_shape_from_node_def_name(graph: Graph | None, input_name: str) -> Any:
    """The static shape of the tensor of that name, e.g. `layer:0`."""
    graph = graph or get_default_graph()
    name = input_name if ":" in input_name else f"{input_name}:0"
    return graph.get_tensor_by_name(name).get_shape()


def _with_nodes(graph_def: Any, nodes: Iterable[Any]) -> Any:
    kept = type(graph_def)()
    kept.node.extend(nodes)
    kept.library.CopyFrom(graph_def.library)
    kept.versions.CopyFrom(graph_def.versions)
    return kept


def _check_message(graph_def: Any) -> None:
    descriptor = getattr(graph_def, "DESCRIPTOR", None)
    if getattr(descriptor, "full_name", "") != "tensorflow.GraphDef":
        raise TypeError(
            "graph_def must be a graph_pb2.GraphDef proto, such as "
            f"graph.as_graph_def() gives, not a {type(graph_def).__name__}"
        )


namespace.finish(__name__)
