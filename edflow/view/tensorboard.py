"""What TensorBoard would show of a directory of events: curves and distributions."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from edflow.errors import DataLossError, NotFoundError
from edflow.files.events import summary_iterator
from edflow.view import curves
from edflow.view.charts import PENS, Plot, Scale, legend
from edflow.view.curves import Curve, Report
from edflow.view.picture import Picture
from edflow.view.scene import Group, Scene, Text
from edflow.view.style import shortened
from edflow.view.table import Table

SHARES = (0.0, 1 / 6, 0.5, 5 / 6, 1.0)
"""The lines of a distribution: two thirds of the values lie between the inner ones."""
_LINES = (("lowest and highest", PENS[5]), ("two thirds", PENS[1]), ("half", PENS[0]))
_PENS = (PENS[5], PENS[1], PENS[0], PENS[1], PENS[5])
MOST = 12
"""Distributions that are drawn; the table has all."""
PANEL = 112
"""Height in px of the plot of one distribution."""


@dataclass(frozen=True, eq=False)
class Distribution:
    """How the values of one histogram were distributed, step by step."""

    name: str
    steps: np.ndarray
    lines: np.ndarray
    """[step, share]: the values below which so much of them lay, for `SHARES`."""


@dataclass(frozen=True, eq=False)
class Logged:
    """What a directory of events holds."""

    report: Report
    distributions: tuple[Distribution, ...]


def events(
    logdir: str | os.PathLike[str], tags: str | Collection[str] = "*"
) -> Picture:
    """The scalars and histograms that a `tf.summary.FileWriter` wrote, as a picture.

    Directories in `logdir` are runs of their own, and stand before the names.

    Args:
      logdir: the directory; it may still be written to.
      tags: which to show: names or patterns, such as `"loss*"`.

    Raises:
      NotFoundError: there is nothing of that kind in the directory.

    >>> import tempfile
    >>> import edflow as tf
    >>> logdir = tempfile.mkdtemp()
    >>> with tf.summary.FileWriter(logdir) as writer:
    ...     for step in range(3):
    ...         loss = tf.Summary.Value(tag="loss", simple_value=2.0**-step)
    ...         writer.add_summary(tf.Summary(value=[loss]), step)
    >>> events(logdir).table()
    metric  step 0  step 1  step 2  lowest  highest
    loss    1       0.5     0.25    0.25    1
    """
    logged = read(logdir, (tags,) if isinstance(tags, str) else tags)
    found = finding(logged)
    return Picture(
        scene=draw(logged),
        description=f"What {logged.report.label} logged. {found}.",
        text=f"{found}\n{table(logged).told()}",
        make_table=partial(table, logged),
    )


# -- reading --------------------------------------------------------------------------


def read(logdir: str | os.PathLike[str], tags: Collection[str] = ("*",)) -> Logged:
    """The scalars and histograms of a directory; of a step that is told twice the last.

    Raises:
      NotFoundError: there are none of these names.
    """
    scalars: dict[str, dict[int, float]] = {}
    histograms: dict[str, dict[int, np.ndarray]] = {}
    for run, event in _events(Path(logdir)):
        for value in event.summary.value:
            name = f"{run}/{value.tag}" if run else value.tag
            if not any(fnmatchcase(name, tag) for tag in tags):
                continue
            if value.HasField("simple_value"):
                scalars.setdefault(name, {})[event.step] = value.simple_value
            elif value.HasField("histo"):
                histograms.setdefault(name, {})[event.step] = lines_of(value.histo)
    if not (scalars or histograms):
        wanted = "" if list(tags) == ["*"] else f" of the names {', '.join(tags)}"
        raise NotFoundError(
            None,
            None,
            f"{os.fspath(logdir)} holds no scalars and no histograms{wanted}; write "
            "some with tf.summary.FileWriter(logdir).add_summary(…, step)",
        )
    told = [max(steps) for steps in (*scalars.values(), *histograms.values())]
    total = max(told) + 1
    label = Path(logdir).resolve().name
    shown = tuple(Curve(*column) for column in _columns(scalars, float))
    return Logged(
        Report(shown, total, total, label, running=False),
        tuple(Distribution(*column) for column in _columns(histograms, np.array)),
    )


def _events(logdir: Path) -> Iterator[tuple[str, Any]]:
    """All events of a directory and those in it, each with the name of its run."""
    for path in sorted(logdir.rglob("*tfevents*")):
        run = path.parent.relative_to(logdir).as_posix().removeprefix(".")
        with suppress(DataLossError):  # What is whole is shown: it may be growing.
            for event in summary_iterator(path):
                yield run, event


def _columns(
    told: dict[str, dict[int, Any]], kind: Callable[..., Any]
) -> Iterator[tuple[str, np.ndarray, np.ndarray]]:
    """Names with steps in order and what was told of them."""
    for name, values in told.items():
        steps = sorted(values)
        yield name, np.array(steps), np.array([kind(values[step]) for step in steps])


def lines_of(histogram: Any) -> np.ndarray:
    """The values below which the `SHARES` of a `HistogramProto` lie.

    Inside a bucket values are taken to be spread evenly.
    """
    counts = np.array(histogram.bucket)
    ends = np.clip(histogram.bucket_limit, histogram.min, histogram.max)
    filled = np.flatnonzero(counts)
    if not len(filled):
        return np.full(len(SHARES), np.nan)
    starts = np.concatenate([[histogram.min], ends[:-1]])[filled]
    sums = np.cumsum(counts[filled]) / counts.sum()
    # Both ends of every bucket, as what lies between two of them is empty.
    at = np.stack([np.concatenate([[0.0], sums[:-1]]), sums], 1).ravel()
    return np.interp(SHARES, at, np.stack([starts, ends[filled]], 1).ravel())


# -- drawing --------------------------------------------------------------------------


def draw(logged: Logged) -> Scene:
    """A panel for each curve, then one for each distribution, over the steps."""
    report, shown = logged.report, logged.distributions[:MOST]
    if report.curves:
        scene = curves.draw(report)
        groups, top = list(scene.groups), scene.height + 8
    else:
        title = Text(16, 25, curves.progressed(report), bold=True, anchor="start")
        groups, top = [Group("title", (title,))], 40.0
    if shown:
        wide = curves.WIDTH - curves.LEFT - curves.RIGHT
        entries, _ = legend(curves.LEFT, top, wide, _LINES)
        groups.append(Group("legend", tuple(entries)))
        top += 48
    for distribution in shown:
        plot = _plot(distribution, report.total, top)
        items = plot.axes()
        for line, pen in zip(distribution.lines.T, _PENS, strict=True):
            items.append(plot.line(distribution.steps, line, pen))
        groups.append(Group("panel", tuple(items)))
        top += PANEL + 52
    return Scene(curves.WIDTH, top, tuple(groups))


def _plot(distribution: Distribution, total: int, top: float) -> Plot:
    wide = curves.WIDTH - curves.LEFT - curves.RIGHT
    along = Scale(0, max(1, total - 1), "step", whole=True)
    around = Scale.around(distribution.lines, shortened(distribution.name, 80))
    return Plot(curves.LEFT, top, wide, PANEL, along, around)


def finding(logged: Logged) -> str:
    """The picture in words."""
    count = len(logged.distributions)
    if not count:
        return curves.finding(logged.report)
    told = f"{count} histogram{'s' if count > 1 else ''}"
    if not logged.report.curves:
        return f"{curves.progressed(logged.report)}: {told}"
    return f"{curves.finding(logged.report)}; {told}"


def table(logged: Logged) -> Table:
    """The numbers at five places along the steps; of a distribution its middle."""
    report = logged.report
    middles = tuple(
        Curve(f"median of {each.name}", each.steps, each.lines[:, len(SHARES) // 2])
        for each in logged.distributions
    )
    every = (*report.curves, *middles)
    steps = np.unique(np.concatenate([curve.steps for curve in every]))
    at = steps[np.unique(np.linspace(0, len(steps) - 1, 5).round().astype(int))]
    return curves.table_at(at, every)
