"""The steps of the optimizers for a gradient that touches some rows only.

The variable and its slots are matrices; row `i` of `grad` belongs to their row
`indices[i]`. An index that comes twice takes two steps, one after the other.
"""

import numpy as np
from numpy.typing import NDArray

from edflow.engine.kernels.jit import jit
from edflow.engine.kernels.updates import (
    adadelta,
    adagrad,
    adagrad_da,
    centered_rms_prop,
    ftrl,
    ftrl_shrinking,
    momentum_descent,
    proximal_adagrad,
    proximal_gradient_descent,
    rms_prop,
)

Array = NDArray[np.floating]
Index = NDArray[np.integer]


@jit(nogil=True)
def sparse_momentum(
    var: Array,
    accum: Array,
    lr: float,
    grad: Array,
    indices: Index,
    momentum: float,
    nesterov: bool,
) -> None:
    """`momentum_descent` row by row."""
    for i in range(indices.size):
        k = indices[i]
        momentum_descent(var[k], accum[k], lr, grad[i], momentum, nesterov)


@jit(nogil=True)
def sparse_adagrad(
    var: Array, accum: Array, lr: float, grad: Array, indices: Index, update_slots: bool
) -> None:
    """`adagrad` row by row."""
    for i in range(indices.size):
        k = indices[i]
        adagrad(var[k], accum[k], lr, grad[i], update_slots)


@jit(nogil=True)
def sparse_adagrad_da(
    var: Array,
    grad_sum: Array,
    square_sum: Array,
    grad: Array,
    indices: Index,
    lr: float,
    l1: float,
    l2: float,
    global_step: int,
) -> None:
    """`adagrad_da` row by row."""
    for i in range(indices.size):
        k = indices[i]
        adagrad_da(var[k], grad_sum[k], square_sum[k], grad[i], lr, l1, l2, global_step)


@jit(nogil=True)
def sparse_rms_prop(
    var: Array,
    ms: Array,
    mom: Array,
    lr: float,
    rho: float,
    momentum: float,
    epsilon: float,
    grad: Array,
    indices: Index,
) -> None:
    """`rms_prop` row by row."""
    for i in range(indices.size):
        k = indices[i]
        rms_prop(var[k], ms[k], mom[k], lr, rho, momentum, epsilon, grad[i])


@jit(nogil=True)
def sparse_centered_rms_prop(
    var: Array,
    mg: Array,
    ms: Array,
    mom: Array,
    lr: float,
    rho: float,
    momentum: float,
    epsilon: float,
    grad: Array,
    indices: Index,
) -> None:
    """`centered_rms_prop` row by row."""
    for i in range(indices.size):
        k = indices[i]
        centered_rms_prop(
            var[k], mg[k], ms[k], mom[k], lr, rho, momentum, epsilon, grad[i]
        )


@jit(nogil=True)
def sparse_adadelta(
    var: Array,
    accum: Array,
    accum_update: Array,
    lr: float,
    rho: float,
    epsilon: float,
    grad: Array,
    indices: Index,
) -> None:
    """`adadelta` row by row."""
    for i in range(indices.size):
        k = indices[i]
        adadelta(var[k], accum[k], accum_update[k], lr, rho, epsilon, grad[i])


@jit(nogil=True)
def sparse_ftrl(
    var: Array,
    accum: Array,
    linear: Array,
    grad: Array,
    indices: Index,
    lr: float,
    l1: float,
    l2: float,
    lr_power: float,
    multiply_linear_by_lr: bool,
) -> None:
    """`ftrl` row by row."""
    for i in range(indices.size):
        k = indices[i]
        ftrl(
            var[k],
            accum[k],
            linear[k],
            grad[i],
            lr,
            l1,
            l2,
            lr_power,
            multiply_linear_by_lr,
        )


@jit(nogil=True)
def sparse_ftrl_shrinking(
    var: Array,
    accum: Array,
    linear: Array,
    grad: Array,
    indices: Index,
    lr: float,
    l1: float,
    l2: float,
    l2_shrinkage: float,
    lr_power: float,
    multiply_linear_by_lr: bool,
) -> None:
    """`ftrl_shrinking` row by row."""
    for i in range(indices.size):
        k = indices[i]
        ftrl_shrinking(
            var[k],
            accum[k],
            linear[k],
            grad[i],
            lr,
            l1,
            l2,
            l2_shrinkage,
            lr_power,
            multiply_linear_by_lr,
        )


@jit(nogil=True)
def sparse_proximal_gradient_descent(
    var: Array, alpha: float, l1: float, l2: float, grad: Array, indices: Index
) -> None:
    """`proximal_gradient_descent` row by row."""
    for i in range(indices.size):
        k = indices[i]
        proximal_gradient_descent(var[k], alpha, l1, l2, grad[i])


@jit(nogil=True)
def sparse_proximal_adagrad(
    var: Array,
    accum: Array,
    lr: float,
    l1: float,
    l2: float,
    grad: Array,
    indices: Index,
) -> None:
    """`proximal_adagrad` row by row."""
    for i in range(indices.size):
        k = indices[i]
        proximal_adagrad(var[k], accum[k], lr, l1, l2, grad[i])
