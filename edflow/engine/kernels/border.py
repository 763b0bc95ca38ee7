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
    height, width = _shared(image, corner, bordered)
    channels = image.shape[2]
    times = np.uint64(bordered.shape[2] // max(channels, 1))
    source, target = image.reshape(-1), bordered.reshape(-1)
    for i in range(height):
        row = np.uint64(i * image.shape[1] * channels)
        at = np.uint64(
            ((corner[0] + i) * bordered.shape[1] + corner[1]) * bordered.shape[2]
        )
        for m in range(times):
            for e in range(np.uint64(width * channels)):
                target[at + e * times + m] = source[row + e]


@jit(nogil=True)
def take(bordered: Array, corner: Pair, image: Array) -> None:
    """Add an image up out of its border: the adjoint of `lay`."""
    height, width = _shared(image, corner, bordered)
    channels = image.shape[2]
    times = np.uint64(bordered.shape[2] // max(channels, 1))
    source, target = bordered.reshape(-1), image.reshape(-1)
    for i in range(height):
        row = np.uint64(i * image.shape[1] * channels)
        at = np.uint64(
            ((corner[0] + i) * bordered.shape[1] + corner[1]) * bordered.shape[2]
        )
        for m in range(times):
            for e in range(np.uint64(width * channels)):
                target[row + e] += source[at + e * times + m]


@jit(nogil=True)
def _shared(image: Array, corner: Pair, bordered: Array) -> Pair:
    """Rows and columns of the image that windows reach."""
    height = min(image.shape[0], bordered.shape[0] - corner[0])
    width = min(image.shape[1], bordered.shape[1] - corner[1])
    return max(0, height), max(0, width)
