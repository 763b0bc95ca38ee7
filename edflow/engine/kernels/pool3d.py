"""Pooling of volumes: first within each frame, then from frame to frame.

The largest of the largest is the largest, and as windows are boxes the average of the
averages is the average, at the edges, too. So the kernels for images do all the work.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from edflow.engine.kernels import pool
from edflow.engine.kernels.border import Array, Pair, Shape

Places = NDArray[np.int64]
Triple = tuple[int, int, int]
Ends = tuple[Pair, Pair, Pair]
_NONE = (0, 0)


def max_pool3d(x: Array, ksize: Triple, strides: Triple, padding: Ends) -> Array:
    """The largest value of each window of volumes [n, d, h, w, c]."""
    within, between = _stages(ksize, strides, padding)
    flat = pool.max_pool2d(_frames(x), *within)
    y = pool.max_pool2d(_depth(flat, x.shape), *between)
    return _volumes(y, flat.shape)


def max_pool3d_gradient(
    x: Array, y: Array, dy: Array, ksize: Triple, strides: Triple, padding: Ends
) -> Array:
    """The gradient of `max_pool3d`: dy goes to every place that holds the largest.

    As in TensorFlow, and unlike `max_pool2d`, where the first of them gets it.
    """
    dx = np.zeros(x.shape, x.dtype)
    sides = list(zip(x.shape[1:4], y.shape[1:4], strides, padding, strict=True))
    for tap in np.ndindex(ksize):
        met = [_meeting(*side, p) for side, p in zip(sides, tap, strict=True)]
        there = (slice(None), *(frames for frames, _ in met))
        here = (slice(None), *(windows for _, windows in met))
        dx[there] += np.where(x[there] == y[here], dy[here], x.dtype.type(0))
    return dx


def _meeting(
    size: int, count: int, stride: int, ends: Pair, p: int
) -> tuple[slice, slice]:
    """Along one side, the elements that tap p of the windows meets, and the windows."""
    offset = p - ends[0]
    first = max(0, -(offset // stride))
    last = max(first, min(count, (size - 1 - offset) // stride + 1))
    start = first * stride + offset
    return slice(start, start + (last - first) * stride, stride), slice(first, last)


def max_pool3d_places(
    x: Array, ksize: Triple, strides: Triple, padding: Ends
) -> Places:
    """For each window the index in x.reshape(-1) of its first largest value."""
    within, between = _stages(ksize, strides, padding)
    frames = _frames(x)
    inner = pool.max_pool2d_places(frames, *within)
    flat = frames.reshape(-1)[inner]
    outer = pool.max_pool2d_places(_depth(flat, x.shape), *between)
    return _volumes(inner.reshape(-1)[outer], flat.shape)


def avg_pool3d(x: Array, ksize: Triple, strides: Triple, padding: Ends) -> Array:
    """The average of each window of volumes; padding is not counted."""
    within, between = _stages(ksize, strides, padding)
    flat = pool.avg_pool2d(_frames(x), *within)
    return _volumes(pool.avg_pool2d(_depth(flat, x.shape), *between), flat.shape)


def avg_pool3d_gradient(
    shape: Shape, dy: Array, ksize: Triple, strides: Triple, padding: Ends
) -> Array:
    """The gradient of `avg_pool3d`: dy in equal parts; the volumes have this shape."""
    within, between = _stages(ksize, strides, padding)
    n, depth, height, width, channels = shape
    rows, columns = dy.shape[2:4]
    down = dy.reshape(n, dy.shape[1], rows * columns, channels)
    down = pool.avg_pool2d_gradient(
        (n, depth, rows * columns, channels), down, *between
    )
    flat = down.reshape(n * depth, rows, columns, channels)
    images = (n * depth, height, width, channels)
    return pool.avg_pool2d_gradient(images, flat, *within).reshape(shape)


def _stages(
    ksize: Triple, strides: Triple, padding: Ends
) -> tuple[tuple[Pair, Pair, tuple[Pair, Pair]], ...]:
    """Window, strides and padding of the two poolings."""
    within = ksize[1:], strides[1:], padding[1:]
    return within, ((ksize[0], 1), (strides[0], 1), (padding[0], _NONE))


def _frames(x: Array) -> Array:
    return x.reshape(-1, *x.shape[2:])


def _depth(flat: Array, volumes: Shape) -> Array:
    """Frames [n*d, h, w, c] as images that are d high: [n, d, h*w, c]."""
    return flat.reshape(*volumes[:2], flat.shape[1] * flat.shape[2], flat.shape[3])


def _volumes(y: NDArray[Any], flat: Shape) -> Any:
    """Images [n, d, h*w, c] as volumes again."""
    return y.reshape(*y.shape[:2], *flat[1:])
