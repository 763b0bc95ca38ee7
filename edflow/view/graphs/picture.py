"""From a graph to its picture: read, fold, lay out, draw."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import partial

from edflow.engine.graph import Graph, Operation
from edflow.view.graphs import words
from edflow.view.graphs.data import read
from edflow.view.graphs.explorer import Explorer
from edflow.view.graphs.looks import Look, Looks
from edflow.view.graphs.parts import Part


def picture(
    graph: Graph,
    needed_for: Sequence[Operation] | None = None,
    unfold: Collection[str] = (),
    part: str = "both",
) -> Explorer:
    """Draw `graph`, or the part of it that a run of `needed_for` needs."""
    looks = Looks(read(graph, needed_for))
    chosen = Part.__members__.get(part.upper())
    if chosen is None or chosen not in looks.parts:
        known = ", ".join(repr(part.name.lower()) for part in looks.parts)
        raise ValueError(f"part is {part!r}, but of this graph can be shown: {known}")
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
