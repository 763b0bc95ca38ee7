"""TensorFlow's random draws: a `Philox` position and a size in, an array out.

For one pair of seeds every function gives what TensorFlow's op gives, run after run. To
that end each first reserves as many blocks as TensorFlow's kernel does, mostly far more
than it reads.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from edflow.engine.kernels import distributions
from edflow.engine.kernels.distributions import (
    MANTISSA16,
    MANTISSA32,
    RESERVED,
    SCALE16,
    SCALE32,
)
from edflow.engine.kernels.jit import Kernel
from edflow.engine.kernels.philox import Array, Philox
from edflow.engine.kernels.threads import spread

__all__ = [
    "Philox", "gamma", "multinomial", "normal", "poisson", "shuffle",
    "truncated_normal", "uniform", "uniform_int", "words",
]  # fmt: skip

# Sharing costs 0.03 ms where no other core is free; so many uniform draws take 0.17 ms.
SHARED_FROM = 2**16


def words(state: Philox) -> Iterator[int]:
    """The 32-bit words of the stream, one after the other."""
    while True:
        yield from _fill(distributions.bits, state.reserve(64), 256, np.uint32).tolist()


def uniform(state: Philox, size: int, dtype: DTypeLike = np.float32) -> Array:
    """``size`` draws from [0, 1) in float16, 32 or 64: random bits as the mantissa."""
    start, dtype = state.reserve(size * RESERVED), np.dtype(dtype)
    if dtype == np.float64:
        return _fill(distributions.uniform64, start, size, dtype)
    kernel = distributions.uniform32
    if dtype == np.float16:  # exact: ten bits of a float32
        draws = _fill(kernel, start, size, np.float32, MANTISSA16, SCALE16)
        return draws.astype(np.float16)
    return _fill(kernel, start, size, np.float32, MANTISSA32, SCALE32)


def uniform_int(
    state: Philox, size: int, low: int, high: int, dtype: DTypeLike = np.int32
) -> Array:
    """``size`` whole numbers from [low, high), int32 or int64; needs low < high.

    The remainder of a 32- or 64-bit word: slightly uneven, as in TensorFlow, unless
    high - low is a power of two.
    """
    start, dtype = state.reserve(size * RESERVED), np.dtype(dtype)
    words = _fill(distributions.bits, start, size * dtype.itemsize // 4, np.uint32)
    unsigned = np.dtype(f"uint{8 * dtype.itemsize}").type
    draws = words.view(unsigned) % unsigned(high - low)
    draws += unsigned(low % 2 ** (8 * dtype.itemsize))  # wraps round to the signed sum
    return draws.view(dtype)


def normal(state: Philox, size: int, dtype: DTypeLike = np.float32) -> Array:
    """``size`` draws from the standard normal distribution in float16, 32 or 64."""
    start, dtype = state.reserve(size * RESERVED), np.dtype(dtype)
    if dtype == np.float64:
        return _fill(distributions.normal64, start, size, dtype)
    draws = _fill(distributions.normal32, start, size, np.float32)
    return draws.astype(dtype, copy=False)


def truncated_normal(state: Philox, size: int, dtype: DTypeLike = np.float32) -> Array:
    """``size`` standard normal draws, those beyond two deviations drawn again."""
    start, dtype = state.reserve(size * RESERVED), np.dtype(dtype)
    if dtype == np.float64:
        return _fill(distributions.truncated64, start, size, dtype)
    draws = _fill(distributions.truncated32, start, size, np.float32)
    return draws.astype(dtype, copy=False)


def shuffle(state: Philox, size: int) -> Array:
    """A random order of 0 ... size - 1 (int64)."""
    order = np.arange(size)
    if size > 1:
        start = state.reserve((size + 2) // 4)  # just what it reads: size - 1 words
        words = _fill(distributions.bits, start, size - 1, np.uint32)
        distributions.permute(order, words)
    return order


def multinomial(
    state: Philox, logits: ArrayLike, num_samples: int, dtype: DTypeLike = np.int64
) -> Array:
    """Class numbers [batch, num_samples] with probabilities softmax(logits).

    A class whose logit is not finite is never drawn. All rows read one stream, as in
    TensorFlow where one thread draws them all; it gives large batches to several, and
    then its result depends on the machine.
    """
    logits = np.asarray(logits, np.float64)
    size = len(logits) * num_samples
    if size == 0:
        return np.empty((len(logits), num_samples), dtype)
    four_aligned = -(-num_samples // 4) * 4
    start = state.reserve(2 * len(logits) * four_aligned * RESERVED)
    logits = np.where(np.isfinite(logits), logits, -np.inf)
    highest = logits.max(1, keepdims=True, initial=np.finfo(np.float64).min)
    cumulative = np.exp(logits - highest).cumsum(1)
    points = _fill(distributions.uniform64, start, size, np.float64)
    points = points.reshape(-1, num_samples) * cumulative[:, -1:]
    rows = zip(cumulative, points, strict=True)
    return np.array([np.searchsorted(*row, side="right") for row in rows], dtype)


def gamma(state: Philox, alpha: Array, num_samples: int) -> Array:
    """Draws [num_samples, len(alpha)] of gamma distributions of shape alpha, scale 1.

    They have alpha's dtype, which is a float's. An alpha below 0 belongs to no
    distribution and may give NaN.
    """
    draws = _each(distributions.gamma, state, alpha, num_samples)
    if alpha.dtype == np.float16:
        draws = draws.astype(np.float32)  # TensorFlow rounds twice
    return draws.astype(alpha.dtype, copy=False)


def poisson(
    state: Philox, rate: Array, num_samples: int, dtype: DTypeLike = np.float32
) -> Array:
    """Draws [num_samples, len(rate)]: how many events come where ``rate`` are expected.

    ``dtype`` has to be able to hold the rates: one that is too large is its own draw.
    """
    dtype = np.dtype(dtype)
    kind = np.iinfo(dtype.type) if dtype.kind == "i" else np.finfo(dtype.type)
    draws = _each(distributions.poisson, state, rate, num_samples, float(kind.max))
    return draws.astype(dtype, copy=False)


def _fill(
    kernel: Kernel, start: Array, size: int, dtype: DTypeLike, *args: Any
) -> Array:
    """A new array of ``size``, filled by the kernel, on all cores if it is large."""
    width = 16 // np.dtype(dtype).itemsize  # outputs of one block
    blocks = -(-size // width)
    out = np.empty(blocks * width, dtype)
    if size < SHARED_FROM:
        kernel(0, 0, blocks, start, out, *args)
    else:
        spread(kernel, blocks, start, out, *args)
    return out[:size]


def _each(
    kernel: Kernel,
    state: Philox,
    parameters: Array,
    num_samples: int,
    *args: Any,
) -> Array:
    """num_samples draws in float64 for every entry of a 1-D array of parameters."""
    out = np.empty((num_samples, len(parameters)))
    start = state.reserve(out.size * RESERVED)
    kernel(start, parameters.astype(np.float64), out, *args)
    return out
