"""Weights for the elements of a loss or a metric, and shapes that nearly agree."""

from __future__ import annotations

from typing import Any

from edflow.engine.face.dtypes import int32
from edflow.engine.face.shapes import text
from edflow.engine.graph import Operation, Tensor, get_default_graph, name_scope
from edflow.engine.ops.array.axes import expand_dims, squeeze
from edflow.engine.ops.array.casting import cast
from edflow.engine.ops.array.filling import ones, ones_like
from edflow.engine.ops.array.joining import concat, slice_
from edflow.engine.ops.array.shape import rank, reshape, shape
from edflow.engine.ops.assertions import assert_true
from edflow.engine.ops.build import convert_to_tensor
from edflow.engine.ops.grouping import no_op
from edflow.engine.ops.math.arithmetic import minimum, multiply, subtract
from edflow.engine.ops.math.comparing import equal, greater
from edflow.engine.ops.math.logic import logical_and, logical_or
from edflow.engine.ops.reduce import reduce_all


def assert_broadcastable(weights: Any, values: Any) -> Operation:
    """An operation that fails unless `weights` fit `values`.

    Weights are a scalar, or have the rank of `values` and along each axis its size or
    1. Only what is unknown before the graph runs is checked in the run: a product
    stretches the values too, and would weigh pairs that do not belong together.

    Raises:
      ValueError: they are known not to fit.
    """
    with name_scope(None, "assert_broadcastable", [weights, values]):
        with name_scope(None, "weights", [weights]) as scope:
            weights = convert_to_tensor(weights, name=scope)
            weights_shape = shape(weights, name="shape")
            weights_rank = rank(weights, name="rank")
        with name_scope(None, "values", [values]) as scope:
            values = convert_to_tensor(values, name=scope)
            values_shape = shape(values, name="shape")
            values_rank = rank(values, name="rank")
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
            if all(
                w == 1 or (w == v and v is not None)
                for w, v in zip(given, wanted, strict=True)
            ):
                return no_op(name="static_dims_check_success")
        common = minimum(weights_rank, values_rank)[None]
        sizes, room = (slice_(of, [0], common) for of in (weights_shape, values_shape))
        stretches = reduce_all(logical_or(equal(sizes, 1), equal(sizes, room)))
        fits = logical_and(equal(weights_rank, values_rank), stretches)
        return assert_true(
            logical_or(equal(weights_rank, 0), fits),
            [
                "weights of shape",
                weights_shape,
                "cannot be spread over values of shape",
                values_shape,
                ": they must be a scalar, or have as many axes, of size 1 or theirs",
            ],
            summarize=10,
        )


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


def match_rank(weights: Any, values: Any) -> Tensor:
    """`weights` with a last axis of size 1 dropped or added, to have `values`' rank.

    A scalar stays one.
    """
    weights, values = convert_to_tensor(weights), convert_to_tensor(values)
    if weights.spec.rank == 0:
        return weights
    if None not in (weights.spec.rank, values.spec.rank):
        surplus = weights.spec.rank - values.spec.rank
        if surplus == 1:
            return squeeze(weights, [-1])
        return expand_dims(weights, [-1]) if surplus == -1 else weights
    surplus = subtract(rank(weights), rank(values))
    lacks = logical_and(equal(surplus, -1), greater(rank(weights), 0))
    kept = _sizes_without_last(weights, equal(surplus, 1))
    return reshape(weights, concat([kept, ones(cast(lacks, int32)[None], int32)], 0))


def without_last(tensor: Tensor, condition: Tensor) -> Tensor:
    """The tensor without its last axis, which must be of size 1, if so in the run."""
    return reshape(tensor, _sizes_without_last(tensor, condition))


def _sizes_without_last(tensor: Tensor, condition: Tensor) -> Tensor:
    kept = subtract(rank(tensor), cast(condition, int32))
    return slice_(shape(tensor), [0], kept[None])


def remove_squeezable_dimensions(
    labels: Any, predictions: Any, expected_rank_diff: int = 0, name: str | None = None
) -> tuple[Tensor, Tensor]:
    """Labels and predictions, the one with an axis too many without its last axis.

    `[n, 1]` beside `[n]` becomes `[n]`; of unknown ranks each run decides.

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
        surplus = subtract(rank(predictions), rank(labels))
        return (
            _squeezable(labels, equal(surplus, expected_rank_diff - 1)),
            _squeezable(predictions, equal(surplus, expected_rank_diff + 1)),
        )


def _squeezable(tensor: Tensor, condition: Tensor) -> Tensor:
    sizes = tensor.spec.shape
    may_drop = sizes is None or (sizes and sizes[-1] in (None, 1))
    return without_last(tensor, condition) if may_drop else tensor
