"""Gates over the steps of a sequence, and one step on the conveyor belt of the cell."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from edflow.view import style
from edflow.view.bitmaps import bitmap
from edflow.view.charts import Item, Pen, Plot, Scale, legend, round_up
from edflow.view.frames import Frame
from edflow.view.outlines import polyline, rectangle, together
from edflow.view.polylines import sampled
from edflow.view.recurrent import words
from edflow.view.recurrent.belt import GATE_PENS, STATE_PENS, belt
from edflow.view.recurrent.data import Trace
from edflow.view.recurrent.words import short
from edflow.view.scene import Group, Path, Scene, Text, small

WIDTH = 720.0
MARGIN = 16.0
LEFT = 62.0
WIDE = WIDTH - LEFT - MARGIN
MEAN = -1
"""In place of a unit's number: the mean of all."""

THIN = 0.8
"""The width of lines that show how it was before a gate was held."""
POINTS = 100
"""Of a curve: the curves are most of what a picture of a long sequence weighs."""
GAP = 24.0
"""What is between the two maps, for a line of text."""
STRIP = 56.0
"""The height of the pixels that went in."""
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
    below = gates.bottom + (0 if data.pixels is None else STRIP + 6)
    scale = _state_scale(data, as_it_was, unit)
    states = Plot(LEFT, below + 44, WIDE, 88, steps, scale)
    maps, foot = _maps(data, states.bottom + 34)
    groups = [
        Group("title", tuple(_title(data, note))),
        Group("gates", (*_axis(gates), *_lines(gates, data, unit, GATE_PENS))),
        Group("states", (*_axis(states), *_lines(states, data, unit, STATE_PENS))),
        Group("legend", tuple(_legends(gates, states))),
        Group("pixels", tuple(_pixels(data, gates.bottom + 5))),
        Group("tokens", tuple(_tokens(data, below + 16))),
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
        Group("belt", tuple(belt(now, top))),
        Group("equations", tuple(_equations(data, step, unit, now, top + 164))),
    ]
    scene = Scene(WIDTH, top + 200, (*chart.groups, *groups))
    return Frame(scene, words.description(data, step, unit))


def _title(data: Trace, note: str) -> list[Item]:
    return [
        Text(MARGIN, 25, words.finding(data), bold=True, anchor="start"),
        small(MARGIN, 45, words.saturation(data)),
        small(MARGIN, 62, note),
    ]


def _of(data: Trace, name: str, unit: int) -> np.ndarray:
    values = getattr(data, name)
    return values.mean(1) if unit == MEAN else values[:, unit]


def _state_scale(data: Trace, as_it_was: Trace | None, unit: int) -> Scale:
    every = [
        _of(one, name, unit) for one in (data, as_it_was or data) for name in STATE_PENS
    ]
    most = round_up(float(np.abs(every).max()))  # Zero is in the middle, and labelled.
    return Scale(-most, most, "candidate, cell, hidden")


def _axis(plot: Plot) -> list[Item]:
    """The vertical axis alone: the steps are told by their tokens.

    Always three of its numbers, so that the frames of all units have the same items.
    """
    low, high = plot.y.low, plot.y.high
    items: list[Item] = []
    for value in (low, (low + high) / 2, high):
        y = plot.at_y(value)
        line = polyline((plot.left, y), (plot.right, y))
        items.append(Path(line, "#e6e9ed", width=1))
        items.append(small(plot.left - 7, y + 4, short(value), "end"))
    items.append(small(plot.left, plot.top - 9, plot.y.label))
    return items


def _lines(
    plot: Plot, data: Trace, unit: int, pens: dict[str, Pen], width: float = 0
) -> list[Item]:
    steps = np.arange(len(data.tokens))
    items: list[Item] = []
    for name, pen in pens.items():
        points = sampled(steps, _of(data, name, unit), POINTS)
        items.append(plot.line(*points, replace(pen, width=width or pen.width)))
    return items


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
        small(LEFT + (step + 0.5) * each, y, data.tokens[step], "middle")
        for step in range(0, len(data.tokens), every)
    ]


def _pixels(data: Trace, top: float) -> list[Item]:
    """What went in at each step, as a column of pixels."""
    if data.pixels is None:
        return []
    frame = Path(rectangle(LEFT, top, WIDE, STRIP), style.EDGE_OF_CARD, width=1)
    columns, _ = _coarse(data.pixels, 2 * COLUMNS)
    return [bitmap(LEFT, top, WIDE, STRIP, columns.T), frame]


def _maps(data: Trace, top: float) -> tuple[list[Item], float]:
    """What every unit's forget gate and cell did: a row for each unit."""
    items: list[Item] = []
    height = _map_height(data)
    told = {"forget": "dark: open", "cell": "blue: positive, orange: negative"}
    for name, limit in (("forget", 1.0), ("cell", 0.0)):
        values, rows = _coarse(getattr(data, name).T, ROWS)
        values, steps = _coarse(values.T, COLUMNS)
        values = values.T
        each = [
            f"{n} {what}" for n, what in ((rows, "units"), (steps, "steps")) if n > 1
        ]
        said = f", each square the mean of {' and '.join(each)}" if each else ""
        items.append(
            small(LEFT, top - 6, f"{name}, a row for each unit{said}; {told[name]}")
        )
        items.append(bitmap(LEFT, top, WIDE, height, values, limit))
        frame = rectangle(LEFT, top, WIDE, height)
        items.append(Path(frame, style.EDGE_OF_CARD, width=1))
        top += height + GAP
    return items, top - GAP


def _map_height(data: Trace) -> float:
    return float(np.clip(3 * data.units, 36, 64))


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
    # Through what is drawn, not through what is written: that has to be read.
    spans = [(plot.top, plot.bottom) for plot in (chart.gates, chart.states)]
    high = _map_height(chart.data)
    spans += [(foot - high, foot) for foot in (chart.foot - high - GAP, chart.foot)]
    rule = together(polyline((0, top), (0, bottom)) for top, bottom in spans)
    items: list[Item] = [Path(rule, style.INK, width=1, dash="3 3", shift=(x, 0))]
    for plot, pens in ((chart.gates, GATE_PENS), (chart.states, STATE_PENS)):
        items += [
            plot.marker(step, now[name], pen.hue, 4) for name, pen in pens.items()
        ]
    return items


def _equations(
    data: Trace, step: int, unit: int, now: dict[str, float], y: float
) -> list[Item]:
    cell, hidden = words.equations(now, unit)
    which = "all units" if unit == MEAN else f"unit {unit}"
    return [
        Text(MARGIN, y, f"step {words.at(data, step)}", bold=True, anchor="start"),
        Text(MARGIN, y + 20, which, bold=True, anchor="start"),
        Text(MARGIN + 130, y, cell, anchor="start"),
        Text(MARGIN + 130, y + 20, hidden, anchor="start"),
    ]
