"""An array in a small space: a number, or a map with its least, mean and largest."""

from __future__ import annotations

from typing import Any

import numpy as np

from edflow.view import style
from edflow.view.bitmaps import FEW, bitmap
from edflow.view.outlines import polyline, rectangle, together
from edflow.view.scene import Item, Path, Text, small
from edflow.view.style import rounded

ROWS, COLUMNS = 8, 12
"""The most cells that a map has."""
CELL = 14


def brief(value: Any) -> str:
    """The value in a word: a number as it is, an array by its shape.

    >>> brief(np.float32(2.5)), brief(np.zeros([2, 3]))
    ('2.5', '[2, 3]')
    """
    array = np.asarray(value)
    if array.size != 1:
        return str(list(array.shape))
    item = array.reshape(-1)[0]
    if array.dtype.kind in "fiu":
        return rounded(float(item))
    return str(item)


def statistics(value: Any) -> str:
    """An array's least, mean and largest number; and what cannot be drawn of it."""
    array = np.asarray(value)
    if array.dtype.kind not in "fiub" or not array.size:
        return f"{array.dtype} {list(array.shape)}"
    numbers = array.astype(float)
    finite = numbers[np.isfinite(numbers)]
    lost = numbers.size - finite.size
    said = f"{lost:,} not finite" if lost else ""
    if finite.size:
        middle = (finite.min(), finite.mean(), finite.max())
        low, mean, high = map(rounded, middle)
        said = f"min {low} · mean {mean} · max {high}" + (f" · {said}" if said else "")
    return said


def matrix(value: Any) -> tuple[np.ndarray[Any, Any], str]:
    """At most `ROWS` x `COLUMNS` numbers of an array, and which they are."""
    array = np.asarray(value).astype(float)
    which = ""
    if array.ndim > 2:
        # Images and filters: the first of each, along all axes but two.
        rows = 1 if array.shape[0] != array.shape[1] or array.ndim > 4 else 0
        index = tuple(
            slice(None) if axis in {rows, rows + 1} else 0 for axis in range(array.ndim)
        )
        which = ", ".join(":" if one == slice(None) else "0" for one in index)
        array = array[index]
    array = np.atleast_2d(array)
    return _shrunk(_shrunk(array, ROWS, 0), COLUMNS, 1), f"[{which}]" if which else ""


def _shrunk(array: np.ndarray[Any, Any], most: int, axis: int) -> np.ndarray[Any, Any]:
    """Means of neighbours, so that at most `most` are left along an axis."""
    if array.shape[axis] <= most:
        return array
    groups = np.array_split(array, most, axis)
    return np.concatenate([g.mean(axis, keepdims=True) for g in groups], axis)


def value_items(left: float, top: float, value: Any) -> tuple[list[Item], float]:
    """The value as items of a scene, and how high they are."""
    array = np.asarray(value)
    if array.size == 1 or array.dtype.kind not in "fiub" or not array.size:
        return [Text(left, top + 14, brief(value), 16, bold=True, anchor="start")], 22
    numbers, which = matrix(array)
    height, width = numbers.shape[0] * CELL, numbers.shape[1] * CELL
    items: list[Item] = [
        bitmap(left, top, width, height, numbers, shades=FEW),
        Path(rectangle(left, top, width, height), style.LINE, width=0.8),
    ]
    said = f"{list(array.shape)} {which}".strip()
    for i, line in enumerate((said, statistics(array))):
        y = top + height + 15 + 15 * i
        items.append(small(left, y, line))
    return items, height + 36


def strip(left: float, top: float, value: Any, cell: int = 9) -> list[Item]:
    """An array as one row of cells: the means of its stretches, in order."""
    array = np.asarray(value)
    if array.dtype.kind not in "fiub" or not array.size:
        return []
    row = _shrunk(array.astype(float).reshape(1, -1), COLUMNS, 1)
    width, height = row.size * cell, cell + 2
    bars = [
        polyline((left + i * cell, top), (left + i * cell, top + height))
        for i in range(1, row.size)
    ]
    frame = rectangle(left, top, width, height)
    return [
        bitmap(left, top, width, height, row, shades=FEW),
        Path(together([frame, *bars]), style.LINE, width=0.5),
    ]
