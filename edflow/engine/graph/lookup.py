"""Finding an element of a graph by its name, with errors that help."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from edflow.engine.graph.node import Operation, Tensor

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
        raise ValueError(
            f"{element!r} is not an element of this graph but of another one; "
            "use the graph in which it was created"
        )
    return element


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
    # difflib costs 4 ms of every start; only who mistypes a name pays for it.
    from difflib import get_close_matches

    alike = get_close_matches(name, graph.names, n=1)
    return f"; did you mean {alike[0]!r}?" if alike else ""
