"""A window on its image, and below it the arithmetic that it does there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from edflow.view import style
from edflow.view.bitmaps import bitmap
from edflow.view.charts import tints
from edflow.view.convolution import words
from edflow.view.convolution.data import Place, Sweep
from edflow.view.frames import Frame
from edflow.view.outlines import polygon, polyline, rectangle, together
from edflow.view.scene import Bitmap, Group, Item, Path, Scene, Text, small

WIDTH = 720.0
MARGIN = 16.0
TOP = 88.0
MAP = 250.0
"""The longest side of the maps of x and y, in px."""
LARGEST = 30.0
"""The longest side of one pixel, in px."""
THUMB = 36.0
THUMBS = 10
PANEL = 164.0
"""The longest side of the panels below the maps, in px."""
GAP = 34.0
"""What is free between the panels, for the sign."""
NUMBERS = 5
"""Up to so many taps a side the patch is written in numbers, beyond in colours."""

FORWARD, BACKWARD = "the sum", "the way back"


@dataclass(frozen=True, slots=True)
class Area:
    """Where a plane of pixels lies on the page."""

    left: float
    top: float
    pixel: float
    """The side of a pixel in px."""
    before: tuple[int, int] = (0, 0)
    """Rows and columns of padding before the first pixel."""

    def corner(self, row: float, column: float) -> tuple[float, float]:
        """The left and upper edge of a pixel."""
        left = self.left + (column + self.before[1]) * self.pixel
        return left, self.top + (row + self.before[0]) * self.pixel


def draw(
    data: Sweep, place: Place, way: str, filter: int = 0, channel: int = 0
) -> Frame:
    """The picture with the window at `place`."""
    maps, foot = _maps(data, place, way, filter, channel)
    sums, foot = _arithmetic(data, place, way, filter, channel, foot + 40)
    strip, foot = _strip(data, filter, channel, foot + 26)
    groups = [Group("title", tuple(_title(data))), *maps, *sums, *strip]
    said = words.description(data, place, way, filter, channel)
    return Frame(Scene(WIDTH, foot + 16, tuple(groups)), said)


def _title(data: Sweep) -> list[Item]:
    lines = [words.formula(data), words.settings(data)]
    return [
        _text(MARGIN, 25, words.finding(data), bold=True),
        *(small(MARGIN, 44 + 16 * row, line) for row, line in enumerate(lines)),
        small(WIDTH - MARGIN, TOP, words.COLOURS, "end"),
    ]


def _maps(
    data: Sweep, place: Place, way: str, filter: int, channel: int
) -> tuple[list[Group], float]:
    """The image with the window on it, and the result with the number it made."""
    high, wide = data.sides
    rows = high.before + high.pixels + high.after
    columns = wide.before + wide.pixels + wide.after
    pixel = min(LARGEST, MAP / max(rows, columns))
    area = Area(MARGIN, TOP + 10, pixel, (high.before, wide.before))
    width, height = columns * pixel, rows * pixel
    answers = data.y[:, :, channel if data.pools else filter]
    cell = min(pixel, MAP / max(answers.shape))
    middle = area.top + height / 2
    left = max(390.0, MARGIN + width + 90)
    result = Area(left, middle - answers.shape[0] * cell / 2, cell)
    x_head, y_head = words.heads(data, way, filter, channel)
    padding = rectangle(area.left, area.top, width, height)
    image = data.x[:, :, channel] * (way == FORWARD)
    groups = [
        Group(
            "x",
            (
                small(area.left, TOP, x_head),
                Path(padding, style.GREY.stroke, style.GREY.fill, 1, "2 3"),
                _plane(area, image),
                _sent_back(data, area, place, way, filter, channel),
            ),
        ),
        Group("window", tuple(_window(data, area, place))),
        Group("arrow", tuple(_arrow(MARGIN + width + 16, left - 16, middle, way))),
        Group(
            "y",
            (
                small(result.left, result.top - 10, y_head),
                _plane(result, answers),
                _around(result, answers),
                *_marked(result, place),
            ),
        ),
    ]
    return groups, max(area.top + height, middle + answers.shape[0] * cell / 2)


def _arrow(left: float, right: float, y: float, way: str) -> list[Item]:
    """From the image to the result, and on the way back from there to the image."""
    tip, foot = (right, right - 9) if way == FORWARD else (left, left + 9)
    return [
        Path(polyline((left, y), (right, y)), style.LINE),
        Path(polygon((tip, y), (foot, y - 4), (foot, y + 4)), fill=style.LINE),
    ]


def _sent_back(
    data: Sweep, area: Area, place: Place, way: str, filter: int, channel: int
) -> Bitmap:
    """The gradient below the window: the rest of the image gets none."""
    high, wide = data.sides
    left, top = area.corner(
        place[0] * high.stride - high.before, place[1] * wide.stride - wide.before
    )
    if way == FORWARD:
        return bitmap(left, top, 0, 0, np.zeros((1, 1)))
    back = data.gradient(place, channel, filter, dense=True)
    return bitmap(left, top, wide.span * area.pixel, high.span * area.pixel, back)


def _plane(area: Area, values: np.ndarray) -> Bitmap:
    height, width = values.shape
    left, top = area.corner(0, 0)
    return bitmap(left, top, width * area.pixel, height * area.pixel, values)


def _around(area: Area, values: np.ndarray) -> Path:
    height, width = values.shape
    left, top = area.corner(0, 0)
    outline = rectangle(left, top, width * area.pixel, height * area.pixel)
    return Path(outline, style.EDGE_OF_CARD, width=1)


def _window(data: Sweep, area: Area, place: Place) -> list[Item]:
    """A frame around the window, and where taps are apart one around each."""
    high, wide = data.sides
    left, top = area.corner(-high.before, -wide.before)
    step = area.pixel
    shift = place[1] * wide.stride * step, place[0] * high.stride * step
    outer = rectangle(left, top, wide.span * step, high.span * step)
    items: list[Item] = [
        Path(outer, style.CARD, width=4, shift=shift),
        Path(outer, style.INK, width=2, shift=shift),
    ]
    if max(high.dilation, wide.dilation) > 1:
        taps = together(
            rectangle(
                left + column * wide.dilation * step,
                top + row * high.dilation * step,
                step,
                step,
            )
            for row in range(high.taps)
            for column in range(wide.taps)
        )
        items.append(Path(taps, style.INK, width=1, shift=shift))
    return items


def _marked(area: Area, place: Place) -> list[Item]:
    """A frame around one number of the result; never too small to be found."""
    left, top = area.corner(0, 0)
    grow = max(0.0, (7 - area.pixel) / 2)
    side = area.pixel + 2 * grow
    outline = rectangle(left - grow, top - grow, side, side)
    shift = place[1] * area.pixel, place[0] * area.pixel
    return [
        Path(outline, style.CARD, width=4, shift=shift),
        Path(outline, style.INK, width=2, shift=shift),
    ]


def _arithmetic(
    data: Sweep, place: Place, way: str, filter: int, channel: int, top: float
) -> tuple[list[Group], float]:
    """Patch times kernel, number by number; or what comes back to the patch."""
    patch = data.patch(place, channel)
    kernel = data.kernel(place, channel, filter)
    third = np.nan_to_num(patch) * kernel
    if way == BACKWARD:
        third = data.gradient(place, channel, filter)
    taps = max(patch.shape)
    cell = min(44.0, PANEL / taps)
    step = patch.shape[1] * cell + GAP
    heads = words.panels(data, way)
    groups = []
    for at, (head, values) in enumerate(
        zip(heads, (patch, kernel, third), strict=True)
    ):
        left = MARGIN + at * step
        sign = (style.TIMES, "=", "")[at] if way == FORWARD else ""
        items = [small(left, top - 8, head), *_cells(left, top, cell, values)]
        middle = top + patch.shape[0] * cell / 2 + 5
        items.append(_middle(left + step - GAP / 2, middle, sign))
        groups.append(Group("panel", tuple(items)))
    left = MARGIN + 3 * step - GAP / 2
    said = [
        Text(
            left,
            top + 12 + 18 * row,
            line,
            style.TITLE if bold else style.SMALL,
            style.INK if bold else style.MUTED,
            bold,
            "start",
        )
        for row, (line, bold) in enumerate(
            words.lines(data, place, way, filter, channel)
        )
    ]
    groups.append(Group("sum", tuple(said)))
    return groups, max(top + patch.shape[0] * cell, said[-1].y)


def _cells(left: float, top: float, cell: float, values: np.ndarray) -> list[Item]:
    """Numbers in squares; where there are too many to read, their colours alone."""
    height, width = values.shape
    numbers = words.numbers(values, narrow=cell < 40)
    if max(height, width) > NUMBERS:
        frame = rectangle(left, top, width * cell, height * cell)
        place = left, top, width * cell, height * cell
        return [bitmap(*place, values), Path(frame, style.LINE, width=1)]
    colours = tints(values)
    limit = float(np.nanmax(np.abs(values), initial=0)) or 1.0
    squares: list[Item] = []
    said: list[Item] = []
    for row, column in np.ndindex(values.shape):
        x, y = left + column * cell, top + row * cell
        value = float(values[row, column])
        squares.append(Path(rectangle(x, y, cell, cell), fill=colours[row][column]))
        ink = style.CARD if abs(value) / limit > 0.55 else style.INK
        text = numbers[row * width + column]
        said.append(Text(x + cell / 2, y + cell / 2 + 4, text, style.SMALL, ink))
    return [*squares, _grid(left, top, cell, values.shape), *said]


def _grid(left: float, top: float, cell: float, shape: tuple[int, ...]) -> Path:
    """All lines between and around squares."""
    rows, columns = shape
    right, bottom = left + columns * cell, top + rows * cell
    lines = [
        polyline((left, y), (right, y))
        for y in (top + row * cell for row in range(rows + 1))
    ]
    lines += [
        polyline((x, top), (x, bottom))
        for x in (left + column * cell for column in range(columns + 1))
    ]
    return Path(together(lines), "#c3cad2", width=1)


def _strip(
    data: Sweep, filter: int, channel: int, top: float
) -> tuple[list[Group], float]:
    """All kernels side by side, each above what it saw."""
    count = data.y.shape[2]
    if count == 1:
        return [], top - 26
    shown = min(count, THUMBS)
    chosen = channel if data.pools else filter
    items: list[Item] = [small(MARGIN, top, words.strip(data, shown, channel))]
    step = (WIDTH - 2 * MARGIN + 8) / THUMBS
    kernel_top, map_top = top + 10, top + 10
    if data.w is not None:
        limit = float(np.abs(data.w[:, :, channel]).max())
        map_top += THUMB + 6
    for at in range(shown):
        left = MARGIN + at * step
        if data.w is not None:
            items += _thumb(left, kernel_top, data.w[:, :, channel, at], limit)
        items += _thumb(left, map_top, data.y[:, :, at])
    groups = [Group("strip", tuple(items))]
    if chosen < shown:
        height = map_top + THUMB - kernel_top + 6
        outline = rectangle(-3, kernel_top - 3, THUMB + 6, height, 4)
        shift = MARGIN + chosen * step, 0
        groups.append(
            Group("chosen", (Path(outline, style.INK, width=2, shift=shift),))
        )
    return groups, map_top + THUMB


def _thumb(
    left: float, top: float, values: np.ndarray, limit: float = 0.0
) -> Sequence[Item]:
    values = _smaller(values, 1 + max(values.shape) // 20)
    height, width = values.shape
    scale = THUMB / max(height, width)
    place = left, top, width * scale, height * scale
    return [
        bitmap(*place, values, limit),
        Path(rectangle(*place), "#c3cad2", width=1),
    ]


def _smaller(values: np.ndarray, by: int) -> np.ndarray:
    """The means of squares of `by` pixels: a thumb has no room for more."""
    height, width = (size // by for size in values.shape)
    squares = values[: height * by, : width * by].reshape(height, by, width, by)
    return squares.mean((1, 3))


def _text(x: float, y: float, text: str, bold: bool = False) -> Text:
    return Text(x, y, text, bold=bold, anchor="start")


def _middle(x: float, y: float, text: str) -> Text:
    return Text(x, y, text, 15, style.INK, bold=True)
