"""Runs that wait for other runs: a queue is empty, or full, until a thread acts."""

from __future__ import annotations

import threading
from collections.abc import Callable

from edflow import errors

# Seconds. A stop that the system gives to another thread of the process is heeded only
# when the main one wakes.
_WAKE = 0.2


class Waits:
    """What the runs of a session wait for, so that its end ends them all."""

    def __init__(self) -> None:
        self._waited_for: list[threading.Condition] = []
        self._over = False
        self._lock = threading.Lock()

    def until(self, changed: threading.Condition, ready: Callable[[], bool]) -> None:
        """Wait, holding the lock of `changed`, until `ready`.

        Raises:
          CancelledError: the session was closed meanwhile.
        """
        with self._lock:
            self._waited_for.append(changed)
        try:
            while not ready():
                if self._over:
                    raise errors.CancelledError(
                        None, None, "the session was closed while a run was waiting"
                    )
                changed.wait(_WAKE)
        finally:
            with self._lock:
                self._waited_for.remove(changed)

    def end(self) -> None:
        """End all waits."""
        with self._lock:
            self._over = True
            waited_for = list(self._waited_for)
        for changed in waited_for:
            with changed:
                changed.notify_all()
