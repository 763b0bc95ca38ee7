"""Reductions composed of others."""

from __future__ import annotations

from typing import Any

from edflow.engine.face.dtypes import as_dtype, int64, string
from edflow.engine.graph import Tensor, name_scope
from edflow.engine.ops.arguments import one_of
from edflow.engine.ops.array.broadcasting import reduce_sum
from edflow.engine.ops.array.casting import cast
from edflow.engine.ops.array.filling import zeros
from edflow.engine.ops.array.identity import stop_gradient
from edflow.engine.ops.array.reduction import agreed
from edflow.engine.ops.array.shape import reshape, shape
from edflow.engine.ops.build import convert_to_tensor
from edflow.engine.ops.math.arithmetic import plus, subtract
from edflow.engine.ops.math.comparing import is_finite, not_equal
from edflow.engine.ops.math.complex_numbers import real
from edflow.engine.ops.math.conjugates import conj
from edflow.engine.ops.math.powers import exp, log, sqrt, square
from edflow.engine.ops.math.selecting import where_v2
from edflow.engine.ops.reduce.extremes import reduce_max
from edflow.engine.ops.reduce.sums import reduce_mean
from edflow.engine.ops.reduce.truths import reduce_all

__all__ = [
    "count_nonzero", "is_non_decreasing", "is_strictly_increasing",
    "reduce_logsumexp",
]  # fmt: skip


def reduce_logsumexp(
    input_tensor: Any,
    axis: Any = None,
    keepdims: bool | None = None,
    name: str | None = None,
    reduction_indices: Any = None,
    keep_dims: bool | None = None,
) -> Tensor:
    """log(sum(exp(x))) over `axis`, without overflow however large x is.

    The largest element m is taken out first: m + log(sum(exp(x - m))). The arguments
    are those of `tf.reduce_sum`.

    >>> import edflow as tf
    >>> tf.Session().run(tf.reduce_logsumexp([1000.0, 1000.0]))
    np.float32(1000.6932)
    """
    axis, keep = agreed(axis, reduction_indices, keepdims, keep_dims)
    with name_scope(name, "ReduceLogSumExp", [input_tensor]) as scope:
        x = convert_to_tensor(input_tensor)
        largest = reduce_max(x, axis, keepdims=True)
        # inf - inf would be nan; and the result does not depend on what is taken out.
        largest = stop_gradient(where_v2(is_finite(largest), largest, 0))
        total = log(reduce_sum(exp(subtract(x, largest)), axis, keep))
        if not keep:
            largest = reshape(largest, shape(total))
        return plus(total, largest, name=scope)


def reduce_variance(
    input_tensor: Any, axis: Any = None, keepdims: bool = False, name: str | None = None
) -> Tensor:
    """The mean squared distance from the mean over `axis`.

    >>> import edflow as tf
    >>> tf.Session().run(tf.math.reduce_variance([1.0, 3.0]))
    np.float32(1.0)
    """
    with name_scope(name or "reduce_variance"):
        x = convert_to_tensor(input_tensor)
        if x.dtype.is_integer:
            raise TypeError(f"the variance needs floats, not {x.dtype.base_dtype.name}")
        apart = x - reduce_mean(x, axis, keepdims=True)
        if x.dtype.is_complex:
            return reduce_mean(real(conj(apart) * apart), axis, keepdims)
        return reduce_mean(square(apart), axis, keepdims)


def reduce_std(
    input_tensor: Any, axis: Any = None, keepdims: bool = False, name: str | None = None
) -> Tensor:
    """The standard deviation over `axis`: the root of the variance."""
    with name_scope(name or "reduce_std"):
        return sqrt(reduce_variance(convert_to_tensor(input_tensor), axis, keepdims))


def count_nonzero(
    input_tensor: Any = None,
    axis: Any = None,
    keepdims: bool | None = None,
    dtype: Any = int64,
    name: str | None = None,
    reduction_indices: Any = None,
    keep_dims: bool | None = None,
    input: Any = None,
) -> Tensor:
    """How many elements over `axis` are not 0 (not empty text).

    Args:
      input_tensor: a tensor.
      axis: as in `tf.reduce_sum`.
      keepdims: keep each axis, with size 1.
      dtype: the dtype of the result.
      name: the operation's name.
      reduction_indices: the old name of `axis`.
      keep_dims: the old name of `keepdims`.
      input: the newer name of `input_tensor`.
    """
    x = one_of(input_tensor=input_tensor, input=input)
    axis, keep = agreed(axis, reduction_indices, keepdims, keep_dims)
    with name_scope(name, "count_nonzero", [x]):
        x = convert_to_tensor(x, name="input_tensor")
        kind = x.dtype.base_dtype
        nothing = convert_to_tensor("") if kind is string else zeros([], kind)
        present = cast(not_equal(x, nothing), int64)
        return cast(reduce_sum(present, axis, keep), as_dtype(dtype))


def is_non_decreasing(x: Any, name: str | None = None) -> Tensor:
    """Whether no element of `x`, read row by row, is less than the one before it."""
    with name_scope(name, "is_non_decreasing", [x]):
        return reduce_all(_steps(x) >= 0)


def is_strictly_increasing(x: Any, name: str | None = None) -> Tensor:
    """Whether each element of `x`, read row by row, is more than the one before it."""
    with name_scope(name, "is_strictly_increasing", [x]):
        return reduce_all(_steps(x) > 0)


def _steps(x: Any) -> Tensor:
    """The differences of neighbours."""
    flat = reshape(convert_to_tensor(x, name="x"), [-1])
    return flat[1:] - flat[:-1]
