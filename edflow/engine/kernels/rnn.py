"""The plain recurrent network over a whole sequence, forwards and back."""

import numpy as np
from numpy.typing import NDArray

from edflow.engine.kernels.gates import activate_rows, slope_rows
from edflow.engine.kernels.jit import jit
from edflow.engine.kernels.product import multiply, packed, packed_like, plain
from edflow.engine.kernels.recurrence import (
    WINDOW,
    add_row,
    close_window,
    groups_of,
    members,
    places,
    side_by_side,
)
from edflow.engine.kernels.threads import spread

Array = NDArray[np.floating]


def forward(x: Array, h_prev: Array, w: Array, b: Array, sigmoid: bool) -> Array:
    """Run the cell over a sequence.

    Args:
      x: [time, batch, inputs].
      h_prev: the output before the first step, [batch, units].
      w: [inputs + units, units].
      b: [units].
      sigmoid: whether the sums go through sigmoid, not through tanh.

    Returns:
      h, [time, batch, units].
    """
    h = np.empty((len(x), *h_prev.shape), x.dtype)
    groups = groups_of(len(h_prev))
    spread(
        _forward, groups, groups, *map(plain, (x, h_prev)),
        packed(plain(w)), plain(b), sigmoid, h,
    )  # fmt: skip
    return h


@jit(nogil=True)
def _forward(
    _share: int,
    group: int,
    _end: int,
    groups: int,
    x: Array,
    h_prev: Array,
    w: Array,
    b: Array,
    sigmoid: bool,
    h: Array,
) -> None:
    time, batch, inputs = x.shape
    units = h_prev.shape[1]
    first, size = members(group, groups, batch)
    xh = np.empty((size, inputs + units), x.dtype)
    sums = np.empty((size, units), x.dtype)
    rows, depth = places(size, inputs + units)
    for t in range(time):
        side_by_side(x[t], h_prev if t == 0 else h[t - 1], first, xh)
        multiply(xh.reshape(-1), rows, depth, w, sums, False)
        for k in range(size):
            add_row(sums[k], b)
            activate_rows(sigmoid, sums[k], h[t, first + k])


def backward(
    x: Array, h_prev: Array, w: Array, sigmoid: bool, h: Array, h_grad: Array
) -> tuple[Array, ...]:
    """The gradients of `forward`, given those of all outputs.

    Returns:
      The gradients for x, h_prev, w and b.
    """
    inputs, (batch, units) = x.shape[2], h_prev.shape
    groups = groups_of(batch)
    dx, dh_prev = np.zeros(x.shape, x.dtype), np.empty(h_prev.shape, x.dtype)
    shares_of_w = np.zeros((groups, *w.shape), x.dtype)
    shares_of_b = np.zeros((groups, units), x.dtype)
    spread(
        _backward, groups, groups, *map(plain, (x, h_prev)),
        packed(w[:inputs].T.copy()), packed(w[inputs:].T.copy()),
        sigmoid, plain(h), plain(h_grad), dx, dh_prev, shares_of_w, shares_of_b,
    )  # fmt: skip
    return dx, dh_prev, shares_of_w.sum(0), shares_of_b.sum(0)


@jit(nogil=True)
def _backward(
    _share: int,
    group: int,
    _end: int,
    groups: int,
    x: Array,
    h_prev: Array,
    w_x: Array,
    w_h: Array,
    sigmoid: bool,
    h: Array,
    h_grad: Array,
    dx: Array,
    dh_prev: Array,
    dw: Array,
    db: Array,
) -> None:
    time = len(x)
    batch, units = h_prev.shape
    first, size = members(group, groups, batch)
    dsums = np.empty((WINDOW * size, units), x.dtype)
    scratch = packed_like(dsums)
    heard = np.empty((WINDOW * size, units), x.dtype)
    dh = np.zeros((size, units), x.dtype)
    rows, depth = places(WINDOW * size, units)
    for end in range(time, 0, -WINDOW):
        begin = max(0, end - WINDOW)
        for t in range(end - 1, begin - 1, -1):
            before = h_prev if t == 0 else h[t - 1]
            place = (t - begin) * size
            heard[place : place + size] = before[first : first + size]
            for k in range(size):
                n, dsum = first + k, dsums[place + k]
                dsum[:] = dh[k]
                add_row(dsum, h_grad[t, n])
                slope_rows(sigmoid, h[t, n], dsum)
                add_row(db[group], dsum)
            step = rows[place : place + size]
            multiply(dsums.reshape(-1), step, depth, w_h, dh, False)
        count = (end - begin) * size
        close_window(
            begin, first, size, x, heard[:count], dsums[:count], scratch,
            rows[:count], depth, w_x, dx, dw[group],
        )  # fmt: skip
    dh_prev[first : first + size] = dh
