"""Images in a border: what a window reads where it leans over the edge."""

import numpy as np
from numpy.typing import NDArray

from edflow.engine.kernels.jit import jit

Array = NDArray[np.floating]
Shape = tuple[int, ...]
Pair = tuple[int, int]
Padding = tuple[Pair, Pair]
"""((top, bottom), (left, right)), in pixels of zeros."""


def windows(
    image: Shape, ksize: Shape, strides: Pair, dilations: Pair, padding: Padding
) -> tuple[Pair, Pair]:
    """How many windows there are down and across, and how far they reach over all.

    >>> windows((28, 28), (5, 5), (1, 1), (1, 1), ((2, 2), (2, 2)))
    ((28, 28), (32, 32))
    >>> windows((28, 28), (3, 3), (2, 2), (1, 1), ((0, 0), (0, 1)))
    ((13, 14), (27, 29))
    """
    each = zip(image, ksize, strides, dilations, padding, strict=True)
    counts, reaches = [], []
    for size, k, stride, dilation, (before, after) in each:
        span = dilation * (k - 1) + 1
        count = max(0, (before + size + after - span) // stride + 1)
        counts.append(count)
        reaches.append(max(0, count - 1) * stride + span)
    return (counts[0], counts[1]), (reaches[0], reaches[1])


def corner(padding: Padding) -> Pair:
    """Where the image begins within its border."""
    (top, _), (left, _) = padding
    return top, left


@jit(nogil=True)
def lay(image: Array, corner: Pair, bordered: Array) -> None:
    """Copy an image into its border, whose zeros stay.

    Where the border has m times the channels, each channel is laid m times.
    """
    top, left = corner
    height = min(image.shape[0], bordered.shape[0] - top)
    width = min(image.shape[1], bordered.shape[1] - left)
    channels = image.shape[2]
    times = bordered.shape[2] // max(channels, 1)
    for i in range(height):
        for j in range(width):
            for m in range(times):
                for c in range(channels):
                    bordered[top + i, left + j, c * times + m] = image[i, j, c]


@jit(nogil=True)
def take(bordered: Array, corner: Pair, image: Array) -> None:
    """Add an image up out of its border: the adjoint of `lay`."""
    top, left = corner
    height = min(image.shape[0], bordered.shape[0] - top)
    width = min(image.shape[1], bordered.shape[1] - left)
    channels = image.shape[2]
    times = bordered.shape[2] // max(channels, 1)
    for i in range(height):
        for j in range(width):
            for m in range(times):
                for c in range(channels):
                    image[i, j, c] += bordered[top + i, left + j, c * times + m]
