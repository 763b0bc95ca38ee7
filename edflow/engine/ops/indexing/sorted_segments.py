"""Sorted segments: neighbouring rows that carry the same number become one."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import INDICES, INEXACT, NUMBERS, REALS, int32
from edflow.engine.graph import OpDef, Operation, Spec, Tensor
from edflow.engine.ops.array.casting import cast
from edflow.engine.ops.array.filling import ones, ones_like, zeros_like
from edflow.engine.ops.array.gathering import gather
from edflow.engine.ops.array.joining import concat
from edflow.engine.ops.array.shape import shape
from edflow.engine.ops.build import apply
from edflow.engine.ops.math.comparing import equal
from edflow.engine.ops.math.selecting import where_v2

__all__ = ["segment_max", "segment_mean", "segment_min", "segment_prod", "segment_sum"]


class Segments(OpDef, abstract=True):
    """y[k] combines all x[i] with segment_ids[i] = k; the ids are sorted."""

    takes = "data:T segment_ids:Tindices"
    T = NUMBERS
    Tindices = INDICES

    combine: ClassVar[np.ufunc] = np.add
    empty: ClassVar[float] = 0
    """What a segment without rows gives."""

    def infer(self, data: Spec, segment_ids: Spec) -> Spec:
        if segment_ids.rank not in (None, 1):
            raise ValueError(
                f"segment_ids must be a vector, not of rank {segment_ids.rank}"
            )
        if data.shape is None:
            return Spec(None, data.dtype)
        if data.shape == ():
            raise ValueError("data must have rank 1 or more, but it is a scalar")
        return Spec((None, *data.shape[1:]), data.dtype)

    def compute(self, x: Array, ids: Array) -> Array:
        if len(ids) != len(x):
            raise ValueError(f"{len(x)} rows but {len(ids)} segment ids")
        if not len(ids):
            return np.zeros((0, *x.shape[1:]), x.dtype)
        if ids[0] < 0 or np.any(np.diff(ids) < 0):
            raise ValueError("segment ids must be sorted and not negative")
        starts = np.flatnonzero(np.diff(ids, prepend=-1))
        y = np.full((int(ids[-1]) + 1, *x.shape[1:]), self.empty, x.dtype)
        y[ids[starts]] = self.combine.reduceat(x, starts, axis=0)
        return y

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        return gather(dy, op.inputs[1]), None


class SegmentSum(Segments):
    """y[k] = the sum of all x[i] with segment_ids[i] = k; the ids are sorted."""


class SegmentMean(Segments):
    """y[k] = the mean of all x[i] with segment_ids[i] = k; the ids are sorted."""

    def compute(self, x: Array, ids: Array) -> Array:
        total = super().compute(x, ids)
        terms = np.bincount(ids, minlength=len(total)).astype(x.dtype)
        return total / np.maximum(terms, 1).reshape(-1, *[1] * (x.ndim - 1))

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        x, ids = op.inputs
        ones_ = ones(concat([shape(ids), 0 * shape(x)[1:] + 1], 0), dy.dtype)
        terms = segment_sum(ones_, ids)
        return gather(dy / terms, ids), None

    T = INEXACT


class SegmentProd(Segments):
    """y[k] = the product of all x[i] with segment_ids[i] = k; the ids are sorted."""

    combine = np.multiply
    empty = 1

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        x, ids = op.inputs
        # A segment's product without its own factor; a single 0 in it needs care.
        is_zero = equal(x, zeros_like(x))
        zeros = gather(segment_sum(cast(is_zero, int32), ids), ids)
        others = where_v2(is_zero, ones_like(x), x)
        of_others = gather(segment_prod(others, ids), ids)
        whole = gather(op.outputs[0], ids)
        rest = where_v2(is_zero, of_others, whole / others)
        alone = where_v2(is_zero, equal(zeros, 1), equal(zeros, 0))
        return gather(dy, ids) * where_v2(alone, rest, zeros_like(rest)), None


class SegmentMax(Segments):
    """y[k] = the largest of all x[i] with segment_ids[i] = k; the ids are sorted."""

    combine = np.maximum
    T = REALS

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        x, ids = op.inputs
        won = cast(equal(x, gather(op.outputs[0], ids)), dy.dtype)
        return won * gather(dy / segment_sum(won, ids), ids), None


class SegmentMin(SegmentMax):
    """y[k] = the smallest of all x[i] with segment_ids[i] = k; the ids are sorted."""

    combine = np.minimum


# -- public functions -----------------------------------------------------------------


def segment_sum(data: Any, segment_ids: Any, name: str | None = None) -> Tensor:
    """The sums of the rows of `data` that share a segment id.

    Args:
      data: a tensor [n, ...].
      segment_ids: [n], sorted: the number of each row's segment.
      name: the operation's name.

    Returns:
      A tensor [k, ...]; an id that does not occur has a row of zeros.

    >>> import edflow as tf
    >>> tf.Session().run(tf.segment_sum([1, 2, 3, 4], [0, 0, 2, 2]))
    array([3, 0, 7], dtype=int32)
    """
    return apply(SegmentSum(), data, segment_ids, name=name)


def segment_mean(data: Any, segment_ids: Any, name: str | None = None) -> Tensor:
    """The means of the rows of `data` that share a segment id; see `tf.segment_sum`."""
    return apply(SegmentMean(), data, segment_ids, name=name)


def segment_prod(data: Any, segment_ids: Any, name: str | None = None) -> Tensor:
    """The products of rows that share a segment id; see `tf.segment_sum`."""
    return apply(SegmentProd(), data, segment_ids, name=name)


def segment_max(data: Any, segment_ids: Any, name: str | None = None) -> Tensor:
    """The largest of the rows that share a segment id; see `tf.segment_sum`."""
    return apply(SegmentMax(), data, segment_ids, name=name)


def segment_min(data: Any, segment_ids: Any, name: str | None = None) -> Tensor:
    """The smallest of the rows that share a segment id; see `tf.segment_sum`."""
    return apply(SegmentMin(), data, segment_ids, name=name)
