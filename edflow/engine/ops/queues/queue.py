"""QueueBase: what programs do with a queue of any kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from edflow.engine.face.dtypes import DType
from edflow.engine.face.shapes import (
    Shape,
    TensorShape,
    as_shape,
    compatible,
    text,
)
from edflow.engine.graph import Operation, Tensor, name_scope
from edflow.engine.ops.array.gathering import gather
from edflow.engine.ops.array.stacking import stack
from edflow.engine.ops.build import apply, as_list, convert_to_tensor
from edflow.engine.ops.queues.access import (
    DequeueMany,
    QueueCloseV2,
    QueueDequeueManyV2,
    QueueDequeueUpToV2,
    QueueDequeueV2,
    QueueEnqueueManyV2,
    QueueEnqueueV2,
    QueueIsClosedV2,
    QueueSizeV2,
)

__all__ = ["QueueBase"]


class QueueBase:
    """What all queues have: elements in line, put in and taken out by threads.

    Args:
      dtypes: the dtypes of an element's components.
      shapes: their shapes, None where elements may differ.
      names: their names; then elements are dicts.
      queue_ref: the tensor that stands for the queue.
    """

    def __init__(
        self,
        dtypes: Sequence[DType],
        shapes: Sequence[Any],
        names: Sequence[str] | None,
        queue_ref: Tensor,
    ):
        if names is not None and len(names) != len(dtypes):
            raise ValueError(
                f"{len(dtypes)} components need as many names, not {len(names)}"
            )
        self._dtypes = list(dtypes)
        self._shapes: list[Shape] = [as_shape(shape) for shape in shapes]
        self._names = None if names is None else list(names)
        self._queue_ref = queue_ref

    @property
    def queue_ref(self) -> Tensor:
        """The tensor that stands for the queue."""
        return self._queue_ref

    @property
    def name(self) -> str:
        """The name of its operation."""
        return self._queue_ref.op.name

    @property
    def dtypes(self) -> list[DType]:
        """The dtypes of an element's components."""
        return self._dtypes

    @property
    def shapes(self) -> list[TensorShape]:
        """Their shapes, as far as they are known."""
        return [TensorShape(shape) for shape in self._shapes]

    @property
    def names(self) -> list[str] | None:
        """Their names, if elements are dicts."""
        return self._names

    @staticmethod
    def from_list(index: Any, queues: Sequence[QueueBase]) -> QueueBase:
        """The queue at place `index`, a tensor, of several with the same dtypes.

        Raises:
          TypeError: it is no list of queues, or their dtypes differ.
          ValueError: their names differ.
        """
        if not queues or not all(isinstance(q, QueueBase) for q in queues):
            raise TypeError(f"from_list needs a list of queues, not {queues!r}")
        first = queues[0]
        if any(q.dtypes != first.dtypes for q in queues):
            raise TypeError("the queues must have the same dtypes")
        if any(q.names != first.names for q in queues):
            raise ValueError("the queues must have the same names")
        every = zip(*(map(as_shape, q.shapes) for q in queues), strict=False)
        shapes = [in_common(shapes) for shapes in every]
        handles = stack([q.queue_ref for q in queues])
        return QueueBase(first.dtypes, shapes, first.names, gather(handles, index))

    def enqueue(self, vals: Any, name: str | None = None) -> Operation:
        """An operation that puts one element in; it waits until there is room.

        Args:
          vals: the components: a list, of a single one also that itself; a dict where
            the queue has names.
          name: the operation's name.

        Raises:
          CancelledError: in a run, the queue is closed, or so is the session.
        """
        with name_scope(name, self._called("enqueue"), _flat(vals)) as scope:
            components = self._components(vals)
            for x, shape in zip(components, self._shapes, strict=False):
                _check_fits(x.spec.shape, shape)
            return apply(QueueEnqueueV2(), self._queue_ref, components, name=scope)

    def enqueue_many(self, vals: Any, name: str | None = None) -> Operation:
        """An operation that puts in the elements along the first axis, one by one.

        Args:
          vals: the components, as for `enqueue`, with one more axis in front.
          name: the operation's name.

        Raises:
          ValueError: the components are not all of one length.
          CancelledError: in a run, the queue is closed before all are in.
        """
        with name_scope(name, self._called("EnqueueMany"), _flat(vals)) as scope:
            components = self._components(vals)
            for x, shape in zip(components, self._shapes, strict=False):
                known = x.spec.shape
                _check_fits(None if known is None else known[1:], shape)
            return apply(QueueEnqueueManyV2(), self._queue_ref, components, name=scope)

    def dequeue(self, name: str | None = None) -> Any:
        """The next element; a run waits until there is one.

        Returns:
          A tensor, a list of them for several components, a dict if they have names.

        Raises:
          OutOfRangeError: in a run, the queue is closed and empty.
          CancelledError: in a run, the session is closed.
        """
        op = QueueDequeueV2(tuple(self._dtypes))
        taken = as_list(
            apply(op, self._queue_ref, name=name or self._called("Dequeue"))
        )
        for tensor, shape in zip(taken, self._shapes, strict=False):
            tensor.set_shape(TensorShape(shape))
        return self._handed_out(taken)

    def dequeue_many(self, n: Any, name: str | None = None) -> Any:
        """The next `n` elements as one, along a new first axis; a run waits for them.

        Args:
          n: how many.
          name: the operation's name.

        Raises:
          OutOfRangeError: in a run, the queue is closed and holds fewer.
          InvalidArgumentError: in a run, the queue was made without shapes.
        """
        op = QueueDequeueManyV2(tuple(self._dtypes))
        return self._many(op, n, name or self._called("DequeueMany"))

    def dequeue_up_to(self, n: Any, name: str | None = None) -> Any:
        """As `dequeue_many`, but of a closed queue also the fewer that are left."""
        op = QueueDequeueUpToV2(tuple(self._dtypes))
        return self._many(op, n, name or self._called("DequeueUpTo"))

    def _many(self, op: DequeueMany, n: Any, name: str) -> Any:
        taken = as_list(apply(op, self._queue_ref, n, name=name))
        known = taken[0].op.inputs[1].spec.known
        count = None if known is None or op.fewer else int(known)
        for tensor, shape in zip(taken, self._shapes, strict=False):
            if shape is not None:
                tensor.set_shape(TensorShape((count, *shape)))
        return self._handed_out(taken)

    def close(
        self, cancel_pending_enqueues: bool = False, name: str | None = None
    ) -> Operation:
        """An operation after which nothing can be put in any more.

        Args:
          cancel_pending_enqueues: whether runs that wait for room fail with
            CancelledError; else the operation waits until they are served.
          name: the operation's name.
        """
        op = QueueCloseV2(cancel_pending_enqueues)
        return apply(op, self._queue_ref, name=name or self._called("Close"))

    def is_closed(self, name: str | None = None) -> Tensor:
        """Whether the queue is closed."""
        name = name or self._called("Is_Closed")
        return apply(QueueIsClosedV2(), self._queue_ref, name=name)

    def size(self, name: str | None = None) -> Tensor:
        """The number of elements in the queue."""
        return apply(QueueSizeV2(), self._queue_ref, name=name or self._called("Size"))

    def _called(self, what: str) -> str:
        return f"{self.name.rsplit('/', 1)[-1]}_{what}"

    def _components(self, vals: Any) -> list[Tensor]:
        """The components of an element as tensors, each of its dtype."""
        if isinstance(vals, Mapping):
            if self._names is None:
                raise ValueError("this queue's components have no names; give a list")
            if sorted(map(str, vals)) != sorted(self._names):
                raise ValueError(
                    f"the components are {', '.join(self._names)}, but "
                    f"{', '.join(map(str, vals))} were given"
                )
            vals = [vals[name] for name in self._names]
        elif self._names is not None:
            raise ValueError("this queue's components have names; give a dict")
        elif not isinstance(vals, list | tuple):
            vals = [vals]
        return [
            convert_to_tensor(value, dtype, f"component_{i}")
            for i, (value, dtype) in enumerate(zip(vals, self._dtypes, strict=False))
        ]

    def _handed_out(self, tensors: list[Tensor]) -> Any:
        """An element as the program gets it."""
        if self._names is not None:
            return dict(zip(self._names, tensors, strict=True))
        return tensors if len(tensors) != 1 else tensors[0]


def _flat(vals: Any) -> list[Any]:
    if isinstance(vals, Mapping):
        return list(vals.values())
    return list(vals) if isinstance(vals, list | tuple) else [vals]


def in_common(shapes: Sequence[Shape]) -> Shape:
    """What is so of all shapes: a size that differs is unknown."""
    ranks = {None if shape is None else len(shape) for shape in shapes}
    if None in ranks or len(ranks) > 1:
        return None
    columns = zip(*(shape or () for shape in shapes), strict=True)
    return tuple(column[0] if len(set(column)) == 1 else None for column in columns)


def _check_fits(given: Shape, wanted: Shape) -> None:
    if not compatible(given, wanted):
        raise ValueError(
            f"the shape {text(given)} does not fit that of the queue, {text(wanted)}"
        )
