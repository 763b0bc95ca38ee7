"""Charts as paths and texts: axes, lines, bars and maps of numbers.

A `Plot` is a rectangle of the page with two scales. It turns data into coordinates, and
what it returns are items for the groups of a scene. Matplotlib takes half a second to
load and makes one picture, of which no script could change a single item: it is used
where pixels are wanted, in `raster`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from edflow.view import style
from edflow.view.outlines import Outline, polygon, polyline, rectangle, together
from edflow.view.polylines import inside, runs_of, thinned
from edflow.view.scene import Item, Path, Text, small
from edflow.view.style import Hue, rounded, text_width

GRID = "#e6e9ed"


@dataclass(frozen=True, slots=True)
class Pen:
    """How a series is drawn: a colour and, for those who see none, a dash."""

    hue: Hue
    dash: str = ""
    width: float = 2


PENS = (
    Pen(style.BLUE),
    Pen(style.ORANGE, "7 3"),
    Pen(style.GREEN, "2 2.5"),
    Pen(style.PURPLE, "9 3 2 3"),
    Pen(style.BLACK, "14 4"),
    Pen(style.GREY, "4 2 1 2 1 2"),
    Pen(style.BLUE, "5 5", 1.4),
    Pen(style.ORANGE, "12 3 1 3 1 3", 1.4),
    Pen(style.GREEN, "18 6", 1.4),
    Pen(style.PURPLE, "1 5", 1.8),
    Pen(style.BLACK, width=1),
    Pen(style.GREY, "8 2 3 2", 1.4),
)
"""For the first series, the second, ...: more than these nobody can tell apart."""


@dataclass(frozen=True, slots=True)
class Scale:
    """The numbers along an axis."""

    low: float
    high: float
    label: str = ""
    log: bool = False
    whole: bool = False
    """Only whole numbers, like steps, mean something."""

    @classmethod
    def around(cls, values: Any, label: str = "", log: bool = False) -> Scale:
        """A scale on which all finite `values` have a place.

        On a logarithmic scale that are the positive ones.
        """
        values = np.asarray(values, dtype=float).ravel()
        values = values[np.isfinite(values) & ((values > 0) | (not log))]
        if not len(values):
            return cls(0.1 if log else 0.0, 1.0, label, log)
        low, high = float(values.min()), float(values.max())
        if low == high:
            low, high = (low / 2, high * 2) if log else (low - 0.5, high + 0.5)
        return cls(low, high, label, log)

    def share(self, values: Any) -> Any:
        """How far along the axis the values lie: 0 at its low end, 1 at its high end.

        >>> Scale(1, 100, log=True).share(10)
        0.5
        """
        values = np.asarray(values, dtype=float)
        low, high = self.low, self.high
        if self.log:
            values = np.log10(np.maximum(values, low * 1e-3))
            low, high = math.log10(low), math.log10(high)
        shares = (values - low) / (high - low)
        return shares if shares.ndim else float(shares)

    def ticks(self, most: int = 6) -> list[float]:
        """At most about so many round numbers within the scale.

        >>> Scale(0, 10).ticks()
        [0.0, 2.0, 4.0, 6.0, 8.0, 10.0]
        >>> Scale(0.003, 2, log=True).ticks()
        [0.01, 0.1, 1.0]
        """
        if self.log:
            first = math.ceil(math.log10(self.low) - 1e-9)
            last = math.floor(math.log10(self.high) + 1e-9)
            if last - first >= 1:
                step = max(1, math.ceil((last - first + 1) / most))
                return [float(f"1e{power}") for power in range(first, last + 1, step)]
        step = round_up((self.high - self.low) / max(1, most - 1), slack=0.2)
        step = max(step, 1) if self.whole else step
        first = math.ceil(self.low / step - 1e-9)
        last = math.floor(self.high / step + 1e-9)
        if first == last and not self.whole:
            return self.ticks(most + 1)  # One number alone does not make a scale.
        return [float(f"{place * step:.10g}") for place in range(first, last + 1)]


def round_up(least: float, slack: float = 0.0) -> float:
    """The next of 1, 2, 5, 10, ... times a power of ten; `slack` is a share.

    >>> [round_up(value) for value in (0.13, 0.97, 3.0)]
    [0.2, 1.0, 5.0]
    """
    if not least > 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(least))
    return next(n * power for n in (1, 2, 5, 10) if n * power >= least * (1 - slack))


@dataclass(frozen=True, slots=True)
class Plot:
    """A rectangle of the page in px, and the scales along its two sides."""

    left: float
    top: float
    width: float
    height: float
    x: Scale
    y: Scale

    @property
    def bottom(self) -> float:
        return self.top + self.height

    @property
    def right(self) -> float:
        return self.left + self.width

    def at_x(self, values: Any) -> Any:
        """Where on the page the values of the horizontal scale are."""
        return self.left + self.x.share(values) * self.width

    def at_y(self, values: Any) -> Any:
        """Where on the page the values of the vertical scale are."""
        return self.bottom - self.y.share(values) * self.height

    def axes(self) -> list[Item]:
        """The grid with its numbers, and what the axes mean.

        Leave about 46 px on the left and 36 px below for the numbers. The vertical
        scale's meaning stands above the grid: a text on its side is hard to read.
        """
        items: list[Item] = []
        for tick in self.y.ticks(max(3, int(self.height / 28))):
            y = self.at_y(tick)
            items.append(Path(polyline((self.left, y), (self.right, y)), GRID, width=1))
            items.append(small(self.left - 7, y + 4, _said(tick), "end"))
        for tick in self.x.ticks(max(3, int(self.width / 80))):
            x = self.at_x(tick)
            line = polyline((x, self.bottom), (x, self.bottom + 4))
            items.append(Path(line, style.LINE, width=1))
            items.append(small(x, self.bottom + 17, _said(tick), "middle"))
        base = polyline((self.left, self.bottom), (self.right, self.bottom))
        items.append(Path(base, style.LINE, width=1))
        if self.x.label:
            items.append(small(self.right, self.bottom + 32, self.x.label, "end"))
        if self.y.label:
            items.append(small(self.left, self.top - 9, self.y.label, "start"))
        return items

    def line(self, xs: Any, ys: Any, pen: Pen) -> Path:
        """A line through the points; it ends where it leaves the plot.

        A number that is not finite leaves a gap.
        """
        return Path(
            self.outline(xs, ys), pen.hue.stroke, width=pen.width, dash=pen.dash
        )

    def outline(self, xs: Any, ys: Any, tolerance: float = 0.2) -> Outline:
        """The outline of `line`, which may be off by `tolerance` px."""
        across, up = self.x.share(xs), self.y.share(ys)
        px, py = self.left + across * self.width, self.bottom - up * self.height
        strokes: list[Outline] = []
        for run in runs_of(np.isfinite(across) & np.isfinite(up)):
            points = np.stack([px[run], py[run]], axis=1)
            for piece in inside(points, self.left, self.top, self.right, self.bottom):
                kept = thinned(piece, tolerance).tolist()
                strokes.append(polyline(*map(tuple, kept)))
        return together(strokes)

    def bars(self, edges: Any, heights: Any, hue: Hue) -> Path:
        """A histogram: one bar between each two edges, from the bottom of the plot."""
        xs, tops = self.at_x(edges), np.clip(self.at_y(heights), self.top, self.bottom)
        outlines = (
            rectangle(left, top, max(right - left - 1, 0.5), self.bottom - top)
            for left, right, top in zip(xs[:-1], xs[1:], tops, strict=True)
            if top < self.bottom - 0.05
        )
        return Path(together(outlines), hue.stroke, hue.fill, 1)

    def marker(self, x: float, y: float, hue: Hue, radius: float = 4.5) -> Path:
        """A dot on a light ring, which lines behind it do not hide."""
        place = float(self.at_x(x)), float(self.at_y(y))
        dot = rectangle(-radius, -radius, 2 * radius, 2 * radius, radius)
        # What is beyond the plot is moved out of sight.
        inside = self.x.low <= x <= self.x.high and self.y.low <= y <= self.y.high
        shift = place if inside else (-99.0, -99.0)
        return Path(dot, style.CARD, hue.stroke, 1.5, shift=shift)

    def rule(self, x: float, dash: str = "3 3") -> Path:
        """A vertical line through the whole plot."""
        line = polyline((0, self.top), (0, self.bottom))
        return Path(line, style.MUTED, width=1, dash=dash, shift=(self.at_x(x), 0))


def banner(left: float, top: float, width: float, text: str) -> list[Item]:
    """A strip that warns of a likely mistake; it is 26 px high."""
    hue = style.ORANGE
    return [
        Path(rectangle(left, top, width, 26, 4), hue.stroke, hue.fill, 1),
        *_sign(left + 8, top + 6),
        Text(left + 30, top + 17.5, text, style.SMALL, bold=True, anchor="start"),
    ]


def warning(right: float, y: float, text: str) -> list[Item]:
    """What a banner says, small, before `right`; `y` is its baseline."""
    left = right - text_width(text, style.SMALL, bold=True) - 20
    return [
        *_sign(left, y - 11.5),
        Text(left + 20, y, text, style.SMALL, bold=True, anchor="start"),
    ]


def _sign(left: float, top: float) -> list[Item]:
    """A triangle with an exclamation mark: mind this."""
    mark = polygon((left, top + 14), (left + 7, top), (left + 14, top + 14))
    return [
        Path(mark, fill=style.ORANGE.stroke),
        Text(left + 7, top + 13, "!", style.SMALL, style.CARD, True),
    ]


def legend(
    left: float, top: float, width: float, entries: Sequence[tuple[str, Pen]]
) -> tuple[list[Item], float]:
    """What each pen stands for, in lines not longer than `width`; and their height."""
    items: list[Item] = []
    x, y = left, top + 12
    for name, pen in entries:
        needs = 34 + text_width(name, style.SMALL) + 18
        if x > left and x + needs - 18 > left + width:
            x, y = left, y + 18
        sample = polyline((x, y - 4), (x + 27, y - 4))
        items.append(Path(sample, pen.hue.stroke, width=pen.width, dash=pen.dash))
        items.append(Text(x + 33, y, name, style.SMALL, anchor="start"))
        x += needs
    return items, y - top + 4


def heat_map(
    left: float,
    top: float,
    cell: float,
    values: Any,
    limit: float = 0.0,
    gap: float = 0.0,
) -> list[Path]:
    """A matrix as a map: one square per number.

    Blue is positive, orange negative, white is zero, grey is not a number. It is one
    path per cell in rows, so that frames can change the colours alone.

    Args:
      left, top: the upper left corner in px.
      cell: the side of a square in px.
      values: the matrix.
      limit: the size of number with the full colour, by default the largest one.
      gap: what to leave free between squares, in px.
    """
    values = np.atleast_2d(np.asarray(values, dtype=float))
    side = cell - gap
    colours = tints(values, limit)
    return [
        Path(
            rectangle(left + column * cell, top + row * cell, side, side),
            fill=colours[row][column],
        )
        for row, column in np.ndindex(values.shape)
    ]


SHADES = 12
"""Steps of each colour in a map: finer ones the eye does not tell apart."""


def tints(values: Any, limit: float = 0.0) -> list[Any]:
    """The colours of numbers, as nested lists of the shape of `values`."""
    values = np.asarray(values, dtype=float)
    finite = values[np.isfinite(values)]
    limit = limit or float(np.abs(finite).max(initial=0.0)) or 1.0
    return np.vectorize(lambda value: _tint(value / limit), otypes=[object])(
        values
    ).tolist()


def _tint(share: float) -> str:
    if math.isnan(share):
        return "#d0d4d9"
    hue = style.BLUE if share > 0 else style.ORANGE
    return style.on_white(hue.stroke, round(min(abs(share), 1.0) * SHADES) / SHADES)


def _said(tick: float) -> str:
    return rounded(tick).replace("-", style.MINUS)
