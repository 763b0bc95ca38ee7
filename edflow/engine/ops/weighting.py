"""Weights for the elements of a loss or a metric, and shapes that nearly agree."""

from __future__ import annotations

from typing import Any

from edflow.engine.face.shapes import text
from edflow.engine.graph import Operation, Tensor, get_default_graph, name_scope
from edflow.engine.ops.array.axes import squeeze
from edflow.engine.ops.array.filling import ones_like
from edflow.engine.ops.array.shape import rank, shape
from edflow.engine.ops.build import convert_to_tensor
from edflow.engine.ops.grouping import no_op
from edflow.engine.ops.math.arithmetic import multiply


def assert_broadcastable(weights: Any, values: Any) -> Operation:
    """An operation that stands for the check, made here, that `weights` fit `values`.

    Weights are a scalar, or have the rank of `values` and along each axis its size or
    1. What is unknown before the graph runs is left to the product to find.

    Raises:
      ValueError: they do not fit.
    """
    with name_scope(None, "assert_broadcastable", [weights, values]):
        with name_scope(None, "weights", [weights]) as scope:
            weights = convert_to_tensor(weights, name=scope)
            shape(weights, name="shape")
            rank(weights, name="rank")
        with name_scope(None, "values", [values]) as scope:
            values = convert_to_tensor(values, name=scope)
            shape(values, name="shape")
            rank(values, name="rank")
        given, wanted = weights.spec.shape, values.spec.shape
        if given == ():
            return no_op(name="static_scalar_check_success")
        if given is not None and wanted is not None:
            fits = len(given) == len(wanted) and all(
                w in (1, v) or w is None or v is None
                for w, v in zip(given, wanted, strict=True)
            )
            if not fits:
                raise ValueError(
                    f"weights of shape {text(given)} cannot be spread over values of "
                    f"shape {text(wanted)}: they must be a scalar, or have as many "
                    "axes, each of the same size or 1"
                )
        return no_op(name="static_dims_check_success")


def broadcast_weights(weights: Any, values: Any) -> Tensor:
    """`weights` in the shape of `values`."""
    with name_scope(None, "broadcast_weights", [weights, values]) as scope:
        values = convert_to_tensor(values, name="values")
        weights = convert_to_tensor(weights, values.dtype.base_dtype, name="weights")
        same = weights.shape.is_compatible_with(values.shape)
        if (
            same
            and weights.shape.is_fully_defined()
            and values.shape.is_fully_defined()
        ):
            return weights
        check = assert_broadcastable(weights, values)
        with get_default_graph().control_dependencies([check]):
            return multiply(weights, ones_like(values), name=scope)


def remove_squeezable_dimensions(
    labels: Any, predictions: Any, expected_rank_diff: int = 0, name: str | None = None
) -> tuple[Tensor, Tensor]:
    """Labels and predictions, the one with an axis too many without its last axis.

    `[n, 1]` beside `[n]` becomes `[n]`. Only what is known before the graph runs
    counts: tensors of unknown rank stay as they are.

    Args:
      labels: a tensor.
      predictions: a tensor.
      expected_rank_diff: how many axes more the predictions should have.
      name: the scope's name.
    """
    with name_scope(name, "remove_squeezable_dimensions", [labels, predictions]):
        predictions = convert_to_tensor(predictions)
        labels = convert_to_tensor(labels)
        if None not in (predictions.spec.rank, labels.spec.rank):
            surplus = predictions.spec.rank - labels.spec.rank - expected_rank_diff
            if surplus == 1 and predictions.shape[-1].is_compatible_with(1):
                predictions = squeeze(predictions, [-1])
            elif surplus == -1 and labels.shape[-1].is_compatible_with(1):
                labels = squeeze(labels, [-1])
        return labels, predictions
