"""From a graph to its picture: read, fold, lay out, draw."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import partial

from edflow.engine.graph import Graph, Operation
from edflow.view.graphs import words
from edflow.view.graphs.boxes import Diagram, diagram
from edflow.view.graphs.data import read
from edflow.view.graphs.dot import dot
from edflow.view.graphs.draw import draw
from edflow.view.graphs.fold import ladder
from edflow.view.graphs.layout import Layout, LayoutTimeoutError, layout
from edflow.view.picture import Picture

PAGE = 900
"""Width in px of a notebook's page: a picture that is wider is folded further."""


def picture(
    graph: Graph,
    needed_for: Sequence[Operation] | None = None,
    unfold: Collection[str] = (),
) -> Picture:
    """Draw `graph`, or the part of it that a run of `needed_for` needs."""
    shown, text, places = _legible(read(graph, needed_for), unfold)
    return Picture(
        scene=draw(shown, places, words.title(shown)),
        description=words.description(shown),
        text=words.text(shown),
        make_table=partial(words.table, shown),
        dot=text,
    )


def _legible(ops: Sequence, unfold: Collection[str]) -> tuple[Diagram, str, Layout]:
    """The most detailed folding that fits the page and can be laid out in time."""
    found: tuple[Diagram, str, Layout] | None = None
    late: LayoutTimeoutError | None = None
    for folds in ladder(ops, unfold):
        shown = diagram(folds)
        text = dot(shown)
        try:
            found = shown, text, layout(text)
        except LayoutTimeoutError as error:
            late = error
        else:
            # Equal things side by side are folded for their number, not their width:
            # to scroll sideways is better than to lose sight of them.
            if folds.rung > 0 or found[2].width <= PAGE:
                break
    if found is None:
        raise late or LayoutTimeoutError("the graph could not be laid out")
    return found
