"""Boxes cut out of images and resized, all in one step, and the gradients.

A box is [y1, x1, y2, x2] in shares of the height and the width, 1 being the centre of
the last pixel. Every image is [h, w, c]; `which` says from which image each box is.
"""

import math

import numpy as np

from edflow.engine.kernels.jit import jit
from edflow.engine.kernels.philox import Array
from edflow.engine.kernels.threads import spread


def crop_and_resize(
    x: Array,
    boxes: Array,
    which: Array,
    size: tuple[int, int],
    nearest: bool,
    outside: float,
) -> Array:
    """The boxes [n, height, width, c] of the images as float32.

    Args:
        x: images, contiguous.
        boxes: [n, 4].
        which: [n].
        size: (height, width).
        nearest: repeat pixels instead of interpolating.
        outside: what stands where a box leaves its image.
    """
    y = np.empty((len(boxes), *size, x.shape[3]), np.float32)
    spread(_crop, len(boxes), x, boxes, which, nearest, np.float32(outside), y)
    return y


def image_gradient(
    dy: Array, boxes: Array, which: Array, shape: tuple[int, ...], nearest: bool
) -> Array:
    """The gradient of `crop_and_resize` for images of this shape, in float32."""
    dx = np.zeros(shape, np.float32)
    _image_gradient(dy, boxes, which, nearest, dx)
    return dx


def box_gradient(dy: Array, x: Array, boxes: Array, which: Array) -> Array:
    """The gradient of `crop_and_resize` for the boxes, as if it interpolated."""
    d_boxes = np.zeros(boxes.shape, np.float32)
    spread(_box_gradient, len(boxes), dy, x, boxes, which, d_boxes)
    return d_boxes


@jit(nogil=True)
def _places(start, end, size: int, nearest: bool, pixels: Array, shares: Array) -> None:
    """Between which two pixels of a side each one of the result lies, -1 for outside.

    `shares` says how much of the second goes into it; none if the nearest is taken,
    which then is the first.
    """
    count, last, half = len(pixels), np.float32(size - 1), np.float32(0.5)
    for i in range(count):
        at = half * (start + end) * last
        if count > 1:
            step = (end - start) * last / np.float32(count - 1)
            at = start * last + np.float32(i) * step
        pixels[i] = -1
        if 0 <= at <= last:
            low = math.floor(at + half) if nearest else math.floor(at)
            pixels[i, 0], pixels[i, 1] = low, low if nearest else math.ceil(at)
            shares[i] = 0 if nearest else at - np.float32(low)


@jit(nogil=True, forceinline=True)
def _between(a, b, share):
    """From a to b, that share of the way."""
    a = np.float32(a)
    return a + (np.float32(b) - a) * share


@jit(nogil=True)
def _crop(
    _share: int, first: int, last: int, x, boxes, which, nearest: bool, outside, y
) -> None:
    _, height, width, channels = y.shape
    rows, below = np.empty((height, 2), np.int64), np.empty(height, np.float32)
    columns, beside = np.empty((width, 2), np.int64), np.empty(width, np.float32)
    for n in range(first, last):
        image, (y1, x1, y2, x2) = x[which[n]], boxes[n]
        _places(y1, y2, x.shape[1], nearest, rows, below)
        _places(x1, x2, x.shape[2], nearest, columns, beside)
        for i in range(height):
            for j in range(width):
                top, bottom = rows[i]
                left, right = columns[j]
                if top < 0 or left < 0:
                    y[n, i, j] = outside
                    continue
                for c in range(channels):
                    a, b = image[top, left, c], image[top, right, c]
                    d, e = image[bottom, left, c], image[bottom, right, c]
                    high, low = _between(a, b, beside[j]), _between(d, e, beside[j])
                    y[n, i, j, c] = _between(high, low, below[i])


@jit(nogil=True)
def _image_gradient(dy, boxes, which, nearest: bool, dx) -> None:
    _, height, width, channels = dy.shape
    rows, below = np.empty((height, 2), np.int64), np.empty(height, np.float32)
    columns, beside = np.empty((width, 2), np.int64), np.empty(width, np.float32)
    one = np.float32(1)
    for n in range(len(boxes)):
        image, (y1, x1, y2, x2) = dx[which[n]], boxes[n]
        _places(y1, y2, dx.shape[1], nearest, rows, below)
        _places(x1, x2, dx.shape[2], nearest, columns, beside)
        for i in range(height):
            for j in range(width):
                top, bottom = rows[i]
                left, right = columns[j]
                if top < 0 or left < 0:
                    continue
                for c in range(channels):
                    high = (one - below[i]) * dy[n, i, j, c]
                    low = below[i] * dy[n, i, j, c]
                    image[top, left, c] += (one - beside[j]) * high
                    image[top, right, c] += beside[j] * high
                    image[bottom, left, c] += (one - beside[j]) * low
                    image[bottom, right, c] += beside[j] * low


@jit(nogil=True)
def _box_gradient(_share: int, first: int, last: int, dy, x, boxes, which, d_boxes):
    """A place moves with y1 by 1 - t and with y2 by t, times the height of the image.

    t is how far down the box it lies, and s how far across.
    """
    _, h, w, channels = x.shape
    _, height, width, _ = dy.shape
    rows, below = np.empty((height, 2), np.int64), np.empty(height, np.float32)
    columns, beside = np.empty((width, 2), np.int64), np.empty(width, np.float32)
    one = np.float32(1)
    for n in range(first, last):
        image, (y1, x1, y2, x2) = x[which[n]], boxes[n]
        _places(y1, y2, h, False, rows, below)
        _places(x1, x2, w, False, columns, beside)
        for i in range(height):
            for j in range(width):
                top, bottom = rows[i]
                left, right = columns[j]
                if top < 0 or left < 0:
                    continue
                t, s = np.float32(0.5), np.float32(0.5)
                if height > 1:
                    t = np.float32(i) / np.float32(height - 1)
                if width > 1:
                    s = np.float32(j) / np.float32(width - 1)
                down, across = np.float32(0), np.float32(0)
                for c in range(channels):
                    a, b = image[top, left, c], image[top, right, c]
                    d, e = image[bottom, left, c], image[bottom, right, c]
                    given = dy[n, i, j, c]
                    down += given * (
                        _between(d, e, beside[j]) - _between(a, b, beside[j])
                    )
                    across += given * (
                        _between(b, e, below[i]) - _between(a, d, below[i])
                    )
                down *= np.float32(h - 1)
                across *= np.float32(w - 1)
                d_boxes[n, 0] += (one - t) * down
                d_boxes[n, 2] += t * down
                d_boxes[n, 1] += (one - s) * across
                d_boxes[n, 3] += s * across
