"""Philox 4x32-10, the generator behind TensorFlow's random ops.

Philox is a block cipher used as a generator: it encrypts the numbers 0, 1, 2, ... under
a key, and every encrypted block is four random 32-bit words. Block n needs no block
before it, so a draw may be shared among threads without changing a bit.

    seed  -> key      64 bits
    seed2 -> counter  the upper half of the 128-bit block number; the lower starts at 0

Salmon, Moraes, Dror and Shaw: Parallel random numbers: as easy as 1, 2, 3 (2011).
"""

from secrets import randbits
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from edflow.engine.kernels.jit import jit

Array = NDArray[Any]
Block = tuple[np.uint64, np.uint64, np.uint64, np.uint64]

# Words are held in uint64: the product of two needs the room, Numba widens a sum of two
# uint32 anyway, and beside a signed literal it would make a float of a uint64.
MASK, SHIFT = np.uint64(0xFFFFFFFF), np.uint64(32)
MULTIPLIER_0, MULTIPLIER_2 = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57)
KEY_STEP_0, KEY_STEP_1 = np.uint64(0x9E3779B9), np.uint64(0xBB67AE85)


class Philox:
    """The position of one random op in its stream of blocks; safe under threads.

    ``seed`` and ``seed2`` are the op's two seeds, 64 bits each. (0, 0) asks for a
    stream that nobody can foretell.

    >>> state = Philox(87654321, 1)
    >>> state.key, state.counter >> 64
    (87654321, 1)
    >>> _ = state.reserve(5)
    >>> state.counter & 0xFFFF
    5
    """

    def __init__(self, seed: int = 0, seed2: int = 0) -> None:
        if seed == seed2 == 0:
            seed, seed2 = randbits(64), randbits(64)
        self.key = seed % 2**64
        self.counter = seed2 % 2**64 << 64
        self._lock = Lock()

    def reserve(self, blocks: int) -> Array:
        """Take the next ``blocks`` blocks out of the stream.

        Returns where they start: two words of the key, four of the counter, the lowest
        first.
        """
        with self._lock:
            start = self.counter
            self.counter = (start + blocks) % 2**128
        key, low, high = self.key, start % 2**64, start >> 64
        words = np.array((key, key >> 32, low, low >> 32, high, high >> 32), np.uint64)
        words &= MASK
        return words


@jit(nogil=True)
def block(start: Array, index: int) -> Block:
    """The four words of block number ``index`` after ``start``, by ten rounds."""
    n = np.uint64(index)
    k0, k1 = start[0], start[1]
    c0 = start[2] + (n & MASK)
    c1 = start[3] + (n >> SHIFT) + (c0 >> SHIFT)
    c2 = start[4] + (c1 >> SHIFT)
    c3 = (start[5] + (c2 >> SHIFT)) & MASK
    c0, c1, c2 = c0 & MASK, c1 & MASK, c2 & MASK
    for _ in range(10):
        p0, p2 = MULTIPLIER_0 * c0, MULTIPLIER_2 * c2
        c0, c1 = (p2 >> SHIFT) ^ c1 ^ k0, p2 & MASK
        c2, c3 = (p0 >> SHIFT) ^ c3 ^ k1, p0 & MASK
        k0, k1 = (k0 + KEY_STEP_0) & MASK, (k1 + KEY_STEP_1) & MASK
    return c0, c1, c2, c3
