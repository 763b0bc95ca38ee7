"""An LSTM over a whole sequence, forwards and back.

Sequences are [time, batch, units]; the gates stand in w in the order i, ci, f, o.  The
examples of a batch know nothing of each other, so each core takes some of them through
all of time: no core waits for another before the end.  The products are small (a step
of 32 examples and 128 units is 6 million multiplications), and all steps share one
packed copy of the weights.  Inputs and outputs before are one product: to take that
of the inputs out of time was measured to gain nothing, and needs their sums in memory.
"""

import numpy as np
from numpy.typing import NDArray

from edflow.engine.kernels.gates import sigmoid_rows, tanh_rows
from edflow.engine.kernels.jit import jit
from edflow.engine.kernels.product import multiply, pack, packed, packed_like
from edflow.engine.kernels.threads import SHARES, spread

Array = NDArray[np.float32]
WINDOW = 8  # Steps whose slopes wait for their products: 256 KB, at home in any L2.
GATES = 4  # i, ci, f, o side by side
EXAMPLES = 16  # To a group: a product's tile takes 6 rows, and should be full.


def _plain(x: Array) -> Array:
    """X in rows and writable, as constants are not: one compiled kernel serves all."""
    return x if x.flags.c_contiguous and x.flags.writeable else x.copy()


