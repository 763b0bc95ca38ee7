"""Convolution and its two gradients: one product, read in three ways.

Copy an image into a border of zeros and number its elements.  The window of pixel i
starts at ``pixels[i]``, its tap k = (p, q, c) lies ``taps[k]`` further on, and

    y[i, o]  = sum_k x[pixels[i] + taps[k]] * w[k, o]       the convolution
    dw[k, o] = sum_i x[pixels[i] + taps[k]] * dy[i, o]      the gradient of the filter
    dx[pixels[i] + taps[k]] += sum_o dy[i, o] * w[k, o]     the gradient of the image

The first two are one product with pixels and taps exchanged: no patch is copied out of
the image.  The third is the same product on plain rows, added back where it belongs.
"""

from typing import NamedTuple

import numpy as np

from edflow.engine.kernels.border import (
    Array,
    Padding,
    Pair,
    Shape,
    corner,
    lay,
    take,
    windows,
)
from edflow.engine.kernels.jit import jit
from edflow.engine.kernels.product import (
    ADDED,
    NEW,
    ONE,
    Index,
    counted,
    multiply,
    pack,
    packed,
    packed_like,
)
from edflow.engine.kernels.threads import shares, spread

STRIP = 64  # Pixels whose image gradient is added back at a time: it stays in L2.


def conv2d(
    x: Array, w: Array, strides: Pair, dilations: Pair, padding: Padding
) -> Array:
    """y[n,i,j,o] = sum_{p,q,c} x[n, s*i + d*p - top, t*j + e*q - left, c] * w[p,q,c,o].

    Args:
        x: images [n, h, w, c], contiguous.
        w: filter [p, q, c, o], contiguous, of x's dtype.
        strides: (s, t).
        dilations: (d, e).
        padding: ((top, bottom), (left, right)), in pixels of zeros.
    """
    at = _numbered(x.shape, w.shape, strides, dilations, padding)
    y = np.empty((len(x), *at.windows, w.shape[3]), x.dtype)
    spread(_forward, len(x), x, packed(w.reshape(-1, w.shape[3])), at, y)
    return y


def conv2d_filter_gradient(
    x: Array,
    shape: Shape,
    dy: Array,
    strides: Pair,
    dilations: Pair,
    padding: Padding,
) -> Array:
    """The gradient of `conv2d` with respect to its filter, which has this shape."""
    at = _numbered(x.shape, shape, strides, dilations, padding)
    dw = np.zeros((len(shares(len(x))), len(at.taps), shape[3]), x.dtype)
    spread(_filter_gradient, len(x), x, dy, at, dw)
    return dw.sum(axis=0).reshape(shape)


def conv2d_input_gradient(
    shape: Shape,
    w: Array,
    dy: Array,
    strides: Pair,
    dilations: Pair,
    padding: Padding,
) -> Array:
    """The gradient of `conv2d` with respect to its images, which have this shape."""
    at = _numbered(shape, w.shape, strides, dilations, padding)
    dx = np.zeros(shape, dy.dtype)
    transposed = packed(np.ascontiguousarray(w.reshape(-1, w.shape[3]).T))
    spread(_input_gradient, len(dx), transposed, dy, at, dx)
    return dx


class Numbered(NamedTuple):
    """The elements of a bordered image, numbered for a filter."""

    shape: tuple[int, int, int]
    """Of the bordered image, as far as windows reach."""
    corner: Pair
    """Where the image begins in it."""
    windows: Pair
    """How many there are, down and across."""
    pixels: Index
    """The first element of each window."""
    taps: Index
    """How far the elements of a window lie from its first."""
    run: int
    """How many successive taps are neighbours in the image, too."""


def _numbered(
    x: Shape, w: Shape, strides: Pair, dilations: Pair, padding: Padding
) -> Numbered:
    channels = x[3]
    counts, (height, width) = windows(x[1:3], w[:2], strides, dilations, padding)
    down, right = width * channels, channels

    def numbers(counts: Shape, *steps: int) -> Index:
        grid = np.indices(counts, np.uint64).reshape(len(counts), -1)
        return np.array(steps, np.uint64) @ grid

    return Numbered(
        (height, width, channels),
        corner(padding),
        counts,
        numbers(counts, strides[0] * down, strides[1] * right),
        numbers(w[:3], dilations[0] * down, dilations[1] * right, 1),
        channels * (w[1] if dilations[1] == 1 else 1),
    )


@jit(nogil=True)
def _forward(
    _share: int,
    first: int,
    last: int,
    x: Array,
    packed: Array,
    at: Numbered,
    y: Array,
) -> None:
    answers = y.reshape(len(x), len(at.pixels), y.shape[3])
    bordered = np.zeros(at.shape, x.dtype)
    for n in range(first, last):
        lay(x[n], at.corner, bordered)
        multiply(bordered.reshape(-1), at.pixels, at.taps, packed, answers[n], NEW)


@jit(nogil=True)
def _filter_gradient(
    share: int, first: int, last: int, x: Array, dy: Array, at: Numbered, dw: Array
) -> None:
    answers = dy.reshape(len(x), len(at.pixels), dy.shape[3])
    bordered = np.zeros(at.shape, x.dtype)
    packed = packed_like(answers[first])
    for n in range(first, last):
        lay(x[n], at.corner, bordered)
        pack(answers[n], packed)
        multiply(bordered.reshape(-1), at.taps, at.pixels, packed, dw[share], ADDED)


@jit(nogil=True)
def _input_gradient(
    _share: int,
    first: int,
    last: int,
    packed: Array,
    dy: Array,
    at: Numbered,
    dx: Array,
) -> None:
    outputs = dy.shape[3]
    answers = dy.reshape(len(dx), len(at.pixels) * outputs)
    starts, depth = counted(len(at.pixels), outputs), counted(outputs, ONE)
    strip = np.empty((STRIP, len(at.taps)), dx.dtype)
    bordered = np.empty(at.shape, dx.dtype)
    for n in range(first, last):
        bordered[:] = 0
        for i in range(0, len(at.pixels), STRIP):
            part = strip[: min(STRIP, len(at.pixels) - i)]
            multiply(answers[n], starts[i : i + STRIP], depth, packed, part, NEW)
            _add_back(part.reshape(-1), i, at, bordered.reshape(-1))
        take(bordered, at.corner, dx[n])


@jit(nogil=True)
def _add_back(strip: Array, first: int, at: Numbered, bordered: Array) -> None:
    """bordered[pixels[first + r] + taps[k]] += strip[r, k], a run of taps at a time."""
    run = np.uint64(at.run)
    for r in range(len(strip) // len(at.taps)):
        for k in range(0, len(at.taps), at.run):
            tap = at.pixels[first + r] + at.taps[k]
            here = np.uint64(r * len(at.taps) + k)
            for i in range(run):
                bordered[tap + i] += strip[here + i]
