"""Metrics that are means over all elements so far."""

from __future__ import annotations

from typing import Any

from edflow.engine.face.dtypes import float32
from edflow.engine.ops.array.casting import cast
from edflow.engine.ops.array.filling import zeros_like
from edflow.engine.ops.math import rounding
from edflow.engine.ops.math.arithmetic import multiply, squared_difference, subtract
from edflow.engine.ops.math.comparing import equal, less
from edflow.engine.ops.math.division import divide
from edflow.engine.ops.math.powers import sqrt
from edflow.engine.ops.math.selecting import where
from edflow.engine.ops.reduce import reduce_sum
from edflow.engine.ops.weighting import remove_squeezable_dimensions
from edflow.metrics.streaming import Metric, collected, matched, mean

__all__ = [
    "accuracy", "mean_absolute_error", "mean_cosine_distance",
    "mean_relative_error", "mean_squared_error", "percentage_below",
    "root_mean_squared_error",
]  # fmt: skip


def accuracy(
    labels: Any,
    predictions: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> Metric:
    """How many of the predictions so far were right, as a fraction.

    Args:
      labels: the true classes, of the shape of `predictions`.
      predictions: the classes found, e.g. `tf.argmax(logits, 1)`.
      weights: a scalar, or of the shape of `labels`, with sizes that may be 1.
      metrics_collections: where the value is put as well.
      updates_collections: where the update operation is put as well.
      name: the variables' scope.

    Returns:
      The value so far, and an operation that adds a batch and gives the value then.

    Raises:
      ValueError: labels and predictions differ in shape.
    """
    predictions, labels, weights = matched(predictions, labels, weights)
    if labels.dtype is not predictions.dtype:
        predictions = cast(predictions, labels.dtype)
    right = cast(equal(predictions, labels), float32)
    name = name or "accuracy"
    return mean(right, weights, metrics_collections, updates_collections, name)


def mean_absolute_error(
    labels: Any,
    predictions: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> Metric:
    """The mean of `|predictions - labels|`. Arguments as for `accuracy`."""
    predictions, labels, weights = matched(predictions, labels, weights)
    errors = rounding.abs(predictions - labels)
    name = name or "mean_absolute_error"
    return mean(errors, weights, metrics_collections, updates_collections, name)


def mean_squared_error(
    labels: Any,
    predictions: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> Metric:
    """The mean of `(predictions - labels) ** 2`. Arguments as for `accuracy`."""
    predictions, labels, weights = matched(predictions, labels, weights)
    errors = squared_difference(labels, predictions)
    name = name or "mean_squared_error"
    return mean(errors, weights, metrics_collections, updates_collections, name)


def root_mean_squared_error(
    labels: Any,
    predictions: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> Metric:
    """The root of the mean squared error. Arguments as for `accuracy`."""
    name = name or "root_mean_squared_error"
    value, update = mean_squared_error(labels, predictions, weights, name=name)
    return collected(
        sqrt(value), sqrt(update), metrics_collections, updates_collections
    )


def mean_relative_error(
    labels: Any,
    predictions: Any,
    normalizer: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> Metric:
    """The mean of `|labels - predictions| / normalizer`, 0 where that is 0.

    Other arguments as for `accuracy`.
    """
    predictions, labels, weights = matched(predictions, labels, weights)
    predictions, normalizer = remove_squeezable_dimensions(predictions, normalizer)
    predictions.shape.assert_is_compatible_with(normalizer.shape)
    ratios = divide(rounding.abs(labels - predictions), normalizer)
    errors = where(equal(normalizer, 0.0), zeros_like(labels), ratios)
    name = name or "mean_relative_error"
    return mean(errors, weights, metrics_collections, updates_collections, name)


def mean_cosine_distance(
    labels: Any,
    predictions: Any,
    dim: int,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> Metric:
    """1 minus the mean product of vectors along `dim`, which have length 1.

    Other arguments as for `accuracy`.
    """
    predictions, labels, weights = matched(predictions, labels, weights)
    along = reduce_sum(multiply(predictions, labels), axis=[dim], keepdims=True)
    value, update = mean(along, weights, name=name or "mean_cosine_distance")
    return collected(
        subtract(1.0, value),
        subtract(1.0, update),
        metrics_collections,
        updates_collections,
    )


def percentage_below(
    values: Any,
    threshold: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> Metric:
    """How many of the values so far were below `threshold`, as a fraction.

    Other arguments as for `mean`.
    """
    below = cast(less(values, threshold), float32)
    name = name or "percentage_below_threshold"
    return mean(below, weights, metrics_collections, updates_collections, name)
