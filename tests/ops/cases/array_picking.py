"""Rows of elements picked, written, dealt out, combined and ranked by their indices."""

import numpy as np
from case import Case, In, ints, text

from edflow.engine.face import dtypes
from edflow.engine.ops.array.gathering import DynamicStitch, GatherV2, OneHot
from edflow.engine.ops.array.partitioning import DynamicPartition
from edflow.engine.ops.array.unique import ListDiff, Unique, UniqueWithCounts
from edflow.engine.ops.indexing.ranking import InTopKV2, LowerBound, TopKV2, UpperBound
from edflow.engine.ops.indexing.scattering import (
    GatherNd,
    ScatterNd,
    TensorScatterAdd,
    TensorScatterMax,
    TensorScatterMin,
    TensorScatterSub,
    TensorScatterUpdate,
)
from edflow.engine.ops.indexing.segments import (
    UnsortedSegmentMax,
    UnsortedSegmentMin,
    UnsortedSegmentProd,
    UnsortedSegmentSum,
)
from edflow.engine.ops.indexing.sorted_segments import (
    SegmentMax,
    SegmentMean,
    SegmentMin,
    SegmentProd,
    SegmentSum,
)
from edflow.engine.ops.indexing.sparse_segments import (
    SparseSegmentMean,
    SparseSegmentMeanWithNumSegments,
    SparseSegmentSqrtN,
    SparseSegmentSqrtNWithNumSegments,
    SparseSegmentSum,
    SparseSegmentSumWithNumSegments,
)
from edflow.engine.ops.math.selecting import Where

STEPS = "a choice jumps from one element to the next"
PLACES = np.int32([[2], [0]])
APART = In((4, 3), step=0.3)


def changed(change):
    """The tensor after `change` of two of its rows."""

    def reference(x, indices, updates):
        y = x.copy()
        for i, row in zip(indices[:, 0], updates, strict=True):
            y[i] = change(y[i], row)
        return y

    return reference


def segments(combine):
    return lambda x, ids: np.stack([combine(x[ids == k], 0) for k in range(2)])


def unsorted(combine, empty):
    def reference(x, ids, rows):
        made = [combine(x[ids == k], 0) if k in ids else None for k in range(rows)]
        blank = np.full(x.shape[1:], empty(x.dtype), x.dtype)
        return np.stack([blank if part is None else part for part in made])

    return reference


SORTED = [APART, ints(0, 0, 1, 1)]
UNSORTED = [APART, ints(2, 0, 2, -1), np.int32(3)]

