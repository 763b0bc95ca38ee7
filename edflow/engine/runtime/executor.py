"""The engine room of a session: its store, and the programs bound to it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any

from edflow.engine.graph import Operation, Tensor
from edflow.engine.runtime.passes import DEFAULT_PASSES, Pass
from edflow.engine.runtime.plan import Element, Plan, make_plan
from edflow.engine.runtime.program import Program
from edflow.engine.runtime.store import Cell, Store

Key = tuple[tuple[Element, ...], tuple[Tensor, ...]]


class Executor:
    """Makes programs, keeps them, and lends ops what they need of the session.

    A program never goes stale: a graph only grows, and operations never change.
    """

    def __init__(self, passes: Sequence[Pass] = DEFAULT_PASSES):
        self.passes = tuple(passes)
        self.store = Store()
        self._programs: dict[Key, Program] = {}
        self._lock = threading.RLock()

    def plan(self, fetches: Sequence[Element], feeds: Sequence[Tensor]) -> Plan:
        """What a run would do, after all passes."""
        plan = make_plan(fetches, feeds)
        for transform in self.passes:
            plan = transform(plan)
        return plan

    def program_for(
        self, fetches: tuple[Element, ...], feeds: tuple[Tensor, ...]
    ) -> Program:
        """The program for these fetches and feeds, made at their first use."""
        program = self._programs.get((fetches, feeds))
        if program is None:
            with self._lock:
                program = Program(self.plan(fetches, feeds), self)
                self._programs[fetches, feeds] = program
        return program

    def clear(self) -> None:
        """Forget all values and programs."""
        with self._lock:
            self._programs.clear()
            self.store.clear()

    # -- what an op's `bind` may ask for ----------------------------------------------

    def cell(self, op: Operation) -> Cell:
        return self.store.cell(op)

    def state(self, op: Operation, create: Callable[[], Any]) -> Any:
        return self.store.state(op, create)

    def program(
        self, outputs: Sequence[Tensor], inputs: Sequence[Tensor]
    ) -> Callable[..., list[Any]]:
        program = self.program_for(tuple(outputs), tuple(inputs))
        return lambda *values: program.execute(values)
