"""Rows of shapes, and of tensors in other shapes."""

import numpy as np
from case import Case, ints

from edflow.engine.face import dtypes
from edflow.engine.ops.array.broadcasting import (
    BroadcastGradientArgs,
    BroadcastTo,
    Fill,
)
from edflow.engine.ops.array.filling import ZerosLike
from edflow.engine.ops.array.ranges import Range
from edflow.engine.ops.array.shape import Identity, Rank, Reshape, Shape, Size
from edflow.engine.ops.build import Const

COUNTS = "a count does not change with the values"

CASES = [
    Case(Const(np.ones(2), dtypes.float64), [], lambda: np.ones(2)),
    Case(Identity(), [(2, 3)], lambda x: x),
    Case(Shape(), [(2, 3)], lambda x: ints(2, 3), flat=COUNTS),
    Case(
        Shape(dtypes.int64),
        [(2, 3)],
        lambda x: np.array([2, 3]),
        flat=COUNTS,
        label="int64",
    ),
    Case(Size(), [(2, 3)], lambda x: np.int32(6), flat=COUNTS),
    Case(Rank(), [(2, 3)], lambda x: np.int32(2), flat=COUNTS),
    Case(Reshape(), [(2, 3), ints(3, -1)], lambda x, shape: x.reshape(3, 2)),
    Case(Fill(), [ints(2, 3), ()], lambda dims, x: np.full((2, 3), x)),
    Case(ZerosLike(), [(2, 3)], np.zeros_like, flat="a constant has slope 0"),
    Case(
        BroadcastTo(),
        [(3, 1), ints(2, 3, 4)],
        np.broadcast_to,
    ),
    Case(
        Range(),
        [np.int32(3), np.int32(10), np.int32(3)],
        lambda start, limit, delta: ints(3, 6, 9),
    ),
    Case(
        BroadcastGradientArgs(),
        [ints(2, 1, 4), ints(3, 1)],
        lambda s0, s1: (ints(1), ints(0, 2)),
        static=False,
    ),
]
