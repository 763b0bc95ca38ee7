"""The updates of RMSProp, plain and centered."""

from __future__ import annotations

from edflow.engine.kernels import sparse_updates, updates
from edflow.engine.ops.training.update import SparseUpdate, Update


class ApplyRMSProp(Update):
    """ms <- rho ms + (1 - rho) grad^2,

    mom <- momentum mom + lr grad / sqrt(ms + epsilon), var <- var - mom.
    """

    takes = "var:&T ms:&T mom:&T lr:T rho:T momentum:T epsilon:T grad:T"
    kernel = updates.rms_prop


class SparseApplyRMSProp(SparseUpdate):
    """What ApplyRMSProp does, in the rows indices."""

    takes = (
        "var:&T ms:&T mom:&T lr:T rho:T momentum:T epsilon:T grad:T indices:Tindices"
    )
    kernel = sparse_updates.sparse_rms_prop


class ApplyCenteredRMSProp(Update):
    """ms <- rho ms + (1 - rho) grad^2, mg <- rho mg + (1 - rho) grad,

    mom <- momentum mom + lr grad / sqrt(ms - mg^2 + epsilon), var <- var - mom.
    """

    takes = "var:&T mg:&T ms:&T mom:&T lr:T rho:T momentum:T epsilon:T grad:T"
    kernel = updates.centered_rms_prop


class SparseApplyCenteredRMSProp(SparseUpdate):
    """What ApplyCenteredRMSProp does, in the rows indices."""

    takes = (
        "var:&T mg:&T ms:&T mom:&T lr:T rho:T momentum:T epsilon:T grad:T "
        "indices:Tindices"
    )
    kernel = sparse_updates.sparse_centered_rms_prop
