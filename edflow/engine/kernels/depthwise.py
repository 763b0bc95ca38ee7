"""Depthwise convolution: every channel has filters of its own, and none is summed away.

With m filters a channel, each channel is laid m times into the border; from there on
image, filter and answer have the same c * m channels and meet element by element.
"""

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
    counts, reach = windows(x.shape[1:3], w.shape[:2], strides, dilations, padding)
    w = w.reshape(*w.shape[:2], -1)
    y = np.zeros((len(x), *counts, w.shape[2]), x.dtype)
    spread(_forward, len(x), x, w, strides, dilations, corner(padding), reach, y)
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
    _, reach = windows(x.shape[1:3], shape[:2], strides, dilations, padding)
    dw = np.zeros((len(shares(len(x))), *shape[:2], shape[2] * shape[3]), x.dtype)
    at = (strides, dilations, corner(padding), reach)
    spread(_filter_gradient, len(x), x, dy, *at, dw)
    return dw.sum(axis=0).reshape(shape)


def depthwise_conv2d_input_gradient(
    shape: Shape,
    w: Array,
    dy: Array,
    strides: Pair,
    dilations: Pair,
    padding: Padding,
) -> Array:
    """The gradient of `depthwise_conv2d` by its images, which have this shape."""
    _, reach = windows(shape[1:3], w.shape[:2], strides, dilations, padding)
    w = w.reshape(*w.shape[:2], -1)
    dx = np.zeros(shape, dy.dtype)
    at = (strides, dilations, corner(padding), reach)
    spread(_input_gradient, len(dx), w, dy, *at, dx)
    return dx


@jit(nogil=True, fastmath={"contract"})
def _forward(
    _share: int,
    first: int,
    last: int,
    x: Array,
    w: Array,
    strides: Pair,
    dilations: Pair,
    corner: Pair,
    reach: Pair,
    y: Array,
) -> None:
    bordered = np.zeros((reach[0], reach[1], w.shape[2]), x.dtype)
    for n in range(first, last):
        lay(x[n], corner, bordered)
        for i in range(y.shape[1]):
            for j in range(y.shape[2]):
                for p in range(w.shape[0]):
                    for q in range(w.shape[1]):
                        h = i * strides[0] + p * dilations[0]
                        v = j * strides[1] + q * dilations[1]
                        for c in range(w.shape[2]):
                            y[n, i, j, c] += bordered[h, v, c] * w[p, q, c]


@jit(nogil=True, fastmath={"contract"})
def _filter_gradient(
    share: int,
    first: int,
    last: int,
    x: Array,
    dy: Array,
    strides: Pair,
    dilations: Pair,
    corner: Pair,
    reach: Pair,
    dw: Array,
) -> None:
    _, height, width, channels = dw.shape
    bordered = np.zeros((reach[0], reach[1], channels), x.dtype)
    for n in range(first, last):
        lay(x[n], corner, bordered)
        for i in range(dy.shape[1]):
            for j in range(dy.shape[2]):
                for p in range(height):
                    for q in range(width):
                        h = i * strides[0] + p * dilations[0]
                        v = j * strides[1] + q * dilations[1]
                        for c in range(channels):
                            dw[share, p, q, c] += bordered[h, v, c] * dy[n, i, j, c]


@jit(nogil=True, fastmath={"contract"})
def _input_gradient(
    _share: int,
    first: int,
    last: int,
    w: Array,
    dy: Array,
    strides: Pair,
    dilations: Pair,
    corner: Pair,
    reach: Pair,
    dx: Array,
) -> None:
    bordered = np.empty((reach[0], reach[1], w.shape[2]), dx.dtype)
    for n in range(first, last):
        bordered[:] = 0
        for i in range(dy.shape[1]):
            for j in range(dy.shape[2]):
                for p in range(w.shape[0]):
                    for q in range(w.shape[1]):
                        h = i * strides[0] + p * dilations[0]
                        v = j * strides[1] + q * dilations[1]
                        for c in range(w.shape[2]):
                            bordered[h, v, c] += w[p, q, c] * dy[n, i, j, c]
        take(bordered, corner, dx[n])
