"""Rows of the element-wise operations, products and sums."""

import numpy as np
from case import Case, In

from edflow.engine.graph import dtypes
from edflow.engine.ops.math.arithmetic import Add, AddV2, Mul, Neg, RealDiv, Sub
from edflow.engine.ops.math.casting import Cast
from edflow.engine.ops.math.products import MatMul
from edflow.engine.ops.math.sums import AddN

CASES = [
    Case(AddV2(), [(2, 3), (2, 3)], np.add),
    Case(AddV2(), [(2, 1, 4), (3, 1)], np.add, label="broadcast"),
    Case(Add(), [(2, 3), (3,)], np.add),
    Case(Sub(), [(2, 3), (2, 1)], np.subtract),
    Case(Mul(), [(2, 3), (3,)], np.multiply),
    Case(RealDiv(), [(2, 3), In((3,), low=0.5)], np.divide),
    Case(Neg(), [(2, 3)], np.negative),
    Case(AddN(), [[(2, 3), (2, 3), (2, 3)]], lambda *xs: sum(xs)),
    Case(MatMul(), [(2, 3), (3, 4)], np.matmul),
    Case(MatMul(transpose_a=True), [(3, 2), (3, 4)], lambda a, b: a.T @ b, label="aT"),
    Case(MatMul(transpose_b=True), [(2, 3), (4, 3)], lambda a, b: a @ b.T, label="bT"),
    Case(MatMul(True, True), [(3, 2), (4, 3)], lambda a, b: a.T @ b.T, label="aT bT"),
    Case(
        Cast(dtypes.int32),
        [(2, 3)],
        lambda x: x.astype(np.int32),
        flat="integers have no slope",
        label="to int32",
    ),
    Case(
        Cast(dtypes.float64),
        [In((2, 3), np.float32)],
        np.float64,
        label="to float64",
    ),
]
