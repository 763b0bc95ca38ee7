"""Matrix products: BLAS on one thread, its rows or columns shared by our own threads.

BLAS's threads wait for each other, and spin while they wait. Where another process, or
our own kernels, want the other core too, a training step of a small convolutional net
took 250 ms; with this it takes 70, and on a quiet machine no longer than before.
"""

from __future__ import annotations

import threading
from functools import cache
from typing import Any

import numpy as np

from edflow.engine.kernels.threads import cores, spread

Array = np.ndarray[Any, Any]

# Multiplications below which sharing a product costs more than it gains.
SHARED_FROM = 2**22


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


def product(a: Array, b: Array) -> Array:
    """The product of a [n, k] and b [k, m], shared among the cores if it is large."""
    (n, k), m = a.shape, b.shape[1]
    if n * k * m < SHARED_FROM or a.dtype.kind not in "fc" or cores() == 1:
        return np.matmul(a, b)
    c = np.empty((n, m), a.dtype)
    # Twice as many parts as cores: who is held up takes fewer.
    spread(_rows if n >= m else _columns, 2 * cores(), 2 * cores(), a, b, c)
    return c


def _rows(
    _share: int, first: int, last: int, parts: int, a: Array, b: Array, c: Array
) -> None:
    n = len(a)
    part = slice(first * n // parts, last * n // parts)
    np.matmul(a[part], b, out=c[part])


def _columns(
    _share: int, first: int, last: int, parts: int, a: Array, b: Array, c: Array
) -> None:
    m = b.shape[1]
    part = slice(first * m // parts, last * m // parts)
    np.matmul(a, b[:, part], out=c[:, part])
