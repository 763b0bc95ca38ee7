"""A variable and its moving average, followed by the engine's own update."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from edflow.engine.face.dtypes import float32
from edflow.engine.graph import Graph
from edflow.engine.ops.array.identity import placeholder
from edflow.engine.ops.state.initialization import global_variables_initializer
from edflow.engine.ops.state.variable import Variable, assign
from edflow.engine.runtime import Session
from edflow.train.moving_averages import ExponentialMovingAverage
from edflow.view import style
from edflow.view.charts import Item, Pen, Plot, Scale, legend
from edflow.view.frames import Frame, Player, Slider, Switch, play
from edflow.view.polylines import sampled
from edflow.view.scene import Group, Path, Scene, Text, small
from edflow.view.style import MINUS, TIMES, fitted, rounded
from edflow.view.table import Table

WIDTH = 720
POINTS = 240
"""Of the variable's line, at most; its shadow is smoother and needs half as many."""
DECAYS = (0.8, 0.9, 0.95, 0.98, 0.99, 0.999)
"""They average over about 5, 10, 20, 50, 100 and 1,000 steps."""
FINE = tuple(float(rounded(1 - 0.5**n, 4)) for n in np.linspace(1, 10, 73))
"""The decays of the widget: each averages over 9 % more steps than the one before."""
CURSORS = 11
"""Steps at which the update can be read in a page; the widget has them all."""
VARIABLE = Pen(style.Hue("#9aa3ae", style.GREY.fill), width=1.2)
SHADOW = Pen(style.BLUE, width=2.4)
DEBIASED = Pen(style.GREEN, "2 2.5")
DECAY = Pen(style.ORANGE, "7 3")


@dataclass(frozen=True, eq=False)
class Averaged:
    """What `picture` draws: the values of a variable after each step."""

    values: np.ndarray
    start: float
    """What the variable, and therefore its shadow, is initialised with."""
    names: tuple[str, str] | None
    """The names of both in a checkpoint."""


@dataclass(frozen=True, eq=False)
class Track:
    """The shadow over the steps, for one decay."""

    shadow: np.ndarray
    debiased: np.ndarray
    """The same from zero, corrected for that."""
    decay: np.ndarray
    """The decay that each step really used."""


def ema(
    values: Any,
    decay: float = 0.98,
    start: float = 0.0,
    average: Any = None,
    variable: Any = None,
) -> Player:
    """A variable, the shadow that follows it, and the update that moves the shadow.

    Args:
      values: what the variable was after each step: a row of numbers.
      decay: the decay that is shown at first.
      start: the initial value of the variable, where its shadow starts too.
      average: a `tf.train.ExponentialMovingAverage`, together with ...
      variable: ... the variable that it follows: then the names are shown that both
        have in a checkpoint.

    Raises:
      ValueError: `values` is not a row of at least two numbers, or `decay` not between
        0 and 1.

    >>> import edflow as tf
    >>> print(tf.view.ema([1.0, 0.0] * 50, decay=0.9))
    Decay 0.9, about 10 steps: the variable moves 1 a step, its shadow 0.052
    decay  steps averaged  shadow  with num_updates  debiased  moves a step
    0.9    10              0.474   0.474             0.474     0.0524
    """
    if not 0 < decay < 1:
        raise ValueError(f"a decay lies between 0 and 1, it cannot be {decay}")
    names = None
    if average is not None and variable is not None:
        names = variable.op.name, average.average_name(variable)
    return picture(averaged(values, start, names), decay)


