"""Resizing along one side of an image, as a table: which pixels, and how much of each.

All of TensorFlow's ways to resize are linear and treat the two sides alike: a pixel of
the result is a weighted sum of a few pixels. They differ in these tables alone.
"""

from dataclasses import dataclass

import numpy as np

from edflow.engine.kernels.philox import Array

# The cubic weights come from a table of so many steps between two pixels, as in
# TensorFlow: computed for every place they would differ in the fourth digit.
CUBIC_STEPS = 1024
TINY = np.finfo(np.float32).tiny


@dataclass(frozen=True)
class Taps:
    """y[i] = sum_k weights[i, k] x[places[i, k]]."""

    places: Array
    weights: Array


@dataclass(frozen=True)
class Grid:
    """Where the pixels of the result lie among those of the image.

    align_corners: the centres of the outermost pixels stay where they are.
    half_pixel_centers: pixel i reaches from i to i + 1, its centre is at i + 1/2.
    """

    align_corners: bool = False
    half_pixel_centers: bool = False

    def scale(self, before: int, after: int) -> np.float32:
        """How many pixels of the image go into one of the result."""
        if self.align_corners and after > 1:
            return np.float32(before - 1) / np.float32(after - 1)
        return np.float32(before) / np.float32(after)

    def places(self, before: int, after: int) -> Array:
        """Float32, as TensorFlow has them: places decide which pixel is the nearest."""
        i, scale = np.arange(after, dtype=np.float32), self.scale(before, after)
        if self.half_pixel_centers:
            half = np.float32(0.5)
            return (i + half) * scale - half
        return i * scale


def nearest(before: int, after: int, grid: Grid) -> Array:
    """For each pixel of the result the one that it repeats."""
    i, scale = np.arange(after, dtype=np.float32), grid.scale(before, after)
    at = (i + np.float32(0.5)) * scale if grid.half_pixel_centers else i * scale
    # Halves away from zero, as C rounds; np.rint would round to even.
    at = np.floor(at + np.float32(0.5)) if grid.align_corners else np.floor(at)
    return np.clip(at.astype(np.int64), 0, before - 1)


def linear(before: int, after: int, grid: Grid) -> Taps:
    """The two neighbours, the nearer the more."""
    at = grid.places(before, after)
    floor = np.floor(at)
    share = at - floor
    low = np.maximum(floor.astype(np.int64), 0)
    high = np.minimum(np.ceil(at).astype(np.int64), before - 1)
    weights = np.stack([1 - share, share], 1, dtype=np.float32)
    return Taps(np.stack([np.minimum(low, before - 1), high], 1), weights)


def cubic(before: int, after: int, grid: Grid) -> Taps:
    """The four neighbours, by a piecewise cubic of the distance.

    With half-pixel centres it is Keys's (a = -1/2), and what would lie outside the
    image does not count; else a = -3/4, and the border pixel stands for it.
    """
    at = grid.places(before, after)
    floor = np.floor(at)
    step = np.rint((at - floor) * np.float32(CUBIC_STEPS)).astype(np.int64)
    near, far = _cubic_table(-0.5 if grid.half_pixel_centers else -0.75)
    left, right = step, CUBIC_STEPS - step
    weights = np.stack([far[left], near[left], near[right], far[right]], 1)
    wanted = floor.astype(np.int64)[:, None] + np.arange(-1, 3)
    places = np.clip(wanted, 0, before - 1)
    if grid.half_pixel_centers:
        weights = np.where(places == wanted, weights, 0)
        total = weights.sum(1, keepdims=True, dtype=np.float32)
        weights = weights / np.where(np.abs(total) < 1000 * TINY, 1, total)
    return Taps(places, weights.astype(np.float32))


def _cubic_table(a: float) -> tuple[Array, Array]:
    """The weight at a distance of t, and of 1 + t, for t from 0 to 1."""
    t = np.arange(CUBIC_STEPS + 1) / CUBIC_STEPS
    near = ((a + 2) * t - (a + 3)) * t * t + 1
    t = t + 1
    far = ((a * t - 5 * a) * t + 8 * a) * t - 4 * a
    return near.astype(np.float32), far.astype(np.float32)


def area(before: int, after: int, grid: Grid) -> Taps:
    """Every pixel that the one of the result covers, by the part that is covered."""
    scale = grid.scale(before, after)
    start = np.arange(after, dtype=np.float32) * scale
    end = np.arange(1, after + 1, dtype=np.float32) * scale
    first, last = np.floor(start), np.ceil(end)
    count = int((last - first).max(initial=1))
    pixel = first[:, None] + np.arange(count, dtype=np.float32)
    covered = np.minimum(pixel + 1, end[:, None]) - np.maximum(pixel, start[:, None])
    weights = np.where(pixel < last[:, None], np.maximum(covered, 0), 0)
    with np.errstate(invalid="ignore"):  # One pixel with both corners aligned: 0 / 0.
        weights = weights / scale
    places = np.clip(pixel.astype(np.int64), 0, before - 1)
    return Taps(places, weights.astype(np.float32))
