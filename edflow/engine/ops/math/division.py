"""Division: real, rounded down, rounded towards zero, and their remainders."""

from __future__ import annotations

from typing import Any

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import (
    INEXACT,
    NUMBERS,
    REALS,
    float32,
    float64,
    int8,
    int16,
    uint8,
    uint16,
)
from edflow.engine.graph import Operation, Tensor, name_scope
from edflow.engine.ops.array.casting import cast
from edflow.engine.ops.build import apply, constant, convert_to_tensor
from edflow.engine.ops.math.conjugates import conj
from edflow.engine.ops.math.elementwise import Elementwise

__all__ = [
    "div", "div_no_nan", "divide", "floor_div", "floordiv", "floormod", "mod",
    "realdiv", "truediv", "truncatediv", "truncatemod",
]  # fmt: skip

_SMALL = {int8, int16, uint8, uint16}


class RealDiv(Elementwise):
    """z = x / y."""

    T = INEXACT
    compute = np.divide

    def gradient(self, op: Operation, dz: Tensor) -> Any:
        x, y = conj(op.inputs[0]), conj(op.inputs[1])
        return dz / y, dz * (-x / y / y)


class DivNoNan(Elementwise):
    """z = x / y, and 0 where y = 0."""

    T = INEXACT

    def compute(self, x: Array, y: Array) -> Array:
        return np.where(y == 0, y.dtype.type(0), x / y)

    def gradient(self, op: Operation, dz: Tensor) -> Any:
        x, y = conj(op.inputs[0]), conj(op.inputs[1])
        return div_no_nan(dz, y), dz * div_no_nan(div_no_nan(-x, y), y)


class FloorDiv(Elementwise):
    """z = x / y, rounded down."""

    T = REALS

    def compute(self, x: Array, y: Array) -> Array:
        # NumPy's floor_divide(1, 0.1) is 9, since 0.1 is a little more than 1/10.
        if x.dtype.kind == "f":
            return np.floor(x / y)
        return np.floor_divide(x, _nonzero(x, y))

    def gradient(self, op: Operation, dz: Tensor) -> Any:
        return None, None


class FloorMod(Elementwise):
    """z = x - y floor(x / y): what is left over, with the sign of y."""

    T = REALS

    def compute(self, x: Array, y: Array) -> Array:
        return np.mod(x, y if y.dtype.kind == "f" else _nonzero(x, y))

    def gradient(self, op: Operation, dz: Tensor) -> Any:
        x, y = op.inputs
        return dz, dz * -floordiv(x, y)


class TruncateDiv(Elementwise):
    """z = x / y for integers, its fraction cut off."""

    T = NUMBERS

    def compute(self, x: Array, y: Array) -> Array:
        if x.dtype.kind not in "iu":
            return x / y
        return (x - np.fmod(x, _nonzero(x, y))) // y

    def gradient(self, op: Operation, dz: Tensor) -> Any:
        return None, None


class TruncateMod(Elementwise):
    """z = what the division rounded towards 0 leaves over, with the sign of x."""

    T = REALS

    def compute(self, x: Array, y: Array) -> Array:
        return np.fmod(x, y if y.dtype.kind == "f" else _nonzero(x, y))

    def gradient(self, op: Operation, dz: Tensor) -> Any:
        return None, None


def _nonzero(x: Array, y: Array) -> Array:
    """The divisors y, none of them 0; where nothing is divided, they may be."""
    if x.size and not np.all(y):
        raise ValueError("integer division by zero")
    return y


def divide(x: Any, y: Any, name: str | None = None) -> Tensor:
    """x / y as Python 3 divides: `tf.divide(7, 2)` is 3.5."""
    x = convert_to_tensor(x)
    return x / y if name is None else truediv(x, y, name)


def truediv(x: Any, y: Any, name: str | None = None) -> Tensor:
    """x / y as Python 3 divides.

    Integers become floats first: float32 those of up to 16 bits, float64 wider ones.

    Raises:
      TypeError: x and y are of different dtypes.

    >>> import edflow as tf
    >>> tf.Session().run(tf.truediv([7, 8], 2))
    array([3.5, 4. ])
    """
    with name_scope(name, "truediv", [x, y]) as scope:
        x = convert_to_tensor(x, name="x")
        dtype = x.dtype.base_dtype
        y = convert_to_tensor(y, None if isinstance(y, Tensor) else dtype, "y")
        if y.dtype.base_dtype is not dtype:
            raise TypeError(
                f"truediv: x is {dtype.name} but y is {y.dtype.base_dtype.name}; "
                f"convert one of them, e.g. tf.cast(y, tf.{dtype.name})"
            )
        if dtype.is_integer:
            wide = float32 if dtype in _SMALL else float64
            x, y = cast(x, wide), cast(y, wide)
        return apply(RealDiv(), x, y, name=scope)


def realdiv(x: Any, y: Any, name: str | None = None) -> Tensor:
    """x / y for real and complex numbers."""
    return apply(RealDiv(), x, y, name=name)


def div(x: Any, y: Any, name: str | None = None) -> Tensor:
    """x / y as Python 2 divides: integers are rounded down. Prefer `tf.divide`."""
    with name_scope(name, "div", [x, y]) as scope:
        x = convert_to_tensor(x, name="x")
        dtype = x.dtype.base_dtype
        y = convert_to_tensor(y, None if isinstance(y, Tensor) else dtype, "y")
        exact = dtype.is_floating or dtype.is_complex
        return apply(RealDiv() if exact else FloorDiv(), x, y, name=scope)


def div_no_nan(x: Any, y: Any, name: str | None = None) -> Tensor:
    """x / y, and 0 where y is 0.

    >>> import edflow as tf
    >>> tf.Session().run(tf.div_no_nan([1.0, 2.0], [0.0, 4.0]))
    array([0. , 0.5], dtype=float32)
    """
    return apply(DivNoNan(), x, y, name=name or "div_no_nan")


def reciprocal_no_nan(x: Any, name: str | None = None) -> Tensor:
    """1 / x, and 0 where x is 0."""
    with name_scope(name, "reciprocal_no_nan", [x]) as scope:
        x = convert_to_tensor(x, name="x")
        return div_no_nan(constant(1, x.dtype.base_dtype, name="one"), x, name=scope)


def floordiv(x: Any, y: Any, name: str | None = None) -> Tensor:
    """x / y rounded down, as Python's `//`: `-7 // 2` is -4."""
    return apply(FloorDiv(), x, y, name=name or "floordiv")


def floor_div(x: Any, y: Any, name: str | None = None) -> Tensor:
    """x / y rounded down: `tf.floordiv` under the op's own name."""
    return apply(FloorDiv(), x, y, name=name)


def floormod(x: Any, y: Any, name: str | None = None) -> Tensor:
    """The remainder of `x // y`, as Python's `%`: it has the sign of y."""
    return apply(FloorMod(), x, y, name=name)


mod = floormod


def truncatediv(x: Any, y: Any, name: str | None = None) -> Tensor:
    """x / y for integers with the fraction cut off, as in C: `-7 / 2` is -3."""
    return apply(TruncateDiv(), x, y, name=name)


def truncatemod(x: Any, y: Any, name: str | None = None) -> Tensor:
    """The remainder of `tf.truncatediv`: it has the sign of x."""
    return apply(TruncateMod(), x, y, name=name)
