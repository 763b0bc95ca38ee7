"""The updates of gradient descent, of momentum, and of Adam."""

from __future__ import annotations

from edflow.engine.kernels import sparse_updates, updates
from edflow.engine.ops.training.update import SparseUpdate, Update


class ApplyGradientDescent(Update):
    """var <- var - alpha delta."""

    takes = "var:&T alpha:T delta:T"
    kernel = updates.gradient_descent


class ApplyMomentum(Update):
    """accum <- momentum accum + grad, var <- var - lr accum.

    Nesterov's: var <- var - lr (grad + momentum accum), a look ahead along accum.
    """

    takes = "var:&T accum:&T lr:T grad:T momentum:T"
    kernel = updates.momentum_descent
    use_nesterov: bool = False


class SparseApplyMomentum(SparseUpdate):
    """What ApplyMomentum does, in the rows indices."""

    takes = "var:&T accum:&T lr:T grad:T indices:Tindices momentum:T"
    kernel = sparse_updates.sparse_momentum
    use_nesterov: bool = False


class ApplyAdam(Update):
    """m <- beta1 m + (1 - beta1) grad, v <- beta2 v + (1 - beta2) grad^2, and

    var <- var - lr sqrt(1 - beta2_power) / (1 - beta1_power) m / (sqrt(v) + epsilon).
    """

    takes = (
        "var:&T m:&T v:&T beta1_power:T beta2_power:T lr:T beta1:T beta2:T epsilon:T "
        "grad:T"
    )
    kernel = updates.adam
    use_nesterov: bool = False
