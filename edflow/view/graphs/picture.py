"""From a graph to its picture: read, fold, lay out, draw."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial
from typing import Any

from edflow.engine.graph import Graph, get_default_graph
from edflow.view import targets
from edflow.view.graphs import words
from edflow.view.graphs.data import read
from edflow.view.graphs.explorer import Explorer
from edflow.view.graphs.looks import Look, Looks
from edflow.view.graphs.parts import Part


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
    fetches = only if isinstance(target, Graph) or target is None else target
    fetched = (
        None
        if fetches is None
        else [targets.operation_of(item) for item in targets.listed(fetches)]
    )
    whole = target if isinstance(target, Graph) else get_default_graph()
    looks = Looks(read(fetched[0].graph if fetched else whole, fetched))
    chosen = Part.__members__.get(part.upper())
    if chosen is None or chosen not in looks.parts:
        known = ", ".join(repr(part.name.lower()) for part in looks.parts)
        raise ValueError(f"part is {part!r}, but of this graph can be shown: {known}")
    unfold = (unfold,) if isinstance(unfold, str) else unfold
    look = Look(chosen, looks.first(chosen).open | frozenset(unfold))
    drawn = looks.draw([look])[0]
    return Explorer(
        scene=drawn.scene,
        description=words.description(drawn.diagram),
        text=words.text(drawn.diagram),
        make_table=partial(words.table, drawn.diagram),
        dot=drawn.dot,
        looks=looks,
        look=look,
    )
