"""Drawing some of many classes, as TensorFlow's candidate samplers do, bit for bit.

A sampler reads random words and makes of them as many classes as they suffice for; how
it does so and how likely each class is, is all that tells samplers apart.
"""

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from edflow.engine.kernels import distributions
from edflow.engine.kernels.philox import Philox

Array = NDArray[Any]

BLOCKS_RESERVED = 512  # For each candidate, hardly any of which it reads.
SHIFT = np.uint64(32)
MANTISSA32, MANTISSA64 = 0x7FFFFF, np.uint64(0xFFFFF)


class Sampler(Protocol):
    """A distribution over classes."""

    def classes(self, words: Array) -> Array:
        """Independent draws, made of random 32-bit words (in uint64) in their order."""
        ...

    def probability(self, classes: Array) -> Array:
        """How likely one draw is each of these."""
        ...


class LogUniform:
    """P(k) = log((k + 2) / (k + 1)) / log(n + 1): the k-th most frequent word of n."""

    def __init__(self, n: int):
        self.n = n
        self.log_n = np.log1p(n)

    def classes(self, words: Array) -> Array:
        """Powers of n + 1 with even exponents."""
        high, low = words[::2] & MANTISSA64, words[1::2]
        bits = np.uint64(1023 << 52) | high << SHIFT | low
        even = bits.view(np.float64) - 1
        return (np.exp(even * self.log_n).astype(np.int64) - 1) % self.n

    def probability(self, classes: Array) -> Array:
        """The share of the logarithmic scale from k + 1 to k + 2."""
        return np.log((classes + 2.0) / (classes + 1.0)) / self.log_n


class Uniform:
    """P(k) = 1 / n."""

    def __init__(self, n: int):
        self.n = n

    def classes(self, words: Array) -> Array:
        """Remainders of 64-bit words, without the few that would favour some."""
        draws = words[::2] | words[1::2] << SHIFT
        uneven = 2**64 % self.n
        return (draws[draws >= np.uint64(uneven)] % np.uint64(self.n)).astype(np.int64)

    def probability(self, classes: Array) -> Array:
        """The same for all."""
        return np.full(np.shape(classes), 1 / self.n)


class Weighted:
    """P(k) = weights[k] / sum of weights, by Walker's alias method.

    Columns of equal height, one for each class, hold the probabilities: who is too high
    for the own column fills one that is not full. A draw is a column and a height.
    """

    def __init__(self, weights: Sequence[float]):
        n = len(weights)
        given = np.array(weights, np.float64)
        self.shares, height = given / given.sum(), given * n / given.sum()
        other = np.arange(n)
        low = [k for k in range(n) if height[k] < 1]
        high = [k for k in range(n) if height[k] >= 1]
        while low and high:
            small, tall = low.pop(), high.pop()
            other[small] = tall
            height[tall] -= 1 - height[small]
            (low if height[tall] < 1 else high).append(tall)
        height[low + high] = 1  # But for rounding they are.
        self.height, self.other = height.astype(np.float32).tolist(), other.tolist()

    def classes(self, words: Array) -> Array:
        """A word for the height, one for the column but for a few that favour some."""
        n = len(self.other)
        uneven = 2**32 % n
        stream, drawn = iter(words.tolist()), []
        for word in stream:
            height = (word & MANTISSA32) / 2**23
            column = next((word % n for word in stream if word >= uneven), None)
            if column is not None:
                fits = height < self.height[column]
                drawn.append(column if fits else self.other[column])
        return np.array(drawn, np.int64)

    def probability(self, classes: Array) -> Array:
        """The class's share of all weights."""
        return self.shares[classes]


def draw(
    sampler: Sampler, state: Philox, number: int, unique: bool
) -> tuple[Array, int]:
    """`number` classes, no two alike if `unique`, and how many draws that took."""
    start = state.reserve(BLOCKS_RESERVED * number)
    size = 4 * number
    while True:
        classes = sampler.classes(_words(start, size))
        firsts = np.arange(len(classes))
        if unique:
            firsts = np.sort(np.unique(classes, return_index=True)[1])
        if len(firsts) >= number:
            taken = firsts[:number]
            return classes[taken], int(taken[-1]) + 1
        size *= 2


def expected_counts(sampler: Sampler, classes: Array, number: int, tries: int) -> Array:
    """How often each class is to be expected among `number` candidates (float32).

    Where more tries were needed than there are candidates, because repetitions were
    thrown away: the probability that it came at all, 1 - (1 - p)^tries.
    """
    p = sampler.probability(classes)
    counts = p * number if tries == number else -np.expm1(tries * np.log1p(-p))
    return counts.astype(np.float32)


def _words(start: Array, size: int) -> Array:
    blocks = -(-size // 4)
    out = np.empty(4 * blocks, np.uint32)
    distributions.bits(0, 0, blocks, start, out)
    return out[:size].astype(np.uint64)
