"""A run and its gradients as a picture to step through."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from edflow.engine.runtime import Session
from edflow.view.frames import Frame, Player, Slider, play
from edflow.view.graphs.data import Kind
from edflow.view.graphs.draw import draw
from edflow.view.graphs.marks import Mark, Tone
from edflow.view.runs import panel
from edflow.view.runs.chain import Node, follow
from edflow.view.runs.panel import Panel, panels_of
from edflow.view.runs.values import brief, statistics
from edflow.view.runs.way import Stop, Way, arrived, leaves, stops_of, way_of
from edflow.view.scene import Group, Scene, Text
from edflow.view.table import Table

MOST_STEPS = 24
"""Boxes that are stepped through, nearest to y: twice so many frames."""
MOST_BYTES = 60_000
"""What the picture may weigh: of a large net fewer boxes are stepped through."""
BESIDE = 560.0
"""Width of a graph beside which there is room for the panel."""


def step(sess: Session, y: Any, feed_dict: Mapping[Any, Any] | None = None) -> Player:
    """A run of `y` to step through: forward value by value, back by the chain rule.

    The values are fetched in one run of your session. Gradients are made on scratch
    graphs: yours stays as it is.

    Args:
      sess: the session.
      y: the tensor to compute and to differentiate.
      feed_dict: as for `sess.run`.

    >>> import edflow as tf
    >>> x = tf.placeholder(tf.float32, [], name="x")
    >>> y = tf.square(x, name="y")
    >>> print(step(tf.Session(), y, {x: 3.0}))
    y = 9, step by step
    operation  type         value  ∂y/∂ it  arriving from
    x          Placeholder  3      6        y
    y          Square       9      1
    """
    whole = way_of(follow(sess, y, feed_dict), y)
    for most in range(MOST_STEPS, 0, -4):
        player = _player(replace(whole, stops=stops_of(whole, most)))
        if len((player.html + player.text).encode()) <= MOST_BYTES:
            break
    return player


def _player(way: Way) -> Player:
    labels = (*(stop.label for stop in way.stops), "all")
    places = tuple(range(len(labels)))
    slider = Slider("step", places, len(places) - 1, labels, plays=True)
    frame = partial(_frame, way, panels_of(way))
    return play([slider], frame, text(way), partial(table, way))


# -- frames ---------------------------------------------------------------------------


def _frame(way: Way, panels: Sequence[Panel], at: int) -> Frame:
    stop = way.stops[at] if at < len(way.stops) else None
    graph = draw(
        way.drawn.diagram,
        way.drawn.layout,
        f"{way.chain.y}, step by step",
        _marks(way, at),
        [f"on a box its value · ∂ the gradient of {way.chain.y} that arrives"],
    )
    beside = graph.width <= BESIDE
    height = panel.height(panels)
    left, top = (graph.width - 4, 16.0) if beside else (16.0, graph.height)
    if beside and stop:
        # Next to the box that it tells of, as far as the page goes.
        middle = _place_of(graph, stop.box) - height / 2
        top = max(top, min(middle, graph.height - height - 16))
    card = Group("panel", tuple(panels[at]), shift=(left, top))
    scene = Scene(
        graph.width + panel.WIDTH if beside else max(graph.width, panel.WIDTH),
        max(graph.height, height + 32) if beside else graph.height + height + 16,
        (*graph.groups, card),
    )
    return Frame(scene, _told(stop) if stop else finding(way))


def _place_of(graph: Scene, box: str) -> float:
    """How far down the title of a box stands."""
    name = box.replace(" ", "")
    items = next(g.items for g in graph.groups if g.card and g.links == name)
    return next(item.y for item in items if isinstance(item, Text))


def _marks(way: Way, at: int) -> dict[str, Mark]:
    stop = way.stops[at] if at < len(way.stops) else None
    forward = [s.box for s in way.stops[: at + 1] if not s.back]
    backward = [s.box for s in way.stops[: at + 1] if s.back]
    first = {s.box for s in way.stops}
    marks: dict[str, Mark] = {}
    for box in way.drawn.diagram.boxes:
        nodes = way.inside.get(box.ghost_of or box.name)
        if not nodes or box.ghost_of:
            continue
        node = next(n for n in way.shown if way.box(n) == box.name)
        known = box.name in forward or box.name not in first
        tone = Tone.PLAIN if known else Tone.WAITING
        if stop and stop.box == box.name:
            tone = Tone.CURRENT
        number = node.value.size == 1 and box.kind is not Kind.CONSTANT
        back = stop is None or box.name in backward
        badge = (brief(node.value) if known else "") if number else None
        room = "" if box.kind is Kind.CONSTANT else arrived(node)
        marks[box.name] = Mark(tone, badge, room if back else "", room)
    return marks


# -- words ----------------------------------------------------------------------------


def _gradient(node: Node) -> str:
    if node.incoming is None:
        return "not computed"
    shape = "" if node.incoming.size == 1 else f" {statistics(node.incoming)}"
    return brief(node.incoming) + shape


def finding(way: Way) -> str:
    """The result and what it depends on how strongly."""
    y = way.chain.y
    found = "; ".join(f"∂{y}/∂{n.op.name} = {_gradient(n)}" for n in leaves(way)[:8])
    return f"{y} = {brief(way.shown[-1].value)}, step by step. {found}."


def _told(stop: Stop) -> str:
    what = stop.node.incoming if stop.back else stop.node.value
    told = "gradient" if stop.back else "value"
    return f"{stop.label}: {stop.node.op.name}, {told} {brief(what)}"


def text(way: Way) -> str:
    """The numbers in lines: forward in the order of the run."""
    title = f"{way.chain.y} = {brief(way.shown[-1].value)}, step by step"
    return f"{title}\n{table(way).told()}"


def table(way: Way) -> Table:
    """One row for each operation: its value and the gradient of y by it."""
    rows = []
    for node in way.chain.nodes:
        sums = " + ".join(name for name, _ in node.arriving)
        value = brief(node.value)
        if node.value.size != 1:
            value += f" {statistics(node.value)}"
        rows.append((node.op.name, node.op.type, value, _gradient(node), sums))
    columns = ("operation", "type", "value", f"∂{way.chain.y}/∂ it", "arriving from")
    return Table(columns, tuple(rows))
