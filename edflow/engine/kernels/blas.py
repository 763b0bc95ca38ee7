"""BLAS on one thread: what is worth sharing, our own threads share.

BLAS's threads wait for each other, and spin while they wait. Where another process, or
our own kernels, want the other core too, a training step of a small convolutional net
took 250 ms; with this it takes 70, and on a quiet machine no longer than before.
"""

from __future__ import annotations

import threading
from functools import cache
from typing import Any


@cache
def _libraries() -> list[Any]:
    """The BLAS libraries that are loaded, as objects that set their threads."""
    # 5 ms to import, and again as long to look through what is loaded.
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController().select(user_api="blas").lib_controllers


class OneThread:
    """A block in which BLAS computes on the calling thread alone.

    Blocks may nest, and be open in several threads; after the last of them BLAS has
    its threads again.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open = 0
        self._before: list[int] = []

    def __enter__(self) -> None:
        with self._lock:
            self._open += 1
            if self._open == 1:
                self._before = [library.num_threads for library in _libraries()]
                for library in _libraries():
                    library.set_num_threads(1)

    def __exit__(self, *exception: object) -> None:
        with self._lock:
            self._open -= 1
            if self._open == 0:
                for library, count in zip(_libraries(), self._before, strict=True):
                    library.set_num_threads(count)


one_thread = OneThread()
