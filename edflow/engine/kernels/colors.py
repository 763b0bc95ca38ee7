"""Colors pixel by pixel: hue, saturation, contrast.

A kernel for `threads.spread` works on the pixels, or images, from `first` to `last`.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from edflow.engine.kernels.jit import jit
from edflow.engine.kernels.philox import Array
from edflow.engine.kernels.threads import spread

Color = tuple[Any, Any, Any]

# Below, sharing among cores costs more than it saves.
SHARED_FROM = 2**14


def rgb_to_hsv(x: Array) -> Array:
    """Red, green and blue in the last axis to hue, saturation and value."""
    return _each_pixel(_rgb_to_hsv, x)


def hsv_to_rgb(x: Array) -> Array:
    """Hue, saturation and value in the last axis to red, green and blue."""
    return _each_pixel(_hsv_to_rgb, x)


def turn_hue(x: Array, delta: float) -> Array:
    """The hue moved on by a share of the whole circle."""
    return _each_pixel(_turn_hue, x, x.dtype.type(delta))


def scale_saturation(x: Array, factor: float) -> Array:
    """The saturation times a factor, at most 1."""
    return _each_pixel(_scale_saturation, x, x.dtype.type(factor))


def scale_contrast(x: Array, factor: float) -> Array:
    """y = mean + factor (x - mean), by the mean of each channel of each image.

    Args:
        x: images [n, h, w, c], contiguous.
        factor: 1 leaves them as they are.
    """
    n, h, _, channels = x.shape
    lines = x.reshape(n, h, -1)
    y = np.empty_like(lines)
    spread(_scale_contrast, n, lines, channels, x.dtype.type(factor), y)
    return y.reshape(x.shape)


def _each_pixel(kernel: Callable[..., None], x: Array, *args: Any) -> Array:
    pixels = np.ascontiguousarray(x).reshape(-1, 3)
    out = np.empty_like(pixels)
    if len(pixels) < SHARED_FROM:
        kernel(0, 0, len(pixels), pixels, out, *args)
    else:
        spread(kernel, len(pixels), pixels, out, *args)
    return out.reshape(x.shape)


@jit(nogil=True)
def hue(r, g, b, high, low):
    """Sixths of the circle from red, in [0, 6)."""
    if high == low:
        return high - high
    if r == high:
        sixth = (g - b) / (high - low)
        return sixth if sixth >= 0 else sixth + np.float32(6)
    if g == high:
        return (b - r) / (high - low) + np.float32(2)
    return (r - g) / (high - low) + np.float32(4)


@jit(nogil=True)
def color(sixths, low, high) -> Color:
    """The color of a hue whose channels go from low to high: `hue` undone."""
    sector = int(sixths)
    part = sixths - np.float32(sector)
    up, down = low + part * (high - low), high - part * (high - low)
    if sector == 0:
        return high, up, low
    if sector == 1:
        return down, high, low
    if sector == 2:
        return low, high, up
    if sector == 3:
        return low, down, high
    if sector == 4:
        return up, low, high
    return high, low, down


@jit(nogil=True)
def _rgb_to_hsv(_share: int, first: int, last: int, x: Array, y: Array) -> None:
    for i in range(first, last):
        r, g, b = x[i, 0], x[i, 1], x[i, 2]
        high, low = max(r, g, b), min(r, g, b)
        y[i, 0] = hue(r, g, b, high, low) / np.float32(6)
        y[i, 1] = (high - low) / high if high > 0 else high - high
        y[i, 2] = high


@jit(nogil=True)
def _hsv_to_rgb(_share: int, first: int, last: int, x: Array, y: Array) -> None:
    one, two, three, four = np.float32(1), np.float32(2), np.float32(3), np.float32(4)
    zero, six = np.float32(0), np.float32(6)
    for i in range(first, last):
        sixths, s, v = x[i, 0] * six, x[i, 1], x[i, 2]
        red = min(max(abs(sixths - three) - one, zero), one)
        green = min(max(two - abs(sixths - two), zero), one)
        blue = min(max(two - abs(sixths - four), zero), one)
        y[i, 0] = (one - s + s * red) * v
        y[i, 1] = (one - s + s * green) * v
        y[i, 2] = (one - s + s * blue) * v


@jit(nogil=True)
def _turn_hue(_share: int, first: int, last: int, x: Array, y: Array, delta) -> None:
    six = np.float32(6)
    turn = delta * six % six
    for i in range(first, last):
        r, g, b = x[i, 0], x[i, 1], x[i, 2]
        high, low = max(r, g, b), min(r, g, b)
        sixths = hue(r, g, b, high, low) + turn
        if sixths >= six:
            sixths -= six
        y[i, 0], y[i, 1], y[i, 2] = color(sixths, low, high)


@jit(nogil=True)
def _scale_saturation(
    _share: int, first: int, last: int, x: Array, y: Array, factor
) -> None:
    zero, one = np.float32(0), np.float32(1)
    for i in range(first, last):
        r, g, b = x[i, 0], x[i, 1], x[i, 2]
        high, low = max(r, g, b), min(r, g, b)
        s = (high - low) / high if high > 0 else zero
        s = min(max(s * factor, zero), one)
        y[i, 0], y[i, 1], y[i, 2] = color(
            hue(r, g, b, high, low), high - s * high, high
        )


@jit(nogil=True)
def _scale_contrast(
    _share: int, first: int, last: int, x: Array, channels: int, factor, y: Array
) -> None:
    """Sums down each column in float32, which is fast, and then of these in float64.

    Fifty thousand pixels summed up in float32 would keep five digits.
    """
    _, height, width = x.shape
    line = np.empty(width, np.float32)
    means = np.empty(channels, np.float64)
    for n in range(first, last):
        line[:] = 0
        for i in range(height):
            for m in range(width):
                line[m] += x[n, i, m]
        means[:] = 0
        for m in range(width):
            means[m % channels] += line[m]
        for m in range(width):
            line[m] = means[m % channels] * channels / (height * width)
        for i in range(height):
            for m in range(width):
                y[n, i, m] = (x[n, i, m] - line[m]) * factor + line[m]
