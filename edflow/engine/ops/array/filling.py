"""Tensors of one value: zeros and ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from edflow.engine.face.dtypes import (
    DType,
    as_dtype,
    float32,
    int32,
    string,
)
from edflow.engine.face.shapes import TensorShape, count, is_full
from edflow.engine.graph import OpDef, Operation, Spec, Tensor, name_scope
from edflow.engine.ops.array.broadcasting import Fill
from edflow.engine.ops.array.shape import Shape, reshape, shape_as_tensor
from edflow.engine.ops.build import apply, constant, convert_to_tensor

__all__ = ["ones", "ones_like", "zeros", "zeros_like"]

# Up to this many elements a filled tensor is written into the graph as a constant.
_SMALL = 1000


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
    return sizes if is_full(sizes) else None


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
