"""Rows that were picked, on the way back: the gradient of gather, and sums of it.

It is IndexedSlices, only the rows that were used, as long as nobody needs the whole.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

from edflow.engine.face.dtypes import DType, int64
from edflow.engine.graph import Operation, Tensor
from edflow.engine.ops.array.axes import expand_dims, transpose
from edflow.engine.ops.array.casting import cast
from edflow.engine.ops.array.gathering import GatherV2
from edflow.engine.ops.array.joining import concat
from edflow.engine.ops.array.ranges import range_
from edflow.engine.ops.array.shape import rank, reshape, shape, size
from edflow.engine.ops.array.stacking import stack
from edflow.engine.ops.build import convert_to_tensor, register_conversion
from edflow.engine.ops.indexed_slices import IndexedSlices
from edflow.engine.ops.indexing.segments import unsorted_segment_sum
from edflow.engine.ops.math.sums import add_n
from edflow.engine.ops.reduce import reduce_prod

# A dense gradient of so many elements costs more memory than anyone means to spend.
_LARGE = 100_000_000


def dense(slices: IndexedSlices, dtype: DType | None, name: str | None) -> Tensor:
    """The whole tensor, with zeros where no row was given."""
    if slices.dense_shape is None:
        raise ValueError(
            f"{slices!r} does not know the shape of the whole, so it cannot be made "
            "one tensor"
        )
    elements = slices.shape.num_elements()
    if elements is not None and elements >= _LARGE:
        warnings.warn(
            f"{slices!r} becomes a dense tensor of {elements} elements; gather rows "
            "from the variable itself, not from what was computed from all of it",
            stacklevel=2,
        )
    rows = slices.dense_shape[0]
    whole = unsorted_segment_sum(slices.values, slices.indices, rows, name=name)
    whole.set_shape(slices.shape)
    return convert_to_tensor(whole, dtype)


def add_gradients(gradients: Sequence[Tensor | IndexedSlices]) -> Any:
    """The sum of what arrives from several paths; rows stay rows if all are rows."""
    if len(gradients) == 1:
        return gradients[0]
    if not all(isinstance(gradient, IndexedSlices) for gradient in gradients):
        return add_n([convert_to_tensor(gradient) for gradient in gradients])
    slices = [g for g in gradients if isinstance(g, IndexedSlices)]
    indices = [s.indices for s in slices]
    if len({i.dtype.base_dtype for i in indices}) > 1:
        indices = [cast(i, int64) for i in indices]
    return IndexedSlices(
        concat([s.values for s in slices], 0), concat(indices, 0), slices[0].dense_shape
    )


def _gather_gradient(gather: GatherV2, op: Operation, dy: Tensor) -> Any:
    params, indices, axis = op.inputs
    if axis.spec.known is not None and axis.spec.known == 0 and not gather.batch_dims:
        sizes, rows = shape(params), expand_dims(size(indices), 0)
        values = reshape(dy, concat([rows, sizes[1:]], 0))
        return IndexedSlices(values, reshape(indices, rows), sizes), None, None
    return _scattered(params, indices, axis, gather.batch_dims, dy), None, None


def _scattered(
    params: Tensor, indices: Tensor, axis: Tensor, batch_dims: int, dy: Tensor
) -> Tensor:
    """dy added up at the places that it was gathered from.

    With the axes brought together to [batch, outer, axis, inner], row i of all batches
    is one segment of a sum.
    """
    sizes = shape(params)
    at = axis % rank(params)
    first = batch_dims + rank(indices) if batch_dims < 0 else batch_dims
    batch = reduce_prod(sizes[:first])
    outer = reduce_prod(sizes[first:at])
    rows = sizes[at]
    inner = reduce_prod(sizes[at + 1 :])
    places = reshape(indices, stack([batch, -1]))
    if batch_dims:
        offset = cast(rows * range_(batch), indices.dtype)
        places = places + reshape(offset, [-1, 1])
    apart = transpose(reshape(dy, stack([batch, outer, -1, inner])), [0, 2, 1, 3])
    summed = unsorted_segment_sum(
        reshape(apart, stack([-1, outer, inner])), reshape(places, [-1]), batch * rows
    )
    whole = reshape(summed, stack([batch, rows, outer, inner]))
    return reshape(transpose(whole, [0, 2, 1, 3]), sizes)


register_conversion(IndexedSlices, dense)
GatherV2.gradient = _gather_gradient
