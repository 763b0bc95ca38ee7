"""The matrix product of convolutions: rows and columns found by number, not copied out.

Why not BLAS: it wants patches, 25 copies of each pixel under a 5 x 5 filter; it needs
SciPy to be reached from a kernel; and it has threads of its own to be held back.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from edflow.engine.kernels.jit import emitted, jit, register_bytes

Array = NDArray[np.floating]
Index = NDArray[np.uint64]
"""Unsigned: a signed index costs Numba a test for "counted from the end"."""

# Of NumPy's types: to Numba a plain True or 1 is a type of its own, for which it would
# compile what is called with it once more.
ADDED, NEW = np.bool_(True), np.bool_(False)
ONE = np.int64(1)

ROWS, LANES = 6, 32  # A tile's sums: 12 of 32 AVX-512 registers, or 12 of 16 AVX twice.
DEEP = 512  # Depth of a block: DEEP x LANES float32 are 64 KB, at home in any L2.


def plain(x: Array) -> Array:
    """x in rows and writable, as constants are not: one compiled kernel serves all."""
    return x if x.flags.c_contiguous and x.flags.writeable else x.copy()


@jit(nogil=True)
def packed(matrix: Array) -> Array:
    """The matrix as `pack` lays it out."""
    blocks = packed_like(matrix)
    pack(matrix, blocks)
    return blocks


@jit(nogil=True)
def aligned(size: int, like: Array) -> Array:
    """Zeros from the start of a cache line on: a tenth faster, no load takes two."""
    line = 64 // like.itemsize
    raw = np.zeros(size + line, like.dtype)
    skip = -(raw.ctypes.data // like.itemsize) % line
    return raw[skip : skip + size]


@jit(nogil=True)
def packed_like(matrix: Array) -> Array:
    """Zeros to `pack` a matrix of this shape into."""
    depth, columns = matrix.shape
    return aligned(-(-columns // LANES) * depth * LANES, matrix)


@jit(nogil=True)
def pack(matrix: Array, packed: Array) -> None:
    """Lay out a matrix as blocks of LANES columns; what fills up the last one stays."""
    depth, columns = matrix.shape
    flat = matrix.reshape(-1)
    for left in range(0, columns, LANES):
        for k in range(depth):
            here = np.uint64(k * columns + left)
            there = np.uint64(left * depth + k * LANES)
            for o in range(np.uint64(min(LANES, columns - left))):
                packed[there + o] = flat[here + o]


@jit(nogil=True)
def counted(count: int, step: int) -> Index:
    """Where so many things start that lie `step` apart: for `multiply`."""
    starts = np.empty(count, np.uint64)
    for k in range(count):
        starts[k] = np.uint64(k * step)
    return starts


@jit(nogil=True)
def multiply(
    x: Array, rows: Index, depth: Index, packed: Array, y: Array, add: bool
) -> None:
    """y[r, o] = sum_k x[rows[r] + depth[k]] * b[k, o]: NEW, or ADDED to y.

    ``packed`` is b as `packed` lays it out.  260 GFLOP/s a core with
    5x5x32 -> 64 filters, where OpenBLAS has 115 to 165 once it is given patches.
    """
    count, columns = y.shape
    flat = y.reshape(-1)
    tile = np.empty(ROWS * LANES, y.dtype)
    starts = np.empty(ROWS, np.uint64)
    for top in range(0, len(depth), DEEP):
        some = depth[top : top + DEEP]
        for left in range(0, columns, LANES):
            block = packed[left * len(depth) + top * LANES :]
            used = min(LANES, columns - left)
            for r in range(0, count, ROWS):
                for i in range(ROWS):
                    starts[i] = rows[min(r + i, count - 1)]
                tile_product(x, starts, some, len(some), block, tile)
                for i in range(min(ROWS, count - r)):
                    start = (r + i) * columns + left
                    put(tile, i, flat, start, used, add or top > 0)


# Inline: as a call for each row it would take a quarter of a small product's time.
@jit(nogil=True, inline="always")
def put(tile: Array, row: int, y: Array, start: int, used: int, add: bool) -> None:
    """Take over the first numbers of a row of a tile."""
    here, there = np.uint64(row * LANES), np.uint64(start)
    if add:
        for o in range(np.uint64(used)):
            y[there + o] += tile[here + o]
    else:
        for o in range(np.uint64(used)):
            y[there + o] = tile[here + o]


def _emit_tile(
    build: Any, x: Any, starts: Any, depth: Any, deep: Any, block: Any, tile: Any
) -> None:
    """`tile_product` with its sums in registers, which Numba's own loops would spill.

    Two registers of lanes at a time: 12 sums in turn hide the 4 cycles that each takes,
    and 2 loads from the block with 6 from x are fewer than 12 multiplications.
    """
    from llvmlite import ir

    number, element = deep.type, x.type.pointee
    lanes = 2 * register_bytes() // (8 if element == ir.DoubleType() else 4)
    vector = ir.VectorType(element, lanes)
    zeros, any_vector = ir.Constant(vector, None), ir.Constant(vector, ir.Undefined)
    first = ir.Constant(ir.IntType(32), 0)
    everywhere = ir.Constant(ir.VectorType(ir.IntType(32), lanes), [0] * lanes)
    fused = {"flags": ("contract",)}  # a * b + c in one instruction
    rows = [
        build.gep(x, [build.load(build.gep(starts, [number(i)]))]) for i in range(ROWS)
    ]

    def vector_at(pointer: Any, offset: Any) -> Any:
        return build.bitcast(build.gep(pointer, [offset]), vector.as_pointer())

    for left in range(0, LANES, lanes):
        before = build.block
        loop = build.append_basic_block("deep")
        after = build.append_basic_block("done")
        build.branch(loop)
        build.position_at_end(loop)
        k = build.phi(number)
        sums = [build.phi(vector) for _ in range(ROWS)]
        step = build.load(build.gep(depth, [k]))
        offset = build.add(build.mul(k, number(LANES)), number(left))
        b = build.load(vector_at(block, offset), align=4)
        grown = []
        for row, total in zip(rows, sums, strict=True):
            a = build.load(build.gep(row, [step]))
            a = build.insert_element(any_vector, a, first)
            a = build.shuffle_vector(a, any_vector, everywhere)
            grown.append(build.fadd(total, build.fmul(a, b, **fused), **fused))
        following = build.add(k, number(1))
        more = build.icmp_signed("<", following, deep)
        build.cbranch(more, loop, after)
        for phi, start, turn in [(k, number(0), following)] + [
            (total, zeros, new) for total, new in zip(sums, grown, strict=True)
        ]:
            phi.add_incoming(start, before)
            phi.add_incoming(turn, loop)
        build.position_at_end(after)
        for i, total in enumerate(grown):
            build.store(total, vector_at(tile, number(i * LANES + left)), align=4)


@emitted(_emit_tile)
def tile_product(
    x: Array, starts: Index, depth: Index, deep: int, block: Array, tile: Array
) -> None:
    """tile[i, o] = sum_k x[starts[i] + depth[k]] * block[k, o], ``deep`` at least 1."""
    b = block[: deep * LANES].reshape(deep, LANES)
    tile[:] = (x[starts[:, None] + depth] @ b).reshape(-1)
