"""The graphs of the `with graph.as_default()` blocks that are open."""

from __future__ import annotations

import threading
from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from edflow.engine.graph.graph import Graph


class _Nesting(threading.local):
    """Each thread opens and leaves its own blocks."""

    def __init__(self) -> None:
        self.graphs: list[Graph] = []


_nesting = _Nesting()


def innermost() -> Graph | None:
    """The graph of the innermost open block, if there is one."""
    return _nesting.graphs[-1] if _nesting.graphs else None


@contextmanager
def push(graph: Graph) -> Generator[Graph]:
    """Open a block for `graph`."""
    _nesting.graphs.append(graph)
    try:
        yield graph
    finally:
        _nesting.graphs.pop()
