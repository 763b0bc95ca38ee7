"""Metrics of the curves that a moving threshold draws."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from edflow.engine.face.dtypes import int32, int64
from edflow.engine.graph import Tensor
from edflow.engine.ops.array.casting import cast
from edflow.engine.ops.array.filling import ones_like
from edflow.engine.ops.math import rounding
from edflow.engine.ops.math.arithmetic import maximum, minimum, multiply
from edflow.engine.ops.math.comparing import equal
from edflow.engine.ops.math.cumulative import cumsum
from edflow.engine.ops.math.division import div_no_nan, divide
from edflow.engine.ops.math.logic import logical_and
from edflow.engine.ops.math.powers import log
from edflow.engine.ops.math.selecting import where
from edflow.engine.ops.reduce import argmax, argmin, reduce_min, reduce_sum
from edflow.engine.ops.state.scope import variable_scope
from edflow.metrics.outcomes import FN, FP, OUTCOMES, TP
from edflow.metrics.streaming import Metric
from edflow.metrics.thresholds import BEYOND, Counts, measured, spaced

__all__ = ["auc", "sensitivity_at_specificity", "specificity_at_sensitivity"]


def auc(
    labels: Any,
    predictions: Any,
    weights: Any = None,
    num_thresholds: int = 200,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    curve: str = "ROC",
    name: str | None = None,
    summation_method: str = "trapezoidal",
    thresholds: Sequence[float] | None = None,
) -> Metric:
    """The area under a curve that the threshold draws: 1.0 at best, 0.5 by chance.

    Args:
      labels: what is true; converted to bool.
      predictions: probabilities in [0, 1], of the same shape.
      weights: a scalar, or of the shape of `labels`, with sizes that may be 1.
      num_thresholds: how many points of the curve are computed.
      metrics_collections: where the value is put as well.
      updates_collections: where the update operation is put as well.
      curve: `"ROC"`, true over false positives, or `"PR"`, precision over recall.
      name: the variables' scope.
      summation_method: `"trapezoidal"`; `"careful_interpolation"`, better for PR;
        `"minoring"` or `"majoring"` for a bound from below or above.
      thresholds: thresholds of your own, between 0 and 1.

    Returns:
      The value so far, and an operation that adds a batch and gives the value then.

    Raises:
      ValueError: there is no such curve or method.
    """

    def area(counts: Counts, name: str) -> Tensor:
        if curve == "PR" and summation_method == "careful_interpolation":
            return _interpolated(counts)
        return _area(counts, curve, summation_method, name)

    with variable_scope(name, "auc", [labels, predictions, weights]):
        if curve not in ("ROC", "PR"):
            raise ValueError(f"curve must be 'ROC' or 'PR', not {curve!r}")
        if thresholds is None:
            points = spaced(num_thresholds)
        else:
            points = [-BEYOND, *sorted(thresholds), 1 + BEYOND]
        return measured(
            area,
            (labels, predictions, points, weights),
            OUTCOMES,
            (metrics_collections, updates_collections),
        )


def _area(counts: Counts, curve: str, method: str, name: str) -> Tensor:
    """The area below the polygon through the points of the curve."""
    tiny = 1e-6
    tp, fn, tn, fp = (counts[outcome] + 0.0 for outcome in OUTCOMES)
    recall = divide(tp + tiny, tp + fn + tiny)
    if curve == "ROC":
        x, y = divide(fp, fp + tn + tiny), recall
    else:
        x, y = recall, divide(tp + tiny, tp + fp + tiny)
    heights = {
        "trapezoidal": lambda: (y[:-1] + y[1:]) / 2.0,
        "careful_interpolation": lambda: (y[:-1] + y[1:]) / 2.0,
        "minoring": lambda: minimum(y[:-1], y[1:]),
        "majoring": lambda: maximum(y[:-1], y[1:]),
    }
    if method not in heights:
        raise ValueError(
            f"summation_method must be one of {', '.join(heights)}, not {method!r}"
        )
    return reduce_sum(multiply(x[:-1] - x[1:], heights[method]()), name=name)


def _interpolated(counts: Counts) -> Tensor:
    """The area below the precision-recall curve (Davis and Goadrich, 2006).

    Between two thresholds true positives grow in step with all positives, so that
    precision follows a hyperbola, not a straight line.
    """
    tp, fn, fp = (counts[outcome] + 0.0 for outcome in (TP, FN, FP))
    positives = tp + fp
    more_tp = tp[:-1] - tp[1:]
    more = maximum(positives[:-1] - positives[1:], 0)
    slope = div_no_nan(more_tp, more, name="prec_slope")
    intercept = tp[1:] - multiply(slope, positives[1:])
    both = logical_and(positives[:-1] > 0, positives[1:] > 0)
    ratio = div_no_nan(positives[:-1], maximum(positives[1:], 0))
    ratio = where(both, ratio, ones_like(positives[1:]))
    parts = div_no_nan(
        slope * (more_tp + intercept * log(ratio)),
        maximum(tp[1:] + fn[1:], 0),
        name="pr_auc_increment",
    )
    return reduce_sum(parts, name="interpolate_pr_auc")


def sensitivity_at_specificity(
    labels: Any,
    predictions: Any,
    specificity: float,
    weights: Any = None,
    num_thresholds: int = 200,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> Metric:
    """The recall at the threshold where so much of what is false is told as false.

    Args:
      labels: what is true; converted to bool.
      predictions: probabilities in [0, 1], of the same shape.
      specificity: true negatives over all that are false, in [0, 1].
      weights, num_thresholds, metrics_collections, updates_collections, name: as for
        `auc`.

    Raises:
      ValueError: `specificity` is outside of [0, 1].
    """
    _check_fraction("specificity", specificity)

    def sensitivity(counts: Counts, name: str) -> Tensor:
        tp, fn, tn, fp = (counts[outcome] + 0.0 for outcome in OUTCOMES)
        distance = rounding.abs(divide(tn, tn + fp + BEYOND) - specificity)
        best = cast(argmin(distance, 0), int32)
        return divide(tp[best], tp[best] + fn[best] + BEYOND, name)

    with variable_scope(
        name, "sensitivity_at_specificity", [predictions, labels, weights]
    ):
        return measured(
            sensitivity,
            (labels, predictions, spaced(num_thresholds), weights),
            OUTCOMES,
            (metrics_collections, updates_collections),
        )


def specificity_at_sensitivity(
    labels: Any,
    predictions: Any,
    sensitivity: float,
    weights: Any = None,
    num_thresholds: int = 200,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> Metric:
    """How much of what is false is told as false where the recall is `sensitivity`.

    Other arguments as for `sensitivity_at_specificity`.

    Raises:
      ValueError: `sensitivity` is outside of [0, 1].
    """
    _check_fraction("sensitivity", sensitivity)

    def specificity(counts: Counts, name: str) -> Tensor:
        tp, fn, tn, fp = (counts[outcome] + 0.0 for outcome in OUTCOMES)
        distance = rounding.abs(divide(tp, tp + fn + BEYOND) - sensitivity)
        # Of several thresholds that come as close, the last: there the count of
        # them reaches its maximum first.
        nearest = cast(equal(distance, reduce_min(distance)), int64)
        best = cast(argmax(cumsum(nearest), 0), int32)
        return divide(tn[best], tn[best] + fp[best] + BEYOND, name)

    with variable_scope(
        name, "specificity_at_sensitivity", [predictions, labels, weights]
    ):
        return measured(
            specificity,
            (labels, predictions, spaced(num_thresholds), weights),
            OUTCOMES,
            (metrics_collections, updates_collections),
        )


def _check_fraction(name: str, value: float) -> None:
    if not 0 <= value <= 1:
        raise ValueError(f"{name} must be between 0 and 1, not {value}")
