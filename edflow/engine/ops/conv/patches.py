"""Windows of an image laid out side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import REALS
from edflow.engine.face.shapes import product, text
from edflow.engine.graph import OpDef, Operation, Spec, Tensor
from edflow.engine.ops.array.axes import transpose
from edflow.engine.ops.array.ranges import range_
from edflow.engine.ops.array.shape import reshape, shape
from edflow.engine.ops.array.stacking import stack
from edflow.engine.ops.build import apply
from edflow.engine.ops.indexing.segments import unsorted_segment_sum
from edflow.engine.ops.windows import window

__all__ = ["extract_image_patches"]

Sizes = tuple[int, int, int, int]


class ExtractImagePatches(OpDef):
    """y[n, i, j, :] = the pixels of the window at [i, j] of x[n], row by row."""

    takes = "images:T"
    gives = "patches:T"
    T = REALS
    ksizes: Sizes = (1, 1, 1, 1)
    strides: Sizes = (1, 1, 1, 1)
    rates: Sizes = (1, 1, 1, 1)
    padding: str = "VALID"

    def infer(self, images: Spec) -> Spec:
        if images.shape is None:
            return Spec((None,) * 4, images.dtype)
        if len(images.shape) != 4:
            raise ValueError(f"images must have rank 4, not shape {text(images.shape)}")
        n, h, w, c = images.shape
        rows, columns = (self._window(size, k)[0] for k, size in ((1, h), (2, w)))
        depth = product([self.ksizes[1], self.ksizes[2], c])
        return Spec((n, rows, columns, depth), images.dtype)

    def _window(self, size: int | None, axis: int) -> Any:
        return window(
            size,
            self.ksizes[axis],
            self.strides[axis],
            self.rates[axis],
            self.padding,  # type: ignore[arg-type]
        )

    def compute(self, x: Array) -> Array:
        n, h, w, c = x.shape
        _, kh, kw, _ = self.ksizes
        (rows, *pad_h), (columns, *pad_w) = self._window(h, 1), self._window(w, 2)
        x = np.pad(x, [(0, 0), tuple(pad_h), tuple(pad_w), (0, 0)])
        i = _taps(rows, self.strides[1], kh, self.rates[1])
        j = _taps(columns, self.strides[2], kw, self.rates[2])
        # [n, rows, kh, columns, kw, c] to [n, rows, columns, kh, kw, c]
        patches = x[:, i[:, :, None, None], j[None, None], :].transpose(
            0, 1, 3, 2, 4, 5
        )
        return patches.reshape(n, rows, columns, kh * kw * c)

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        x = op.inputs[0]
        sizes = shape(x)
        n, h, w, c = (sizes[i] for i in range(4))
        # The same windows over the numbers of the pixels say where each one came from;
        # the padding has the number 0, which becomes -1: no pixel.
        numbers = reshape(range_(h * w) + 1, stack([1, h, w, 1]))
        places = reshape(apply(self, numbers), [-1]) - 1
        taps = self.ksizes[1] * self.ksizes[2]
        apart = reshape(dy, stack([n, -1, taps, c]))
        pixels = reshape(transpose(apart, [1, 2, 0, 3]), stack([-1, n * c]))
        summed = unsorted_segment_sum(pixels, places, h * w)
        return reshape(
            transpose(reshape(summed, stack([h * w, n, c])), [1, 0, 2]), sizes
        )


def _taps(count: int, stride: int, k: int, rate: int) -> Array:
    """[count, k]: the pixels of each window along one side."""
    return np.arange(count)[:, None] * stride + np.arange(k) * rate


def extract_image_patches(
    images: Any,
    ksizes: Sequence[int] | None = None,
    strides: Sequence[int] = (1, 1, 1, 1),
    rates: Sequence[int] = (1, 1, 1, 1),
    padding: str = "VALID",
    name: str | None = None,
    sizes: Sequence[int] | None = None,
) -> Tensor:
    """The windows of each image, the pixels of one in the last axis.

    Args:
      images: [n, h, w, c].
      ksizes: [1, rows, columns, 1], the size of a window.
      strides: [1, down, right, 1], from one window to the next.
      rates: [1, down, right, 1], from one pixel of a window to the next.
      padding: `"VALID"`: windows inside the image; `"SAME"`: zeros around it.
      name: the operation's name.
      sizes: the newer name of `ksizes`.

    Returns:
      A tensor [n, windows down, windows right, rows * columns * c].
    """
    given: list[Any] = [tuple(p) for p in (sizes or ksizes or (), strides, rates)]
    for part in given:
        if len(part) != 4 or (part[0], part[3]) != (1, 1):
            raise ValueError(
                f"ksizes, strides and rates must be of the form [1, rows, columns, 1], "
                f"not {list(part)}"
            )
    return apply(
        ExtractImagePatches(given[0], given[1], given[2], padding.upper()),
        images,
        name=name,
    )
