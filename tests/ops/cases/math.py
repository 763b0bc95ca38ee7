"""Rows of the element-wise operations on numbers, of products and of sums."""

import math

import numpy as np
from case import Case, In

from edflow.engine.face import dtypes
from edflow.engine.ops.array.casting import Bitcast, Cast
from edflow.engine.ops.math.arithmetic import (
    Add,
    AddV2,
    Maximum,
    Minimum,
    Mul,
    MulNoNan,
    Neg,
    SquaredDifference,
    Sub,
)
from edflow.engine.ops.math.division import (
    DivNoNan,
    FloorDiv,
    FloorMod,
    RealDiv,
    TruncateDiv,
    TruncateMod,
)
from edflow.engine.ops.math.powers import (
    Exp,
    Expm1,
    Log,
    Log1p,
    Pow,
    Reciprocal,
    ReciprocalGrad,
    Rsqrt,
    RsqrtGrad,
    Sqrt,
    SqrtGrad,
    Square,
    Xdivy,
    Xlog1py,
    Xlogy,
)
from edflow.engine.ops.math.products import BatchMatMulV2, MatMul, SparseMatMul
from edflow.engine.ops.math.rounding import Abs, Ceil, Floor, Rint, Round, Sign
from edflow.engine.ops.math.sums import AddN
from edflow.engine.ops.math.trigonometry import (
    Acos,
    Acosh,
    Asin,
    Asinh,
    Atan,
    Atan2,
    Atanh,
    Cos,
    Cosh,
    Sigmoid,
    SigmoidGrad,
    Sin,
    Sinh,
    Tan,
    Tanh,
    TanhGrad,
)

X, POSITIVE, INSIDE = (2, 3), In((2, 3), low=0.2), In((2, 3), low=-0.9, high=0.9)
APART = In((2, 3), step=0.3)
WHOLE, DIVISOR = In((2, 3), np.int32, -9, 9), In((3,), np.int32, 2, 7)
NO_SLOPE = "it is flat between its jumps"
INTEGERS = "integers have no slope"


def adjoint(x):
    return np.swapaxes(x, -1, -2)


