"""The graph of batches: single examples, a queue with its runner, batches of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from edflow.engine.control.branching import cond
from edflow.engine.face.dtypes import bool as boolean
from edflow.engine.face.dtypes import float32, int32
from edflow.engine.face.shapes import TensorShape
from edflow.engine.graph import Operation, Tensor, name_scope
from edflow.engine.ops.array.casting import cast
from edflow.engine.ops.array.partitioning import dynamic_partition
from edflow.engine.ops.build import Const, convert_to_tensor
from edflow.engine.ops.grouping import no_op
from edflow.engine.ops.math.arithmetic import maximum
from edflow.engine.ops.queues.orders import (
    FIFOQueue,
    PaddingFIFOQueue,
    RandomShuffleQueue,
)
from edflow.engine.ops.queues.queue import QueueBase, in_common
from edflow.engine.ops.sparse.tensor import SparseTensor
from edflow.summary.numbers import scalar
from edflow.train.queue_runner import QueueRunner, add_queue_runner


class _Examples:
    """What is to be put in the queue: of each source its tensors, in one order."""

    def __init__(self, sources: Sequence[Any]):
        first = sources[0]
        self.keys = sorted(first) if isinstance(first, Mapping) else None
        self.sources = [self._tensors(source) for source in sources]
        dtypes = [[t.dtype.base_dtype for t in source] for source in self.sources]
        if any(found != dtypes[0] for found in dtypes):
            raise TypeError(
                f"all sources must have the same dtypes, but they have {dtypes}"
            )
        self.dtypes = dtypes[0]

    def _tensors(self, source: Any) -> list[Tensor]:
        items = list(source) if self.keys is None else [source[k] for k in self.keys]
        if not items:
            raise ValueError("a batch needs at least one tensor")
        if any(isinstance(item, SparseTensor) for item in items):
            raise TypeError(
                "a queue holds no sparse tensors; put in tf.serialize_sparse(x), and "
                "take tf.deserialize_many_sparse of the batch"
            )
        return [convert_to_tensor(item) for item in items]

    def shapes(self, given: Any, enqueue_many: bool) -> list[TensorShape]:
        """The shapes of the components of one example, as far as they are known."""
        if given is not None:
            return [TensorShape(shape) for shape in given]
        shapes: list[TensorShape] = []
        for tensors in zip(*self.sources, strict=True):
            known = [t.spec.shape for t in tensors]
            if enqueue_many:
                known = [None if s is None else s[1:] for s in known]
            shapes.append(TensorShape(in_common(known)))
        return shapes

    def like_given(self, taken: Any) -> Any:
        """What was taken from the queue, in the structure that was given."""
        if self.keys is None:
            return taken
        several = taken if isinstance(taken, list) else [taken]
        return dict(zip(self.keys, several, strict=True))


def _keep(keep_input: Any, enqueue_many: bool) -> Tensor:
    keep = convert_to_tensor(keep_input, boolean)
    if keep.spec.shape is None:
        raise ValueError("the rank of keep_input must be known: a scalar or a vector")
    if keep.spec.rank == 1 and not enqueue_many:
        raise ValueError(
            "keep_input may be a vector only with enqueue_many=True: one for each row"
        )
    if keep.spec.rank not in (0, 1):
        raise ValueError(f"keep_input must be a scalar or a vector, not {keep.shape}")
    return keep


def _fill(
    queue: QueueBase,
    sources: Sequence[Sequence[Tensor]],
    threads: int,
    enqueue_many: bool,
    keep: Tensor,
) -> None:
    """Give the queue a runner that puts in what the sources read."""

    def put(tensors: Sequence[Tensor]) -> Operation:
        return (queue.enqueue_many if enqueue_many else queue.enqueue)(tensors)

    def enqueue(tensors: Sequence[Tensor]) -> Any:
        if keep.spec.rank == 1:
            chosen = cast(keep, int32)
            return put([dynamic_partition(t, chosen, 2)[1] for t in tensors])
        if isinstance(keep.op.opdef, Const):
            return put(tensors) if keep.op.opdef.value else no_op()
        return cond(keep, lambda: put(tensors), no_op)

    ops = [enqueue(tensors) for tensors in sources]
    add_queue_runner(QueueRunner(queue, ops * threads))


def _batches(
    sources: Sequence[Any],
    batch_size: Any,
    keep_input: Any,
    make: Callable[[_Examples, list[TensorShape]], QueueBase],
    full: Callable[[QueueBase], tuple[str, Tensor]],
    threads: int,
    enqueue_many: bool,
    shapes: Any,
    smaller: bool,
    scope: str,
) -> Any:
    """The graph of all these functions: examples, a queue, its fill, batches."""
    examples = _Examples(sources)
    keep = _keep(keep_input, enqueue_many)
    queue = make(examples, examples.shapes(shapes, enqueue_many))
    _fill(queue, examples.sources, threads, enqueue_many, keep)
    scalar(*full(queue))
    dequeue = queue.dequeue_up_to if smaller else queue.dequeue_many
    return examples.like_given(dequeue(batch_size, name=scope))


def in_order(
    sources: Sequence[Any],
    batch_size: Any,
    keep_input: Any,
    threads: int,
    capacity: int,
    enqueue_many: bool,
    shapes: Any,
    dynamic_pad: bool,
    smaller: bool,
    shared_name: str | None,
    default_name: str,
    name: str | None,
) -> Any:
    """Batches of the examples of `sources`, in order; the arguments are `batch`'s."""
    kind = PaddingFIFOQueue if dynamic_pad else FIFOQueue

    def make(examples: _Examples, sizes: list[TensorShape]) -> QueueBase:
        return kind(capacity, examples.dtypes, sizes, shared_name=shared_name)

    def full(queue: QueueBase) -> tuple[str, Tensor]:
        part = cast(queue.size(), float32) * (1.0 / capacity)
        return f"fraction_of_{capacity}_full", part

    with name_scope(name, default_name, [*_values(sources), keep_input]) as scope:
        return _batches(
            sources, batch_size, keep_input, make, full, threads, enqueue_many, shapes,
            smaller, scope,
        )  # fmt: skip


def shuffled(
    sources: Sequence[Any],
    batch_size: Any,
    capacity: int,
    least: int,
    keep_input: Any,
    threads: int,
    seed: int | None,
    enqueue_many: bool,
    shapes: Any,
    smaller: bool,
    shared_name: str | None,
    default_name: str,
    name: str | None,
) -> Any:
    """Batches in random order; `least` is `min_after_dequeue` of `shuffle_batch`."""

    def make(examples: _Examples, sizes: list[TensorShape]) -> QueueBase:
        return RandomShuffleQueue(
            capacity, least, examples.dtypes, sizes, seed=seed, shared_name=shared_name
        )

    def full(queue: QueueBase) -> tuple[str, Tensor]:
        above = maximum(0, queue.size() - least)
        part = cast(above, float32) * (1.0 / (capacity - least))
        return f"fraction_over_{least}_of_{capacity - least}_full", part

    with name_scope(name, default_name, [*_values(sources), keep_input]) as scope:
        return _batches(
            sources, batch_size, keep_input, make, full, threads, enqueue_many, shapes,
            smaller, scope,
        )  # fmt: skip


def _values(sources: Sequence[Any]) -> list[Any]:
    """All that is given, for its graph."""
    return [
        item
        for source in sources
        for item in (source.values() if isinstance(source, Mapping) else source)
    ]
