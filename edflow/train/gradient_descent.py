"""Gradient descent, with and without momentum."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from edflow.engine.graph import Operation, Tensor
from edflow.engine.ops.build import apply
from edflow.engine.ops.indexed_slices import IndexedSlices
from edflow.engine.ops.state.scatter import scatter_sub
from edflow.engine.ops.state.variable import Variable
from edflow.engine.ops.training.descent import (
    ApplyGradientDescent,
    ApplyMomentum,
    SparseApplyMomentum,
)
from edflow.train.optimizer import Optimizer, rates

__all__ = ["GradientDescentOptimizer", "MomentumOptimizer"]


class GradientDescentOptimizer(Optimizer):
    """Steps against the gradient: `w -= learning_rate * gradient`.

    Args:
      learning_rate: a number, a scalar tensor (of a decay, say), or a function.
      use_locking: accepted: an update is never half done.
      name: the name of the operations.

    >>> import edflow as tf
    >>> x = tf.Variable(4.0)
    >>> step = tf.train.GradientDescentOptimizer(0.25).minimize(x * x)
    >>> with tf.Session() as session:
    ...     session.run(tf.global_variables_initializer())
    ...     for _ in range(3):
    ...         session.run(step)
    ...     float(session.run(x))
    0.5
    """

    def __init__(
        self,
        learning_rate: Any,
        use_locking: bool = False,
        name: str = "GradientDescent",
    ):
        super().__init__(use_locking, name)
        self._learning_rate = learning_rate

    def _prepare(self) -> None:
        self._learning_rate_tensor = self._rate(self._learning_rate, "learning_rate")

    def _apply_dense(self, grad: Tensor, var: Variable) -> Operation:
        (rate,) = rates(var, self._learning_rate_tensor)
        return apply(ApplyGradientDescent(self._use_locking), var, rate, grad).op

    def _apply_sparse_duplicate_indices(
        self, grad: IndexedSlices, var: Variable
    ) -> Operation:
        # Subtracting twice from a row is what the sum of both would do.
        (rate,) = rates(var, self._learning_rate_tensor)
        return scatter_sub(var, grad.indices, grad.values * rate, self._use_locking).op


class MomentumOptimizer(Optimizer):
    """Gradient descent that keeps going: old gradients fade away step by step.

    `accumulation = momentum * accumulation + gradient`, and then
    `w -= learning_rate * accumulation`. Its slot is `momentum`.

    Args:
      learning_rate: a number, a scalar tensor, or a function.
      momentum: how much of the accumulation survives a step, e.g. 0.9.
      use_locking: accepted.
      name: the name of the operations and, below each variable, of its slot.
      use_nesterov: take the gradient as if the step had been made already
        (Sutskever et al., 2013).
    """

    def __init__(
        self,
        learning_rate: Any,
        momentum: Any,
        use_locking: bool = False,
        name: str = "Momentum",
        use_nesterov: bool = False,
    ):
        super().__init__(use_locking, name)
        self._learning_rate = learning_rate
        self._momentum = momentum
        self._use_nesterov = use_nesterov

    def _create_slots(self, var_list: Sequence[Variable]) -> None:
        for var in var_list:
            self._zeros_slot(var, "momentum", self._name)

    def _prepare(self) -> None:
        self._learning_rate_tensor = self._rate(self._learning_rate, "learning_rate")
        self._momentum_tensor = self._rate(self._momentum, "momentum")

    def _apply_dense(self, grad: Tensor, var: Variable) -> Operation:
        return self._step(ApplyMomentum, var, grad)

    def _apply_sparse(self, grad: IndexedSlices, var: Variable) -> Operation:
        return self._step(SparseApplyMomentum, var, grad.values, grad.indices)

    def _step(self, kind: Any, var: Variable, *grad: Tensor) -> Operation:
        rate, momentum = rates(var, self._learning_rate_tensor, self._momentum_tensor)
        step = kind(self._use_locking, self._use_nesterov)
        slot = self.get_slot(var, "momentum")
        return apply(step, var, slot, rate, *grad, momentum).op
