"""Segments: parts that carry the same number, in any order, become one."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import INDICES, NUMBERS, REALS, int32
from edflow.engine.face.shapes import Size, compatible, text
from edflow.engine.graph import OpDef, Operation, Spec, Tensor, name_scope
from edflow.engine.ops.array.axes import expand_dims
from edflow.engine.ops.array.casting import cast
from edflow.engine.ops.array.filling import ones, ones_like, zeros_like
from edflow.engine.ops.array.gathering import gather
from edflow.engine.ops.array.joining import concat
from edflow.engine.ops.array.shape import rank, reshape, shape
from edflow.engine.ops.build import apply, convert_to_tensor
from edflow.engine.ops.indexing.accumulating import add_at
from edflow.engine.ops.math.arithmetic import maximum
from edflow.engine.ops.math.comparing import equal, greater_equal
from edflow.engine.ops.math.powers import sqrt
from edflow.engine.ops.math.selecting import where_v2

__all__ = [
    "unsorted_segment_max",
    "unsorted_segment_mean",
    "unsorted_segment_min",
    "unsorted_segment_prod",
    "unsorted_segment_sqrt_n",
    "unsorted_segment_sum",
]


class UnsortedSegments(OpDef, abstract=True):
    """y[k] combines all x[i] with segment_ids[i] = k; negative ids are left out."""

    takes = "data:T segment_ids:Tindices num_segments:Tnumsegments"
    T = NUMBERS
    Tindices = INDICES
    Tnumsegments = INDICES

    combine: ClassVar[np.ufunc] = np.add

    def empty(self, dtype: Any) -> Any:
        """What a segment without rows gives."""
        return dtype.type(0)

    def infer(self, data: Spec, segment_ids: Spec, num_segments: Spec) -> Spec:
        if data.shape is None or segment_ids.shape is None:
            return Spec(None, data.dtype)
        lead = len(segment_ids.shape)
        if not compatible(data.shape[:lead], segment_ids.shape):
            raise ValueError(
                f"data {text(data.shape)} must start with the shape of segment_ids, "
                f"{text(segment_ids.shape)}"
            )
        rows: Size = None
        if num_segments.known is not None:
            rows = int(num_segments.known)
            if rows < 0:
                raise ValueError(f"num_segments must not be negative, but it is {rows}")
        return Spec((rows, *data.shape[lead:]), data.dtype)

    def compute(self, x: Array, ids: Array, num_segments: Array) -> Array:
        ids = np.asarray(ids)
        rows = int(num_segments)
        if ids.shape != x.shape[: ids.ndim]:
            raise ValueError(
                f"data {text(x.shape)} must start with the shape of segment_ids, "
                f"{text(ids.shape)}"
            )
        flat = np.reshape(x, (ids.size, *x.shape[ids.ndim :]))
        ids = ids.reshape(-1)
        if ids.size and ids.max() >= rows:
            raise ValueError(f"segment id {ids.max()} is not below {rows}")
        y = np.full((rows, *flat.shape[1:]), self.empty(x.dtype), x.dtype)
        if ids.size and ids.min() < 0:
            flat, ids = flat[ids >= 0], ids[ids >= 0]
        self.gather_up(y, ids, flat)
        return y

    def gather_up(self, y: Array, ids: Array, rows: Array) -> None:
        """Combine each of the rows with the one of y that it belongs to."""
        self.combine.at(y, ids, rows)


class UnsortedSegmentSum(UnsortedSegments):
    """y[k] = the sum of all x[i] with segment_ids[i] = k; negative ids are left out."""

    def gather_up(self, y: Array, ids: Array, rows: Array) -> None:
        add_at(y, ids, rows)

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        return _gathered(dy, op.inputs[1])[0], None, None


class UnsortedSegmentProd(UnsortedSegments):
    """y[k] = the product of all x[i] with segment_ids[i] = k."""

    combine = np.multiply

    def empty(self, dtype: Any) -> Any:
        return dtype.type(1)

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        x, ids, rows = op.inputs
        is_zero = equal(x, zeros_like(x))
        zeros = _gathered(unsorted_segment_sum(cast(is_zero, int32), ids, rows), ids)[0]
        others = where_v2(is_zero, ones_like(x), x)
        of_others = _gathered(unsorted_segment_prod(others, ids, rows), ids)[0]
        whole = _gathered(op.outputs[0], ids)[0]
        rest = where_v2(is_zero, of_others, whole / others)
        alone = where_v2(is_zero, equal(zeros, 1), equal(zeros, 0))
        flowing = _gathered(dy, ids)[0]
        return flowing * where_v2(alone, rest, zeros_like(rest)), None, None


class UnsortedSegmentMax(UnsortedSegments):
    """y[k] = the largest of all x[i] with segment_ids[i] = k."""

    combine = np.maximum
    T = REALS

    def empty(self, dtype: Any) -> Any:
        return (np.finfo if dtype.kind == "f" else np.iinfo)(dtype).min

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        x, ids, rows = op.inputs
        best, counted = _gathered(op.outputs[0], ids)
        won = cast(equal(x, best), dy.dtype) * cast(counted, dy.dtype)
        share = dy / unsorted_segment_sum(won, ids, rows)
        flowing = _gathered(share, ids)[0]
        return where_v2(equal(won, 1), flowing, zeros_like(flowing)), None, None


class UnsortedSegmentMin(UnsortedSegmentMax):
    """y[k] = the smallest of all x[i] with segment_ids[i] = k."""

    combine = np.minimum

    def empty(self, dtype: Any) -> Any:
        return (np.finfo if dtype.kind == "f" else np.iinfo)(dtype).max


def _gathered(y: Tensor, ids: Tensor) -> tuple[Tensor, Tensor]:
    """y[ids], zeros for negative ids, and which ids are not negative."""
    picked = gather(y, maximum(ids, zeros_like(ids)))
    counted = greater_equal(ids, 0)
    # One truth value for each id, stretched over the rest of the axes.
    sizes = shape(counted)
    added = ones([rank(picked) - rank(counted)], int32)
    counted = reshape(counted, concat([sizes, added], 0))
    counted = counted & ones_like(picked, dtype="bool")
    return where_v2(counted, picked, zeros_like(picked)), counted


def _rank_difference(x: Tensor, y: Tensor) -> Tensor:
    return expand_dims(rank(x) - rank(y), 0)


# -- public functions -----------------------------------------------------------------


def unsorted_segment_sum(
    data: Any, segment_ids: Any, num_segments: Any, name: str | None = None
) -> Tensor:
    """The sums of the parts of `data` that share a segment id, in any order.

    Args:
      data: a tensor whose shape starts with that of `segment_ids`.
      segment_ids: the number of each part's segment; parts with a negative one are
        left out.
      num_segments: how many segments there are.
      name: the operation's name.

    >>> import edflow as tf
    >>> tf.Session().run(tf.unsorted_segment_sum([1, 2, 3], [1, 0, 1], 3))
    array([2, 4, 0], dtype=int32)
    """
    return apply(UnsortedSegmentSum(), data, segment_ids, num_segments, name=name)


def unsorted_segment_prod(
    data: Any, segment_ids: Any, num_segments: Any, name: str | None = None
) -> Tensor:
    """The products of parts that share a segment id; see `tf.unsorted_segment_sum`."""
    return apply(UnsortedSegmentProd(), data, segment_ids, num_segments, name=name)


def unsorted_segment_max(
    data: Any, segment_ids: Any, num_segments: Any, name: str | None = None
) -> Tensor:
    """The largest of parts that share a segment id; see `tf.unsorted_segment_sum`."""
    return apply(UnsortedSegmentMax(), data, segment_ids, num_segments, name=name)


def unsorted_segment_min(
    data: Any, segment_ids: Any, num_segments: Any, name: str | None = None
) -> Tensor:
    """The smallest of parts that share a segment id; see `tf.unsorted_segment_sum`."""
    return apply(UnsortedSegmentMin(), data, segment_ids, num_segments, name=name)


def unsorted_segment_mean(
    data: Any, segment_ids: Any, num_segments: Any, name: str | None = None
) -> Tensor:
    """The means of parts that share a segment id; see `tf.unsorted_segment_sum`."""
    with name_scope(name, "UnsortedSegmentMean"):
        data, ids = convert_to_tensor(data), convert_to_tensor(segment_ids)
        terms = _terms(data, ids, num_segments)
        return unsorted_segment_sum(data, ids, num_segments) / terms


def unsorted_segment_sqrt_n(
    data: Any, segment_ids: Any, num_segments: Any, name: str | None = None
) -> Tensor:
    """Sums divided by the square root of the number of their terms."""
    with name_scope(name, "UnsortedSegmentSqrtN"):
        data, ids = convert_to_tensor(data), convert_to_tensor(segment_ids)
        terms = _terms(data, ids, num_segments)
        return unsorted_segment_sum(data, ids, num_segments) / sqrt(terms)


def _terms(data: Tensor, ids: Tensor, num_segments: Any) -> Tensor:
    """How many parts each segment has, at least 1, ready to divide by."""
    rows = convert_to_tensor(num_segments)
    terms = unsorted_segment_sum(ones(shape(ids), data.dtype), ids, rows)
    added = ones(_rank_difference(data, ids), rows.dtype)
    return maximum(reshape(terms, concat([expand_dims(rows, 0), added], 0)), 1)
