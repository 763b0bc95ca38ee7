"""How the losses of single elements become one number, and where losses gather."""

from __future__ import annotations

from typing import Any

from edflow.engine.face.dtypes import float32
from edflow.engine.face.keys import GraphKeys
from edflow.engine.graph import Tensor, get_default_graph, name_scope
from edflow.engine.ops.array.casting import cast
from edflow.engine.ops.array.filling import ones_like, zeros_like
from edflow.engine.ops.array.ranges import range_
from edflow.engine.ops.array.shape import rank, size
from edflow.engine.ops.build import constant, convert_to_tensor
from edflow.engine.ops.math.arithmetic import (
    multiply,
)
from edflow.engine.ops.math.comparing import equal
from edflow.engine.ops.math.division import div_no_nan
from edflow.engine.ops.math.selecting import where
from edflow.engine.ops.math.sums import add_n
from edflow.engine.ops.reduce import reduce_sum
from edflow.engine.ops.weighting import (
    assert_broadcastable,
    broadcast_weights,
)

__all__ = [
    "Reduction", "add_loss", "compute_weighted_loss", "get_losses",
    "get_regularization_loss", "get_regularization_losses", "get_total_loss",
]  # fmt: skip


class Reduction:
    """How the losses of the elements become one number.

    NONE leaves them; SUM adds up; MEAN divides the sum by the sum of the weights,
    SUM_OVER_BATCH_SIZE by the number of elements, and SUM_BY_NONZERO_WEIGHTS, the
    default, by the number of elements whose weight is not zero.
    """

    NONE = "none"
    SUM = "weighted_sum"
    SUM_OVER_BATCH_SIZE = "weighted_sum_over_batch_size"
    MEAN = "weighted_mean"
    SUM_BY_NONZERO_WEIGHTS = "weighted_sum_by_nonzero_weights"
    SUM_OVER_NONZERO_WEIGHTS = SUM_BY_NONZERO_WEIGHTS

    @classmethod
    def all(cls) -> tuple[str, ...]:
        return (
            cls.NONE,
            cls.SUM,
            cls.MEAN,
            cls.SUM_OVER_BATCH_SIZE,
            cls.SUM_BY_NONZERO_WEIGHTS,
        )

    @classmethod
    def validate(cls, key: str) -> None:
        """Raise ValueError if `key` is none of them."""
        if key not in cls.all():
            raise ValueError(
                f"{key!r} is no reduction; use one of {', '.join(cls.all())}"
            )


DEFAULT = Reduction.SUM_BY_NONZERO_WEIGHTS


def add_loss(loss: Tensor, loss_collection: Any = GraphKeys.LOSSES) -> None:
    """Put a loss of your own into the collection."""
    if loss_collection:
        get_default_graph().add_to_collection(loss_collection, loss)


def get_losses(
    scope: str | None = None, loss_collection: Any = GraphKeys.LOSSES
) -> list[Tensor]:
    """The losses of the default graph; with `scope`, those whose name begins so."""
    return get_default_graph().get_collection(loss_collection, scope)


def get_regularization_losses(scope: str | None = None) -> list[Tensor]:
    """The penalties on weights that regularizers have added."""
    return get_default_graph().get_collection(GraphKeys.REGULARIZATION_LOSSES, scope)


def get_regularization_loss(
    scope: str | None = None, name: str = "total_regularization_loss"
) -> Tensor:
    """The sum of the penalties on weights, 0 if there are none."""
    losses = get_regularization_losses(scope)
    return add_n(losses, name=name) if losses else constant(0.0)


def get_total_loss(
    add_regularization_losses: bool = True,
    name: str = "total_loss",
    scope: str | None = None,
) -> Tensor:
    """The sum of all losses, with the penalties on weights unless told otherwise.

    Raises:
      ValueError: there are none.
    """
    losses = get_losses(scope)
    if add_regularization_losses:
        losses += get_regularization_losses(scope)
    return add_n(losses, name=name)


def compute_weighted_loss(
    losses: Any,
    weights: Any = 1.0,
    scope: str | None = None,
    loss_collection: Any = GraphKeys.LOSSES,
    reduction: str = DEFAULT,
) -> Tensor:
    """The losses of all elements, weighted and reduced to one number.

    Args:
      losses: a tensor of any shape.
      weights: a scalar, or a tensor of the rank of `losses` whose sizes are the same or
        1: `[batch, 1]` weighs examples. Weight 0 leaves an element out.
      scope: the scope's name.
      loss_collection: where the result is put, or None.
      reduction: one of `Reduction`.

    Raises:
      ValueError: the weights do not fit, or there is no such reduction.
    """
    Reduction.validate(reduction)
    with name_scope(scope, "weighted_loss", [losses, weights]):
        check = assert_broadcastable(weights, losses)
        with get_default_graph().control_dependencies([check]):
            losses = convert_to_tensor(losses)
            dtype = losses.dtype.base_dtype
            losses, weights = cast(losses, float32), cast(weights, float32)
            loss = _reduced(losses, weights, multiply(losses, weights), reduction)
            loss = cast(loss, dtype)
            add_loss(loss, loss_collection)
            return loss


def _reduced(losses: Any, weights: Any, weighted: Tensor, reduction: str) -> Tensor:
    if reduction == Reduction.NONE:
        return weighted
    total = reduce_sum(weighted)
    if reduction == Reduction.MEAN:
        return _safe_mean(total, reduce_sum(ones_like(losses) * weights))
    if reduction == Reduction.SUM_OVER_BATCH_SIZE:
        return _safe_mean(total, _number_of_elements(losses))
    if reduction == Reduction.SUM_BY_NONZERO_WEIGHTS:
        return _safe_mean(total, number_present(losses, weights))
    return total


def _safe_mean(total: Tensor, number: Tensor) -> Tensor:
    """`total / number`, or 0 where there is nothing to take the mean of."""
    return div_no_nan(reduce_sum(total), number, name="value")


def _number_of_elements(losses: Tensor) -> Tensor:
    with name_scope(None, "num_elements", [losses]) as scope:
        return cast(size(losses, name=scope), losses.dtype)


def number_present(losses: Tensor, weights: Tensor, by_example: bool = False) -> Any:
    """How many elements have a weight that is not zero."""
    with name_scope(None, "num_present", [losses, weights]) as scope:
        weights = cast(weights, float32)
        absent = equal(weights, 0.0)
        present = where(absent, zeros_like(weights), ones_like(weights))
        present = broadcast_weights(present, losses)
        if not by_example:
            return reduce_sum(present, name=scope)
        axes = range_(1, rank(present))
        return reduce_sum(present, axis=axes, keepdims=True, name=scope)


def as_pair(labels: Any, predictions: Any) -> tuple[Tensor, Tensor]:
    """Labels and predictions as float32; ValueError if their shapes differ."""
    predictions = cast(given(predictions, "predictions"), float32)
    labels = cast(given(labels, "labels"), float32)
    predictions.shape.assert_is_compatible_with(labels.shape)
    return labels, predictions


def given(value: Any, name: str) -> Any:
    """`value`, or ValueError if it is None."""
    if value is None:
        raise ValueError(f"{name} must be given, not None")
    return value
