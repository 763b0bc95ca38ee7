"""Rows of special functions."""

import math

import numpy as np
from case import Case, In
from scipy import integrate, special

from edflow.engine.ops.math.special import (
    BesselI0,
    BesselI0e,
    BesselI1,
    BesselI1e,
    Betainc,
    Digamma,
    Erf,
    Erfc,
    Erfinv,
    Igamma,
    Igammac,
    Lgamma,
    Ndtri,
    NextAfter,
    Polygamma,
    Zeta,
)

X, POSITIVE = (2, 3), In((2, 3), low=0.3)
SHARE = In((2, 3), low=0.1, high=0.9)
ORDER = np.float64([[1, 2, 3]])


def each(function):
    """A function of numbers as one of arrays, in the dtype of the first."""
    wide = np.vectorize(function, otypes=[np.float64])
    return lambda *arrays: wide(*arrays).astype(arrays[0].dtype)


def bessel(order):
    """The modified Bessel function as the mean over half a circle."""

    def value(x):
        def around(angle):
            return math.exp(x * math.cos(angle)) * math.cos(order * angle)

        return integrate.quad(around, 0, math.pi)[0] / math.pi

    return value


def scaled(function):
    return each(lambda x: math.exp(-abs(x)) * function(x))


CASES = [
    Case(Erf(), [X], each(math.erf)),
    Case(Erfc(), [X], each(math.erfc)),
    Case(Erfinv(), [SHARE], special.erfinv, rtol=1e-4),
    Case(
        Ndtri(), [SHARE], lambda x: math.sqrt(2) * special.erfinv(2 * x - 1), rtol=1e-4
    ),
    Case(Lgamma(), [POSITIVE], each(math.lgamma)),
    Case(Digamma(), [POSITIVE], lambda x: special.polygamma(0, x).astype(x.dtype)),
    Case(BesselI0(), [X], each(bessel(0))),
    Case(BesselI1(), [X], each(bessel(1))),
    Case(BesselI0e(), [X], scaled(bessel(0))),
    Case(BesselI1e(), [X], scaled(bessel(1))),
    Case(
        Polygamma(),
        [ORDER, In((2, 3), np.float64, low=0.3)],
        lambda a, x: np.stack(
            [
                special.polygamma(n, column)
                for n, column in zip((1, 2, 3), x.T, strict=True)
            ],
            1,
        ),
        wrt=(1,),
    ),
    Case(
        Zeta(),
        [In((3,), low=2.0, high=4.0), POSITIVE],
        special.zeta,
        wrt=(1,),
    ),
    Case(Igamma(), [POSITIVE, POSITIVE], special.gammainc, wrt=(1,)),
    Case(
        Igammac(),
        [POSITIVE, POSITIVE],
        lambda a, x: 1 - special.gammainc(a, x),
        wrt=(1,),
    ),
    Case(
        Betainc(),
        [POSITIVE, In((3,), low=0.3), SHARE],
        lambda a, b, x: 1 - special.betainc(b, a, 1 - x),
        wrt=(2,),
        rtol=1e-4,
    ),
    Case(NextAfter(), [X, X], np.nextafter),
]
