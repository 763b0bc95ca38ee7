"""An LSTM over a whole sequence, forwards and back.

Sequences are [time, batch, units]; the gates stand in w in the order i, ci, f, o.
"""

import numpy as np
from numpy.typing import NDArray

from edflow.engine.kernels.gates import sigmoid_rows, tanh_rows
from edflow.engine.kernels.jit import jit
from edflow.engine.kernels.product import multiply, packed, packed_like, plain
from edflow.engine.kernels.recurrence import (
    WINDOW,
    add_product,
    add_row,
    close_window,
    groups_of,
    members,
    places,
    side_by_side,
)
from edflow.engine.kernels.threads import spread

Array = NDArray[np.floating]
GATES = 4  # i, ci, f, o side by side


def forward(
    steps: int,
    x: Array,
    cs_prev: Array,
    h_prev: Array,
    w: Array,
    peepholes: Array,
    b: Array,
    forget_bias: float,
    cell_clip: float,
) -> tuple[Array, ...]:
    """Run the cell over the first `steps` of a sequence.

    Args:
      steps: how many; what comes after is zero.
      x: [time, batch, inputs].
      cs_prev: the cell before the first step, [batch, units].
      h_prev: the output before the first step, [batch, units].
      w: [inputs + units, 4 units].
      peepholes: the weights from the cell to i, f and o, [3, units]; or [0, units].
      b: [4 units].
      forget_bias: added to f.
      cell_clip: the cell is kept within -cell_clip..cell_clip, if this is positive.

    Returns:
      (i, cs, f, o, ci, co, h), each [time, batch, units].
    """
    time, (batch, units) = len(x), cs_prev.shape
    outputs = np.empty((7, time, batch, units), x.dtype)
    outputs[:, steps:] = 0
    b = b.copy()
    b[2 * units : 3 * units] += x.dtype.type(forget_bias)
    groups = groups_of(batch)
    spread(
        _forward, groups, groups, steps, *map(plain, (x, cs_prev, h_prev)),
        packed(plain(w)), plain(peepholes), b, x.dtype.type(cell_clip), outputs,
    )  # fmt: skip
    return tuple(outputs)


@jit(nogil=True)
def _forward(
    _share: int,
    group: int,
    _end: int,
    groups: int,
    steps: int,
    x: Array,
    cs_prev: Array,
    h_prev: Array,
    w: Array,
    peepholes: Array,
    b: Array,
    cell_clip: float,
    outputs: Array,
) -> None:
    inputs, (batch, units) = x.shape[2], cs_prev.shape
    first, size = members(group, groups, batch)
    xh = np.empty((size, inputs + units), x.dtype)
    sums = np.empty((size, GATES * units), x.dtype)
    rows, depth = places(size, inputs + units)
    for t in range(steps):
        before = cs_prev if t == 0 else outputs[1, t - 1]
        side_by_side(x[t], h_prev if t == 0 else outputs[6, t - 1], first, xh)
        multiply(xh.reshape(-1), rows, depth, w, sums, False)
        for k in range(size):
            n = first + k
            total = sums[k]
            add_row(total, b)
            # One by one: Numba does not know of `outputs[:, t]` that rows are dense.
            i, cs, f = outputs[0, t, n], outputs[1, t, n], outputs[2, t, n]
            o, ci, co = outputs[3, t, n], outputs[4, t, n], outputs[5, t, n]
            h = outputs[6, t, n]
            if len(peepholes) > 0:
                add_product(total[:units], before[n], peepholes[0])
                add_product(total[2 * units : 3 * units], before[n], peepholes[1])
            sigmoid_rows(total[:units], i)
            tanh_rows(total[units : 2 * units], ci)
            sigmoid_rows(total[2 * units : 3 * units], f)
            _mix(i, ci, f, before[n], cell_clip, cs)
            if len(peepholes) > 0:
                add_product(total[3 * units :], cs, peepholes[2])
            sigmoid_rows(total[3 * units :], o)
            tanh_rows(cs, co)
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
    x: Array,
    cs_prev: Array,
    h_prev: Array,
    w: Array,
    peepholes: Array,
    outputs: tuple[Array, ...],
    cs_grad: Array,
    h_grad: Array,
) -> tuple[Array, ...]:
    """The gradients of `forward`, given those of all cells and all outputs.

    Returns:
      The gradients for x, cs_prev, h_prev, w, peepholes and b.
    """
    batch, units = cs_prev.shape
    inputs = x.shape[2]
    groups = groups_of(batch)
    dx = np.zeros(x.shape, x.dtype)
    dcs_prev, dh_prev = np.zeros((2, batch, units), x.dtype)
    shares_of_w = np.zeros((groups, *w.shape), x.dtype)
    shares_of_rest = np.zeros((groups, GATES + 3, units), x.dtype)
    spread(
        _backward, groups, groups, steps, *map(plain, (x, cs_prev, h_prev)),
        packed(w[:inputs].T.copy()), packed(w[inputs:].T.copy()), plain(peepholes),
        *map(plain, (*outputs, cs_grad, h_grad)),
        dx, dcs_prev, dh_prev, shares_of_w, shares_of_rest,
    )  # fmt: skip
    rest = shares_of_rest.sum(0)
    db, dpeepholes = rest[:GATES].reshape(-1), rest[GATES:]
    return dx, dcs_prev, dh_prev, shares_of_w.sum(0), *dpeepholes, db


