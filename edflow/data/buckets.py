"""Batches of sequences that are about as long as one another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from edflow.data import structure as elements
from edflow.data.dataset import Dataset
from edflow.engine.face import nest
from edflow.engine.face.dtypes import int64
from edflow.engine.face.shapes import as_shape
from edflow.engine.graph import Tensor
from edflow.engine.ops.array.casting import cast
from edflow.engine.ops.array.gathering import gather
from edflow.engine.ops.array.stacking import stack
from edflow.engine.ops.build import constant, convert_to_tensor
from edflow.engine.ops.reduce import reduce_sum


def bucket_by_sequence_length(
    element_length_func: Callable[..., Any],
    bucket_boundaries: Sequence[int],
    bucket_batch_sizes: Sequence[int],
    padded_shapes: Any = None,
    padding_values: Any = None,
    pad_to_bucket_boundary: bool = False,
    no_padding: bool = False,
    drop_remainder: bool = False,
) -> Callable[[Dataset], Any]:
    """Batches of sequences of one bucket of lengths, so that little is filled up.

    Args:
      element_length_func: from an element to its length.
      bucket_boundaries: the lengths at which the next bucket begins.
      bucket_batch_sizes: how many elements a batch has, for each bucket: one more than
        there are boundaries.
      padded_shapes, padding_values: as for `padded_batch`.
      pad_to_bucket_boundary: fill up to one less than the boundary, not only to the
        longest of the batch.
      no_padding: all elements of a bucket have one shape already.
      drop_remainder: leave out batches that are smaller.

    Raises:
      ValueError: not one more batch size than boundaries.
    """
    if len(bucket_batch_sizes) != len(bucket_boundaries) + 1:
        raise ValueError(
            f"{len(bucket_boundaries)} boundaries make {len(bucket_boundaries) + 1} "
            f"buckets, but there are {len(bucket_batch_sizes)} bucket_batch_sizes"
        )

    def bucket(*element: Tensor) -> Tensor:
        length = cast(element_length_func(*element), int64)
        return reduce_sum(cast(length >= constant(bucket_boundaries, int64), int64))

    def size(key: Tensor) -> Tensor:
        return gather(constant(bucket_batch_sizes, int64), key)

    def batch(key: Tensor, group: Dataset) -> Dataset:
        if no_padding:
            return group.batch(size(key), drop_remainder)
        shapes = group.output_shapes if padded_shapes is None else padded_shapes
        if pad_to_bucket_boundary:
            most = gather(constant(bucket_boundaries, int64), key) - 1
            wanted = elements.up_to(group.element_structure, shapes)
            filled = [_filled(shape, most) for shape in wanted]
            shapes = nest.pack_sequence_as(group.element_structure, filled)
        return group.padded_batch(size(key), shapes, padding_values, drop_remainder)

    return lambda dataset: dataset.group_by_window(bucket, batch, window_size_func=size)


def _filled(shape: Any, most: Tensor) -> Tensor:
    """A shape, with `most` for the sizes that are not known."""
    sizes = [
        most if size in (None, -1) else constant(size, int64)
        for size in as_shape(shape) or ()
    ]
    return stack(sizes) if sizes else convert_to_tensor([], int64)
