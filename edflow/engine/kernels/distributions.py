"""From blocks of random words to distributions: the kernels below `random`.

Those for `threads.spread` fill the part of ``out`` that belongs to the groups from
``first`` to ``last``, a group being as many outputs as one block gives. The formulas
keep TensorFlow's precision and order and call the same libm: on Linux the results agree
bit for bit.
"""

import math

import numpy as np

from edflow.engine.kernels.jit import jit
from edflow.engine.kernels.philox import SHIFT, Array, block

# Blocks set aside for each output, so that a rejection loop never runs into those of
# its neighbour. TensorFlow keeps the same distance where nothing is ever rejected.
RESERVED = 256

MANTISSA16, MANTISSA32 = np.uint64(2**10 - 1), np.uint64(2**23 - 1)
MANTISSA64_HIGH = np.uint64(2**20 - 1)
SCALE16, SCALE32, SCALE64 = np.float32(2**-10), np.float32(2**-23), 2.0**-52

# Box-Muller takes a uniform draw of 0, whose logarithm is infinite, for this.
TINY, TINY32 = 1e-7, np.float32(1e-7)
MINUS_TWO32 = np.float32(-2)  # a plain -2.0 would make float64 of a float32
TWO_PI = 2 * math.pi
CUT = 2.0  # where the truncated normal ends

Pair = tuple[float, float]


@jit(nogil=True)
def unit32(word: np.uint64, mantissa: np.uint64, scale: np.float32) -> np.float32:
    """The low bits of a word as a float32 in [0, 1)."""
    return np.float32(np.int32(word & mantissa)) * scale


@jit(nogil=True)
def unit64(high: np.uint64, low: np.uint64) -> float:
    """52 bits of two words as a float64 in [0, 1)."""
    return np.float64(np.int64((high & MANTISSA64_HIGH) << SHIFT | low)) * SCALE64


@jit(nogil=True)
def box_muller32(x0: np.uint64, x1: np.uint64) -> Pair:
    """Two words -> two normal draws, r sin(v) and r cos(v).

    r = sqrt(-2 log u) and v = 2 pi u' with u, u' uniform; v is rounded from float64.
    """
    u = max(unit32(x0, MANTISSA32, SCALE32), TINY32)
    v = np.float32(TWO_PI * np.float64(unit32(x1, MANTISSA32, SCALE32)))
    r = math.sqrt(MINUS_TWO32 * math.log(u))
    return math.sin(v) * r, math.cos(v) * r


@jit(nogil=True)
def box_muller64(x0: np.uint64, x1: np.uint64, x2: np.uint64, x3: np.uint64) -> Pair:
    """Four words -> two normal draws in float64."""
    u = max(unit64(x0, x1), TINY)
    v = TWO_PI * unit64(x2, x3)
    r = math.sqrt(-2.0 * math.log(u))
    return math.sin(v) * r, math.cos(v) * r


@jit(nogil=True)
def uniform_pair(start: Array, index: int) -> Pair:
    """The two uniform float64 draws of one block."""
    x0, x1, x2, x3 = block(start, index)
    return unit64(x0, x1), unit64(x2, x3)


@jit(nogil=True)
def normal_pair(start: Array, index: int) -> Pair:
    """The two normal float64 draws of one block."""
    x0, x1, x2, x3 = block(start, index)
    return box_muller64(x0, x1, x2, x3)


@jit(nogil=True)
def bits(_share: int, first: int, last: int, start: Array, out: Array) -> None:
    """The words themselves, as uint32."""
    for i in range(first, last):
        x0, x1, x2, x3 = block(start, i)
        out[4 * i], out[4 * i + 1] = x0, x1
        out[4 * i + 2], out[4 * i + 3] = x2, x3


@jit(nogil=True)
def uniform32(
    _share: int,
    first: int,
    last: int,
    start: Array,
    out: Array,
    mantissa: np.uint64,
    scale: np.float32,
) -> None:
    """Uniform float32 draws, one a word."""
    for i in range(first, last):
        x0, x1, x2, x3 = block(start, i)
        out[4 * i] = unit32(x0, mantissa, scale)
        out[4 * i + 1] = unit32(x1, mantissa, scale)
        out[4 * i + 2] = unit32(x2, mantissa, scale)
        out[4 * i + 3] = unit32(x3, mantissa, scale)


@jit(nogil=True)
def uniform64(_share: int, first: int, last: int, start: Array, out: Array) -> None:
    """Uniform float64 draws, two a block."""
    for i in range(first, last):
        out[2 * i], out[2 * i + 1] = uniform_pair(start, i)


@jit(nogil=True)
def normal32(_share: int, first: int, last: int, start: Array, out: Array) -> None:
    """Normal float32 draws, four a block."""
    for i in range(first, last):
        x0, x1, x2, x3 = block(start, i)
        out[4 * i], out[4 * i + 1] = box_muller32(x0, x1)
        out[4 * i + 2], out[4 * i + 3] = box_muller32(x2, x3)


