"""Lines of many points: cut to a box, and thinned to what the eye can tell apart.

Matplotlib thins lines too, but takes 0.25 s to load and keeps half as many points again
at the same tolerance: 54 for a wave of 400, of which 35 are enough.
"""

from __future__ import annotations

import itertools

import numpy as np


def thinned(points: np.ndarray, tolerance: float) -> np.ndarray:
    """The points that a line needs to stay within `tolerance` px of all of them.

    Douglas and Peucker (1973): keep the point farthest from the straight line between
    the ends if it is too far off, and look at both halves.
    """
    keep = np.zeros(len(points), dtype=bool)
    keep[[0, -1]] = True
    waiting = [(0, len(points) - 1)]
    while waiting:
        first, last = waiting.pop()
        if last - first < 2:
            continue
        offsets = _distances(points[first + 1 : last], points[first], points[last])
        farthest = int(offsets.argmax())
        if offsets[farthest] > tolerance:
            middle = first + 1 + farthest
            keep[middle] = True
            waiting += [(first, middle), (middle, last)]
    return points[keep]


def _distances(points: np.ndarray, start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """How far points are from the stretch between two others."""
    way = end - start
    length = float(way @ way)
    along = np.clip((points - start) @ way / length, 0, 1) if length else 0.0
    nearest = start + np.multiply.outer(along, way) if length else start
    return np.hypot(*(points - nearest).T)


def runs_of(true: np.ndarray) -> list[slice]:
    """The stretches of `true`."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], true.astype(np.int8), [0]])))
    return [slice(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def inside(
    points: np.ndarray, left: float, top: float, right: float, bottom: float
) -> list[np.ndarray]:
    """A line cut where it leaves a box, as the pieces that are within."""
    low, high = np.array([left, top]), np.array([right, bottom])
    if len(points) == 1 or ((points >= low - 0.5) & (points <= high + 0.5)).all():
        return [points]
    pieces: list[list[np.ndarray]] = []
    for a, b in itertools.pairwise(points):
        part = _clipped(a, b, low, high)
        if part is None:
            continue
        start, end = a + part[0] * (b - a), a + part[1] * (b - a)
        if part[0] == 0 and pieces and np.array_equal(pieces[-1][-1], start):
            pieces[-1].append(end)
        else:
            pieces.append([start, end])
    return [np.array(piece) for piece in pieces]


def _clipped(
    a: np.ndarray, b: np.ndarray, low: np.ndarray, high: np.ndarray
) -> tuple[float, float] | None:
    """Which part of the way from `a` to `b` is within a box (Liang and Barsky 1984)."""
    enters, leaves = 0.0, 1.0
    for start, way, least, most in zip(a, b - a, low, high, strict=True):
        if way == 0:
            if not least <= start <= most:
                return None
            continue
        first, second = sorted(((least - start) / way, (most - start) / way))
        enters, leaves = max(enters, first), min(leaves, second)
    return (enters, leaves) if enters <= leaves else None


def sampled(xs: np.ndarray, ys: np.ndarray, most: int) -> tuple[np.ndarray, np.ndarray]:
    """At most `most` points of a long series that still show how far it swings.

    Of each stretch the lowest and the highest point are kept, in their order.

    >>> xs, ys = sampled(np.arange(8), np.array([0, 9, 1, 2, 3, 4, -5, 0]), 4)
    >>> xs.tolist(), ys.tolist()
    ([0, 1, 5, 6], [0, 9, 4, -5])
    """
    if len(xs) <= most:
        return xs, ys
    stretches = np.array_split(np.arange(len(xs)), most // 2)
    known = np.isfinite(ys)
    finite = np.where(known, ys, ys[known].mean() if known.any() else 0.0)
    kept = [
        at
        for stretch in stretches
        for at in sorted(
            {stretch[finite[stretch].argmin()], stretch[finite[stretch].argmax()]}
        )
    ]
    return xs[kept], ys[kept]
