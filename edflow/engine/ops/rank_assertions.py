"""Claims about the ranks and dtypes of tensors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from edflow.engine.face.dtypes import as_dtype
from edflow.engine.graph import Operation, Tensor, name_scope
from edflow.engine.ops.array.shape import rank as rank_of
from edflow.engine.ops.assertions import assert_true
from edflow.engine.ops.build import convert_to_tensor
from edflow.engine.ops.grouping import no_op
from edflow.engine.ops.math import comparing
from edflow.engine.ops.math.logic import logical_or

__all__ = [
    "assert_integer", "assert_rank", "assert_rank_at_least", "assert_rank_in",
    "assert_scalar", "assert_type",
]  # fmt: skip


def assert_rank(
    x: Any,
    rank: int,
    data: Sequence[Any] | None = None,
    summarize: int | None = None,
    message: str | None = None,
    name: str | None = None,
) -> Operation:
    """An operation that fails unless x has that rank; ValueError where it is known."""
    return _rank(x, [rank], False, "assert_rank", data, summarize, message, name)


def assert_rank_at_least(
    x: Any,
    rank: int,
    data: Sequence[Any] | None = None,
    summarize: int | None = None,
    message: str | None = None,
    name: str | None = None,
) -> Operation:
    """An operation that fails if x has a smaller rank; ValueError where it is known."""
    own = "assert_rank_at_least"
    return _rank(x, [rank], True, own, data, summarize, message, name)


def assert_rank_in(
    x: Any,
    ranks: Sequence[int],
    data: Sequence[Any] | None = None,
    summarize: int | None = None,
    message: str | None = None,
    name: str | None = None,
) -> Operation:
    """An operation that fails unless x has one of the ranks."""
    return _rank(
        x, list(ranks), False, "assert_rank_in", data, summarize, message, name
    )


def _rank(
    x: Any,
    ranks: list[int],
    or_more: bool,
    default_name: str,
    data: Any,
    summarize: Any,
    message: str | None,
    name: str | None,
) -> Operation:
    with name_scope(name, default_name, [x]):
        x = convert_to_tensor(x, name="x")
        wanted = " or ".join(map(str, ranks)) + (" or more" if or_more else "")
        found = x.spec.rank
        lead = f"{message}: " if message else ""
        if found is not None:
            if not (found >= ranks[0] if or_more else found in ranks):
                raise ValueError(
                    f"{lead}{x.name} must have rank {wanted}, but has shape {x.shape}"
                )
            return no_op()
        real = rank_of(x)
        if or_more:
            condition = comparing.greater_equal(real, ranks[0])
        else:
            condition = comparing.equal(real, ranks[0])
            for rank in ranks[1:]:
                condition = logical_or(condition, comparing.equal(real, rank))
        data = data or [f"{lead}{x.name} must have rank {wanted}, not", real]
        return assert_true(condition, data, summarize)


def assert_scalar(
    tensor: Any, name: str | None = None, message: str | None = None
) -> Tensor:
    """The tensor; ValueError if it is known not to be a single number."""
    tensor = convert_to_tensor(tensor, name=name)
    if tensor.spec.rank not in (None, 0):
        lead = f"{message}: " if message else ""
        raise ValueError(f"{lead}{tensor.name} must be one number, not {tensor.shape}")
    return tensor


def assert_type(
    tensor: Any, tf_type: Any, message: str | None = None, name: str | None = None
) -> Operation:
    """TypeError unless the tensor has that dtype."""
    with name_scope(name, "assert_type", [tensor]):
        tensor = convert_to_tensor(tensor, name="tensor")
        if tensor.dtype.base_dtype is not as_dtype(tf_type):
            lead = f"{message}: " if message else ""
            raise TypeError(
                f"{lead}{tensor.name} must be {as_dtype(tf_type).name}, but it is "
                f"{tensor.dtype.base_dtype.name}; convert it with tf.cast"
            )
        return no_op()


def assert_integer(
    x: Any, message: str | None = None, name: str | None = None
) -> Operation:
    """TypeError unless the tensor holds integers."""
    with name_scope(name, "assert_integer", [x]):
        x = convert_to_tensor(x, name="x")
        if not x.dtype.is_integer:
            lead = f"{message}: " if message else ""
            raise TypeError(
                f"{lead}{x.name} must hold integers, not {x.dtype.base_dtype.name}"
            )
        return no_op()
