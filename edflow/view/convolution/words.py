"""What a sliding window's picture says."""

from __future__ import annotations

import math
import re

import numpy as np

from edflow.view.convolution.data import Place, Sweep
from edflow.view.style import TIMES, rounded, shortened
from edflow.view.table import Table

MINUS = "\N{MINUS SIGN}"


def finding(data: Sweep) -> str:
    """The picture in one sentence."""
    high, wide = data.sides
    what = {"Conv2D": "kernel", "MaxPool": "max pool", "AvgPool": "average pool"}
    made = (
        f"{high.pixels}{TIMES}{wide.pixels} becomes {high.windows}{TIMES}{wide.windows}"
    )
    size = f"{high.taps}{TIMES}{wide.taps} {what[data.type]}"
    return f"{shortened(data.name, 40)}: {made} under a {size}"


def settings(data: Sweep) -> str:
    """Padding, stride, dilation; and how far down one number can see."""
    said = [f"padding {data.padding}"]
    for name in ("stride", "dilation"):
        high, wide = (getattr(side, name) for side in data.sides)
        if name == "stride" or (high, wide) != (1, 1):
            said.append(f"{name} {high}" if high == wide else f"{name} {high}, {wide}")
    if data.sees is not None:
        name, (high, wide) = data.sees
        said.append(
            f"one number of y depends on {high}{TIMES}{wide} pixels of "
            f"{shortened(name, 24)}"
        )
    return " · ".join(said)


def formula(data: Sweep) -> str:
    """How many windows there are, and why."""
    high, wide = data.sides
    if high.formula == wide.formula:
        return f"windows: {high.formula} in height and width"
    return f"windows: {high.formula} in height, {wide.formula} in width"


def heads(data: Sweep, way: str, filter: int, channel: int) -> tuple[str, str]:
    """What stands above the two maps."""
    channels, filters = data.x.shape[2], data.y.shape[2]
    x = f"x, channel {channel} of {channels}" if channels > 1 else "x"
    if way == "the way back":
        x = f"gradient of that one number for {x}"
    if filters == 1:
        return x, "y"
    return x, f"y, channel {channel if data.pools else filter} of {filters}"


def panels(data: Sweep, way: str) -> tuple[str, str, str]:
    """What stands above the three panels."""
    kernel = "who counts" if data.pools else "kernel"
    if way == "the way back":
        return "patch", kernel, "gradient of the patch"
    return "patch", kernel, f"patch {TIMES} {kernel}"


def lines(
    data: Sweep, place: Place, way: str, filter: int, channel: int
) -> list[tuple[str, bool]]:
    """What stands beside the panels, and whether it is what counts."""
    name = f"y[{place[0]}, {place[1]}]"
    answer = data.answer(place, channel, filter)
    if way == "the way back":
        return [(f"+1 on {name}", True), *((line, False) for line in _way_back(data))]
    if data.pools:
        verb = "largest" if data.type == "MaxPool" else "mean"
        said = [(f"{verb} = {rounded(answer)}", True), (f"= {name}", False)]
        return [*said, ("", False)]
    own = float(
        np.nansum(data.patch(place, channel) * data.kernel(place, channel, filter))
    )
    said = [(f"sum = {rounded(own)}", True)]
    others = data.x.shape[2] - 1
    if others:
        rest = answer - own
        sign = MINUS if rest < 0 else "+"
        channels = "other channel" if others == 1 else f"{others} other channels"
        said += [(f"{sign} {rounded(abs(rest))} from the", False), (channels, False)]
        said.append((f"all: {rounded(answer)}", True))
    said.append((f"= {name}", False))
    # As many lines as the way back has: then frames differ in words alone.
    said += [("", False)] * (7 - len(said))
    return [(line.replace("-", MINUS), bold) for line, bold in said]


def _way_back(data: Sweep) -> list[str]:
    if data.type == "MaxPool":
        return ["goes to the largest", "pixel alone"]
    if data.type == "AvgPool":
        return ["is shared by all", "pixels alike"]
    return [
        "each pixel of the",
        "patch gets the",
        "weight that it was",
        "seen with;",
        "the kernel gets",
        "the patch",
    ]


def strip(data: Sweep, shown: int, channel: int) -> str:
    """What stands above the row of filters."""
    count = data.y.shape[2]
    some = f"{shown} of {count}" if shown < count else f"all {count}"
    if data.pools:
        return f"{some} channels of y"
    part = f" for channel {channel}" if data.x.shape[2] > 1 else ""
    return f"{some} kernels{part}, and what each saw"


COLOURS = "blue is positive, orange negative, white 0"


def numbers(values: np.ndarray, narrow: bool = False) -> list[str]:
    """The numbers of a panel, in as many digits as its largest needs.

    Where cells are `narrow`, fewer digits, and no 0 before the point.

    Nothing where all are too small to write down: their colours must do.

    >>> numbers(np.array([1, 0.25, 0.001, np.nan]))
    ['1', '0.25', '0', 'pad']
    >>> numbers(np.array([1e-5]))
    ['']
    """
    largest = float(np.nanmax(np.abs(values), initial=0))
    if 0 < largest < 0.005 or largest >= 10_000:
        return [""] * values.size
    if largest < 1:
        digits = 3 if largest < 0.05 else 2
    else:
        digits = max(0, 2 - narrow - math.floor(math.log10(largest)))
    said = [_fixed(value, digits) for value in values.ravel().tolist()]
    # A minus sign is as wide as a digit, and would touch the number to its left.
    return [
        re.sub(r"\b0\.", ".", each).replace(MINUS, "-") if narrow else each
        for each in said
    ]


def _fixed(value: float, digits: int) -> str:
    if math.isnan(value):
        return "pad"
    said = f"{round(value, digits) + 0.0:.{digits}f}"  # + 0.0: never "-0".
    said = said.rstrip("0").rstrip(".") if digits else said
    return said.replace("-", MINUS)


def description(data: Sweep, place: Place, way: str, filter: int, channel: int) -> str:
    """The finding and the numbers of one window, for those who do not see them."""
    said = " ".join(line for line, _ in lines(data, place, way, filter, channel))
    return f"Row {place[0]}, column {place[1]}: {said.strip()}"


def summary(data: Sweep, best: Place) -> str:
    """What the picture shows at first, for those who do not see it."""
    return (
        f"{finding(data)}; {formula(data)}. "
        f"The largest answer is at row {best[0]}, column {best[1]}."
    )


def text(data: Sweep) -> str:
    """The numbers of the picture in plain text."""
    return "\n".join([finding(data), formula(data), settings(data)])


def table(data: Sweep) -> Table:
    """The two sides of the image, with all that decides the number of windows."""
    names = (
        "pixels",
        "taps",
        "stride",
        "dilation",
        "span",
        "before",
        "after",
        "windows",
    )
    rows = [
        (side, *(str(getattr(one, name)) for name in names))
        for side, one in zip(("height", "width"), data.sides, strict=True)
    ]
    return Table(("side", *names), tuple(rows))
