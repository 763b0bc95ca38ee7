"""Rows of comparisons, logic, choices, complex numbers and checks."""

import numpy as np
from case import Case, In, text

from edflow.engine.face import dtypes
from edflow.engine.ops.math.checking import CheckNumerics
from edflow.engine.ops.math.comparing import (
    ApproximateEqual,
    Equal,
    Greater,
    GreaterEqual,
    IsFinite,
    IsInf,
    IsNan,
    Less,
    LessEqual,
    NotEqual,
)
from edflow.engine.ops.math.complex_numbers import (
    Angle,
    Complex,
    ComplexAbs,
    Imag,
    Real,
)
from edflow.engine.ops.math.conjugates import Conj
from edflow.engine.ops.math.logic import (
    BitwiseAnd,
    BitwiseOr,
    BitwiseXor,
    Invert,
    LeftShift,
    LogicalAnd,
    LogicalNot,
    LogicalOr,
    RightShift,
)
from edflow.engine.ops.math.selecting import Select, SelectV2

X = (2, 3)
WHOLE, FEW = In(X, np.int32, 0, 9), In((3,), np.int32, 0, 4)
SIGNED = In(X, np.int32, -9, 9)
TRUTHS, OTHERS = In(X, bool), In((3,), bool)
PLANE = In(X, np.complex128)
STRANGE = np.float32([[1, np.nan], [np.inf, -np.inf]])
TRUE = "truth values have no slope"
INTEGERS = "integers have no slope"

CASES = [
    Case(Less(), [WHOLE, FEW], lambda x, y: x < y, flat=TRUE),
    Case(LessEqual(), [WHOLE, FEW], lambda x, y: x <= y, flat=TRUE),
    Case(Greater(), [X, (3,)], lambda x, y: x > y, flat=TRUE),
    Case(GreaterEqual(), [WHOLE, FEW], lambda x, y: x >= y, flat=TRUE),
    Case(Equal(), [WHOLE, FEW], lambda x, y: x == y, flat=TRUE),
    Case(
        Equal(),
        [text("a", "b"), text("a", "c")],
        lambda x, y: np.array([True, False]),
        flat=TRUE,
        label="text",
    ),
    Case(NotEqual(), [WHOLE, FEW], lambda x, y: x != y, flat=TRUE),
    Case(ApproximateEqual(0.5), [X, X], lambda x, y: abs(x - y) < 0.5, flat=TRUE),
    Case(IsNan(), [STRANGE], lambda x: ~(x <= np.inf), flat=TRUE),
    Case(IsInf(), [STRANGE], lambda x: abs(x) == np.inf, flat=TRUE),
    Case(IsFinite(), [STRANGE], lambda x: abs(x) < np.inf, flat=TRUE),
    # -- logic
    Case(LogicalAnd(), [TRUTHS, OTHERS], lambda x, y: x & y),
    Case(LogicalOr(), [TRUTHS, OTHERS], lambda x, y: x | y),
    Case(LogicalNot(), [TRUTHS], lambda x: ~x),
    Case(BitwiseAnd(), [SIGNED, FEW], lambda x, y: x & y),
    Case(BitwiseOr(), [SIGNED, FEW], lambda x, y: x | y),
    Case(BitwiseXor(), [SIGNED, FEW], lambda x, y: x ^ y),
    Case(LeftShift(), [SIGNED, FEW], lambda x, y: x * 2**y),
    Case(RightShift(), [SIGNED, FEW], lambda x, y: x // 2**y),
    Case(Invert(), [SIGNED], lambda x: -x - 1),
    # -- choices
    Case(Select(), [TRUTHS, X, X], np.where),
    Case(Select(), [In((), bool), X, X], np.where, label="one"),
    Case(
        Select(),
        [np.array([True, False]), X, X],
        lambda c, x, y: np.stack([x[0], y[1]]),
        label="rows",
    ),
    Case(SelectV2(), [OTHERS, X, (2, 1)], np.where),
    # -- complex numbers
    Case(Real(dtypes.float64), [PLANE], lambda x: (x + x.conj()).real / 2),
    Case(Imag(dtypes.float64), [PLANE], lambda x: (-1j * x).real),
    Case(Conj(), [PLANE], lambda x: x.real - 1j * x.imag),
    Case(Angle(dtypes.float64), [PLANE], np.angle),
    Case(ComplexAbs(dtypes.float64), [PLANE], lambda x: np.hypot(x.real, x.imag)),
    Case(
        Complex(dtypes.complex128),
        [In(X, np.float64), In((3,), np.float64)],
        lambda x, y: x + 1j * y,
    ),
    Case(CheckNumerics("it must be finite"), [X], lambda x: x),
]
