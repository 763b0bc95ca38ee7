"""A drawing before it is a file: paths, texts, bitmaps; in groups a pointer can meet.

`svg` writes a scene as text, `raster` as pixels; neither knows what is drawn.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from edflow.view import outlines
from edflow.view.outlines import Outline
from edflow.view.style import INK, MUTED, SMALL, TITLE


@dataclass(frozen=True, slots=True)
class Path:
    """An outline, drawn or filled."""

    outline: Outline
    stroke: str = "none"
    fill: str = "none"
    width: float = 1.2
    dash: str = ""
    shift: tuple[float, float] = (0, 0)
    """How far to move it: what only moves from frame to frame keeps its outline."""


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text; `y` is its baseline."""

    x: float
    y: float
    text: str
    size: float = TITLE
    fill: str = INK
    bold: bool = False
    anchor: str = "middle"


def small(
    x: float, y: float, text: str, anchor: str = "start", bold: bool = False
) -> Text:
    """A line of what matters less."""
    return Text(x, y, text, SMALL, MUTED, bold, anchor)


@dataclass(frozen=True, slots=True)
class Bitmap:
    """A PNG, stretched over a rectangle with its pixels as sharp squares.

    A map of a thousand numbers takes 500 bytes this way, as paths 50 kB.
    """

    left: float
    top: float
    width: float
    height: float
    png: str
    """The bytes of the file in base64."""


Item = Path | Text | Bitmap


@dataclass(frozen=True, slots=True)
class Group:
    """What belongs together; with a `card` it can be pointed at and focused."""

    kind: str
    items: tuple[Item, ...]
    card: str = ""
    """What to tell about it: lines, the first of which is its name."""
    links: str = ""
    """The names that it belongs to or connects, separated by spaces."""
    shift: tuple[float, float] = (0, 0)
    """How far to move all of it: what moves as a whole keeps its places."""


@dataclass(frozen=True, slots=True)
class Scene:
    """A drawing of a size in px."""

    width: float
    height: float
    groups: tuple[Group, ...]


def moved(item: Item, dx: float, dy: float) -> Item:
    """The item, further right and down."""
    match item:
        case Text():
            return replace(item, x=item.x + dx, y=item.y + dy)
        case Bitmap():
            return replace(item, left=item.left + dx, top=item.top + dy)
        case Path():
            return replace(item, outline=outlines.moved(item.outline, dx, dy))
