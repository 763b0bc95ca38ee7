"""An LSTM over a whole sequence, forwards and back.

    [i, ci, f, o]_t = [x_t, h_{t-1}] w + b      through sigmoid, and tanh for ci
    cs_t = ci_t i_t + cs_{t-1} f_t              co_t = tanh(cs_t), h_t = o_t co_t

Sequences are [time, batch, units]; the gates stand in w in the order i, ci, f, o.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from edflow.engine.kernels.gates import sigmoid_rows, tanh_rows
from edflow.engine.kernels.jit import jit
from edflow.engine.kernels.product import NEW, ONE, counted, multiply, packed, plain
from edflow.engine.kernels.recurrence import (
    WINDOW,
    Transposed,
    add_product,
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
GATES = 4  # i, ci, f, o side by side


class Given(NamedTuple):
    """What a cell starts from, or the gradients for it."""

    x: Array
    """[time, batch, inputs]."""
    cs_prev: Array
    """The cell before the first step, [batch, units]."""
    h_prev: Array
    """The output before the first step, [batch, units]."""


class Weights(NamedTuple):
    """What a cell has learnt, or the gradients for it."""

    w: Array
    """[inputs + units, 4 units]."""
    peepholes: Array
    """From the cell to i, f and o, [3, units]; or [0, units]."""
    b: Array
    """[4 units]."""


class Outputs(NamedTuple):
    """What a cell did in every step, each [time, batch, units]."""

    i: Array
    cs: Array
    f: Array
    o: Array
    ci: Array
    co: Array
    h: Array


def forward(
    steps: int, given: Given, weights: Weights, forget_bias: float, cell_clip: float
) -> Outputs:
    """Run the cell over the first `steps` of a sequence; what comes after is zero.

    Args:
      steps: how many.
      given: the sequence, and the state before it.
      weights: of the cell.
      forget_bias: added to f.
      cell_clip: the cell is kept within -cell_clip..cell_clip, if this is positive.
    """
    x, (batch, units) = given.x, given.h_prev.shape
    arrays = np.empty((len(Outputs._fields), len(x), batch, units), x.dtype)
    arrays[:, steps:] = 0
    outputs = Outputs(*arrays)
    b = weights.b.copy()
    b[2 * units : 3 * units] += x.dtype.type(forget_bias)
    weights = Weights(packed(plain(weights.w)), plain(weights.peepholes), b)
    spread(
        _forward, batch, _within(steps, given), weights, x.dtype.type(cell_clip),
        outputs, most=groups_of(batch),
    )  # fmt: skip
    return outputs


def _within(steps: int, given: Given) -> Given:
    """What the kernels are to see of a sequence."""
    return Given(plain(given.x[:steps]), plain(given.cs_prev), plain(given.h_prev))


@jit(nogil=True)
def _forward(
    _group: int,
    first: int,
    last: int,
    given: Given,
    weights: Weights,
    clip: float,
    outputs: Outputs,
) -> None:
    x, peepholes = given.x, weights.peepholes
    inputs, units, size = x.shape[2], given.h_prev.shape[1], last - first
    xh = np.empty((size, inputs + units), x.dtype)
    sums = np.empty((size, GATES * units), x.dtype)
    rows, depth = counted(size, inputs + units), counted(inputs + units, ONE)
    for t in range(len(x)):
        before = given.cs_prev if t == 0 else outputs.cs[t - 1]
        side_by_side(x[t], given.h_prev if t == 0 else outputs.h[t - 1], first, xh)
        multiply(xh.reshape(-1), rows, depth, weights.w, sums, NEW)
        for k in range(size):
            n = first + k
            total = sums[k]
            add_row(total, weights.b)
            i, cs, f = outputs.i[t, n], outputs.cs[t, n], outputs.f[t, n]
            o, ci, co = outputs.o[t, n], outputs.ci[t, n], outputs.co[t, n]
            if len(peepholes) > 0:
                add_product(total[:units], before[n], peepholes[0])
                add_product(total[2 * units : 3 * units], before[n], peepholes[1])
            sigmoid_rows(total[:units], i)
            tanh_rows(total[units : 2 * units], ci)
            sigmoid_rows(total[2 * units : 3 * units], f)
            _mix(i, ci, f, before[n], clip, cs)
            if len(peepholes) > 0:
                add_product(total[3 * units :], cs, peepholes[2])
            sigmoid_rows(total[3 * units :], o)
            tanh_rows(cs, co)
            h = outputs.h[t, n]
            for j in range(units):
                h[j] = o[j] * co[j]


@jit(nogil=True)
def _mix(i: Array, ci: Array, f: Array, before: Array, clip: float, cs: Array) -> None:
    """The cell: what it keeps of itself and what it takes in."""
    for j in range(cs.size):
        cs[j] = ci[j] * i[j] + before[j] * f[j]
    if clip > 0:
        for j in range(cs.size):
            cs[j] = min(max(cs[j], -clip), clip)


def backward(
    steps: int,
    given: Given,
    weights: Weights,
    outputs: Outputs,
    cs_grad: Array,
    h_grad: Array,
) -> tuple[Given, Weights]:
    """The gradients of `forward`, given those of all cells and all outputs."""
    x, w = given.x, weights.w
    batch, units = given.h_prev.shape
    groups = groups_of(batch)
    dgiven = Given(*(np.zeros(array.shape, x.dtype) for array in given))
    dw = np.zeros((groups, *w.shape), x.dtype)
    dpeepholes = np.zeros((groups, 3, units), x.dtype)
    dweights = Weights(dw, dpeepholes, np.zeros((groups, GATES * units), x.dtype))
    spread(
        _backward, batch, _within(steps, given), transposed(w, x.shape[2]),
        plain(weights.peepholes),
        Outputs(*map(plain, outputs)), plain(cs_grad), plain(h_grad),
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
    peepholes: Array,
    outputs: Outputs,
    cs_grad: Array,
    h_grad: Array,
    dgiven: Given,
    dweights: Weights,
) -> None:
    x, units, size = given.x, given.h_prev.shape[1], last - first
    window = open_window(size, units, GATES * units, x)
    dh = np.zeros((size, units), x.dtype)
    dcs = np.zeros((size, units), x.dtype)
    # Taken out once: anew for each row they cost a twentieth of the time.
    i, cs, f, o, ci, co, h = outputs
    dsums, heard = window.dsums, window.heard
    db, dpeepholes = dweights.b[group], dweights.peepholes[group]
    for end in range(len(x), 0, -WINDOW):
        begin = max(0, end - WINDOW)
        for t in range(end - 1, begin - 1, -1):
            cells = given.cs_prev if t == 0 else cs[t - 1]
            states = given.h_prev if t == 0 else h[t - 1]
            for k in range(size):
                n, at = first + k, (t - begin) * size + k
                before, dsum = cells[n], dsums[at]
                di, dci = dsum[:units], dsum[units : 2 * units]
                df, do = dsum[2 * units : 3 * units], dsum[3 * units :]
                add_row(dh[k], h_grad[t, n])
                add_row(dcs[k], cs_grad[t, n])
                _output_slopes(dh[k], o[t, n], co[t, n], do, dcs[k])
                if len(peepholes) > 0:
                    add_product(dcs[k], do, peepholes[2])
                _input_slopes(dcs[k], i[t, n], ci[t, n], di, dci)
                _forget_slopes(dcs[k], f[t, n], before, df)
                if len(peepholes) > 0:
                    add_product(dcs[k], di, peepholes[0])
                    add_product(dcs[k], df, peepholes[1])
                    add_product(dpeepholes[0], di, before)
                    add_product(dpeepholes[1], df, before)
                    add_product(dpeepholes[2], do, cs[t, n])
                add_row(db, dsum)
                copy_row(heard[at], states[n])
            step_back(window, t - begin, w.h, dh, NEW)
        close_window(window, begin, end, first, x, w.x, dgiven.x, dweights.w[group])
    for k in range(size):
        copy_row(dgiven.cs_prev[first + k], dcs[k])
        copy_row(dgiven.h_prev[first + k], dh[k])


@jit(nogil=True)
def _output_slopes(dh: Array, o: Array, co: Array, do: Array, dcs: Array) -> None:
    """Of h = o tanh(cs): to the sum before o, and to the cell."""
    one = dh.dtype.type(1)
    for j in range(dh.size):
        do[j] = dh[j] * co[j] * o[j] * (one - o[j])
        dcs[j] += dh[j] * o[j] * (one - co[j] * co[j])


@jit(nogil=True)
def _input_slopes(dcs: Array, i: Array, ci: Array, di: Array, dci: Array) -> None:
    """Of i ci, to the sums before i and before ci."""
    one = dcs.dtype.type(1)
    for j in range(dcs.size):
        di[j] = dcs[j] * ci[j] * i[j] * (one - i[j])
        dci[j] = dcs[j] * i[j] * (one - ci[j] * ci[j])


@jit(nogil=True)
def _forget_slopes(dcs: Array, f: Array, before: Array, df: Array) -> None:
    """Of f cs_prev: to the sum before f, and to the cell, which becomes cs_prev's."""
    one = dcs.dtype.type(1)
    for j in range(dcs.size):
        df[j] = dcs[j] * before[j] * f[j] * (one - f[j])
        dcs[j] *= f[j]
