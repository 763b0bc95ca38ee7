"""The updates of Adagrad, of its dual averaging form, and of Adadelta."""

from __future__ import annotations

from edflow.engine.kernels import sparse_updates, updates
from edflow.engine.ops.training.update import SparseUpdate, Update


class ApplyAdagrad(Update):
    """accum <- accum + grad^2, var <- var - lr grad / sqrt(accum)."""

    takes = "var:&T accum:&T lr:T grad:T"
    kernel = updates.adagrad
    update_slots: bool = True


class SparseApplyAdagrad(SparseUpdate):
    """What ApplyAdagrad does, in the rows indices."""

    takes = "var:&T accum:&T lr:T grad:T indices:Tindices"
    kernel = sparse_updates.sparse_adagrad
    update_slots: bool = True


class ApplyAdagradDA(Update):
    """g <- g + grad, gg <- gg + grad^2, and with s = sign(g) max(|g| - l1 t, 0)

    var <- -lr s / (l2 t lr + sqrt(gg)), where t is the global step.
    """

    takes = (
        "var:&T gradient_accumulator:&T gradient_squared_accumulator:&T grad:T lr:T "
        "l1:T l2:T global_step:int64"
    )
    kernel = updates.adagrad_da


class SparseApplyAdagradDA(SparseUpdate):
    """g <- g + grad, gg <- gg + grad^2, and with s = sign(g) max(|g| - l1 t, 0)

    var <- -lr s / (l2 t lr + sqrt(gg)), in the rows indices.
    """

    takes = (
        "var:&T gradient_accumulator:&T gradient_squared_accumulator:&T grad:T "
        "indices:Tindices lr:T l1:T l2:T global_step:int64"
    )
    kernel = sparse_updates.sparse_adagrad_da


class ApplyAdadelta(Update):
    """accum <- rho accum + (1 - rho) grad^2,

    step = grad sqrt(accum_update + epsilon) / sqrt(accum + epsilon),
    accum_update <- rho accum_update + (1 - rho) step^2, var <- var - lr step.
    """

    takes = "var:&T accum:&T accum_update:&T lr:T rho:T epsilon:T grad:T"
    kernel = updates.adadelta


class SparseApplyAdadelta(SparseUpdate):
    """What ApplyAdadelta does, in the rows indices."""

    takes = (
        "var:&T accum:&T accum_update:&T lr:T rho:T epsilon:T grad:T indices:Tindices"
    )
    kernel = sparse_updates.sparse_adadelta
