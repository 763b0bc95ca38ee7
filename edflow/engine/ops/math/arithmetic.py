"""Element-wise arithmetic on two tensors, broadcast against each other."""

from __future__ import annotations

from typing import Any

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import INEXACT, NUMBERS, REALS, string
from edflow.engine.graph import Operation, Tensor
from edflow.engine.ops.build import apply, convert_to_tensor
from edflow.engine.ops.indexed_slices import IndexedSlices
from edflow.engine.ops.math.conjugates import conj
from edflow.engine.ops.math.elementwise import Elementwise, Unary
from edflow.engine.ops.math.selecting import split_by

__all__ = [
    "add", "maximum", "minimum", "multiply", "negative", "scalar_mul",
    "squared_difference", "subtract",
]  # fmt: skip


class AddV2(Elementwise):
    """z = x + y."""

    compute = np.add

    def gradient(self, op: Operation, dz: Tensor) -> Any:
        return dz, dz


class Add(AddV2):
    """z = x + y, or x followed by y for text."""

    T = NUMBERS | {string}


class Sub(Elementwise):
    """z = x - y."""

    compute = np.subtract

    def gradient(self, op: Operation, dz: Tensor) -> Any:
        return dz, -dz


class Mul(Elementwise):
    """z = x y."""

    compute = np.multiply

    def gradient(self, op: Operation, dz: Tensor) -> Any:
        x, y = op.inputs
        return dz * conj(y), dz * conj(x)


class MulNoNan(Elementwise):
    """z = x y, and 0 where y = 0 even if x is infinite or not a number."""

    T = INEXACT

    def compute(self, x: Array, y: Array) -> Array:
        return np.where(y == 0, y.dtype.type(0), x * y)

    def gradient(self, op: Operation, dz: Tensor) -> Any:
        x, y = op.inputs
        return multiply_no_nan(dz, y), multiply_no_nan(x, dz)


class Neg(Unary):
    """y = -x."""

    T = NUMBERS
    compute = np.negative

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        return -dy


class SquaredDifference(Elementwise):
    """z = (x - y)^2; for complex numbers the square of the distance."""

    def compute(self, x: Array, y: Array) -> Array:
        difference = x - y
        return np.conjugate(difference) * difference

    def gradient(self, op: Operation, dz: Tensor) -> Any:
        x, y = op.inputs
        dx = 2 * dz * (x - y)
        return dx, -dx


class Maximum(Elementwise):
    """z = the larger of x and y."""

    T = REALS
    compute = np.maximum

    def gradient(self, op: Operation, dz: Tensor) -> Any:
        x, y = op.inputs
        return split_by(x >= y, dz)


class Minimum(Elementwise):
    """z = the smaller of x and y."""

    T = REALS
    compute = np.minimum

    def gradient(self, op: Operation, dz: Tensor) -> Any:
        x, y = op.inputs
        return split_by(x <= y, dz)


def add(x: Any, y: Any, name: str | None = None) -> Tensor:
    """x + y, element by element.

    >>> import edflow as tf
    >>> tf.Session().run(tf.add([1.0, 2.0], 3.0))
    array([4., 5.], dtype=float32)
    """
    return apply(_addition(x, y), x, y, name=name or "Add")


def plus(x: Tensor, y: Tensor, name: str | None = None) -> Tensor:
    """x + y for two tensors: what the operator means."""
    return apply(_addition(x, y), x, y, name=name or "add")


def _addition(x: Any, y: Any) -> Elementwise:
    """Text is joined by the older of TensorFlow's two additions."""
    return Add() if string in (_dtype(x), _dtype(y)) else AddV2()


def _dtype(x: Any) -> Any:
    if isinstance(x, Tensor):
        return x.dtype.base_dtype
    return string if isinstance(x, str | bytes) else None


def subtract(x: Any, y: Any, name: str | None = None) -> Tensor:
    """x - y, element by element."""
    return apply(Sub(), x, y, name=name)


def multiply(x: Any, y: Any, name: str | None = None) -> Tensor:
    """x * y, element by element; `tf.matmul` is the matrix product."""
    return apply(Mul(), x, y, name=name)


def multiply_no_nan(x: Any, y: Any, name: str | None = None) -> Tensor:
    """x * y, and 0 where y is 0, whatever x is."""
    return apply(MulNoNan(), x, y, name=name or "multiply_no_nan")


def scalar_mul(scalar: Any, x: Any, name: str | None = None) -> Any:
    """`x` times one number.

    Args:
      scalar: a number or a tensor of rank 0.
      x: a tensor, or IndexedSlices, whose rows are scaled.
      name: the operation's name.

    Raises:
      ValueError: `scalar` has more than one element.
    """
    dtype = x.dtype.base_dtype
    scalar = convert_to_tensor(scalar, dtype, "scalar")
    if scalar.spec.rank not in (None, 0):
        raise ValueError(f"the factor must be a scalar, not of shape {scalar.shape}")
    if isinstance(x, IndexedSlices):
        scaled = multiply(scalar, x.values, name)
        return IndexedSlices(scaled, x.indices, x.dense_shape)
    return multiply(scalar, x, name)


def negative(x: Any, name: str | None = None) -> Tensor:
    """-x, element by element."""
    return apply(Neg(), x, name=name)


def squared_difference(x: Any, y: Any, name: str | None = None) -> Tensor:
    """(x - y)^2, element by element."""
    return apply(SquaredDifference(), x, y, name=name)


def maximum(x: Any, y: Any, name: str | None = None) -> Tensor:
    """The larger of x and y, element by element; nan where either is nan."""
    return apply(Maximum(), x, y, name=name)


def minimum(x: Any, y: Any, name: str | None = None) -> Tensor:
    """The smaller of x and y, element by element; nan where either is nan."""
    return apply(Minimum(), x, y, name=name)
