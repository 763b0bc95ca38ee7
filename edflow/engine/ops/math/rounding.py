"""Sign, size and rounding."""

from __future__ import annotations

from typing import Any

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import FLOATS, NUMBERS, SIGNED
from edflow.engine.graph import Operation, Tensor, name_scope
from edflow.engine.ops.array.filling import zeros_like
from edflow.engine.ops.build import apply, convert_to_tensor
from edflow.engine.ops.math.complex_numbers import ComplexAbs
from edflow.engine.ops.math.elementwise import Unary

__all__ = ["abs", "ceil", "floor", "rint", "round", "sign"]


class Abs(Unary):
    """y = |x|."""

    T = FLOATS | SIGNED
    compute = np.abs

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        return dy * sign(op.inputs[0])


class Sign(Unary):
    """y = -1, 0 or 1 as x is negative, 0 or positive; x / |x| for complex numbers."""

    T = NUMBERS
    compute = np.sign

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        return zeros_like(op.inputs[0])


class Step(Unary, abstract=True):
    """A function that is flat between its jumps, so that no gradient passes."""

    T = FLOATS

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        return None


class Floor(Step):
    """y = the largest whole number that is at most x."""

    compute = np.floor


class Ceil(Step):
    """y = the smallest whole number that is at least x."""

    compute = np.ceil


class Rint(Step):
    """y = the whole number next to x, of two equally near ones the even one."""

    compute = np.rint


class Round(Step):
    """y = the whole number next to x, of two equally near ones the even one."""

    T = NUMBERS

    def compute(self, x: Array) -> Array:
        return np.rint(x).astype(x.dtype, copy=False)


def abs(x: Any, name: str | None = None) -> Tensor:
    """The absolute value; for complex numbers their length, a real number.

    >>> import edflow as tf
    >>> tf.Session().run(tf.abs([-1.5, 2.0]))
    array([1.5, 2. ], dtype=float32)
    """
    with name_scope(name, "Abs", [x]) as scope:
        x = convert_to_tensor(x, name="x")
        op = ComplexAbs(x.dtype.real_dtype) if x.dtype.is_complex else Abs()
        return apply(op, x, name=scope)


def sign(x: Any, name: str | None = None) -> Tensor:
    """-1, 0 or 1 for each element, by its sign."""
    return apply(Sign(), x, name=name)


def floor(x: Any, name: str | None = None) -> Tensor:
    """Each element rounded down, still a float."""
    return apply(Floor(), x, name=name)


def ceil(x: Any, name: str | None = None) -> Tensor:
    """Each element rounded up, still a float."""
    return apply(Ceil(), x, name=name)


def round(x: Any, name: str | None = None) -> Tensor:
    """Each element rounded to the next whole number, halves to the even one.

    >>> import edflow as tf
    >>> tf.Session().run(tf.round([0.5, 1.5, 2.6]))
    array([0., 2., 3.], dtype=float32)
    """
    x = convert_to_tensor(x, name="x")
    return x if x.dtype.is_integer else apply(Round(), x, name=name)


def rint(x: Any, name: str | None = None) -> Tensor:
    """Each float rounded to the next whole number, halves to the even one."""
    return apply(Rint(), x, name=name)
