"""Images resized by `taps`, and the gradients: the same sums, read backwards."""

from collections.abc import Callable
from typing import Any

import numpy as np

from edflow.engine.kernels.jit import jit
from edflow.engine.kernels.philox import Array
from edflow.engine.kernels.taps import Taps
from edflow.engine.kernels.threads import spread

# Below, sharing among cores costs more than it saves.
SHARED_FROM = 2**16


def resize(x: Array, rows: Taps, columns: Taps) -> Array:
    """y[n,i,j,c] = sum_{k,l} u[i,k] v[j,l] x[n, p[i,k], q[j,l], c], in float32.

    First down, which is long contiguous sums, then across.

    Args:
        x: images [n, h, w, c], contiguous.
        rows: (p, u).
        columns: (q, v).
    """
    n, c, height = len(x), x.shape[3], len(rows.places)
    y = np.empty((n, height, len(columns.places), c), np.float32)
    tables = rows.places, rows.weights, columns.places, columns.weights
    _share(_resize, n * height, y.size, x, *tables, y)
    return y


def resize_gradient(dy: Array, shape: tuple[int, ...], rows: Taps, columns: Taps):
    """The gradient of `resize` for images of this shape, in the dtype of dy."""
    dx = np.empty(shape, dy.dtype)
    kind = dy.dtype.type
    tables = (
        rows.places,
        rows.weights.astype(kind),
        columns.places,
        columns.weights.astype(kind),
    )
    _share(_resize_gradient, len(dx), dy.size, dy, *tables, dx)
    return dx


def pick(x: Array, rows: Array, columns: Array) -> Array:
    """y[n,i,j,:] = x[n, rows[i], columns[j], :]."""
    n, c, height = len(x), x.shape[3], len(rows)
    y = np.empty((n, height, len(columns), c), x.dtype)
    _share(_pick, n * height, y.size, x, rows, columns, y)
    return y


def pick_gradient(
    dy: Array, shape: tuple[int, ...], rows: Array, columns: Array
) -> Array:
    """The gradient of `pick`: what went to several places is summed."""
    dx = np.zeros(shape, dy.dtype)
    _share(_pick_gradient, len(dx), dy.size, dy, rows, columns, dx)
    return dx


def _share(kernel: Callable[..., None], count: int, size: int, *args: Any) -> None:
    if size < SHARED_FROM:
        kernel(0, 0, count, *args)
    else:
        spread(kernel, count, *args)


@jit(nogil=True)
def _resize(
    _share: int,
    first: int,
    last: int,
    x: Array,
    p: Array,
    u: Array,
    q: Array,
    v: Array,
    y: Array,
) -> None:
    """Rows number first ... last of all images, one after the other."""
    _, height, width, channels = x.shape
    lines = x.reshape(-1, width * channels)
    line = np.empty(width * channels, np.float32)
    for row in range(first, last):
        n, i = divmod(row, len(p))
        above = n * height
        _weighted(lines, above, p[i], u[i], line)
        out = y[n, i].reshape(-1)
        if channels == 3:
            _across(line, q, v, 3, out)
        else:
            _across(line, q, v, channels, out)


@jit(nogil=True, forceinline=True)
def _across(line: Array, q: Array, v: Array, channels: int, out: Array) -> None:
    """The weighted sums along a line.

    Inlined, so that a number of channels written down at the call is known when this is
    compiled: that is twice as fast.
    """
    if q.shape[1] == 2:
        for j in range(len(q)):
            left, right = q[j, 0] * channels, q[j, 1] * channels
            share = v[j, 1]
            for c in range(channels):
                a, b = line[left + c], line[right + c]
                out[j * channels + c] = a + (b - a) * share
        return
    for j in range(len(q)):
        for c in range(channels):
            total = np.float32(0)
            for tap in range(q.shape[1]):
                total += v[j, tap] * line[q[j, tap] * channels + c]
            out[j * channels + c] = total


@jit(nogil=True)
def _weighted(lines: Array, above: int, p: Array, u: Array, line: Array) -> None:
    """The sum of some lines."""
    if len(p) == 2:
        a, b, share = lines[above + p[0]], lines[above + p[1]], u[1]
        for m in range(len(line)):
            low = np.float32(a[m])
            line[m] = low + (np.float32(b[m]) - low) * share
        return
    line[:] = 0
    for tap in range(len(p)):
        weight, taken = u[tap], lines[above + p[tap]]
        if weight != 0:
            for m in range(len(line)):
                line[m] += weight * np.float32(taken[m])


@jit(nogil=True)
def _resize_gradient(
    _share: int,
    first: int,
    last: int,
    dy: Array,
    p: Array,
    u: Array,
    q: Array,
    v: Array,
    dx: Array,
) -> None:
    channels = dx.shape[3]
    line = np.empty(dx.shape[2] * channels, dx.dtype)
    for n in range(first, last):
        lines = dx[n].reshape(dx.shape[1], -1)
        lines[:] = 0
        for i in range(len(p)):
            given = dy[n, i].reshape(-1)
            line[:] = 0
            if channels == 3:
                _back_across(given, q, v, 3, line)
            else:
                _back_across(given, q, v, channels, line)
            for tap in range(p.shape[1]):
                weight, target = u[i, tap], lines[p[i, tap]]
                for m in range(len(line)):
                    target[m] += weight * line[m]


@jit(nogil=True, forceinline=True)
def _back_across(given: Array, q: Array, v: Array, channels: int, line: Array) -> None:
    for j in range(len(q)):
        for tap in range(q.shape[1]):
            start, weight = q[j, tap] * channels, v[j, tap]
            for c in range(channels):
                line[start + c] += weight * given[j * channels + c]


@jit(nogil=True)
def _pick(
    _share: int, first: int, last: int, x: Array, p: Array, q: Array, y: Array
) -> None:
    channels = x.shape[3]
    for row in range(first, last):
        n, i = divmod(row, len(p))
        line, out = x[n, p[i]].reshape(-1), y[n, i].reshape(-1)
        if channels == 3:
            _pick_across(line, q, 3, out)
        else:
            _pick_across(line, q, channels, out)


@jit(nogil=True, forceinline=True)
def _pick_across(line: Array, q: Array, channels: int, out: Array) -> None:
    for j in range(len(q)):
        start = q[j] * channels
        for c in range(channels):
            out[j * channels + c] = line[start + c]


@jit(nogil=True)
def _pick_gradient(
    _share: int, first: int, last: int, dy: Array, p: Array, q: Array, dx: Array
) -> None:
    channels = dx.shape[3]
    for n in range(first, last):
        for i in range(len(p)):
            given, target = dy[n, i].reshape(-1), dx[n, p[i]].reshape(-1)
            for j in range(len(q)):
                start = q[j] * channels
                for c in range(channels):
                    target[start + c] += given[j * channels + c]
