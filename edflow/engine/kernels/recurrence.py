"""What recurrent kernels share: groups of examples, and a way back by windows of steps.

Sequences are [time, batch, features].  The examples of a batch know nothing of each
other, so each core takes some of them through all of time: no core waits for another
before the end.  The products are small (a step of 32 examples and 128 units of an LSTM
is 6 million multiplications), and all steps share one packed copy of the weights.
Inputs and outputs before are one product: to take that of the inputs out of time was
measured to gain nothing, and needs their sums in memory.

On the way back only the product with the weights of the outputs before must be taken
step by step.  Those for the inputs and for the weights wait until a window is full.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from edflow.engine.kernels.jit import jit
from edflow.engine.kernels.product import (
    ADDED,
    NEW,
    ONE,
    Index,
    counted,
    multiply,
    pack,
    packed,
    packed_like,
)
from edflow.engine.kernels.threads import SHARES

Array = NDArray[np.floating]
WINDOW = 8  # Steps: their slopes of an LSTM are 256 KB in float32, at home in any L2.
EXAMPLES = 16  # To a group: a product's tile takes 6 rows, and should be full.


class Given(NamedTuple):
    """What a cell starts from, or the gradients for it."""

    x: Array
    """[time, batch, inputs]."""
    h_prev: Array
    """The output before the first step, [batch, units]."""


class Transposed(NamedTuple):
    """Of weights [inputs + units, width] the transpose of either part, packed."""

    x: Array
    h: Array


def transposed(w: Array, inputs: int) -> Transposed:
    """The weights, for the way back."""
    return Transposed(packed(w[:inputs].T.copy()), packed(w[inputs:].T.copy()))


def groups_of(batch: int) -> int:
    """How many groups to take the batch in: as many on any machine, for equal sums."""
    return max(1, min(SHARES, batch // EXAMPLES))


# Row by row: for `y[:] = x` Numba compiles for 1.7 s what it would say of two lengths.
@jit(nogil=True)
def copy_row(y: Array, x: Array) -> None:
    """Put x into y."""
    for j in range(y.size):
        y[j] = x[j]


@jit(nogil=True)
def add_row(y: Array, x: Array) -> None:
    """Add x to y."""
    for j in range(y.size):
        y[j] += x[j]


@jit(nogil=True)
def add_product(y: Array, a: Array, b: Array) -> None:
    """Add a b to y, element by element."""
    for j in range(y.size):
        y[j] += a[j] * b[j]


@jit(nogil=True)
def side_by_side(x: Array, h: Array, first: int, xh: Array) -> None:
    """Put the rows [x, h] of a group into xh."""
    inputs = x.shape[1]
    for k in range(len(xh)):
        copy_row(xh[k][:inputs], x[first + k])
        copy_row(xh[k][inputs:], h[first + k])


class Window(NamedTuple):
    """What a group of examples did in some successive steps, the first step first.

    It did sums = [x, heard] w.
    """

    heard: Array
    """[WINDOW examples, units]."""
    dsums: Array
    """The slopes of the sums, [WINDOW examples, width]."""
    packed: Array
    """Room for them as `pack` lays them out."""
    rows: Index
    """Where the rows of dsums start, and ..."""
    depth: Index
    """... its columns: for `multiply`."""


@jit(nogil=True)
def open_window(size: int, units: int, width: int, like: Array) -> Window:
    """A window for so many examples, units and sums."""
    heard = np.empty((WINDOW * size, units), like.dtype)
    dsums = np.empty((WINDOW * size, width), like.dtype)
    rows, depth = counted(len(dsums), width), counted(width, ONE)
    return Window(heard, dsums, packed_like(dsums), rows, depth)


# Inline: as a call it would be one more kernel to compile, and no quicker.
@jit(nogil=True, inline="always")
def step_back(window: Window, step: int, w_h: Array, dh: Array, add: bool) -> None:
    """dh = dsums w_h^T of one step of a window: NEW, or ADDED to dh."""
    size = len(dh)
    rows = window.rows[step * size : (step + 1) * size]
    multiply(window.dsums.reshape(-1), rows, window.depth, w_h, dh, add)


@jit(nogil=True)
def close_window(
    window: Window,
    begin: int,
    end: int,
    first: int,
    x: Array,
    w_x: Array,
    dx: Array,
    dw: Array,
) -> None:
    """Add to dx and dw what the slopes of a window say.

    Args:
      window: of the steps from begin to end, for a group of examples.
      begin, end: the steps.
      first: the first example of the group.
      x: all inputs, [time, batch, inputs].
      w_x: the transposed weights of the inputs, packed.
      dx: of all inputs.
      dw: [inputs + units, width], += sum_t,n [x, heard]^T dsums.
    """
    _, batch, inputs = x.shape
    units = window.heard.shape[1]
    size = len(window.heard) // WINDOW
    count = (end - begin) * size
    dxs = np.empty((count, inputs), x.dtype)
    rows = window.rows[:count]
    multiply(window.dsums.reshape(-1), rows, window.depth, w_x, dxs, NEW)
    seen = np.empty(count, np.uint64)
    for k in range(count):
        t, n = begin + k // size, first + k % size
        add_row(dx[t, n], dxs[k])
        seen[k] = np.uint64((t * batch + n) * inputs)
    pack(window.dsums[:count], window.packed)
    packed, heard = window.packed, window.heard.reshape(-1)
    multiply(x.reshape(-1), counted(inputs, ONE), seen, packed, dw[:inputs], ADDED)
    seen = counted(count, units)
    multiply(heard, counted(units, ONE), seen, packed, dw[inputs:], ADDED)
