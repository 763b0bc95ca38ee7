"""Products of whole matrices: large ones on all cores, with the tile of convolutions.

OpenBLAS chooses its loops by the name of the processor, and takes those of 2013 for one
that it does not know: the tile, compiled for the machine it runs on, is twice as fast
there, and elsewhere as fast.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from edflow.engine.kernels.jit import jit
from edflow.engine.kernels.product import (
    DEEP,
    LANES,
    ROWS,
    aligned,
    counted,
    plain,
    put,
    tile_product,
)
from edflow.engine.kernels.threads import SHARES, spread

Array = np.ndarray[Any, Any]

# Multiplications below which sharing a product costs more than it gains.
SHARED_FROM = 2**22


def product(a: Array, b: Array) -> Array:
    """The product of a [n, k] and b [k, m]."""
    (n, k), m = a.shape, b.shape[1]
    if n * k * m < SHARED_FROM or a.dtype.kind != "f" or a.dtype.itemsize < 4:
        return np.matmul(a, b)
    c = np.empty((n, m), a.dtype)
    spread(_share, SHARES, n >= m, _flat(a), _flat(b), k, c)
    return c


def column_sums(matrix: Array) -> Array:
    """The sums over the rows of a matrix [n, m].

    As a product with ones it runs at the speed of memory: for 78400 x 32 in a ninth of
    the time of NumPy's sum, and added up in the same order.
    """
    return np.ones(len(matrix), matrix.dtype) @ matrix


class Flat(NamedTuple):
    """The numbers of a matrix in a line."""

    numbers: Array
    row: int
    """How far apart rows are there, and ..."""
    column: int
    """... columns."""


def _flat(matrix: Array) -> Flat:
    if matrix.flags.f_contiguous:
        return Flat(plain(matrix.T).reshape(-1), 1, len(matrix))
    return Flat(plain(matrix).reshape(-1), matrix.shape[1], 1)


@jit(nogil=True)
def _share(
    share: int,
    _first: int,
    _last: int,
    by_rows: bool,
    a: Flat,
    b: Flat,
    deep: int,
    c: Array,
) -> None:
    """One of SHARES parts of c: some of its rows, or some blocks of its columns."""
    n, m = c.shape
    blocks = -(-m // LANES)
    from_row, to_row, from_block, to_block = 0, n, 0, blocks
    if by_rows:
        from_row, to_row = share * n // SHARES, (share + 1) * n // SHARES
    else:
        from_block = share * blocks // SHARES
        to_block = (share + 1) * blocks // SHARES
    flat = c.reshape(-1)
    packed = aligned(DEEP * LANES, c)
    tile = np.empty(ROWS * LANES, c.dtype)
    starts = np.empty(ROWS, np.uint64)
    depth = counted(deep, a.column)
    for top in range(0, deep, DEEP):  # What is read of a meanwhile stays in the L2.
        some = depth[top : top + DEEP]
        for left in range(from_block * LANES, min(m, to_block * LANES), LANES):
            used = min(LANES, m - left)
            corner = b.numbers[top * b.row + left * b.column :]
            _pack(corner, b.row, b.column, len(some), used, packed)
            for r in range(from_row, to_row, ROWS):
                for i in range(ROWS):
                    starts[i] = np.uint64(min(r + i, to_row - 1) * a.row)
                tile_product(a.numbers, starts, some, len(some), packed, tile)
                for i in range(min(ROWS, to_row - r)):
                    start = (r + i) * m + left
                    put(tile, i, flat, start, used, top > 0)


@jit(nogil=True)
def _pack(
    corner: Array, row: int, column: int, deep: int, used: int, packed: Array
) -> None:
    """Lay out `used` columns of a matrix in lines of LANES."""
    if column == 1:
        for k in range(deep):
            here, there = np.uint64(k * row), np.uint64(k * LANES)
            for o in range(np.uint64(used)):
                packed[there + o] = corner[here + o]
    else:  # Then its rows are dense the other way.
        for o in range(used):
            here, there = np.uint64(o * column), np.uint64(o)
            for k in range(np.uint64(deep)):
                packed[there + k * np.uint64(LANES)] = corner[here + k * np.uint64(row)]
