"""Iterators: where a session stands in a dataset."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from threading import Lock
from typing import Any

import numpy as np

from edflow import errors
from edflow.engine.data.functions import specs_of
from edflow.engine.data.stream import Element, Stream
from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import DType, resource, string
from edflow.engine.face.shapes import Shape, compatible
from edflow.engine.graph import OpDef, Operation, Runtime, Spec, Tensor


class Position:
    """How far a session has come with one iterator: the value of its resource."""

    def __init__(self, op: Operation):
        self.op = op
        self._elements: Iterator[Element] | None = None
        self._lock = Lock()

    def begin(self, stream: Stream) -> None:
        """Start with the first element."""
        with self._lock:
            self._elements = iter(stream)

    def begin_once(self, stream: Callable[[], Stream]) -> None:
        """Start, unless that was done before."""
        with self._lock:
            if self._elements is None:
                self._elements = iter(stream())

    def next(self) -> Element:
        """The next element, for this thread alone."""
        with self._lock:
            if self._elements is None:
                raise errors.FailedPreconditionError(
                    None,
                    None,
                    f"the iterator {self.op.name} has not been initialized; run "
                    "iterator.initializer, or what make_initializer(dataset) returns",
                )
            element = next(self._elements, None)
        if element is None:
            raise errors.OutOfRangeError(
                None, None, "end of sequence: the dataset has no more elements"
            )
        return element


class IteratorOp(OpDef, abstract=True):
    """An op whose value is a position that the session keeps."""

    stateful = True
    output_types: tuple[DType, ...]
    output_shapes: tuple[Shape, ...]

    def infer(self, *inputs: Spec) -> Spec:
        return Spec((), resource)


class IteratorV2(IteratorOp):
    """An iterator that MakeIterator begins, over a dataset of these types."""

    gives = "handle:resource"

    shared_name: str = ""
    container: str = ""

    def bind(self, op: Operation, runtime: Runtime) -> Callable[..., Position]:
        position = runtime.state(op, lambda: Position(op))
        return lambda: position


class OneShotIterator(IteratorOp):
    """An iterator over `dataset` that begins by itself, once."""

    gives = "handle:resource"

    dataset: Tensor
    shared_name: str = ""
    container: str = ""

    def bind(self, op: Operation, runtime: Runtime) -> Callable[..., Position]:
        position = runtime.state(op, lambda: Position(op))
        program = runtime.program([self.dataset], [])

        def run() -> Position:
            position.begin_once(lambda: program()[0])
            return position

        return run


class MakeIterator(OpDef):
    """Let an iterator begin with a dataset."""

    takes = "dataset:variant iterator:resource"
    gives = ""
    stateful = True

    def infer(self, *inputs: Spec) -> tuple[()]:
        return ()

    def compute(self, *inputs: Any) -> tuple[()]:
        stream, position = inputs
        position.begin(stream)
        return ()


class IteratorGetNext(OpDef):
    """The next element of an iterator."""

    takes = "iterator:resource"
    gives = "components:**output_types"
    stateful = True
    output_types: tuple[DType, ...]
    output_shapes: tuple[Shape, ...]

    def infer(self, *inputs: Spec) -> Any:
        return specs_of(self.output_types, self.output_shapes)

    def compute(self, *inputs: Any) -> Any:
        (position,) = inputs
        element = position.next()
        return element[0] if len(element) == 1 else element


class IteratorToStringHandle(OpDef):
    """A text by which an iterator is found again in the same session."""

    takes = "resource_handle:resource"
    gives = "string_handle:string"
    stateful = True

    def infer(self, *inputs: Spec) -> Spec:
        return Spec((), string)

    def compute(self, *inputs: Any) -> Array:
        (position,) = inputs
        return np.array(position.op.name.encode(), object)


class IteratorFromStringHandleV2(IteratorOp):
    """The iterator that IteratorToStringHandle gave the text for."""

    takes = "string_handle:string"
    gives = "resource_handle:resource"

    def bind(self, op: Operation, runtime: Runtime) -> Callable[..., Position]:
        def find(handle: Any) -> Position:
            name = np.asarray(handle, object).item().decode(errors="replace")
            found = op.graph.root.names.get(name)
            if found is None or not isinstance(found.opdef, IteratorOp):
                raise errors.InvalidArgumentError(
                    None,
                    None,
                    f"{name!r} is the handle of no iterator; feed what "
                    "sess.run(iterator.string_handle()) gave",
                )
            self._check(found.opdef, name)
            return found.opdef.bind(found, runtime)()

        return find

    def _check(self, other: IteratorOp, name: str) -> None:
        shapes = zip(self.output_shapes, other.output_shapes, strict=False)
        if self.output_types != other.output_types or not all(
            compatible(a, b) for a, b in shapes
        ):
            raise errors.InvalidArgumentError(
                None,
                None,
                f"the iterator {name} gives {other.output_types} of shapes "
                f"{other.output_shapes}, where {self.output_types} of shapes "
                f"{self.output_shapes} are expected",
            )
