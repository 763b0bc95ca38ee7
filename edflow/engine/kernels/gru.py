"""A gated recurrent unit over a whole sequence, forwards and back.

The candidate hears r h instead of h, so each step has two products, one after the
other.  Both take the inputs along: the second finds them where the first left them.
"""

import numpy as np
from numpy.typing import NDArray

from edflow.engine.kernels.gates import activate_rows, sigmoid_rows, slope_rows
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


def forward(
    x: Array,
    h_prev: Array,
    w_ru: Array,
    w_c: Array,
    b_ru: Array,
    b_c: Array,
    sigmoid: bool,
) -> tuple[Array, ...]:
    """Run the cell over a sequence.

    Args:
      x: [time, batch, inputs].
      h_prev: the output before the first step, [batch, units].
      w_ru: [inputs + units, 2 units], its columns those of r and of u.
      w_c: [inputs + units, units].
      b_ru: [2 units].
      b_c: [units].
      sigmoid: whether the candidate goes through sigmoid, not through tanh.

    Returns:
      (r, u, c, h), each [time, batch, units].
    """
    outputs = tuple(np.empty((4, len(x), *h_prev.shape), x.dtype))
    groups = groups_of(len(h_prev))
    spread(
        _forward, groups, groups, *map(plain, (x, h_prev)),
        packed(plain(w_ru)), packed(plain(w_c)), plain(b_ru), plain(b_c),
        sigmoid, *outputs,
    )  # fmt: skip
    return outputs


@jit(nogil=True)
def _forward(
    _share: int,
    group: int,
    _end: int,
    groups: int,
    x: Array,
    h_prev: Array,
    w_ru: Array,
    w_c: Array,
    b_ru: Array,
    b_c: Array,
    sigmoid: bool,
    r: Array,
    u: Array,
    c: Array,
    h: Array,
) -> None:
    time, batch, inputs = x.shape
    units = h_prev.shape[1]
    first, size = members(group, groups, batch)
    xh = np.empty((size, inputs + units), x.dtype)
    gates = np.empty((size, 2 * units), x.dtype)
    candidates = np.empty((size, units), x.dtype)
    rows, depth = places(size, inputs + units)
    for t in range(time):
        before = h_prev if t == 0 else h[t - 1]
        side_by_side(x[t], before, first, xh)
        multiply(xh.reshape(-1), rows, depth, w_ru, gates, False)
        for k in range(size):
            n = first + k
            add_row(gates[k], b_ru)
            sigmoid_rows(gates[k][:units], r[t, n])
            sigmoid_rows(gates[k][units:], u[t, n])
            _product(r[t, n], before[n], xh[k][inputs:])
        multiply(xh.reshape(-1), rows, depth, w_c, candidates, False)
        for k in range(size):
            n = first + k
            add_row(candidates[k], b_c)
            activate_rows(sigmoid, candidates[k], c[t, n])
            _blend(u[t, n], before[n], c[t, n], h[t, n])


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
    x: Array,
    h_prev: Array,
    w_ru: Array,
    w_c: Array,
    sigmoid: bool,
    outputs: tuple[Array, ...],
    h_grad: Array,
) -> tuple[Array, ...]:
    """The gradients of `forward`, given those of all outputs h.

    Returns:
      The gradients for x, h_prev, w_ru, w_c, b_ru and b_c.
    """
    inputs, (batch, units) = x.shape[2], h_prev.shape
    groups = groups_of(batch)
    dx, dh_prev = np.zeros(x.shape, x.dtype), np.empty(h_prev.shape, x.dtype)
    shares = [
        np.zeros((groups, *shape), x.dtype)
        for shape in (w_ru.shape, w_c.shape, (2 * units,), (units,))
    ]
    transposed = (
        packed(part.T.copy()) for w in (w_ru, w_c) for part in (w[:inputs], w[inputs:])
    )
    spread(
        _backward, groups, groups, *map(plain, (x, h_prev)), *transposed,
        sigmoid, *map(plain, (*outputs, h_grad)), dx, dh_prev, *shares,
    )  # fmt: skip
    return dx, dh_prev, *(share.sum(0) for share in shares)


@jit(nogil=True)
def _backward(
    _share: int,
    group: int,
    _end: int,
    groups: int,
    x: Array,
    h_prev: Array,
    w_ru_x: Array,
    w_ru_h: Array,
    w_c_x: Array,
    w_c_h: Array,
    sigmoid: bool,
    r: Array,
    u: Array,
    c: Array,
    h: Array,
    h_grad: Array,
    dx: Array,
    dh_prev: Array,
    dw_ru: Array,
    dw_c: Array,
    db_ru: Array,
    db_c: Array,
) -> None:
    time = len(x)
    batch, units = h_prev.shape
    first, size = members(group, groups, batch)
    gates = np.empty((WINDOW * size, 2 * units), x.dtype)  # Slopes of the sums.
    candidates = np.empty((WINDOW * size, units), x.dtype)
    for_gates, for_candidates = packed_like(gates), packed_like(candidates)
    heard = np.empty((WINDOW * size, units), x.dtype)
    reset = np.empty((WINDOW * size, units), x.dtype)  # r h, heard by the candidate
    dh = np.zeros((size, units), x.dtype)
    dreset = np.empty((size, units), x.dtype)
    rows, depth = places(WINDOW * size, units)
    gate_rows, gate_depth = places(WINDOW * size, 2 * units)
    for end in range(time, 0, -WINDOW):
        begin = max(0, end - WINDOW)
        for t in range(end - 1, begin - 1, -1):
            before = h_prev if t == 0 else h[t - 1]
            place = (t - begin) * size
            for k in range(size):
                n, at = first + k, place + k
                add_row(dh[k], h_grad[t, n])
                gate, candidate = gates[at], candidates[at]
                _update_slopes(dh[k], u[t, n], c[t, n], before[n], gate[units:])
                _blend_slopes(dh[k], u[t, n], candidate)
                slope_rows(sigmoid, c[t, n], candidate)
                add_row(db_c[group], candidate)
                heard[at] = before[n]
                _product(r[t, n], before[n], reset[at])
            step = rows[place : place + size]
            multiply(candidates.reshape(-1), step, depth, w_c_h, dreset, False)
            for k in range(size):
                n, at = first + k, place + k
                _reset_slopes(dreset[k], r[t, n], before[n], gates[at][:units], dh[k])
                add_row(db_ru[group], gates[at])
            step = gate_rows[place : place + size]
            multiply(gates.reshape(-1), step, gate_depth, w_ru_h, dh, True)
        count = (end - begin) * size
        close_window(
            begin, first, size, x, heard[:count], gates[:count], for_gates,
            gate_rows[:count], gate_depth, w_ru_x, dx, dw_ru[group],
        )  # fmt: skip
        close_window(
            begin, first, size, x, reset[:count], candidates[:count], for_candidates,
            rows[:count], depth, w_c_x, dx, dw_c[group],
        )  # fmt: skip
    dh_prev[first : first + size] = dh


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
