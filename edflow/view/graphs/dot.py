"""A diagram as DOT text: the artefact that a layout is made from."""

from __future__ import annotations

import re

import graphviz

from edflow.view import style
from edflow.view.graphs.boxes import Arrow, Box, Diagram
from edflow.view.graphs.data import Kind

PAD = 10.0
LEADING = 14.0
TAG = 15.0
"""Height of one line of dtype and shape below a box."""
SCOPE_TITLE = 18.0


def size(box: Box) -> tuple[float, float]:
    """Width and height in px of the box itself, without what is written below it."""
    title = style.text_width(box.title, style.TITLE, bold=True)
    lines = [style.text_width(line, style.SMALL) for line in box.lines]
    slant = {Kind.PLACEHOLDER: 18.0, Kind.FOLDER: 4.0}.get(box.kind, 0.0)
    # As wide as what is written below: else arrows would end beside the box.
    tags = [style.text_width(tag, style.SMALL) for tag in box.gives]
    width = max([title, *lines, *(tag - 2 * PAD for tag in tags)]) + 2 * PAD + slant
    lip = 7.0 if box.kind is Kind.VARIABLE else 0.0
    return width, 25.0 + LEADING * len(lines) + lip


def outer(box: Box) -> tuple[float, float]:
    """Width and height with the lines below: what the layout reserves."""
    width, height = size(box)
    return width, height + (4 + TAG * len(box.gives) if box.gives else 0)


def dot(diagram: Diagram) -> str:
    """The diagram in Graphviz's language: ids are op names, all in a settled order.

    Without `nslimit` and `nslimit1` an unrolled loop with its gradients takes Graphviz
    minutes; with them a quarter of a second.
    """
    graph = graphviz.Digraph(
        graph_attr={
            "rankdir": "TB",
            "ranksep": "0.3",
            "nodesep": "0.28",
            "nslimit": "2",
            "nslimit1": "2",
        },
        node_attr={"shape": "box", "fixedsize": "true"},
    )
    _fill(graph, diagram, "")
    _connect(graph, diagram)
    return graph.source


def _fill(graph: graphviz.Digraph, diagram: Diagram, name: str) -> None:
    """The boxes of a scope, then the scopes in it."""
    scopes = {box.name: box.scope for box in diagram.boxes}
    for box in sorted(diagram.boxes, key=lambda box: natural(box.name)):
        if box.scope == name:
            width, height = (f"{side / 72:.3f}" for side in outer(box))
            lines = map(graphviz.escape, (box.title, *box.lines, *box.gives))
            said = graphviz.nohtml("\\n".join(lines))
            graph.node(box.name, said, width=width, height=height)
    for source, target in sorted(beside(diagram).items()):
        if scopes[source] == name:
            row = graphviz.Digraph()
            row.attr(rank="same")
            row.node(source)
            row.node(target)
            graph.subgraph(row)
    for scope in sorted(diagram.scopes, key=lambda scope: natural(scope.name)):
        if scope.parent == name:
            width = style.text_width(scope.title, style.SMALL, bold=True) + 8
            room = (
                '<<TABLE BORDER="0" CELLBORDER="0" CELLPADDING="0" FIXEDSIZE="TRUE" '
                f'WIDTH="{width:.0f}" HEIGHT="{SCOPE_TITLE:.0f}"><TR><TD></TD></TR>'
                "</TABLE>>"
            )
            frame = graphviz.Digraph(f"cluster {scope.name}")
            frame.attr(labeljust="l", margin="10", label=room)
            _fill(frame, diagram, scope.name)
            graph.subgraph(frame)


def beside(diagram: Diagram) -> dict[str, str]:
    """Variables that stand to the left of the one operation that takes them.

    Above it they would push their scope up beside what comes before: layers would go
    down the page like stairs, and away from its middle.
    """
    boxes = {box.name: box for box in diagram.boxes}
    takers: dict[str, list[str]] = {}
    for arrow in diagram.arrows:
        takers.setdefault(arrow.source, []).append(arrow.target)
    found: dict[str, str] = {}
    for source, targets in takers.items():
        box = boxes[source]
        if box.kind is Kind.VARIABLE and len(targets) == 1:
            target = boxes[targets[0]]
            if target.scope == box.scope and target.name not in found.values():
                found[source] = target.name
    return found


def _connect(graph: graphviz.Digraph, diagram: Diagram) -> None:
    kinds = {box.name: box.kind for box in diagram.boxes}
    made = {op.name: i for i, op in enumerate(diagram.ops)}
    for arrow in sorted(diagram.arrows, key=direction):
        said: dict[str, str] = {}
        if made.get(arrow.source, -1) > made.get(arrow.target, len(made)):
            # Folded loops go back; not into the text below the box, but its side.
            said = {"headport": "e"}
        elif arrow.control:
            said = {"style": "dashed", "weight": "0"}
        elif kinds[arrow.source] in {Kind.OPERATION, Kind.PLACEHOLDER}:
            said = {"weight": "4"}  # The way of the data is to be straight.
        graph.edge(arrow.source, arrow.target, **said)


def direction(arrow: Arrow) -> tuple[object, ...]:
    """A sort key for arrows: by source, then by target."""
    return natural(arrow.source), natural(arrow.target)


def natural(name: str) -> tuple[object, ...]:
    """A sort key that puts `add_2` before `add_10`."""
    return tuple(
        (1, int(part), "") if part.isdigit() else (0, 0, part)
        for part in re.split(r"(\d+)", name)
    )
