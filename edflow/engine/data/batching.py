"""Datasets whose elements are many of another's, stacked; and the way back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

import numpy as np

from edflow import errors
from edflow.engine.data.stream import DatasetOp, Element, rows
from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import DType
from edflow.engine.face.shapes import text


class Batches:
    """Elements by the batch; a class, since a generator ends with its first error."""

    def __init__(self, source: Iterable[Element], size: int, drop_remainder: bool):
        if size < 1:
            raise errors.InvalidArgumentError(
                None, None, f"the batch size must be at least 1, not {size}"
            )
        self._source = iter(source)
        self._size = size
        self._least = size if drop_remainder else 1

    def __iter__(self) -> Iterator[list[Element]]:
        return self

    def __next__(self) -> list[Element]:
        batch = list(islice(self._source, self._size))
        if len(batch) < self._least:
            raise StopIteration
        return batch


class BatchDatasetV2(DatasetOp):
    """Element k is elements k n, …, k n + n - 1 of the other, stacked."""

    takes = "input_dataset:variant batch_size:int64 drop_remainder:bool"
    parallel_copy: bool = False

    def elements(self, *inputs: Any) -> Iterable[Element]:
        source, size, drop_remainder = inputs
        return map(self._stacked, Batches(source, int(size), bool(drop_remainder)))

    def _stacked(self, batch: Sequence[Element]) -> Element:
        columns = zip(zip(*batch, strict=True), self.output_types, strict=True)
        return tuple(
            _stack(column, dtype, i) for i, (column, dtype) in enumerate(columns)
        )


def _stack(values: Sequence[Any], dtype: DType, place: int) -> Array:
    first = np.shape(values[0])
    for i, value in enumerate(values):
        if np.shape(value) != first:
            raise errors.InvalidArgumentError(
                None,
                None,
                f"cannot batch tensors with different shapes in component {place}: "
                f"the first element had shape {text(first)} and element {i} had shape "
                f"{text(np.shape(value))}; padded_batch fills the shorter ones",
            )
    stacked = np.empty((len(values), *first), dtype.as_numpy_dtype or object)
    for i, value in enumerate(values):
        stacked[_whole(value, i)] = value
    return stacked


def _whole(value: Any, *place: Any) -> tuple[Any, ...]:
    """`place`, as the index by which it takes what `value` holds.

    Of texts NumPy would put the array of a single one into its place; and a text that
    is no array would lose its last zero bytes on the way through one.
    """
    return (*place, ...) if isinstance(value, np.ndarray) else place


class PaddedBatchDatasetV2(DatasetOp):
    """As BatchDatasetV2, each element first filled up to one shape."""

    takes = (
        "input_dataset:variant batch_size:int64 padded_shapes:*int64 "
        "padding_values:**Toutput_types drop_remainder:bool"
    )
    parallel_copy: bool = False

    @property
    def n_padded_shapes(self) -> int:
        return len(self.output_types)

    @property
    def n_padding_values(self) -> int:
        return len(self.output_types)

    def elements(self, *inputs: Any) -> Iterable[Element]:
        source, size, *rest, drop_remainder = inputs
        shapes, fillings = rest[: len(rest) // 2], rest[len(rest) // 2 :]

        def padded(batch: Sequence[Element]) -> Element:
            columns = zip(*batch, strict=True)
            rows = zip(columns, self.output_types, shapes, fillings, strict=True)
            return tuple(_pad(i, *row) for i, row in enumerate(rows))

        return map(padded, Batches(source, int(size), bool(drop_remainder)))


def _pad(
    place: int, values: Sequence[Any], dtype: DType, wanted: Any, filling: Any
) -> Array:
    shapes, wanted = [np.shape(value) for value in values], list(map(int, wanted))
    for shape in shapes:
        if len(shape) != len(wanted) or any(
            0 <= most < size for size, most in zip(shape, wanted, strict=True)
        ):
            raise errors.DataLossError(
                None,
                None,
                f"component {place} of an element has shape {text(shape)}, which "
                f"cannot be filled up to {wanted}; -1 stands for the largest of the "
                "batch",
            )
    largest = [max(sizes) for sizes in zip(*shapes, strict=True)]
    sizes = [b if a < 0 else a for a, b in zip(wanted, largest, strict=True)]
    batch = np.empty((len(values), *sizes), dtype.as_numpy_dtype)
    batch[...] = filling
    for i, (value, shape) in enumerate(zip(values, shapes, strict=True)):
        batch[_whole(value, i, *map(slice, shape))] = value
    return batch


class UnbatchDataset(DatasetOp):
    """The rows of each element, one by one."""

    takes = "input_dataset:variant"

    def elements(self, *inputs: Any) -> Iterator[Element]:
        (source,) = inputs
        for element in source:
            yield from rows(element)
