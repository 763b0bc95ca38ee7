"""Adam: steps scaled by the running mean and spread of each weight's gradient."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from edflow.engine.graph import Operation, Tensor, get_default_graph
from edflow.engine.ops.build import apply
from edflow.engine.ops.grouping import group
from edflow.engine.ops.indexed_slices import IndexedSlices
from edflow.engine.ops.math.powers import sqrt
from edflow.engine.ops.state.scatter import scatter_add
from edflow.engine.ops.state.variable import Variable, assign, assign_sub
from edflow.engine.ops.training.descent import ApplyAdam
from edflow.train.optimizer import Optimizer, rates

__all__ = ["AdamOptimizer"]


class AdamOptimizer(Optimizer):
    """Adam (Kingma and Ba, 2015): every weight has a step size of its own.

    `m` follows the gradient, `v` its square, both as moving averages. A weight moves by
    `learning_rate * m / (sqrt(v) + epsilon)`: about `learning_rate` where the gradient
    keeps its sign, less where it changes. The early averages, still pulled towards
    their zero start, are corrected by the powers of `beta1` and `beta2`.

    Args:
      learning_rate: a number, a scalar tensor, or a function.
      beta1: how much of `m` survives a step.
      beta2: how much of `v` survives a step.
      epsilon: keeps the division finite.
      use_locking: accepted.
      name: the name of the operations and, below each variable, of its two slots.
    """

    def __init__(
        self,
        learning_rate: Any = 0.001,
        beta1: Any = 0.9,
        beta2: Any = 0.999,
        epsilon: Any = 1e-8,
        use_locking: bool = False,
        name: str = "Adam",
    ):
        super().__init__(use_locking, name)
        self._lr = learning_rate
        self._beta1 = beta1
        self._beta2 = beta2
        self._epsilon = epsilon

    def _get_beta_accumulators(self) -> tuple[Any, Any]:
        graph = get_default_graph().root
        return (
            self._get_non_slot_variable("beta1_power", graph),
            self._get_non_slot_variable("beta2_power", graph),
        )

    def _create_slots(self, var_list: Sequence[Variable]) -> None:
        first = min(var_list, key=lambda var: var.name)
        for initial, name in (
            (self._beta1, "beta1_power"),
            (self._beta2, "beta2_power"),
        ):
            self._create_non_slot_variable(
                self._call_if_callable(initial), name, colocate_with=first
            )
        for var in var_list:
            self._zeros_slot(var, "m", self._name)
            self._zeros_slot(var, "v", self._name)

    def _prepare(self) -> None:
        self._lr_t = self._rate(self._lr, "learning_rate")
        self._beta1_t = self._rate(self._beta1, "beta1")
        self._beta2_t = self._rate(self._beta2, "beta2")
        self._epsilon_t = self._rate(self._epsilon, "epsilon")

    def _rates_for(self, var: Variable) -> list[Tensor]:
        powers = [power.value() for power in self._get_beta_accumulators()]
        fixed = (self._lr_t, self._beta1_t, self._beta2_t, self._epsilon_t)
        return rates(var, *powers, *fixed)

    def _apply_dense(self, grad: Tensor, var: Variable) -> Operation:
        slots = self.get_slot(var, "m"), self.get_slot(var, "v")
        step = ApplyAdam(self._use_locking)
        return apply(step, var, *slots, *self._rates_for(var), grad).op

    def _apply_sparse(self, grad: IndexedSlices, var: Variable) -> Operation:
        """The averages of all rows fade; those of the rows used are added to.

        So every row moves in every step, as if the other gradients were zero.
        """
        beta1_power, beta2_power, lr, beta1, beta2, epsilon = self._rates_for(var)
        lr = lr * sqrt(1 - beta2_power) / (1 - beta1_power)
        m, v = self.get_slot(var, "m"), self.get_slot(var, "v")
        new_m = self._faded(m, beta1, grad.values * (1 - beta1), grad.indices)
        squares = grad.values * grad.values
        new_v = self._faded(v, beta2, squares * (1 - beta2), grad.indices)
        step = assign_sub(var, lr * new_m / (sqrt(new_v) + epsilon), self._use_locking)
        return group(step, new_m, new_v)

    def _faded(
        self, slot: Any, beta: Tensor, values: Tensor, indices: Tensor
    ) -> Tensor:
        fading = assign(slot, slot * beta, use_locking=self._use_locking)
        with slot.graph.control_dependencies([fading]):
            return scatter_add(slot, indices, values, self._use_locking)

    def _finish(self, update_ops: list[Any], name_scope: str) -> Operation:
        beta1_power, beta2_power = self._get_beta_accumulators()
        with get_default_graph().control_dependencies(update_ops):
            powers = [
                power.assign(power * beta, use_locking=self._use_locking)
                for power, beta in (
                    (beta1_power, self._beta1_t),
                    (beta2_power, self._beta2_t),
                )
            ]
        return group(*update_ops, *powers, name=name_scope)
