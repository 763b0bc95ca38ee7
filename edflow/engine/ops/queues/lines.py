"""The line of elements behind a queue: threads wait for room, or for elements.

Those who put and those who take stand in two lines of their own, and are served in
turn: of two threads that each take ten elements, one gets the first ten.
"""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import contextmanager
from threading import Condition
from typing import Any, NamedTuple, Protocol

from edflow.engine.face.arrays import Array
from edflow.engine.kernels.random import Philox, words
from edflow.errors import CancelledError, OutOfRangeError

Element = tuple[Array, ...]
"""What is put in and taken out as one: an array for each component."""

Wait = Callable[[Condition, Callable[[], bool]], None]
"""How a session lets a thread wait: `Runtime.wait`."""


class Elements(Protocol):
    """Elements, and which of them comes next."""

    def __len__(self) -> int: ...

    def add(self, element: Element, /) -> None: ...

    def take(self) -> Element: ...

    def put_back(self, elements: Sequence[Element], /) -> None:
        """Take back the last elements that were handed out."""


class FirstInFirstOut(deque[Element]):
    """The oldest element comes next."""

    add = deque[Element].append
    take = deque[Element].popleft

    def put_back(self, elements: Sequence[Element]) -> None:
        self.extendleft(reversed(elements))


class Shuffled(list[Element]):
    """Any element comes next, each as likely; which one, TensorFlow's seeds settle."""

    add = list[Element].append
    put_back = list[Element].extend

    def __init__(self, seed: int, seed2: int):
        super().__init__()
        self._draws = words(Philox(seed, seed2))

    def take(self) -> Element:
        place = next(self._draws) % len(self)
        # The last element takes the place of the one that leaves.
        self[place], self[-1] = self[-1], self[place]
        return self.pop()


class _Ranked(NamedTuple):
    rank: int
    element: Element

    def __lt__(self, other: Any) -> bool:
        return self.rank < other.rank


class ByPriority(list[_Ranked]):
    """The element of the lowest number comes next; its first component is the number.

    Equals leave in the order of a binary heap, which is TensorFlow's too.
    """

    def add(self, element: Element) -> None:
        heapq.heappush(self, _Ranked(int(element[0]), element))

    def take(self) -> Element:
        return heapq.heappop(self).element

    def put_back(self, elements: Sequence[Element]) -> None:
        for element in elements:
            self.add(element)


class Line:
    """Elements on their way from threads that put them to threads that take them.

    Args:
      name: what errors call it.
      elements: the order in which they leave.
      capacity: how many have room; fewer than 0 for any number.
      wait: the session's way to wait.
      least: how many stay in the line, until it is closed, so that there is a choice.
    """

    def __init__(
        self, name: str, elements: Elements, capacity: int, wait: Wait, least: int = 0
    ):
        self.name = name
        self.capacity = capacity
        self.least = least
        self.closed = False
        self._elements = elements
        self._wait = wait
        self._changed = Condition()
        self._putting: deque[object] = deque()
        self._taking: deque[object] = deque()

    def __len__(self) -> int:
        return len(self._elements)

    def put(self, elements: Iterable[Element]) -> None:
        """Add elements, one by one, each as soon as there is room.

        Raises:
          CancelledError: the line is closed, or is closed meanwhile.
        """
        with self._changed:
            if self.closed:
                raise self._cancelled("is closed; nothing can be put in any more")
            with self._turn(self._putting):
                for element in elements:
                    self._until(lambda: self.closed or self._has_room())
                    if self.closed:
                        raise self._cancelled("was closed before there was room")
                    self._elements.add(element)
                    self._changed.notify_all()

    def take(self, count: int, fewer: bool = False) -> list[Element]:
        """The next `count` elements, as soon as they are there.

        Args:
          count: how many.
          fewer: whether what is left will do, once the line is closed.

        Raises:
          OutOfRangeError: the line is closed and holds too few; they stay in it.
        """
        taken: list[Element] = []
        with self._changed, self._turn(self._taking):
            try:
                while len(taken) < count:
                    self._until(lambda: self.closed or self._available() > 0)
                    missing, there = count - len(taken), self._available()
                    if self.closed and there < missing:
                        if not fewer or not (taken or there):
                            raise self._used_up(count, len(taken) + there)
                        count = len(taken) + there
                    taken += [self._elements.take() for _ in range(min(missing, there))]
                    self._changed.notify_all()
            except BaseException:
                self._elements.put_back(taken)
                self._changed.notify_all()
                raise
        return taken

    def close(self, cancel_pending: bool) -> None:
        """Let nothing more be put in.

        Args:
          cancel_pending: whether those who wait for room are turned away; else they
            are served first.

        Raises:
          CancelledError: it is closed already.
        """
        with self._changed:
            if not cancel_pending:
                with self._turn(self._putting):
                    if self.closed:
                        raise self._cancelled("is already closed")
            self.closed = True
            self._changed.notify_all()

    def _has_room(self) -> bool:
        return self.capacity < 0 or len(self._elements) < self.capacity

    def _available(self) -> int:
        return len(self._elements) - (0 if self.closed else self.least)

    @contextmanager
    def _turn(self, line: deque[object]) -> Generator[None]:
        """The block in which the calling thread is the first of its line.

        Once the queue is closed nobody needs to wait behind those who put.
        """
        me = object()
        line.append(me)
        try:
            self._until(
                lambda: line[0] is me or (self.closed and line is self._putting)
            )
            yield
        finally:
            line.remove(me)
            self._changed.notify_all()

    def _until(self, ready: Callable[[], bool]) -> None:
        if not ready():
            self._wait(self._changed, ready)

    def _cancelled(self, what: str) -> CancelledError:
        return CancelledError(None, None, f"the queue {self.name} {what}")

    def _used_up(self, count: int, there: int) -> OutOfRangeError:
        return OutOfRangeError(
            None,
            None,
            f"the queue {self.name} is closed and has insufficient elements "
            f"(requested {count}, current size {there})",
        )
