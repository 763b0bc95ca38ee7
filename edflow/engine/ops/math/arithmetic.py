"""Element-wise arithmetic on two tensors, broadcast against each other."""

from __future__ import annotations

from typing import Any

import numpy as np

from edflow.engine.graph import Operation, OpDef, Spec, Tensor
from edflow.engine.graph.arrays import Array
from edflow.engine.graph.dtypes import NUMBERS, string
from edflow.engine.graph.shapes import broadcast
from edflow.engine.ops.build import apply


class Elementwise(OpDef, abstract=True):
    """Two tensors of one dtype, combined element by element."""

    takes = "x:T y:T"
    broadcasts = True
    T = NUMBERS

    def infer(self, x: Spec, y: Spec) -> Spec:
        return Spec(broadcast(x.shape, y.shape), x.dtype)


class AddV2(Elementwise):
    """z = x + y."""

    def compute(self, x: Array, y: Array) -> Array:
        return np.add(x, y)

    def gradient(self, op: Operation, dz: Tensor) -> Any:
        return dz, dz


class Add(AddV2):
    """z = x + y, or x followed by y for text."""

    T = NUMBERS | {string}


class Sub(Elementwise):
    """z = x - y."""

    def compute(self, x: Array, y: Array) -> Array:
        return np.subtract(x, y)

    def gradient(self, op: Operation, dz: Tensor) -> Any:
        return dz, -dz


class RealDiv(Elementwise):
    """z = x / y."""

    def compute(self, x: Array, y: Array) -> Array:
        return np.divide(x, y).astype(np.result_type(x, y), copy=False)

    def gradient(self, op: Operation, dz: Tensor) -> Any:
        x, y = op.inputs
        return dz / y, dz * (-x / y / y)


class Neg(OpDef):
    """y = -x."""

    takes = "x:T"
    T = NUMBERS

    def infer(self, x: Spec) -> Spec:
        return Spec(x.shape, x.dtype)

    def compute(self, x: Array) -> Array:
        return np.negative(x)

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        return -dy


class Mul(Elementwise):
    """z = x y."""

    def compute(self, x: Array, y: Array) -> Array:
        return np.multiply(x, y)

    def gradient(self, op: Operation, dz: Tensor) -> Any:
        x, y = op.inputs
        return dz * y, dz * x


def add(x: Any, y: Any, name: str | None = None) -> Tensor:
    """x + y, element by element.

    >>> import edflow as tf
    >>> tf.Session().run(tf.add([1.0, 2.0], 3.0))
    array([4., 5.], dtype=float32)
    """
    return apply(AddV2(), x, y, name=name or "Add")


def subtract(x: Any, y: Any, name: str | None = None) -> Tensor:
    """x - y, element by element."""
    return apply(Sub(), x, y, name=name)


def multiply(x: Any, y: Any, name: str | None = None) -> Tensor:
    """x * y, element by element; `tf.matmul` is the matrix product."""
    return apply(Mul(), x, y, name=name)


def negative(x: Any, name: str | None = None) -> Tensor:
    """-x, element by element."""
    return apply(Neg(), x, name=name)


def truediv(x: Any, y: Any, name: str | None = None) -> Tensor:
    """x / y as Python 3 divides: integers become floats first."""
    return apply(RealDiv(), x, y, name=name or "truediv")