@jit(nogil=True)
def normal64(_share: int, first: int, last: int, start: Array, out: Array) -> None:
    """Normal float64 draws, two a block."""
    for i in range(first, last):
        out[2 * i], out[2 * i + 1] = normal_pair(start, i)


@jit(nogil=True)
def truncated32(_share: int, first: int, last: int, start: Array, out: Array) -> None:
    """Truncated normal float32 draws; four at a time share 4 * RESERVED words."""
    for i in range(first, last):
        index, filled = i * RESERVED, 0
        while filled < 4:
            x0, x1, x2, x3 = block(start, index)
            for draw in box_muller32(x0, x1) + box_muller32(x2, x3):
                if abs(draw) < CUT and filled < 4:
                    out[4 * i + filled] = draw
                    filled += 1
            index += 1


@jit(nogil=True)
def truncated64(_share: int, first: int, last: int, start: Array, out: Array) -> None:
    """Truncated normal float64 draws; two at a time share 2 * RESERVED words."""
    for i in range(first, last):
        index, filled = i * (RESERVED // 2), 0
        while filled < 2:
            for draw in normal_pair(start, index):
                if abs(draw) < CUT and filled < 2:
                    out[2 * i + filled] = draw
                    filled += 1
            index += 1


@jit(nogil=True)
def permute(order: Array, words: Array) -> None:
    """Fisher and Yates: item i changes places with one of those from i on."""
    for i in range(words.size):
        j = i + words[i] % (order.size - i)
        order[i], order[j] = order[j], order[i]


@jit(nogil=True)
def gamma(start: Array, alphas: Array, out: Array) -> None:
    """Marsaglia and Tsang's rejection; a block's draws are taken last first.

    With d = alpha - 1/3 and x normal, d v for v = (1 + x / sqrt(9 d))**3 is nearly
    gamma; a uniform u rejects the difference. Below 1 it draws for alpha + 1 and
    multiplies by u**(1 / alpha); at 1 the distribution is the exponential.
    """
    samples, count = out.shape
    for i in range(count * samples):
        alpha, index = alphas[i // samples], i * RESERVED
        d = alpha + (2 / 3 if alpha < 1 else -1 / 3)
        if alpha == 1:
            draw = -math.log1p(-uniform_pair(start, index)[1])
        elif not d > 0:  # no draw would ever be accepted
            draw = math.nan
        else:
            c = 1 / 3 / math.sqrt(d)
            normals = uniforms = (0.0, 0.0)
            normals_left = uniforms_left = 0
            while True:
                if normals_left == 0:
                    normals, normals_left = normal_pair(start, index), 2
                    index += 1
                normals_left -= 1
                x = normals[normals_left]
                v = 1 + c * x
                if v <= 0:
                    continue
                v = v * v * v
                if uniforms_left == 0:
                    uniforms, uniforms_left = uniform_pair(start, index), 2
                    index += 1
                uniforms_left -= 1
                u = uniforms[uniforms_left]
                if u < 1 - 0.0331 * (x * x) * (x * x):  # most need no logarithm
                    break
                if np.log(u) < 0.5 * x * x + d * (1 - v + math.log(v)):
                    break
            draw = d * v
            if alpha < 1:
                if uniforms_left == 0:
                    uniforms, uniforms_left = uniform_pair(start, index), 2
                draw *= uniforms[uniforms_left - 1] ** (1 / alpha)
        out[i % samples, i // samples] = draw


@jit(nogil=True)
def poisson(start: Array, rates: Array, out: Array, limit: float) -> None:
    """Numbers of events up to ``limit``; a block's draws are taken last first.

    Below a rate of 10, Knuth: uniform draws are multiplied until the product is at most
    exp(-rate). From 10 on, Hormann's transformed rejection (PTRS, 1993).
    """
    samples, count = out.shape
    for i in range(count * samples):
        rate, index = rates[i // samples], i * RESERVED
        draw = 0.0
        if not rate < limit:  # NaN, infinite or too large: none would ever be accepted
            draw = rate
        elif rate < 10:
            product, drawn = uniform_pair(start, index)[1], 1
            while product > math.exp(-rate):
                product *= uniform_pair(start, index + drawn // 2)[1 - drawn % 2]
                drawn += 1
            draw = drawn - 1.0
        else:
            b = 0.931 + 2.53 * math.sqrt(rate)
            a = -0.059 + 0.02483 * b
            inverse_alpha = 1.1239 + 1.1328 / (b - 3.4)
            while True:
                v, u = uniform_pair(start, index)
                index += 1
                u -= 0.5
                margin = 0.5 - abs(u)
                draw = np.floor((2 * a / margin + b) * u + rate + 0.43)
                if draw > limit:
                    continue
                if margin >= 0.07 and v <= 0.9277 - 3.6224 / (b - 2):
                    break
                if draw < 0 or (margin < 0.013 and v > margin):
                    continue
                chance = np.log(v * inverse_alpha / (a / (margin * margin) + b))
                if chance <= draw * math.log(rate) - rate - math.lgamma(draw + 1):
                    break
        out[i % samples, i // samples] = draw
