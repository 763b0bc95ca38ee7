"""Optimizers that pull weights to zero: proximal steps, and FTRL."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from edflow.engine.graph import Operation, Tensor
from edflow.engine.ops.array.filling import ones
from edflow.engine.ops.build import apply, constant
from edflow.engine.ops.indexed_slices import IndexedSlices
from edflow.engine.ops.math.arithmetic import maximum
from edflow.engine.ops.state.variable import Variable
from edflow.engine.ops.training.proximal import (
    ApplyFtrl,
    ApplyFtrlV2,
    ApplyProximalAdagrad,
    ApplyProximalGradientDescent,
    SparseApplyFtrl,
    SparseApplyFtrlV2,
    SparseApplyProximalAdagrad,
    SparseApplyProximalGradientDescent,
)
from edflow.train.optimizer import Optimizer, check_positive, rates

__all__ = [
    "FtrlOptimizer", "ProximalAdagradOptimizer", "ProximalGradientDescentOptimizer",
]  # fmt: skip


class Proximal(Optimizer):
    """What the proximal steps share: a rate, and two pulls to zero."""

    def __init__(
        self, learning_rate: Any, l1: Any, l2: Any, use_locking: bool, name: str
    ):
        super().__init__(use_locking, name)
        self._learning_rate = learning_rate
        self._l1, self._l2 = l1, l2

    def _prepare(self) -> None:
        self._strengths = [
            self._rate(self._learning_rate, "learning_rate"),
            self._rate(self._l1, "l1_regularization_strength"),
            self._rate(self._l2, "l2_regularization_strength"),
        ]


class ProximalGradientDescentOptimizer(Proximal):
    """Gradient descent, then a step to zero (Duchi and Singer, 2009).

    Args:
      learning_rate: a number, a scalar tensor, or a function.
      l1_regularization_strength: sets small weights to exactly zero.
      l2_regularization_strength: keeps all weights small.
      use_locking: accepted: an update is never half done.
      name: the name of the operations.
    """

    def __init__(
        self,
        learning_rate: Any,
        l1_regularization_strength: Any = 0.0,
        l2_regularization_strength: Any = 0.0,
        use_locking: bool = False,
        name: str = "ProximalGradientDescent",
    ):
        super().__init__(
            learning_rate,
            l1_regularization_strength,
            l2_regularization_strength,
            use_locking,
            name,
        )

    def _apply_dense(self, grad: Tensor, var: Variable) -> Operation:
        return self._step(ApplyProximalGradientDescent, var, grad)

    def _apply_sparse(self, grad: IndexedSlices, var: Variable) -> Operation:
        kind = SparseApplyProximalGradientDescent
        return self._step(kind, var, grad.values, grad.indices)

    def _step(self, kind: Any, var: Variable, *grad: Tensor) -> Operation:
        strengths = rates(var, *self._strengths)
        return apply(kind(self._use_locking), var, *strengths, *grad).op


class ProximalAdagradOptimizer(Proximal):
    """Adagrad, then a step to zero (Duchi et al., 2011).

    Args:
      learning_rate: a number, a scalar tensor, or a function.
      initial_accumulator_value: what the accumulators start with, above 0.
      l1_regularization_strength: sets small weights to exactly zero.
      l2_regularization_strength: keeps all weights small.
      use_locking: accepted.
      name: the name of the operations and, below each variable, of its slot.
    """

    def __init__(
        self,
        learning_rate: Any,
        initial_accumulator_value: float = 0.1,
        l1_regularization_strength: Any = 0.0,
        l2_regularization_strength: Any = 0.0,
        use_locking: bool = False,
        name: str = "ProximalAdagrad",
    ):
        check_positive(initial_accumulator_value=initial_accumulator_value)
        super().__init__(
            learning_rate,
            l1_regularization_strength,
            l2_regularization_strength,
            use_locking,
            name,
        )
        self._initial_accumulator_value = initial_accumulator_value

    def _create_slots(self, var_list: Sequence[Variable]) -> None:
        for var in var_list:
            dtype = var.dtype.base_dtype
            start = constant(self._initial_accumulator_value, dtype, var.shape)
            self._get_or_make_slot(var, start, "accumulator", self._name)

    def _apply_dense(self, grad: Tensor, var: Variable) -> Operation:
        return self._step(ApplyProximalAdagrad, var, grad)

    def _apply_sparse(self, grad: IndexedSlices, var: Variable) -> Operation:
        return self._step(SparseApplyProximalAdagrad, var, grad.values, grad.indices)

    def _step(self, kind: Any, var: Variable, *grad: Tensor) -> Operation:
        slot = self.get_slot(var, "accumulator")
        strengths = rates(var, *self._strengths)
        return apply(kind(self._use_locking), var, slot, *strengths, *grad).op


class FtrlOptimizer(Optimizer):
    """FTRL-Proximal (McMahan et al., 2013): sparse linear models from click streams.

    Args:
      learning_rate: a number or scalar tensor.
      learning_rate_power: how the rate falls with the squares seen; at most 0.
      initial_accumulator_value: what the squares start with, at least 0.
      l1_regularization_strength: sets weights with small gradients to exactly zero.
      l2_regularization_strength: keeps all weights small.
      use_locking: accepted.
      name: the name of the operations and of the slots.
      accum_name: a name of its own for the slot `accum`.
      linear_name: a name of its own for the slot `linear`.
      l2_shrinkage_regularization_strength: a penalty on large weights that, unlike l2,
        works only where there is a gradient.
      beta: the paper's beta, added to the root of the squares.

    Raises:
      ValueError: one of the numbers has the wrong sign.
    """

    def __init__(
        self,
        learning_rate: Any,
        learning_rate_power: float = -0.5,
        initial_accumulator_value: float = 0.1,
        l1_regularization_strength: float = 0.0,
        l2_regularization_strength: float = 0.0,
        use_locking: bool = False,
        name: str = "Ftrl",
        accum_name: str | None = None,
        linear_name: str | None = None,
        l2_shrinkage_regularization_strength: float = 0.0,
        beta: float | None = None,
    ):
        super().__init__(use_locking, name)
        if learning_rate_power > 0:
            raise ValueError(
                f"learning_rate_power must be at most 0, not {learning_rate_power}"
            )
        check_positive(
            or_zero=True,
            initial_accumulator_value=initial_accumulator_value,
            l1_regularization_strength=l1_regularization_strength,
            l2_regularization_strength=l2_regularization_strength,
            l2_shrinkage_regularization_strength=l2_shrinkage_regularization_strength,
        )
        self._learning_rate = learning_rate
        self._learning_rate_power = learning_rate_power
        self._initial_accumulator_value = initial_accumulator_value
        self._l1 = l1_regularization_strength
        self._l2 = l2_regularization_strength
        self._shrinkage = l2_shrinkage_regularization_strength
        self._beta = 0.0 if beta is None else beta
        self._accum_name = accum_name
        self._linear_name = linear_name

    def _create_slots(self, var_list: Sequence[Variable]) -> None:
        def start(shape: Any, dtype: Any) -> Tensor:
            return ones(shape, dtype) * self._initial_accumulator_value

        for var in var_list:
            dtype, accum_name = var.dtype.base_dtype, self._accum_name or self._name
            self._get_or_make_slot_with_initializer(
                var, start, var.shape, dtype, "accum", accum_name
            )
            self._zeros_slot(var, "linear", self._linear_name or self._name)

    def _prepare(self) -> None:
        rate = self._rate(self._learning_rate, "learning_rate")
        l1 = self._rate(self._l1, "l1_regularization_strength")
        # beta joins l2: with alpha = learning_rate the paper's step has
        # (beta + sqrt(n)) / alpha + l2 below the line, the op sqrt(n) / alpha + 2 l2.
        half = self._beta / (2.0 * maximum(self._learning_rate, 1e-36))
        l2 = self._rate(self._l2 + half, "adjusted_l2_regularization_strength")
        self._rate(self._beta, "beta")
        shrinkage = self._rate(self._shrinkage, "l2_shrinkage_regularization_strength")
        power = self._rate(self._learning_rate_power, "learning_rate_power")
        shrinking = [shrinkage] if self._shrinkage > 0 else []
        self._strengths = [rate, l1, l2, *shrinking, power]

    def _apply_dense(self, grad: Tensor, var: Variable) -> Operation:
        return self._step(ApplyFtrlV2 if self._shrinkage > 0 else ApplyFtrl, var, grad)

    def _apply_sparse(self, grad: IndexedSlices, var: Variable) -> Operation:
        kind = SparseApplyFtrlV2 if self._shrinkage > 0 else SparseApplyFtrl
        return self._step(kind, var, grad.values, grad.indices)

    def _step(self, kind: Any, var: Variable, *grad: Tensor) -> Operation:
        slots = self.get_slot(var, "accum"), self.get_slot(var, "linear")
        strengths = rates(var, *self._strengths)
        return apply(kind(self._use_locking), var, *slots, *grad, *strengths).op
