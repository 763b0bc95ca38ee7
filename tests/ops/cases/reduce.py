"""Rows of the reductions, of running sums and of counting."""

import numpy as np
from case import Case, In, ints

from edflow.engine.face import dtypes
from edflow.engine.ops.indexing.counting import DenseBincount, HistogramFixedWidth
from edflow.engine.ops.math.cumulative import Cumprod, Cumsum, CumulativeLogsumexp
from edflow.engine.ops.math.spacing import LinSpace
from edflow.engine.ops.reduce import (
    All,
    Any,
    ArgMax,
    ArgMin,
    EuclideanNorm,
    Max,
    Mean,
    Min,
    Prod,
    Sum,
)

X, APART = (2, 3, 4), In((2, 3, 4), step=0.25)
TRUTHS = In((2, 3, 4), bool)
INDEX = "an index has no slope"
COUNT = "a count has no slope"


def backwards(function, x, axis):
    return np.flip(function(np.flip(x, axis), axis), axis)


def log_sums(x, axis):
    return np.log(np.cumsum(np.exp(x), axis))


CASES = [
    Case(Sum(), [X, ints(0, 2)], lambda x, axes: x.sum((0, 2))),
    Case(
        Sum(keep_dims=True),
        [X, np.int32(-1)],
        lambda x, axis: x.sum(-1, keepdims=True),
        label="keep_dims",
    ),
    Case(Sum(), [(2, 3), ints()], lambda x, axes: x, label="no axes"),
    Case(
        Sum(),
        [In(X, np.int8, 50, 100), ints(0, 1, 2)],
        lambda x, axes: x.sum(dtype=np.int8),
        label="int8",
    ),
    Case(Mean(), [X, ints(1)], lambda x, axes: x.mean(1)),
    Case(
        Mean(keep_dims=True),
        [X, ints(0, 1)],
        lambda x, axes: x.mean((0, 1), keepdims=True),
        label="keep_dims",
    ),
    Case(
        Mean(),
        [In(X, np.int32, -9, 9), ints(0)],
        lambda x, axes: np.trunc(x.sum(0) / 2).astype(np.int32),
        label="integers",
    ),
    Case(Prod(), [X, ints(-1)], lambda x, axes: x.prod(-1)),
    Case(Prod(), [(2, 3), ints(0, 1)], lambda x, axes: x.prod(), label="all"),
    Case(
        Prod(keep_dims=True),
        [In((3,), step=1.0), ints(0)],
        lambda x, axes: x.prod(keepdims=True),
        label="keep_dims",
    ),
    Case(Max(), [APART, ints(1)], lambda x, axes: x.max(1)),
    Case(
        Max(keep_dims=True),
        [APART, ints(0, 2)],
        lambda x, axes: x.max((0, 2), keepdims=True),
        label="keep_dims",
    ),
    Case(
        Max(),
        [In(X, np.int32), ints(0, 1, 2)],
        lambda x, axes: x.max(),
        label="integers",
    ),
    Case(Min(), [APART, ints(1)], lambda x, axes: x.min(1)),
    Case(
        EuclideanNorm(),
        [X, ints(2)],
        lambda x, axes: np.sqrt((x * x).sum(2)),
    ),
    Case(All(), [TRUTHS, ints(1)], lambda x, axes: x.min(1)),
    Case(Any(), [TRUTHS, ints(1)], lambda x, axes: x.max(1)),
    Case(ArgMax(), [APART, np.int32(1)], lambda x, axis: x.argmax(1), flat=INDEX),
    Case(
        ArgMax(dtypes.int32),
        [np.float32([[3, 1, 3]]), np.int32(-1)],
        lambda x, axis: np.int32([0]),
        flat=INDEX,
        label="the first",
    ),
    Case(ArgMin(), [APART, np.int32(0)], lambda x, axis: x.argmin(0), flat=INDEX),
    # -- running sums
    Case(Cumsum(), [X, np.int32(1)], lambda x, axis: np.cumsum(x, 1)),
    Case(
        Cumsum(exclusive=True),
        [X, np.int32(-1)],
        lambda x, axis: np.cumsum(x, -1) - x,
        label="exclusive",
    ),
    Case(
        Cumsum(reverse=True),
        [X, np.int32(0)],
        lambda x, axis: backwards(np.cumsum, x, 0),
        label="reverse",
    ),
    Case(
        Cumsum(exclusive=True, reverse=True),
        [X, np.int32(2)],
        lambda x, axis: backwards(np.cumsum, x, 2) - x,
        label="both",
    ),
    Case(Cumprod(), [X, np.int32(1)], lambda x, axis: np.cumprod(x, 1)),
    Case(
        Cumprod(exclusive=True, reverse=True),
        [X, np.int32(2)],
        lambda x, axis: backwards(np.cumprod, x, 2) / x,
        rtol=1e-4,
        label="both",
    ),
    Case(CumulativeLogsumexp(), [X, np.int32(1)], lambda x, axis: log_sums(x, 1)),
    Case(
        CumulativeLogsumexp(reverse=True),
        [X, np.int32(2)],
        lambda x, axis: backwards(log_sums, x, 2),
        label="reverse",
    ),
    Case(
        LinSpace(),
        [(), (), np.int32(5)],
        lambda low, high, n: low + (high - low) * np.arange(5) / low.dtype.type(4),
    ),
    # -- counting
    Case(
        DenseBincount(),
        [ints(1, 1, 3, 7), np.int32(5), np.zeros(0, np.int32)],
        lambda x, size, weights: ints(0, 2, 0, 1, 0),
    ),
    Case(
        DenseBincount(),
        [ints(1, 1, 3), np.int32(4), np.float32([0.5, 1, 2])],
        lambda x, size, weights: np.float32([0, 1.5, 0, 2]),
        flat=COUNT,
        label="weights",
    ),
    Case(
        DenseBincount(binary_output=True),
        [np.int32([[1, 1], [0, 2]]), np.int32(3), np.zeros(0, np.float32)],
        lambda x, size, weights: np.float32([[0, 1, 0], [1, 0, 1]]),
        flat=COUNT,
        label="rows",
    ),
    Case(
        HistogramFixedWidth(),
        [np.float32([-1, 0.5, 1, 2.9, 9]), np.float32([0, 3]), np.int32(3)],
        lambda x, ends, n: ints(2, 1, 2),
        flat=COUNT,
    ),
]
