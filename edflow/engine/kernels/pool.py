"""Pooling: the largest or the average value of a window, channel by channel."""

import numpy as np
from numpy.typing import NDArray

from edflow.engine.kernels.border import (
    Array,
    Padding,
    Pair,
    Shape,
    corner,
    windows,
)
from edflow.engine.kernels.jit import jit
from edflow.engine.kernels.threads import spread


def max_pool2d(x: Array, ksize: Pair, strides: Pair, padding: Padding) -> Array:
    """y[n,i,j,c] = max_{p<k, q<l} x[n, s*i + p - top, t*j + q - left, c].

    As in TensorFlow a NaN is never the largest, and -inf counts as the lowest number.

    Args:
        x: images [n, h, w, c], contiguous.
        ksize: (k, l), the height and width of a window.
        strides: (s, t).
        padding: ((top, bottom), (left, right)); smaller than the window, so that every
            window holds a pixel.
    """
    y = np.empty(_pooled(x.shape, ksize, strides, padding), x.dtype)
    lowest = np.finfo(x.dtype).min
    spread(_max, len(x), x, ksize, strides, corner(padding), lowest, y)
    return y


def max_pool2d_gradient(
    x: Array, dy: Array, ksize: Pair, strides: Pair, padding: Padding
) -> Array:
    """The gradient of `max_pool2d`: all of dy goes to the first largest of its window.

    That is found again from x: cheaper than to keep what the forward pass knew.
    """
    dx = np.empty(x.shape, x.dtype)
    spread(_max_gradient, len(x), x, dy, ksize, strides, corner(padding), dx)
    return dx


def max_pool2d_places(
    x: Array, ksize: Pair, strides: Pair, padding: Padding
) -> NDArray[np.int64]:
    """Where each value of `max_pool2d` is first found: its index in x, flattened."""
    places = np.empty(_pooled(x.shape, ksize, strides, padding), np.int64)
    spread(_places, len(x), x, ksize, strides, corner(padding), places)
    return places


def avg_pool2d(x: Array, ksize: Pair, strides: Pair, padding: Padding) -> Array:
    """The average of each window as `max_pool2d` has them; padding is not counted."""
    y = np.empty(_pooled(x.shape, ksize, strides, padding), x.dtype)
    spread(_average, len(x), x, ksize, strides, corner(padding), y)
    return y


def avg_pool2d_gradient(
    shape: Shape, dy: Array, ksize: Pair, strides: Pair, padding: Padding
) -> Array:
    """The gradient of `avg_pool2d`: dy in equal parts; the images have this shape."""
    dx = np.empty(shape, dy.dtype)
    spread(_average_gradient, len(dx), dy, ksize, strides, corner(padding), dx)
    return dx


def _pooled(x: Shape, ksize: Pair, strides: Pair, padding: Padding) -> Shape:
    counts, _ = windows(x[1:3], ksize, strides, (1, 1), padding)
    return x[0], *counts, x[3]


@jit(nogil=True)
def inside(i: int, stride: int, before: int, k: int, size: int) -> Pair:
    """Where window i begins and ends, the padding cut off."""
    start = i * stride - before
    return max(start, 0), min(start + k, size)


@jit(nogil=True)
def _max(
    _share: int,
    first: int,
    last: int,
    x: Array,
    ksize: Pair,
    strides: Pair,
    corner: Pair,
    lowest: np.floating,
    y: Array,
) -> None:
    _, height, width, channels = x.shape
    for n in range(first, last):
        for i in range(y.shape[1]):
            top, bottom = inside(i, strides[0], corner[0], ksize[0], height)
            for j in range(y.shape[2]):
                left, right = inside(j, strides[1], corner[1], ksize[1], width)
                for c in range(channels):
                    y[n, i, j, c] = lowest
                for p in range(top, bottom):
                    for q in range(left, right):
                        for c in range(channels):
                            y[n, i, j, c] = max(y[n, i, j, c], x[n, p, q, c])


