"""What a picture is asked to show: tensors, operations, a session to run them in."""

from __future__ import annotations

from typing import Any

from edflow.engine.face import nest
from edflow.engine.graph import Operation, get_default_graph
from edflow.engine.runtime import Session, get_default_session


def session_for(target: Any, sess: Session | None) -> Session:
    """Where to run `target`: as asked, in the default session, else in its own."""
    return sess or get_default_session() or Session(graph=target.graph)


def first_tensor(outputs: Any) -> Any:
    """The first tensor of a structure of outputs or states."""
    return next(x for x in nest.flatten(outputs) if hasattr(x, "graph"))


def listed(fetches: Any) -> list[Any]:
    """A list of what may be one thing."""
    return list(fetches) if isinstance(fetches, list | tuple) else [fetches]


def named(tensors: list[Any]) -> dict[str, Any]:
    """The tensors by the names of their operations."""
    return {tensor.op.name: tensor for tensor in tensors}


def is_placeholder(op: Operation) -> bool:
    """Whether a run cannot begin before something is fed in place of `op`."""
    return op.type == "Placeholder"


def operation_of(fetch: Any) -> Any:
    """The operation that makes what is fetched."""
    if isinstance(fetch, str):
        fetch = get_default_graph().as_graph_element(fetch)
    element = getattr(fetch, "_as_graph_element", lambda: fetch)()
    op = getattr(element, "op", element)
    if not hasattr(op, "control_inputs"):
        raise TypeError(
            f"a picture shows a graph, a tensor, an operation or a variable, not the "
            f"{type(fetch).__name__} {fetch!r}"
        )
    return op
