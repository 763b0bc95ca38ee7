"""The ops that hold a queue, which the session keeps from run to run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import DType, int64, resource
from edflow.engine.face.shapes import Shape as StaticShape
from edflow.engine.face.shapes import compatible, text
from edflow.engine.graph import OpDef, Operation, Runtime, Spec
from edflow.engine.ops.queues.lines import (
    ByPriority,
    Element,
    Elements,
    FirstInFirstOut,
    Line,
    Shuffled,
)
from edflow.errors import InvalidArgumentError


class Queue:
    """A queue in a session: its line, and what its elements must look like."""

    def __init__(self, line: Line, dtypes: Sequence[DType], shapes: Any, padded: bool):
        self.line = line
        self._dtypes = dtypes
        self._shapes: tuple[StaticShape, ...] = shapes
        self._padded = padded

    def check(self, components: Sequence[Array], leading: int) -> None:
        """Raise InvalidArgumentError for what its elements may not be.

        Args:
          components: what is to be put in.
          leading: how many axes stand before those of an element.
        """
        if len(components) != len(self._dtypes):
            raise InvalidArgumentError(
                None,
                None,
                f"the queue {self.line.name} holds elements of {len(self._dtypes)} "
                f"components, but {len(components)} were given",
            )
        for k, (static, x) in enumerate(zip(self._shapes, components, strict=False)):
            if not compatible(static, x.shape[leading:]):
                raise InvalidArgumentError(
                    None,
                    None,
                    f"component {k} of an element of the queue {self.line.name} has "
                    f"shape {text(static)}, but {text(x.shape[leading:])} was given",
                )
        lengths = {len(x) for x in components} if leading else set[int]()
        if len(lengths) > 1:
            raise InvalidArgumentError(
                None,
                None,
                "all components must hold as many elements, but they hold "
                f"{', '.join(str(len(x)) for x in components)}",
            )

    def batch(self, elements: Sequence[Element]) -> tuple[Array, ...]:
        """Several elements as one, along a new first axis."""
        if not elements:
            return tuple(
                np.empty((0, *(n or 0 for n in shape or ())), dtype.as_numpy_dtype)
                for dtype, shape in zip(self._dtypes, self._shapes, strict=True)
            )
        columns = zip(*elements, strict=True)
        return tuple(
            (_padded if self._padded else np.stack)(column) for column in columns
        )

    def check_batches(self) -> None:
        """Raise InvalidArgumentError if its elements may differ in shape."""
        if len(self._shapes) != len(self._dtypes):
            raise InvalidArgumentError(
                None,
                None,
                f"the queue {self.line.name} was made without shapes, so that its "
                "elements cannot be put together; give it shapes=…",
            )


def _padded(arrays: Sequence[Array]) -> Array:
    """The arrays one behind the other, each filled up with zeros or empty text."""
    sizes = np.max([x.shape for x in arrays], axis=0) if arrays[0].ndim else ()
    empty = b"" if arrays[0].dtype == object else 0
    out = np.full((len(arrays), *map(int, sizes)), empty, arrays[0].dtype)
    for row, x in zip(out, arrays, strict=True) if arrays[0].ndim else ():
        row[tuple(map(slice, x.shape))] = x
    return out if arrays[0].ndim else np.stack(arrays)


class QueueOp(OpDef, abstract=True):
    """An op whose output stands for a queue."""

    gives = "handle:resource"

    stateful = True
    component_types: tuple[DType, ...]
    shapes: tuple[StaticShape, ...] = ()
    capacity: int = -1
    container: str = ""
    shared_name: str = ""

    def infer(self) -> Spec:
        return Spec((), resource)

    def elements(self) -> Elements:
        """An empty line of the op's order."""
        return FirstInFirstOut()

    @property
    def least(self) -> int:
        """How many elements stay until the queue is closed."""
        return 0

    @property
    def dtypes(self) -> tuple[DType, ...]:
        """The dtypes of an element's components, as they are put in and taken out."""
        return self.component_types

    @property
    def element_shapes(self) -> tuple[StaticShape, ...]:
        """Their shapes; none at all if elements may differ."""
        return self.shapes

    def bind(self, op: Operation, runtime: Runtime) -> Callable[..., Any]:
        def create() -> Queue:
            kind = self.type.removesuffix("V2")
            name = f"{kind} '{op.name}'"
            line = Line(name, self.elements(), self.capacity, runtime.wait, self.least)
            padded = isinstance(self, PaddingFIFOQueueV2)
            return Queue(line, self.dtypes, self.element_shapes, padded)

        queue = runtime.state(self.shared_name or op, create)
        return lambda: queue


class FIFOQueueV2(QueueOp):
    """A queue: first in, first out."""


class PaddingFIFOQueueV2(QueueOp):
    """A queue, first in, first out, whose batches are filled up with zeros."""


class PriorityQueueV2(QueueOp):
    """A queue which the element of the lowest number leaves first."""

    component_types: tuple[DType, ...] = ()

    def elements(self) -> Elements:
        return ByPriority()

    @property
    def dtypes(self) -> tuple[DType, ...]:
        return (int64, *self.component_types)

    @property
    def element_shapes(self) -> tuple[StaticShape, ...]:
        return ((), *self.shapes)


class RandomShuffleQueueV2(QueueOp):
    """A queue which each of its elements is equally likely to leave next."""

    min_after_dequeue: int = 0
    seed: int = 0
    seed2: int = 0

    def elements(self) -> Elements:
        if 0 <= self.capacity <= self.min_after_dequeue:
            raise InvalidArgumentError(
                None,
                None,
                f"min_after_dequeue must be below the capacity {self.capacity}, but "
                f"it is {self.min_after_dequeue}",
            )
        return Shuffled(self.seed, self.seed2)

    @property
    def least(self) -> int:
        return self.min_after_dequeue
