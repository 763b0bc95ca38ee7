"""A diagram and its layout as a scene: what each kind of thing looks like."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from edflow.view import style
from edflow.view.graphs.boxes import Arrow, Box, Diagram, Scope
from edflow.view.graphs.data import Kind
from edflow.view.graphs.dot import LEADING, TAG, direction, outer, size
from edflow.view.graphs.layout import Layout
from edflow.view.graphs.marks import Mark, Tone
from edflow.view.outlines import (
    Outline,
    Point,
    Stroke,
    cylinder,
    polygon,
    polyline,
    rectangle,
)
from edflow.view.scene import Group, Path, Scene, Text, moved, small
from edflow.view.style import Hue

MARGIN = 16.0
ROW = 22.0
"""Height of a line of the legend."""

PALE = "#a9b1bb"
"""The colour of lines that matter less."""
PALER = "#c6ccd3"
"""The colour of lines on the way of which nothing flows."""
FADED_INK = "#7d8793"

DARK = style.CARD, style.INK
"""Ink and ground of a badge."""

STEP_BACK = {Tone.FADED, Tone.WAITING}

HUES = {
    Kind.PLACEHOLDER: style.BLUE,
    Kind.VARIABLE: style.ORANGE,
    Kind.CONSTANT: style.GREY,
    Kind.OPERATION: style.GREEN,
    Kind.FORWARD: style.BLACK,
    Kind.FOLDER: style.PURPLE,
}


def draw(
    diagram: Diagram,
    layout: Layout,
    title: str,
    marks: Mapping[str, Mark] = MappingProxyType({}),
    notes: Sequence[str] | None = None,
) -> Scene:
    """The scene: a title, the graph, a legend of what appears in it.

    Args:
      diagram: the boxes and arrows.
      layout: where they are.
      title: the first line.
      marks: what is told of boxes, by name.
      notes: the lines below the title, by default what is folded.
    """
    legend, legend_width = _legend(diagram)
    said = [title, *(_folded_lines(diagram) if notes is None else notes)]
    texts = [
        style.text_width(line, style.TITLE if i == 0 else style.SMALL, bold=i == 0)
        for i, line in enumerate(said)
    ]
    width = max(layout.width, legend_width, *texts) + 2 * MARGIN
    head = MARGIN + 12 + 16 * (len(said) - 1) + 14
    places = layout.moved((width - layout.width) / 2, head)
    foot = head + layout.height + 14
    groups = [
        Group("title", tuple(_heading(said))),
        *(_frame(scope, places) for scope in diagram.scopes),
        *_arrows(diagram, places, marks),
        *(
            _box(box, places.boxes[box.name], marks.get(box.name, Mark()))
            for box in diagram.boxes
        ),
        Group("legend", tuple(moved(item, MARGIN, foot) for item in legend)),
    ]
    return Scene(width, foot + ROW + MARGIN - 6, tuple(groups))


def _heading(said: list[str]) -> list[Text]:
    first = Text(MARGIN, MARGIN + 10, said[0], bold=True, anchor="start")
    rest = [
        small(MARGIN, MARGIN + 10 + 16 * i, line) for i, line in enumerate(said[1:], 1)
    ]
    return [first, *rest]


def _folded_lines(diagram: Diagram) -> list[str]:
    """`folded: …` in lines of a readable length."""
    lines: list[str] = []
    for i, part in enumerate(diagram.folded):
        word = part if i == 0 else f" · {part}"
        if not lines or len(lines[-1]) + len(word) > 90:
            lines.append(("folded: " if i == 0 else "") + part)
        else:
            lines[-1] += word
    return lines


# -- frames and arrows ----------------------------------------------------------------


def _frame(scope: Scope, layout: Layout) -> Group:
    x0, y0, x1, y1 = layout.scopes[scope.name]
    outline = Path(
        rectangle(x0, y0, x1 - x0, y1 - y0, 7),
        stroke="#b9c0c9",
        fill="#5b6b8012" if not scope.parent else "#5b6b800d",
        width=1,
    )
    title = small(x0 + 9, y0 + 15, scope.title, bold=True)
    return Group("scope", (outline, title))


def _arrows(diagram: Diagram, layout: Layout, marks: Mapping[str, Mark]) -> list[Group]:
    boxes = {box.name: box for box in diagram.boxes}
    back = {name for name, mark in marks.items() if mark.tone in STEP_BACK}
    return [
        _arrow(
            arrow,
            boxes[arrow.source],
            layout,
            pale=not back.isdisjoint((arrow.source, arrow.target)),
        )
        for arrow in sorted(diagram.arrows, key=direction)
    ]


def _arrow(arrow: Arrow, source: Box, layout: Layout, pale: bool) -> Group:
    points = layout.arrows[arrow.source, arrow.target]
    start, *rest = points
    curves = rest[: len(rest) // 3 * 3]
    root = _root(source, layout.boxes[source.name], start)
    bends = (tuple(curves[i : i + 3]) for i in range(0, len(curves), 3))
    color = PALE if source.ghost_of or arrow.control else style.LINE
    color = PALER if pale else color
    way = (Stroke(root, ((start,), *bends)),)
    line = Path(way, stroke=color, dash="4 3" if arrow.control else "")
    tip = Path(_tip(points[-1], curves[-1], curves[-2]), fill=color)
    return Group(
        "arrow control" if arrow.control else "arrow",
        (line, tip),
        links=f"{arrow.source.replace(' ', '')} {arrow.target.replace(' ', '')}",
    )


def _root(box: Box, middle: Point, start: Point) -> Point:
    """Where an arrow really comes from: the text below its box, if that is narrow."""
    x, y = middle[0], middle[1] + outer(box)[1] / 2 - TAG / 2
    if not box.gives or start[1] < y - TAG:
        return start
    across = style.text_width(box.gives[-1], style.SMALL) / 2 + 3
    dx, dy = start[0] - x, start[1] - y
    share = min(across / max(abs(dx), 0.1), TAG / 2 / max(abs(dy), 0.1), 1)
    return x + share * dx, y + share * dy


def _tip(end: Point, before: Point, control: Point) -> Outline:
    """The head of an arrow: a triangle that ends at `end`."""
    dx, dy = end[0] - before[0], end[1] - before[1]
    if abs(dx) + abs(dy) < 1:
        dx, dy = end[0] - control[0], end[1] - control[1]
    length = (dx * dx + dy * dy) ** 0.5 or 1.0
    dx, dy = dx / length, dy / length
    x, y = end[0] - 7.5 * dx, end[1] - 7.5 * dy
    return polygon(end, (x - 3.2 * dy, y + 3.2 * dx), (x + 3.2 * dy, y - 3.2 * dx))


# -- boxes ----------------------------------------------------------------------------


def _box(box: Box, middle: Point, mark: Mark) -> Group:
    width, height = size(box)
    x, y0 = middle[0], middle[1] - outer(box)[1] / 2
    hue, ink, muted, thick = _colours(box, mark)
    items: list[Path | Text] = _outlines(
        box.kind, x - width / 2, y0, width, height, hue, ghost=bool(box.ghost_of)
    )
    if mark != Mark():
        items = [replace(item, width=thick) for item in items if isinstance(item, Path)]
    # Below the lip of a drum, on the front sheet of a folder.
    y = y0 + 16.5 + {Kind.VARIABLE: 7, Kind.FOLDER: 2.5}.get(box.kind, 0)
    items.append(Text(x, y, box.title, fill=ink, bold=True))
    for line in box.lines:
        y += LEADING
        if line == (mark.room or mark.line):
            items.append(Text(x, y, mark.line, style.SMALL, ink, bold=True))
        else:
            items.append(Text(x, y, line, style.SMALL, muted))
    y = y0 + height + 1
    if box.gives:
        items.append(Path(polyline((x, y), (x, y + 4)), style.LINE))
    for given in box.gives:
        y += TAG
        items.append(Text(x, y, given, style.SMALL, muted))
    if mark.badge is not None:
        ink = (style.MUTED, style.CARD) if mark.tone is Tone.WAITING else DARK
        items += _badge(x - width / 2, y0, mark.badge, *ink)
    kind = f"box {box.kind}" + (" ghost" if box.ghost_of else "")
    return Group(kind, tuple(items), box.card, box.name.replace(" ", ""))


def _colours(box: Box, mark: Mark) -> tuple[Hue, str, str, float]:
    """The hue of the shape, the two inks, and how thick its line is."""
    hue = HUES[box.kind]
    hue = replace(hue, fill=mark.fill) if mark.fill else hue
    ink = style.MUTED if box.ghost_of else style.INK
    match mark.tone:
        case Tone.FADED:
            return Hue(PALE, style.CARD), FADED_INK, FADED_INK, 1.2
        case Tone.WAITING:
            return Hue(hue.stroke, style.CARD), ink, style.MUTED, 1.2
        case Tone.CURRENT:
            return Hue(style.INK, hue.fill), ink, style.INK, 3
        case Tone.ALARM:
            return style.RED, style.INK, style.INK, 2.5
    return hue, ink, style.MUTED, 1.2


def _badge(x: float, y: float, text: str, ink: str, fill: str) -> list[Path | Text]:
    """A number on the corner of a box."""
    wide = style.text_width(text, style.SMALL, bold=True) + 9
    left = x - 9
    outline = rectangle(left, y - 8, wide, 15, 7) if text else ()
    return [
        Path(outline, style.MUTED, fill, 1),
        Text(left + wide / 2, y + 3.5, text, style.SMALL, ink, bold=True),
    ]


def _outlines(
    kind: Kind,
    left: float,
    top: float,
    width: float,
    height: float,
    hue: Hue,
    ghost: bool = False,
) -> list[Path | Text]:
    """Each kind has a shape of its own: it is told apart without its colour."""
    right, bottom = left + width, top + height
    dash = "3 2.5" if ghost else ""
    fill = style.CARD if ghost else hue.fill
    match kind:
        case Kind.PLACEHOLDER:
            upper = (left + 9, top), (right, top)
            outline = polygon(*upper, (right - 9, bottom), (left, bottom))
        case Kind.VARIABLE:
            outline = cylinder(left, top, width, height)
        case Kind.CONSTANT:
            outline = rectangle(left, top, width, height, 13)
        case Kind.FORWARD:
            outline, dash = rectangle(left, top, width, height, 4), "1.5 2.5"
        case Kind.FOLDER:
            behind = rectangle(left + 4, top, width - 4, height - 4, 3)
            front = rectangle(left, top + 4, width - 4, height - 4, 3)
            return [
                Path(behind, hue.stroke, style.CARD, 1.2, dash),
                Path(front, hue.stroke, fill, 1.2, dash),
            ]
        case _:
            outline = rectangle(left, top, width, height, 4)
    return [Path(outline, hue.stroke, fill, 1.2, dash)]


# -- legend ---------------------------------------------------------------------------


def _legend(diagram: Diagram) -> tuple[list[Path | Text], float]:
    """One sign for each kind that appears, in a row that starts at the origin."""
    kinds = {box.kind for box in diagram.boxes}
    items: list[Path | Text] = []
    x = 0.0

    def say(text: str) -> None:
        nonlocal x
        items.append(small(x, 10, text))
        x += style.text_width(text, style.SMALL) + 16

    for kind in Kind:
        if kind in kinds:
            items += _outlines(kind, x, 0, 24, 13, HUES[kind])
            x += 30
            say("folded" if kind is Kind.FOLDER else kind.value)
    if any(box.ghost_of for box in diagram.boxes):
        items += _outlines(Kind.CONSTANT, x, 0, 24, 13, style.GREY, ghost=True)
        x += 30
        say("used again")
    if any(arrow.control for arrow in diagram.arrows):
        items.append(Path(polyline((x, 6.5), (x + 24, 6.5)), style.LINE, dash="4 3"))
        x += 30
        say("only order")
    return items, max(x - 16, 0)
