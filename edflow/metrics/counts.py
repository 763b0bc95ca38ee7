"""Metrics of yes or no: counts of right and wrong answers, precision and recall."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from edflow.engine.face.dtypes import bool as boolean
from edflow.engine.face.dtypes import float32
from edflow.engine.graph import Tensor
from edflow.engine.ops.array.casting import cast
from edflow.engine.ops.math.arithmetic import add, multiply
from edflow.engine.ops.math.comparing import equal, greater
from edflow.engine.ops.math.division import divide
from edflow.engine.ops.math.logic import logical_and
from edflow.engine.ops.math.selecting import where
from edflow.engine.ops.reduce import reduce_sum
from edflow.engine.ops.state.scope import variable_scope
from edflow.engine.ops.state.variable import assign_add
from edflow.metrics.outcomes import FN, FP, TN, TP, Outcome
from edflow.metrics.streaming import (
    Metric,
    collected,
    matched,
    metric_variable,
    read,
)

__all__ = [
    "false_negatives", "false_positives", "precision", "recall", "true_negatives",
    "true_positives",
]  # fmt: skip


def true_positives(
    labels: Any,
    predictions: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> Metric:
    """How often yes was said and right. Arguments as for `precision`."""
    return _count(
        TP,
        (labels, predictions, weights),
        (metrics_collections, updates_collections),
        name,
    )


def false_positives(
    labels: Any,
    predictions: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> Metric:
    """How often yes was said and wrong. Arguments as for `precision`."""
    return _count(
        FP,
        (labels, predictions, weights),
        (metrics_collections, updates_collections),
        name,
    )


def true_negatives(
    labels: Any,
    predictions: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> Metric:
    """How often no was said and right. Arguments as for `precision`."""
    return _count(
        TN,
        (labels, predictions, weights),
        (metrics_collections, updates_collections),
        name,
    )


def false_negatives(
    labels: Any,
    predictions: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> Metric:
    """How often no was said and wrong. Arguments as for `precision`."""
    return _count(
        FN,
        (labels, predictions, weights),
        (metrics_collections, updates_collections),
        name,
    )


def precision(
    labels: Any,
    predictions: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> Metric:
    """How often a yes was right: true positives over all positives.

    Args:
      labels: what is true; converted to bool.
      predictions: what was said, of the same shape; converted to bool.
      weights: a scalar, or of the shape of `labels`, with sizes that may be 1.
      metrics_collections: where the value is put as well.
      updates_collections: where the update operation is put as well.
      name: the variables' scope.

    Returns:
      The value so far, and an operation that adds a batch and gives the value then.
    """
    return _fraction(
        "precision",
        false_positives,
        (labels, predictions, weights),
        (metrics_collections, updates_collections),
        name,
    )


def recall(
    labels: Any,
    predictions: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> Metric:
    """How much of what is true was found: true positives over all that are true.

    Arguments as for `precision`.
    """
    return _fraction(
        "recall",
        false_negatives,
        (labels, predictions, weights),
        (metrics_collections, updates_collections),
        name,
    )


def _count(
    outcome: Outcome,
    given: tuple[Any, Any, Any],
    collections: tuple[Any, Any],
    name: str | None,
) -> Metric:
    """How often this was the outcome."""
    labels, predictions, weights = given
    with variable_scope(name, outcome.name, given):
        said, true, weights = matched(
            cast(predictions, boolean), cast(labels, boolean), weights
        )
        met = logical_and(equal(true, outcome.true), equal(said, outcome.said))
        count = metric_variable([], float32, "count")
        values = cast(met, float32)
        if weights is not None:
            values = multiply(values, cast(weights, float32))
        value = read(count)
        return collected(value, assign_add(count, reduce_sum(values)), *collections)


def _fraction(
    kind: str,
    misses: Callable[..., Metric],
    given: tuple[Any, Any, Any],
    collections: tuple[Any, Any],
    name: str | None,
) -> Metric:
    """True positives over themselves and one kind of `misses`."""
    labels, predictions, weights = given
    with variable_scope(name, kind, given):
        said, true, weights = matched(
            cast(predictions, boolean), cast(labels, boolean), weights
        )
        hits = true_positives(true, said, weights)
        missed = misses(true, said, weights)
        value = _part(hits[0], missed[0], "value")
        return collected(value, _part(hits[1], missed[1], "update_op"), *collections)


def _part(hits: Tensor, misses: Tensor, name: str) -> Tensor:
    everything = add(hits, misses)
    return where(greater(everything, 0), divide(hits, everything), 0.0, name=name)
