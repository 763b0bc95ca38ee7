"""Metrics of several classes."""

from __future__ import annotations

from typing import Any

from edflow.engine.face.dtypes import float32, float64, int64
from edflow.engine.graph import Tensor
from edflow.engine.ops.array.casting import cast
from edflow.engine.ops.array.filling import ones, ones_like
from edflow.engine.ops.array.shape import reshape, size
from edflow.engine.ops.build import convert_to_tensor
from edflow.engine.ops.indexing.counting import confusion_matrix
from edflow.engine.ops.linalg.diagonals import diag_part
from edflow.engine.ops.math.arithmetic import maximum
from edflow.engine.ops.math.comparing import equal, greater, not_equal
from edflow.engine.ops.math.division import div_no_nan, divide
from edflow.engine.ops.math.selecting import where
from edflow.engine.ops.reduce import reduce_mean, reduce_sum
from edflow.engine.ops.state.scatter import scatter_add
from edflow.engine.ops.state.scope import variable_scope
from edflow.engine.ops.state.variable import assign_add
from edflow.engine.ops.weighting import broadcast_weights, match_rank
from edflow.metrics.streaming import Metric, collected, metric_variable

__all__ = ["mean_iou", "mean_per_class_accuracy"]


def mean_iou(
    labels: Any,
    predictions: Any,
    num_classes: int,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> Metric:
    """Intersection over union, the mean over the classes: how well areas overlap.

    Args:
      labels: the true classes, integers of any shape.
      predictions: the classes found, of the same shape.
      num_classes: how many classes there are.
      weights: of the shape of `labels`, or None.
      metrics_collections: where the value is put as well.
      updates_collections: where the update operation is put as well.
      name: the variables' scope.

    Returns:
      The value so far, and an operation that adds a batch: it gives the confusion
      matrix [classes, classes].
    """
    with variable_scope(name, "mean_iou", [predictions, labels, weights]):
        labels, predictions = convert_to_tensor(labels), convert_to_tensor(predictions)
        predictions.shape.assert_is_compatible_with(labels.shape)
        shape = [num_classes, num_classes]
        total = metric_variable(shape, float64, "total_confusion_matrix")
        batch = confusion_matrix(
            _flat(cast(labels, int64)),
            _flat(cast(predictions, int64)),
            num_classes,
            dtype=float64,
            weights=None if weights is None else _flat_weights(weights, labels),
        )
        update = assign_add(total, batch)
        return collected(
            _mean_iou(total.value()), update, metrics_collections, updates_collections
        )


def _mean_iou(matrix: Tensor) -> Tensor:
    predicted = cast(reduce_sum(matrix, 0), float32)
    true = cast(reduce_sum(matrix, 1), float32)
    both = cast(diag_part(matrix), float32)
    union = predicted + true - both
    classes_met = reduce_sum(cast(not_equal(union, 0), float32))
    union = where(greater(union, 0), union, ones_like(union))
    overlap = reduce_sum(divide(both, union), name="mean_iou")
    return where(greater(classes_met, 0), overlap / classes_met, 0.0)


def mean_per_class_accuracy(
    labels: Any,
    predictions: Any,
    num_classes: int,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> Metric:
    """The accuracy of each class, and their mean: rare classes count as much.

    Arguments as for `mean_iou`; the update operation gives the accuracies [classes].
    """
    with variable_scope(name, "mean_accuracy", [predictions, labels, weights]):
        given = cast(labels, int64)
        labels, predictions = _flat(given), _flat(convert_to_tensor(predictions))
        predictions.shape.assert_is_compatible_with(labels.shape)
        total = metric_variable([num_classes], float32, "total")
        count = metric_variable([num_classes], float32, "count")
        met = ones([size(labels)], float32)
        right = cast(equal(cast(predictions, labels.dtype), labels), float32)
        if weights is not None:
            weights = cast(_flat_weights(weights, given), float32)
            right, met = right * weights, met * weights
        new_total = scatter_add(total, labels, met)
        new_count = scatter_add(count, labels, right)
        by_class = div_no_nan(count, maximum(total, 0))
        value = reduce_mean(by_class, name="mean_accuracy")
        update = div_no_nan(new_count, maximum(new_total, 0), name="update_op")
        return collected(value, update, metrics_collections, updates_collections)


def _flat(tensor: Tensor) -> Tensor:
    return tensor if tensor.spec.rank in (0, 1) else reshape(tensor, [-1])


def _flat_weights(weights: Any, labels: Tensor) -> Tensor:
    """The weights [n]; a scalar stays one, though only a run may tell that it is."""
    weights = convert_to_tensor(weights)
    if weights.spec.rank is None:
        like = cast(labels, weights.dtype)
        weights = broadcast_weights(match_rank(weights, labels), like)
    return _flat(weights)