@jit(nogil=True)
def _max_gradient(
    _share: int,
    first: int,
    last: int,
    x: Array,
    dy: Array,
    ksize: Pair,
    strides: Pair,
    corner: Pair,
    dx: Array,
) -> None:
    _, height, width, channels = x.shape
    largest = np.empty(channels, x.dtype)
    where = np.empty(channels, np.int32)
    for n in range(first, last):
        dx[n] = 0
        for i in range(dy.shape[1]):
            top, bottom = inside(i, strides[0], corner[0], ksize[0], height)
            for j in range(dy.shape[2]):
                left, right = inside(j, strides[1], corner[1], ksize[1], width)
                _find(x[n], (top, bottom), (left, right), largest, where)
                tap = 0
                for p in range(top, bottom):
                    for q in range(left, right):
                        for c in range(channels):
                            here = where[c] == tap
                            dx[n, p, q, c] += dy[n, i, j, c] if here else 0
                        tap += 1


@jit(nogil=True)
def _places(
    _share: int,
    first: int,
    last: int,
    x: Array,
    ksize: Pair,
    strides: Pair,
    corner: Pair,
    y: NDArray[np.int64],
) -> None:
    _, height, width, channels = x.shape
    largest = np.empty(channels, x.dtype)
    where = np.empty(channels, np.int32)
    for n in range(first, last):
        for i in range(y.shape[1]):
            top, bottom = inside(i, strides[0], corner[0], ksize[0], height)
            for j in range(y.shape[2]):
                left, right = inside(j, strides[1], corner[1], ksize[1], width)
                _find(x[n], (top, bottom), (left, right), largest, where)
                for c in range(channels):
                    row = top + where[c] // (right - left)
                    column = left + where[c] % (right - left)
                    y[n, i, j, c] = ((n * height + row) * width + column) * channels + c


@jit(nogil=True)
def _find(
    image: Array, rows: Pair, columns: Pair, largest: Array, where: NDArray[np.int32]
) -> None:
    """The largest of a window, and the first tap that holds it, for each channel."""
    channels = image.shape[2]
    for c in range(channels):
        largest[c] = image[rows[0], columns[0], c]
        where[c] = 0
    tap = 0
    for p in range(rows[0], rows[1]):
        for q in range(columns[0], columns[1]):
            for c in range(channels):
                larger = image[p, q, c] > largest[c]
                largest[c] = image[p, q, c] if larger else largest[c]
                where[c] = tap if larger else where[c]
            tap += 1


@jit(nogil=True)
def _average(
    _share: int,
    first: int,
    last: int,
    x: Array,
    ksize: Pair,
    strides: Pair,
    corner: Pair,
    y: Array,
) -> None:
    _, height, width, channels = x.shape
    one = x.dtype.type(1)
    for n in range(first, last):
        for i in range(y.shape[1]):
            top, bottom = inside(i, strides[0], corner[0], ksize[0], height)
            for j in range(y.shape[2]):
                left, right = inside(j, strides[1], corner[1], ksize[1], width)
                part = one / ((bottom - top) * (right - left))
                for c in range(channels):
                    y[n, i, j, c] = 0
                for p in range(top, bottom):
                    for q in range(left, right):
                        for c in range(channels):
                            y[n, i, j, c] += x[n, p, q, c]
                for c in range(channels):
                    y[n, i, j, c] *= part


@jit(nogil=True)
def _average_gradient(
    _share: int,
    first: int,
    last: int,
    dy: Array,
    ksize: Pair,
    strides: Pair,
    corner: Pair,
    dx: Array,
) -> None:
    _, height, width, channels = dx.shape
    for n in range(first, last):
        dx[n] = 0
        for i in range(dy.shape[1]):
            top, bottom = inside(i, strides[0], corner[0], ksize[0], height)
            for j in range(dy.shape[2]):
                left, right = inside(j, strides[1], corner[1], ksize[1], width)
                count = (bottom - top) * (right - left)
                for p in range(top, bottom):
                    for q in range(left, right):
                        for c in range(channels):
                            dx[n, p, q, c] += dy[n, i, j, c] / count
