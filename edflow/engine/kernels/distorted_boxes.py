"""A random part of an image that still shows enough of what is on it.

Draw for draw what TensorFlow does: the order in which words of the stream are used, and
where numbers are rounded, is part of the result.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from edflow.engine.kernels import distributions
from edflow.engine.kernels.philox import Array, Philox

MANTISSA = 2**23
LEAST_AREA = 1.0
"""Of a box in pixels: smaller ones count for nothing."""


@dataclass(frozen=True)
class Box:
    """Pixels from the first to before the last, in rows and columns."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def area(self) -> float:
        return float((self.bottom - self.top) * (self.right - self.left))

    def common(self, other: "Box") -> float:
        """The area that both cover."""
        rows = min(self.bottom, other.bottom) - max(self.top, other.top)
        columns = min(self.right, other.right) - max(self.left, other.left)
        return float(rows * columns) if rows > 0 and columns > 0 else 0.0


@dataclass(frozen=True)
class Demands:
    """What a part has to be like.

    covered: at least this share of one of the objects is on it.
    ratios: the bounds of width / height.
    areas: the bounds of its share of the image's area.
    attempts: how often to try; after that it is the whole image.
    """

    covered: float
    ratios: tuple[float, ...]
    areas: tuple[float, ...]
    attempts: int


def draw(
    state: Philox, height: int, width: int, objects: list[Box], demands: Demands
) -> Box:
    """The next part of an image of this height and width."""
    start = state.reserve(demands.attempts)
    words = _words(start, 4 * demands.attempts)
    low, high = (np.float32(ratio) for ratio in demands.ratios)
    for _ in range(demands.attempts):
        unit = np.float32(next(words) % MANTISSA) / np.float32(MANTISSA)
        ratio = unit * (high - low) + low
        part = _part(words, height, width, ratio, demands.areas)
        if part is not None and _shows(part, objects, demands.covered):
            return part
    return Box(0, 0, height, width)


def _words(start: Array, size: int) -> Iterator[int]:
    """The stream, 64 words at a time: as a rule the first attempts are good."""
    for block in range(0, -(-size // 4), 16):
        out = np.empty(64, np.uint32)
        shifted = start.copy()
        shifted[2] += np.uint64(block)
        distributions.bits(0, 0, 16, shifted, out)
        yield from out.tolist()


def _below(words: Iterator[int], n: int) -> int:
    """A whole number below n, all equally likely: a few words are thrown away."""
    if n & (n - 1) == 0:
        return next(words) & (n - 1)
    uneven = 2**32 % n
    return next(word % n for word in words if word >= uneven)


def _part(
    words: Iterator[int],
    height: int,
    width: int,
    ratio: np.float32,
    areas: tuple[float, ...],
) -> Box | None:
    """A part of this ratio, None if there is none of an area that is allowed."""
    least, most = (np.float32(share) * width * height for share in areas)
    if most <= 0 or ratio <= 0 or least > most:
        return None
    rows, highest = (_rounded(np.sqrt(area / ratio)) for area in (least, most))
    if _rounded(highest * ratio) > width:
        highest = int(np.float32(width + 0.5 - 1e-7) / ratio)
        if _rounded(highest * ratio) > width:
            highest -= 1
    highest = min(highest, height)
    rows = min(rows, highest)
    if rows < highest:
        rows += _below(words, highest - rows + 1)
    columns = _rounded(rows * ratio)
    # Rounding may have made it a little too small, or too large.
    if rows * columns < least:
        rows += 1
        columns = _rounded(rows * ratio)
    if rows * columns > most:
        rows -= 1
        columns = _rounded(rows * ratio)
    fits = 0 < rows <= height and 0 < columns <= width
    if not fits or not least <= rows * columns <= most:
        return None
    top = _below(words, height - rows) if rows < height else 0
    left = _below(words, width - columns) if columns < width else 0
    return Box(top, left, top + rows, left + columns)


def _rounded(x: np.float32) -> int:
    """Halves to the even neighbour, as C's lrint."""
    return int(np.rint(np.float32(x)))


def _shows(part: Box, objects: list[Box], covered: float) -> bool:
    if part.area < LEAST_AREA:
        return False
    large = [box for box in objects if box.area >= LEAST_AREA]
    return any(
        np.float32(part.common(box) / box.area) >= np.float32(covered) for box in large
    )
