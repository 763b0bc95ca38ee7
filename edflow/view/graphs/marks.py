"""Marks: what is to be told of the boxes of one diagram beyond what they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum

from edflow.view.graphs.boxes import Diagram


class Tone(Enum):
    """How a box stands out."""

    PLAIN = "plain"
    FADED = "faded"
    """Not part of what is told."""
    WAITING = "waiting"
    """Its turn comes later."""
    CURRENT = "current"
    ALARM = "alarm"


@dataclass(frozen=True, slots=True)
class Mark:
    """What is told of one box."""

    tone: Tone = Tone.PLAIN
    badge: str | None = None
    """A number at its corner; "" keeps its place until a later frame."""
    line: str = ""
    """What it says below its title."""
    quiet: bool = False
    """Whether the line only keeps its place, to be read later."""
    fill: str = ""
    """A colour in place of that of its kind."""


def with_lines(diagram: Diagram, marks: Mapping[str, Mark]) -> Diagram:
    """The diagram with the lines of its marks written in its boxes."""
    boxes = tuple(
        replace(box, lines=(*box.lines, marks[box.name].line))
        if box.name in marks and marks[box.name].line
        else box
        for box in diagram.boxes
    )
    return replace(diagram, boxes=boxes)
