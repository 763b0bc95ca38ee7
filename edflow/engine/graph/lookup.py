"""Finding an element of a graph by its name, with errors that help."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from edflow.engine.graph.node import Operation, Tensor
from edflow.engine.graph.origin import describe

if TYPE_CHECKING:
    from edflow.engine.graph.graph import Graph


def find(
    graph: Graph, obj: Any, allow_tensor: bool, allow_operation: bool
) -> Tensor | Operation:
    """What `Graph.as_graph_element` promises."""
    kinds = {"tensor": allow_tensor, "operation": allow_operation}
    wanted = " or ".join(kind for kind, allowed in kinds.items() if allowed)
    as_element = getattr(obj, "_as_graph_element", None)
    element = obj if as_element is None else as_element()
    if isinstance(element, str):
        if ":" in element and allow_tensor:
            return _tensor(graph, element)
        return _operation(graph, element, allow_operation)
    if isinstance(element, Tensor) and allow_tensor:
        owner = element.op
    elif isinstance(element, Operation) and allow_operation:
        owner = element
    else:
        raise TypeError(f"cannot take a {type(obj).__name__} for a {wanted}: {obj!r}")
    if owner.graph is not graph:
        raise ValueError(strangers(owner, graph))
    return element


def strangers(one: Operation, other: Operation | Graph) -> str:
    """That two are of different graphs, and where each was created."""
    if isinstance(other, Operation):
        against = f"not to that of {other.name}, created in {describe(other.origin)}"
    else:
        first = next(iter(other.operations), None)
        begins = f", which begins in {describe(first.origin)}" if first else ""
        against = f"it is not an element of this one{begins}"
    return (
        f"{one.name}, created in {describe(one.origin)}, belongs to another graph: "
        f"{against}; run the cells that build again, all after one "
        "tf.reset_default_graph() or inside one `with graph.as_default():`"
    )


def first_of_its_name(op: Operation) -> Operation:
    """`w` for an operation `w_2`, as running a cell again makes it; else itself."""
    stem = re.sub(r"_\d+$", "", op.name)
    nameless = stem in (op.type, "Variable")  # There one follows another anyway.
    return op if nameless else op.graph.names.get(stem, op)


def _tensor(graph: Graph, name: str) -> Tensor:
    op_name, _, index = name.partition(":")
    if not index.isdigit():
        raise ValueError(
            f"{name!r} looks like a tensor's name, but such names have the form "
            "<op name>:<output>, e.g. 'add:0'"
        )
    op = graph.names.get(op_name)
    if op is None:
        raise KeyError(
            f"there is no tensor {name!r}: the operation {op_name!r} is not in the "
            f"graph{_alike(graph, op_name)}"
        )
    if int(index) >= len(op.outputs):
        raise KeyError(
            f"there is no tensor {name!r}: the operation {op_name!r} has only "
            f"{len(op.outputs)} outputs"
        )
    return op.outputs[int(index)]


def _operation(graph: Graph, name: str, allowed: bool) -> Operation:
    if ":" in name:
        raise ValueError(
            f"{name!r} names a tensor, but an operation is wanted; leave out "
            "what follows the colon"
        )
    if not allowed:
        raise ValueError(
            f"{name!r} names an operation, but a tensor is wanted; tensor names have "
            f"the form <op name>:<output>: '{name}:0'?"
        )
    if name not in graph.names:
        raise KeyError(
            f"there is no operation {name!r} in the graph{_alike(graph, name)}"
        )
    return graph.names[name]


def _alike(graph: Graph, name: str) -> str:
    below = [
        op
        for op in graph.names.values()
        if op.name.rpartition("/")[0] == name and op.outputs and not _is_variable(op)
    ]
    if below:
        return f"; {name!r} is a scope; did you mean {below[-1].outputs[0].name!r}?"
    # difflib costs 4 ms of every start; only who mistypes a name pays for it.
    from difflib import get_close_matches

    alike = get_close_matches(name, graph.names, n=1)
    return f"; did you mean {alike[0]!r}?" if alike else ""


def _is_variable(op: Operation) -> bool:
    return any(tensor.dtype.is_ref for tensor in (*op.inputs, *op.outputs))
