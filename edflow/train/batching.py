"""Batches out of single examples: a queue between who reads and who trains."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from edflow.train.example_queues import in_order, shuffled

__all__ = [
    "batch", "batch_join", "maybe_batch", "maybe_batch_join", "maybe_shuffle_batch",
    "maybe_shuffle_batch_join", "shuffle_batch", "shuffle_batch_join",
]  # fmt: skip


def batch(
    tensors: Any,
    batch_size: Any,
    num_threads: int = 1,
    capacity: int = 32,
    enqueue_many: bool = False,
    shapes: Any = None,
    dynamic_pad: bool = False,
    allow_smaller_final_batch: bool = False,
    shared_name: str | None = None,
    name: str | None = None,
) -> Any:
    """Examples, one by one, as batches.

    A queue stands in between; `tf.train.start_queue_runners` starts to fill it.

    Args:
      tensors: the components of an example: a list or a dict of tensors.
      batch_size: how many examples a batch holds.
      num_threads: how many threads read; with more than one the order is open.
      capacity: how many examples the queue holds.
      enqueue_many: whether the tensors hold several examples, along the first axis.
      shapes: the shapes of an example's components, where the tensors' do not say it.
      dynamic_pad: take components of different sizes, and fill up with zeros.
      allow_smaller_final_batch: whether the last batch may hold fewer, else what does
        not fill a batch is dropped.
      shared_name: queues of one such name are one in a session.
      name: the name of the scope, and of the batches.

    Returns:
      The components with one more axis in front, in the structure of `tensors`; for a
      list of one a tensor.

    Raises:
      ValueError: a shape is not known, and `dynamic_pad` is not set.
      OutOfRangeError: in a run, the input is used up.

    >>> import edflow as tf
    >>> number = tf.train.range_input_producer(6, shuffle=False).dequeue()
    >>> numbers = tf.train.batch([number], batch_size=4)
    >>> with tf.Session() as session:
    ...     coord = tf.train.Coordinator()
    ...     threads = tf.train.start_queue_runners(session, coord)
    ...     print(session.run(numbers))
    ...     coord.request_stop()
    ...     coord.join(threads)
    [0 1 2 3]
    """
    return in_order(
        [_listed(tensors)],
        batch_size,
        True,
        num_threads,
        capacity,
        enqueue_many,
        shapes,
        dynamic_pad,
        allow_smaller_final_batch,
        shared_name,
        "batch",
        name,
    )


def maybe_batch(
    tensors: Any,
    keep_input: Any,
    batch_size: Any,
    num_threads: int = 1,
    capacity: int = 32,
    enqueue_many: bool = False,
    shapes: Any = None,
    dynamic_pad: bool = False,
    allow_smaller_final_batch: bool = False,
    shared_name: str | None = None,
    name: str | None = None,
) -> Any:
    """As `batch`, of those examples for which `keep_input` is true.

    Args:
      tensors, batch_size, num_threads, capacity, enqueue_many: as for `batch`.
      keep_input: a truth value, or with `enqueue_many` one for each row.
      shapes, dynamic_pad, allow_smaller_final_batch, shared_name, name: likewise.
    """
    return in_order(
        [_listed(tensors)],
        batch_size,
        keep_input,
        num_threads,
        capacity,
        enqueue_many,
        shapes,
        dynamic_pad,
        allow_smaller_final_batch,
        shared_name,
        "batch",
        name,
    )


def batch_join(
    tensors_list: Any,
    batch_size: Any,
    capacity: int = 32,
    enqueue_many: bool = False,
    shapes: Any = None,
    dynamic_pad: bool = False,
    allow_smaller_final_batch: bool = False,
    shared_name: str | None = None,
    name: str | None = None,
) -> Any:
    """As `batch`, from several sources, each read by a thread of its own.

    Args:
      tensors_list: the sources, each as `tensors` of `batch`.
      batch_size, capacity, enqueue_many, shapes, dynamic_pad,
        allow_smaller_final_batch, shared_name, name: as for `batch`.
    """
    return in_order(
        [_listed(source) for source in tensors_list],
        batch_size,
        True,
        1,
        capacity,
        enqueue_many,
        shapes,
        dynamic_pad,
        allow_smaller_final_batch,
        shared_name,
        "batch_join",
        name,
    )


def maybe_batch_join(
    tensors_list: Any,
    keep_input: Any,
    batch_size: Any,
    capacity: int = 32,
    enqueue_many: bool = False,
    shapes: Any = None,
    dynamic_pad: bool = False,
    allow_smaller_final_batch: bool = False,
    shared_name: str | None = None,
    name: str | None = None,
) -> Any:
    """As `batch_join`, of those examples for which `keep_input` is true."""
    return in_order(
        [_listed(source) for source in tensors_list],
        batch_size,
        keep_input,
        1,
        capacity,
        enqueue_many,
        shapes,
        dynamic_pad,
        allow_smaller_final_batch,
        shared_name,
        "batch_join",
        name,
    )


def shuffle_batch(
    tensors: Any,
    batch_size: Any,
    capacity: int,
    min_after_dequeue: int,
    num_threads: int = 1,
    seed: int | None = None,
    enqueue_many: bool = False,
    shapes: Any = None,
    allow_smaller_final_batch: bool = False,
    shared_name: str | None = None,
    name: str | None = None,
) -> Any:
    """Examples, one by one, as batches in random order.

    Args:
      tensors, batch_size: as for `batch`.
      capacity: how many examples the queue holds.
      min_after_dequeue: how many stay in it, to choose from: the more, the better they
        are mixed, and the longer it takes to begin.
      num_threads: how many threads read.
      seed: settles the order, together with `tf.set_random_seed`.
      enqueue_many, shapes, allow_smaller_final_batch, shared_name, name: as for
        `batch`.
    """
    return shuffled(
        [_listed(tensors)],
        batch_size,
        capacity,
        min_after_dequeue,
        True,
        num_threads,
        seed,
        enqueue_many,
        shapes,
        allow_smaller_final_batch,
        shared_name,
        "shuffle_batch",
        name,
    )


def maybe_shuffle_batch(
    tensors: Any,
    batch_size: Any,
    capacity: int,
    min_after_dequeue: int,
    keep_input: Any,
    num_threads: int = 1,
    seed: int | None = None,
    enqueue_many: bool = False,
    shapes: Any = None,
    allow_smaller_final_batch: bool = False,
    shared_name: str | None = None,
    name: str | None = None,
) -> Any:
    """As `shuffle_batch`, of those examples for which `keep_input` is true."""
    return shuffled(
        [_listed(tensors)],
        batch_size,
        capacity,
        min_after_dequeue,
        keep_input,
        num_threads,
        seed,
        enqueue_many,
        shapes,
        allow_smaller_final_batch,
        shared_name,
        "shuffle_batch",
        name,
    )


def shuffle_batch_join(
    tensors_list: Any,
    batch_size: Any,
    capacity: int,
    min_after_dequeue: int,
    seed: int | None = None,
    enqueue_many: bool = False,
    shapes: Any = None,
    allow_smaller_final_batch: bool = False,
    shared_name: str | None = None,
    name: str | None = None,
) -> Any:
    """As `shuffle_batch`, from several sources, each read by a thread of its own."""
    return shuffled(
        [_listed(source) for source in tensors_list],
        batch_size,
        capacity,
        min_after_dequeue,
        True,
        1,
        seed,
        enqueue_many,
        shapes,
        allow_smaller_final_batch,
        shared_name,
        "shuffle_batch_join",
        name,
    )


def maybe_shuffle_batch_join(
    tensors_list: Any,
    batch_size: Any,
    capacity: int,
    min_after_dequeue: int,
    keep_input: Any,
    seed: int | None = None,
    enqueue_many: bool = False,
    shapes: Any = None,
    allow_smaller_final_batch: bool = False,
    shared_name: str | None = None,
    name: str | None = None,
) -> Any:
    """As `shuffle_batch_join`, of the examples for which `keep_input` is true."""
    return shuffled(
        [_listed(source) for source in tensors_list],
        batch_size,
        capacity,
        min_after_dequeue,
        keep_input,
        1,
        seed,
        enqueue_many,
        shapes,
        allow_smaller_final_batch,
        shared_name,
        "shuffle_batch_join",
        name,
    )


def _listed(tensors: Any) -> Any:
    """A source as a list or a dict: a tensor says by itself that it is neither."""
    return tensors if isinstance(tensors, Mapping) else list(tensors)
