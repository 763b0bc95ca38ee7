"""Comparisons: two tensors to truth values."""

from __future__ import annotations

from typing import Any

import numpy as np

from edflow.engine.face import dtypes
from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import ALL, FLOATS, NUMBERS, REALS
from edflow.engine.face.shapes import broadcast
from edflow.engine.graph import Operation, Spec, Tensor
from edflow.engine.ops.build import apply
from edflow.engine.ops.math.elementwise import Pointwise

__all__ = [
    "approximate_equal", "equal", "greater", "greater_equal", "is_finite", "is_inf",
    "is_nan", "less", "less_equal", "not_equal",
]  # fmt: skip


class Comparison(Pointwise, abstract=True):
    """Two tensors, broadcast against each other and compared."""

    takes = "x:T y:T"
    gives = "z:bool"
    T = REALS

    def infer(self, x: Spec, y: Spec) -> Spec:
        return Spec(broadcast(x.shape, y.shape), dtypes.bool)

    def gradient(self, op: Operation, dz: Tensor) -> Any:
        return None, None


class Less(Comparison):
    """z = whether x < y."""

    compute = np.less


class LessEqual(Comparison):
    """z = whether x <= y."""

    compute = np.less_equal


class Greater(Comparison):
    """z = whether x > y."""

    compute = np.greater


class GreaterEqual(Comparison):
    """z = whether x >= y."""

    compute = np.greater_equal


class Equal(Comparison):
    """z = whether x = y."""

    T = ALL
    compute = np.equal


class NotEqual(Comparison):
    """z = whether x and y differ."""

    T = ALL
    compute = np.not_equal


class ApproximateEqual(Comparison):
    """z = whether x and y are less than the tolerance apart."""

    T = NUMBERS
    tolerance: float = 1e-5

    def compute(self, x: Array, y: Array) -> Array:
        return np.abs(x - y) < self.tolerance


class Question(Pointwise, abstract=True):
    """A question about each element."""

    takes = "x:T"
    gives = "y:bool"
    T = FLOATS

    def infer(self, x: Spec) -> Spec:
        return Spec(x.shape, dtypes.bool)

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        return None


class IsNan(Question):
    """y = whether x is not a number."""

    compute = np.isnan


class IsInf(Question):
    """y = whether x is infinite."""

    compute = np.isinf


class IsFinite(Question):
    """y = whether x is a number, and a finite one."""

    compute = np.isfinite


def less(x: Any, y: Any, name: str | None = None) -> Tensor:
    """Whether x < y, element by element.

    >>> import edflow as tf
    >>> tf.Session().run(tf.less([1, 5], 3))
    array([ True, False])
    """
    return apply(Less(), x, y, name=name)


def less_equal(x: Any, y: Any, name: str | None = None) -> Tensor:
    """Whether x <= y, element by element."""
    return apply(LessEqual(), x, y, name=name)


def greater(x: Any, y: Any, name: str | None = None) -> Tensor:
    """Whether x > y, element by element."""
    return apply(Greater(), x, y, name=name)


def greater_equal(x: Any, y: Any, name: str | None = None) -> Tensor:
    """Whether x >= y, element by element."""
    return apply(GreaterEqual(), x, y, name=name)


def equal(x: Any, y: Any, name: str | None = None) -> Tensor:
    """Whether x equals y, element by element; `==` asks if it is the same tensor.

    >>> import edflow as tf
    >>> tf.Session().run(tf.equal([1, 2], [1, 3]))
    array([ True, False])
    """
    return apply(Equal(), x, y, name=name)


def not_equal(x: Any, y: Any, name: str | None = None) -> Tensor:
    """Whether x differs from y, element by element."""
    return apply(NotEqual(), x, y, name=name)


def approximate_equal(
    x: Any, y: Any, tolerance: float = 1e-5, name: str | None = None
) -> Tensor:
    """Whether x and y are less than `tolerance` apart, element by element."""
    return apply(ApproximateEqual(float(tolerance)), x, y, name=name)


def is_nan(x: Any, name: str | None = None) -> Tensor:
    """Which elements are nan, the result of 0 / 0."""
    return apply(IsNan(), x, name=name)


def is_inf(x: Any, name: str | None = None) -> Tensor:
    """Which elements are infinite."""
    return apply(IsInf(), x, name=name)


def is_finite(x: Any, name: str | None = None) -> Tensor:
    """Which elements are neither nan nor infinite."""
    return apply(IsFinite(), x, name=name)
