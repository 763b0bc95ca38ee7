"""The cell of an LSTM as a conveyor belt: gates let through what passes them."""

from __future__ import annotations

import numpy as np

from edflow.view import style
from edflow.view.charts import PENS, Item, Pen, tints
from edflow.view.outlines import polygon, polyline, rectangle
from edflow.view.recurrent.data import GATES
from edflow.view.recurrent.words import short
from edflow.view.scene import Path, Text, small

GATE_PENS: dict[str, Pen] = dict(zip(GATES, PENS, strict=False))
STATE_PENS: dict[str, Pen] = dict(
    zip(("candidate", "cell", "hidden"), PENS[3:], strict=False)
)
"""A value has the same pen on the belt as over time."""


def belt(now: dict[str, float], top: float) -> list[Item]:
    """The cell travels along the top; gates let through what passes them."""
    line, low = top + 30, top + 108
    xs = {"forget": 190.0, "input": 300.0, "candidate": 400.0, "output": 540.0}
    items: list[Item] = [
        *_wire((96, line), (632, line), width=3),
        *_box(20, line, "cell before", now["cell_before"]),
        *_box(636, line, "cell", now["cell"]),
        *_wire((xs["forget"], low - 14), (xs["forget"], line + 11)),
        *_knot(xs["forget"], line, style.TIMES),
    ]
    middle = (xs["input"] + xs["candidate"]) / 2
    join = line + 42
    items += [
        *_wire((xs["input"], low - 14), (xs["input"], join), (middle - 11, join)),
        *_wire(
            (xs["candidate"], low - 14), (xs["candidate"], join), (middle + 11, join)
        ),
        *_wire((middle, join - 11), (middle, line + 11)),
        *_knot(middle, join, style.TIMES),
        *_knot(middle, line, "+"),
        *_wire((540, line), (540, join - 11)),
        small(546, join - 16, "tanh"),
        *_wire((xs["output"], low - 14), (xs["output"], join + 11)),
        *_wire((551, join), (632, join)),
        *_knot(540, join, style.TIMES),
        *_box(636, join + 16, "hidden", now["hidden"]),
    ]
    for name, x in xs.items():
        items += _gate(x, low, name, now[name])
    items += [
        _amount((190 + middle) / 2, line - 8, f"kept {short(now['kept'])}"),
        _amount(middle + 46, join - 15, f"new {short(now['new'])}"),
    ]
    return items


def _wire(*points: tuple[float, float], width: float = 1.4) -> list[Item]:
    """A line through the points, with a head at its end."""
    (x0, y0), (x, y) = points[-2:]
    across, down = np.sign(x - x0), np.sign(y - y0)
    base = (x - 7 * across, y - 7 * down)
    head = polygon(
        (x, y),
        (base[0] + 3.5 * down, base[1] + 3.5 * across),
        (base[0] - 3.5 * down, base[1] - 3.5 * across),
    )
    return [
        Path(polyline(*points), style.LINE, width=width),
        Path(head, fill=style.LINE),
    ]


def _knot(x: float, y: float, sign: str) -> list[Item]:
    ring = rectangle(x - 11, y - 11, 22, 22, 11)
    return [
        Path(ring, style.INK, style.CARD, 1.4),
        Text(x, y + 5, sign, 15, bold=True),
    ]


def _box(left: float, y: float, name: str, value: float) -> list[Item]:
    """A value on the belt: its size as a tint, its number on it."""
    return [
        Path(rectangle(left, y - 14, 68, 28, 5), style.LINE, _tint(value), 1.2),
        Text(left + 34, y + 4.5, short(value), bold=True, fill=_ink(value)),
        small(left + 34, y - 20, name, "middle"),
    ]


def _gate(x: float, y: float, name: str, value: float) -> list[Item]:
    """A gate as a bar that is filled as far as it is open; a candidate as a box."""
    left, top, wide = x - 40, y - 14, 80
    pen = {**GATE_PENS, **STATE_PENS}[name]
    is_gate = name in GATES
    # In steps of 2 px: then the frames share their outlines.
    filled = max(2 * round(wide * value / 2), 0.1) if is_gate else wide
    fill = f"{pen.hue.stroke}59" if is_gate else _tint(value)
    ink = style.INK if is_gate else _ink(value)
    return [
        Path(rectangle(left, top, filled, 28), fill=fill),
        Path(rectangle(left, top, wide, 28), pen.hue.stroke, width=1.4, dash=pen.dash),
        Text(x, y + 4.5, short(value), bold=True, fill=ink),
        small(x, y + 28, f"{name} gate" if is_gate else name, "middle"),
    ]


def _amount(x: float, y: float, text: str) -> Text:
    return Text(x, y, text, style.SMALL)


def _tint(value: float) -> str:
    return tints([value], 1.5)[0]


def _ink(value: float) -> str:
    return style.CARD if abs(value) > 0.8 else style.INK
