"""One feature: how it came, and how it leaves in training and in use."""

from __future__ import annotations

import numpy as np

from edflow.view import style
from edflow.view.charts import PENS, Item, Pen, Plot, Scale, banner
from edflow.view.frames import Frame
from edflow.view.normalization.data import TRAINING, USE, Normalized
from edflow.view.outlines import Outline, polygon, polyline
from edflow.view.scene import Group, Path, Scene, Text, small
from edflow.view.style import MINUS, rounded, shortened

WIDTH = 720.0
MARGIN = 16.0
BINS = 16
BATCH, MOVING = PENS[0], PENS[1]
"""The pens of the two statistics, and of what each of them makes of the feature."""


def draw(first: Normalized, feature: int, batches: int) -> Frame:
    """The picture of a feature, after so many more batches like this one."""
    data = first.later(batches)
    warned = 34 * bool(warning(first))
    top = 62.0 + warned
    x = first.x[:, feature]
    outputs = {way: data.output(way)[:, feature] for way in (TRAINING, USE)}
    # The scales are those of all frames of a feature: nothing jumps but the bars.
    before = Scale.around([*_ends(x), *_reach(first, feature)])
    after = Scale.around([first.output(way)[:, feature] for way in (TRAINING, USE)])
    plots = [
        Plot(MARGIN + 6 + 234 * at, top + 24, 208, 130, scale, Scale(0, 1.12))
        for at, scale in enumerate((_wider(before), _wider(after), _wider(after)))
    ]
    columns = zip(plots, (x, *outputs.values()), (style.GREY, *_HUES), strict=True)
    groups = [
        Group("title", tuple(_title(first, data, feature))),
        *(
            Group("panel", tuple(_panel(plot, values, hue, head)))
            for (plot, values, hue), head in zip(columns, _heads(first), strict=True)
        ),
        Group("spans", tuple(_spans(plots[0], data, feature))),
        Group("rows", tuple(_rows(data, feature, outputs, plots[0].bottom + 44))),
    ]
    height = plots[0].bottom + 44 + 5 * 19 + 12
    said = finding(data, feature)
    if batches:
        said = f"After {batches} more batches like this: {said}"
    return Frame(Scene(WIDTH, height, tuple(groups)), said)


_HUES = (BATCH.hue, MOVING.hue)


def _ends(values: np.ndarray) -> tuple[float, float]:
    return float(values.min()), float(values.max())


def _reach(data: Normalized, feature: int) -> list[float]:
    """Mean and standard deviation as the two ends of a span, of both statistics."""
    ends = []
    for way in (TRAINING, USE):
        mean, variance = data.statistics(way)
        spread = float(np.sqrt(variance[feature]))
        ends += [float(mean[feature]) - spread, float(mean[feature]) + spread]
    return ends


def _wider(scale: Scale) -> Scale:
    room = (scale.high - scale.low) * 0.06
    return Scale(scale.low - room, scale.high + room)


def _title(first: Normalized, data: Normalized, feature: int) -> list[Item]:
    items: list[Item] = [
        Text(MARGIN, 25, finding(data, feature), bold=True, anchor="start")
    ]
    formula = (
        f"y = gamma · (x {MINUS} mean) / \N{SQUARE ROOT}(variance + "
        f"{rounded(first.epsilon)}) + beta: in training mean and variance of the "
        "batch, in use the moving ones"
    )
    items.append(small(MARGIN, 45, formula))
    if said := warning(first):
        items += banner(MARGIN, 58, WIDTH - 2 * MARGIN, said)
    return items


def _heads(data: Normalized) -> list[tuple[str, bool]]:
    """What stands above the panels, and whether this run took that way."""
    return [
        ("before: x", False),
        ("after, in training", data.way == TRAINING),
        ("after, in use", data.way == USE),
    ]


def _panel(
    plot: Plot, values: np.ndarray, hue: style.Hue, head: tuple[str, bool]
) -> list[Item]:
    """A histogram as one outline, above the numbers of its axis."""
    said, taken = head
    bars = Path(_steps(plot, values), hue.stroke, hue.fill, 1.2)
    axis = [item for item in plot.axes() if _below(plot, item)]
    title = Text(plot.left, plot.top - 12, said, bold=True, anchor="start")
    note = small(plot.right, plot.top - 12, "this run" if taken else "", "end")
    return [title, note, *axis, bars]


def _below(plot: Plot, item: Item) -> bool:
    """Whether an item of the axes is of the horizontal one: heights say nothing."""
    if isinstance(item, Text):
        return item.y > plot.bottom + 5
    return isinstance(item, Path) and item.stroke == style.LINE


