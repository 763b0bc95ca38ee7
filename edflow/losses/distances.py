"""Losses that measure how far predictions are from labels."""

from __future__ import annotations

from typing import Any

from edflow.engine.face.dtypes import float32
from edflow.engine.face.keys import GraphKeys
from edflow.engine.graph import Tensor, get_default_graph, name_scope
from edflow.engine.ops.arguments import one_of
from edflow.engine.ops.array.casting import cast
from edflow.engine.ops.array.filling import zeros_like
from edflow.engine.ops.array.ranges import range_
from edflow.engine.ops.array.shape import rank
from edflow.engine.ops.build import convert_to_tensor
from edflow.engine.ops.math import rounding
from edflow.engine.ops.math.arithmetic import (
    add,
    maximum,
    minimum,
    multiply,
    squared_difference,
    subtract,
)
from edflow.engine.ops.math.division import div_no_nan
from edflow.engine.ops.math.powers import square
from edflow.engine.ops.math.selecting import where
from edflow.engine.ops.reduce import reduce_sum
from edflow.engine.ops.weighting import (
    assert_broadcastable,
)
from edflow.losses.weighted import (
    DEFAULT,
    add_loss,
    as_pair,
    compute_weighted_loss,
    given,
    number_present,
)

__all__ = [
    "absolute_difference", "cosine_distance", "huber_loss",
    "mean_pairwise_squared_error", "mean_squared_error",
]  # fmt: skip


def mean_squared_error(
    labels: Any,
    predictions: Any,
    weights: Any = 1.0,
    scope: str | None = None,
    loss_collection: Any = GraphKeys.LOSSES,
    reduction: str = DEFAULT,
) -> Tensor:
    """The mean of `(predictions - labels) ** 2`.

    Args:
      labels: what is true, of the shape of `predictions`.
      predictions: what the model says.
      weights, scope, loss_collection, reduction: as for `compute_weighted_loss`.

    >>> import edflow as tf
    >>> float(tf.Session().run(tf.losses.mean_squared_error([1.0, 2.0], [1.0, 4.0])))
    2.0
    """
    with name_scope(
        scope, "mean_squared_error", [predictions, labels, weights]
    ) as path:
        labels, predictions = as_pair(labels, predictions)
        losses = squared_difference(predictions, labels)
        return compute_weighted_loss(losses, weights, path, loss_collection, reduction)


def absolute_difference(
    labels: Any,
    predictions: Any,
    weights: Any = 1.0,
    scope: str | None = None,
    loss_collection: Any = GraphKeys.LOSSES,
    reduction: str = DEFAULT,
) -> Tensor:
    """The mean of `|predictions - labels|`. Arguments as for `mean_squared_error`."""
    with name_scope(
        scope, "absolute_difference", [predictions, labels, weights]
    ) as path:
        labels, predictions = as_pair(labels, predictions)
        losses = rounding.abs(subtract(predictions, labels))
        return compute_weighted_loss(losses, weights, path, loss_collection, reduction)


def huber_loss(
    labels: Any,
    predictions: Any,
    weights: Any = 1.0,
    delta: float = 1.0,
    scope: str | None = None,
    loss_collection: Any = GraphKeys.LOSSES,
    reduction: str = DEFAULT,
) -> Tensor:
    """Squared for errors up to `delta`, straight beyond: outliers pull less.

    Other arguments as for `mean_squared_error`.
    """
    with name_scope(scope, "huber_loss", [predictions, labels, weights]) as path:
        labels, predictions = as_pair(labels, predictions)
        error = rounding.abs(subtract(predictions, labels))
        near = minimum(error, delta)
        far = subtract(error, near)
        half = convert_to_tensor(0.5, near.dtype)
        losses = add(multiply(half, multiply(near, near)), multiply(delta, far))
        return compute_weighted_loss(losses, weights, path, loss_collection, reduction)


def mean_pairwise_squared_error(
    labels: Any,
    predictions: Any,
    weights: Any = 1.0,
    scope: str | None = None,
    loss_collection: Any = GraphKeys.LOSSES,
) -> Tensor:
    """How wrong the *differences* within each example are, squared.

    For labels a, b, c it compares a - b with its prediction, a - c, and so on: what is
    off by the same everywhere costs nothing.

    Args:
      labels: [batch, ...].
      predictions: of the same shape.
      weights: a scalar, or one for each example.
      scope: the scope's name.
      loss_collection: where the result is put, or None.
    """
    with name_scope(
        scope, "mean_pairwise_squared_error", [predictions, labels, weights]
    ):
        weights = cast(weights, float32)
        labels, predictions = as_pair(labels, predictions)
        check = assert_broadcastable(weights, labels)
        with get_default_graph().control_dependencies([check]):
            diffs = subtract(predictions, labels)
            axes = range_(1, rank(diffs))
            n = number_present(diffs, weights, by_example=True)
            squares = reduce_sum(square(diffs), axis=axes, keepdims=True)
            mean = div_no_nan(squares, maximum(n - 1, 0), name="value")
            sums = reduce_sum(diffs, axis=axes, keepdims=True)
            pairs = maximum(multiply(n, n - 1), 0)
            spread = 2.0 * mean - 2.0 * div_no_nan(square(sums), pairs, name="value")
            total = reduce_sum(multiply(spread, weights))
            loss = where(reduce_sum(n) > 0, total, zeros_like(total), name="value")
            add_loss(loss, loss_collection)
            return loss


def cosine_distance(
    labels: Any,
    predictions: Any,
    axis: int | None = None,
    weights: Any = 1.0,
    scope: str | None = None,
    loss_collection: Any = GraphKeys.LOSSES,
    reduction: str = DEFAULT,
    dim: int | None = None,
) -> Tensor:
    """`1 - sum(labels * predictions)` over `axis`, for vectors of length 1.

    Args:
      labels: of the shape of `predictions`.
      predictions: bring both to length 1 first, with `tf.nn.l2_normalize`.
      axis: the axis of the vectors.
      weights, scope, loss_collection, reduction: as for `compute_weighted_loss`.
      dim: the older name of `axis`.

    Raises:
      ValueError: no axis is given, or the shapes differ.
    """
    axis = given(one_of(axis=axis, dim=dim), "axis")
    with name_scope(
        scope, "cosine_distance_loss", [predictions, labels, weights]
    ) as path:
        labels, predictions = as_pair(labels, predictions)
        along = multiply(predictions, labels)
        losses = 1 - reduce_sum(along, axis=(axis,), keepdims=True)
        return compute_weighted_loss(losses, weights, path, loss_collection, reduction)
