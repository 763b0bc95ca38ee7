"""Datasets of the elements of others: some of them, side by side, again, in advance."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Any

from edflow import errors
from edflow.engine.data.stream import DatasetOp, Element, Stream
from edflow.engine.data.workers import Ahead
from edflow.engine.graph import Operation, Runtime


class TakeDataset(DatasetOp):
    """The first `count` elements; all of them where it is negative."""

    takes = "input_dataset:variant count:int64"

    def elements(self, *inputs: Any) -> Iterable[Element]:
        source, count = inputs
        return islice(source, int(count)) if count >= 0 else source


class SkipDataset(DatasetOp):
    """The elements behind the first `count`; none where it is negative."""

    takes = "input_dataset:variant count:int64"

    def elements(self, *inputs: Any) -> Iterable[Element]:
        source, count = inputs
        return islice(source, int(count), None) if count >= 0 else ()


class ConcatenateDataset(DatasetOp):
    """The elements of one dataset, then those of another."""

    takes = "input_dataset:variant another_dataset:variant"

    def elements(self, *inputs: Any) -> Iterable[Element]:
        return chain(*inputs)


class ZipDataset(DatasetOp):
    """Element i holds the elements i of all the datasets; it ends with the shortest."""

    takes = "input_datasets:*variant"

    def elements(self, *inputs: Any) -> Iterable[Element]:
        rows = zip(*inputs, strict=False)
        return (tuple(chain(*row)) for row in rows)


class RepeatDataset(DatasetOp):
    """The elements, `count` times over; without an end where it is negative."""

    takes = "input_dataset:variant count:int64"

    def elements(self, *inputs: Any) -> Iterator[Element]:
        source, count = inputs
        return repeated(source, int(count))


def repeated(source: Iterable[Element], count: int) -> Iterator[Element]:
    """The elements of `source`, begun anew `count` times."""
    while count:
        some = False
        for element in source:
            some = True
            yield element
        if count < 0 and not some:
            return  # Nothing, for ever, is nothing.
        count -= 1


class ShardDataset(DatasetOp):
    """Of each `num_shards` elements in a row the one in place `index`."""

    takes = "input_dataset:variant num_shards:int64 index:int64"
    require_non_empty: bool = False

    def elements(self, *inputs: Any) -> Iterable[Element]:
        source, n, index = inputs
        if n < 1 or not 0 <= index < n:
            raise errors.InvalidArgumentError(
                None, None, f"there is no shard {index} of {n}; count from 0 to {n - 1}"
            )
        return islice(source, int(index), None, int(n))


class CacheDataset(DatasetOp):
    """The elements, computed in the first pass and kept for all others."""

    takes = "input_dataset:variant filename:string"

    def bind(self, op: Operation, runtime: Runtime) -> Callable[..., Stream]:
        def make(source: Stream, filename: Any) -> Stream:
            kept: list[Sequence[Element]] = []
            return Stream(lambda: kept[0] if kept else _keeping(source, kept))

        return make


def _keeping(source: Stream, kept: list[Sequence[Element]]) -> Iterator[Element]:
    elements: list[Element] = []
    for element in source:
        elements.append(element)
        yield element
    kept.append(elements)  # Only what is complete counts.


class PrefetchDataset(DatasetOp):
    """The same elements, of which a thread has the next ones ready."""

    takes = "input_dataset:variant buffer_size:int64"

    def elements(self, *inputs: Any) -> Iterable[Element]:
        source, size = inputs
        if size == 0:
            return source
        return Ahead(source, int(size) if size > 0 else 2)  # -1: as it suits.


class IgnoreErrorsDataset(DatasetOp):
    """The elements that could be computed."""

    takes = "input_dataset:variant"
    log_warning: bool = False

    def elements(self, *inputs: Any) -> Iterator[Element]:
        (source,) = inputs
        elements = iter(source)
        while True:
            try:
                element = next(elements)
            except StopIteration:
                return
            except errors.OpError:
                continue
            yield element


class UniqueDataset(DatasetOp):
    """The elements without those that came before."""

    takes = "input_dataset:variant"

    def elements(self, *inputs: Any) -> Iterator[Element]:
        (source,) = inputs
        seen: set[Any] = set()
        for element in source:
            (value,) = element
            key = value if isinstance(value, bytes) else value.tobytes()
            if key not in seen:
                seen.add(key)
                yield element


class WindowDataset(DatasetOp):
    """Windows of `size` elements, each component of a window as a dataset."""

    takes = (
        "input_dataset:variant size:int64 shift:int64 stride:int64 drop_remainder:bool"
    )

    def elements(self, *inputs: Any) -> Iterator[Element]:
        source, (size, shift, stride) = inputs[0], map(int, inputs[1:4])
        drop_remainder, elements = bool(inputs[4]), iter(source)
        reach, buffer = (size - 1) * stride + 1, list[Element]()
        while True:
            buffer += islice(elements, reach - len(buffer))
            if not buffer or (drop_remainder and len(buffer) < reach):
                return
            parts = zip(*buffer[:reach:stride], strict=True)
            yield tuple(_only(part) for part in parts)
            if shift > len(buffer):
                list(islice(elements, shift - len(buffer)))
            del buffer[:shift]


def _only(values: Sequence[Any]) -> Stream:
    """The values as a dataset of one component."""
    return Stream(lambda: ((value,) for value in values))
