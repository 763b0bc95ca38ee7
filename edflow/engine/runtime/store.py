"""Where a session keeps what outlives a run: variables, and the state of random ops.

Before this: `passes.py`. Next: `program.py`, which brings a plan and a store together.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Hashable, Sequence
from functools import partial
from typing import Any

import numpy as np

from edflow import errors
from edflow.engine.face.arrays import Array
from edflow.engine.graph import Operation
from edflow.engine.graph.lookup import first_of_its_name
from edflow.engine.graph.origin import describe
from edflow.engine.runtime.waiting import Waits


def _references(array: Array) -> int:
    return sys.getrefcount(array)


# What `_references` counts for an array that only a cell holds: the cell, the caller's
# local and the two arguments on the way. Measured, since Python versions differ.
def _sole_count() -> int:
    class Holder:
        value = np.empty(0)

    def caller(holder: type[Holder]) -> int:
        array = holder.value
        return _references(array)

    return caller(Holder)


_SOLE = _sole_count()


class Cell:
    """The value of one variable in one session.

    Arrays that were read are never changed afterwards: an update works in place only
    while the cell alone holds its array. So what a user fetched stays as it was, and a
    read that outlives an update keeps the value of its own place in the order.
    """

    __slots__ = ("_lock", "_value", "name", "op")

    def __init__(self, name: str, op: Operation | None = None):
        self.name = name
        self.op = op
        self._value: Array | None = None
        self._lock = threading.Lock()

    @property
    def initialized(self) -> bool:
        return self._value is not None

    def read(self) -> Array:
        """The value; FailedPreconditionError before the variable is initialized."""
        # Under the lock, so that no reader slips in between `update`'s look at the
        # references and its write.
        with self._lock:
            value = self._value
        if value is None:
            raise errors.FailedPreconditionError(
                None,
                None,
                f"attempting to use uninitialized value {self.name}{self._made()}; run "
                "its initializer first, e.g. "
                "sess.run(tf.global_variables_initializer()), or restore it from a "
                "checkpoint",
            )
        return value

    def _made(self) -> str:
        """Of a second variable of one name, that it is one: its cell was run again."""
        if self.op is None or (first := first_of_its_name(self.op)) is self.op:
            return ""
        return (
            f", which is another {first.name!r} (created in "
            f"{describe(self.op.origin)}; the first in {describe(first.origin)})"
        )

    def write(self, value: Array) -> None:
        """Set the value to a copy of `value`."""
        with self._lock:
            old = self._value
            if (
                old is not None
                and old.shape == value.shape
                and _references(old) == _SOLE
                and not np.may_share_memory(old, value)
            ):
                # One call into NumPy: the stop button cannot come between.
                np.copyto(old, value)
            else:
                self._value = np.array(value, order="C")

    def update(self, change: Callable[..., None], *others: Cell) -> None:
        """Let `change` alter the value in place, in a single uninterruptible call.

        Where somebody else still holds the array, a copy is altered and then put in
        its place. With `others`, `change` is given their arrays too and alters all of
        them at once: a weight and the moments that its optimizer keeps.
        """
        if others:
            # The others first give their arrays; the innermost call alters them all.
            first, *rest = others
            change = _nested(change, first, rest)
        self.read()
        with self._lock:
            value = self._value
            assert value is not None
            if _references(value) == _SOLE:
                change(value)
            else:
                value = value.copy()
                change(value)
                self._value = value


def _nested(
    change: Callable[..., None], cell: Cell, rest: Sequence[Cell]
) -> Callable[[Array], None]:
    def with_cell(value: Array) -> None:
        cell.update(partial(change, value), *rest)

    return with_cell


class Store:
    """The cells and states of one session."""

    def __init__(self) -> None:
        self._cells: dict[Operation, Cell] = {}
        self._states: dict[Hashable, Any] = {}
        self._lock = threading.Lock()
        self.waits = Waits()

    def cell(self, op: Operation) -> Cell:
        """The cell of a variable, empty at first."""
        with self._lock:
            return self._cells.setdefault(op, Cell(op.name, op))

    def state(self, key: Hashable, create: Callable[[], Any]) -> Any:
        """What is remembered under `key`, made by `create` when first asked for."""
        with self._lock:
            if key not in self._states:
                self._states[key] = create()
            return self._states[key]

    def clear(self) -> None:
        """Let go of everything, and end all waits."""
        with self._lock:
            self._cells.clear()
            self._states.clear()
        self.waits.end()