def _steps(plot: Plot, values: np.ndarray) -> Outline:
    """The outline of a histogram, its highest bar of height 1."""
    counts, edges = np.histogram(values, BINS)
    xs = np.repeat(np.clip(plot.at_x(edges), plot.left, plot.right), 2)
    ys = np.repeat(plot.at_y(counts / counts.max()), 2)
    ys = [plot.bottom, *ys, plot.bottom]
    return polygon(*zip(xs, ys, strict=True))


def _spans(plot: Plot, data: Normalized, feature: int) -> list[Item]:
    """Mean and standard deviation as bars across the histogram of x."""
    items: list[Item] = []
    for way, pen, y in ((TRAINING, BATCH, 0.62), (USE, MOVING, 0.38)):
        mean, variance = (float(each[feature]) for each in data.statistics(way))
        spread = float(np.sqrt(variance))
        items += [
            plot.line([mean - spread, mean + spread], [y, y], pen),
            plot.marker(mean, y, pen.hue),
        ]
    return items


def _rows(
    data: Normalized, feature: int, outputs: dict[str, np.ndarray], top: float
) -> list[Item]:
    """The statistics in numbers, and one example in full."""
    columns = (250, 340, 450, 560)
    heads = ("mean", "deviation", "y: mean", "y: deviation")
    items: list[Item] = [
        small(x, top, head, "end") for x, head in zip(columns, heads, strict=True)
    ]
    for row, (way, name, pen) in enumerate(
        ((TRAINING, "the batch", BATCH), (USE, "the moving averages", MOVING)), 1
    ):
        y = top + 19 * row
        mean, variance = (float(each[feature]) for each in data.statistics(way))
        made = outputs[way]
        items += [
            _sample(MARGIN, y, pen),
            Text(56, y, name, style.SMALL, anchor="start"),
        ]
        numbers = (mean, variance**0.5, float(made.mean()), float(made.std()))
        items += [
            Text(x, y, _rounded(value), style.SMALL, anchor="end")
            for x, value in zip(columns, numbers, strict=True)
        ]
    y = top + 19 * 3 + 6
    items.append(small(MARGIN, y, "the first example"))
    for row, (way, where) in enumerate(((TRAINING, "in training"), (USE, "in use"))):
        said = f"{where}: y = {example(data, feature, way)}"
        items.append(Text(150, y + 19 * row, said, style.SMALL, anchor="start"))
    return items


def _sample(left: float, y: float, pen: Pen) -> Path:
    line = polyline((left, y - 4), (left + 30, y - 4))
    return Path(line, pen.hue.stroke, width=pen.width, dash=pen.dash)


def example(data: Normalized, feature: int, way: str) -> str:
    """What becomes of the first example, step by step."""
    mean, variance = (float(each[feature]) for each in data.statistics(way))
    x, y = data.x[0, feature], data.output(way)[0, feature]
    gamma, beta = data.gamma[feature], data.beta[feature]
    root = float(np.sqrt(variance + data.epsilon))
    return (
        f"{_rounded(gamma)} · ({_rounded(x)} {MINUS} {_signed(mean)}) / "
        f"{_rounded(root)} + {_signed(beta)} = {_rounded(y)}"
    )


def finding(data: Normalized, feature: int) -> str:
    """The picture in one sentence."""
    training, use = (data.output(way)[:, feature] for way in (TRAINING, USE))
    name = f"{shortened(data.name, 30)}, feature {feature}"
    if (
        abs(training.mean() - use.mean()) < 0.1
        and 0.9 < use.std() / (training.std() or 1.0) < 1.1
    ):
        return f"{name}: in use as in training, around {_rounded(use.mean(), 2)}"
    said = [
        f"{_rounded(y.mean(), 2)} ± {_rounded(y.std(), 2)}" for y in (training, use)
    ]
    return f"{name}: around {said[0]} in training, {said[1]} in use"


def warning(data: Normalized) -> str:
    """What is likely to be wrong with the layer, if anything is."""
    if not data.updates or not data.untouched:
        return ""
    if data.run_by is None:
        return (
            "UPDATE_OPS never run: give them to tf.control_dependencies before minimize"
        )
    return (
        f"no update has run yet in this session: {shortened(data.run_by, 30)} runs them"
    )


def _rounded(value: float, digits: int = 3) -> str:
    # What is 0 but for rounding is 0.
    value = 0.0 if abs(value) < 1e-6 else value
    return rounded(value, digits).replace("-", MINUS)


def _signed(value: float) -> str:
    """A number as it stands behind a sign."""
    return f"({_rounded(value)})" if value < -1e-6 else _rounded(value)
