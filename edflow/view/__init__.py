"""Pictures: of graphs, and of what flows through them.

Each is data -> drawing -> `Picture`. They read the public nouns of the engine only, and
nothing below knows of them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from edflow.engine.graph import Graph, get_default_graph

if TYPE_CHECKING:
    from edflow.engine.runtime import Session
    from edflow.view.frames import Player
    from edflow.view.graphs.explorer import Explorer

__all__ = ["decay", "graph"]


def graph(
    target: Any = None,
    only: Any = None,
    unfold: str | Collection[str] = (),
    part: str = "both",
) -> Explorer:
    """A picture of a computation graph, to walk through.

    Scopes and folders open and shut by a click; a click on an operation shows what it
    needs; a field finds operations by name.

    Args:
      target: a graph, by default the default graph; or what a session could fetch (a
        tensor, an operation, a variable, a list of them): then only what a run of it
        would need is drawn.
      only: with a graph as `target`, what to fetch from it.
      unfold: names of folders to draw in full, e.g. "gradients".
      part: what to show at first: "forward", "backward" (gradients and updates) or
        "both".

    Returns:
      A `Picture`: it shows itself in Jupyter and has `save`, `table`, `dot` and
      `widget`.

    Raises:
      LayoutError: there is no Graphviz.
      ValueError: another `part`, or one that this graph has not.

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
    return picture(ops[0].graph if ops else whole, ops, unfold, part)


def decay(
    rates: Any,
    steps: int | None = None,
    global_step: Any = None,
    sess: Session | None = None,
    feed_dict: Mapping[Any, Any] | None = None,
) -> Player:
    """Learning rates over the steps, run in the learner's own graph.

    Args:
      rates: a tensor, a list of them, or a dict of names and tensors.
      steps: how far to look, by default until the rates are low or rest.
      global_step: the clock to feed with the steps; by default the `global_step`, or
        the one scalar that the rates depend on.
      sess: where the other variables that a rate depends on have their values.
      feed_dict: what else to feed.

    Raises:
      ValueError: it is not clear what the clock is.

    >>> import edflow as tf
    >>> step = tf.train.get_or_create_global_step()
    >>> rate = tf.train.exponential_decay(0.1, step, 50, 0.5, name="rate")
    >>> print(decay(rate))
    rate: 0.1 at first, half of it after 50, 0.00625 at step 200
    ! nothing in this graph counts global_step up: call minimize(loss, global_step)
    schedule  step 0  step 50  step 100  step 150  step 200  steps to half
    rate      0.1     0.05     0.025     0.0125    0.00625   50
    """
    from edflow.view.schedules import picture

    named = rates if isinstance(rates, Mapping) else _named(_listed(rates))
    return picture(dict(named), steps, global_step, sess, feed_dict or {})


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


def _named(tensors: list[Any]) -> dict[str, Any]:
    return {tensor.op.name: tensor for tensor in tensors}


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
