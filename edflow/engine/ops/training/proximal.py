"""Updates that keep weights small or zero: proximal steps, and FTRL."""

from __future__ import annotations

from edflow.engine.kernels import sparse_updates, updates
from edflow.engine.ops.training.update import SparseUpdate, Update


class ApplyProximalGradientDescent(Update):
    """p = var - alpha delta, var <- sign(p) max(|p| - alpha l1, 0) / (1 + alpha l2)."""

    takes = "var:&T alpha:T l1:T l2:T delta:T"
    kernel = updates.proximal_gradient_descent


class SparseApplyProximalGradientDescent(SparseUpdate):
    """What ApplyProximalGradientDescent does, in the rows indices."""

    takes = "var:&T alpha:T l1:T l2:T grad:T indices:Tindices"
    kernel = sparse_updates.sparse_proximal_gradient_descent


class ApplyProximalAdagrad(Update):
    """accum <- accum + grad^2, r = lr / sqrt(accum), p = var - r grad,

    var <- sign(p) max(|p| - r l1, 0) / (1 + r l2).
    """

    takes = "var:&T accum:&T lr:T l1:T l2:T grad:T"
    kernel = updates.proximal_adagrad


class SparseApplyProximalAdagrad(SparseUpdate):
    """What ApplyProximalAdagrad does, in the rows indices."""

    takes = "var:&T accum:&T lr:T l1:T l2:T grad:T indices:Tindices"
    kernel = sparse_updates.sparse_proximal_adagrad


class ApplyFtrl(Update):
    """n = accum + grad^2, with p = -lr_power and c = clip(linear, -l1, l1):

    linear <- linear + grad - (n^p - accum^p) / lr var, accum <- n,
    var <- (c - linear) / (n^p / lr + 2 l2).
    """

    takes = "var:&T accum:&T linear:&T grad:T lr:T l1:T l2:T lr_power:T"
    kernel = updates.ftrl
    multiply_linear_by_lr: bool = False


class SparseApplyFtrl(SparseUpdate):
    """What ApplyFtrl does, in the rows indices."""

    takes = (
        "var:&T accum:&T linear:&T grad:T indices:Tindices lr:T l1:T l2:T lr_power:T"
    )
    kernel = sparse_updates.sparse_ftrl
    multiply_linear_by_lr: bool = False


class ApplyFtrlV2(Update):
    """What ApplyFtrl does, with grad + 2 l2_shrinkage var in the update of linear."""

    takes = "var:&T accum:&T linear:&T grad:T lr:T l1:T l2:T l2_shrinkage:T lr_power:T"
    kernel = updates.ftrl_shrinking
    multiply_linear_by_lr: bool = False


class SparseApplyFtrlV2(SparseUpdate):
    """What ApplyFtrlV2 does, in the rows indices."""

    takes = (
        "var:&T accum:&T linear:&T grad:T indices:Tindices lr:T l1:T l2:T "
        "l2_shrinkage:T lr_power:T"
    )
    kernel = sparse_updates.sparse_ftrl_shrinking
    multiply_linear_by_lr: bool = False
