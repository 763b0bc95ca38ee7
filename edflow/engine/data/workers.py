"""Threads that work ahead: on elements in parallel, and on the next ones in advance.

They are daemons that know a queue and no iterator: the iterator that is let go of, with
its session or by a new start, tells them to end. An error is handed on in its place.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from queue import Full, Queue, SimpleQueue
from threading import Event, Thread
from typing import Any

from edflow.engine.data.stream import Element

Task = tuple[Future[Element], Callable[[Element], Element], Element]

_GLANCE = 0.1  # Seconds until a thread that cannot go on looks whether it should end.


class InOrder:
    """`function` of each element, up to `count` at a time, in the elements' order."""

    def __init__(
        self,
        source: Iterator[Element],
        function: Callable[[Element], Element],
        count: int,
    ):
        self._source = source
        self._function = function
        self._count = count if count > 0 else os.cpu_count() or 1  # -1: as it suits.
        self._tasks: SimpleQueue[Task | None] = SimpleQueue()
        self._pending: deque[Future[Element]] = deque()
        self._ended = False
        for _ in range(self._count):
            Thread(target=_work, args=(self._tasks,), daemon=True).start()

    def __iter__(self) -> Iterator[Element]:
        return self

    def __next__(self) -> Element:
        self._hand_out()
        if not self._pending:
            raise StopIteration
        return self._pending.popleft().result()

    def _hand_out(self) -> None:
        # One more than the threads can take, so that none waits for this one.
        while not self._ended and len(self._pending) <= 2 * self._count:
            future: Future[Element] = Future()
            try:
                self._tasks.put((future, self._function, next(self._source)))
            except StopIteration:
                self._ended = True
                return
            except Exception as error:
                future.set_exception(error)
            self._pending.append(future)

    def __del__(self) -> None:
        for _ in range(self._count):
            self._tasks.put(None)


def _work(tasks: SimpleQueue[Task | None]) -> None:
    while (task := tasks.get()) is not None:
        future, function, element = task
        try:
            future.set_result(function(element))
        except BaseException as error:
            future.set_exception(error)
        del task, future, function, element  # Hold nothing while waiting.


_END: Any = object()


class Ahead:
    """The elements of `stream`, of which a thread has up to `size` ready."""

    def __init__(self, stream: Iterable[Element], size: int):
        self._ready: Queue[Any] = Queue(max(size, 1))
        self._stop = Event()
        self._ended = False
        args = (stream, self._ready, self._stop)
        Thread(target=_fill, args=args, daemon=True).start()

    def __iter__(self) -> Iterator[Element]:
        return self

    def __next__(self) -> Element:
        if self._ended:
            raise StopIteration
        item = self._ready.get()
        if item is _END:
            self._ended = True
            raise StopIteration
        if isinstance(item, BaseException):
            raise item
        return item

    def __del__(self) -> None:
        self._stop.set()


def _fill(stream: Iterable[Element], ready: Queue[Any], stop: Event) -> None:
    try:
        elements = iter(stream)
    except BaseException as error:
        _put(error, ready, stop)
        elements = iter(())
    item: Any = None
    while item is not _END and not stop.is_set():
        try:
            item = next(elements)
        except StopIteration:
            item = _END
        except BaseException as error:
            item = error
        _put(item, ready, stop)


def _put(item: Any, ready: Queue[Any], stop: Event) -> None:
    while not stop.is_set():
        try:
            ready.put(item, timeout=_GLANCE)
        except Full:
            continue
        return
