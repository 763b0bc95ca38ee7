"""A run as a way through boxes: forward value by value, and back again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from edflow.engine.graph import Tensor
from edflow.view.graphs.boxes import Diagram
from edflow.view.graphs.data import Kind, read
from edflow.view.graphs.dot import dot
from edflow.view.graphs.layout import layouts
from edflow.view.graphs.looks import Drawn, Look, Looks
from edflow.view.graphs.marks import MOST_MARKED, Mark, with_lines
from edflow.view.runs.chain import Chain, Node, Value
from edflow.view.runs.values import brief
from edflow.view.style import rounded


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
    stops: tuple[Stop, ...] = ()

    def box(self, node: Node) -> str:
        return self.drawn.folds.home[node.op.name]


def way_of(chain: Chain, y: Tensor) -> Way:
    """What `y` needs as a graph, and which operation speaks for each of its boxes."""
    looks = Looks(read(y.graph, [y.op]))
    drawn = looks.draw([Look(limit=MOST_MARKED)])[0]
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
    all_inside = {box: tuple(nodes) for box, nodes in inside.items()}
    boxes = {drawn.folds.home[node.op.name]: node for node in spoken}
    told = {
        box: Mark(line=arrived(node))
        for box, node in boxes.items()
        if kinds.get(box) is not Kind.CONSTANT
    }
    diagram = with_lines(_plain(drawn.diagram), told)
    (place,) = layouts((dot(diagram),))
    drawn = replace(drawn, diagram=diagram, layout=place)
    return Way(chain, drawn, tuple(spoken), all_inside)


def stops_of(way: Way, most: int) -> tuple[Stop, ...]:
    """The last `most` boxes before y: forward, and then back again."""
    kinds = {box.name: box.kind for box in way.drawn.diagram.boxes}
    steps = [n for n in way.shown if kinds.get(way.box(n)) is not Kind.CONSTANT]
    steps = steps[-most:]
    back = [node for node in steps[::-1] if node.incoming is not None]
    return tuple(
        Stop(
            way.box(node),
            node,
            way_back,
            f"{'backward' if way_back else 'forward'} {i} of {len(nodes)}",
        )
        for way_back, nodes in ((False, steps), (True, back))
        for i, node in enumerate(nodes, 1)
    )


def _plain(diagram: Diagram) -> Diagram:
    """Without what the panel tells: dtypes, shapes, the parts of variables."""
    return replace(
        diagram,
        boxes=tuple(
            replace(box, gives=(), lines=() if box.kind is Kind.VARIABLE else box.lines)
            for box in diagram.boxes
        ),
    )


def _result(box: str, nodes: list[Node]) -> Node:
    """The node that a box is named after, else the last one."""
    return next((node for node in nodes if node.op.name == box), nodes[-1])


def leaves(way: Way) -> list[Node]:
    """What the learner may turn: variables and placeholders."""
    kinds = {box.name: box.kind for box in way.drawn.diagram.boxes}
    wanted = {Kind.VARIABLE, Kind.PLACEHOLDER}
    return [node for node in way.shown if kinds.get(way.box(node)) in wanted]


def arrived(node: Node) -> str:
    """The gradient in a word, for a box."""
    return "" if node.incoming is None else f"∂ {amount(node.incoming)}"


def amount(value: Value) -> str:
    """A number, or the size of the largest."""
    if value.size == 1:
        return brief(value)
    return f"up to {rounded(np.abs(value).max(initial=0))}"