def picture(data: Averaged, decay: float) -> Player:
    """The picture of `tf.view.ema`."""
    decays = tuple(sorted({*DECAYS, decay}))

    @cache
    def followed(decays: tuple[float, ...], counted: bool) -> dict[float, Track]:
        return dict(zip(decays, follow(data, decays, counted), strict=True))

    def track(decay: float, counted: bool) -> Track:
        # All decays of the widget take as long as one of them: they are one vector.
        return followed(decays if decay in decays else FINE, counted)[decay]

    draw = drawing(data, track, decays)
    last = len(data.values)
    cursors = np.unique(np.linspace(1, last, CURSORS).round()).astype(int).tolist()
    return play(
        [
            Slider("decay", decays, decays.index(decay), tuple(map(_window, decays))),
            Switch("num_updates"),
            Slider("step", tuple(cursors), len(cursors) // 3),
        ],
        draw,
        text=text(data, decay, track),
        make_table=lambda: table(decays, track),
        live=[
            Slider("decay", FINE, 24, tuple(map(_window, FINE))),
            Switch("num_updates"),
            Slider("step", tuple(range(1, last + 1)), last // 3),
        ],
    )


def follow(data: Averaged, decays: Sequence[float], counted: bool) -> list[Track]:
    """Let `tf.train.ExponentialMovingAverage` follow the values, for all the decays.

    Each element of a vector follows with a decay of its own: one run a step.
    """
    start = np.full(len(decays), data.start, np.float32)
    with Graph().as_default() as graph, Session(graph=graph) as session:
        value = placeholder(float32, start.shape)
        step = placeholder(float32, [])
        variable = Variable(start)
        average = ExponentialMovingAverage(
            np.asarray(decays, np.float32), step if counted else None
        )
        corrected = ExponentialMovingAverage(
            np.asarray(decays, np.float32), zero_debias=True
        )
        with graph.control_dependencies([assign(variable, value)]):
            moved = average.apply([variable])
            moved_too = corrected.apply([value])
        session.run(global_variables_initializer())
        shown = [average.average(variable), corrected.average(value)]
        rows = []
        for n, new in enumerate(data.values):
            session.run([moved, moved_too], {value: np.full_like(start, new), step: n})
            rows.append(session.run(shown))
    shadows, debiased = np.moveaxis(np.array(rows, dtype=float), 1, 0)
    steps = np.arange(len(data.values))
    limit = (1 + steps) / (10 + steps) if counted else np.ones(len(steps))
    return [
        Track(shadows[:, k], debiased[:, k], np.minimum(decay, limit))
        for k, decay in enumerate(decays)
    ]


def drawing(
    data: Averaged, track: Callable[[float, bool], Track], decays: Sequence[float]
) -> Callable[[float, bool, int], Frame]:
    """What draws a frame: the parts that many frames share are drawn once."""
    steps = np.arange(1, len(data.values) + 1)
    tracks = [track(decay, counted) for decay in decays for counted in (False, True)]
    heights = [data.values, *(t.shadow for t in tracks), *(t.debiased for t in tracks)]
    along = Scale(1, len(steps), "step", whole=True)
    plot = Plot(
        62, 82, WIDTH - 90, 200, Scale(1, along.high, whole=True), _roomy(heights)
    )
    below = Plot(62, 348, WIDTH - 90, 58, along, Scale(0, 1, "decay of this step"))
    entries = [("variable", VARIABLE), ("shadow", SHADOW)]
    entries.append(("debiased: from zero, corrected (num_updates off)", DEBIASED))
    fixed = [*plot.axes(), *below.axes(), *legend(62, 40, WIDTH - 90, entries)[0]]
    fixed.append(plot.line(*sampled(steps, data.values, POINTS), VARIABLE))
    names = Group("names", tuple(_names(data)))
    height = 502 + (44 if data.names else 0)

    @cache
    def lines(decay: float, counted: bool) -> Group:
        one = track(decay, counted)
        shadow = plot.outline(*sampled(steps, one.shadow, POINTS // 2), tolerance=0.7)
        corrected = (
            ()
            if counted
            else plot.outline(*sampled(steps, one.debiased, POINTS // 2), tolerance=0.7)
        )
        title = Text(16, 25, finding(data, decay, one), bold=True, anchor="start")
        items = (
            title,
            Path(corrected, DEBIASED.hue.stroke, width=2, dash=DEBIASED.dash),
            Path(shadow, SHADOW.hue.stroke, width=SHADOW.width),
            below.line(steps, one.decay, DECAY),
        )
        return Group("lines", items)

    def draw(decay: float, counted: bool, step: int) -> Frame:
        one = track(decay, counted)
        now = step - 1
        marks = (
            plot.rule(step),
            plot.marker(step, data.values[now], style.GREY),
            plot.marker(step, one.shadow[now], SHADOW.hue),
            below.marker(step, one.decay[now], DECAY.hue),
            *_update(data, one, step, decay if counted else None),
        )
        groups = (
            Group("fixed", tuple(fixed)),
            lines(decay, counted),
            Group("marks", marks),
            names,
        )
        said = finding(data, decay, one)
        how = "with num_updates" if counted else "without num_updates"
        return Frame(
            Scene(WIDTH, height, groups),
            f"Moving average over {len(steps):,} steps, {how}. {said}.",
        )

    return draw


def _roomy(heights: Sequence[np.ndarray]) -> Scale:
    around = Scale.around(np.concatenate(heights))
    room = 0.04 * (around.high - around.low)
    return Scale(around.low - room, around.high + room, "value")


def _update(
    data: Averaged, track: Track, step: int, capped: float | None
) -> list[Item]:
    """The update of one step, with its numbers; `capped` is a decay with a ramp."""
    now = step - 1
    before = data.start if now == 0 else track.shadow[now - 1]
    decay, value = track.decay[now], data.values[now]
    rest = rounded(1 - decay)
    said = (
        f"shadow = {rounded(decay, 4)} {TIMES} {_signed(before)} + {rest} {TIMES} "
        f"{_signed(value)} = {_rounded(track.shadow[now])}"
    )
    how = f"decay {rounded(decay, 4)}"
    if capped is not None:
        ramp = f"(1 + {now:,}) / (10 + {now:,})"
        how = f"decay = min({rounded(capped, 4)}, {ramp}) = {rounded(decay, 4)}"
    how += f", a window of 1 / (1 {MINUS} {rounded(decay, 4)}) = {_steps(decay)}"
    return [
        Text(16, 464, f"Step {step:,}", style.SMALL, bold=True, anchor="start"),
        Text(102, 464, said, anchor="start"),
        Text(102, 484, how, style.SMALL, anchor="start"),
    ]


def _signed(value: float) -> str:
    said = _rounded(value)
    return f"({said})" if value < 0 else said


def _rounded(value: float) -> str:
    return rounded(value).replace("-", MINUS)


def _names(data: Averaged) -> list[Item]:
    if data.names is None:
        return []
    items: list[Item] = []
    for row, (what, name) in enumerate(
        zip(("variable", "shadow"), data.names, strict=True)
    ):
        y = 510 + 19 * row
        head = "In a checkpoint" if row == 0 else ""
        items += [
            Text(16, y, head, style.SMALL, bold=True, anchor="start"),
            small(122, y, what),
            Text(
                186,
                y,
                fitted(name, WIDTH - 202, style.SMALL),
                style.SMALL,
                anchor="start",
            ),
        ]
    return items


def _window(decay: float) -> str:
    """A decay, and over how many steps it averages."""
    return f"{rounded(decay, 4)}, about {1 / (1 - decay):,.0f} steps"


def _steps(decay: float) -> str:
    """Over how many steps a decay averages."""
    said = rounded(1 / (1 - decay), 2)
    return f"{said} step{'s' * (said != '1')}"


def finding(data: Averaged, decay: float, track: Track) -> str:
    """The picture in one sentence."""
    moves, follows = _restless(data.values), _restless(track.shadow)
    return (
        f"Decay {_window(decay)}: the variable moves {rounded(moves, 2)} a step, "
        f"its shadow {rounded(follows, 2)}"
    )


def _restless(values: np.ndarray) -> float:
    return float(np.abs(np.diff(values)).mean()) if len(values) > 1 else 0.0


def text(data: Averaged, decay: float, track: Callable[[float, bool], Track]) -> str:
    """The numbers of the picture in plain text."""
    lines = [finding(data, decay, track(decay, False))]
    if data.names:
        lines.append(f"in a checkpoint: {data.names[0]}, {data.names[1]}")
    return "\n".join([*lines, str(table((decay,), track))])


def table(decays: Sequence[float], track: Callable[[float, bool], Track]) -> Table:
    """Where the shadows end, and how far they move in a step."""
    rows = [
        (
            rounded(decay, 4),
            f"{1 / (1 - decay):,.0f}",
            rounded(track(decay, False).shadow[-1]),
            rounded(track(decay, True).shadow[-1]),
            rounded(track(decay, False).debiased[-1]),
            rounded(_restless(track(decay, False).shadow)),
        )
        for decay in decays
    ]
    heads = ("decay", "steps averaged", "shadow", "with num_updates", "debiased")
    return Table((*heads, "moves a step"), tuple(rows))


def averaged(values: Any, start: float, names: tuple[str, str] | None) -> Averaged:
    """The values checked.

    Raises:
      ValueError: they are not a row of numbers.
    """
    values = np.asarray(values, dtype=float)
    if values.ndim != 1 or len(values) < 2:
        raise ValueError(
            f"the values of a variable over the steps are a row of at least 2 numbers, "
            f"not of shape {list(values.shape)}; follow one element, or the mean"
        )
    return Averaged(values, start, names)
