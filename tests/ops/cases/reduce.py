"""Rows of the reductions."""

import numpy as np
from case import Case, ints

from edflow.engine.ops.reduce import Mean, Sum

CASES = [
    Case(Sum(), [(2, 3, 4), ints(0, 2)], lambda x, axes: x.sum((0, 2))),
    Case(
        Sum(keep_dims=True),
        [(2, 3, 4), np.int32(-1)],
        lambda x, axis: x.sum(-1, keepdims=True),
        label="keep_dims",
    ),
    Case(Sum(), [(2, 3), ints()], lambda x, axes: x, label="no axes"),
    Case(Mean(), [(2, 3, 4), ints(1)], lambda x, axes: x.mean(1)),
    Case(
        Mean(keep_dims=True),
        [(2, 3, 4), ints(0, 1)],
        lambda x, axes: x.mean((0, 1), keepdims=True),
        label="keep_dims",
    ),
]
