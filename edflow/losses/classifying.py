"""Losses for yes or no, and for one of several classes."""

from __future__ import annotations

from typing import Any

from edflow.engine.face.keys import GraphKeys
from edflow.engine.graph import Tensor, name_scope
from edflow.engine.ops.array.axes import squeeze
from edflow.engine.ops.array.casting import cast
from edflow.engine.ops.array.filling import ones_like
from edflow.engine.ops.array.identity import stop_gradient
from edflow.engine.ops.array.shape import rank, shape
from edflow.engine.ops.build import convert_to_tensor
from edflow.engine.ops.math.arithmetic import (
    multiply,
    subtract,
)
from edflow.engine.ops.math.comparing import equal
from edflow.engine.ops.math.powers import log
from edflow.engine.ops.nn.activations import relu
from edflow.engine.ops.nn.cross_entropy import (
    softmax_cross_entropy_with_logits_v2,
    sparse_softmax_cross_entropy_with_logits,
)
from edflow.engine.ops.nn.logistic import sigmoid_cross_entropy_with_logits
from edflow.engine.ops.weighting import (
    remove_squeezable_dimensions,
    without_last,
)
from edflow.losses.weighted import (
    DEFAULT,
    as_pair,
    compute_weighted_loss,
    given,
)

__all__ = [
    "hinge_loss", "log_loss", "sigmoid_cross_entropy", "softmax_cross_entropy",
    "sparse_softmax_cross_entropy",
]  # fmt: skip


def log_loss(
    labels: Any,
    predictions: Any,
    weights: Any = 1.0,
    epsilon: float = 1e-7,
    scope: str | None = None,
    loss_collection: Any = GraphKeys.LOSSES,
    reduction: str = DEFAULT,
) -> Tensor:
    """`-labels log(predictions) - (1 - labels) log(1 - predictions)`.

    Args:
      labels: 0 or 1, of the shape of `predictions`.
      predictions: probabilities.
      weights, scope, loss_collection, reduction: as for `compute_weighted_loss`.
      epsilon: added before the logarithm, which has no value at 0.
    """
    with name_scope(scope, "log_loss", [predictions, labels, weights]) as path:
        labels, predictions = as_pair(labels, predictions)
        losses = -multiply(labels, log(predictions + epsilon)) - multiply(
            (1 - labels), log(1 - predictions + epsilon)
        )
        return compute_weighted_loss(losses, weights, path, loss_collection, reduction)


def hinge_loss(
    labels: Any,
    logits: Any,
    weights: Any = 1.0,
    scope: str | None = None,
    loss_collection: Any = GraphKeys.LOSSES,
    reduction: str = DEFAULT,
) -> Tensor:
    """`max(0, 1 - sign * logits)`, with sign 1 for label 1 and -1 for label 0.

    Args:
      labels: 0 or 1, of the shape of `logits`.
      logits: the scores; beyond 1 on the right side nothing is left to gain.
      weights, scope, loss_collection, reduction: as for `compute_weighted_loss`.
    """
    with name_scope(scope, "hinge_loss", [logits, labels, weights]) as path:
        labels, logits = as_pair(labels, given(logits, "logits"))
        ones = ones_like(labels)
        signs = subtract(2 * labels, ones)
        losses = relu(subtract(ones, multiply(signs, logits)))
        return compute_weighted_loss(losses, weights, path, loss_collection, reduction)


def sigmoid_cross_entropy(
    multi_class_labels: Any,
    logits: Any,
    weights: Any = 1.0,
    label_smoothing: float = 0,
    scope: str | None = None,
    loss_collection: Any = GraphKeys.LOSSES,
    reduction: str = DEFAULT,
) -> Tensor:
    """Cross entropy of independent yes-or-no questions.

    Args:
      multi_class_labels: 0 or 1 for each question, of the shape of `logits`.
      logits: the scores before the sigmoid.
      weights, scope, loss_collection, reduction: as for `compute_weighted_loss`.
      label_smoothing: above 0, moves the labels by so much towards 1/2.
    """
    with name_scope(
        scope, "sigmoid_cross_entropy_loss", [logits, multi_class_labels, weights]
    ) as path:
        logits = convert_to_tensor(given(logits, "logits"))
        labels = cast(given(multi_class_labels, "multi_class_labels"), logits.dtype)
        logits.shape.assert_is_compatible_with(labels.shape)
        if label_smoothing > 0:
            labels = labels * (1 - label_smoothing) + 0.5 * label_smoothing
        losses = sigmoid_cross_entropy_with_logits(
            labels=labels, logits=logits, name="xentropy"
        )
        return compute_weighted_loss(losses, weights, path, loss_collection, reduction)


def softmax_cross_entropy(
    onehot_labels: Any,
    logits: Any,
    weights: Any = 1.0,
    label_smoothing: float = 0,
    scope: str | None = None,
    loss_collection: Any = GraphKeys.LOSSES,
    reduction: str = DEFAULT,
) -> Tensor:
    """Cross entropy of one question with several answers, labels one-hot.

    Args:
      onehot_labels: [batch, classes], the probabilities of the answers.
      logits: [batch, classes], the scores before the softmax.
      weights: a scalar, or [batch].
      label_smoothing: above 0, moves the labels by so much towards equal shares.
      scope, loss_collection, reduction: as for `compute_weighted_loss`.
    """
    with name_scope(
        scope, "softmax_cross_entropy_loss", [logits, onehot_labels, weights]
    ) as path:
        logits = convert_to_tensor(given(logits, "logits"))
        labels = cast(given(onehot_labels, "onehot_labels"), logits.dtype)
        logits.shape.assert_is_compatible_with(labels.shape)
        if label_smoothing > 0:
            classes = cast(shape(labels)[-1], logits.dtype)
            share = label_smoothing / classes
            labels = labels * (1.0 - label_smoothing) + share
        labels = stop_gradient(labels, name="labels_stop_gradient")
        losses = softmax_cross_entropy_with_logits_v2(
            labels=labels, logits=logits, name="xentropy"
        )
        return compute_weighted_loss(losses, weights, path, loss_collection, reduction)


def sparse_softmax_cross_entropy(
    labels: Any,
    logits: Any,
    weights: Any = 1.0,
    scope: str | None = None,
    loss_collection: Any = GraphKeys.LOSSES,
    reduction: str = DEFAULT,
) -> Tensor:
    """Cross entropy of one question with several answers, labels as class numbers.

    Args:
      labels: [batch] or [batch, 1], integers from 0 to classes - 1.
      logits: [batch, classes], the scores before the softmax.
      weights: a scalar, [batch] or [batch, 1].
      scope, loss_collection, reduction: as for `compute_weighted_loss`.
    """
    with name_scope(
        scope, "sparse_softmax_cross_entropy_loss", [logits, labels, weights]
    ) as path:
        labels, logits = remove_squeezable_dimensions(
            given(labels, "labels"), given(logits, "logits"), expected_rank_diff=1
        )
        weights = convert_to_tensor(weights)
        ranks = weights.spec.rank, labels.spec.rank
        if None in ranks:
            surplus = subtract(rank(weights), rank(labels))
            weights = without_last(weights, equal(surplus, 1))
        elif ranks[0] == ranks[1] + 1:
            weights = squeeze(weights, [-1])
        losses = sparse_softmax_cross_entropy_with_logits(
            labels=labels, logits=logits, name="xentropy"
        )
        return compute_weighted_loss(losses, weights, path, loss_collection, reduction)
