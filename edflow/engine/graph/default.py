"""The graph that new operations go to when none is named."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from typing import Any

from edflow.engine.graph import nesting
from edflow.engine.graph.graph import Graph
from edflow.engine.graph.node import Operation

__all__ = ["get_default_graph", "name_scope", "reset_default_graph"]

# The graph outside all blocks is one for the whole process: a learner's cells, tasks
# and threads all build into it.
_ambient = Graph()


def get_default_graph() -> Graph:
    """The graph that new operations are added to."""
    return nesting.innermost() or _ambient


def reset_default_graph() -> None:
    """Start over with an empty default graph.

    Raises:
      AssertionError: inside a `with graph.as_default()` block.
    """
    global _ambient
    if nesting.innermost() is not None:
        raise AssertionError(
            "reset_default_graph cannot be called inside `with graph.as_default()`; "
            "leave the block first"
        )
    _ambient = Graph()


def common_graph(values: Sequence[Any]) -> Graph:
    """The graph that tensors among `values` belong to, else the default graph.

    Raises:
      ValueError: they belong to different graphs.
    """
    innermost = get_default_graph()
    if innermost.outer is not None:
        return innermost  # A branch or loop body takes in what it uses from outside.
    found: Operation | None = None
    for value in values:
        op = value if isinstance(value, Operation) else getattr(value, "op", None)
        if not isinstance(op, Operation):
            continue
        if found is None:
            found = op
        elif op.graph is not found.graph:
            raise ValueError(
                f"{op.name} and {found.name} belong to different graphs; create "
                "both inside one `with graph.as_default():`"
            )
    return innermost if found is None else found.graph


@contextmanager
def name_scope(
    name: str | None, default_name: str | None = None, values: Sequence[Any] = ()
) -> Generator[str]:
    """Prefix the names of operations created inside the block.

    Args:
      name: the scope's name, or None for `default_name`. One that ends in `/` opens
        that very scope again.
      default_name: used when `name` is None: how functions name their parts.
      values: tensors that the block will use; they must be of one graph, which
        becomes the default graph inside.

    Gives:
      The full prefix, e.g. `layer1/`.
    """
    if name is None and default_name is None and values:
        raise ValueError("name_scope needs a name or a default_name")
    graph = common_graph(values)
    chosen = default_name if name is None else name
    with graph.as_default(), graph.name_scope(chosen) as scope:
        yield scope
