"""Outlines: what a pen draws, as numbers; and the shapes that pictures are made of.

They are in px, counted from the upper left. Only `svg` writes them as text.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

Point = tuple[float, float]
"""How far to the right, how far down."""

Segment = tuple[Point, ...]
"""From where the pen is: straight to one point; or in a Bezier curve to the third of
three, of which two pull at it."""


@dataclass(frozen=True, slots=True)
class Stroke:
    """What is drawn without lifting the pen."""

    start: Point
    segments: tuple[Segment, ...] = ()
    closed: bool = False
    """Whether it goes straight back to where it started."""


Outline = tuple[Stroke, ...]


def polyline(*points: Point) -> Outline:
    """Straight from point to point."""
    start, *rest = points
    return (Stroke(start, tuple((point,) for point in rest)),)


def polygon(*points: Point) -> Outline:
    """Straight from point to point, and back to the first."""
    start, *rest = points
    return (Stroke(start, tuple((point,) for point in rest), closed=True),)


def rectangle(
    left: float, top: float, width: float, height: float, radius: float = 0
) -> Outline:
    """A rectangle with round corners."""
    right, bottom = left + width, top + height
    r = min(radius, width / 2, height / 2)
    if r <= 0:
        return polygon((left, top), (right, top), (right, bottom), (left, bottom))
    k = r * 0.4477  # What is left of r where a quarter circle has its control points.
    sides = (
        ((right - r, top),),
        ((right - k, top), (right, top + k), (right, top + r)),
        ((right, bottom - r),),
        ((right, bottom - k), (right - k, bottom), (right - r, bottom)),
        ((left + r, bottom),),
        ((left + k, bottom), (left, bottom - k), (left, bottom - r)),
        ((left, top + r),),
        ((left, top + k), (left + k, top), (left + r, top)),
    )
    return (Stroke((left + r, top), sides, closed=True),)


def cylinder(
    left: float, top: float, width: float, height: float, lip: float = 5
) -> Outline:
    """A drum: what holds a value."""
    right, k = left + width, lip * 4 / 3
    high, low = top + lip, top + height - lip
    body = (
        ((left, high - k), (right, high - k), (right, high)),
        ((right, low),),
        ((right, low + k), (left, low + k), (left, low)),
    )
    front = ((left, high + k), (right, high + k), (right, high))
    return Stroke((left, high), body, closed=True), Stroke((left, high), (front,))


def together(outlines: Iterable[Outline]) -> Outline:
    """Several outlines as one."""
    return tuple(stroke for outline in outlines for stroke in outline)


def moved(outline: Outline, dx: float, dy: float) -> Outline:
    """The outline, further right and down."""

    def there(point: Point) -> Point:
        return point[0] + dx, point[1] + dy

    return tuple(
        Stroke(
            there(pen.start),
            tuple(tuple(map(there, points)) for points in pen.segments),
            pen.closed,
        )
        for pen in outline
    )
