"""The variables of a graph: which there are, and the operation that starts them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from edflow.engine.face.dtypes import string
from edflow.engine.face.keys import GraphKeys
from edflow.engine.graph import Operation, Tensor, get_default_graph, name_scope
from edflow.engine.ops.array.shape import Rank
from edflow.engine.ops.array.stacking import stack
from edflow.engine.ops.build import apply, constant
from edflow.engine.ops.grouping import group, no_op
from edflow.engine.ops.indexing.masks import boolean_mask
from edflow.engine.ops.math.logic import logical_not
from edflow.engine.ops.state.refs import is_variable_initialized

__all__ = [
    "all_variables", "assert_variables_initialized", "global_variables",
    "global_variables_initializer", "initialize_all_tables",
    "initialize_all_variables", "initialize_local_variables",
    "initialize_variables", "local_variables", "local_variables_initializer",
    "model_variables", "moving_average_variables", "report_uninitialized_variables",
    "tables_initializer", "trainable_variables", "variables_initializer",
]  # fmt: skip


def _collection(key: str, scope: str | None) -> list[Any]:
    return get_default_graph().get_collection(key, scope)


def global_variables(scope: str | None = None) -> list[Any]:
    """The variables of the default graph, in the order of their creation.

    Args:
      scope: a regular expression: only variables whose name begins with a match.
    """
    return _collection(GraphKeys.GLOBAL_VARIABLES, scope)


all_variables = global_variables


def trainable_variables(scope: str | None = None) -> list[Any]:
    """The variables that an optimizer changes by default: weights and biases.

    >>> import edflow as tf
    >>> w = tf.Variable(0.5, name="w")
    >>> step = tf.Variable(0, trainable=False, name="step")
    >>> [variable.op.name for variable in tf.trainable_variables()]
    ['w']
    """
    return _collection(GraphKeys.TRAINABLE_VARIABLES, scope)


def local_variables(scope: str | None = None) -> list[Any]:
    """The variables that are neither saved nor shared, such as a metric's counts."""
    return _collection(GraphKeys.LOCAL_VARIABLES, scope)


def model_variables(scope: str | None = None) -> list[Any]:
    """The variables that were declared to be a model's."""
    return _collection(GraphKeys.MODEL_VARIABLES, scope)


def moving_average_variables(scope: str | None = None) -> list[Any]:
    """The variables of which `tf.train.ExponentialMovingAverage` keeps an average."""
    return _collection(GraphKeys.MOVING_AVERAGE_VARIABLES, scope)


def variables_initializer(
    var_list: Sequence[Any] | None, name: str = "init"
) -> Operation:
    """One operation that gives all of `var_list` their initial values.

    They start in parallel: an initial value that reads another variable takes that
    variable's `initialized_value()`.
    """
    if not var_list:
        return no_op(name)
    return group(*(variable.initializer for variable in var_list), name=name)


def global_variables_initializer() -> Operation:
    """One operation that gives all variables made so far their initial values.

    >>> import edflow as tf
    >>> w = tf.Variable([1.0, 2.0])
    >>> with tf.Session() as session:
    ...     session.run(tf.global_variables_initializer())
    ...     print(session.run(w))
    [1. 2.]
    """
    return variables_initializer(global_variables())


def local_variables_initializer() -> Operation:
    """One operation that gives all local variables their initial values."""
    return variables_initializer(local_variables())


def tables_initializer(name: str = "init_all_tables") -> Operation:
    """One operation that fills all look-up tables."""
    tables = _collection(GraphKeys.TABLE_INITIALIZERS, None)
    return group(*tables, name=name) if tables else no_op(name)


initialize_all_variables = global_variables_initializer
initialize_local_variables = local_variables_initializer
initialize_variables = variables_initializer
initialize_all_tables = tables_initializer


def report_uninitialized_variables(
    var_list: Sequence[Any] | None = None, name: str = "report_uninitialized_variables"
) -> Tensor:
    """A vector with the names of the variables that have no value in the session.

    Args:
      var_list: the variables to ask; all global and local ones by default.
      name: the scope's name.
    """
    asked = global_variables() + local_variables() if var_list is None else var_list
    with name_scope(name):
        initialized = [is_variable_initialized(variable) for variable in asked]
        with get_default_graph().device("/cpu:0"):
            if not asked:
                return constant([], string)
            missing = logical_not(stack(initialized))
            names = constant([variable.op.name for variable in asked])
            return boolean_mask(names, missing)


def assert_variables_initialized(
    var_list: Sequence[Any] | None = None,
) -> Tensor | None:
    """A tensor that can only be computed when all variables have values.

    Args:
      var_list: the variables to look at; all global and local ones by default.

    Returns:
      Their ranks, to be run for the error alone; None if there are no variables.
    """
    asked = global_variables() + local_variables() if var_list is None else var_list
    ranks = [apply(Rank(), variable.value()) for variable in asked]
    if len(ranks) < 2:
        return ranks[0] if ranks else None
    return stack(ranks)
