"""Coordinator: threads that stop together, and whose errors reach the main thread."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from types import TracebackType
from typing import Any

from edflow.errors import OutOfRangeError

__all__ = ["Coordinator", "LooperThread"]

_log = logging.getLogger("tensorflow")

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None]


class Coordinator:
    """Lets threads stop together.

    Any thread may ask all to stop, the others see it at `should_stop()`. The first
    error that a thread reports is raised by `join`, in the thread that called it.

    Args:
      clean_stop_exception_types: errors that only mean the end; by default
        OutOfRangeError, with which a queue says that it is used up.

    >>> import threading
    >>> coord = Coordinator()
    >>> def work():
    ...     with coord.stop_on_exception():
    ...         while not coord.should_stop():
    ...             raise ValueError("broken")
    >>> thread = threading.Thread(target=work)
    >>> thread.start()
    >>> coord.join([thread])
    Traceback (most recent call last):
    ValueError: broken
    """

    def __init__(
        self, clean_stop_exception_types: Sequence[type[BaseException]] | None = None
    ):
        self._clean = tuple(clean_stop_exception_types or (OutOfRangeError,))
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._joined = False
        self._error: BaseException | None = None
        self._threads: set[threading.Thread] = set()

    def request_stop(self, ex: BaseException | ExcInfo | None = None) -> None:
        """Ask all threads to stop.

        Args:
          ex: the error because of which, or what `sys.exc_info()` says of it. The first
            is raised by `join`. After `join` it is raised here.
        """
        error = ex[1] if isinstance(ex, tuple) else ex
        if error is not None and not isinstance(error, BaseException):
            raise TypeError(f"ex must be an error, not {error!r}")
        if isinstance(error, self._clean):
            error = None
        with self._lock:
            if self._joined:
                if error is not None:
                    raise error
                return
            if self._stop.is_set():
                return
            if error is not None:
                _log.info("a thread has failed: %s: %s", type(error).__name__, error)
                self._error = error
            self._stop.set()

    def clear_stop(self) -> None:
        """Begin anew: nobody has asked to stop, and no error is known."""
        with self._lock:
            self._joined = False
            self._error = None
            self._stop.clear()

    def should_stop(self) -> bool:
        """Whether somebody has asked to stop."""
        return self._stop.is_set()

    @contextmanager
    def stop_on_exception(self) -> Generator[None]:
        """The block whose errors are reported with `request_stop`, and end there."""
        try:
            yield
        except BaseException as error:
            self.request_stop(error)

    def wait_for_stop(self, timeout: float | None = None) -> bool:
        """Wait until somebody asks to stop, or for `timeout` seconds.

        Returns:
          Whether somebody has asked.
        """
        return self._stop.wait(timeout)

    def register_thread(self, thread: threading.Thread) -> None:
        """Add a thread to those that `join` waits for."""
        with self._lock:
            self._threads.add(thread)

    def join(
        self,
        threads: Iterable[threading.Thread] | None = None,
        stop_grace_period_secs: float = 120,
        ignore_live_threads: bool = False,
    ) -> None:
        """Wait until all threads have ended; raise what one of them has reported.

        Args:
          threads: further threads to wait for, beside the registered ones.
          stop_grace_period_secs: how long they have, from the request to stop.
          ignore_live_threads: do not mind those that still run then.

        Raises:
          RuntimeError: threads still run after that time.
        """
        with self._lock:
            waited_for = self._threads | set(threads or ())
        while not self._stop.is_set() and any(t.is_alive() for t in waited_for):
            self._stop.wait(0.1)
        deadline = time.monotonic() + stop_grace_period_secs
        for thread in waited_for:
            if thread.is_alive():
                thread.join(max(0.0, deadline - time.monotonic()))
        with self._lock:
            self._joined = True
            self._threads.clear()
            error = self._error
        if error is not None:
            raise error
        running = sorted(thread.name for thread in waited_for if thread.is_alive())
        if running and not ignore_live_threads:
            raise RuntimeError(
                f"Coordinator stopped with threads still running: {' '.join(running)}"
            )

    @property
    def joined(self) -> bool:
        """Whether `join` has come to its end."""
        return self._joined

    def raise_requested_exception(self) -> None:
        """Raise the error that a thread has reported, if any."""
        with self._lock:
            if self._error is not None:
                raise self._error


class LooperThread(threading.Thread):
    """A thread that does one thing again and again until its coordinator stops it.

    Args:
      coord: the coordinator.
      timer_interval_secs: how often; None for without a pause.
      target: what to call each time; or derive a class with a `run_loop` of its own.
      args, kwargs: what to call it with.
    """

    def __init__(
        self,
        coord: Coordinator,
        timer_interval_secs: float | None,
        target: Callable[..., Any] | None = None,
        args: Sequence[Any] | None = None,
        kwargs: Mapping[str, Any] | None = None,
    ):
        if not isinstance(coord, Coordinator):
            # TensorFlow's class.
            raise ValueError(f"coord must be a tf.train.Coordinator, not {coord!r}")  # noqa: TRY004
        if target is None and (args or kwargs):
            raise ValueError("args and kwargs are for a target, but there is none")
        super().__init__(daemon=True)
        self._coord = coord
        self._interval = timer_interval_secs
        self._call = (target, tuple(args or ()), dict(kwargs or {}))
        coord.register_thread(self)

    @staticmethod
    def loop(
        coord: Coordinator,
        timer_interval_secs: float | None,
        target: Callable[..., Any],
        args: Sequence[Any] | None = None,
        kwargs: Mapping[str, Any] | None = None,
    ) -> LooperThread:
        """A `LooperThread` that is started."""
        looper = LooperThread(coord, timer_interval_secs, target, args, kwargs)
        looper.start()
        return looper

    def run(self) -> None:
        """The life of the thread."""
        with self._coord.stop_on_exception():
            self.start_loop()
            due = time.monotonic()
            pause = 0.0
            while not self._coord.wait_for_stop(pause):
                self.run_loop()
                if self._interval is not None:
                    due += self._interval
                    pause = max(0.0, due - time.monotonic())
            self.stop_loop()

    def start_loop(self) -> None:
        """Called once, before the first turn."""

    def stop_loop(self) -> None:
        """Called once, when the thread is asked to stop."""

    def run_loop(self) -> None:
        """Called at each turn."""
        target, args, kwargs = self._call
        if target is not None:
            target(*args, **kwargs)
