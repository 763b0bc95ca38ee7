"""The optimizers' race: their ways down a landscape, and who arrives when."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np

from edflow.view import style
from edflow.view.charts import PENS, Item, Plot, Scale, legend
from edflow.view.frames import Frame, Player, Slider, play
from edflow.view.landscapes import (
    GOAL,
    LANDSCAPES,
    OPTIMIZERS,
    Ground,
    Landscape,
    Lane,
    Limits,
    Loss,
    Run,
    lanes_of,
    race,
    survey,
    takes_momentum,
)
from edflow.view.outlines import polygon, polyline, together
from edflow.view.scene import Group, Path, Scene, Text, small
from edflow.view.style import rounded, shortened
from edflow.view.table import Table

WIDTH = 720
RATES = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0)
MOMENTA = (0.0, 0.5, 0.9, 0.99)
MAP = "#9fb3c8"
RESULT = 300
"""Where the results begin, in px from the left."""


@dataclass(frozen=True, eq=False)
class Race:
    """What is drawn: the ground, and the way of each optimizer for given settings."""

    landscape: Landscape
    ground: Ground
    names: tuple[str, ...]
    heavy: frozenset[str]
    """The names of those that take a momentum."""
    steps: int
    runs: Callable[[float, float], list[Run]]
    """The ways for a learning rate and a momentum, one for each name."""


def optimizers(
    loss: str | Loss = "ravine",
    optimizers: Mapping[str, Callable[..., Any]] | None = None,
    start: tuple[float, float] | None = None,
    limits: Limits | None = None,
    steps: int = 100,
) -> Player:
    """Optimizers on their way down a loss of two variables.

    Args:
      loss: "ravine", "saddle" or "rosenbrock"; or a function of two scalar tensors.
      optimizers: names, and what makes an optimizer of a learning rate (and, where it
        has no default, a momentum): a class of `tf.train` or a function.
      start: where they start, for a function of your own.
      limits: the lowest and highest x, and y, to show; by default 3 around the start.
      steps: how many steps they have.

    Raises:
      ValueError: there is no such landscape, or the function does not return one
        number.

    >>> import edflow as tf
    >>> print(tf.view.optimizers(optimizers={"Adam": tf.train.AdamOptimizer}))
    Ravine, rate 0.1: Adam arrives first, after 78 of 100 steps
    optimizer  rate  momentum  arrives  loss at the end
    Adam       0.1             78       0.00827
    """
    place = _landscape(loss, start, limits)
    racers = dict(OPTIMIZERS if optimizers is None else optimizers)
    ground = survey(place)
    heavy = frozenset(name for name, make in racers.items() if takes_momentum(make))
    known: dict[Lane, Run] = {}

    def lanes(rates: Sequence[float], momenta: Sequence[float]) -> None:
        new = [one for one in lanes_of(racers, rates, momenta) if one not in known]
        if new:
            known.update(zip(new, race(place, ground, racers, new, steps), strict=True))

    def runs(rate: float, momentum: float) -> list[Run]:
        lanes((rate,), (momentum,))
        return [
            known[name, rate, momentum if name in heavy else 0.0] for name in racers
        ]

    lanes(RATES, MOMENTA)
    data = Race(place, ground, tuple(racers), heavy, steps, runs)
    fine = tuple(float(rounded(rate)) for rate in np.geomspace(1e-3, 1, 61))
    finer = tuple(round(share, 2) for share in np.linspace(0, 0.99, 100).tolist())
    rate, momentum = place.rate, MOMENTA[2]
    draw = drawing(data)
    return play(
        [
            Slider("learning rate", RATES, RATES.index(rate)),
            *([Slider("momentum", MOMENTA, 2)] if heavy else []),
        ],
        lambda rate, momentum=momentum: draw(rate, momentum),
        text=f"{finding(data, rate, momentum)}\n{table(data, (rate,), (momentum,))}",
        make_table=lambda: table(data, RATES, MOMENTA),
        live=[
            Slider(
                "learning rate", fine, int(np.abs(np.subtract(fine, rate)).argmin())
            ),
            *([Slider("momentum", finer, 90)] if heavy else []),
        ],
    )


def _landscape(
    loss: str | Loss, start: tuple[float, float] | None, limits: Limits | None
) -> Landscape:
    if isinstance(loss, str):
        if loss not in LANDSCAPES:
            raise ValueError(
                f"there is no landscape {loss!r}, only {', '.join(LANDSCAPES)}; "
                "or give a function of two tensors"
            )
        known = LANDSCAPES[loss]
        return replace(known, start=start or known.start, limits=limits or known.limits)
    x, y = start = start or (1.0, 1.0)
    around = limits or ((x - 3, x + 3), (y - 3, y + 3))
    name = getattr(loss, "__name__", "")
    return Landscape(name if name.isidentifier() else "your loss", loss, start, around)


def drawing(data: Race) -> Callable[[float, float], Frame]:
    """What draws a frame; the ground is drawn once."""
    (left, right), (low, high) = data.landscape.limits
    field = Plot(40, 58, 380, 290, Scale(left, right, "x"), Scale(low, high, "y"))
    floor = float(np.nanmin(data.ground.heights))
    first = (data.ground.first - floor) or 1.0
    curve = Plot(
        488,
        58,
        WIDTH - 516,
        290,
        Scale(0, data.steps, "step", whole=True),
        Scale(1e-3, 10, "loss, as a share of the first", log=True),
    )
    ground = Group("ground", (*_contours(field, data.ground), *field.axes()))
    axes = Group("axes", tuple(curve.axes()))
    goal = curve.at_y(GOAL)
    line = Path(
        polyline((curve.left, goal), (curve.right, goal)), style.MUTED, dash="3 3"
    )
    start = _cross(field, *data.landscape.start)

    @cache
    def lines(run: Run, row: int) -> tuple[Item, Item]:
        pen = PENS[row % len(PENS)]
        shares = np.clip((run.losses - floor) / first, 1e-3, None)
        way = field.outline(*run.points.T, tolerance=1.2)
        sinks = curve.outline(np.arange(len(shares)), shares, tolerance=1.2)
        return (
            Path(way, pen.hue.stroke, width=2, dash=pen.dash),
            Path(sinks, pen.hue.stroke, width=2, dash=pen.dash),
        )

    def draw(rate: float, momentum: float) -> Frame:
        runs = data.runs(rate, momentum)
        drawn = [item for row, run in enumerate(runs) for item in lines(run, row)]
        ends = [
            field.marker(
                run.points[-1][0], run.points[-1][1], PENS[row % len(PENS)].hue
            )
            for row, run in enumerate(runs)
        ]
        said = finding(data, rate, momentum)
        title = Text(16, 25, said, bold=True, anchor="start")
        groups = (
            Group("title", (title,)),
            ground,
            axes,
            Group("goal", (line, start)),
            Group("ways", (*drawn, *ends)),
            Group("rows", tuple(_rows(data, runs, 404))),
        )
        height = 404 + 20 * len(runs) + 16
        return Frame(Scene(WIDTH, height, groups), f"{said}.")

    return draw


def _contours(plot: Plot, ground: Ground) -> list[Item]:
    """Lines of equal loss, closer where it is low."""
    from contourpy import contour_generator  # It comes with Matplotlib.

    low, high = np.nanmin(ground.heights), np.nanmax(ground.heights)
    contours = contour_generator(ground.xs, ground.ys, ground.heights)
    levels = low + (high - low) * np.geomspace(2e-3, 0.9, 11)
    outlines = [
        plot.outline(*np.asarray(points).T, tolerance=0.4)
        for level in levels
        for points in contours.lines(float(level))
    ]
    return [Path(together(outlines), MAP, width=0.9)]


def _cross(plot: Plot, x: float, y: float) -> Path:
    """The start, as a small square."""
    px, py = plot.at_x(x), plot.at_y(y)
    corners = ((px - 4, py - 4), (px + 4, py - 4), (px + 4, py + 4), (px - 4, py + 4))
    return Path(polygon(*corners), style.INK, style.CARD, 1.6)


def _rows(data: Race, runs: Sequence[Run], top: float) -> list[Item]:
    """What each line stands for, and how it ended."""
    marks = "square: the start; dashed line: arrived"
    heads = ((marks, 18, "start"), ("result", RESULT, "start"))
    items: list[Item] = [
        Text(x, top, head, style.SMALL, style.MUTED, anchor=anchor)
        for head, x, anchor in heads
    ]
    items.append(small(WIDTH - 28, top, "loss at the end", "end"))
    for row, (name, run) in enumerate(zip(data.names, runs, strict=True)):
        y = top + 20 * (row + 1)
        entry = (shortened(name, 28), PENS[row % len(PENS)])
        items += legend(18, y - 12, 999, [entry])[0]
        result = _result(run, data.steps)
        items += [
            Text(
                RESULT, y, result, style.SMALL, bold=bool(run.arrived), anchor="start"
            ),
            Text(WIDTH - 28, y, rounded(run.losses[-1]), style.SMALL, anchor="end"),
        ]
    return items


def _result(run: Run, steps: int) -> str:
    if run.diverged is not None:
        return f"diverged at step {run.diverged:,}"
    if run.arrived is not None:
        return f"arrived after {run.arrived:,} steps"
    return f"not there after {steps:,} steps"


def finding(data: Race, rate: float, momentum: float) -> str:
    """The picture in one sentence."""
    runs = dict(zip(data.names, data.runs(rate, momentum), strict=True))
    place = shortened(data.landscape.name, 24)
    where = f"{place[0].upper()}{place[1:]}, rate {rounded(rate)}"
    if data.heavy:
        where += f", momentum {rounded(momentum)}"
    arrived = {
        name: one.arrived for name, one in runs.items() if one.arrived is not None
    }
    if arrived:
        name = min(arrived, key=lambda one: arrived[one])
        return (
            f"{where}: {shortened(name, 20)} arrives first, after {arrived[name]:,} of "
            f"{data.steps:,} steps"
        )
    alive = {name: one.losses[-1] for name, one in runs.items() if one.diverged is None}
    if not alive:
        return f"{where}: all diverge"
    name = shortened(min(alive, key=lambda one: alive[one]), 20)
    return f"{where}: none arrives in {data.steps:,} steps, {name} comes closest"


def table(data: Race, rates: Sequence[float], momenta: Sequence[float]) -> Table:
    """How each optimizer ended, for each setting."""
    rows: dict[tuple[str, ...], None] = {}  # In order, and none of them twice.
    for rate, momentum in itertools.product(rates, momenta):
        runs = data.runs(rate, momentum)
        for name, run in zip(data.names, runs, strict=True):
            share = rounded(momentum) if name in data.heavy else ""
            arrives = "" if run.arrived is None else f"{run.arrived:,}"
            if run.diverged is not None:
                arrives = f"diverged at {run.diverged:,}"
            end = rounded(run.losses[-1])
            rows[name, rounded(rate), share, arrives, end] = None
    heads = ("optimizer", "rate", "momentum", "arrives", "loss at the end")
    return Table(heads, tuple(rows))
