"""The stop button: it waits for the end of the run, so that no step is half done.

Cut between two updates, weights would be of one step and their moments of another. So
the first interrupt lets the run in hand end, as TensorFlow does, and says so when that
takes long; a second one cuts at once, and still leaves each variable whole.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Generator
from contextlib import contextmanager
from importlib import import_module
from signal import SIGINT, default_int_handler
from types import FrameType
from typing import Any

# `signal.getsignal` wraps each answer in an enum: 13 µs, more than a small run takes.
# The module behind it answers in 0.05.
_signal: Any = import_module("_signal")

_PATIENCE = 1.0  # Seconds until a learner wonders whether the button works.
_MAIN = threading.main_thread().ident


class WholeRun:
    """The block inside which an interrupt waits; to other threads it never comes."""

    def __init__(self) -> None:
        self._depth = 0
        self._waits = False
        self._pressed: threading.Timer | None = None

    def __enter__(self) -> None:
        if threading.get_ident() != _MAIN:
            return
        # Jupyter sets the plain handler anew for every cell; one of the user's own
        # stays.
        if not self._depth and _signal.getsignal(SIGINT) is default_int_handler:
            _signal.signal(SIGINT, self._interrupt)
        self._depth += 1

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if threading.get_ident() != _MAIN or not self._depth:
            return
        self._depth -= 1
        if not self._depth and self._pressed is not None:
            self._pressed.cancel()
            self._pressed = None
            if kind is None:
                raise KeyboardInterrupt

    @contextmanager
    def waiting(self) -> Generator[None]:
        """The part of a run that waits for other threads: it may be cut at once.

        They may never come, and until they do the run changes nothing.
        """
        if threading.get_ident() != _MAIN:
            yield
            return
        self._waits = True
        try:
            if self._pressed is not None:
                self._pressed.cancel()
                self._interrupt(SIGINT, None)
            yield
        finally:
            self._waits = False

    def _interrupt(self, signum: int, frame: FrameType | None) -> None:
        if not self._depth or self._waits or self._pressed is not None:
            self._depth, self._pressed = 0, None
            default_int_handler(signum, frame)
        self._pressed = threading.Timer(_PATIENCE, _say)
        self._pressed.daemon = True
        self._pressed.start()


def _say() -> None:
    sys.stderr.write(
        "stopping when this run is done, so that all variables are of one step; "
        "stop once more to cut it short\n"
    )


whole_run = WholeRun()
