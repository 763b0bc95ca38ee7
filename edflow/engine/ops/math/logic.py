"""Logic on truth values, and on the bits of whole numbers."""

from __future__ import annotations

from typing import Any

import numpy as np

from edflow.engine.face import dtypes
from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import INTEGERS
from edflow.engine.graph import Operation, Tensor, name_scope
from edflow.engine.ops.build import apply, convert_to_tensor
from edflow.engine.ops.math.elementwise import Elementwise, Unary

__all__ = ["logical_and", "logical_not", "logical_or", "logical_xor"]


class Logical(Elementwise, abstract=True):
    """Two truth values made one."""

    takes = "x:bool y:bool"
    gives = "z:bool"

    def gradient(self, op: Operation, dz: Tensor) -> Any:
        return None, None


class LogicalAnd(Logical):
    """z = whether both x and y hold."""

    compute = np.logical_and


class LogicalOr(Logical):
    """z = whether x or y holds, or both."""

    compute = np.logical_or


class LogicalNot(Unary):
    """y = whether x does not hold."""

    takes = "x:bool"
    gives = "y:bool"
    compute = np.logical_not

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        return None


class Bitwise(Elementwise, abstract=True):
    """Two whole numbers, combined bit by bit."""

    T = INTEGERS

    def gradient(self, op: Operation, dz: Tensor) -> Any:
        return None, None


class BitwiseAnd(Bitwise):
    """z = the bits that both x and y have."""

    compute = np.bitwise_and


class BitwiseOr(Bitwise):
    """z = the bits that x or y has."""

    compute = np.bitwise_or


class BitwiseXor(Bitwise):
    """z = the bits that either x or y has, but not both."""

    compute = np.bitwise_xor


class LeftShift(Bitwise):
    """z = x 2^y: the bits moved up by y places."""

    def compute(self, x: Array, y: Array) -> Array:
        return np.left_shift(x, _places(x, y))


class RightShift(Bitwise):
    """z = x / 2^y, rounded down: the bits moved down by y places."""

    def compute(self, x: Array, y: Array) -> Array:
        return np.right_shift(x, _places(x, y))


def _places(x: Array, y: Array) -> Array:
    """y held to the places that x has."""
    return np.clip(y, 0, x.dtype.itemsize * 8 - 1)


class Invert(Unary):
    """y = the bits that x does not have."""

    T = INTEGERS
    compute = np.invert

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        return None


def logical_and(x: Any, y: Any, name: str | None = None) -> Tensor:
    """Whether both hold, element by element."""
    return apply(LogicalAnd(), x, y, name=name)


def logical_or(x: Any, y: Any, name: str | None = None) -> Tensor:
    """Whether one of both holds or both do, element by element."""
    return apply(LogicalOr(), x, y, name=name)


def logical_not(x: Any, name: str | None = None) -> Tensor:
    """The opposite of each truth value."""
    return apply(LogicalNot(), x, name=name)


def logical_xor(x: Any, y: Any, name: str = "LogicalXor") -> Tensor:
    """Whether exactly one of both holds, element by element."""
    x = convert_to_tensor(x, name="x")
    y = convert_to_tensor(y, name="y")
    return logical_and(logical_or(x, y), logical_not(logical_and(x, y)), name=name)


def bitwise_and(x: Any, y: Any, name: str | None = None) -> Tensor:
    """The bits that both x and y have."""
    return apply(BitwiseAnd(), x, y, name=name)


def bitwise_or(x: Any, y: Any, name: str | None = None) -> Tensor:
    """The bits that x or y has."""
    return apply(BitwiseOr(), x, y, name=name)


def bitwise_xor(x: Any, y: Any, name: str | None = None) -> Tensor:
    """The bits that exactly one of x and y has."""
    return apply(BitwiseXor(), x, y, name=name)


def left_shift(x: Any, y: Any, name: str | None = None) -> Tensor:
    """The bits of x moved up by y places."""
    return apply(LeftShift(), x, y, name=name)


def right_shift(x: Any, y: Any, name: str | None = None) -> Tensor:
    """The bits of x moved down by y places."""
    return apply(RightShift(), x, y, name=name)


def invert(x: Any, name: str | None = None) -> Tensor:
    """The bits that x does not have."""
    return apply(Invert(), x, name=name)


def both(x: Tensor, y: Tensor, name: str | None = None) -> Tensor:
    """`x & y`: for truth values whether both hold, for whole numbers common bits."""
    if x.dtype.base_dtype is dtypes.bool:
        return logical_and(x, y, name)
    with name_scope(name):
        return bitwise_and(x, y)


def either(x: Tensor, y: Tensor, name: str | None = None) -> Tensor:
    """`x | y`: for truth values whether one holds, for whole numbers all bits."""
    if x.dtype.base_dtype is dtypes.bool:
        return logical_or(x, y, name)
    with name_scope(name):
        return bitwise_or(x, y)


def one(x: Tensor, y: Tensor, name: str = "xor") -> Tensor:
    """`x ^ y`: for truth values whether just one holds, for whole numbers such bits."""
    if x.dtype.base_dtype is dtypes.bool:
        return logical_xor(x, y, name)
    with name_scope(name):
        return bitwise_xor(x, y)


def opposite(x: Any) -> Tensor:
    """`~x`: the opposite of truth values, the missing bits of whole numbers."""
    x = convert_to_tensor(x)
    return logical_not(x) if x.dtype.base_dtype is dtypes.bool else invert(x)
