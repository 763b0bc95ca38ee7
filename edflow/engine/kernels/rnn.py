"""The plain recurrent network over a whole sequence, forwards and back.

h_t = tanh([x_t, h_{t-1}] w + b)
"""

import numpy as np
from numpy.typing import NDArray

from edflow.engine.kernels.gates import activate_rows, slope_rows
from edflow.engine.kernels.jit import jit
from edflow.engine.kernels.product import NEW, ONE, counted, multiply, packed, plain
from edflow.engine.kernels.recurrence import (
    WINDOW,
    add_row,
    close_window,
    copy_row,
    groups_of,
    open_window,
    side_by_side,
    step_back,
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
    spread(
        _forward, len(h_prev), plain(x), plain(h_prev), packed(plain(w)), plain(b),
        sigmoid, h, most=groups_of(len(h_prev)),
    )  # fmt: skip
    return h


@jit(nogil=True)
def _forward(
    _group: int,
    first: int,
    last: int,
    x: Array,
    h_prev: Array,
    w: Array,
    b: Array,
    sigmoid: bool,
    h: Array,
) -> None:
    inputs, units, size = x.shape[2], h_prev.shape[1], last - first
    xh = np.empty((size, inputs + units), x.dtype)
    sums = np.empty((size, units), x.dtype)
    rows, depth = counted(size, inputs + units), counted(inputs + units, ONE)
    for t in range(len(x)):
        side_by_side(x[t], h_prev if t == 0 else h[t - 1], first, xh)
        multiply(xh.reshape(-1), rows, depth, w, sums, NEW)
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
    inputs, groups = x.shape[2], groups_of(len(h_prev))
    dx, dh_prev = np.zeros(x.shape, x.dtype), np.empty(h_prev.shape, x.dtype)
    shares_of_w = np.zeros((groups, *w.shape), x.dtype)
    shares_of_b = np.zeros((groups, h.shape[2]), x.dtype)
    spread(
        _backward, len(h_prev), plain(x), plain(h_prev), packed(w[:inputs].T.copy()),
        packed(w[inputs:].T.copy()), sigmoid, plain(h), plain(h_grad),
        dx, dh_prev, shares_of_w, shares_of_b, most=groups,
    )  # fmt: skip
    return dx, dh_prev, shares_of_w.sum(0), shares_of_b.sum(0)


@jit(nogil=True)
def _backward(
    group: int,
    first: int,
    last: int,
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
    units, size = h_prev.shape[1], last - first
    window = open_window(size, units, units, x)
    dh = np.zeros((size, units), x.dtype)
    for end in range(len(x), 0, -WINDOW):
        begin = max(0, end - WINDOW)
        for t in range(end - 1, begin - 1, -1):
            before = h_prev if t == 0 else h[t - 1]
            for k in range(size):
                n, at = first + k, (t - begin) * size + k
                dsum = window.dsums[at]
                copy_row(dsum, dh[k])
                add_row(dsum, h_grad[t, n])
                slope_rows(sigmoid, h[t, n], dsum)
                add_row(db[group], dsum)
                copy_row(window.heard[at], before[n])
            step_back(window, t - begin, w_h, dh, NEW)
        close_window(window, begin, end, first, x, w_x, dx, dw[group])
    for k in range(size):
        copy_row(dh_prev[first + k], dh[k])
