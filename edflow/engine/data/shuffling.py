"""Elements in a random order: TensorFlow's, for the same seeds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from edflow.engine.data.arranging import repeated
from edflow.engine.data.stream import DatasetOp, Element, Stream
from edflow.engine.graph import Operation, Runtime
from edflow.engine.kernels.random import Philox, words


class ShuffleDataset(DatasetOp):
    """The elements, each drawn from a buffer of the next `buffer_size`.

    Each pass has two seeds of its own, the next two words of the stream of the op's
    seeds; or, without `reshuffle_each_iteration`, those of the op.
    """

    takes = "input_dataset:variant buffer_size:int64 seed:int64 seed2:int64"
    stateful = True
    reshuffle_each_iteration: bool = True

    def bind(self, op: Operation, runtime: Runtime) -> Callable[..., Stream]:
        def make(source: Stream, size: Any, seed: Any, seed2: Any) -> Stream:
            if size < 1:
                raise ValueError(f"the buffer_size must be at least 1, not {size}")
            again = self._seeds(int(seed), int(seed2))
            return Stream(lambda: shuffled(source, int(size), again()))

        return make

    def _seeds(self, seed: int, seed2: int) -> Callable[[], Philox]:
        """The stream of draws for each pass."""
        first = Philox(seed, seed2)  # (0, 0) stands for seeds that nobody knows.
        seed, seed2 = first.key, first.counter >> 64
        if not self.reshuffle_each_iteration:
            return lambda: Philox(seed, seed2)
        draws = words(first)
        return lambda: Philox(next(draws), next(draws))


def shuffled(source: Iterable[Element], size: int, stream: Philox) -> Iterator[Element]:
    """The elements of one pass.

    The buffer is a list whose first place is at `start`, counted round and round: the
    element that is drawn changes places with the first, and the first place is free.
    """
    buffer: list[Any] = []
    draws, start = words(stream), 0
    elements = iter(source)
    for element in elements:
        buffer.append(element)
        if len(buffer) == size:
            break
    if len(buffer) == size:
        for element in elements:
            place = (start + next(draws) % size) % size
            first, drawn = buffer[start], buffer[place]
            buffer[place], buffer[start] = first, element
            start = (start + 1) % size
            yield drawn
    for left in range(len(buffer), 0, -1):
        place = (start + next(draws) % left) % len(buffer)
        drawn, buffer[place] = buffer[place], buffer[start]
        start = (start + 1) % len(buffer)
        yield drawn


class ShuffleAndRepeatDataset(ShuffleDataset):
    """ShuffleDataset, `count` times over; without an end where it is negative."""

    takes = "input_dataset:variant buffer_size:int64 seed:int64 seed2:int64 count:int64"

    def bind(self, op: Operation, runtime: Runtime) -> Callable[..., Stream]:
        once = super().bind(op, runtime)

        def make(*inputs: Any) -> Stream:
            *own, count = inputs
            return Stream(lambda: repeated(once(*own), int(count)))

        return make
