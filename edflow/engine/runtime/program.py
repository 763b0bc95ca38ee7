"""A plan bound to a session: a straight line of function calls over numbered slots."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from time import perf_counter
from typing import Any, NamedTuple

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.graph import Operation, Tensor
from edflow.engine.graph.opdef import Services
from edflow.engine.kernels.blas import one_thread
from edflow.engine.runtime.failures import explain
from edflow.engine.runtime.observe import Observer
from edflow.engine.runtime.plan import Plan
from edflow.engine.runtime.reuse import over_an_input
from edflow.engine.runtime.sharing import among_cores
from edflow.engine.runtime.store import Cell

# The last slot takes what nobody reads: outputs in whose place something was fed.
_SPARE = -1


class Step(NamedTuple):
    """One call: the function, the slots it reads and fills, the slots it empties."""

    run: Callable[..., Any]
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]
    done_with: tuple[int, ...]
    op: Operation


class Program:
    """The steps of a plan, bound to the variables of one session.

    A tensor's slot is emptied after its last use, so that memory is held no longer
    than needed.
    """

    def __init__(self, plan: Plan, session: Services):
        self.plan = plan
        self._slots: dict[Tensor, int] = {}
        self._reads = 0
        self._looked_up: set[Tensor] = set()
        self._used = {tensor for op in plan.operations for tensor in op.inputs}
        self._used.update(t for t in plan.fetches if isinstance(t, Tensor))
        for tensor in plan.feeds:
            self._slot(tensor)
        self._preset = [(self._slot(t), array) for t, array in plan.constants.items()]
        steps: list[Step] = []
        for op in plan.operations:
            steps.extend(self._steps(op, session))
        self._fetched = [self._fetch(element, steps) for element in plan.fetches]
        self.steps = self._freeing(steps)
        self._blank: list[Any] = [None] * (len(self._slots) + self._reads + 1)
        self._copied = self._to_copy()

    def _slot(self, tensor: Tensor) -> int:
        return self._slots.setdefault(tensor, len(self._slots) + self._reads)

    def _steps(self, op: Operation, session: Services) -> list[Step]:
        """The op itself, after a read for each variable whose value it takes."""
        if not op.outputs and not op.opdef.stateful:
            return []  # A NoOp only orders others, and the order is settled here.
        if self._looks_up(op):
            self._slots[op.outputs[0]] = self._slot(op.inputs[0])
            self._looked_up.add(op.outputs[0])
            return []
        steps: list[Step] = []
        inputs: list[int] = []
        by_reference = op.opdef.takes_reference(len(op.inputs))
        for tensor, takes_ref in zip(op.inputs, by_reference, strict=True):
            if tensor in self._looked_up or (tensor.dtype.is_ref and not takes_ref):
                steps.append(self._read(tensor, op))
                inputs.extend(steps[-1].outputs)
            else:
                inputs.append(self._slot(tensor))
        outputs = tuple(
            _SPARE if tensor in self.plan.feeds else self._slot(tensor)
            for tensor in op.outputs
        )
        run = op.opdef.bind(op, _Site(session, self._used))
        steps.append(Step(run, tuple(inputs), outputs, (), op))
        return steps

    def _looks_up(self, op: Operation) -> bool:
        """Whether `op` is the read of a variable, `w/read`.

        As in TensorFlow it hands on the variable itself: whoever uses `w/read` sees the
        value of its own place in the order. So a moving average that runs after the
        training step sees the weights after the step.
        """
        return (
            op.type == "Identity"
            and op.inputs[0].dtype.is_ref
            and op.outputs[0] not in self.plan.feeds
        )

    def _read(self, tensor: Tensor, op: Operation) -> Step:
        """The value of a variable, taken at this place in the order."""
        cell = self._slot(tensor)
        slot = len(self._slots) + self._reads
        self._reads += 1
        return Step(_read, (cell,), (slot,), (), op)

    def _fetch(self, element: Any, steps: list[Step]) -> int | None:
        if isinstance(element, Operation):
            return None
        if element.dtype.is_ref or element in self._looked_up:
            # A variable that is fetched itself shows what the run has made of it.
            step = self._read(element, element.op)
            steps.append(step)
            return step.outputs[0]
        return self._slot(element)

    def _freeing(self, steps: list[Step]) -> list[Step]:
        """The steps, each told which slots nobody reads after it."""
        kept = {slot for slot in self._fetched if slot is not None}
        kept |= {slot for slot, _ in self._preset}
        freed: list[Step] = []
        for step in reversed(steps):
            last = {*step.inputs, *step.outputs} - kept - {_SPARE}
            kept |= last
            run = step.run
            if _element_wise(step):
                run = among_cores(step.op, run)
                expiring = [k for k, slot in enumerate(step.inputs) if slot in last]
                run = over_an_input(step.op, run, expiring)
            freed.append(step._replace(run=run, done_with=tuple(sorted(last))))
        return freed[::-1]

    def _to_copy(self) -> list[int]:
        """Places in the result whose array somebody else may hold too.

        Only what an operation has made anew in this run, and what is fetched once, is
        handed out as it is.
        """
        fresh = {
            tensor
            for op in self.plan.operations
            if not (op.opdef.aliases or op.opdef.stateful)
            for tensor in op.outputs
        }
        fresh.difference_update(self.plan.feeds)
        shared: list[int] = []
        for place, element in enumerate(self.plan.fetches):
            if isinstance(element, Tensor) and element not in fresh:
                shared.append(place)
            elif isinstance(element, Tensor):
                fresh.remove(element)
        return shared

    def run(
        self, feeds: Sequence[Array], observers: Sequence[Observer] = ()
    ) -> list[Any]:
        """The values of the fetches, None for operations: the caller's to keep."""
        with one_thread:
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
            for step in self.steps:
                function, inputs, outputs, done_with, _ = step
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
        for step in self.steps:
            _observed(step, slots, observers)
            for i in step.done_with:
                slots[i] = None
        for observer in observers:
            observer.finish(self.plan)


