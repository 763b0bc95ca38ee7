"""A plan bound to a session: a straight line of function calls over numbered slots.

Before this: `plan.py` and `passes.py` say what is to be done, and `store.py` with what;
here it is done. Next: `session.py`, which makes programs, keeps them, and runs them.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from threading import Condition
from time import perf_counter
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.graph import Operation, Tensor
from edflow.engine.kernels.blas import one_thread
from edflow.engine.runtime.failures import explain
from edflow.engine.runtime.observe import Observer
from edflow.engine.runtime.plan import Plan, Step, Value
from edflow.engine.runtime.reuse import over_an_input
from edflow.engine.runtime.sharing import among_cores
from edflow.engine.runtime.stopping import whole_run
from edflow.engine.runtime.store import Cell

if TYPE_CHECKING:
    from edflow.engine.runtime.session import Session


class Call(NamedTuple):
    """One step: the function, the slots it reads and fills, the slots it empties."""

    run: Callable[..., Any]
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]
    done_with: tuple[int, ...]
    step: Step


class Program:
    """The calls that carry out a plan in one session.

    A value's slot is emptied after its last use, so that memory is held no longer than
    needed. To the ops of the plan it is the `Runtime` that they are bound to.
    """

    def __init__(self, plan: Plan, session: Session):
        self.plan = plan
        self.session = session
        self._slots: dict[Value, int] = {}
        self._used = {x for step in plan.steps for x in step.inputs}
        self._used.update(value for value in plan.results if value is not None)
        for tensor in plan.feeds:
            self._slot(tensor)
        self._preset = [
            (self._slot(value), array)
            for value, array in plan.constants.items()
            if value in self._used
        ]
        calls = [call for step in plan.steps if (call := self._call(step)) is not None]
        self._fetched = [None if v is None else self._slot(v) for v in plan.results]
        self.calls = self._freeing(calls)
        self._blank: list[Any] = [None] * len(self._slots)
        self._copied = self._to_copy()

    def _slot(self, value: Value) -> int:
        return self._slots.setdefault(value, len(self._slots))

    def _call(self, step: Step) -> Call | None:
        """The step as a call; None where there is nothing to do."""
        if step.hands_on:
            self._slots[step.outputs[0]] = self._slot(step.inputs[0])
            return None
        if not step.outputs and not step.opdef.stateful:
            return None  # A NoOp only orders others, and the order is settled here.
        run = step.opdef.bind(step.op, self)
        if step.shared:
            run = among_cores(run, step.op.outputs[0].dtype.as_numpy_dtype)
        if step.over:
            run = over_an_input(run, step.over)
        inputs = tuple(map(self._slot, step.inputs))
        outputs = tuple(map(self._slot, step.outputs))
        return Call(run, inputs, outputs, (), step)

    def _freeing(self, calls: list[Call]) -> list[Call]:
        """The calls, each told which slots nobody reads after it."""
        kept = {slot for slot in self._fetched if slot is not None}
        kept |= {slot for slot, _ in self._preset}
        freed: list[Call] = []
        for call in reversed(calls):
            last = {*call.inputs, *call.outputs} - kept
            kept |= last
            freed.append(call._replace(done_with=tuple(sorted(last))))
        return freed[::-1]

    def _to_copy(self) -> list[int]:
        """Places in the result whose array somebody else may hold too.

        Only what a step has made anew in this run, and what is fetched once, is handed
        out as it is.
        """
        fresh = {
            value
            for step in self.plan.steps
            if not (step.opdef.aliases or step.opdef.stateful or step.is_read)
            for value in step.outputs
        }
        shared: list[int] = []
        for place, value in enumerate(self.plan.results):
            if value is None:
                continue
            if value in fresh:
                fresh.remove(value)
            else:
                shared.append(place)
        return shared

    # -- what an op's `bind` may ask for ----------------------------------------------

    def cell(self, op: Operation) -> Cell:
        return self.session.store.cell(op)

    def state(self, key: Hashable, create: Callable[[], Any]) -> Any:
        return self.session.store.state(key, create)

    def wait(self, changed: Condition, ready: Callable[[], bool]) -> None:
        with whole_run.waiting():
            self.session.store.waits.until(changed, ready)

    def program(
        self, outputs: Sequence[Tensor], inputs: Sequence[Tensor]
    ) -> Callable[..., list[Any]]:
        body = self.session.program_for(tuple(outputs), tuple(inputs))
        return lambda *values: body.execute(values)

    def uses(self, tensor: Tensor) -> bool:
        return tensor in self._used

    # -- running ----------------------------------------------------------------------

    def run(
        self, feeds: Sequence[Array], observers: Sequence[Observer] = ()
    ) -> list[Any]:
        """The values of the fetches, None for operations: the caller's to keep."""
        with whole_run, one_thread:
            values = self.execute(feeds, observers)
        for place in self._copied:
            value = values[place]
            values[place] = np.array(
                value, object if isinstance(value, bytes) else None
            )
        return [v[()] if getattr(v, "ndim", 1) == 0 else v for v in values]

    def execute(
        self, feeds: Sequence[Any], observers: Sequence[Observer] = ()
    ) -> list[Any]:
        """The values of the fetches as they are, shared with whoever holds them."""
        slots: list[Any] = self._blank.copy()
        slots[: len(feeds)] = feeds
        for slot, array in self._preset:
            slots[slot] = array
        # As in TensorFlow, 1 / 0 is inf and 0 / 0 nan, without a word.
        with np.errstate(all="ignore"):
            if observers:
                self._run_observed(slots, observers)
            else:
                self._run(slots)
        return [None if slot is None else slots[slot] for slot in self._fetched]

    def _run(self, slots: list[Any]) -> None:
        step = None
        args: list[Any] = []
        try:
            for call in self.calls:
                function, inputs, outputs, done_with, step = call
                args = [slots[i] for i in inputs]
                # No local may hold a result: the next step could not write over it.
                if len(outputs) == 1:
                    slots[outputs[0]] = function(*args)
                else:
                    _fill(slots, outputs, function(*args))
                args = []
                for i in done_with:
                    slots[i] = None
        except Exception as error:
            assert step is not None
            raise explain(error, step.op, args) from error

    def _run_observed(self, slots: list[Any], observers: Sequence[Observer]) -> None:
        for observer in observers:
            observer.start(self.plan)
        for call in self.calls:
            _observed(call, slots, observers)
            for i in call.done_with:
                slots[i] = None
        for observer in observers:
            observer.finish(self.plan)


def _observed(call: Call, slots: list[Any], observers: Sequence[Observer]) -> None:
    """One step, with every observer told of it before and after."""
    op = call.step.op
    for observer in observers:
        observer.before(op)
    args = [slots[i] for i in call.inputs]
    start = perf_counter()
    try:
        value = call.run(*args)
    except Exception as error:
        for observer in observers:
            observer.failed(op, error)
        raise explain(error, op, args) from error
    seconds = perf_counter() - start
    outputs = (value,) if len(call.outputs) == 1 else tuple(value)
    _fill(slots, call.outputs, outputs)
    if not call.step.is_read:
        shown = tuple(
            v.read() if isinstance(v, Cell) and v.initialized else v for v in outputs
        )
        for observer in observers:
            observer.after(op, shown, seconds)


def _fill(slots: list[Any], places: Sequence[int], values: Sequence[Any]) -> None:
    for place, value in zip(places, values, strict=True):
        slots[place] = value