CASES = [
    Case(
        GatherV2(),
        [(4, 3), ints(3, 0, 3), np.int32(0)],
        lambda x, indices, axis: x[[3, 0, 3]],
    ),
    Case(
        GatherV2(),
        [(2, 4, 3), np.int32([[1, 1], [0, 3]]), np.int32(1)],
        lambda x, indices, axis: x[:, indices],
        label="axis 1",
    ),
    Case(
        GatherV2(batch_dims=1),
        [(2, 4, 3), np.int32([[1, 1], [0, 3]]), np.int32(1)],
        lambda x, indices, axis: np.stack([x[0][[1, 1]], x[1][[0, 3]]]),
        label="batch",
    ),
    Case(
        GatherNd(),
        [(4, 3), np.int32([[3, 0], [1, 2], [3, 0]])],
        lambda x, indices: x[[3, 1, 3], [0, 2, 0]],
    ),
    Case(
        OneHot(),
        [ints(2, -1, 0), np.int32(3), (), ()],
        lambda i, depth, on, off: np.where(i[:, None] == np.arange(3), on, off),
        flat="TensorFlow takes the two values for constants",
    ),
    Case(
        ScatterNd(),
        [np.int32([[3], [0], [3]]), (3, 2), ints(4, 2)],
        lambda i, x, shape: np.stack([x[1], 0 * x[0], 0 * x[0], x[0] + x[2]]),
    ),
    Case(
        TensorScatterUpdate(), [(4, 3), PLACES, (2, 3)], changed(lambda old, new: new)
    ),
    Case(TensorScatterAdd(), [(4, 3), PLACES, (2, 3)], changed(np.add)),
    Case(TensorScatterSub(), [(4, 3), PLACES, (2, 3)], changed(np.subtract)),
    Case(
        TensorScatterMax(),
        [APART, PLACES, In((2, 3), step=0.35)],
        changed(np.maximum),
        smooth=False,
    ),
    Case(
        TensorScatterMin(),
        [APART, PLACES, In((2, 3), step=0.35)],
        changed(np.minimum),
        smooth=False,
    ),
    Case(
        DynamicPartition(2),
        [(3, 2), ints(1, 0, 1)],
        lambda x, parts: (x[[1]], x[[0, 2]]),
        static=False,
    ),
    Case(
        DynamicStitch(2),
        [[ints(2, 0), np.int32([[1]])], [(2, 3), (1, 1, 3)]],
        lambda i, j, x, y: np.stack([x[1], y[0, 0], x[0]]),
    ),
    Case(
        Where(),
        [np.bool_([[True, False], [True, True]])],
        lambda x: np.array([[0, 0], [1, 0], [1, 1]]),
        static=False,
    ),
    Case(
        SegmentSum(),
        [(4, 3), ints(0, 0, 2, 2)],
        lambda x, ids: np.stack([x[0] + x[1], 0 * x[0], x[2] + x[3]]),
        static=False,
    ),
    Case(SegmentMean(), SORTED, segments(np.mean), static=False),
    Case(SegmentProd(), SORTED, segments(np.prod), static=False, smooth=False),
    Case(SegmentMax(), SORTED, segments(np.max), static=False, smooth=False),
    Case(SegmentMin(), SORTED, segments(np.min), static=False, smooth=False),
    Case(UnsortedSegmentSum(), UNSORTED, unsorted(np.sum, lambda dtype: 0)),
    Case(
        UnsortedSegmentSum(),
        [(2, 2, 3), np.int32([[1, 0], [1, 1]]), np.int32(2)],
        lambda x, ids, rows: np.stack([x[0, 1], x[0, 0] + x[1, 0] + x[1, 1]]),
        label="of a matrix",
    ),
    Case(
        UnsortedSegmentProd(),
        UNSORTED,
        unsorted(np.prod, lambda dtype: 1),
        smooth=False,
    ),
    *[
        Case(
            op,
            [APART, ints(1, 0, 1, -1), np.int32(2)],
            unsorted(f, lambda _: 0),
            smooth=False,
        )
        for op, f in ((UnsortedSegmentMax(), np.max), (UnsortedSegmentMin(), np.min))
    ],
    *[
        Case(
            op,
            [np.int32([[1, 2], [5, 0]]), ints(2, 2), np.int32(3)],
            lambda x, ids, rows, f=f, empty=empty: np.stack(
                [np.int32([empty] * 2)] * 2 + [f(x, 0)]
            ),
            label="of nothing",
        )
        for op, f, empty in (
            (UnsortedSegmentMax(), np.max, -(2**31)),
            (UnsortedSegmentMin(), np.min, 2**31 - 1),
        )
    ],
    *[
        Case(
            op,
            [(4, 3), ints(3, 0, 3), ints(0, 0, 1)],
            lambda x, i, ids, by=by: np.stack([(x[3] + x[0]) / x.dtype.type(by), x[3]]),
            static=False,
        )
        for op, by in (
            (SparseSegmentSum(), 1),
            (SparseSegmentMean(), 2),
            (SparseSegmentSqrtN(), 2**0.5),
        )
    ],
    *[
        Case(
            op,
            [(4, 3), ints(3, 0), ints(1, 1), np.int32(3)],
            lambda x, i, ids, n, by=by: np.stack(
                [0 * x[0], (x[3] + x[0]) / x.dtype.type(by), 0 * x[0]]
            ),
        )
        for op, by in (
            (SparseSegmentSumWithNumSegments(), 1),
            (SparseSegmentMeanWithNumSegments(), 2),
            (SparseSegmentSqrtNWithNumSegments(), 2**0.5),
        )
    ],
    Case(
        TopKV2(),
        [APART, np.int32(2)],
        lambda x, k: (np.sort(x)[:, :0:-1], np.argsort(x)[:, :0:-1].astype(np.int32)),
    ),
    Case(
        InTopKV2(),
        [np.float32([[3, 1, 2], [1, 2, 3], [1, 1, 1]]), ints(2, 0, 5), np.int32(2)],
        lambda x, targets, k: np.bool_([True, False, False]),
        flat=STEPS,
    ),
    Case(
        Unique(),
        [ints(7, 3, 7, 1)],
        lambda x: (ints(7, 3, 1), ints(0, 1, 0, 2)),
        static=False,
    ),
    Case(
        UniqueWithCounts(dtypes.int64),
        [text("b", "a", "b")],
        lambda x: (text("b", "a"), np.array([0, 1, 0]), np.array([2, 1])),
        static=False,
    ),
    Case(
        ListDiff(),
        [ints(1, 2, 3, 2), ints(2)],
        lambda x, y: (ints(1, 3), ints(0, 2)),
        static=False,
    ),
    Case(
        LowerBound(),
        [np.int32([[1, 3, 3], [0, 2, 4]]), np.int32([[3], [5]])],
        lambda rows, values: np.int32([[1], [3]]),
    ),
    Case(
        UpperBound(),
        [np.int32([[1, 3, 3], [0, 2, 4]]), np.int32([[3], [-1]])],
        lambda rows, values: np.int32([[3], [0]]),
    ),
]
