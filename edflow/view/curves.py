"""The curves of a training loop: what was reported, one panel for each metric."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from edflow.view import style
from edflow.view.charts import PENS, Item, Pen, Plot, Scale, legend, warning
from edflow.view.outlines import rectangle
from edflow.view.polylines import sampled
from edflow.view.scene import Group, Path, Scene, Text, small
from edflow.view.style import fitted, rounded, shortened, text_width
from edflow.view.table import Table

WIDTH = 720
PANEL = 112
"""Height in px of the plot of one metric."""
LEFT, RIGHT = 62, 28
"""What is beside a plot, for the numbers of its axis."""
COLUMN = 3
"""So many metrics stand one below the other; more stand in two columns."""
MOST = 12
"""Metrics that are drawn; the table has all."""
POINTS = 1500
"""Of all lines together, so that the picture stays small."""
ENDS = 460
"""The room in px for the first and last values, beside the legend."""
RAW = Pen(style.Hue("#9aa3ae", style.GREY.fill), width=1)


@dataclass(frozen=True, eq=False)
class Curve:
    """One metric: where it was reported, and what it was."""

    name: str
    steps: np.ndarray
    values: np.ndarray

    def smooth(self, most: int = 300) -> tuple[np.ndarray, np.ndarray]:
        """Means of about a fiftieth of the values, around at most so many of them."""
        count, half = len(self.values), len(self.values) // 100
        at = np.unique(np.linspace(0, count - 1, min(count, most)).round()).astype(int)
        spans = np.stack([np.maximum(at - half, 0), np.minimum(at + half + 1, count)])
        known = np.isfinite(self.values)
        sums = _sums(np.where(known, self.values, 0.0), spans)
        means = sums / np.maximum(_sums(known.astype(float), spans), 1)
        # Where a value is missing there is no mean either: a line beyond the last
        # number would hide where the loop went wrong.
        return self.steps[at], np.where(known[at], means, np.nan)

    def last(self) -> float:
        """The value at its end, smoothed; not a number if it ended so."""
        return float(self.smooth()[1][-1])

    def lost(self) -> int | None:
        """The first step at which it is not a finite number."""
        at = np.flatnonzero(~np.isfinite(self.values))
        return int(self.steps[at[0]]) if len(at) else None


def _sums(values: np.ndarray, spans: np.ndarray) -> np.ndarray:
    """The sum of each span, [[starts], [ends]], of the values."""
    # reduceat also sums from each end to the next start: every other one is left out.
    return np.add.reduceat(np.append(values, 0.0), spans.T.ravel())[::2]


@dataclass(frozen=True, eq=False)
class Report:
    """What is drawn."""

    curves: tuple[Curve, ...]
    done: int
    total: int
    label: str
    running: bool


def draw(report: Report, beside: Report | None = None) -> Scene:
    """The bar of the loop, and a panel for each metric over the same steps.

    With a report that it stands `beside` the scales have room for both.
    While a loop runs nothing but the first report of a metric changes the height: what
    is below the picture stays where it is.
    """
    shown = report.curves[:MOST]
    items: list[Item] = [
        Text(16, 25, progressed(report), bold=True, anchor="start"),
        *_bar(report, 36),
        Text(16, 64, _ends(report), style.SMALL, anchor="start"),
    ]
    groups = [Group("title", tuple(items))]
    if not shown:
        return Scene(WIDTH, 80, tuple(groups))
    entries = [("reported", RAW), ("smoothed", PENS[0])]
    groups.append(Group("legend", tuple(legend(WIDTH - 232, 52, 220, entries)[0])))
    columns = 1 if len(shown) <= COLUMN else 2
    wide = (WIDTH - (columns - 1) * LEFT - LEFT - RIGHT) / columns
    reports = [report, beside] if beside else [report]
    along = Scale(0, max(1, *(each.total - 1 for each in reports)), whole=True)
    top = 100.0
    for at, curve in enumerate(shown):
        column = at % columns
        last = at + columns >= len(shown)
        scale = replace(along, label="step" if last else "")
        values = [c.values for r in reports for c in r.curves if c.name == curve.name]
        up = _scale(curve, np.concatenate(values), wide)
        plot = Plot(LEFT + column * (wide + LEFT), top, wide, PANEL, scale, up)
        groups.append(_panel(curve, plot, min(500, POINTS // len(shown))))
        if column == columns - 1 or at == len(shown) - 1:
            top += PANEL + 52
    if len(report.curves) > MOST:
        note = f"and {len(report.curves) - MOST} more metrics; .table() has them"
        text = small(16, top, note)
        groups.append(Group("note", (text,)))
        top += 16
    return Scene(WIDTH, top, tuple(groups))


def _scale(curve: Curve, values: np.ndarray, wide: float) -> Scale:
    """The vertical scale for `values`, with the name of the curve as its label."""
    values = values[np.isfinite(values)]
    spread = values.max() / values.min() if len(values) and values.min() > 0 else 1
    log = bool(spread > 100)  # What falls by so much is a flat line otherwise.
    kind = ", logarithmic" if log else ""
    rest = style.text_width(f"{kind}{_lost(curve)}", style.SMALL, bold=True) + 24
    name = fitted(curve.name, wide - rest, style.SMALL)
    return Scale.around(values, f"{name}{kind}", log)


def _panel(curve: Curve, plot: Plot, points: int) -> Group:
    steps, means = curve.smooth(points // 2)
    items = plot.axes()
    items.append(plot.line(*sampled(curve.steps, curve.values, points), RAW))
    items.append(plot.line(steps, means, PENS[0]))
    lost = curve.lost()
    if lost is not None:
        items.append(plot.rule(lost))
        items += warning(plot.right, plot.top - 9, _lost(curve))
    else:
        items.append(plot.marker(steps[-1], means[-1], PENS[0].hue))
    return Group("panel", tuple(items))


def _lost(curve: Curve) -> str:
    step = curve.lost()
    return "" if step is None else f"not finite at step {step:,}"


def _bar(report: Report, top: float) -> list[Item]:
    width = WIDTH - 32
    share = report.done / max(1, report.total)
    return [
        Path(rectangle(16, top, width, 8, 4), fill=style.GREY.fill),
        Path(rectangle(16, top, max(8.0, width * share), 8, 4), fill=style.BLUE.stroke),
    ]


def finding(report: Report) -> str:
    """The picture in one sentence."""
    ends = _ends(report)
    return f"{progressed(report)}: {ends}" if ends else progressed(report)


def progressed(report: Report) -> str:
    """How far the loop is, or came."""
    if report.running:
        said = f"step {report.done:,} of {report.total:,}"
    elif report.done < report.total:
        said = f"stopped after {report.done:,} of {report.total:,} steps"
    else:
        said = f"{report.done:,} steps"
    if report.label:
        return f"{shortened(report.label, 40)}, {said}"
    return said[0].upper() + said[1:]


def _ends(report: Report) -> str:
    """The first and the last value of as many metrics as have room in a line."""
    if not report.curves:
        return "nothing reported"
    ends = [
        f"{shortened(curve.name, 32)} {rounded(curve.values[0])} → "
        f"{rounded(curve.last())}"
        for curve in report.curves
    ]
    lines = (", ".join(ends[:count]) for count in range(len(ends), 1, -1))
    return next((one for one in lines if text_width(one, style.SMALL) <= ENDS), ends[0])


def table(report: Report) -> Table:
    """The reported numbers at five places along the loop, and their range."""
    at = np.unique(np.linspace(0, max(0, report.done - 1), 5).round().astype(int))
    return table_at(at, report.curves)


def table_at(at: Sequence[int] | np.ndarray, curves: Sequence[Curve]) -> Table:
    """What each curve is at (or next to) some steps, and its range."""
    rows = []
    for curve in curves:
        cells = [
            rounded(curve.values[int(np.abs(curve.steps - step).argmin())])
            for step in at
        ]
        finite = curve.values[np.isfinite(curve.values)]
        ends = (finite.min(), finite.max()) if len(finite) else (np.nan, np.nan)
        rows.append((curve.name, *cells, *map(rounded, ends)))
    heads = ("metric", *(f"step {step:,}" for step in at), "lowest", "highest")
    return Table(heads, tuple(rows))
