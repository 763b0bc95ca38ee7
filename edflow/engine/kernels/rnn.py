"""The plain recurrent network over a whole sequence, forwards and back.

h_t = tanh([x_t, h_{t-1}] w + b)
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from edflow.engine.kernels.gates import activate_rows, slope_rows
from edflow.engine.kernels.jit import jit
from edflow.engine.kernels.product import NEW, ONE, counted, multiply, packed, plain
from edflow.engine.kernels.recurrence import (
    WINDOW,
    Given,
    Transposed,
    add_row,
    close_window,
    copy_row,
    groups_of,
    open_window,
    side_by_side,
    step_back,
    transposed,
)
from edflow.engine.kernels.threads import spread

Array = NDArray[np.floating]


class Weights(NamedTuple):
    """What a cell has learnt, or the gradients for it."""

    w: Array
    """[inputs + units, units]."""
    b: Array
    """[units]."""


def forward(given: Given, weights: Weights, sigmoid: bool) -> Array:
    """Run the cell over a sequence.

    Args:
      given: the sequence, and the state before it.
      weights: of the cell.
      sigmoid: whether the sums go through sigmoid, not through tanh.

    Returns:
      h, [time, batch, units].
    """
    (x, h_prev), batch = given, len(given.h_prev)
    weights = Weights(packed(plain(weights.w)), plain(weights.b))
    h = np.empty((len(x), *h_prev.shape), x.dtype)
    spread(
        _forward, batch, Given(plain(x), plain(h_prev)), weights, sigmoid, h,
        most=groups_of(batch),
    )  # fmt: skip
    return h


@jit(nogil=True)
def _forward(
    _group: int,
    first: int,
    last: int,
    given: Given,
    weights: Weights,
    sigmoid: bool,
    h: Array,
) -> None:
    x, h_prev = given.x, given.h_prev
    inputs, units, size = x.shape[2], h_prev.shape[1], last - first
    xh = np.empty((size, inputs + units), x.dtype)
    sums = np.empty((size, units), x.dtype)
    rows, depth = counted(size, inputs + units), counted(inputs + units, ONE)
    for t in range(len(x)):
        side_by_side(x[t], h_prev if t == 0 else h[t - 1], first, xh)
        multiply(xh.reshape(-1), rows, depth, weights.w, sums, NEW)
        for k in range(size):
            add_row(sums[k], weights.b)
            activate_rows(sigmoid, sums[k], h[t, first + k])


def backward(
    given: Given, weights: Weights, sigmoid: bool, h: Array, h_grad: Array
) -> tuple[Given, Weights]:
    """The gradients of `forward`, given those of all outputs."""
    x, h_prev = given
    groups = groups_of(len(h_prev))
    dgiven = Given(np.zeros(x.shape, x.dtype), np.empty(h_prev.shape, x.dtype))
    dweights = Weights(*(np.zeros((groups, *w.shape), x.dtype) for w in weights))
    spread(
        _backward, len(h_prev), Given(plain(x), plain(h_prev)),
        transposed(weights.w, x.shape[2]), sigmoid, plain(h), plain(h_grad),
        dgiven, dweights, most=groups,
    )  # fmt: skip
    return dgiven, Weights(*(shares.sum(0) for shares in dweights))


@jit(nogil=True)
def _backward(
    group: int,
    first: int,
    last: int,
    given: Given,
    w: Transposed,
    sigmoid: bool,
    h: Array,
    h_grad: Array,
    dgiven: Given,
    dweights: Weights,
) -> None:
    x, h_prev = given.x, given.h_prev
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
                add_row(dweights.b[group], dsum)
                copy_row(window.heard[at], before[n])
            step_back(window, t - begin, w.h, dh, NEW)
        close_window(window, begin, end, first, x, w.x, dgiven.x, dweights.w[group])
    for k in range(size):
        copy_row(dgiven.h_prev[first + k], dh[k])
