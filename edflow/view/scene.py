"""A drawing before it is a file: paths, texts, bitmaps; in groups a pointer can meet.

`svg` writes a scene as text, `raster` as pixels; neither knows what is drawn.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from edflow.view.style import INK, TITLE


@dataclass(frozen=True, slots=True)
class Path:
    """An outline in absolute SVG commands: `M`, `L`, `C` and `Z`."""

    d: str
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
            return replace(item, shift=(item.shift[0] + dx, item.shift[1] + dy))


def number(value: float) -> str:
    """A coordinate as text: a tenth of a px is enough, and stable."""
    return f"{round(value, 1) + 0.0:.1f}".removesuffix(".0")  # + 0.0: never "-0".


def rectangle(
    left: float, top: float, width: float, height: float, radius: float = 0
) -> str:
    """The outline of a rectangle with round corners."""
    right, bottom = left + width, top + height
    r = min(radius, width / 2, height / 2)
    if r <= 0:
        return polygon((left, top), (right, top), (right, bottom), (left, bottom))
    k = r * 0.4477  # What is left of r where a quarter circle has its control points.
    return _outline(
        f"M {left + r} {top} L {right - r} {top} "
        f"C {right - k} {top} {right} {top + k} {right} {top + r} "
        f"L {right} {bottom - r} "
        f"C {right} {bottom - k} {right - k} {bottom} {right - r} {bottom} "
        f"L {left + r} {bottom} "
        f"C {left + k} {bottom} {left} {bottom - k} {left} {bottom - r} "
        f"L {left} {top + r} "
        f"C {left} {top + k} {left + k} {top} {left + r} {top} Z"
    )


def polygon(*points: tuple[float, float]) -> str:
    """The outline through `points`."""
    return _outline("M " + " L ".join(f"{x} {y}" for x, y in points) + " Z")


def cylinder(
    left: float, top: float, width: float, height: float, lip: float = 5
) -> str:
    """The outline of a drum: what holds a value."""
    right, k = left + width, lip * 4 / 3
    high, low = top + lip, top + height - lip
    return _outline(
        f"M {left} {high} "
        f"C {left} {high - k} {right} {high - k} {right} {high} "
        f"L {right} {low} C {right} {low + k} {left} {low + k} {left} {low} Z "
        f"M {left} {high} C {left} {high + k} {right} {high + k} {right} {high}"
    )


def _outline(d: str) -> str:
    """The commands with their numbers rounded."""
    return " ".join(w if w.isalpha() else number(float(w)) for w in d.split())
