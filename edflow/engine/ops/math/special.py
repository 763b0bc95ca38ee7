"""Special functions: the error function, the gamma function and their kin."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import FLOATS
from edflow.engine.face.shapes import broadcast
from edflow.engine.graph import OpDef, Operation, Spec, Tensor, name_scope
from edflow.engine.ops.array.broadcasting import reduce_sum
from edflow.engine.ops.array.filling import zeros_like
from edflow.engine.ops.build import apply, convert_to_tensor
from edflow.engine.ops.math.comparing import equal
from edflow.engine.ops.math.elementwise import Elementwise, Unary
from edflow.engine.ops.math.powers import exp, log, square, xlog1py, xlogy
from edflow.engine.ops.math.rounding import sign
from edflow.engine.ops.math.selecting import where_v2

__all__ = [
    "betainc",
    "digamma",
    "erf",
    "erfc",
    "igamma",
    "igammac",
    "lbeta",
    "lgamma",
    "polygamma",
    "zeta",
]


def _evaluate(function: str, *arrays: Array) -> Array:
    # Loaded at the first use: SciPy's special functions take 50 ms.
    from scipy import special

    values = getattr(special, function)(*arrays)
    return values.astype(arrays[0].dtype, copy=False)


class Special(Unary, abstract=True):
    """A function of SciPy, element by element."""

    T = FLOATS
    function: ClassVar[str]

    def compute(self, x: Array) -> Array:
        return _evaluate(self.function, x)


class Erf(Special):
    """y = 2 / sqrt(pi) times the area under e^(-t^2) from 0 to x."""

    function = "erf"

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        return dy * (2 / math.sqrt(math.pi) * exp(-square(op.inputs[0])))


class Erfc(Special):
    """y = 1 - erf x, exact also where erf x is near 1."""

    function = "erfc"

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        return dy * (-2 / math.sqrt(math.pi) * exp(-square(op.inputs[0])))


class Erfinv(Special):
    """y = the number whose erf is x."""

    function = "erfinv"

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        return dy * (math.sqrt(math.pi) / 2 * exp(square(op.outputs[0])))


class Ndtri(Special):
    """y = the number that a standard normal draw stays below with probability x."""

    function = "ndtri"

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        return dy * (math.sqrt(2 * math.pi) * exp(square(op.outputs[0]) / 2))


class Lgamma(Special):
    """y = log |gamma(x)|, where gamma(n + 1) = n! for whole numbers."""

    function = "gammaln"

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        return dy * digamma(op.inputs[0])


class Digamma(Special):
    """y = the slope of log gamma at x."""

    function = "psi"

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        x = op.inputs[0]
        return dy * polygamma(convert_to_tensor(1, x.dtype), x)


class BesselI0(Special):
    """y = the modified Bessel function of order 0."""

    function = "i0"

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        return dy * bessel_i1(op.inputs[0])


class BesselI0e(Special):
    """y = e^-|x| times the modified Bessel function of order 0."""

    function = "i0e"

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        x, y = op.inputs[0], op.outputs[0]
        return dy * (bessel_i1e(x) - sign(x) * y)


class BesselI1(Special):
    """y = the modified Bessel function of order 1."""

    function = "i1"

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        x, y = op.inputs[0], op.outputs[0]
        return dy * (bessel_i0(x) - _over(y, x))


class BesselI1e(Special):
    """y = e^-|x| times the modified Bessel function of order 1."""

    function = "i1e"

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        x, y = op.inputs[0], op.outputs[0]
        return dy * (bessel_i0e(x) - y * sign(x) - _over(y, x))


def _over(y: Tensor, x: Tensor) -> Tensor:
    """y / x, and the limit 1/2 where both are 0."""
    half = convert_to_tensor(0.5, x.dtype)
    return where_v2(equal(x, 0), half, y / where_v2(equal(x, 0), half, x))


class SpecialOfTwo(Elementwise, abstract=True):
    """A function of SciPy of two arguments."""

    T = FLOATS
    function: ClassVar[str]

    def compute(self, x: Array, y: Array) -> Array:
        return _evaluate(self.function, x, y)


class Polygamma(SpecialOfTwo):
    """z = the derivative number a of the digamma function, at x."""

    takes = "a:T x:T"

    def compute(self, a: Array, x: Array) -> Array:
        return _evaluate("polygamma", a, x).astype(x.dtype, copy=False)

    def gradient(self, op: Operation, dz: Tensor) -> Any:
        a, x = op.inputs
        return None, dz * polygamma(a + 1, x)


class Zeta(SpecialOfTwo):
    """z = the sum of 1 / (q + n)^x over n = 0, 1, 2, ..."""

    takes = "x:T q:T"
    function = "zeta"

    def gradient(self, op: Operation, dz: Tensor) -> Any:
        x, q = op.inputs
        return None, dz * (-x * zeta(x + 1, q))


class Igamma(SpecialOfTwo):
    """z = the share of gamma(a) that the integral of t^(a-1) e^-t from 0 to x has."""

    takes = "a:T x:T"
    function = "gammainc"

    def gradient(self, op: Operation, dz: Tensor) -> Any:
        return None, dz * _gamma_density(*op.inputs)


class Igammac(SpecialOfTwo):
    """z = 1 - igamma(a, x): the share that lies above x."""

    takes = "a:T x:T"
    function = "gammaincc"

    def gradient(self, op: Operation, dz: Tensor) -> Any:
        return None, -dz * _gamma_density(*op.inputs)


def _gamma_density(a: Tensor, x: Tensor) -> Tensor:
    return exp(-x + (a - 1) * log(x) - lgamma(a))


class Betainc(OpDef):
    """z = the share of beta(a, b) that the integral of t^(a-1) (1-t)^(b-1) to x has."""

    takes = "a:T b:T x:T"
    gives = "z:T"
    T = FLOATS
    broadcasts = True

    def infer(self, a: Spec, b: Spec, x: Spec) -> Spec:
        return Spec(broadcast(a.shape, b.shape, x.shape), x.dtype)

    def compute(self, a: Array, b: Array, x: Array) -> Array:
        return _evaluate("betainc", a, b, x)

    def gradient(self, op: Operation, dz: Tensor) -> Any:
        a, b, x = op.inputs
        log_beta = lgamma(a) + lgamma(b) - lgamma(a + b)
        density = exp(xlog1py(b - 1, -x) + xlogy(a - 1, x) - log_beta)
        return None, None, dz * density


class NextAfter(Elementwise):
    """z = the next number after x1 that the dtype can hold, in the direction of x2."""

    takes = "x1:T x2:T"
    gives = "output:T"
    T = FLOATS
    compute = np.nextafter

    def gradient(self, op: Operation, dz: Tensor) -> Any:
        return dz, zeros_like(op.inputs[1])


def _scoped(op: OpDef, scope: str, x: Any, name: str | None) -> Tensor:
    with name_scope(name, scope, [x]):
        return apply(op, x)


def erf(x: Any, name: str | None = None) -> Tensor:
    """The error function."""
    return apply(Erf(), x, name=name)


def erfc(x: Any, name: str | None = None) -> Tensor:
    """1 - erf(x), without loss of digits for large x."""
    return apply(Erfc(), x, name=name)


def erfinv(x: Any, name: str | None = None) -> Tensor:
    """The inverse of `tf.erf`, for x from -1 to 1."""
    return _scoped(Erfinv(), "erfinv", x, name)


def ndtri(x: Any, name: str | None = None) -> Tensor:
    """The quantile x of the standard normal distribution."""
    return _scoped(Ndtri(), "ndtri", x, name)


def lgamma(x: Any, name: str | None = None) -> Tensor:
    """Log |gamma(x)|."""
    return apply(Lgamma(), x, name=name)


def digamma(x: Any, name: str | None = None) -> Tensor:
    """The slope of `tf.lgamma`."""
    return apply(Digamma(), x, name=name)


def polygamma(a: Any, x: Any, name: str | None = None) -> Tensor:
    """The derivative number `a` (0, 1, 2, ...) of `tf.digamma`."""
    return apply(Polygamma(), a, x, name=name)


def zeta(x: Any, q: Any, name: str | None = None) -> Tensor:
    """The Hurwitz zeta function; no gradient flows to x."""
    return apply(Zeta(), x, q, name=name)


def igamma(a: Any, x: Any, name: str | None = None) -> Tensor:
    """The regularized lower incomplete gamma function; no gradient flows to a."""
    return apply(Igamma(), a, x, name=name)


def igammac(a: Any, x: Any, name: str | None = None) -> Tensor:
    """1 - igamma(a, x); no gradient flows to a."""
    return apply(Igammac(), a, x, name=name)


def betainc(a: Any, b: Any, x: Any, name: str | None = None) -> Tensor:
    """The regularized incomplete beta function; a gradient flows to x alone."""
    return apply(Betainc(), a, b, x, name=name)


def bessel_i0(x: Any, name: str | None = None) -> Tensor:
    """The modified Bessel function of order 0."""
    return _scoped(BesselI0(), "bessel_i0", x, name)


def bessel_i0e(x: Any, name: str | None = None) -> Tensor:
    """`bessel_i0` times e^-|x|, which stays finite."""
    return _scoped(BesselI0e(), "bessel_i0e", x, name)


def bessel_i1(x: Any, name: str | None = None) -> Tensor:
    """The modified Bessel function of order 1."""
    return _scoped(BesselI1(), "bessel_i1", x, name)


def bessel_i1e(x: Any, name: str | None = None) -> Tensor:
    """`bessel_i1` times e^-|x|, which stays finite."""
    return _scoped(BesselI1e(), "bessel_i1e", x, name)


def nextafter(x1: Any, x2: Any, name: str | None = None) -> Tensor:
    """The next float after x1 in the direction of x2."""
    return apply(NextAfter(), x1, x2, name=name)


def lbeta(x: Any, name: str | None = None) -> Tensor:
    """log |beta(x)| over the last axis: the log gammas, less that of the sum."""
    with name_scope(name, "lbeta", [x]):
        x = convert_to_tensor(x, name="x")
        return reduce_sum(lgamma(x), [-1]) - lgamma(reduce_sum(x, [-1]))


def polyval(coeffs: Sequence[Any], x: Any, name: str | None = None) -> Tensor:
    """The polynomial with these coefficients, that of the highest power first, at x.

    >>> import edflow as tf
    >>> tf.Session().run(tf.math.polyval([1.0, 0.0, -1.0], 3.0))
    np.float32(8.0)
    """
    with name_scope(name, "polyval", [*coeffs, x]):
        x = convert_to_tensor(x, name="x")
        tensors = [
            convert_to_tensor(c, x.dtype, f"coeff_{i}") for i, c in enumerate(coeffs)
        ]
        if not tensors:
            return x * 0
        value = tensors[0]
        for coefficient in tensors[1:]:
            value = coefficient + value * x
        return value
