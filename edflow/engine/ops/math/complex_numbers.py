"""Complex numbers and their parts."""

from __future__ import annotations

from typing import Any

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import (
    COMPLEX,
    FLOATS,
    DType,
    complex64,
    complex128,
    float32,
    float64,
)
from edflow.engine.face.shapes import broadcast
from edflow.engine.graph import OpDef, Operation, Spec, Tensor, name_scope
from edflow.engine.ops.array.filling import ones_like, zeros_like
from edflow.engine.ops.build import apply, constant, convert_to_tensor
from edflow.engine.ops.math.division import div_no_nan
from edflow.engine.ops.math.selecting import where

__all__ = ["angle", "complex", "imag", "real"]


class Part(OpDef, abstract=True):
    """One real number of each complex one."""

    takes = "input:T"
    T = COMPLEX
    Tout: DType = float32

    def infer(self, input: Spec) -> Spec:
        return Spec(input.shape, self.Tout)


class Real(Part):
    """y = the real part of x."""

    gives = "output:Tout"

    def compute(self, x: Array) -> Array:
        return np.array(x.real)

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        return complex(dy, constant(0, dy.dtype))


class Imag(Part):
    """y = the imaginary part of x."""

    gives = "output:Tout"

    def compute(self, x: Array) -> Array:
        return np.array(x.imag)

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        return complex(constant(0, dy.dtype), dy)


class Angle(Part):
    """y = the angle of x in the complex plane, from -pi to pi."""

    gives = "output:Tout"

    def compute(self, x: Array) -> Array:
        return np.arctan2(x.imag, x.real)

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        # The angle grows at right angles to x, and the slower the farther out x is.
        x = op.inputs[0]
        return -complex(dy, constant(0, dy.dtype)) / complex(imag(x), real(x))


class ComplexAbs(Part):
    """y = |x|, the distance of x from 0 in the complex plane."""

    takes = "x:T"
    gives = "y:Tout"

    def infer(self, x: Spec) -> Spec:
        return Spec(x.shape, self.Tout)

    def compute(self, x: Array) -> Array:
        return np.abs(x)

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        zero = constant(0, dy.dtype)
        return div_no_nan(
            complex(dy, zero) * op.inputs[0], complex(op.outputs[0], zero)
        )


class Complex(OpDef):
    """z = x + i y."""

    takes = "real:T imag:T"
    gives = "out:Tout"
    broadcasts = True
    T = frozenset({float32, float64})
    Tout: DType = complex64

    def infer(self, real: Spec, imag: Spec) -> Spec:
        return Spec(broadcast(real.shape, imag.shape), self.Tout)

    def compute(self, real: Array, imag: Array) -> Array:
        z = np.empty(np.broadcast_shapes(real.shape, imag.shape), _complex(self.Tout))
        z.real, z.imag = real, imag
        return z

    def gradient(self, op: Operation, dz: Tensor) -> Any:
        return real(dz), imag(dz)


def _complex(dtype: DType) -> Any:
    return dtype.as_numpy_dtype


def real(input: Any, name: str | None = None) -> Tensor:
    """The real part of complex numbers; real ones come back as they are."""
    return _part(Real, input, name, "Real")


def imag(input: Any, name: str | None = None) -> Tensor:
    """The imaginary part of complex numbers."""
    return _part(Imag, input, name, "Imag")


def _part(kind: type[Part], input: Any, name: str | None, default: str) -> Tensor:
    with name_scope(name, default, [input]) as scope:
        input = convert_to_tensor(input, name="input")
        if kind is Real and not input.dtype.is_complex:
            return input
        return apply(kind(input.dtype.real_dtype), input, name=scope)


def angle(input: Any, name: str | None = None) -> Tensor:
    """The angle of complex numbers in the plane; pi for negative real ones, else 0."""
    with name_scope(name, "Angle", [input]) as scope:
        input = convert_to_tensor(input, name="input")
        if input.dtype.is_complex:
            return apply(Angle(input.dtype.real_dtype), input, name=scope)
        return where(input < 0, np.pi * ones_like(input), zeros_like(input))


def complex(real: Any, imag: Any, name: str | None = None) -> Tensor:
    """Complex numbers of their real and imaginary parts, float32 or float64.

    >>> import edflow as tf
    >>> tf.Session().run(tf.complex([1.0, 2.0], [0.5, -1.0]))
    array([1.+0.5j, 2.-1.j ], dtype=complex64)
    """
    real = convert_to_tensor(real, name="real")
    imag = convert_to_tensor(imag, name="imag")
    with name_scope(name, "Complex", [real, imag]) as scope:
        wide = real.dtype.base_dtype is float64
        if real.dtype.base_dtype not in FLOATS:
            raise TypeError(f"complex takes floats, but real is {real.dtype.name}")
        kind = complex128 if wide else complex64
        return apply(Complex(kind), real, imag, name=scope)
