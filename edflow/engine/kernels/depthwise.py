"""Depthwise convolution: every channel has filters of its own, and none is summed away.

With m filters a channel, each channel is laid m times into the border; from there on
image, filter and answer have the same c * m channels and meet element by element, in
runs: a whole row where windows are neighbours, the filter repeated as often, else one
pixel after the other.
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
from edflow.engine.kernels.threads import shares, spread


def depthwise_conv2d(
    x: Array, w: Array, strides: Pair, dilations: Pair, padding: Padding
) -> Array:
    """y[n,i,j,(c,m)] = sum_{p,q} x[n, s*i+d*p-top, t*j+e*q-left, c] * w[p,q,c,m].

    Args:
        x: images [n, h, w, c], contiguous.
        w: filters [p, q, c, m], contiguous, of x's dtype.
        strides: (s, t).
        dilations: (d, e).
        padding: ((top, bottom), (left, right)), in pixels of zeros.
    """
    runs = _runs(x.shape, w.shape, strides, dilations, padding)
    y = np.empty((len(x), *runs.windows, w.shape[2] * w.shape[3]), x.dtype)
    spread(_forward, len(x), x, _repeated(w, runs), runs, y)
    return y


def depthwise_conv2d_filter_gradient(
    x: Array,
    shape: Shape,
    dy: Array,
    strides: Pair,
    dilations: Pair,
    padding: Padding,
) -> Array:
    """The gradient of `depthwise_conv2d` by its filters, which have this shape."""
    runs = _runs(x.shape, shape, strides, dilations, padding)
    dw = np.zeros(
        (len(shares(len(x))), *shape[:2], runs.pixels, shape[2], shape[3]), x.dtype
    )
    flat = dw.reshape(*dw.shape[:3], runs.pixels * shape[2] * shape[3])
    spread(_filter_gradient, len(x), x, dy, runs, flat)
    return dw.sum(axis=(0, 3))


def depthwise_conv2d_input_gradient(
    shape: Shape,
    w: Array,
    dy: Array,
    strides: Pair,
    dilations: Pair,
    padding: Padding,
) -> Array:
    """The gradient of `depthwise_conv2d` by its images, which have this shape."""
    runs = _runs(shape, w.shape, strides, dilations, padding)
    dx = np.zeros(shape, dy.dtype)
    spread(_input_gradient, len(dx), _repeated(w, runs), dy, runs, dx)
    return dx


class Runs(NamedTuple):
    """How windows meet a bordered image."""

    shape: tuple[int, int, int]
    """Of the bordered image, as far as windows reach."""
    corner: Pair
    """Where the image begins in it."""
    windows: Pair
    """How many there are, down and across."""
    pixels: int
    """How many of a row make one run."""
    strides: Pair
    """From one run to the next: rows of the border, and elements of a row."""
    dilations: Pair
    """From one tap to the next, in the same way."""


def _runs(x: Shape, w: Shape, strides: Pair, dilations: Pair, padding: Padding) -> Runs:
    counts, (height, width) = windows(x[1:3], w[:2], strides, dilations, padding)
    channels = w[2] * w[3]
    return Runs(
        (height, width, channels),
        corner(padding),
        counts,
        max(1, counts[1]) if strides[1] == 1 else 1,
        (strides[0], strides[1] * channels),
        (dilations[0], dilations[1] * channels),
    )


def _repeated(w: Array, runs: Runs) -> Array:
    """The filters [p, q, (pixels, c, m)], repeated for every pixel of a run."""
    return np.tile(w.reshape(*w.shape[:2], runs.shape[2]), runs.pixels)


@jit(nogil=True, fastmath={"contract"})
def _forward(
    _share: int, first: int, last: int, x: Array, w: Array, runs: Runs, y: Array
) -> None:
    height, width, run = w.shape
    bordered = np.zeros(runs.shape, x.dtype)
    framed = bordered.reshape(len(bordered), -1)
    answers = y.reshape(len(y), y.shape[1], -1, run)
    for n in range(first, last):
        lay(x[n], runs.corner, bordered)
        for i in range(answers.shape[1]):
            answers[n, i] = 0
            for j in range(answers.shape[2]):
                for p in range(height):
                    for q in range(width):
                        row = framed[i * runs.strides[0] + p * runs.dilations[0]]
                        left = np.uint64(j * runs.strides[1] + q * runs.dilations[1])
                        for e in range(np.uint64(run)):
                            answers[n, i, j, e] += row[left + e] * w[p, q, e]


@jit(nogil=True, fastmath={"contract"})
def _filter_gradient(
    share: int, first: int, last: int, x: Array, dy: Array, runs: Runs, dw: Array
) -> None:
    _, height, width, run = dw.shape
    bordered = np.zeros(runs.shape, x.dtype)
    framed = bordered.reshape(len(bordered), -1)
    answers = dy.reshape(len(dy), dy.shape[1], -1, run)
    for n in range(first, last):
        lay(x[n], runs.corner, bordered)
        for i in range(answers.shape[1]):
            for j in range(answers.shape[2]):
                for p in range(height):
                    for q in range(width):
                        row = framed[i * runs.strides[0] + p * runs.dilations[0]]
                        left = np.uint64(j * runs.strides[1] + q * runs.dilations[1])
                        for e in range(np.uint64(run)):
                            dw[share, p, q, e] += row[left + e] * answers[n, i, j, e]


@jit(nogil=True, fastmath={"contract"})
def _input_gradient(
    _share: int, first: int, last: int, w: Array, dy: Array, runs: Runs, dx: Array
) -> None:
    height, width, run = w.shape
    bordered = np.empty(runs.shape, dx.dtype)
    framed = bordered.reshape(len(bordered), -1)
    answers = dy.reshape(len(dy), dy.shape[1], -1, run)
    for n in range(first, last):
        bordered[:] = 0
        for i in range(answers.shape[1]):
            for j in range(answers.shape[2]):
                for p in range(height):
                    for q in range(width):
                        row = framed[i * runs.strides[0] + p * runs.dilations[0]]
                        left = np.uint64(j * runs.strides[1] + q * runs.dilations[1])
                        for e in range(np.uint64(run)):
                            row[left + e] += answers[n, i, j, e] * w[p, q, e]
        take(bordered, runs.corner, dx[n])
