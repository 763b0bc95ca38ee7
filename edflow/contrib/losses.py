"""tf.contrib.losses: tf.losses with the predictions first, as they once were.

Of the older functions only `hinge_loss` computes something else: no mean.
"""

from __future__ import annotations

from typing import Any

from edflow import namespace
from edflow.contrib.framework.arg_scoping import add_arg_scope
from edflow.engine.face.dtypes import float32
from edflow.engine.graph import Tensor, name_scope
from edflow.engine.ops.array.casting import cast
from edflow.engine.ops.build import convert_to_tensor
from edflow.engine.ops.nn.activations import relu
from edflow.losses import classifying, distances, weighted

__all__ = [
    "absolute_difference", "add_loss", "compute_weighted_loss", "cosine_distance",
    "get_losses", "get_regularization_losses", "get_total_loss", "hinge_loss",
    "log_loss", "mean_pairwise_squared_error", "mean_squared_error",
    "sigmoid_cross_entropy", "softmax_cross_entropy", "sparse_softmax_cross_entropy",
]  # fmt: skip

add_loss = add_arg_scope(weighted.add_loss)
get_losses = weighted.get_losses
get_regularization_losses = weighted.get_regularization_losses
get_total_loss = weighted.get_total_loss


def compute_weighted_loss(
    losses: Any, weights: Any = 1.0, scope: str | None = None
) -> Tensor:
    """The losses of all elements, weighted, their mean over weights that are not 0."""
    return weighted.compute_weighted_loss(losses, weights, scope)


def absolute_difference(
    predictions: Any, labels: Any = None, weights: Any = 1.0, scope: str | None = None
) -> Tensor:
    """The mean of `|predictions - labels|`. See `tf.losses.absolute_difference`."""
    return distances.absolute_difference(labels, predictions, weights, scope)


def mean_squared_error(
    predictions: Any, labels: Any = None, weights: Any = 1.0, scope: str | None = None
) -> Tensor:
    """The mean of `(predictions - labels) ** 2`. See `tf.losses.mean_squared_error`."""
    return distances.mean_squared_error(labels, predictions, weights, scope)


def mean_pairwise_squared_error(
    predictions: Any, labels: Any = None, weights: Any = 1.0, scope: str | None = None
) -> Tensor:
    """See `tf.losses.mean_pairwise_squared_error`."""
    return distances.mean_pairwise_squared_error(labels, predictions, weights, scope)


def cosine_distance(
    predictions: Any,
    labels: Any = None,
    axis: int | None = None,
    weights: Any = 1.0,
    scope: str | None = None,
    dim: int | None = None,
) -> Tensor:
    """1 - the cosine between unit vectors along `axis` (older: `dim`)."""
    return distances.cosine_distance(labels, predictions, axis, weights, scope, dim=dim)


def log_loss(
    predictions: Any,
    labels: Any = None,
    weights: Any = 1.0,
    epsilon: float = 1e-7,
    scope: str | None = None,
) -> Tensor:
    """The cross entropy of probabilities that are given. See `tf.losses.log_loss`."""
    return classifying.log_loss(labels, predictions, weights, epsilon, scope)


def hinge_loss(logits: Any, labels: Any = None, scope: str | None = None) -> Tensor:
    """max(0, 1 - y logits) of each element, with y = 1 for label 1 and -1 for 0.

    Unlike the other losses it is neither averaged nor collected.
    """
    with name_scope(scope, "hinge_loss", [logits, labels]):
        logits = convert_to_tensor(logits)
        labels = cast(weighted.given(labels, "labels"), float32)
        logits.shape.assert_is_compatible_with(labels.shape)
        return relu(1.0 - (2.0 * labels - 1.0) * logits)


def sigmoid_cross_entropy(
    logits: Any,
    multi_class_labels: Any,
    weights: Any = 1.0,
    label_smoothing: float = 0,
    scope: str | None = None,
) -> Tensor:
    """Cross entropy of independent classes. See `tf.losses.sigmoid_cross_entropy`."""
    return classifying.sigmoid_cross_entropy(
        multi_class_labels, logits, weights, label_smoothing, scope
    )


def softmax_cross_entropy(
    logits: Any,
    onehot_labels: Any,
    weights: Any = 1.0,
    label_smoothing: float = 0,
    scope: str | None = None,
) -> Tensor:
    """Cross entropy with one-hot labels. See `tf.losses.softmax_cross_entropy`."""
    return classifying.softmax_cross_entropy(
        onehot_labels, logits, weights, label_smoothing, scope
    )


def sparse_softmax_cross_entropy(
    logits: Any, labels: Any, weights: Any = 1.0, scope: str | None = None
) -> Tensor:
    """Cross entropy with classes. See `tf.losses.sparse_softmax_cross_entropy`."""
    return classifying.sparse_softmax_cross_entropy(labels, logits, weights, scope)


namespace.finish(__name__)
