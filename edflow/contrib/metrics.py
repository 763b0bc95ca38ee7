"""tf.contrib.metrics: tf.metrics with the predictions first, and maps of several."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from edflow import metrics, namespace
from edflow.engine.face.dtypes import float32
from edflow.engine.graph import Tensor, name_scope
from edflow.engine.ops.array.casting import cast
from edflow.engine.ops.build import convert_to_tensor
from edflow.engine.ops.math.comparing import equal
from edflow.engine.ops.reduce import reduce_mean, reduce_sum

__all__ = [
    "accuracy", "aggregate_metric_map", "aggregate_metrics", "streaming_accuracy",
    "streaming_auc", "streaming_false_negatives", "streaming_false_positives",
    "streaming_mean", "streaming_mean_absolute_error", "streaming_mean_iou",
    "streaming_mean_squared_error", "streaming_precision", "streaming_recall",
    "streaming_root_mean_squared_error", "streaming_true_negatives",
    "streaming_true_positives",
]  # fmt: skip

streaming_mean = metrics.mean


def _predictions_first(metric: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(metric)
    def streaming(predictions: Any, labels: Any, *args: Any, **kwargs: Any) -> Any:
        return metric(labels, predictions, *args, **kwargs)

    streaming.__name__ = streaming.__qualname__ = f"streaming_{metric.__name__}"
    del streaming.__wrapped__  # Its signature has the labels first.
    return streaming


streaming_accuracy = _predictions_first(metrics.accuracy)
streaming_auc = _predictions_first(metrics.auc)
streaming_false_negatives = _predictions_first(metrics.false_negatives)
streaming_false_positives = _predictions_first(metrics.false_positives)
streaming_mean_absolute_error = _predictions_first(metrics.mean_absolute_error)
streaming_mean_iou = _predictions_first(metrics.mean_iou)
streaming_mean_squared_error = _predictions_first(metrics.mean_squared_error)
streaming_precision = _predictions_first(metrics.precision)
streaming_recall = _predictions_first(metrics.recall)
streaming_root_mean_squared_error = _predictions_first(metrics.root_mean_squared_error)
streaming_true_negatives = _predictions_first(metrics.true_negatives)
streaming_true_positives = _predictions_first(metrics.true_positives)


def accuracy(
    predictions: Any, labels: Any, weights: Any = None, name: str | None = None
) -> Tensor:
    """How many of the predictions of this batch are right, as a fraction.

    Raises:
      ValueError: predictions and labels differ in dtype.
    """
    predictions, labels = convert_to_tensor(predictions), convert_to_tensor(labels)
    if not predictions.dtype.is_compatible_with(labels.dtype):
        raise ValueError(
            f"the predictions are {predictions.dtype.name}, but the labels "
            f"{labels.dtype.name}; convert one with tf.cast"
        )
    with name_scope(name, "accuracy", [predictions, labels]):
        right = cast(equal(predictions, labels), float32)
        if weights is None:
            return reduce_mean(right)
        weights = cast(weights, float32)
        return reduce_sum(right * weights) / reduce_sum(weights + 0 * right)


def aggregate_metrics(*value_update_tuples: Any) -> tuple[list[Any], list[Any]]:
    """The values of several metrics, and their updates: two lists."""
    if not value_update_tuples:
        raise ValueError("aggregate_metrics needs a metric, a pair (value, update)")
    values, updates = zip(*value_update_tuples, strict=True)
    return list(values), list(updates)


def aggregate_metric_map(
    names_to_tuples: Mapping[str, Any],
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The values of several metrics, and their updates: two dicts, by their names."""
    values = {name: value for name, (value, _) in names_to_tuples.items()}
    return values, {name: update for name, (_, update) in names_to_tuples.items()}


namespace.finish(__name__)
