"""Tensors of one value: zeros, ones, fill."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import (
    INDICES,
    REALS,
    DType,
    as_dtype,
    float16,
    float32,
    float64,
    int8,
    int16,
    int32,
    int64,
    string,
)
from edflow.engine.face.shapes import TensorShape, count, is_full
from edflow.engine.graph import OpDef, Operation, Spec, Tensor, name_scope
from edflow.engine.ops.array.shape import Shape, reshape, shape_as_tensor
from edflow.engine.ops.broadcasting import sum_to_shape_of
from edflow.engine.ops.build import apply, constant, convert_to_tensor
from edflow.engine.ops.math.casting import cast

__all__ = [
    "broadcast_to",
    "fill",
    "ones",
    "ones_like",
    "range_",
    "zeros",
    "zeros_like",
]

# Up to this many elements a filled tensor is written into the graph as a constant.
_SMALL = 1000


class Fill(OpDef):
    """y[...] = value."""

    takes = "dims:index_type value:T"
    index_type = INDICES

    def infer(self, dims: Spec, value: Spec) -> Spec:
        if value.rank not in (None, 0):
            raise ValueError(f"the value must be a scalar, not of rank {value.rank}")
        if dims.known is not None and min(dims.known.tolist(), default=0) < 0:
            raise ValueError(f"sizes must not be negative: {dims.known.tolist()}")
        return Spec(dims.sizes(), value.dtype)

    def compute(self, dims: Array, value: Array) -> Array:
        return np.full(dims.tolist(), value, np.asarray(value).dtype)

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        from edflow.engine.ops.reduce import reduce_sum

        return None, reduce_sum(dy)


class ZerosLike(OpDef):
    """y = 0 in the shape of x."""

    takes = "x:T"
    gives = "y:T"

    def infer(self, x: Spec) -> Spec:
        return Spec(x.shape, x.dtype)

    def compute(self, x: Any) -> Any:
        if not isinstance(x, np.ndarray | np.generic):
            return x.zeros()  # A list of tensors knows what its zero is.
        return np.full(x.shape, b"", object) if x.dtype == object else np.zeros_like(x)

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        return None


class BroadcastTo(OpDef):
    """y = x, repeated along new axes and along axes of size 1."""

    takes = "input:T shape:Tidx"
    Tidx = INDICES

    def infer(self, input: Spec, shape: Spec) -> Spec:
        return Spec(shape.sizes(), input.dtype)

    def compute(self, x: Array, shape: Array) -> Array:
        return np.array(np.broadcast_to(x, shape.tolist()), order="C")

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        return sum_to_shape_of(op.inputs[0], dy), None


class Range(OpDef):
    """y[i] = start + i delta, as long as it has not reached limit."""

    takes = "start:Tidx limit:Tidx delta:Tidx"
    gives = "output:Tidx"
    Tidx = REALS

    def infer(self, start: Spec, limit: Spec, delta: Spec) -> Spec:
        values = [spec.known for spec in (start, limit, delta)]
        known = [value for value in values if value is not None]
        if len(known) < len(values):
            return Spec((None,), start.dtype)
        return Spec(self.compute(*known).shape, start.dtype)

    def compute(self, start: Any, limit: Any, delta: Any) -> Array:
        if delta == 0:
            raise ValueError("delta is 0, so the range would never end")
        if (limit - start) * delta < 0:
            raise ValueError(
                f"from {start} one never gets to {limit} in steps of {delta}"
            )
        return np.arange(start, limit, delta, dtype=np.asarray(start).dtype)

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        return None, None, None


def fill(dims: Any, value: Any, name: str | None = None) -> Tensor:
    """A tensor of shape `dims` with `value` everywhere."""
    return apply(Fill(), dims, value, name=name)


def broadcast_to(input: Any, shape: Any, name: str | None = None) -> Tensor:
    """`input` repeated to `shape`, by the rules of element-wise operations."""
    return apply(BroadcastTo(), input, shape, name=name)


def range_(
    start: Any,
    limit: Any = None,
    delta: Any = 1,
    dtype: Any = None,
    name: str = "range",
) -> Tensor:
    """Numbers from `start` up to but not including `limit`, `delta` apart.

    With one number only, from 0 up to it.

    >>> import edflow as tf
    >>> tf.Session().run(tf.range(3, 10, 3))
    array([3, 6, 9], dtype=int32)
    """
    if limit is None:
        start, limit = 0, start
    with name_scope(name, "Range", [start, limit, delta]) as scope:
        wanted = None if dtype is None else as_dtype(dtype)
        tensors = [
            convert_to_tensor(value, wanted, part)
            for value, part in ((start, "start"), (limit, "limit"), (delta, "delta"))
        ]
        kind = max((t.dtype.base_dtype for t in tensors), key=_RANGE_ORDER.index)
        numbers = apply(Range(), *[cast(t, kind) for t in tensors], name=scope)
        if not any(isinstance(part, Tensor) for part in (start, limit, delta)):
            # The values of floats are not followed, but numbers are numbers.
            numbers.set_shape(np.arange(start, limit, delta).shape)
        return numbers


# Of mixed numbers the range has the last of these dtypes.
_RANGE_ORDER = [int8, int16, int32, int64, float16, float32, float64]


def _full(shape: Any, value: Any, dtype: DType, name: str | None) -> Tensor:
    with name_scope(name, values=[shape]) as scope:
        if not isinstance(shape, Tensor):
            sizes = _static_sizes(shape)
            small = sizes is not None and (count(sizes) or 0) < _SMALL
            if small and hasattr(shape, "__len__"):
                return constant(value, dtype, shape=sizes, name=scope)
            shape = (
                convert_to_tensor(shape, int32)
                if sizes is None
                else convert_to_tensor(TensorShape(sizes))
            )
        if shape.spec.shape == ():
            shape = reshape(shape, [-1])
        return apply(Fill(), shape, constant(value, dtype), name=scope)


def _static_sizes(shape: Any) -> tuple[int, ...] | None:
    """The sizes, unless tensors or unknown sizes are among them."""
    try:
        sizes = TensorShape(shape).sizes
    except TypeError:
        return None
    return sizes if is_full(sizes) else None  # type: ignore[return-value]


def zeros(shape: Any, dtype: Any = float32, name: str | None = None) -> Tensor:
    """A tensor full of zeros (of empty text, of False).

    Args:
      shape: the sizes: a list, a TensorShape, or an integer vector known at run time.
      dtype: the dtype of the elements.
      name: the operation's name.
    """
    dtype = as_dtype(dtype).base_dtype
    value = False if dtype.is_bool else "" if dtype is string else 0
    return _full(shape, value, dtype, name or "zeros")


def ones(shape: Any, dtype: Any = float32, name: str | None = None) -> Tensor:
    """A tensor full of ones (of True); the arguments are those of `tf.zeros`."""
    dtype = as_dtype(dtype).base_dtype
    return _full(shape, True if dtype.is_bool else 1, dtype, name or "ones")


def zeros_like(
    tensor: Any, dtype: Any = None, name: str | None = None, optimize: bool = True
) -> Tensor:
    """Zeros in the shape, and unless `dtype` is given the dtype, of `tensor`."""
    with name_scope(name, "zeros_like", [tensor]) as scope:
        tensor = convert_to_tensor(tensor, name="tensor")
        own = tensor.dtype.base_dtype
        wanted = own if dtype is None else as_dtype(dtype).base_dtype
        if optimize and is_full(tensor.spec.shape):
            return zeros(tensor.shape, wanted, scope)
        if wanted is not own:
            return zeros(_shape_of(tensor, optimize), wanted, scope)
        return apply(ZerosLike(), tensor, name=scope)


def ones_like(
    tensor: Any, dtype: Any = None, name: str | None = None, optimize: bool = True
) -> Tensor:
    """Ones in the shape, and unless `dtype` is given the dtype, of `tensor`."""
    with name_scope(name, "ones_like", [tensor]) as scope:
        tensor = convert_to_tensor(tensor, name="tensor")
        wanted = tensor.dtype.base_dtype if dtype is None else as_dtype(dtype)
        return ones(_shape_of(tensor, optimize), wanted, scope)


def _shape_of(tensor: Tensor, optimize: bool) -> Tensor:
    return shape_as_tensor(tensor) if optimize else apply(Shape(), tensor)


def zeros_for_none(op: Operation, dys: Sequence[Any]) -> list[Any]:
    """The gradients of an op's outputs, zeros where nothing flows back."""
    return [
        zeros_like(output) if dy is None else dy
        for output, dy in zip(op.outputs, dys, strict=True)
    ]
