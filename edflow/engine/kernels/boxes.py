"""Boxes [y1, x1, y2, x2] on images: drawn, and the best of those that overlap."""

import math

import numpy as np

from edflow.engine.kernels.jit import jit
from edflow.engine.kernels.philox import Array


def draw_boxes(x: Array, boxes: Array, colors: Array) -> Array:
    """The images with the outlines of the boxes, in the colors by turns.

    Args:
        x: images [n, h, w, c].
        boxes: [n, boxes, 4], in shares of the height and the width.
        colors: [colors, c].
    """
    y = x.copy()
    _, h, w, _ = x.shape
    sides = boxes * np.array([h - 1, w - 1, h - 1, w - 1], np.float32)
    for image, image_sides in zip(y, sides, strict=True):
        for k, (top, left, bottom, right) in enumerate(np.trunc(image_sides).tolist()):
            upright = top <= bottom and left <= right
            if upright and top < h and left < w and bottom >= 0 and right >= 0:
                _outline(
                    image,
                    (int(top), int(left), int(bottom), int(right)),
                    colors[k % len(colors)],
                )
    return y


def _outline(image: Array, box: tuple[int, int, int, int], color: Array) -> None:
    """Each side that is inside the image, one pixel wide."""
    h, w, _ = image.shape
    top, left, bottom, right = box
    rows = slice(max(top, 0), min(bottom, h - 1) + 1)
    columns = slice(max(left, 0), min(right, w - 1) + 1)
    if top >= 0:
        image[top, columns] = color
    if bottom < h:
        image[bottom, columns] = color
    if left >= 0:
        image[rows, left] = color
    if right < w:
        image[rows, right] = color


def overlaps(boxes: Array) -> Array:
    """For each two boxes their common area as a share of that of both together.

    A box may be given by either pair of opposite corners; one without area overlaps
    nothing.
    """
    low = np.minimum(boxes[:, :2], boxes[:, 2:])
    high = np.maximum(boxes[:, :2], boxes[:, 2:])
    areas = (high - low).prod(1)
    table = np.zeros((len(boxes), len(boxes)), boxes.dtype)
    _overlaps(low, high, areas, table)
    return table


@jit(nogil=True)
def _overlaps(low: Array, high: Array, areas: Array, table: Array) -> None:
    for i in range(len(areas)):
        for j in range(i + 1):
            down = min(high[i, 0], high[j, 0]) - max(low[i, 0], low[j, 0])
            across = min(high[i, 1], high[j, 1]) - max(low[i, 1], low[j, 1])
            if areas[i] > 0 and areas[j] > 0 and down > 0 and across > 0:
                common = down * across
                table[i, j] = common / (areas[i] + areas[j] - common)
                table[j, i] = table[i, j]


def suppress(
    table: Array,
    scores: Array,
    most: int,
    overlap: float,
    score: float,
    sigma: float = 0.0,
) -> tuple[Array, Array]:
    """The best boxes and their scores, best first, none too near to a better one.

    Args:
        table: how much each box (its row) overlaps each other.
        scores: the higher the better.
        most: how many to take.
        overlap: a box is dropped if it overlaps one that was taken by more.
        score: what a box needs more than to be taken.
        sigma: above 0: a box loses score instead, by exp(-overlap² / 2 sigma).
    """
    current = scores.astype(np.float32)
    taken = np.empty(max(min(most, len(scores)), 0), np.int32)
    count = _suppress(table, current, taken, overlap, score, sigma)
    return taken[:count], current[taken[:count]]


@jit(nogil=True)
def _suppress(
    table: Array,
    scores: Array,
    taken: Array,
    overlap: float,
    score: float,
    sigma: float,
) -> int:
    left = scores > score
    count = 0
    while count < len(taken):
        best = -1
        for i in range(len(scores)):
            if left[i] and (best < 0 or scores[i] > scores[best]):
                best = i
        if best < 0:
            break
        taken[count] = best
        count += 1
        left[best] = False
        for i in range(len(scores)):
            if not left[i]:
                continue
            if sigma > 0:
                share = table[i, best]
                fades = math.exp(-0.5 / sigma * share * share)
                scores[i] *= fades if share <= overlap else 0.0
                left[i] = scores[i] > score
            elif table[i, best] > overlap:
                left[i] = False
    return count