def _groups(batch: int) -> int:
    """How many groups to take the batch in: as many on any machine, for equal sums."""
    return max(1, min(SHARES, batch // EXAMPLES))


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
    outputs = np.empty((7, time, batch, units), np.float32)
    outputs[:, steps:] = 0
    groups = _groups(batch)
    spread(
        _forward, groups, groups, steps, *map(_plain, (x, cs_prev, h_prev)),
        packed(_plain(w)), _plain(peepholes), _plain(b),
        np.float32(forget_bias), np.float32(cell_clip), outputs,
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
    forget_bias: float,
    cell_clip: float,
    outputs: Array,
) -> None:
    inputs, (batch, units) = x.shape[2], cs_prev.shape
    first, last = group * batch // groups, (group + 1) * batch // groups
    size = last - first
    xh = np.empty((size, inputs + units), np.float32)
    sums = np.empty((size, GATES * units), np.float32)
    rows = np.arange(size).astype(np.uint64) * np.uint64(inputs + units)
    depth = np.arange(inputs + units).astype(np.uint64)
    none = np.float32(0)
    for t in range(steps):
        before = cs_prev if t == 0 else outputs[1, t - 1]
        heard = h_prev if t == 0 else outputs[6, t - 1]
        for k in range(size):
            xh[k, :inputs] = x[t, first + k]
            xh[k, inputs:] = heard[first + k]
        multiply(xh.reshape(-1), rows, depth, w, sums, False)
        for k in range(size):
            n = first + k
            total = sums[k]
            for j in range(total.size):
                total[j] += b[j]
            # One by one: Numba does not know of `outputs[:, t]` that rows are dense.
            i, cs, f = outputs[0, t, n], outputs[1, t, n], outputs[2, t, n]
            o, ci, co = outputs[3, t, n], outputs[4, t, n], outputs[5, t, n]
            h = outputs[6, t, n]
            if len(peepholes) > 0:
                _add_product(total[:units], before[n], peepholes[0])
                _add_product(total[2 * units : 3 * units], before[n], peepholes[1])
            sigmoid_rows(total[:units], none, i)
            tanh_rows(total[units : 2 * units], ci)
            sigmoid_rows(total[2 * units : 3 * units], forget_bias, f)
            _mix(i, ci, f, before[n], cell_clip, cs)
            if len(peepholes) > 0:
                _add_product(total[3 * units :], cs, peepholes[2])
            sigmoid_rows(total[3 * units :], none, o)
            tanh_rows(cs, co)
            for j in range(units):
                h[j] = o[j] * co[j]


@jit(nogil=True)
def _add_product(y: Array, a: Array, b: Array) -> None:
    for j in range(y.size):
        y[j] += a[j] * b[j]


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
    groups = _groups(batch)
    dx = np.zeros(x.shape, np.float32)
    dcs_prev, dh_prev = np.zeros((2, batch, units), np.float32)
    shares_of_w = np.zeros((groups, *w.shape), np.float32)
    shares_of_rest = np.zeros((groups, GATES + 3, units), np.float32)
    spread(
        _backward, groups, groups, steps, *map(_plain, (x, cs_prev, h_prev)),
        packed(w[:inputs].T.copy()), packed(w[inputs:].T.copy()), _plain(peepholes),
        *map(_plain, (*outputs, cs_grad, h_grad)),
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
    inputs = x.shape[2]
    first, last = group * batch // groups, (group + 1) * batch // groups
    size = last - first
    width = GATES * units
    dsums = np.empty((WINDOW * size, width), np.float32)
    slopes = packed_like(dsums)
    heard = np.empty((WINDOW * size, units), np.float32)
    dxs = np.empty((WINDOW * size, inputs), np.float32)
    dh = np.zeros((size, units), np.float32)
    dcs = np.zeros((size, units), np.float32)
    dw = shares_of_w[group]
    db = shares_of_rest[group, :GATES].reshape(-1)
    dwci, dwcf, dwco = shares_of_rest[group, GATES:]
    rows = np.arange(WINDOW * size).astype(np.uint64) * np.uint64(width)
    depth = np.arange(width).astype(np.uint64)
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
                for j in range(units):
                    dh[k, j] += h_grad[t, n, j]
                    dcs[k, j] += cs_grad[t, n, j]
                _output_slopes(dh[k], o[t, n], co[t, n], do, dcs[k])
                if len(peepholes) > 0:
                    _add_product(dcs[k], do, peepholes[2])
                _input_slopes(dcs[k], i[t, n], ci[t, n], di, dci)
                _forget_slopes(dcs[k], f[t, n], before[n], df)
                if len(peepholes) > 0:
                    _add_product(dcs[k], di, peepholes[0])
                    _add_product(dcs[k], df, peepholes[1])
                    _add_product(dwci, di, before[n])
                    _add_product(dwcf, df, before[n])
                    _add_product(dwco, do, cs[t, n])
                for j in range(width):
                    db[j] += dsum[j]
            step = rows[place : place + size]
            multiply(dsums.reshape(-1), step, depth, w_h, dh, False)
            source = h_prev if t == 0 else h[t - 1]
            heard[place : place + size] = source[first:last]
        count = (end - begin) * size
        multiply(dsums.reshape(-1), rows[:count], depth, w_x, dxs[:count], False)
        for t in range(begin, end):
            place = (t - begin) * size
            dx[t, first:last] = dxs[place : place + size]
        pack(dsums[:count], slopes)
        seen = x[begin:end].reshape(-1)
        _correlate(seen, inputs, batch, first, size, count, slopes, dw[:inputs])
        _correlate(heard.reshape(-1), units, size, 0, size, count, slopes, dw[inputs:])
    dh_prev[first:last] = dh
    dcs_prev[first:last] = dcs


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


@jit(nogil=True)
def _output_slopes(dh: Array, o: Array, co: Array, do: Array, dcs: Array) -> None:
    """Of h = o tanh(cs): to the sum before o, and to the cell."""
    one = np.float32(1)
    for j in range(dh.size):
        do[j] = dh[j] * co[j] * o[j] * (one - o[j])
        dcs[j] += dh[j] * o[j] * (one - co[j] * co[j])


@jit(nogil=True)
def _input_slopes(dcs: Array, i: Array, ci: Array, di: Array, dci: Array) -> None:
    """Of i ci, to the sums before i and before ci."""
    one = np.float32(1)
    for j in range(dcs.size):
        di[j] = dcs[j] * ci[j] * i[j] * (one - i[j])
        dci[j] = dcs[j] * i[j] * (one - ci[j] * ci[j])


@jit(nogil=True)
def _forget_slopes(dcs: Array, f: Array, before: Array, df: Array) -> None:
    """Of f cs_prev: to the sum before f, and to the cell, which becomes cs_prev's."""
    one = np.float32(1)
    for j in range(dcs.size):
        df[j] = dcs[j] * before[j] * f[j] * (one - f[j])
        dcs[j] *= f[j]