CASES = [
    Case(AddV2(), [X, X], np.add),
    Case(AddV2(), [(2, 1, 4), (3, 1)], np.add, label="broadcast"),
    Case(AddV2(), [WHOLE, DIVISOR], np.add, label="integers"),
    Case(Add(), [X, (3,)], np.add),
    Case(Sub(), [X, (2, 1)], np.subtract),
    Case(Mul(), [X, (3,)], np.multiply),
    Case(MulNoNan(), [X, (3,)], np.multiply),
    Case(
        MulNoNan(),
        [In(X, np.float32), np.zeros(3, np.float32)],
        lambda x, y: 0 * x,
        label="zeros",
    ),
    Case(RealDiv(), [X, In((3,), low=0.5)], np.divide),
    Case(DivNoNan(), [X, In((3,), low=0.5)], np.divide),
    Case(
        FloorDiv(),
        [WHOLE, DIVISOR],
        lambda x, y: np.floor(x / y).astype(x.dtype),
        flat=INTEGERS,
        label="integers",
    ),
    Case(
        FloorDiv(), [X, In((3,), low=0.5)], lambda x, y: np.floor(x / y), flat=NO_SLOPE
    ),
    Case(FloorMod(), [WHOLE, DIVISOR], np.mod, flat=INTEGERS, label="integers"),
    Case(FloorMod(), [X, In((3,), low=0.5)], lambda x, y: x - y * np.floor(x / y)),
    Case(
        TruncateDiv(),
        [WHOLE, DIVISOR],
        lambda x, y: np.trunc(x / y).astype(x.dtype),
        flat=INTEGERS,
    ),
    Case(TruncateMod(), [WHOLE, DIVISOR], np.fmod, flat=INTEGERS),
    Case(Neg(), [X], np.negative),
    Case(SquaredDifference(), [X, (3,)], lambda x, y: (x - y) ** 2),
    Case(Maximum(), [APART, In((3,), step=0.7)], np.maximum, smooth=False),
    Case(Minimum(), [APART, In((3,), step=0.7)], np.minimum, smooth=False),
    Case(AddN(), [[X, X, X]], lambda *xs: sum(xs)),
    # -- powers
    Case(Square(), [X], np.square),
    Case(Square(), [WHOLE], np.square, label="integers"),
    Case(Sqrt(), [POSITIVE], np.sqrt),
    Case(SqrtGrad(), [POSITIVE, X], lambda y, dy: dy / (2 * y)),
    Case(Rsqrt(), [POSITIVE], lambda x: x**-0.5),
    Case(RsqrtGrad(), [POSITIVE, X], lambda y, dy: -dy * y**3 / 2),
    Case(Reciprocal(), [POSITIVE], lambda x: 1 / x),
    Case(ReciprocalGrad(), [POSITIVE, X], lambda y, dy: -dy * y**2),
    Case(Pow(), [POSITIVE, (3,)], lambda x, y: np.exp(y * np.log(x))),
    Case(Pow(), [WHOLE, np.int32(3)], lambda x, y: x * x * x, label="integers"),
    Case(Pow(), [WHOLE, np.int32(2)], lambda x, y: x * x, label="squares"),
    Case(Exp(), [X], np.exp),
    Case(Expm1(), [X], np.expm1),
    Case(Log(), [POSITIVE], np.log),
    Case(Log1p(), [POSITIVE], np.log1p),
    Case(Xlogy(), [X, POSITIVE], lambda x, y: x * np.log(y)),
    Case(Xlog1py(), [X, POSITIVE], lambda x, y: x * np.log(1 + y)),
    Case(Xdivy(), [X, POSITIVE], lambda x, y: x / y),
    # -- circles, hyperbolas, the sigmoid
    Case(Tanh(), [X], np.tanh),
    Case(TanhGrad(), [INSIDE, X], lambda y, dy: dy * (1 - y * y)),
    Case(Sigmoid(), [X], lambda x: 0.5 + 0.5 * np.tanh(x / 2)),
    Case(SigmoidGrad(), [INSIDE, X], lambda y, dy: dy * y * (1 - y)),
    Case(Sin(), [X], np.sin),
    Case(Cos(), [X], np.cos),
    Case(Tan(), [INSIDE], lambda x: np.sin(x) / np.cos(x)),
    Case(Asin(), [INSIDE], np.arcsin),
    Case(Acos(), [INSIDE], lambda x: math.pi / 2 - np.arcsin(x)),
    Case(Atan(), [X], np.arctan),
    Case(Atan2(), [POSITIVE, In((3,), low=0.2)], lambda y, x: np.arctan(y / x)),
    Case(Sinh(), [X], lambda x: (np.exp(x) - np.exp(-x)) / 2),
    Case(Cosh(), [X], lambda x: (np.exp(x) + np.exp(-x)) / 2),
    Case(Asinh(), [X], lambda x: np.log(x + np.sqrt(x * x + 1))),
    Case(Acosh(), [In((2, 3), low=1.2)], lambda x: np.log(x + np.sqrt(x * x - 1))),
    Case(Atanh(), [INSIDE], lambda x: np.log((1 + x) / (1 - x)) / 2),
    # -- signs and steps
    Case(Abs(), [APART], lambda x: x * np.sign(x), smooth=False),
    Case(Abs(), [WHOLE], np.abs, label="integers"),
    Case(Sign(), [APART], lambda x: (x > 0) * 1.0 - (x < 0), smooth=False),
    Case(Floor(), [X], np.floor, flat=NO_SLOPE),
    Case(Ceil(), [X], lambda x: -np.floor(-x), flat=NO_SLOPE),
    Case(Rint(), [In((9,), step=0.5)], np.rint, flat=NO_SLOPE),
    Case(Round(), [In((9,), step=0.5)], np.round, flat=NO_SLOPE),
    # -- other dtypes
    Case(
        Cast(dtypes.int32),
        [X],
        lambda x: x.astype(np.int32),
        flat=INTEGERS,
        label="to int32",
    ),
    Case(Cast(dtypes.float64), [In(X, np.float32)], np.float64, label="to float64"),
    Case(
        Bitcast(dtypes.int32),
        [In(X, np.float32)],
        lambda x: np.frombuffer(x.tobytes(), np.int32).reshape(x.shape),
        flat=INTEGERS,
    ),
    Case(
        Bitcast(dtypes.uint8),
        [In(X, np.float32)],
        lambda x: np.frombuffer(x.tobytes(), np.uint8).reshape(*x.shape, 4),
        flat=INTEGERS,
        label="apart",
    ),
    Case(
        Bitcast(dtypes.float64),
        [In((3, 2), np.int32)],
        lambda x: np.frombuffer(x.tobytes(), np.float64),
        flat=INTEGERS,
        label="together",
    ),
    # -- products
    Case(MatMul(), [(2, 3), (3, 4)], np.matmul),
    Case(MatMul(transpose_a=True), [(3, 2), (3, 4)], lambda a, b: a.T @ b, label="aT"),
    Case(MatMul(transpose_b=True), [(2, 3), (4, 3)], lambda a, b: a @ b.T, label="bT"),
    Case(MatMul(True, True), [(3, 2), (4, 3)], lambda a, b: a.T @ b.T, label="aT bT"),
    Case(
        SparseMatMul(True, False, a_is_sparse=True),
        [In((3, 2), np.float32), In((3, 4), np.float32)],
        lambda a, b: a.T @ b,
        rtol=1e-4,
    ),
    Case(BatchMatMulV2(), [(5, 2, 3), (5, 3, 4)], np.matmul),
    Case(BatchMatMulV2(), [(5, 1, 2, 3), (6, 3, 4)], np.matmul, label="broadcast"),
    Case(
        BatchMatMulV2(adj_x=True),
        [(5, 3, 2), (5, 3, 4)],
        lambda x, y: adjoint(x) @ y,
        label="xT",
    ),
    Case(
        BatchMatMulV2(adj_y=True),
        [(5, 2, 3), (4, 3)],
        lambda x, y: x @ adjoint(y),
        label="yT",
    ),
    Case(
        BatchMatMulV2(True, True),
        [(5, 3, 2), (5, 4, 3)],
        lambda x, y: adjoint(x) @ adjoint(y),
        label="xT yT",
    ),
]
