"""RMSProp: steps over the running root mean square of each weight's gradient."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from edflow.engine.graph import Operation, Tensor
from edflow.engine.ops.build import apply
from edflow.engine.ops.indexed_slices import IndexedSlices
from edflow.engine.ops.initializers import Ones
from edflow.engine.ops.state.variable import Variable
from edflow.engine.ops.training.rms import (
    ApplyCenteredRMSProp,
    ApplyRMSProp,
    SparseApplyCenteredRMSProp,
    SparseApplyRMSProp,
)
from edflow.train.optimizer import Optimizer, rates

__all__ = ["RMSPropOptimizer"]


class RMSPropOptimizer(Optimizer):
    """RMSProp (Hinton, 2012): divide the gradient by its recent size.

    `rms = decay * rms + (1 - decay) * gradient ** 2`, then
    `momentum = m * momentum + learning_rate * gradient / sqrt(rms + epsilon)` and
    `w -= momentum`. Its slots are `rms` and `momentum`, centered also `mg`.

    Args:
      learning_rate: a number, a scalar tensor, or a function.
      decay: how much of `rms` survives a step.
      momentum: the `m` above.
      epsilon: keeps the division finite.
      use_locking: accepted: an update is never half done.
      centered: divide by the spread of the gradient around its mean `mg` instead.
      name: the name of the operations and of the slots.
    """

    def __init__(
        self,
        learning_rate: Any,
        decay: Any = 0.9,
        momentum: Any = 0.0,
        epsilon: Any = 1e-10,
        use_locking: bool = False,
        centered: bool = False,
        name: str = "RMSProp",
    ):
        super().__init__(use_locking, name)
        self._learning_rate = learning_rate
        self._decay = decay
        self._momentum = momentum
        self._epsilon = epsilon
        self._centered = centered

    def _create_slots(self, var_list: Sequence[Variable]) -> None:
        for var in var_list:
            self._get_or_make_slot_with_initializer(
                var, Ones(), var.shape, var.dtype.base_dtype, "rms", self._name
            )
            if self._centered:
                self._zeros_slot(var, "mg", self._name)
            self._zeros_slot(var, "momentum", self._name)

    def _prepare(self) -> None:
        self._learning_rate_tensor = self._rate(self._learning_rate, "learning_rate")
        self._decay_tensor = self._rate(self._decay, "decay")
        self._momentum_tensor = self._rate(self._momentum, "momentum")
        self._epsilon_tensor = self._rate(self._epsilon, "epsilon")

    def _apply_dense(self, grad: Tensor, var: Variable) -> Operation:
        kind = ApplyCenteredRMSProp if self._centered else ApplyRMSProp
        return self._step(kind, var, grad)

    def _apply_sparse(self, grad: IndexedSlices, var: Variable) -> Operation:
        kind = SparseApplyCenteredRMSProp if self._centered else SparseApplyRMSProp
        return self._step(kind, var, grad.values, grad.indices)

    def _step(self, kind: Any, var: Variable, *grad: Tensor) -> Operation:
        names = ("mg", "rms", "momentum") if self._centered else ("rms", "momentum")
        slots = [self.get_slot(var, name) for name in names]
        fixed = rates(
            var,
            self._learning_rate_tensor,
            self._decay_tensor,
            self._momentum_tensor,
            self._epsilon_tensor,
        )
        return apply(kind(self._use_locking), var, *slots, *fixed, *grad).op
