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

from typing import Any

import numpy as np
from numpy.typing import NDArray

from edflow.engine.kernels.jit import jit
from edflow.engine.kernels.product import Index, multiply, pack
from edflow.engine.kernels.threads import SHARES

Array = NDArray[np.floating]
WINDOW = 8  # Steps: their slopes of an LSTM are 256 KB in float32, at home in any L2.
EXAMPLES = 16  # To a group: a product's tile takes 6 rows, and should be full.


def groups_of(batch: int) -> int:
    """How many groups to take the batch in: as many on any machine, for equal sums."""
    return max(1, min(SHARES, batch // EXAMPLES))


@jit(nogil=True)
def members(group: int, groups: int, batch: int) -> Any:
    """The first example of a group, and how many there are."""
    first = group * batch // groups
    return first, (group + 1) * batch // groups - first


@jit(nogil=True)
def places(rows: int, columns: int) -> Any:
    """Where the rows of a dense matrix start, and its columns: for `multiply`."""
    starts = np.arange(rows).astype(np.uint64) * np.uint64(columns)
    return starts, np.arange(columns).astype(np.uint64)


@jit(nogil=True)
def side_by_side(x: Array, h: Array, first: int, xh: Array) -> None:
    """Put the rows [x, h] of a group into xh."""
    inputs = x.shape[1]
    for k in range(len(xh)):
        xh[k, :inputs] = x[first + k]
        xh[k, inputs:] = h[first + k]


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
def close_window(
    begin: int,
    first: int,
    size: int,
    x: Array,
    heard: Array,
    dsums: Array,
    scratch: Array,
    rows: Index,
    depth: Index,
    w_x: Array,
    dx: Array,
    dw: Array,
) -> None:
    """Of sums = [x, heard] w: add to dx and dw what the slopes of a window say.

    Args:
      begin: the first step of the window.
      first: the first example of the group.
      size: how many examples there are.
      x: all inputs, [time, batch, inputs].
      heard: what the group heard in the window, [steps size, units].
      dsums: the slopes of the sums, [steps size, width].
      scratch: at least as large as dsums, packed.
      rows, depth: the places of dsums.
      w_x: the transposed weights of the inputs, packed.
      dx: of all inputs.
      dw: [inputs + units, width].
    """
    count, units = heard.shape
    _, batch, inputs = x.shape
    dxs = np.empty((count, inputs), x.dtype)
    multiply(dsums.reshape(-1), rows, depth, w_x, dxs, False)
    for k in range(count):
        add_row(dx[begin + k // size, first + k % size], dxs[k])
    pack(dsums, scratch)
    seen = x[begin:].reshape(-1)
    _correlate(seen, inputs, batch, first, size, count, scratch, dw[:inputs])
    _correlate(heard.reshape(-1), units, size, 0, size, count, scratch, dw[inputs:])


@jit(nogil=True)
def _correlate(
    y: Array,
    features: int,
    batch: int,
    first: int,
    size: int,
    count: int,
    slopes: Array,
    dw: Array,
) -> None:
    """Add to dw the sum over steps t and examples n of y[t, n] slopes[t, n]."""
    depth = np.empty(count, np.uint64)
    for k in range(count):
        depth[k] = (k // size * batch + first + k % size) * features
    rows = np.arange(features).astype(np.uint64)
    multiply(y, rows, depth, slopes, dw, True)
