"""Gates over the steps of a sequence, and one step on the conveyor belt of the cell."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from edflow.view import style
from edflow.view.bitmaps import bitmap
from edflow.view.charts import PENS, Item, Pen, Plot, Scale, legend, tints
from edflow.view.frames import Frame
from edflow.view.recurrent import words
from edflow.view.recurrent.data import GATES, Trace
from edflow.view.recurrent.words import short
from edflow.view.scene import Group, Path, Scene, Text, polygon, rectangle

WIDTH = 720.0
MARGIN = 16.0
LEFT = 62.0
WIDE = WIDTH - LEFT - MARGIN
MEAN = -1
"""In place of a unit's number: the mean of all."""

GATE_PENS: dict[str, Pen] = dict(zip(GATES, PENS, strict=False))
STATE_PENS: dict[str, Pen] = dict(
    zip(("candidate", "cell", "hidden"), PENS[3:], strict=False)
)
THIN = 0.8
"""The width of lines that show how it was before a gate was held."""
ROWS, COLUMNS = 24, 64
"""Squares of a map: more would weigh more than all the rest of the picture."""


@dataclass(frozen=True)
class Chart:
    """What stays as it is while the step moves: the curves and maps of a unit."""

    data: Trace
    unit: int
    gates: Plot
    states: Plot
    groups: tuple[Group, ...]
    foot: float
    """Where it ends, in px from the top."""


def chart(
    data: Trace, unit: int, as_it_was: Trace | None = None, note: str = ""
) -> Chart:
    """The curves of a unit or the mean of all.

    Args:
      data: the sequence.
      unit: its number, or `MEAN`.
      as_it_was: what to compare with, in thin lines.
      note: what was done to `data`.
    """
    steps = Scale(-0.5, len(data.tokens) - 0.5)
    gates = Plot(LEFT, 94, WIDE, 88, steps, Scale(0, 1, "gates"))
    states = Plot(LEFT, 226, WIDE, 88, steps, _state_scale(data, as_it_was, unit))
    maps, foot = _maps(data, states.bottom + 34)
    groups = [
        Group("title", tuple(_title(data, note))),
        Group("gates", (*_axis(gates), *_lines(gates, data, unit, GATE_PENS))),
        Group("states", (*_axis(states), *_lines(states, data, unit, STATE_PENS))),
        Group("legend", tuple(_legends(gates, states))),
        Group("tokens", tuple(_tokens(data, gates.bottom + 16))),
        Group("maps", tuple(maps)),
    ]
    if as_it_was is not None:
        before = [
            *_lines(gates, as_it_was, unit, GATE_PENS, THIN),
            *_lines(states, as_it_was, unit, STATE_PENS, THIN),
        ]
        groups.append(Group("before", tuple(before)))
    return Chart(data, unit, gates, states, tuple(groups), foot)


def draw(chart: Chart, step: int) -> Frame:
    """The curves with a mark at a step, and that step on the conveyor belt."""
    data, unit = chart.data, chart.unit
    now = words.values(data, step, unit)
    top = chart.foot + 22
    groups = [
        Group("marks", tuple(_marks(chart, step, now))),
        Group("belt", tuple(_belt(now, top))),
        Group("equations", tuple(_equations(data, step, unit, now, top + 164))),
    ]
    scene = Scene(WIDTH, top + 200, (*chart.groups, *groups))
    return Frame(scene, words.description(data, step, unit))


def _title(data: Trace, note: str) -> list[Item]:
    return [
        Text(MARGIN, 25, words.finding(data), bold=True, anchor="start"),
        _small(MARGIN, 45, words.saturation(data)),
        _small(MARGIN, 62, note),
    ]


def _of(data: Trace, name: str, unit: int) -> np.ndarray:
    values = getattr(data, name)
    return values.mean(1) if unit == MEAN else values[:, unit]


def _state_scale(data: Trace, as_it_was: Trace | None, unit: int) -> Scale:
    every = [
        _of(one, name, unit) for one in (data, as_it_was or data) for name in STATE_PENS
    ]
    found = Scale.around([*every, np.zeros(len(data.tokens))])
    room = (found.high - found.low) * 0.06
    return Scale(found.low - room, found.high + room, "candidate, cell, hidden")


def _axis(plot: Plot) -> list[Item]:
    """The vertical axis alone: the steps are told by their tokens.

    Always three of its numbers, so that the frames of all units have the same items.
    """
    low, high = plot.y.low, plot.y.high
    items: list[Item] = []
    for value in (low, (low + high) / 2, high):
        y = plot.at_y(value)
        line = f"M {plot.left:g} {y:.1f} L {plot.right:g} {y:.1f}"
        items.append(Path(line, "#e6e9ed", width=1))
        items.append(_small(plot.left - 7, y + 4, short(value), "end"))
    items.append(_small(plot.left, plot.top - 9, plot.y.label))
    return items


def _lines(
    plot: Plot, data: Trace, unit: int, pens: dict[str, Pen], width: float = 0
) -> list[Item]:
    steps = np.arange(len(data.tokens))
    return [
        plot.line(
            steps, _of(data, name, unit), Pen(pen.hue, pen.dash, width or pen.width)
        )
        for name, pen in pens.items()
    ]


def _legends(gates: Plot, states: Plot) -> list[Item]:
    items: list[Item] = []
    for plot, pens in ((gates, GATE_PENS), (states, STATE_PENS)):
        shown, _ = legend(plot.left + 290, plot.top - 21, WIDE, list(pens.items()))
        items += shown
    return items


