"""The ops on a queue: put elements in, take them out, close it, ask how full it is."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import DType, int32
from edflow.engine.face.dtypes import bool as boolean
from edflow.engine.face.shapes import merge, text
from edflow.engine.graph import OpDef, Spec
from edflow.engine.ops.queues.kinds import Queue


class QueueEnqueueV2(OpDef):
    """queue <- an element, when there is room."""

    stateful = True
    takes = "handle:resource components:**Tcomponents"
    gives = ""
    timeout_ms: int = -1

    def infer(self, handle: Spec, *components: Spec) -> tuple[()]:
        return ()

    def compute(self, queue: Queue, *components: Array) -> tuple[()]:
        held = _copies(components)
        queue.check(held, leading=0)
        queue.line.put([held])
        return ()


class QueueEnqueueManyV2(OpDef):
    """queue <- the elements along the first axis of the components, one by one."""

    stateful = True
    takes = "handle:resource components:**Tcomponents"
    gives = ""
    timeout_ms: int = -1

    def infer(self, handle: Spec, *components: Spec) -> tuple[()]:
        length: Any = None
        for k, x in enumerate(components):
            if x.shape == ():
                raise ValueError(
                    f"component {k} is a single number; enqueue_many puts in what lies "
                    "along the first axis"
                )
            length = merge(length, None if x.shape is None else x.shape[:1])
        return ()

    def compute(self, queue: Queue, *components: Array) -> tuple[()]:
        held = _copies(components)
        queue.check(held, leading=1)
        # With the ellipsis an element of text stays an array.
        rows = range(len(held[0]) if held else 0)
        queue.line.put([tuple(x[i, ...] for x in held) for i in rows])
        return ()


def _copies(components: tuple[Any, ...]) -> tuple[Array, ...]:
    """What the queue keeps: later steps may write over what is theirs.

    A single text comes as an array, or as what it holds.
    """
    return tuple(
        np.array(x, object if isinstance(x, bytes) else None) for x in components
    )


class Dequeue(OpDef, abstract=True):
    """Takes elements out of a queue."""

    stateful = True
    component_types: tuple[DType, ...]
    timeout_ms: int = -1

    def outputs(self, values: tuple[Any, ...]) -> Any:
        """What the op gives: of a single component not a tuple of one."""
        return values if len(values) != 1 else values[0]


class QueueDequeueV2(Dequeue):
    """y = the next element of the queue, when there is one."""

    takes = "handle:resource"
    gives = "components:**component_types"

    def infer(self, handle: Spec) -> tuple[Spec, ...]:
        return tuple(Spec(None, dtype) for dtype in self.component_types)

    def compute(self, queue: Queue) -> Any:
        return self.outputs(queue.line.take(1)[0])


class DequeueMany(Dequeue, abstract=True):
    """Takes several elements out, as one along a new first axis."""

    takes = "handle:resource n:int32"
    fewer: ClassVar[bool] = False

    def infer(self, handle: Spec, n: Spec) -> tuple[Spec, ...]:
        if n.rank not in (None, 0):
            raise ValueError(f"n must be one number, not of shape {text(n.shape)}")
        if n.known is not None and n.known < 0:
            raise ValueError(f"n must be at least 0, but it is {n.known}")
        return tuple(Spec(None, dtype) for dtype in self.component_types)

    def compute(self, queue: Queue, n: Array) -> Any:
        if n < 0:
            raise ValueError(f"n must be at least 0, but it is {n}")
        queue.check_batches()
        return self.outputs(queue.batch(queue.line.take(int(n), self.fewer)))


class QueueDequeueManyV2(DequeueMany):
    """y = the next n elements of the queue, when they are there."""

    gives = "components:**component_types"


class QueueDequeueUpToV2(DequeueMany):
    """y = the next n elements of the queue; of a closed one also fewer, if any."""

    gives = "components:**component_types"

    fewer = True


class QueueCloseV2(OpDef):
    """Nothing can be put into the queue any more; what is in it can be taken out."""

    stateful = True
    takes = "handle:resource"
    gives = ""
    cancel_pending_enqueues: bool = False

    def infer(self, handle: Spec) -> tuple[()]:
        return ()

    def compute(self, queue: Queue) -> tuple[()]:
        queue.line.close(self.cancel_pending_enqueues)
        return ()


class QueueSizeV2(OpDef):
    """y = the number of elements in the queue."""

    stateful = True
    takes = "handle:resource"
    gives = "size:int32"

    def infer(self, handle: Spec) -> Spec:
        return Spec((), int32)

    def compute(self, queue: Queue) -> Array:
        return np.array(len(queue.line), np.int32)


class QueueIsClosedV2(OpDef):
    """y = whether the queue is closed."""

    stateful = True
    takes = "handle:resource"
    gives = "is_closed:bool"

    def infer(self, handle: Spec) -> Spec:
        return Spec((), boolean)

    def compute(self, queue: Queue) -> Array:
        return np.array(queue.line.closed)
