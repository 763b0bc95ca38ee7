"""Gradients of rows in which an index comes more than once."""

from __future__ import annotations

from edflow.engine.ops.array.shape import shape
from edflow.engine.ops.array.unique import unique
from edflow.engine.ops.indexed_slices import IndexedSlices
from edflow.engine.ops.indexing.segments import unsorted_segment_sum


def summed_by_index(grad: IndexedSlices) -> IndexedSlices:
    """The same gradient with every index once: rows that share one are added up.

    An optimizer with slots must see a row's whole gradient at once: the square of a sum
    is not the sum of squares.
    """
    indices, places = unique(grad.indices)
    rows = unsorted_segment_sum(grad.values, places, shape(indices)[0])
    return IndexedSlices(rows, indices, grad.dense_shape)