def _tokens(data: Trace, y: float) -> list[Item]:
    """The tokens below their steps, as many as have room."""
    widest = max(style.text_width(token, style.SMALL) for token in data.tokens)
    every = max(1, int(np.ceil((widest + 3) * len(data.tokens) / WIDE)))
    each = WIDE / len(data.tokens)
    return [
        _small(LEFT + (step + 0.5) * each, y, data.tokens[step], "middle")
        for step in range(0, len(data.tokens), every)
    ]


def _maps(data: Trace, top: float) -> tuple[list[Item], float]:
    """What every unit's forget gate and cell did: a row for each unit."""
    items: list[Item] = []
    height = float(np.clip(3 * data.units, 36, 64))
    for name, limit in (("forget", 1.0), ("cell", 0.0)):
        values, rows = _coarse(getattr(data, name).T, ROWS)
        values, steps = _coarse(values.T, COLUMNS)
        values = values.T
        each = [
            f"{n} {what}" for n, what in ((rows, "units"), (steps, "steps")) if n > 1
        ]
        said = f", each square the mean of {' and '.join(each)}" if each else ""
        items.append(_small(LEFT, top - 6, f"{name}, a row for each unit{said}"))
        items.append(bitmap(LEFT, top, WIDE, height, values, limit))
        frame = rectangle(LEFT, top, WIDE, height)
        items.append(Path(frame, style.EDGE_OF_CARD, width=1))
        top += height + 24
    return items, top - 24


def _coarse(values: np.ndarray, most: int) -> tuple[np.ndarray, int]:
    """At most so many rows, each the mean of as many as the second number says."""
    size = -(-len(values) // most)
    starts = np.arange(0, len(values), size)
    sums = np.add.reduceat(values, starts)
    counts = np.diff(starts, append=len(values))
    return sums / counts[:, None], size


def _marks(chart: Chart, step: int, now: dict[str, float]) -> list[Item]:
    """A line through all charts at the step, and a dot on each curve."""
    x = chart.gates.at_x(step)
    rule = f"M 0 {chart.gates.top:g} L 0 {chart.foot:.1f}"
    items: list[Item] = [Path(rule, style.INK, width=1, dash="3 3", shift=(x, 0))]
    for plot, pens in ((chart.gates, GATE_PENS), (chart.states, STATE_PENS)):
        items += [
            plot.marker(step, now[name], pen.hue, 4) for name, pen in pens.items()
        ]
    return items


# -- the conveyor belt ----------------------------------------------------------------


def _belt(now: dict[str, float], top: float) -> list[Item]:
    """The cell travels along the top; gates let through what passes them."""
    belt, low = top + 30, top + 108
    xs = {"forget": 190.0, "input": 300.0, "candidate": 400.0, "output": 540.0}
    items: list[Item] = [
        *_wire((96, belt), (632, belt), width=3),
        *_box(20, belt, "cell before", now["cell_before"]),
        *_box(636, belt, "cell", now["cell"]),
        *_wire((xs["forget"], low - 14), (xs["forget"], belt + 11)),
        *_knot(xs["forget"], belt, style.TIMES),
    ]
    middle = (xs["input"] + xs["candidate"]) / 2
    join = belt + 42
    items += [
        *_wire((xs["input"], low - 14), (xs["input"], join), (middle - 11, join)),
        *_wire(
            (xs["candidate"], low - 14), (xs["candidate"], join), (middle + 11, join)
        ),
        *_wire((middle, join - 11), (middle, belt + 11)),
        *_knot(middle, join, style.TIMES),
        *_knot(middle, belt, "+"),
        *_wire((540, belt), (540, join - 11)),
        _small(546, join - 16, "tanh"),
        *_wire((xs["output"], low - 14), (xs["output"], join + 11)),
        *_wire((551, join), (632, join)),
        *_knot(540, join, style.TIMES),
        *_box(636, join + 16, "hidden", now["hidden"]),
    ]
    for name, x in xs.items():
        items += _gate(x, low, name, now[name])
    items += [
        _amount((190 + middle) / 2, belt - 8, f"kept {short(now['kept'])}"),
        _amount(middle + 46, join - 15, f"new {short(now['new'])}"),
    ]
    return items


def _wire(*points: tuple[float, float], width: float = 1.4) -> list[Item]:
    """A line through the points, with a head at its end."""
    d = "M " + " L ".join(f"{x:.1f} {y:.1f}" for x, y in points)
    (x0, y0), (x, y) = points[-2:]
    across, down = np.sign(x - x0), np.sign(y - y0)
    base = (x - 7 * across, y - 7 * down)
    head = polygon(
        (x, y),
        (base[0] + 3.5 * down, base[1] + 3.5 * across),
        (base[0] - 3.5 * down, base[1] - 3.5 * across),
    )
    return [Path(d, style.LINE, width=width), Path(head, fill=style.LINE)]


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
        _small(left + 34, y - 20, name, "middle"),
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
        _small(x, y + 28, f"{name} gate" if is_gate else name, "middle"),
    ]


def _amount(x: float, y: float, text: str) -> Text:
    return Text(x, y, text, style.SMALL)


def _tint(value: float) -> str:
    return tints([value], 1.5)[0]


def _ink(value: float) -> str:
    return style.CARD if abs(value) > 0.8 else style.INK


def _equations(
    data: Trace, step: int, unit: int, now: dict[str, float], y: float
) -> list[Item]:
    cell, hidden = words.equations(now, unit)
    return [
        Text(MARGIN, y, f"step {words.at(data, step)}", bold=True, anchor="start"),
        Text(MARGIN + 110, y, cell, anchor="start"),
        Text(MARGIN + 110, y + 20, hidden, anchor="start"),
    ]


def _small(x: float, y: float, text: str, anchor: str = "start") -> Text:
    return Text(x, y, text, style.SMALL, style.MUTED, anchor=anchor)