@jit(nogil=True)
def _backward(
    _share: int,
    group: int,
    _end: int,
    groups: int,
    steps: int,
    x: Array,
    cs_prev: Array,
    h_prev: Array,
    w_x: Array,
    w_h: Array,
    peepholes: Array,
    i: Array,
    cs: Array,
    f: Array,
    o: Array,
    ci: Array,
    co: Array,
    h: Array,
    cs_grad: Array,
    h_grad: Array,
    dx: Array,
    dcs_prev: Array,
    dh_prev: Array,
    shares_of_w: Array,
    shares_of_rest: Array,
) -> None:
    batch, units = cs_prev.shape
    first, size = members(group, groups, batch)
    width = GATES * units
    dsums = np.empty((WINDOW * size, width), x.dtype)
    scratch = packed_like(dsums)
    heard = np.empty((WINDOW * size, units), x.dtype)
    dh = np.zeros((size, units), x.dtype)
    dcs = np.zeros((size, units), x.dtype)
    db = shares_of_rest[group, :GATES].reshape(-1)
    dwci, dwcf, dwco = shares_of_rest[group, GATES:]
    rows, depth = places(WINDOW * size, width)
    for end in range(steps, 0, -WINDOW):
        begin = max(0, end - WINDOW)
        for t in range(end - 1, begin - 1, -1):
            before = cs_prev if t == 0 else cs[t - 1]
            place = (t - begin) * size
            for k in range(size):
                n = first + k
                dsum = dsums[place + k]
                di, dci = dsum[:units], dsum[units : 2 * units]
                df, do = dsum[2 * units : 3 * units], dsum[3 * units :]
                add_row(dh[k], h_grad[t, n])
                add_row(dcs[k], cs_grad[t, n])
                _output_slopes(dh[k], o[t, n], co[t, n], do, dcs[k])
                if len(peepholes) > 0:
                    add_product(dcs[k], do, peepholes[2])
                _input_slopes(dcs[k], i[t, n], ci[t, n], di, dci)
                _forget_slopes(dcs[k], f[t, n], before[n], df)
                if len(peepholes) > 0:
                    add_product(dcs[k], di, peepholes[0])
                    add_product(dcs[k], df, peepholes[1])
                    add_product(dwci, di, before[n])
                    add_product(dwcf, df, before[n])
                    add_product(dwco, do, cs[t, n])
                add_row(db, dsum)
            step = rows[place : place + size]
            multiply(dsums.reshape(-1), step, depth, w_h, dh, False)
            source = h_prev if t == 0 else h[t - 1]
            heard[place : place + size] = source[first : first + size]
        count = (end - begin) * size
        close_window(
            begin, first, size, x, heard[:count], dsums[:count], scratch,
            rows[:count], depth, w_x, dx, shares_of_w[group],
        )  # fmt: skip
    dh_prev[first : first + size] = dh
    dcs_prev[first : first + size] = dcs


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
