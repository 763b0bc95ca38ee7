"""A bar for long loops that looks the same in a terminal, a notebook and a log.

The usual bars redraw a line with times and rates. In a notebook that is saved and run
again, those differ every time. This one only grows: each mark is written once, so what
a finished loop leaves behind is always the same text.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

__all__ = ["progress"]

T = TypeVar("T")

MARKS = 40
"""How many marks a whole bar has."""


def progress(loop: Iterable[T] | int, label: str = "") -> Iterator[T] | Iterator[int]:
    """Go through `loop` and show how far it is.

    Args:
      loop: what to go through, or a number of steps: `progress(1000)` counts like
        `range(1000)`.
      label: what to write before the bar.

    Yields:
      The items of `loop`.

    On a terminal it is a `tqdm` bar with the time that is left; elsewhere a bar that
    grows, without times. What the loop prints itself would stand inside the bar: a loop
    that reports its progress needs no other.

    >>> sum(progress(1000, "adding"))
    adding |████████████████████████████████████████| 1000
    499500
    """
    items: Iterable[Any] = range(loop) if isinstance(loop, int) else loop
    if sys.stdout.isatty():
        from tqdm import tqdm

        return iter(tqdm(items, desc=label or None, file=sys.stdout))
    return _growing(items, label)


def _growing(items: Iterable[Any], label: str) -> Iterator[Any]:
    """A generator: a loop that is left early, or fails, still ends its line."""
    total = len(items) if hasattr(items, "__len__") else 0  # type: ignore[arg-type]
    done = marks = 0
    _write(f"{label} |" if label else "|")
    try:
        for item in items:
            yield item
            done += 1
            due = MARKS * done // total if total else done // 100
            if due > marks:
                _write("█" * (due - marks))
                marks = due
    finally:
        if total:
            _write(" " * (MARKS - marks))
        _write(f"| {done}" + (f" of {total}\n" if done < total else "\n"))


def _write(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()
