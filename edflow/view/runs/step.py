"""A run and its gradients as a picture to step through."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Any

import numpy as np

from edflow.engine.graph import Tensor
from edflow.engine.runtime import Session
from edflow.view import style
from edflow.view.frames import Frame, Player, Slider, play
from edflow.view.graphs.data import Kind, read
from edflow.view.graphs.dot import dot
from edflow.view.graphs.draw import draw
from edflow.view.graphs.layout import layouts
from edflow.view.graphs.looks import Drawn, Looks
from edflow.view.graphs.marks import Mark, Tone, with_lines
from edflow.view.runs.chain import Chain, Node, follow
from edflow.view.runs.values import brief, statistics, value_items
from edflow.view.scene import Group, Path, Scene, Text
from edflow.view.style import TIMES, rounded, shortened
from edflow.view.table import Table

MOST_STEPS = 24
"""Boxes that are stepped through, nearest to y: twice so many frames."""
PANEL = 330.0
BESIDE = 560.0
"""Width of a graph beside which there is room for the panel."""


@dataclass(frozen=True)
class Stop:
    """One place of the slider: a box on the way forward, or on the way back."""

    box: str
    node: Node
    back: bool
    label: str


@dataclass(frozen=True)
class Way:
    """All there is to draw."""

    chain: Chain
    drawn: Drawn
    shown: tuple[Node, ...]
    """The operation that speaks for each box, in the order of the run."""
    inside: Mapping[str, tuple[Node, ...]]
    stops: tuple[Stop, ...]

    @cached_property
    def panel_height(self) -> float:
        """What the longest panel needs: frames are of one size."""
        return max(_below(_panel(self, stop, 0, 0)) for stop in (*self.stops, None))

    def box(self, node: Node) -> str:
        return self.drawn.folds.home[node.op.name]


def picture(
    sess: Session, y: Tensor, feed_dict: Mapping[Any, Any] | None = None
) -> Player:
    """Draw what `y` needs, and step through it forward and backward."""
    way = _way(follow(sess, y, feed_dict), y)
    labels = (*(stop.label for stop in way.stops), "all")
    slider = Slider(
        "step", tuple(range(len(labels))), len(labels) - 1, labels, plays=True
    )
    return play([slider], partial(_frame, way), text(way), partial(table, way))


def _way(chain: Chain, y: Tensor) -> Way:
    looks = Looks(read(y.graph, [y.op]))
    drawn = looks.draw([looks.first(looks.parts[0])])[0]
    inside: dict[str, list[Node]] = {}
    for node in chain.nodes:
        if node.op.name in drawn.folds.home:
            inside.setdefault(drawn.folds.home[node.op.name], []).append(node)
    kinds = {box.name: box.kind for box in drawn.diagram.boxes}
    spoken = [
        # A variable is its own value; of many operations the last one has the result.
        (nodes[0] if kinds.get(box) is Kind.VARIABLE else _result(box, nodes))
        for box, nodes in inside.items()
    ]
    spoken.sort(key=lambda node: node.op.index)
    steps = [
        n for n in spoken if kinds.get(drawn.folds.home[n.op.name]) is not Kind.CONSTANT
    ]
    steps = steps[-MOST_STEPS:]
    back = [node for node in steps[::-1] if node.incoming is not None]
    stops = [
        Stop(
            drawn.folds.home[node.op.name],
            node,
            way_back,
            f"{'backward' if way_back else 'forward'} {i} of {len(nodes)}",
        )
        for way_back, nodes in ((False, steps), (True, back))
        for i, node in enumerate(nodes, 1)
    ]
    all_inside = {box: tuple(nodes) for box, nodes in inside.items()}
    boxes = {drawn.folds.home[node.op.name]: node for node in spoken}
    told = {
        box: Mark(line=_arrived(node))
        for box, node in boxes.items()
        if kinds.get(box) is not Kind.CONSTANT
    }
    diagram = with_lines(drawn.diagram, told)
    (place,) = layouts((dot(diagram),))
    drawn = replace(drawn, diagram=diagram, layout=place)
    return Way(chain, drawn, tuple(spoken), all_inside, tuple(stops))


def _result(box: str, nodes: list[Node]) -> Node:
    """The node that a box is named after, else the last one."""
    return next((node for node in nodes if node.op.name == box), nodes[-1])


# -- frames ---------------------------------------------------------------------------


def _frame(way: Way, at: int) -> Frame:
    stop = way.stops[at] if at < len(way.stops) else None
    graph = draw(
        way.drawn.diagram,
        way.drawn.layout,
        f"{way.chain.y}, step by step",
        _marks(way, at),
        [f"on a box its value · ∂ the gradient of {way.chain.y} that arrives"],
    )
    beside = graph.width <= BESIDE
    left, top = (graph.width, 16.0) if beside else (16.0, graph.height)
    panel = Group("panel", tuple(_panel(way, stop, left, top + 10)))
    height = way.panel_height
    scene = Scene(
        graph.width + PANEL if beside else max(graph.width, PANEL),
        max(graph.height, height + 32) if beside else graph.height + height + 16,
        (*graph.groups, panel),
    )
    return Frame(scene, finding(way) + (f" {_told(way, stop)}" if stop else ""))


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
        arrived = box.name in backward and node.incoming is not None
        badge = (brief(node.value) if known else "") if number else None
        line = "" if box.kind is Kind.CONSTANT else _arrived(node)
        marks[box.name] = Mark(tone, badge, line, quiet=not arrived)
    return marks


def _arrived(node: Node) -> str:
    """The gradient in a word, for a box."""
    if node.incoming is None:
        return ""
    if node.incoming.size == 1:
        return f"∂ {brief(node.incoming)}"
    return f"∂ up to {rounded(np.abs(node.incoming).max(initial=0))}"


def _below(items: list[Path | Text]) -> float:
    return max((item.y for item in items if isinstance(item, Text)), default=0) + 12


def _panel(way: Way, stop: Stop | None, left: float, top: float) -> list[Path | Text]:
    if stop is None:
        return _summary(way, left, top)
    column = _Column(left, top)
    op = stop.node.op
    column.say(f"{stop.label}: {shortened(op.name, 26)}", bold=True)
    if op.type.lower() != op.name.lower():
        column.say(op.type)
    if not stop.back:
        formula = (type(op.opdef).__doc__ or "").strip().partition("\n")[0]
        for line in textwrap.wrap(formula, 46)[:3]:
            column.say(line, ink=style.INK)
        column.gap(6)
        for tensor in dict.fromkeys(op.inputs):
            given = next((n for n in way.chain.nodes if n.op is tensor.op), None)
            if given is not None:
                column.say(
                    f"takes {shortened(tensor.op.name, 26)} = {brief(given.value)}"
                )
        column.say("value")
        column.value(stop.node.value)
        return column.items
    node = stop.node
    column.say(f"∂{way.chain.y}/∂{shortened(op.name, 24)}: what arrives", ink=style.INK)
    if len(node.arriving) > 1:
        if node.value.size == 1:
            sent = " + ".join(brief(part) for _, part in node.arriving)
            column.say(f"{sent} = {brief(node.incoming)}", ink=style.INK)
        names = ", ".join(shortened(name, 16) for name, _ in node.arriving[:4])
        column.say(f"the sum of {len(node.arriving)} paths: {names}")
    column.value(node.incoming)
    _sent_on(way, stop, column)
    return column.items


def _sent_on(way: Way, stop: Stop, column: _Column) -> None:
    """What the box makes of the gradient for each of those it takes from."""
    nodes = way.inside[stop.box]
    own = {node.op.name for node in nodes}
    sent = [part for node in nodes for part in node.parts if part.to not in own]
    if sent:
        column.say(f"and what it passes on: gradient {TIMES} local derivative")
    else:
        column.say("nothing before it: here it ends", ink=style.INK)
    for part in sent[:4]:
        name = shortened(part.to, 26)
        if part.outgoing is None:
            column.say(f"→ {name}: not computed (which is not 0)")
        elif part.local is not None and len(nodes) == 1:
            incoming = brief(stop.node.incoming)
            equation = (
                f"{incoming} {TIMES} {rounded(part.local)} = {brief(part.outgoing)}"
            )
            column.say(f"→ {name}: {equation}", ink=style.INK, bold=True)
        elif part.outgoing.size == 1:
            column.say(f"→ {name}: {brief(part.outgoing)}", ink=style.INK, bold=True)
        else:
            column.say(f"→ {name}: {brief(part.outgoing)}", ink=style.INK, bold=True)
            column.say(f"   {statistics(part.outgoing)}")
    if len(sent) > 4:
        column.say(f"→ and {len(sent) - 4} more")


def _summary(way: Way, left: float, top: float) -> list[Path | Text]:
    column = _Column(left, top)
    column.say(f"{way.chain.y} = {brief(way.shown[-1].value)}", bold=True)
    column.say(f"the gradients of {way.chain.y}", ink=style.INK)
    for node in _leaves(way)[:14]:
        name = shortened(node.op.name, 24)
        if node.incoming is None:
            column.say(f"{name}: not computed")
        elif node.incoming.size == 1:
            column.say(f"{name}: {brief(node.incoming)}", ink=style.INK, bold=True)
        else:
            column.say(f"{name} {brief(node.incoming)}", ink=style.INK, bold=True)
            column.say(f"   {statistics(node.incoming)}")
    return column.items


class _Column:
    """Lines and values, one below the other."""

    def __init__(self, left: float, top: float):
        self.left, self.y = left, top
        self.items: list[Path | Text] = []

    def say(self, text: str, ink: str = style.MUTED, bold: bool = False) -> None:
        ink = style.INK if bold else ink
        line = Text(
            self.left, self.y + 11, shortened(text, 52), style.SMALL, ink, bold, "start"
        )
        self.items.append(line)
        self.y += 17

    def gap(self, height: float) -> None:
        self.y += height

    def value(self, value: Any) -> None:
        items, height = value_items(self.left, self.y + 4, value)
        self.items += items
        self.y += height + 10


# -- words ----------------------------------------------------------------------------


def _leaves(way: Way) -> list[Node]:
    """What the learner may turn: variables and placeholders."""
    kinds = {box.name: box.kind for box in way.drawn.diagram.boxes}
    wanted = {Kind.VARIABLE, Kind.PLACEHOLDER}
    return [node for node in way.shown if kinds.get(way.box(node)) in wanted]


def _gradient(node: Node) -> str:
    if node.incoming is None:
        return "not computed"
    shape = "" if node.incoming.size == 1 else f" {statistics(node.incoming)}"
    return brief(node.incoming) + shape


def finding(way: Way) -> str:
    """The result and what it depends on how strongly."""
    y = way.chain.y
    found = "; ".join(f"∂{y}/∂{n.op.name} = {_gradient(n)}" for n in _leaves(way)[:8])
    return f"{y} = {brief(way.shown[-1].value)}, step by step. {found}."


def _told(way: Way, stop: Stop) -> str:
    what = stop.node.incoming if stop.back else stop.node.value
    told = "gradient" if stop.back else "value"
    return f"{stop.label}: {stop.node.op.name}, {told} {brief(what)}."


def text(way: Way) -> str:
    """The numbers in lines: forward in the order of the run."""
    return f"{way.chain.y} = {brief(way.shown[-1].value)}, step by step\n{table(way)}"


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
