"""Marks: what is to be told of the boxes of one diagram beyond what they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum

from edflow.view.graphs.boxes import Diagram

MOST_MARKED = 36
"""Boxes of a picture with marks: each weighs 1.2 KB, and all may change in a frame."""


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
    room: str = ""
    """The longest that the line may become: the box has room for it from the start."""
    fill: str = ""
    """A colour in place of that of its kind."""


def with_lines(diagram: Diagram, marks: Mapping[str, Mark]) -> Diagram:
    """The diagram with room in its boxes for the lines of its marks."""
    rooms = {name: mark.room or mark.line for name, mark in marks.items()}
    boxes = tuple(
        replace(box, lines=(*box.lines, rooms[box.name]))
        if rooms.get(box.name)
        else box
        for box in diagram.boxes
    )
    return replace(diagram, boxes=boxes)