def _observed(step: Step, slots: list[Any], observers: Sequence[Observer]) -> None:
    """One step, with every observer told of it before and after."""
    for observer in observers:
        observer.before(step.op)
    args = [slots[i] for i in step.inputs]
    start = perf_counter()
    try:
        value = step.run(*args)
    except Exception as error:
        for observer in observers:
            observer.failed(step.op, error)
        raise explain(error, step.op, args) from error
    seconds = perf_counter() - start
    outputs = (value,) if len(step.outputs) == 1 else tuple(value)
    _fill(slots, step.outputs, outputs)
    if step.run is not _read:
        shown = tuple(
            v.read() if isinstance(v, Cell) and v.initialized else v for v in outputs
        )
        for observer in observers:
            observer.after(step.op, shown, seconds)


def _element_wise(step: Step) -> bool:
    """Whether its function has a parameter `out`, and each element is for itself."""
    if isinstance(step.run, np.ufunc):
        return step.run.nout == 1
    return step.run is not _read and step.op.opdef.takes_out


def _read(held: Any) -> Any:
    """The value of a variable, or what was fed in its place."""
    return held.read() if isinstance(held, Cell) else held


def _fill(slots: list[Any], places: Sequence[int], values: Sequence[Any]) -> None:
    for place, value in zip(places, values, strict=True):
        slots[place] = value


class _Site:
    """What `bind` sees: the session, and the plan around the operation."""

    def __init__(self, session: Services, used: set[Tensor]):
        self._session = session
        self._used = used

    def cell(self, op: Operation) -> Cell:
        return self._session.cell(op)

    def state(self, op: Operation, create: Callable[[], Any]) -> Any:
        return self._session.state(op, create)

    def program(
        self, outputs: Sequence[Tensor], inputs: Sequence[Tensor]
    ) -> Callable[..., list[Any]]:
        return self._session.program(outputs, inputs)

    def uses(self, tensor: Tensor) -> bool:
        return tensor in self._used
