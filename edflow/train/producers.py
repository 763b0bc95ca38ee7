"""Queues of input that fill themselves: names of files, numbers, slices."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from edflow.engine.face.dtypes import float32, int64, string
from edflow.engine.face.keys import GraphKeys
from edflow.engine.face.shapes import TensorShape, as_shape, is_full, merge, text
from edflow.engine.graph import Operation, Tensor, get_default_graph, name_scope
from edflow.engine.ops.array.casting import cast
from edflow.engine.ops.array.gathering import gather
from edflow.engine.ops.array.ranges import range_
from edflow.engine.ops.array.shape import identity, shape, size
from edflow.engine.ops.assertions import assert_true
from edflow.engine.ops.build import constant, convert_to_tensor
from edflow.engine.ops.files import matching_files
from edflow.engine.ops.math.comparing import greater
from edflow.engine.ops.queues.orders import FIFOQueue
from edflow.engine.ops.random.distributions import random_shuffle
from edflow.engine.ops.state.variable import Variable
from edflow.summary.numbers import scalar
from edflow.train.queue_runner import QueueRunner, add_queue_runner

__all__ = [
    "input_producer", "limit_epochs", "match_filenames_once", "range_input_producer",
    "slice_input_producer", "string_input_producer",
]  # fmt: skip


def match_filenames_once(pattern: Any, name: str | None = None) -> Variable:
    """The names of the files that fit a pattern, looked for once.

    Args:
      pattern: a pattern as for `tf.matching_files`, or a list of them.
      name: the variable's name.

    Returns:
      A local variable: run `tf.local_variables_initializer()` first.
    """
    with name_scope(name, "matching_filenames", [pattern]) as scope:
        return Variable(
            matching_files(pattern),
            trainable=False,
            collections=[GraphKeys.LOCAL_VARIABLES],
            name=scope,
            validate_shape=False,
        )


def limit_epochs(
    tensor: Any, num_epochs: int | None = None, name: str | None = None
) -> Tensor:
    """`tensor` as it is, `num_epochs` times; then a run fails with OutOfRangeError.

    Args:
      tensor: any tensor.
      num_epochs: how many times, counted in a local variable: run
        `tf.local_variables_initializer()` first. None for no limit.
      name: the operation's name.

    Raises:
      ValueError: `num_epochs` is not positive.
    """
    if num_epochs is None:
        return tensor
    if num_epochs <= 0:
        raise ValueError(f"num_epochs must be at least 1, not {num_epochs}")
    with name_scope(name, "limit_epochs", [tensor]) as scope:
        epochs = Variable(
            constant(0, int64),
            name="epochs",
            trainable=False,
            collections=[GraphKeys.LOCAL_VARIABLES],
        )
        counted = epochs.count_up_to(num_epochs)
        with get_default_graph().control_dependencies([counted]):
            return identity(tensor, name=scope)


def input_producer(
    input_tensor: Any,
    element_shape: Any = None,
    num_epochs: int | None = None,
    shuffle: bool = True,
    seed: int | None = None,
    capacity: int = 32,
    shared_name: str | None = None,
    summary_name: str | None = None,
    name: str | None = None,
    cancel_op: Operation | None = None,
) -> FIFOQueue:
    """A queue that is filled with the rows of a tensor, again and again.

    `tf.train.start_queue_runners` starts to fill it.

    Args:
      input_tensor: the rows.
      element_shape: the shape of a row, where the tensor's does not say it.
      num_epochs: how many times each row is put in; None for without end. It is
        counted in a local variable: run `tf.local_variables_initializer()` first.
      shuffle: put the rows in a new order each time.
      seed: settles that order.
      capacity: how many rows the queue holds.
      shared_name: queues of one such name are one in a session.
      summary_name: the name of a summary of how full the queue is.
      name: the name of the scope, and of the queue.
      cancel_op: the operation that ends the filling.

    Raises:
      ValueError: the shape of a row is not known.
    """
    with name_scope(name, "input_producer", [input_tensor]):
        rows = convert_to_tensor(input_tensor, name="input_tensor")
        known = rows.spec.shape
        row = as_shape(
            merge(None if known is None else known[1:], as_shape(element_shape))
        )
        if not is_full(row):
            raise ValueError(
                f"the shape of a row must be known, but it is {text(row)}; give "
                "element_shape=…"
            )
        if shuffle:
            rows = random_shuffle(rows, seed=seed)
        rows = limit_epochs(rows, num_epochs)
        queue = FIFOQueue(
            capacity,
            [rows.dtype.base_dtype],
            [TensorShape(row)],
            shared_name=shared_name,
            name=name,
        )
        fill = queue.enqueue_many([rows])
        add_queue_runner(QueueRunner(queue, [fill], cancel_op=cancel_op))
        if summary_name is not None:
            scalar(summary_name, cast(queue.size(), float32) * (1.0 / capacity))
        return queue


def string_input_producer(
    string_tensor: Any,
    num_epochs: int | None = None,
    shuffle: bool = True,
    seed: int | None = None,
    capacity: int = 32,
    shared_name: str | None = None,
    name: str | None = None,
    cancel_op: Operation | None = None,
) -> FIFOQueue:
    """A queue of texts, mostly names of files for a reader.

    Arguments as for `input_producer`.

    Raises:
      ValueError: there are no texts.
      InvalidArgumentError: there are none in a run.
    """
    if not isinstance(string_tensor, Tensor | Variable) and not len(string_tensor):
        raise ValueError("string_input_producer needs at least one text")
    with name_scope(name, "input_producer", [string_tensor]) as scope:
        texts = convert_to_tensor(string_tensor, string)
        some = assert_true(
            greater(size(texts), 0), ["string_input_producer needs at least one text"]
        )
        with get_default_graph().control_dependencies([some]):
            texts = identity(texts)
        return input_producer(
            texts,
            [],
            num_epochs,
            shuffle,
            seed,
            capacity,
            shared_name,
            f"fraction_of_{capacity}_full",
            scope,
            cancel_op,
        )


def range_input_producer(
    limit: Any,
    num_epochs: int | None = None,
    shuffle: bool = True,
    seed: int | None = None,
    capacity: int = 32,
    shared_name: str | None = None,
    name: str | None = None,
) -> FIFOQueue:
    """A queue of the numbers from 0 to limit - 1; arguments as `input_producer`."""
    with name_scope(name, "input_producer", [limit]) as scope:
        return input_producer(
            range_(limit),
            [],
            num_epochs,
            shuffle,
            seed,
            capacity,
            shared_name,
            f"fraction_of_{capacity}_full",
            scope,
        )


def slice_input_producer(
    tensor_list: Sequence[Any],
    num_epochs: int | None = None,
    shuffle: bool = True,
    seed: int | None = None,
    capacity: int = 32,
    shared_name: str | None = None,
    name: str | None = None,
) -> list[Tensor]:
    """One row of each tensor, another in each run: of all the same, by number.

    Args:
      tensor_list: tensors with equally many rows.
      num_epochs, shuffle, seed, capacity, shared_name, name: as `input_producer`.

    >>> import edflow as tf
    >>> images, labels = [[0.0, 0.1], [1.0, 1.1]], [0, 1]
    >>> image, label = tf.train.slice_input_producer([images, labels])
    >>> print(image.shape, label.shape)
    (2,) ()
    """
    with name_scope(name, "input_producer", tensor_list):
        tensors = [convert_to_tensor(tensor) for tensor in tensor_list]
        if not tensors:
            raise ValueError("slice_input_producer needs at least one tensor")
        count = shape(tensors[0])[0]
        queue = range_input_producer(
            count, num_epochs, shuffle, seed, capacity, shared_name
        )
        number = queue.dequeue()
        return [gather(tensor, number) for tensor in tensors]
