"""Learning rates over the steps of their clock, measured in the learner's graph."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from edflow.engine.face.keys import GraphKeys
from edflow.engine.graph import Operation, Tensor
from edflow.engine.graph.traversal import backward
from edflow.engine.runtime import Session, get_default_session
from edflow.view import style, targets
from edflow.view.charts import PENS, Item, Plot, Scale, banner, legend
from edflow.view.frames import Frame, Player, Slider, play
from edflow.view.outlines import together
from edflow.view.scene import Group, Path, Scene, Text, small
from edflow.view.style import rounded, shortened
from edflow.view.table import Table

WIDTH = 720
SAMPLES = 400
"""Points of a curve: one every 1.6 px."""
PLACES = 60
"""Places of the marker: one every 10 px; half as many for more than `FEW` curves."""
FEW = 6
FAINT = 40
"""How many curves beyond those with a pen of their own are drawn, thin and grey."""


@dataclass(frozen=True, eq=False)
class Schedule:
    """One learning rate over the steps."""

    name: str
    rates: np.ndarray
    """Its value at each of the steps of `Schedules`."""
    half: int | None
    """The first step with at most half the rate of step 0, if there is one."""


@dataclass(frozen=True)
class Schedules:
    """What `picture` draws."""

    steps: np.ndarray
    clock: str
    """The name of the step counter."""
    counted: bool
    """Whether an operation of the graph counts the clock up."""
    curves: tuple[Schedule, ...]


def decay(
    rates: Any,
    steps: int | None = None,
    global_step: Any = None,
    sess: Session | None = None,
    feed_dict: Mapping[Any, Any] | None = None,
) -> Player:
    """Learning rates over the steps, run in the learner's own graph.

    Args:
      rates: a tensor, a list of them, or a dict of names and tensors.
      steps: how far to look, by default until the rates are low or rest.
      global_step: the clock to feed with the steps; by default the `global_step`, or
        the one scalar that the rates depend on.
      sess: where the other variables that a rate depends on have their values.
      feed_dict: what else to feed.

    Raises:
      ValueError: it is not clear what the clock is.

    >>> import edflow as tf
    >>> step = tf.train.get_or_create_global_step()
    >>> rate = tf.train.exponential_decay(0.1, step, 50, 0.5, name="rate")
    >>> print(tf.view.decay(rate))
    rate: 0.1 at first, half of it after 50, 0.00625 at step 200
    ! nothing in this graph counts global_step up: call minimize(loss, global_step)
    schedule  step 0  step 50  step 100  step 150  step 200  steps to half
    rate      0.1     0.05     0.025     0.0125    0.00625   50
    """
    named = (
        rates if isinstance(rates, Mapping) else targets.named(targets.listed(rates))
    )
    return picture(dict(named), steps, global_step, sess, feed_dict or {})


def picture(
    rates: Mapping[str, Tensor],
    steps: int | None,
    clock: Any,
    session: Session | None,
    feed: Mapping[Any, Any],
) -> Player:
    """The picture of `tf.view.decay`."""
    first = next(iter(rates.values()))
    clock = find_clock(list(rates.values())) if clock is None else clock
    session = session or get_default_session() or Session(graph=first.graph)
    tensors = dict(rates)

    def rates_at(step: int) -> dict[str, float]:
        return session.run(tensors, {**feed, clock: step})

    data = measure(rates_at, clock, horizon(rates_at) if steps is None else steps)
    places = PLACES if len(data.curves) <= FEW else PLACES // 2
    at = np.linspace(0, len(data.steps) - 1, places + 1)
    marks = np.unique(at.round()).astype(int)
    label = f"at {shortened(data.clock, 24)}"
    every = tuple(int(step) for step in data.steps)
    return play(
        [Slider(label, tuple(every[mark] for mark in marks), start=len(marks) // 4)],
        partial(draw, data, canvas(data)),
        text=text(data),
        make_table=partial(table, data),
        live=[Slider(label, every, start=len(every) // 4)],
    )


def find_clock(rates: list[Tensor]) -> Any:
    """The step counter that the rates are computed from.

    Raises:
      ValueError: they depend on none, or on several things that could be it.
    """
    sources = [
        op
        for op, _ in backward(rates, control=False)
        if op.type in ("VariableV2", "Placeholder", "PlaceholderWithDefault")
        and op.outputs[0].shape.as_list() == []
    ]
    whole = [op for op in sources if op.outputs[0].dtype.is_integer]
    named = [op for op in sources if op.name.split("/")[-1] == GraphKeys.GLOBAL_STEP]
    for found in (named, whole, sources):
        if len(found) == 1:
            return found[0].outputs[0]
    names = ", ".join(op.name for op in sources) or "no scalar variable or placeholder"
    raise ValueError(
        f"the rate {rates[0].name} depends on {names}: say which is its clock, as in "
        "tf.view.decay(rate, global_step=...)"
    )


def horizon(rates_at: Callable[[int], Mapping[str, float]]) -> int:
    """After how many steps there is nothing new to see: all rates are low, or rest."""
    steps = [n * 10**power for power in range(1, 6) for n in (1, 2, 5)]
    rates = np.array([list(rates_at(step).values()) for step in (0, *steps)])
    low = (rates <= 0.1 * rates.max(axis=0)).all(axis=1)
    last = rates[-1]
    rests = np.array([(rates[at:] == last).all() for at in range(len(rates))])
    over = np.flatnonzero((low | rests)[1:])
    constant = bool((rates == last).all())
    return 100 if constant or not len(over) else steps[int(over[0])]


def measure(
    rates_at: Callable[[int], Mapping[str, float]], clock: Any, steps: int
) -> Schedules:
    """Run the rates with the clock fed, at up to `SAMPLES` steps."""
    if steps < 1:
        raise ValueError(f"a curve needs at least 1 step, not {steps}")
    at = np.unique(np.linspace(0, steps, min(steps, SAMPLES) + 1).round()).astype(int)
    runs = [rates_at(int(step)) for step in at]
    curves = []
    for name in runs[0]:
        rates = np.array([run[name] for run in runs], dtype=float)
        below = np.flatnonzero(rates <= rates[0] / 2)
        half = None
        if len(below) and below[0] > 0:
            between = range(int(at[below[0] - 1]) + 1, int(at[below[0]]) + 1)
            half = _first(
                between, lambda step, n=name, r=rates[0]: rates_at(step)[n] <= r / 2
            )
        curves.append(Schedule(name, rates, half))
    op = clock.op
    counted = op.type != "VariableV2" or any(map(_counts, _users(op)))
    return Schedules(at, op.name, counted, tuple(curves))


def _first(steps: range, holds: Callable[[int], bool]) -> int:
    """The first step at which it holds; at the last it does."""
    low, high = 0, len(steps) - 1
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(steps[middle]) else (middle + 1, high)
    return steps[high]


def _users(variable: Operation) -> list[Operation]:
    ref = variable.outputs[0]
    return [op for op in variable.graph.operations if ref in op.inputs]


def _counts(op: Operation) -> bool:
    """Whether `op` moves a variable on: not the one that initialises or restores it."""
    if op.type == "Assign":
        return any(tensor.op.type == "AddV2" for tensor in op.inputs[1:])
    return op.type.startswith(("AssignAdd", "AssignSub", "CountUpTo", "ScatterNd"))


@dataclass(frozen=True)
class Canvas:
    """What stays the same at every step."""

    plot: Plot
    groups: tuple[Group, ...]


def canvas(data: Schedules) -> Canvas:
    """The curves with their axes."""
    most = max(float(np.nanmax(curve.rates)) for curve in data.curves)
    least = min(0.0, *(float(np.nanmin(curve.rates)) for curve in data.curves))
    plot = Plot(
        62,
        64 if data.counted else 98,
        WIDTH - 90,
        210,
        Scale(0, float(data.steps[-1]), data.clock, whole=True),
        Scale(least, most * 1.04 or 1.0, "learning rate"),
    )
    lines: list[Item] = []
    rest = data.curves[len(PENS) :]
    if rest:
        some = [rest[at] for at in np.linspace(0, len(rest) - 1, FAINT).astype(int)]
        faint = [plot.outline(data.steps, c.rates, 0.6) for c in dict.fromkeys(some)]
        lines.append(Path(together(faint), "#b4bbc4", width=0.8))
    lines += [
        plot.line(data.steps, curve.rates, pen)
        for curve, pen in zip(data.curves, PENS, strict=False)
    ]
    groups = (
        Group("title", tuple(_title(data))),
        Group("axes", tuple(plot.axes())),
        Group("lines", tuple(lines)),
    )
    return Canvas(plot, groups)


def draw(data: Schedules, drawn: Canvas, step: int) -> Frame:
    """The curves, and their values at `step`."""
    plot = drawn.plot
    rates = [float(np.interp(step, data.steps, curve.rates)) for curve in data.curves]
    marks: list[Item] = [plot.rule(step)]
    marks += [
        plot.marker(step, rate, pen.hue) for rate, pen in zip(rates, PENS, strict=False)
    ]
    top = plot.bottom + 58
    groups = (
        *drawn.groups,
        Group("marks", tuple(marks)),
        Group("rows", tuple(_rows(data, step, rates, top))),
    )
    named = min(len(data.curves), len(PENS))
    height = top + 20 * named + (30 if len(data.curves) > named else 12)
    return Frame(Scene(WIDTH, height, groups), description(data, step, rates))


def _title(data: Schedules) -> list[Item]:
    items: list[Item] = [Text(16, 25, finding(data), bold=True, anchor="start")]
    if not data.counted:
        said = _idle(data)
        items += banner(16, 38, WIDTH - 32, said[0].upper() + said[1:])
    return items


def _rows(data: Schedules, step: int, rates: list[float], top: float) -> list[Item]:
    """What each line stands for, with its numbers."""
    columns = (400, 530, WIDTH - 28)
    heads = (f"at step {step:,}", "of the first", "half after")
    items: list[Item] = [
        small(x, top, head, "end") for x, head in zip(columns, heads, strict=True)
    ]
    for row, (curve, rate, pen) in enumerate(
        zip(data.curves, rates, PENS, strict=False)
    ):
        y = top + 20 * (row + 1)
        items += legend(18, y - 12, 999, [(shortened(curve.name, 36), pen)])[0]
        first = float(curve.rates[0])
        share = f"{100 * rate / first:.1f} %" if first else ""
        half = "" if curve.half is None else f"{curve.half:,} steps"
        said = (rounded(rate), share, half or "not in sight")
        items += [
            Text(x, y, cell, style.SMALL, anchor="end")
            for x, cell in zip(columns, said, strict=True)
        ]
    hidden = len(data.curves) - len(PENS)
    if hidden > 0:
        y = top + 20 * len(PENS) + 20
        drawn = "thin and grey" if hidden <= FAINT else f"{FAINT} of them thin and grey"
        note = f"and {hidden} more, {drawn}; .table() has their numbers"
        items.append(small(18, y, note))
    return items


def finding(data: Schedules) -> str:
    """The picture in one sentence."""
    last = int(data.steps[-1])
    if len(data.curves) > 1:
        ends = [float(curve.rates[-1]) for curve in data.curves]
        low, high = rounded(min(ends)), rounded(max(ends))
        return (
            f"{len(data.curves)} schedules over {last:,} steps: "
            f"they end between {low} and {high}"
        )
    curve = next(iter(data.curves))
    first, end = rounded(curve.rates[0]), rounded(curve.rates[-1])
    if (curve.rates == curve.rates[0]).all():
        return f"{shortened(curve.name, 40)} stays at {first} for {last:,} steps"
    half = "" if curve.half is None else f", half of it after {curve.half:,}"
    return (
        f"{shortened(curve.name, 40)}: {first} at first{half}, {end} at step {last:,}"
    )


def _idle(data: Schedules) -> str:
    return (
        f"nothing in this graph counts {shortened(data.clock, 24)} up: "
        "call minimize(loss, global_step)"
    )


def description(data: Schedules, step: int, rates: list[float]) -> str:
    """The finding and the numbers at the marker, for those who do not see them."""
    pairs = list(zip(data.curves, rates, strict=True))[:FEW]
    at = ", ".join(f"{curve.name} {rounded(rate)}" for curve, rate in pairs)
    warning = "" if data.counted else f" Mind: {_idle(data)}."
    return f"Learning rate decay. {finding(data)}. At step {step:,}: {at}.{warning}"


def text(data: Schedules) -> str:
    """The numbers of the picture in plain text."""
    lines = [finding(data)]
    if not data.counted:
        lines.append(f"! {_idle(data)}")
    if len(data.curves) < 20:
        lines.append(str(table(data)))
    return "\n".join(lines)


def table(data: Schedules) -> Table:
    """Five steps along each curve."""
    at = np.linspace(0, len(data.steps) - 1, 5).round().astype(int)
    steps = [f"step {data.steps[place]:,}" for place in at]
    rows = [
        (
            curve.name,
            *(rounded(float(curve.rates[place])) for place in at),
            "" if curve.half is None else f"{curve.half:,}",
        )
        for curve in data.curves
    ]
    return Table(("schedule", *steps, "steps to half"), tuple(rows))
