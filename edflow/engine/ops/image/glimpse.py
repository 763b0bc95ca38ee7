"""Windows around points of interest."""

from __future__ import annotations

from typing import Any

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.face.shapes import text
from edflow.engine.graph import OpDef, Spec, Tensor
from edflow.engine.ops.build import apply
from edflow.engine.ops.image.shapes import batch, height_and_width, of_rank

__all__ = ["extract_glimpse"]


class ExtractGlimpse(OpDef):
    """y[n] = the window of x[n] whose centre is at the offset n; noise outside."""

    takes = "input:float32 size:int32 offsets:float32"
    gives = "glimpse:float32"
    stateful = True
    centered: bool = True
    normalized: bool = True
    uniform_noise: bool = True
    noise: str = "uniform"

    def infer(self, input: Spec, size: Spec, offsets: Spec) -> Spec:
        n, _, _, channels = batch(input, "input")
        count, two = of_rank(offsets, 2, "offsets")
        if two not in (None, 2):
            raise ValueError(f"offsets must be [n, 2], not {text(offsets.shape)}")
        if None not in (n, count) and n != count:
            raise ValueError(f"there are {n} images, but {count} offsets")
        known = count if n is None else n
        return Spec((known, *height_and_width(size), channels), input.dtype)

    def compute(self, x: Array, size: Array, offsets: Array) -> Array:
        height, width = size.tolist()
        if height <= 0 or width <= 0:
            raise ValueError(f"size must be positive, not [{height}, {width}]")
        # TensorFlow's noise follows no seed either.
        random = np.random.default_rng()
        y = np.empty((len(x), height, width, x.shape[3]), np.float32)
        for glimpse, image, offset in zip(y, x, offsets, strict=True):
            top, left = self._corner(image.shape, (height, width), offset)
            low, high = image.min(), image.max()
            noise = random.random(glimpse.shape, np.float32)
            glimpse[...] = low + (high - low) * noise
            rows = slice(max(top, 0), max(min(top + height, image.shape[0]), 0))
            columns = slice(max(left, 0), max(min(left + width, image.shape[1]), 0))
            seen = image[rows, columns]
            if seen.size:
                down, across = rows.start - top, columns.start - left
                glimpse[down:, across:][: seen.shape[0], : seen.shape[1]] = seen
        return y

    def _corner(self, image: Any, window: Any, offset: Array) -> tuple[int, int]:
        """The first row and column of the window, cut to whole numbers towards 0."""
        corner = []
        for side, length, place in zip(image, window, offset, strict=False):
            at = place * np.float32(side) if self.normalized else place
            if self.centered:
                at = at / np.float32(2) + np.float32(side) / np.float32(2)
            corner.append(int(at - np.float32(length) / np.float32(2)))
        return corner[0], corner[1]


def extract_glimpse(
    input: Any,
    size: Any,
    offsets: Any,
    centered: bool = True,
    normalized: bool = True,
    uniform_noise: bool = True,
    name: str | None = None,
) -> Tensor:
    """A window of each image, as a model of attention looks at it.

    What lies outside is noise between the lowest and the highest value of the image.

    Args:
      input: float32 images [n, height, width, channels].
      size: [height, width] of the windows.
      offsets: [n, 2]: row and column of the centre of each window.
      centered: offsets count from the middle of the image, -1 and 1 being its borders;
        else from its upper left corner.
      normalized: offsets are shares of the size; else they are pixels.
      uniform_noise: accepted; the noise is uniform, in TensorFlow too.
      name: the operation's name.

    Returns:
      A tensor [n, *size, channels].
    """
    op = ExtractGlimpse(centered, normalized, uniform_noise)
    return apply(op, input, size, offsets, name=name)
