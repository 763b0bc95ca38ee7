"""Pictures: of graphs, and of what flows through them.

Each is data -> drawing -> `Picture`. They read the public nouns of the engine only, and
nothing below knows of them.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from edflow.engine.graph import Graph, get_default_graph

if TYPE_CHECKING:
    from edflow.view.picture import Picture

__all__ = ["graph"]


def graph(
    target: Any = None, only: Any = None, unfold: str | Collection[str] = ()
) -> Picture:
    """A picture of a computation graph.

    Args:
      target: a graph, by default the default graph; or what a session could fetch (a
        tensor, an operation, a variable, a list of them): then only what a run of it
        would need is drawn.
      only: with a graph as `target`, what to fetch from it.
      unfold: names of folders to draw in full, e.g. "gradients".

    Returns:
      A `Picture`: it shows itself in Jupyter and has `save`, `table` and `dot`.

    Raises:
      LayoutError: there is no Graphviz.

    >>> import edflow as tf
    >>> total = tf.add(tf.constant(1.0, name="a"), tf.constant(2.0, name="b"))
    >>> print(graph(total))
    graph of 3 operations: 2 constants
    """
    from edflow.view.graphs.picture import picture

    fetches = only if isinstance(target, Graph) or target is None else target
    ops = None if fetches is None else [_operation(item) for item in _listed(fetches)]
    whole = target if isinstance(target, Graph) else get_default_graph()
    unfold = (unfold,) if isinstance(unfold, str) else unfold
    return picture(ops[0].graph if ops else whole, ops, unfold)


def _show(graph: Graph, **kwargs: Any) -> dict[str, str]:
    """What Jupyter shows of a graph; without Graphviz, why there is no picture."""
    from edflow.view.graphs.layout import LayoutError
    from edflow.view.graphs.picture import picture

    try:
        return picture(graph)._repr_mimebundle_()
    except LayoutError as error:
        return {"text/plain": f"{graph!r}\nno picture: {error}"}


# The engine does not know of pictures: here its graphs learn to show themselves. What
# draws them is loaded when the first is to be seen.
Graph._repr_mimebundle_ = _show  # type: ignore[attr-defined]


def _listed(fetches: Any) -> list[Any]:
    return list(fetches) if isinstance(fetches, list | tuple) else [fetches]


def _operation(fetch: Any) -> Any:
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
