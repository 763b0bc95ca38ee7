"""The names of a graph: unique, and inside scopes."""

from __future__ import annotations

import re
import threading
from collections.abc import Generator
from contextlib import contextmanager

_OP_NAME = re.compile(r"[A-Za-z0-9.][A-Za-z0-9_.\-/]*")
_SCOPE_NAME = re.compile(r"[A-Za-z0-9_.\-/]*")


class _Open(threading.local):
    """As in TensorFlow a scope is open in the thread that opened it, and no other."""

    scope = ""


class Names:
    """Which names are taken, and the scope that new ones go to.

    >>> names = Names()
    >>> with names.open("layer") as prefix:
    ...     prefix, names.unique("weights"), names.unique("weights")
    ('layer/', 'layer/weights', 'layer/weights_1')
    """

    def __init__(self) -> None:
        self._open = _Open()
        self._counts: dict[str, int] = {}

    @property
    def scope(self) -> str:
        """The scope that this thread has opened, without a final `/`."""
        return self._open.scope

    def unique(self, name: str, mark_as_used: bool = True) -> str:
        """`name` inside the current scope, with `_1`, `_2` … if it is taken.

        Names that differ only in upper and lower case count as the same: they would
        clash as file names.
        """
        if scope := self._open.scope:
            name = f"{scope}/{name}"
        key = name.lower()
        count = self._counts.get(key, 0)
        if mark_as_used:
            self._counts[key] = count + 1
        if count:
            base = key
            while key in self._counts:
                key = f"{base}_{count}"
                count += 1
            if mark_as_used:
                self._counts[key] = 1
            name = f"{name}_{count - 1}"
        return name

    def for_op(self, name: str) -> str:
        """The full name of a new operation.

        A name that ends in `/` is a scope opened for this operation: it is unique
        already and is taken as it is.
        """
        if name.endswith("/"):
            return name[:-1]
        if not _OP_NAME.fullmatch(name):
            raise ValueError(
                f"{name!r} is not a valid name for an operation: it must start with a "
                "letter, a digit or a dot, and go on with these or with _ - /"
            )
        return self.unique(name)

    @contextmanager
    def open(self, name: str | None) -> Generator[str]:
        """Prefix new names with `name/`; gives the prefix."""
        blocks = self._open
        outer = blocks.scope
        if name:
            pattern = _SCOPE_NAME if outer else _OP_NAME
            if not pattern.fullmatch(name):
                raise ValueError(f"{name!r} is not a valid name for a scope")
        if not name:
            inner = ""
        else:
            inner = name[:-1] if name.endswith("/") else self.unique(name)
        blocks.scope = inner
        try:
            yield f"{inner}/" if inner else ""
        finally:
            blocks.scope = outer
