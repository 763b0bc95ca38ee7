"""A gated recurrent unit over a whole sequence, forwards and back.

    [r, u]_t = sigmoid([x_t, h_{t-1}] w_ru + b_ru)
    c_t = tanh([x_t, r_t h_{t-1}] w_c + b_c)        h_t = u_t h_{t-1} + (1 - u_t) c_t

The candidate hears r h instead of h, so each step has two products, one after the
other.  Both take the inputs along: the second finds them where the first left them.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from edflow.engine.kernels.gates import activate_rows, sigmoid_rows, slope_rows
from edflow.engine.kernels.jit import jit
from edflow.engine.kernels.product import (
    ADDED,
    NEW,
    ONE,
    counted,
    multiply,
    packed,
    plain,
)
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

    w_ru: Array
    """[inputs + units, 2 units], its columns those of r and of u."""
    w_c: Array
    """[inputs + units, units]."""
    b_ru: Array
    """[2 units]."""
    b_c: Array
    """[units]."""


class Outputs(NamedTuple):
    """What a cell did in every step, each [time, batch, units]."""

    r: Array
    u: Array
    c: Array
    h: Array


def forward(given: Given, weights: Weights, sigmoid: bool) -> Outputs:
    """Run the cell over a sequence.

    Args:
      given: the sequence, and the state before it.
      weights: of the cell.
      sigmoid: whether the candidate goes through sigmoid, not through tanh.
    """
    (x, h_prev), batch = given, len(given.h_prev)
    w_ru, w_c, b_ru, b_c = map(plain, weights)
    weights = Weights(packed(w_ru), packed(w_c), b_ru, b_c)
    outputs = Outputs(*np.empty((4, len(x), *h_prev.shape), x.dtype))
    spread(
        _forward, batch, Given(plain(x), plain(h_prev)), weights, sigmoid, outputs,
        most=groups_of(batch),
    )  # fmt: skip
    return outputs


@jit(nogil=True)
def _forward(
    _group: int,
    first: int,
    last: int,
    given: Given,
    weights: Weights,
    sigmoid: bool,
    outputs: Outputs,
) -> None:
    x, h_prev = given.x, given.h_prev
    inputs, units, size = x.shape[2], h_prev.shape[1], last - first
    xh = np.empty((size, inputs + units), x.dtype)
    gates = np.empty((size, 2 * units), x.dtype)
    candidates = np.empty((size, units), x.dtype)
    rows, depth = counted(size, inputs + units), counted(inputs + units, ONE)
    for t in range(len(x)):
        before = h_prev if t == 0 else outputs.h[t - 1]
        side_by_side(x[t], before, first, xh)
        multiply(xh.reshape(-1), rows, depth, weights.w_ru, gates, NEW)
        for k in range(size):
            n = first + k
            add_row(gates[k], weights.b_ru)
            sigmoid_rows(gates[k][:units], outputs.r[t, n])
            sigmoid_rows(gates[k][units:], outputs.u[t, n])
            _product(outputs.r[t, n], before[n], xh[k][inputs:])
        multiply(xh.reshape(-1), rows, depth, weights.w_c, candidates, NEW)
        for k in range(size):
            n = first + k
            add_row(candidates[k], weights.b_c)
            c = outputs.c[t, n]
            activate_rows(sigmoid, candidates[k], c)
            _blend(outputs.u[t, n], before[n], c, outputs.h[t, n])


@jit(nogil=True)
def _product(a: Array, b: Array, y: Array) -> None:
    for j in range(y.size):
        y[j] = a[j] * b[j]


@jit(nogil=True)
def _blend(u: Array, before: Array, c: Array, h: Array) -> None:
    """What a unit keeps of itself and what it takes in."""
    one = h.dtype.type(1)
    for j in range(h.size):
        h[j] = u[j] * before[j] + (one - u[j]) * c[j]


def backward(
    given: Given, weights: Weights, sigmoid: bool, outputs: Outputs, h_grad: Array
) -> tuple[Given, Weights]:
    """The gradients of `forward`, given those of all outputs h."""
    x, h_prev = given
    inputs, groups = x.shape[2], groups_of(len(h_prev))
    dgiven = Given(np.zeros(x.shape, x.dtype), np.empty(h_prev.shape, x.dtype))
    dweights = Weights(*(np.zeros((groups, *w.shape), x.dtype) for w in weights))
    spread(
        _backward, len(h_prev), Given(plain(x), plain(h_prev)),
        transposed(weights.w_ru, inputs), transposed(weights.w_c, inputs), sigmoid,
        Outputs(*map(plain, outputs)), plain(h_grad), dgiven, dweights, most=groups,
    )  # fmt: skip
    return dgiven, Weights(*(shares.sum(0) for shares in dweights))


@jit(nogil=True)
def _backward(
    group: int,
    first: int,
    last: int,
    given: Given,
    w_ru: Transposed,
    w_c: Transposed,
    sigmoid: bool,
    outputs: Outputs,
    h_grad: Array,
    dgiven: Given,
    dweights: Weights,
) -> None:
    x, h_prev, dx = given.x, given.h_prev, dgiven.x
    units, size = h_prev.shape[1], last - first
    gates = open_window(size, units, 2 * units, x)
    candidates = open_window(size, units, units, x)  # It heard r h.
    dh = np.zeros((size, units), x.dtype)
    dreset = np.empty((size, units), x.dtype)
    for end in range(len(x), 0, -WINDOW):
        begin = max(0, end - WINDOW)
        for t in range(end - 1, begin - 1, -1):
            states = h_prev if t == 0 else outputs.h[t - 1]
            for k in range(size):
                n, at = first + k, (t - begin) * size + k
                before, r = states[n], outputs.r[t, n]
                u, c = outputs.u[t, n], outputs.c[t, n]
                add_row(dh[k], h_grad[t, n])
                dc = candidates.dsums[at]
                _update_slopes(dh[k], u, c, before, gates.dsums[at][units:])
                _blend_slopes(dh[k], u, dc)
                slope_rows(sigmoid, c, dc)
                add_row(dweights.b_c[group], dc)
                copy_row(gates.heard[at], before)
                _product(r, before, candidates.heard[at])
            step_back(candidates, t - begin, w_c.h, dreset, NEW)
            for k in range(size):
                n, at = first + k, (t - begin) * size + k
                dr = gates.dsums[at][:units]
                _reset_slopes(dreset[k], outputs.r[t, n], states[n], dr, dh[k])
                add_row(dweights.b_ru[group], gates.dsums[at])
            step_back(gates, t - begin, w_ru.h, dh, ADDED)
        close_window(gates, begin, end, first, x, w_ru.x, dx, dweights.w_ru[group])
        close_window(candidates, begin, end, first, x, w_c.x, dx, dweights.w_c[group])
    for k in range(size):
        copy_row(dgiven.h_prev[first + k], dh[k])


# Two functions: for more arrays LLVM does not find out whether they overlap, and then
# does not vectorise.
@jit(nogil=True)
def _update_slopes(dh: Array, u: Array, c: Array, before: Array, du: Array) -> None:
    """Of h = u before + (1 - u) c: to the sum before u."""
    one = dh.dtype.type(1)
    for j in range(dh.size):
        du[j] = dh[j] * (before[j] - c[j]) * u[j] * (one - u[j])


@jit(nogil=True)
def _blend_slopes(dh: Array, u: Array, dc: Array) -> None:
    """Of the same: to c, and to `before`, which takes the place of that to h."""
    one = dh.dtype.type(1)
    for j in range(dh.size):
        dc[j] = dh[j] * (one - u[j])
        dh[j] *= u[j]


@jit(nogil=True)
def _reset_slopes(dreset: Array, r: Array, before: Array, dr: Array, dh: Array) -> None:
    """Of r before: to the sum before r, and to `before`."""
    one = dh.dtype.type(1)
    for j in range(dh.size):
        dr[j] = dreset[j] * before[j] * r[j] * (one - r[j])
        dh[j] += dreset[j] * r[j]
