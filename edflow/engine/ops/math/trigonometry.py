"""Circular and hyperbolic functions, their inverses, and the sigmoid."""

from __future__ import annotations

from typing import Any

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import FLOATS
from edflow.engine.graph import Operation, Tensor
from edflow.engine.ops.build import apply
from edflow.engine.ops.math.conjugates import conj
from edflow.engine.ops.math.elementwise import Chained, Elementwise, Unary
from edflow.engine.ops.math.powers import reciprocal, sqrt, square

__all__ = [
    "acos",
    "acosh",
    "asin",
    "asinh",
    "atan",
    "atan2",
    "atanh",
    "cos",
    "cosh",
    "sigmoid",
    "sin",
    "sinh",
    "tan",
    "tanh",
]


class Tanh(Unary):
    """y = (e^x - e^-x) / (e^x + e^-x)."""

    compute = np.tanh

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        return apply(TanhGrad(), conj(op.outputs[0]), dy)


class TanhGrad(Chained):
    """dx = dy (1 - y^2), for y = tanh x."""

    def compute(self, y: Array, dy: Array) -> Array:
        dx = 1 - y * y
        dx *= dy
        return dx

    def gradient(self, op: Operation, ddx: Tensor) -> Any:
        y, dy = conj(op.inputs[0]), conj(op.inputs[1])
        return ddx * -2 * dy * y, apply(TanhGrad(), y, ddx)


class Sigmoid(Unary):
    """y = 1 / (1 + e^-x)."""

    def compute(self, x: Array) -> Array:
        # e^-x is infinite for a very negative x, and 1 / inf is the 0 that is due.
        return np.reciprocal(1 + np.exp(-x))

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        return apply(SigmoidGrad(), conj(op.outputs[0]), dy)


class SigmoidGrad(Chained):
    """dx = dy y (1 - y), for y = sigmoid x."""

    def compute(self, y: Array, dy: Array) -> Array:
        dx = 1 - y
        dx *= y
        dx *= dy
        return dx

    def gradient(self, op: Operation, ddx: Tensor) -> Any:
        y, dy = conj(op.inputs[0]), conj(op.inputs[1])
        return ddx * dy * (1 - 2 * y), apply(SigmoidGrad(), y, ddx)


class Sin(Unary):
    """y = sin x, x in radians."""

    compute = np.sin

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        return dy * cos(conj(op.inputs[0]))


class Cos(Unary):
    """y = cos x, x in radians."""

    compute = np.cos

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        return -dy * sin(conj(op.inputs[0]))


class Tan(Unary):
    """y = tan x, x in radians."""

    compute = np.tan

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        return dy * square(reciprocal(cos(conj(op.inputs[0]))))


class Asin(Unary):
    """y = the angle in radians whose sine is x."""

    compute = np.arcsin

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        return dy * reciprocal(sqrt(1 - square(conj(op.inputs[0]))))


class Acos(Unary):
    """y = the angle in radians whose cosine is x."""

    compute = np.arccos

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        return -dy * reciprocal(sqrt(1 - square(conj(op.inputs[0]))))


class Atan(Unary):
    """y = the angle in radians whose tangent is x."""

    compute = np.arctan

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        return dy * reciprocal(1 + square(conj(op.inputs[0])))


class Atan2(Elementwise):
    """z = the angle of the point (x, y) seen from 0, from -pi to pi."""

    takes = "y:T x:T"
    T = FLOATS
    compute = np.arctan2

    def gradient(self, op: Operation, dz: Tensor) -> Any:
        y, x = op.inputs
        share = dz / (square(x) + square(y))
        return x * share, -y * share


class Sinh(Unary):
    """y = (e^x - e^-x) / 2."""

    compute = np.sinh

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        return dy * cosh(conj(op.inputs[0]))


class Cosh(Unary):
    """y = (e^x + e^-x) / 2."""

    compute = np.cosh

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        return dy * sinh(conj(op.inputs[0]))


class Asinh(Unary):
    """y = the x whose hyperbolic sine was given."""

    compute = np.arcsinh

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        return dy / cosh(conj(op.outputs[0]))


class Acosh(Unary):
    """y = the x >= 0 whose hyperbolic cosine was given."""

    compute = np.arccosh

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        return dy / sinh(conj(op.outputs[0]))


class Atanh(Unary):
    """y = the x whose hyperbolic tangent was given."""

    compute = np.arctanh

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        return dy * reciprocal(1 - square(conj(op.inputs[0])))


def tanh(x: Any, name: str | None = None) -> Tensor:
    """The hyperbolic tangent: from -1 to 1, steepest at 0.

    >>> import edflow as tf
    >>> tf.Session().run(tf.tanh([0.0, 100.0]))
    array([0., 1.], dtype=float32)
    """
    return apply(Tanh(), x, name=name)


def sigmoid(x: Any, name: str | None = None) -> Tensor:
    """1 / (1 + e^-x): from 0 to 1, 0.5 at 0.

    >>> import edflow as tf
    >>> tf.Session().run(tf.sigmoid([-100.0, 0.0, 100.0]))
    array([0. , 0.5, 1. ], dtype=float32)
    """
    return apply(Sigmoid(), x, name=name)


def sin(x: Any, name: str | None = None) -> Tensor:
    """The sine of angles in radians."""
    return apply(Sin(), x, name=name)


def cos(x: Any, name: str | None = None) -> Tensor:
    """The cosine of angles in radians."""
    return apply(Cos(), x, name=name)


def tan(x: Any, name: str | None = None) -> Tensor:
    """The tangent of angles in radians."""
    return apply(Tan(), x, name=name)


def asin(x: Any, name: str | None = None) -> Tensor:
    """The angles from -pi/2 to pi/2 with these sines; nan beyond -1 and 1."""
    return apply(Asin(), x, name=name)


def acos(x: Any, name: str | None = None) -> Tensor:
    """The angles from 0 to pi with these cosines; nan beyond -1 and 1."""
    return apply(Acos(), x, name=name)


def atan(x: Any, name: str | None = None) -> Tensor:
    """The angles from -pi/2 to pi/2 with these tangents."""
    return apply(Atan(), x, name=name)


def atan2(y: Any, x: Any, name: str | None = None) -> Tensor:
    """The angles of the points (x, y), from -pi to pi; y comes first.

    >>> import edflow as tf
    >>> tf.Session().run(tf.atan2([1.0, 0.0], [0.0, -1.0]))
    array([1.5707964, 3.1415927], dtype=float32)
    """
    return apply(Atan2(), y, x, name=name)


def sinh(x: Any, name: str | None = None) -> Tensor:
    """The hyperbolic sine."""
    return apply(Sinh(), x, name=name)


def cosh(x: Any, name: str | None = None) -> Tensor:
    """The hyperbolic cosine."""
    return apply(Cosh(), x, name=name)


def asinh(x: Any, name: str | None = None) -> Tensor:
    """The inverse of `tf.sinh`."""
    return apply(Asinh(), x, name=name)


def acosh(x: Any, name: str | None = None) -> Tensor:
    """The inverse of `tf.cosh`; nan below 1."""
    return apply(Acosh(), x, name=name)


def atanh(x: Any, name: str | None = None) -> Tensor:
    """The inverse of `tf.tanh`; nan beyond -1 and 1."""
    return apply(Atanh(), x, name=name)
