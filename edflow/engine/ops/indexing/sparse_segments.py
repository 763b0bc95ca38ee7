"""Segments of rows that are picked from a tensor, for sparse embeddings."""

from __future__ import annotations

from typing import Any

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import FLOATS, INDICES, INTEGERS
from edflow.engine.graph import OpDef, Operation, Spec, Tensor
from edflow.engine.ops.array.filling import ones_like
from edflow.engine.ops.array.gathering import check_indices, gather
from edflow.engine.ops.array.shape import reshape, shape
from edflow.engine.ops.build import apply
from edflow.engine.ops.indexing.accumulating import add_at
from edflow.engine.ops.indexing.segments import unsorted_segment_sum
from edflow.engine.ops.math.powers import sqrt

__all__ = ["sparse_segment_mean", "sparse_segment_sqrt_n", "sparse_segment_sum"]


class SparseSegments(OpDef, abstract=True):
    """y[k] combines all x[indices[i]] with segment_ids[i] = k; the ids are sorted."""

    takes = "data:T indices:Tidx segment_ids:Tsegmentids"
    T = FLOATS
    Tidx = INDICES
    Tsegmentids = INDICES
    sparse_gradient: bool = False

    def divisor(self, terms: Any) -> Any:
        """What the sum of so many terms is divided by."""
        raise NotImplementedError

    def infer(self, data: Spec, indices: Spec, segment_ids: Spec, *rows: Spec) -> Spec:
        if data.shape is None:
            return Spec(None, data.dtype)
        known = rows[0].known if rows else None
        count = None if known is None else int(known)
        return Spec((count, *data.shape[1:]), data.dtype)

    def compute(self, x: Array, indices: Array, ids: Array, *rows: Array) -> Array:
        check_indices(indices, len(x))
        if len(ids) and (ids[0] < 0 or np.any(np.diff(ids) < 0)):
            raise ValueError("segment ids must be sorted and not negative")
        count = int(ids[-1]) + 1 if len(ids) else 0
        if rows:
            if count > int(rows[0]):
                raise ValueError(f"segment id {count - 1} is not below {int(rows[0])}")
            count = int(rows[0])
        y = np.zeros((count, *x.shape[1:]), x.dtype)
        add_at(y, ids, x[indices])
        return self.divided(y, ids)

    def divided(self, y: Array, ids: Array) -> Array:
        """The sums, divided as this op does."""
        terms = np.maximum(np.bincount(ids, minlength=len(y)), 1).astype(y.dtype)
        return y / self.divisor(terms).reshape(-1, *[1] * (y.ndim - 1))

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        x, indices, ids = op.inputs[:3]
        terms = unsorted_segment_sum(ones_like(ids, dy.dtype), ids, shape(dy)[0])
        divisor = gather(self.divisor(terms), ids)
        shares = gather(dy, ids) / reshape(divisor, _column(x))
        dx = unsorted_segment_sum(shares, indices, shape(x)[0])
        return dx, *[None] * (len(op.inputs) - 1)


def _column(x: Tensor) -> list[int]:
    """The shape that lets one number for each row meet rows like those of x."""
    if x.spec.rank is None:
        raise ValueError(f"the rank of {x.name} is not known before the graph runs")
    return [-1] + [1] * (x.spec.rank - 1)


class SparseSegmentSum(SparseSegments):
    """y[k] = the sum of all x[indices[i]] with segment_ids[i] = k."""

    T = FLOATS | INTEGERS

    def divided(self, y: Array, ids: Array) -> Array:
        return y

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        x, indices, ids = op.inputs[:3]
        dx = unsorted_segment_sum(gather(dy, ids), indices, shape(x)[0])
        return dx, *[None] * (len(op.inputs) - 1)


class SparseSegmentMean(SparseSegments):
    """y[k] = the mean of all x[indices[i]] with segment_ids[i] = k."""

    def divisor(self, terms: Any) -> Any:
        return terms


class SparseSegmentSqrtN(SparseSegments):
    """y[k] = the sum of all x[indices[i]] with segment_ids[i] = k, over sqrt(terms)."""

    def divisor(self, terms: Any) -> Any:
        if isinstance(terms, Tensor):
            return sqrt(terms)
        return np.sqrt(terms)


_WITH_ROWS = f"{SparseSegments.takes} num_segments:Tnumsegments"


class SparseSegmentSumWithNumSegments(SparseSegmentSum):
    """y[k] = the sum of all x[indices[i]] with segment_ids[i] = k, for k below n."""

    takes = _WITH_ROWS
    Tnumsegments = INDICES


class SparseSegmentMeanWithNumSegments(SparseSegmentMean):
    """y[k] = the mean of all x[indices[i]] with segment_ids[i] = k, for k below n."""

    takes = _WITH_ROWS
    Tnumsegments = INDICES


class SparseSegmentSqrtNWithNumSegments(SparseSegmentSqrtN):
    """y[k] = the sum of all x[indices[i]], over sqrt(terms), for k below n."""

    takes = _WITH_ROWS
    Tnumsegments = INDICES


# -- public functions -----------------------------------------------------------------


def sparse_segment_sum(
    data: Any,
    indices: Any,
    segment_ids: Any,
    name: str | None = None,
    num_segments: Any = None,
) -> Tensor:
    """The sums of rows of `data` that are picked and share a segment.

    Args:
      data: a tensor [n, ...].
      indices: [m]: the rows to pick.
      segment_ids: [m], sorted: the segment of each row that is picked.
      name: the operation's name.
      num_segments: how many segments there are; by default up to the last id.

    >>> import edflow as tf
    >>> tf.Session().run(tf.sparse_segment_sum([1, 2, 3], [0, 2, 2], [0, 0, 1]))
    array([4, 3], dtype=int32)
    """
    parts = (data, indices, segment_ids)
    if num_segments is None:
        return apply(SparseSegmentSum(), *parts, name=name)
    return apply(SparseSegmentSumWithNumSegments(), *parts, num_segments, name=name)


def sparse_segment_mean(
    data: Any,
    indices: Any,
    segment_ids: Any,
    name: str | None = None,
    num_segments: Any = None,
) -> Tensor:
    """`tf.sparse_segment_sum`, but means."""
    parts = (data, indices, segment_ids)
    if num_segments is None:
        return apply(SparseSegmentMean(), *parts, name=name)
    return apply(SparseSegmentMeanWithNumSegments(), *parts, num_segments, name=name)


def sparse_segment_sqrt_n(
    data: Any,
    indices: Any,
    segment_ids: Any,
    name: str | None = None,
    num_segments: Any = None,
) -> Tensor:
    """`tf.sparse_segment_sum`, over the square root of the number of terms."""
    parts = (data, indices, segment_ids)
    if num_segments is None:
        return apply(SparseSegmentSqrtN(), *parts, name=name)
    return apply(SparseSegmentSqrtNWithNumSegments(), *parts, num_segments, name=name)
