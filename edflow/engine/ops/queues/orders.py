"""`tf.FIFOQueue` and the other kinds of queues."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from edflow.engine.face.dtypes import DType, as_dtype, int64
from edflow.engine.face.shapes import Shape, TensorShape, as_shape, is_full, text
from edflow.engine.ops.build import apply
from edflow.engine.ops.queues.kinds import (
    FIFOQueueV2,
    PaddingFIFOQueueV2,
    PriorityQueueV2,
    RandomShuffleQueueV2,
)
from edflow.engine.ops.queues.queue import QueueBase
from edflow.engine.ops.seeds import op_seeds

__all__ = ["FIFOQueue", "PaddingFIFOQueue", "PriorityQueue", "RandomShuffleQueue"]


def _dtypes(given: Any) -> tuple[DType, ...]:
    several = given if isinstance(given, list | tuple) else [given]
    return tuple(as_dtype(dtype) for dtype in several)


def _shapes(given: Any, dtypes: Sequence[DType]) -> tuple[Shape, ...]:
    """The shapes of components; none at all if they were not given."""
    if given is None:
        return ()
    if isinstance(given, TensorShape):
        given = [given]
    shapes = tuple(as_shape(shape) for shape in given)
    if len(shapes) != len(dtypes):
        raise ValueError(f"{len(dtypes)} dtypes need as many shapes, not {len(shapes)}")
    return shapes


def _full_shapes(given: Any, dtypes: Sequence[DType]) -> tuple[Shape, ...]:
    shapes = _shapes(given, dtypes)
    if not all(map(is_full, shapes)):
        raise ValueError(
            f"all shapes must be fully known, not {', '.join(map(text, shapes))}; a "
            "PaddingFIFOQueue takes elements of different sizes"
        )
    return shapes


def _names(given: Any) -> list[str] | None:
    return [given] if isinstance(given, str) else given


class FIFOQueue(QueueBase):
    """A queue which the oldest element leaves first.

    Args:
      capacity: how many elements have room; who puts in more waits.
      dtypes: the dtypes of an element's components.
      shapes: their shapes, which `dequeue_many` needs.
      names: their names; then elements are dicts.
      shared_name: queues of one such name are one in a session.
      name: the operation's name.

    >>> import edflow as tf
    >>> queue = tf.FIFOQueue(10, tf.float32, shapes=[[]])
    >>> put, two = queue.enqueue_many([[1.0, 2.0, 3.0]]), queue.dequeue_many(2)
    >>> with tf.Session() as session:
    ...     session.run(put)
    ...     print(session.run(two), session.run(queue.size()))
    [1. 2.] 1
    """

    def __init__(
        self,
        capacity: int,
        dtypes: Any,
        shapes: Any = None,
        names: Any = None,
        shared_name: str | None = None,
        name: str | None = "fifo_queue",
    ):
        kinds = _dtypes(dtypes)
        sizes = _full_shapes(shapes, kinds)
        op = FIFOQueueV2(kinds, sizes, capacity, shared_name=shared_name or "")
        super().__init__(kinds, sizes, _names(names), apply(op, name=name))


class PaddingFIFOQueue(QueueBase):
    """A queue, first in first out, whose batches are filled up to one size.

    With zeros, or empty text, behind the elements. Arguments as for `FIFOQueue`, but
    `shapes` are needed, and None in them stands for sizes that may differ.

    >>> import edflow as tf
    >>> queue = tf.PaddingFIFOQueue(10, tf.int32, shapes=[[None]])
    >>> with tf.Session() as session:
    ...     session.run(queue.enqueue([[1, 2, 3]]))
    ...     session.run(queue.enqueue([[4]]))
    ...     print(session.run(queue.dequeue_many(2)))
    [[1 2 3]
     [4 0 0]]
    """

    def __init__(
        self,
        capacity: int,
        dtypes: Any,
        shapes: Any,
        names: Any = None,
        shared_name: str | None = None,
        name: str | None = "padding_fifo_queue",
    ):
        kinds = _dtypes(dtypes)
        sizes = _shapes(shapes, kinds)
        if len(sizes) != len(kinds):
            raise ValueError("a PaddingFIFOQueue needs the shapes of its components")
        op = PaddingFIFOQueueV2(kinds, sizes, capacity, shared_name=shared_name or "")
        super().__init__(kinds, sizes, _names(names), apply(op, name=name))


class RandomShuffleQueue(QueueBase):
    """A queue which each of its elements is equally likely to leave next.

    Args:
      capacity: how many elements have room.
      min_after_dequeue: how many stay in it until it is closed: the more, the better
        they are mixed.
      dtypes, shapes, names, shared_name, name: as for `FIFOQueue`.
      seed: settles the order, together with `tf.set_random_seed`.
    """

    def __init__(
        self,
        capacity: int,
        min_after_dequeue: int,
        dtypes: Any,
        shapes: Any = None,
        names: Any = None,
        seed: int | None = None,
        shared_name: str | None = None,
        name: str | None = "random_shuffle_queue",
    ):
        kinds = _dtypes(dtypes)
        sizes = _full_shapes(shapes, kinds)
        op = RandomShuffleQueueV2(
            kinds, sizes, capacity, "", shared_name or "", min_after_dequeue,
            *op_seeds(seed),
        )  # fmt: skip
        super().__init__(kinds, sizes, _names(names), apply(op, name=name))


class PriorityQueue(QueueBase):
    """A queue which the element of the lowest number leaves first.

    The first component of an element is that number, an int64.

    Args:
      capacity: how many elements have room.
      types: the dtypes of an element's further components.
      shapes: their shapes.
      names, shared_name, name: as for `FIFOQueue`.

    >>> import edflow as tf
    >>> queue = tf.PriorityQueue(10, tf.string, shapes=[[]])
    >>> with tf.Session() as session:
    ...     session.run(queue.enqueue_many([[3, 1], ["later", "first"]]))
    ...     print(session.run(queue.dequeue()[1]))
    b'first'
    """

    def __init__(
        self,
        capacity: int,
        types: Any,
        shapes: Any = None,
        names: Any = None,
        shared_name: str | None = None,
        name: str | None = "priority_queue",
    ):
        kinds = _dtypes(types)
        sizes = _full_shapes(shapes, kinds)
        op = PriorityQueueV2(kinds, sizes, capacity, shared_name=shared_name or "")
        handle = apply(op, name=name)
        all_sizes = ((), *sizes) if sizes or not kinds else ()
        super().__init__((int64, *kinds), all_sizes, _names(names), handle)
