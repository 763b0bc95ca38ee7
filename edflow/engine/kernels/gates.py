"""Sigmoid and tanh of whole rows, as gates need them, in float32 and float64."""

import math

import numpy as np
from numpy.typing import NDArray

from edflow.engine.kernels.jit import jit

Array = NDArray[np.floating]

# tanh x = x P(x^2) / Q(x^2), fitted to have the least relative error up to LIMIT, from
# where on tanh is 1 in float32: 2e-8 but for rounding, 4e-7 with it.  The libm of a
# compiled kernel is called element by element; these loops become vector instructions,
# and are 40 times as fast.
LIMIT = np.float32(9.02)
P0, P1, P2, P3, P4 = map(
    np.float32, (1.0, 0.13379718, 3.4940352e-03, 2.0583488e-05, 1.33190765e-08)
)
Q0, Q1, Q2, Q3, Q4 = map(
    np.float32, (1.0, 0.46713033, 2.5871076e-02, 3.2830937e-04, 7.762022e-07)
)
ONE, HALF = np.float32(1), np.float32(0.5)


# Which of two functions it is costs nothing once they are in their caller's code.
@jit(nogil=True, inline="always")
def tanh_rows(x: Array, y: Array) -> None:
    """Put tanh(x) into y."""
    if x.itemsize == 8:
        _exact_tanh_rows(x, y)
    else:
        _fitted_tanh_rows(x, y)


@jit(nogil=True, inline="always")
def sigmoid_rows(x: Array, y: Array) -> None:
    """Put sigmoid(x) into y."""
    if x.itemsize == 8:
        _exact_sigmoid_rows(x, y)
    else:
        _fitted_sigmoid_rows(x, y)


@jit(nogil=True, fastmath={"contract"})
def _fitted_tanh_rows(x: Array, y: Array) -> None:
    for k in range(x.size):
        z = min(max(x[k], -LIMIT), LIMIT)
        u = z * z
        p = z * (P0 + u * (P1 + u * (P2 + u * (P3 + u * P4))))
        q = Q0 + u * (Q1 + u * (Q2 + u * (Q3 + u * Q4)))
        y[k] = min(max(p / q, -ONE), ONE)


@jit(nogil=True, fastmath={"contract"})
def _fitted_sigmoid_rows(x: Array, y: Array) -> None:
    for k in range(x.size):  # (1 + tanh(x / 2)) / 2
        z = min(max(x[k] * HALF, -LIMIT), LIMIT)
        u = z * z
        p = z * (P0 + u * (P1 + u * (P2 + u * (P3 + u * P4))))
        q = Q0 + u * (Q1 + u * (Q2 + u * (Q3 + u * Q4)))
        y[k] = HALF * (ONE + min(max(p / q, -ONE), ONE))


@jit(nogil=True)
def _exact_tanh_rows(x: Array, y: Array) -> None:
    for k in range(x.size):
        y[k] = math.tanh(x[k])


@jit(nogil=True)
def _exact_sigmoid_rows(x: Array, y: Array) -> None:
    for k in range(x.size):
        small = math.exp(-abs(x[k]))  # Never too large for a number.
        y[k] = (1 if x[k] >= 0 else small) / (1 + small)


@jit(nogil=True)
def activate_rows(sigmoid: bool, x: Array, y: Array) -> None:
    """Put sigmoid(x) or else tanh(x) into y."""
    if sigmoid:
        sigmoid_rows(x, y)
    else:
        tanh_rows(x, y)


@jit(nogil=True)
def slope_rows(sigmoid: bool, y: Array, dx: Array) -> None:
    """Multiply dx by the slope of `activate_rows`, told by what came out of it."""
    one = y.dtype.type(1)
    if sigmoid:
        for k in range(y.size):
            dx[k] *= y[k] * (one - y[k])
    else:
        for k in range(y.size):
            dx[k] *= one - y[k] * y[k]
