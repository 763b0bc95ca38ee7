"""What a dataset is in a graph, and in a run.

In the graph it is an operation with one output of dtype variant. In a run that output
is a `Stream`, of which an iterator is asked for as often as somebody wants to begin.
An element is a flat tuple of arrays; its structure is known to `edflow.data` alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import DType, variant
from edflow.engine.face.shapes import Shape
from edflow.engine.graph import OpDef, Operation, Runtime, Spec

Element = tuple[Any, ...]


class Stream:
    """The elements of a dataset: `iter(stream)` begins with the first of them."""

    def __init__(self, start: Callable[[], Iterable[Element]]):
        self._start = start

    def __iter__(self) -> Iterator[Element]:
        return iter(self._start())


def rows(arrays: Iterable[Any]) -> Iterator[Element]:
    """The rows of all arrays, side by side; each row is an array, texts too."""
    columns = [map(text, x) if x.dtype == object and x.ndim == 1 else x for x in arrays]
    return zip(*columns, strict=True)


def text(value: Any) -> Array:
    """A single text as an array: NumPy hands out what it holds."""
    return np.array(value, object)


class Record(tuple[Any, ...]):
    """An element that was read from a file, and knows the place."""

    path: str
    number: int

    @classmethod
    def of(cls, values: Iterable[Any], path: str, number: int) -> Record:
        record = cls(values)
        record.path, record.number = path, number
        return record


class DatasetOp(OpDef, abstract=True):
    """An op whose value is a dataset.

    Its subclasses define `elements`, an iterator over what the dataset holds.
    """

    gives = "handle:variant"
    output_types: tuple[DType, ...]
    output_shapes: tuple[Shape, ...]

    def infer(self, *inputs: Spec) -> Spec:
        return Spec((), variant)

    def bind(self, op: Operation, runtime: Runtime) -> Callable[..., Stream]:
        return lambda *inputs: Stream(partial(self.elements, *inputs))

    def elements(self, *inputs: Any) -> Iterable[Element]:
        """The elements, from the first, of the dataset with these inputs."""
        raise NotImplementedError(f"{self.type} has no elements: define them")
