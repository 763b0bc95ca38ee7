"""create_train_op: one tensor whose run trains a step and gives the loss."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from edflow.contrib.layers.gradients import Pairs, changed, multiplied, values_of
from edflow.engine.face.keys import GraphKeys
from edflow.engine.graph import Tensor, get_default_graph, name_scope
from edflow.engine.ops.grouping import no_op, with_dependencies
from edflow.engine.ops.math.checking import check_numerics
from edflow.engine.ops.nn.clipping import clip_by_norm, global_norm
from edflow.engine.ops.state.initialization import trainable_variables
from edflow.summary import numbers
from edflow.train.global_step import get_or_create_global_step
from edflow.train.optimizer import GATE_OP, Optimizer

__all__ = [
    "add_gradients_summaries", "clip_gradient_norms", "create_train_op",
    "multiply_gradients",
]  # fmt: skip

_GLOBAL_STEP: Any = object()


def create_train_op(
    total_loss: Tensor,
    optimizer: Optimizer,
    global_step: Any = _GLOBAL_STEP,
    update_ops: Iterable[Any] | None = None,
    variables_to_train: Sequence[Any] | None = None,
    clip_gradient_norm: float = 0,
    summarize_gradients: bool = False,
    gate_gradients: int = GATE_OP,
    aggregation_method: int | None = None,
    colocate_gradients_with_ops: bool = False,
    gradient_multipliers: Mapping[Any, Any] | None = None,
    check_numerics: bool = True,
) -> Tensor:
    """A tensor that, when run, takes one step of training and gives the loss.

    Args:
      total_loss: what to make small, e.g. `slim.losses.get_total_loss()`.
      optimizer: an optimizer of `tf.train`.
      global_step: the variable to count the steps in; by default the graph's, made if
        there is none; None for none.
      update_ops: what runs with each step, by default `tf.GraphKeys.UPDATE_OPS`: the
        moving averages of batch normalization.
      variables_to_train: by default all trainable ones.
      clip_gradient_norm: the greatest norm of the gradient of a variable; 0 for any.
      summarize_gradients: add summaries of the gradients.
      gate_gradients, aggregation_method, colocate_gradients_with_ops: as for
        `Optimizer.compute_gradients`.
      gradient_multipliers: factors by variable, or by its name.
      check_numerics: fail when the loss is infinite or not a number.

    Raises:
      ValueError: a factor for a variable that has no gradient; an update is missing
        a variable to train.

    >>> import edflow as tf
    >>> slim = tf.contrib.slim
    >>> w = tf.get_variable("w", initializer=4.0)
    >>> sgd = tf.train.GradientDescentOptimizer(0.25)
    >>> train = slim.learning.create_train_op(w * w, sgd)
    >>> with tf.Session() as session:
    ...     session.run(tf.global_variables_initializer())
    ...     [float(session.run(train)) for _ in range(3)]
    [16.0, 4.0, 1.0]
    """
    graph = get_default_graph()
    if global_step is _GLOBAL_STEP:
        global_step = get_or_create_global_step()
    if update_ops is None:
        update_ops = graph.get_collection(GraphKeys.UPDATE_OPS)
    updates = list(dict.fromkeys(update_ops))
    if updates:
        with graph.control_dependencies(updates):
            barrier = no_op(name="update_barrier")
        total_loss = with_dependencies([barrier], total_loss)
    if variables_to_train is None:
        variables_to_train = trainable_variables()
    pairs = optimizer.compute_gradients(
        total_loss,
        variables_to_train,
        gate_gradients,
        aggregation_method,
        colocate_gradients_with_ops,
    )
    if gradient_multipliers:
        with name_scope("multiply_grads"):
            pairs = multiply_gradients(pairs, gradient_multipliers)
    if clip_gradient_norm > 0:
        with name_scope("clip_grads"):
            pairs = clip_gradient_norms(pairs, clip_gradient_norm)
    if summarize_gradients:
        with name_scope("summarize_grads"):
            add_gradients_summaries(pairs)
    step = optimizer.apply_gradients(pairs, global_step)
    with name_scope("train_op"):
        if check_numerics:
            total_loss = _checked(total_loss, "LossTensor is inf or nan")
        train_op = with_dependencies([step], total_loss)
    collection = graph.get_collection_ref(GraphKeys.TRAIN_OP)
    if train_op not in collection:
        collection.append(train_op)
    return train_op


_checked = check_numerics


def multiply_gradients(
    grads_and_vars: Iterable[tuple[Any, Any]], gradient_multipliers: Mapping[Any, Any]
) -> Pairs:
    """The gradients times the factor of their variable, or of its name.

    Raises:
      ValueError: there are no factors, or one for a variable without gradient.
    """
    if not gradient_multipliers or not isinstance(gradient_multipliers, Mapping):
        raise ValueError(
            "gradient_multipliers is a dict from variables to factors, not "
            f"{gradient_multipliers!r}"
        )
    pairs = list(grads_and_vars)
    for grad, var in pairs:
        if grad is None and {var, var.op.name} & gradient_multipliers.keys():
            raise ValueError(f"{var.op.name} has no gradient to be multiplied")
    return multiplied(pairs, gradient_multipliers)


def clip_gradient_norms(
    gradients_to_variables: Iterable[tuple[Any, Any]], max_norm: float
) -> Pairs:
    """The gradients, each scaled down to a norm of at most `max_norm`."""
    return [
        (changed(grad, lambda values: clip_by_norm(values, max_norm)), var)
        for grad, var in gradients_to_variables
    ]


def add_gradients_summaries(grads_and_vars: Iterable[tuple[Any, Any]]) -> list[Tensor]:
    """A histogram and the norm of each gradient, for TensorBoard."""
    summaries = []
    for grad, var in grads_and_vars:
        if grad is None:
            continue
        values, name = values_of(grad), var.op.name
        norm = global_norm([values])
        summaries += [
            numbers.histogram(f"{name}/gradient", values),
            numbers.scalar(f"{name}/gradient_norm", norm),
        ]
    return summaries
