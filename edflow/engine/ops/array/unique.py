"""Vectors as sets: unique, setdiff1d."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import DType, as_dtype, int32
from edflow.engine.graph import OpDef, Spec, Tensor
from edflow.engine.ops.build import apply

__all__ = ["setdiff1d", "unique", "unique_with_counts"]


class Unique(OpDef):
    """y = each element of x once, in order of appearance; x[i] = y[idx[i]]."""

    takes = "x:T"
    gives = "y:T idx:out_idx"
    out_idx: DType = int32

    def infer(self, x: Spec) -> tuple[Spec, ...]:
        if x.rank not in (None, 1):
            raise ValueError(f"x must be a vector, not of rank {x.rank}")
        return Spec((None,), x.dtype), Spec(x.shape or (None,), self.out_idx)

    def compute(self, x: Array) -> tuple[Array, ...]:
        return self._counted(x)[:2]

    def _counted(self, x: Array) -> tuple[Array, Array, Array]:
        kind = self.out_idx.as_numpy_dtype
        values, first, place, counts = np.unique(
            x, return_index=True, return_inverse=True, return_counts=True
        )
        order = np.argsort(first)  # By appearance, where NumPy has them by size.
        place_of = np.empty_like(order)
        place_of[order] = np.arange(len(order))
        return values[order], place_of[place].astype(kind), counts[order].astype(kind)


class UniqueWithCounts(Unique):
    """y, idx as for Unique; count[k] = how often y[k] occurs in x."""

    gives = "y:T idx:out_idx count:out_idx"

    def infer(self, x: Spec) -> tuple[Spec, ...]:
        return (*super().infer(x), Spec((None,), self.out_idx))

    def compute(self, x: Array) -> tuple[Array, ...]:
        return self._counted(x)


class ListDiff(OpDef):
    """out = the elements of x that are not in y, in order; out[i] = x[idx[i]]."""

    takes = "x:T y:T"
    gives = "out:T idx:out_idx"
    out_idx: DType = int32

    def infer(self, x: Spec, y: Spec) -> tuple[Spec, ...]:
        for spec in (x, y):
            if spec.rank not in (None, 1):
                raise ValueError(f"x and y must be vectors, not of rank {spec.rank}")
        return Spec((None,), x.dtype), Spec((None,), self.out_idx)

    def compute(self, x: Array, y: Array) -> tuple[Array, Array]:
        kept = np.flatnonzero(~np.isin(x, y))
        return x[kept], kept.astype(self.out_idx.as_numpy_dtype)


class UniqueElements(NamedTuple):
    """Each element once, and for all elements which of these they are."""

    y: Tensor
    idx: Tensor


class CountedElements(NamedTuple):
    """Each element once, for all elements which of these they are, how many of each."""

    y: Tensor
    idx: Tensor
    count: Tensor


class Difference(NamedTuple):
    """What is left of a list, and where it stood."""

    out: Tensor
    idx: Tensor


def unique(x: Any, out_idx: Any = int32, name: str | None = None) -> UniqueElements:
    """Each element of the vector `x` once, in order of appearance.

    Returns:
      A pair (y, idx) with x[i] = y[idx[i]].

    >>> import edflow as tf
    >>> tf.Session().run(tf.unique([7, 3, 7])).y
    array([7, 3], dtype=int32)
    """
    return UniqueElements(*apply(Unique(as_dtype(out_idx)), x, name=name))


def unique_with_counts(
    x: Any, out_idx: Any = int32, name: str | None = None
) -> CountedElements:
    """`tf.unique`, and as a third result how often each element occurs."""
    return CountedElements(*apply(UniqueWithCounts(as_dtype(out_idx)), x, name=name))


def setdiff1d(
    x: Any, y: Any, index_dtype: Any = int32, name: str | None = None
) -> Difference:
    """The elements of the vector `x` that are not in `y`, and their places in `x`."""
    return Difference(*apply(ListDiff(as_dtype(index_dtype)), x, y, name=name))
