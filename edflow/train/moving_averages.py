"""Moving averages: shadow variables that follow others smoothly."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from edflow.engine.face.dtypes import FLOATS, float32
from edflow.engine.face.keys import GraphKeys
from edflow.engine.graph import Operation, Tensor, get_default_graph, name_scope
from edflow.engine.ops.array.casting import cast
from edflow.engine.ops.build import convert_to_tensor
from edflow.engine.ops.grouping import group
from edflow.engine.ops.initializers import Zeros
from edflow.engine.ops.math import powers
from edflow.engine.ops.math.arithmetic import minimum
from edflow.engine.ops.state.scope import get_variable_scope, variable_scope
from edflow.engine.ops.state.sharing import get_variable
from edflow.engine.ops.state.variable import Variable, assign, assign_sub
from edflow.train import slot_creator

__all__ = ["ExponentialMovingAverage"]


class ExponentialMovingAverage:
    """Keeps for each variable a *shadow* that follows it slowly.

    Weights jitter from batch to batch; their moving averages lie in the middle of the
    jitter and often classify better. `apply` gives the operation to run after each
    training step:

        shadow -= (1 - decay) * (shadow - variable)

    Args:
      decay: how much of the shadow survives a step: 0.999 averages over about the last
        1,000 steps.
      num_updates: the number of steps so far, which makes the shadow quicker at first:
        the decay is then `min(decay, (1 + num_updates) / (10 + num_updates))`.
      zero_debias: correct the shadows of *tensors*, which start at zero, for that.
      name: the scope of the operations and, below each variable, of its shadow.

    >>> import edflow as tf
    >>> v = tf.Variable(0.0)
    >>> ema = tf.train.ExponentialMovingAverage(0.75)
    >>> follow = ema.apply([v])
    >>> with tf.Session() as session:
    ...     session.run(tf.global_variables_initializer())
    ...     v.load(8.0, session)
    ...     for _ in range(2):
    ...         session.run(follow)
    ...         print(session.run(ema.average(v)))
    2.0
    3.5
    """

    def __init__(
        self,
        decay: Any,
        num_updates: Any = None,
        zero_debias: bool = False,
        name: str = "ExponentialMovingAverage",
    ):
        self._decay = decay
        self._num_updates = num_updates
        self._zero_debias = zero_debias
        self._name = name
        self._averages: dict[Any, Variable] = {}

    @property
    def name(self) -> str:
        return self._name

    def apply(self, var_list: Sequence[Any] | None = None) -> Operation:
        """An operation that lets the shadows follow, one step each time it runs.

        Args:
          var_list: variables, by default all trainable ones, or tensors. A shadow
            starts with the variable's initial value; that of a tensor starts at zero.

        Raises:
          TypeError: one of them is not of a floating type.
        """
        if var_list is None:
            var_list = get_default_graph().get_collection(GraphKeys.TRAINABLE_VARIABLES)
        debiased = {var for var in var_list if self._shadow(var)}
        with name_scope(self._name) as scope:
            decay = self._decay_now()
            updates = [
                assign_moving_average(self._averages[var], var, decay, var in debiased)
                for var in var_list
            ]
            return group(*updates, name=scope)

    def _shadow(self, var: Any) -> bool:
        """Create the shadow of `var` if there is none; say whether to debias it."""
        if var.dtype.base_dtype not in FLOATS:
            raise TypeError(
                f"{var.name} is {var.dtype.base_dtype.name}: only floats have a moving "
                "average; convert it with tf.cast(…, tf.float32)"
            )
        if var in self._averages:
            return False
        with var.graph.control_dependencies(None):
            if isinstance(var, Variable):
                initial = var.initialized_value()
                shadow = slot_creator.create_slot(var, initial, self._name)
                var.graph.add_to_collection(GraphKeys.MOVING_AVERAGE_VARIABLES, var)
            else:
                shadow = slot_creator.create_zeros_slot(var, self._name)
        self._averages[var] = shadow
        return self._zero_debias and not isinstance(var, Variable)

    def _decay_now(self) -> Tensor:
        decay = convert_to_tensor(self._decay, float32, name="decay")
        if self._num_updates is None:
            return decay
        steps = cast(self._num_updates, float32, name="num_updates")
        return minimum(decay, (1.0 + steps) / (10.0 + steps))

    def average(self, var: Any) -> Variable | None:
        """The shadow of `var`, or None if it has none."""
        return self._averages.get(var)

    def average_name(self, var: Any) -> str:
        """The name that the shadow of `var` has, or would be given."""
        shadow = self._averages.get(var)
        if shadow is not None:
            return shadow.op.name
        name = f"{var.op.name}/{self._name}"
        return get_default_graph().unique_name(name, mark_as_used=False)

    def variables_to_restore(
        self, moving_avg_variables: Sequence[Any] | None = None
    ) -> dict[str, Any]:
        """Names in a checkpoint, and the variables to load from under them.

        Handed to `tf.train.Saver`, it loads the averages into the variables
        themselves, to evaluate with.

        Args:
          moving_avg_variables: the variables to load averages for, by default all
            trainable ones and those that `apply` was called with.
        """
        graph = get_default_graph()
        if moving_avg_variables is None:
            moving_avg_variables = [
                *graph.get_collection(GraphKeys.TRAINABLE_VARIABLES),
                *graph.get_collection(GraphKeys.MOVING_AVERAGE_VARIABLES),
            ]
        averaged = dict.fromkeys(moving_avg_variables)
        names = {self.average_name(var): var for var in averaged}
        for var in graph.get_collection(GraphKeys.GLOBAL_VARIABLES):
            if var not in averaged:
                names.setdefault(var.op.name, var)
        return names


def assign_moving_average(
    variable: Variable,
    value: Any,
    decay: Any,
    zero_debias: bool = True,
    name: str | None = None,
) -> Tensor:
    """`variable = decay * variable + (1 - decay) * value`, as a tensor to run.

    Args:
      variable: what follows.
      value: what it follows, of the same shape.
      decay: how much of the old value survives.
      zero_debias: correct for a start at zero, with two more variables
        (Kingma and Ba, 2015, section 3).
      name: the operation's name.
    """
    with name_scope(name, "AssignMovingAvg", [variable, value, decay]) as scope:
        rest = convert_to_tensor(1.0 - decay, name="decay")
        rest = cast(rest, variable.dtype.base_dtype)
        if zero_debias:
            return _debiased(variable, value, rest, scope)
        return assign_sub(variable, (variable - value) * rest, name=scope)


def _debiased(variable: Variable, value: Any, rest: Tensor, scope: str) -> Tensor:
    """After t steps the average of a constant c from zero is (1 - decay^t) c."""
    dtype = variable.dtype.base_dtype
    with variable_scope(variable.op.name):
        biased = _counter("biased", variable.shape, dtype)
        steps = _counter("local_step", [], dtype)
    biased_now = assign_sub(biased, (biased - value) * rest)
    steps_now = steps.assign_add(1)
    factor = 1 - powers.pow(1.0 - rest, steps_now)
    return assign(variable, biased_now / factor, name=scope)


def _counter(name: str, shape: Any, dtype: Any) -> Variable:
    """A variable of zeros in the current scope, under the first name that is free."""
    scope = get_variable_scope()
    taken = {variable.op.name for variable in scope.global_variables()}
    free, number = name, 0
    while f"{scope.name}/{free}" in taken and not scope.reuse:
        number += 1
        free = f"{name}_{number}"
    return get_variable(free, shape, dtype, Zeros(), trainable=False)
