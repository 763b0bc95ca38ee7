"""Optimizer: gradients of a loss, and a step of every variable along its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from edflow.engine.face import nest
from edflow.engine.face.dtypes import FLOATS
from edflow.engine.face.keys import GraphKeys
from edflow.engine.gradients import gradients
from edflow.engine.graph import Operation, Tensor, get_default_graph, name_scope
from edflow.engine.ops.array.casting import cast
from edflow.engine.ops.build import convert_to_tensor
from edflow.engine.ops.grouping import group, tuple_
from edflow.engine.ops.indexed_slices import IndexedSlices
from edflow.engine.ops.state.variable import Variable, assign_add
from edflow.train import slot_creator
from edflow.train.duplicates import summed_by_index

__all__ = ["Optimizer"]

GATE_NONE, GATE_OP, GATE_GRAPH = 0, 1, 2


class Optimizer:
    """What all optimizers share; a subclass says how one variable takes one step.

    `minimize` is `compute_gradients` followed by `apply_gradients`: call the two
    yourself to clip or to inspect gradients in between.

    To write an optimizer of your own, define `_apply_dense(grad, var)`, which returns
    the operation that updates `var`; and where needed `_apply_sparse` for
    `IndexedSlices`, `_create_slots` for variables that accompany others, `_prepare`
    for tensors made once per step, and `_finish` for what comes last.

    Args:
      use_locking: accepted: an update is never half done.
      name: the scope of the operations, and the name of the slots.
    """

    GATE_NONE, GATE_OP, GATE_GRAPH = GATE_NONE, GATE_OP, GATE_GRAPH

    def __init__(self, use_locking: bool, name: str):
        if not name:
            raise ValueError("an optimizer needs a name")
        self._use_locking = use_locking
        self._name = name
        self._slots: dict[str, dict[Operation, Variable]] = {}
        self._non_slots: dict[tuple[str, Any], Variable] = {}

    def get_name(self) -> str:
        return self._name

    # -- gradients, then steps --------------------------------------------------------

    def minimize(
        self,
        loss: Any,
        global_step: Variable | None = None,
        var_list: Any = None,
        gate_gradients: int = GATE_OP,
        aggregation_method: int | None = None,
        colocate_gradients_with_ops: bool = False,
        name: str | None = None,
        grad_loss: Any = None,
    ) -> Operation:
        """An operation that, each time it runs, takes one step to a smaller `loss`.

        Args:
          loss: the tensor to make small; if it is no scalar, the sum of its elements.
          global_step: a variable to count the steps in.
          var_list: the variables to change, in any structure, by default all
            trainable ones.
          gate_gradients: accepted for TensorFlow's sake: GATE_NONE, GATE_OP or
            GATE_GRAPH, which gradients wait for which others.
          aggregation_method: accepted.
          colocate_gradients_with_ops: accepted.
          name: the name of the operation, by default the optimizer's.
          grad_loss: weights for the elements of `loss`.

        Raises:
          ValueError: `loss` depends on none of the variables, or on none in a way that
            has a gradient.
        """
        grads_and_vars = self.compute_gradients(
            loss,
            var_list,
            gate_gradients,
            aggregation_method,
            colocate_gradients_with_ops,
            grad_loss,
        )
        if all(grad is None for grad, _ in grads_and_vars):
            names = ", ".join(var.name for _, var in grads_and_vars)
            raise ValueError(
                f"no gradient reaches any variable: {loss.name} does not depend on "
                f"{names}, or only through operations without a gradient, such as "
                "tf.argmax, tf.cast to an integer or tf.stop_gradient"
            )
        return self.apply_gradients(grads_and_vars, global_step, name)

    def compute_gradients(
        self,
        loss: Any,
        var_list: Any = None,
        gate_gradients: int = GATE_OP,
        aggregation_method: int | None = None,
        colocate_gradients_with_ops: bool = False,
        grad_loss: Any = None,
    ) -> list[tuple[Any, Any]]:
        """Pairs (gradient, variable), to be handed to `apply_gradients`.

        A gradient is a tensor, `IndexedSlices` where only some rows were used, or None
        where `loss` does not depend on the variable. Arguments as for `minimize`.

        Raises:
          ValueError: there are no variables, or `gate_gradients` is none of the three.
          TypeError: `var_list` holds something else than variables and tensors.
        """
        if gate_gradients not in (GATE_NONE, GATE_OP, GATE_GRAPH):
            raise ValueError(
                "gate_gradients must be Optimizer.GATE_NONE, GATE_OP or GATE_GRAPH, "
                f"not {gate_gradients!r}"
            )
        loss = convert_to_tensor(loss() if callable(loss) else loss)
        self._assert_valid_dtypes([loss])
        if grad_loss is not None:
            self._assert_valid_dtypes([grad_loss])
        variables = self._targets(loss, var_list)
        grads: Sequence[Any] = gradients(
            loss,
            variables,
            grad_loss,
            colocate_gradients_with_ops=colocate_gradients_with_ops,
            gate_gradients=gate_gradients == GATE_OP,
            aggregation_method=aggregation_method,
        )
        if gate_gradients == GATE_GRAPH:
            grads = tuple_(grads)
        pairs = list(zip(grads, variables, strict=True))
        self._assert_valid_dtypes([var for grad, var in pairs if grad is not None])
        return pairs

    def apply_gradients(
        self,
        grads_and_vars: Iterable[tuple[Any, Any]],
        global_step: Variable | None = None,
        name: str | None = None,
    ) -> Operation:
        """An operation that lets every variable take a step along its gradient.

        Args:
          grads_and_vars: what `compute_gradients` gave, perhaps changed since.
          global_step: a variable to count the steps in.
          name: the name of the operation, by default the optimizer's.

        Raises:
          ValueError: there are no pairs, or all gradients are None.
          TypeError: a gradient cannot be made a tensor, or what it belongs to is no
            variable.
        """
        pairs = [(_as_gradient(grad), var) for grad, var in grads_and_vars]
        if not pairs:
            raise ValueError("no variables to update were given")
        present = [(grad, var) for grad, var in pairs if grad is not None]
        if not present:
            names = ", ".join(var.name for _, var in pairs)
            raise ValueError(f"the gradients of all variables are None: {names}")
        for _, var in present:
            _check_variable(var)
        graph = present[0][1].graph
        with graph.as_default(), graph.control_dependencies(None):
            self._create_slots([var for _, var in present])
        with name_scope(name, self._name) as scope:
            self._prepare()
            updates = [self._update(grad, var) for grad, var in present]
            step = self._counted(updates, global_step, scope)
        collection = graph.get_collection_ref(GraphKeys.TRAIN_OP)
        if step not in collection:
            collection.append(step)
        return step

    def _targets(self, loss: Tensor, var_list: Any) -> list[Any]:
        if var_list is None:
            found = loss.graph.get_collection(GraphKeys.TRAINABLE_VARIABLES)
        else:
            listed = list(var_list) if isinstance(var_list, Iterator) else var_list
            found = nest.flatten(listed)
        if not found:
            raise ValueError(
                "there are no variables to optimize; create one with tf.Variable or "
                "tf.get_variable (and not with trainable=False)"
            )
        for var in found:
            if not isinstance(var, Variable | Tensor):
                raise TypeError(f"cannot optimize {var!r}: it is not a variable")
        return found

    def _update(self, grad: Any, var: Variable) -> Operation:
        with name_scope(f"update_{var.op.name}"):
            if isinstance(grad, IndexedSlices):
                if var.constraint is not None:
                    raise RuntimeError(
                        f"{var.name} has a constraint, which cannot be kept when only "
                        "some of its rows are updated; use tf.gather on a dense copy, "
                        "or leave out the constraint"
                    )
                return self._apply_sparse_duplicate_indices(grad, var)
            update = self._apply_dense(grad, var)
            if var.constraint is None:
                return update
            with var.graph.control_dependencies([update]):
                return var.assign(var.constraint(var.read_value()))

    def _counted(
        self, updates: list[Any], global_step: Variable | None, scope: str
    ) -> Operation:
        """The operation that does all the updates, and counts the step after them."""
        if global_step is None:
            return _as_operation(self._finish(updates, scope))
        done = self._finish(updates, "update")
        with get_default_graph().control_dependencies([done]):
            return assign_add(global_step, 1, name=scope).op

    # -- state ------------------------------------------------------------------------

    def get_slot(self, var: Any, name: str) -> Variable | None:
        """The variable that accompanies `var` as its slot `name`, or None."""
        return self._slots.get(name, {}).get(var.op)

    def get_slot_names(self) -> list[str]:
        """The names of all slots, e.g. `["m", "v"]`."""
        return sorted(self._slots)

    def variables(self) -> list[Variable]:
        """All variables that the optimizer has created, sorted by name."""
        slots = [slot for named in self._slots.values() for slot in named.values()]
        graph = get_default_graph()
        found = [v for v in [*slots, *self._non_slots.values()] if v.graph is graph]
        return sorted(found, key=lambda variable: variable.name)

    def _slot_dict(self, slot_name: str) -> dict[Operation, Variable]:
        return self._slots.setdefault(slot_name, {})

    def _zeros_slot(self, var: Any, slot_name: str, op_name: str) -> Variable:
        """The slot `slot_name` of `var`, made of zeros when first asked for."""
        slots = self._slot_dict(slot_name)
        if var.op not in slots:
            slots[var.op] = slot_creator.create_zeros_slot(var, op_name)
        return slots[var.op]

    def _get_or_make_slot(
        self, var: Any, val: Tensor, slot_name: str, op_name: str
    ) -> Variable:
        """The slot `slot_name` of `var`, which starts as `val`."""
        slots = self._slot_dict(slot_name)
        if var.op not in slots:
            slots[var.op] = slot_creator.create_slot(var, val, op_name)
        return slots[var.op]

    def _get_or_make_slot_with_initializer(
        self,
        var: Any,
        initializer: Any,
        shape: Any,
        dtype: Any,
        slot_name: str,
        op_name: str,
    ) -> Variable:
        """The slot `slot_name` of `var`, started with `initializer(shape, dtype)`."""
        slots = self._slot_dict(slot_name)
        if var.op not in slots:
            slots[var.op] = slot_creator.create_slot_with_initializer(
                var, initializer, shape, dtype, op_name
            )
        return slots[var.op]

    def _create_non_slot_variable(
        self, initial_value: Any, name: str, colocate_with: Any
    ) -> Variable:
        """A variable of the optimizer as a whole, one to a graph."""
        key = (name, colocate_with.graph)
        if key not in self._non_slots:
            self._non_slots[key] = Variable(initial_value, name=name, trainable=False)
        return self._non_slots[key]

    def _get_non_slot_variable(self, name: str, graph: Any = None) -> Variable | None:
        return self._non_slots.get((name, graph or get_default_graph()))

    # -- for subclasses to define -----------------------------------------------------

    def _create_slots(self, var_list: Sequence[Variable]) -> None:
        """Create the variables that accompany those to be optimized."""

    def _prepare(self) -> None:
        """Make the tensors that all updates use, such as the learning rate."""

    def _apply_dense(self, grad: Tensor, var: Variable) -> Any:
        """The operation that updates `var` by its gradient."""
        raise NotImplementedError(
            f"{type(self).__name__} does not say how a variable takes a step; "
            "define _apply_dense(grad, var)"
        )

    def _apply_sparse(self, grad: IndexedSlices, var: Variable) -> Any:
        """The operation that updates some rows of `var`; no index comes twice."""
        raise NotImplementedError(
            f"{type(self).__name__} does not say how rows of a variable take a step; "
            "define _apply_sparse(grad, var)"
        )

    def _apply_sparse_duplicate_indices(
        self, grad: IndexedSlices, var: Variable
    ) -> Any:
        """The operation that updates some rows of `var`; an index may come twice."""
        return self._apply_sparse(summed_by_index(grad), var)

    def _finish(self, update_ops: list[Any], name_scope: str) -> Operation:
        """The operation that runs all updates, and whatever else ends a step."""
        return group(*update_ops, name=name_scope)

    def _valid_dtypes(self) -> frozenset[Any]:
        return FLOATS

    def _assert_valid_dtypes(self, tensors: Iterable[Any]) -> None:
        for tensor in tensors:
            dtype = tensor.dtype.base_dtype
            if dtype not in self._valid_dtypes():
                raise ValueError(
                    f"{tensor.name} is {dtype.name}; an optimizer works with floats: "
                    "convert it with tf.cast(…, tf.float32)"
                )

    def _call_if_callable(self, param: Any) -> Any:
        """A rate that was given as a function is asked for its value."""
        return param() if callable(param) else param

    def _rate(self, value: Any, name: str) -> Tensor:
        """A hyper-parameter, given as a number, tensor or function, as a tensor."""
        return convert_to_tensor(self._call_if_callable(value), name=name)


def rates(var: Any, *values: Tensor) -> list[Tensor]:
    """Hyper-parameters in the dtype of the variable that they steer."""
    return [cast(value, var.dtype.base_dtype) for value in values]


def check_positive(or_zero: bool = False, **numbers: float) -> None:
    """Raise ValueError where one of `numbers` is below zero, or is zero."""
    for name, number in numbers.items():
        if number < 0 or (number == 0 and not or_zero):
            wanted = "positive or zero" if or_zero else "positive"
            raise ValueError(f"{name} must be {wanted}, not {number}")


def _as_gradient(grad: Any) -> Any:
    if grad is None or isinstance(grad, IndexedSlices):
        return grad
    try:
        return convert_to_tensor(grad)
    except (TypeError, ValueError) as error:
        raise TypeError(f"{grad!r} cannot be a gradient: {error}") from None


def _check_variable(var: Any) -> None:
    if not isinstance(var, Variable):
        raise NotImplementedError(
            f"{getattr(var, 'name', var)} cannot be updated: it is not a variable"
        )


def _as_operation(result: Any) -> Operation:
    return result.op if isinstance(result, Tensor) else result
