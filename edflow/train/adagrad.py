"""Adagrad, its dual averaging form, and Adadelta: a rate of its own for each weight."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from edflow.engine.graph import Operation, Tensor
from edflow.engine.ops.array.shape import identity
from edflow.engine.ops.build import apply, constant
from edflow.engine.ops.indexed_slices import IndexedSlices
from edflow.engine.ops.initializers import Constant
from edflow.engine.ops.state.variable import Variable
from edflow.engine.ops.training.adagrad import (
    ApplyAdadelta,
    ApplyAdagrad,
    ApplyAdagradDA,
    SparseApplyAdadelta,
    SparseApplyAdagrad,
    SparseApplyAdagradDA,
)
from edflow.train.optimizer import Optimizer, check_positive, rates

__all__ = ["AdadeltaOptimizer", "AdagradDAOptimizer", "AdagradOptimizer"]


class AdagradOptimizer(Optimizer):
    """Adagrad (Duchi et al., 2011): weights that moved much move less.

    `accumulator += gradient ** 2`, and then
    `w -= learning_rate * gradient / sqrt(accumulator)`. Good for rare features.

    Args:
      learning_rate: a number, a scalar tensor, or a function.
      initial_accumulator_value: what the accumulators start with, above 0.
      use_locking: accepted: an update is never half done.
      name: the name of the operations and, below each variable, of its slot.

    Raises:
      ValueError: `initial_accumulator_value` is not positive.
    """

    def __init__(
        self,
        learning_rate: Any,
        initial_accumulator_value: float = 0.1,
        use_locking: bool = False,
        name: str = "Adagrad",
    ):
        check_positive(initial_accumulator_value=initial_accumulator_value)
        super().__init__(use_locking, name)
        self._learning_rate = learning_rate
        self._initial_accumulator_value = initial_accumulator_value

    def _create_slots(self, var_list: Sequence[Variable]) -> None:
        start = Constant(self._initial_accumulator_value)
        for var in var_list:
            self._get_or_make_slot_with_initializer(
                var, start, var.shape, var.dtype.base_dtype, "accumulator", self._name
            )

    def _prepare(self) -> None:
        self._learning_rate_tensor = self._rate(self._learning_rate, "learning_rate")

    def _apply_dense(self, grad: Tensor, var: Variable) -> Operation:
        return self._step(ApplyAdagrad, var, grad)

    def _apply_sparse(self, grad: IndexedSlices, var: Variable) -> Operation:
        return self._step(SparseApplyAdagrad, var, grad.values, grad.indices)

    def _step(self, kind: Any, var: Variable, *grad: Tensor) -> Operation:
        slot = self.get_slot(var, "accumulator")
        (rate,) = rates(var, self._learning_rate_tensor)
        return apply(kind(self._use_locking), var, slot, rate, *grad).op


class AdagradDAOptimizer(Optimizer):
    """Adagrad with dual averaging: exact zeros in linear models with many features.

    The weights are made anew in each step from the sums of all gradients and of their
    squares. Start them at zero.

    Args:
      learning_rate: a number or scalar tensor.
      global_step: the step counter, which `minimize` counts up.
      initial_gradient_squared_accumulator_value: what the squares start with, above 0.
      l1_regularization_strength: keeps weights with small gradients at zero.
      l2_regularization_strength: keeps all weights small.
      use_locking: accepted.
      name: the name of the operations and of the slots.
    """

    def __init__(
        self,
        learning_rate: Any,
        global_step: Any,
        initial_gradient_squared_accumulator_value: float = 0.1,
        l1_regularization_strength: Any = 0.0,
        l2_regularization_strength: Any = 0.0,
        use_locking: bool = False,
        name: str = "AdagradDA",
    ):
        start = initial_gradient_squared_accumulator_value
        check_positive(initial_gradient_squared_accumulator_value=start)
        super().__init__(use_locking, name)
        self._learning_rate = learning_rate
        self._global_step = global_step
        self._initial_square = start
        self._l1 = l1_regularization_strength
        self._l2 = l2_regularization_strength

    def _create_slots(self, var_list: Sequence[Variable]) -> None:
        for var in var_list:
            dtype = var.dtype.base_dtype
            sums = constant(0.0, dtype, var.shape)
            squares = constant(self._initial_square, dtype, var.shape)
            self._get_or_make_slot(var, sums, "gradient_accumulator", self._name)
            self._get_or_make_slot(
                var, squares, "gradient_squared_accumulator", self._name
            )

    def _prepare(self) -> None:
        self._learning_rate_tensor = self._rate(self._learning_rate, "learning_rate")
        self._step_number = identity(self._global_step) + 1

    def _apply_dense(self, grad: Tensor, var: Variable) -> Operation:
        return self._step(ApplyAdagradDA, var, grad)

    def _apply_sparse(self, grad: IndexedSlices, var: Variable) -> Operation:
        return self._step(SparseApplyAdagradDA, var, grad.values, grad.indices)

    def _step(self, kind: Any, var: Variable, *grad: Tensor) -> Operation:
        sums = self.get_slot(var, "gradient_accumulator")
        squares = self.get_slot(var, "gradient_squared_accumulator")
        number = identity(self._step_number)
        strengths = rates(var, self._learning_rate_tensor, self._l1, self._l2)
        step = kind(self._use_locking)
        return apply(step, var, sums, squares, *grad, *strengths, number).op


class AdadeltaOptimizer(Optimizer):
    """Adadelta (Zeiler, 2012): steps as long as earlier steps, whatever the units.

    Args:
      learning_rate: a number, a scalar tensor, or a function; 1.0 is the paper's.
      rho: how much of the averages survives a step.
      epsilon: starts the first step.
      use_locking: accepted.
      name: the name of the operations and of the slots `accum` and `accum_update`.
    """

    def __init__(
        self,
        learning_rate: Any = 0.001,
        rho: Any = 0.95,
        epsilon: Any = 1e-8,
        use_locking: bool = False,
        name: str = "Adadelta",
    ):
        super().__init__(use_locking, name)
        self._lr = learning_rate
        self._rho = rho
        self._epsilon = epsilon

    def _create_slots(self, var_list: Sequence[Variable]) -> None:
        for var in var_list:
            self._zeros_slot(var, "accum", self._name)
            self._zeros_slot(var, "accum_update", self._name)

    def _prepare(self) -> None:
        self._lr_t = self._rate(self._lr, "lr")
        self._rho_t = self._rate(self._rho, "rho")
        self._epsilon_t = self._rate(self._epsilon, "epsilon")

    def _apply_dense(self, grad: Tensor, var: Variable) -> Operation:
        return self._step(ApplyAdadelta, var, grad)

    def _apply_sparse(self, grad: IndexedSlices, var: Variable) -> Operation:
        return self._step(SparseApplyAdadelta, var, grad.values, grad.indices)

    def _step(self, kind: Any, var: Variable, *grad: Tensor) -> Operation:
        slots = self.get_slot(var, "accum"), self.get_slot(var, "accum_update")
        fixed = rates(var, self._lr_t, self._rho_t, self._epsilon_t)
        return apply(kind(self._use_locking), var, *slots, *fixed, *grad).op
