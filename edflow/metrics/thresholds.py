"""Metrics of probabilities: what becomes of yes and no as the threshold moves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from edflow.engine.face.dtypes import bool as boolean
from edflow.engine.face.dtypes import float32
from edflow.engine.graph import Tensor
from edflow.engine.ops.array.casting import cast
from edflow.engine.ops.array.shape import reshape
from edflow.engine.ops.build import constant
from edflow.engine.ops.math.comparing import greater
from edflow.engine.ops.math.division import divide
from edflow.engine.ops.math.logic import logical_and, logical_not
from edflow.engine.ops.reduce import reduce_sum
from edflow.engine.ops.state.scope import variable_scope
from edflow.engine.ops.state.variable import assign_add
from edflow.engine.ops.weighting import broadcast_weights
from edflow.metrics.outcomes import FN, FP, TN, TP, Outcome
from edflow.metrics.streaming import (
    Metric,
    collected,
    matched,
    metric_variable,
    read,
)

__all__ = [
    "false_negatives_at_thresholds", "false_positives_at_thresholds",
    "precision_at_thresholds", "recall_at_thresholds",
    "true_negatives_at_thresholds", "true_positives_at_thresholds",
]  # fmt: skip

BEYOND = 1e-7  # The outermost thresholds lie outside of [0, 1], despite rounding.

Counts = dict[Outcome, Any]
Given = tuple[Any, Any, Sequence[float], Any]
"""Labels, predictions, thresholds and weights."""


def measured(
    measure: Callable[[Counts, str], Tensor],
    given: Given,
    outcomes: Sequence[Outcome],
    collections: tuple[Any, Any],
) -> Metric:
    """What `measure` makes of the counts so far, and of those after a batch."""
    counts, updates = counts_at(given, outcomes)
    value = measure(counts, "value")
    return collected(value, measure(updates, "update_op"), *collections)


def counts_at(given: Given, outcomes: Sequence[Outcome]) -> tuple[Counts, Counts]:
    """For each outcome the counts [thresholds] so far, and after a batch."""
    labels, predictions, thresholds, weights = given
    predictions, labels, weights = matched(
        cast(predictions, float32), cast(labels, boolean), weights
    )
    yes = greater(reshape(predictions, [1, -1]), reshape(constant(thresholds), [-1, 1]))
    true = reshape(labels, [1, -1])
    if weights is not None:
        spread = broadcast_weights(cast(weights, float32), predictions)
        weights = reshape(spread, [1, -1])
    values, updates = {}, {}
    for outcome in outcomes:
        right = true if outcome.true else logical_not(true)
        said = yes if outcome.said else logical_not(yes)
        met = cast(logical_and(right, said), float32)
        count = metric_variable([len(thresholds)], float32, outcome.name)
        values[outcome] = count
        met = met if weights is None else met * weights
        updates[outcome] = assign_add(count, reduce_sum(met, 1))
    return values, updates


def spaced(num_thresholds: int) -> list[float]:
    """Thresholds evenly over [0, 1], the first and the last just outside."""
    inner = [i / (num_thresholds - 1) for i in range(1, num_thresholds - 1)]
    return [-BEYOND, *inner, 1 + BEYOND]


def precision_at_thresholds(
    labels: Any,
    predictions: Any,
    thresholds: Sequence[float],
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> Metric:
    """How often a yes was right, if every probability above a threshold is a yes.

    Args:
      labels: what is true; converted to bool.
      predictions: probabilities in [0, 1], of the same shape.
      thresholds: a list of numbers in [0, 1].
      weights: a scalar, or of the shape of `labels`, with sizes that may be 1.
      metrics_collections: where the value is put as well.
      updates_collections: where the update operation is put as well.
      name: the variables' scope.

    Returns:
      The values [thresholds] so far, and an operation that adds a batch and gives the
      values then.
    """
    return _fraction_at(
        "precision",
        FP,
        (labels, predictions, thresholds, weights),
        (metrics_collections, updates_collections),
        name,
    )


def recall_at_thresholds(
    labels: Any,
    predictions: Any,
    thresholds: Sequence[float],
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> Metric:
    """How much of what is true was found, at each threshold.

    Arguments as for `precision_at_thresholds`.
    """
    return _fraction_at(
        "recall",
        FN,
        (labels, predictions, thresholds, weights),
        (metrics_collections, updates_collections),
        name,
    )


def true_positives_at_thresholds(
    labels: Any,
    predictions: Any,
    thresholds: Sequence[float],
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> Metric:
    """How often yes was said and right, at each threshold.

    Arguments as for `precision_at_thresholds`.
    """
    return _count_at(
        TP,
        (labels, predictions, thresholds, weights),
        (metrics_collections, updates_collections),
        name,
    )


def false_positives_at_thresholds(
    labels: Any,
    predictions: Any,
    thresholds: Sequence[float],
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> Metric:
    """How often yes was said and wrong, at each threshold.

    Arguments as for `precision_at_thresholds`.
    """
    return _count_at(
        FP,
        (labels, predictions, thresholds, weights),
        (metrics_collections, updates_collections),
        name,
    )


def true_negatives_at_thresholds(
    labels: Any,
    predictions: Any,
    thresholds: Sequence[float],
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> Metric:
    """How often no was said and right, at each threshold.

    Arguments as for `precision_at_thresholds`.
    """
    return _count_at(
        TN,
        (labels, predictions, thresholds, weights),
        (metrics_collections, updates_collections),
        name,
    )


def false_negatives_at_thresholds(
    labels: Any,
    predictions: Any,
    thresholds: Sequence[float],
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> Metric:
    """How often no was said and wrong, at each threshold.

    Arguments as for `precision_at_thresholds`.
    """
    return _count_at(
        FN,
        (labels, predictions, thresholds, weights),
        (metrics_collections, updates_collections),
        name,
    )


def _count_at(
    outcome: Outcome, given: Given, collections: tuple[Any, Any], name: str | None
) -> Metric:
    labels, predictions, _, weights = given
    with variable_scope(name, outcome.name, [labels, predictions, weights]):
        counts, updates = counts_at(given, [outcome])
        return collected(read(counts[outcome]), updates[outcome], *collections)


def _fraction_at(
    part: str,
    misses: Outcome,
    given: Given,
    collections: tuple[Any, Any],
    name: str | None,
) -> Metric:
    """True positives over themselves and one kind of misses, at each threshold."""

    def fraction(counts: Counts, name: str) -> Tensor:
        everything = BEYOND + counts[TP] + counts[misses]
        return divide(counts[TP], everything, name=f"{part}_{name}")

    labels, predictions, _, weights = given
    with variable_scope(name, f"{part}_at_thresholds", [labels, predictions, weights]):
        return measured(fraction, given, [TP, misses], collections)
