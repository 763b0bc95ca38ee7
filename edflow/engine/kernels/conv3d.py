"""Convolution of volumes: for each tap in depth, a convolution of the frames it meets.

    y[:, d] = sum_p conv2d(x[:, s*d + e*p - front], w[p])

All frames that one tap meets go through the kernel for images at once; its threads and
its cache blocking serve here, too.
"""

from collections.abc import Iterator

import numpy as np

from edflow.engine.kernels import conv
from edflow.engine.kernels.border import Array, Pair, Shape

Triple = tuple[int, int, int]
Ends = tuple[Pair, Pair, Pair]


def conv3d(
    x: Array, w: Array, strides: Triple, dilations: Triple, padding: Ends
) -> Array:
    """The convolution of volumes.

    Args:
        x: volumes [n, d, h, w, c], contiguous.
        w: filter [p, q, r, c, o], contiguous, of x's dtype.
        strides: down each side.
        dilations: down each side.
        padding: (before, after) for each side, in elements of zeros.
    """
    y = np.zeros(_answer(x.shape, w.shape, strides, dilations, padding), x.dtype)
    how = strides[1:], dilations[1:], padding[1:]
    for p, frames, answers in _meetings(x, w.shape, y, strides, dilations, padding):
        part = conv.conv2d(_images(x[:, frames]), w[p], *how)
        y[:, answers] += part.reshape(y[:, answers].shape)
    return y


def conv3d_input_gradient(
    shape: Shape,
    w: Array,
    dy: Array,
    strides: Triple,
    dilations: Triple,
    padding: Ends,
) -> Array:
    """The gradient of `conv3d` with respect to its volumes, which have this shape."""
    dx = np.zeros(shape, dy.dtype)
    how = strides[1:], dilations[1:], padding[1:]
    for p, frames, answers in _meetings(dx, w.shape, dy, strides, dilations, padding):
        met = dx[:, frames]
        images = (met.shape[0] * met.shape[1], *met.shape[2:])
        part = conv.conv2d_input_gradient(images, w[p], _images(dy[:, answers]), *how)
        met += part.reshape(met.shape)
    return dx


def conv3d_filter_gradient(
    x: Array,
    shape: Shape,
    dy: Array,
    strides: Triple,
    dilations: Triple,
    padding: Ends,
) -> Array:
    """The gradient of `conv3d` with respect to its filter, which has this shape."""
    dw = np.zeros(shape, dy.dtype)
    how = strides[1:], dilations[1:], padding[1:]
    for p, frames, answers in _meetings(x, shape, dy, strides, dilations, padding):
        dw[p] = conv.conv2d_filter_gradient(
            _images(x[:, frames]), shape[1:], _images(dy[:, answers]), *how
        )
    return dw


def _answer(
    x: Shape, w: Shape, strides: Triple, dilations: Triple, padding: Ends
) -> Shape:
    each = zip(x[1:4], w[:3], strides, dilations, padding, strict=True)
    counts = [
        (before + size + after - dilation * (k - 1) - 1) // stride + 1
        for size, k, stride, dilation, (before, after) in each
    ]
    return (x[0], *counts, w[4])


def _meetings(
    x: Array, w: Shape, y: Array, strides: Triple, dilations: Triple, padding: Ends
) -> Iterator[tuple[int, slice, slice]]:
    """For each tap in depth, the frames of x it meets and those of y they go to."""
    stride, (front, _) = strides[0], padding[0]
    for p in range(w[0]):
        offset = dilations[0] * p - front
        first = max(0, -(offset // stride))
        last = min(y.shape[1], (x.shape[1] - 1 - offset) // stride + 1)
        if first < last:
            start = first * stride + offset
            stop = (last - 1) * stride + offset + 1
            yield p, slice(start, stop, stride), slice(first, last)


def _images(frames: Array) -> Array:
    """The frames of all volumes, one after the other."""
    return np.ascontiguousarray(frames).reshape(-1, *frames.shape[2:])
