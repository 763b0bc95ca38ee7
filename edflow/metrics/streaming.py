"""What a metric keeps from batch to batch, and how it becomes a value.

A metric is a pair: a tensor with the value so far, and an operation that takes in one
more batch and gives the value after it. Its counts are local variables:
`tf.local_variables_initializer()` sets them to zero.
"""

from __future__ import annotations

from typing import Any

from edflow.engine.face.dtypes import float32
from edflow.engine.face.keys import GraphKeys
from edflow.engine.graph import Tensor, get_default_graph
from edflow.engine.ops.array.casting import cast
from edflow.engine.ops.array.filling import ones_like, zeros
from edflow.engine.ops.array.shape import identity, size
from edflow.engine.ops.build import convert_to_tensor
from edflow.engine.ops.math.arithmetic import maximum, multiply
from edflow.engine.ops.math.division import div_no_nan
from edflow.engine.ops.reduce import reduce_sum
from edflow.engine.ops.state.scope import variable_scope
from edflow.engine.ops.state.variable import Variable, assign_add
from edflow.engine.ops.weighting import (
    broadcast_weights,
    match_rank,
    remove_squeezable_dimensions,
)

__all__ = ["mean", "mean_tensor"]

Metric = tuple[Any, Any]


def metric_variable(shape: Any, dtype: Any, name: str) -> Variable:
    """A local variable of zeros that a metric counts in."""
    return Variable(
        lambda: zeros(shape, dtype),
        trainable=False,
        collections=[GraphKeys.LOCAL_VARIABLES, GraphKeys.METRIC_VARIABLES],
        name=name,
    )


def collected(
    value: Any, update: Any, metrics_collections: Any, updates_collections: Any
) -> Metric:
    """The pair, each part put into the collections that were asked for."""
    graph = get_default_graph()
    if metrics_collections:
        graph.add_to_collections(metrics_collections, value)
    if updates_collections:
        graph.add_to_collections(updates_collections, update)
    return value, update


def matched(
    predictions: Any, labels: Any, weights: Any
) -> tuple[Tensor, Any, Tensor | None]:
    """The three without superfluous axes of size 1: `[n, 1]` beside `[n]` is `[n]`.

    Raises:
      ValueError: labels and predictions differ in shape.
    """
    predictions = convert_to_tensor(predictions)
    if labels is not None:
        labels, predictions = remove_squeezable_dimensions(labels, predictions)
        predictions.shape.assert_is_compatible_with(labels.shape)
    if weights is None:
        return predictions, labels, None
    return predictions, labels, match_rank(weights, predictions)


def mean(
    values: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> Metric:
    """The mean of all elements of all batches so far.

    Args:
      values: a tensor of any shape.
      weights: a scalar, or of the shape of `values`, with sizes that may be 1.
      metrics_collections: where the value is put as well.
      updates_collections: where the update operation is put as well.
      name: the variables' scope.

    Returns:
      The value so far, and an operation that adds a batch and gives the value then.

    >>> import edflow as tf
    >>> batch = tf.placeholder(tf.float32, [None])
    >>> value, update = tf.metrics.mean(batch)
    >>> with tf.Session() as session:
    ...     session.run(tf.local_variables_initializer())
    ...     for numbers in ([1.0, 2.0], [6.0]):
    ...         _ = session.run(update, {batch: numbers})
    ...     float(session.run(value))
    3.0
    """
    with variable_scope(name, "mean", [values, weights]):
        values = cast(values, float32)
        total = metric_variable([], float32, "total")
        count = metric_variable([], float32, "count")
        if weights is None:
            number = cast(size(values), float32)
        else:
            values, weights = _weighted(values, weights)
            number = reduce_sum(weights)
        return _ratio(
            total,
            count,
            reduce_sum(values),
            number,
            metrics_collections,
            updates_collections,
        )


def mean_tensor(
    values: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> Metric:
    """The mean of each element over all batches so far. Arguments as for `mean`."""
    with variable_scope(name, "mean", [values, weights]):
        values = cast(values, float32)
        total = metric_variable(values.shape, float32, "total_tensor")
        count = metric_variable(values.shape, float32, "count_tensor")
        numbers = ones_like(values)
        if weights is not None:
            values, weights = _weighted(values, weights)
            numbers = multiply(numbers, weights)
        return _ratio(
            total, count, values, numbers, metrics_collections, updates_collections
        )


def _weighted(values: Tensor, weights: Any) -> tuple[Tensor, Tensor]:
    values, _, matching = matched(values, None, weights)
    spread = broadcast_weights(cast(matching, float32), values)
    return multiply(values, spread), spread


def _ratio(
    total: Variable,
    count: Variable,
    values: Tensor,
    numbers: Tensor,
    metrics_collections: Any,
    updates_collections: Any,
) -> Metric:
    new_total = assign_add(total, values)
    with get_default_graph().control_dependencies([values]):
        new_count = assign_add(count, numbers)
    value = div_no_nan(total, maximum(count, 0), name="value")
    update = div_no_nan(new_total, maximum(new_count, 0), name="update_op")
    return collected(value, update, metrics_collections, updates_collections)


def read(variable: Variable) -> Tensor:
    """A count as the value of a metric."""
    return identity(variable)
