"""From fetches to a plan: the steps to take, in order, and nothing else.

Before this: the graph, and `gradients.py` that made it longer. Next: `passes.py`.

A plan is data, no more: passes make better plans of it, and a `Program` binds it to a
session.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from edflow.engine.face.arrays import Array
from edflow.engine.face.shapes import text
from edflow.engine.graph import OpDef, Operation, Tensor
from edflow.engine.graph.subgraph import variable_behind
from edflow.engine.graph.traversal import Element, needed_for
from edflow.engine.runtime.failures import missing_feed
from edflow.engine.runtime.store import Cell


class Snapshot:
    """What a tensor is at one place in the order, and not for good.

    A variable that is read there, or an output in whose place something was fed.
    """

    __slots__ = ("of",)

    def __init__(self, of: Tensor):
        self.of = of

    @property
    def name(self) -> str:
        return self.of.name


Value = Tensor | Snapshot
"""What flows from step to step."""


class Read(OpDef, abstract=True):
    """y = the value of x, now. No operation of a graph: plans put it in."""

    takes = "x:T"

    def compute(self, *arrays: Any) -> Any:
        (x,) = arrays
        # Where the variable was fed, x is the value already.
        return x.read() if isinstance(x, Cell) else x


READ = Read()


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """One call of a run: what is computed, from which values, and which it gives.

    Its function is `opdef.bind(op, …)`. `merged` are further operations whose work it
    does, as a pass has decided.
    """

    opdef: OpDef
    op: Operation
    inputs: tuple[Value, ...]
    outputs: tuple[Value, ...]
    merged: tuple[Operation, ...] = ()
    over: tuple[int, ...] = ()
    """Inputs that nobody needs afterwards: the result may take their place."""
    shared: bool = False
    """Whether cores may share the work, each some of the rows."""

    @property
    def is_read(self) -> bool:
        return self.opdef is READ

    @property
    def hands_on(self) -> bool:
        """Whether it only passes a variable on, as `w/read` does.

        As in TensorFlow whoever uses `w/read` sees the value of its own place in the
        order: a moving average that runs after the training step sees the weights
        after the step.
        """
        if not self.opdef.hands_on or not isinstance(self.outputs[0], Tensor):
            return False
        return isinstance(x := self.inputs[0], Tensor) and x.dtype.is_ref

    @property
    def variables(self) -> tuple[Tensor, ...]:
        """The variables that it takes as such: those it reads, or may write to."""
        found = [variable_behind(x) for x in self.inputs if isinstance(x, Tensor)]
        return tuple(v for v in found if v is not None)

    @property
    def writes(self) -> tuple[Tensor, ...]:
        """The variables that it may write to."""
        return () if self.is_read or self.hands_on else self.variables

    @property
    def has_effect(self) -> bool:
        """Whether it matters that it runs, even if nobody takes what it gives."""
        return self.opdef.stateful or bool(self.writes) or not self.outputs


@dataclass(frozen=True, slots=True)
class Plan:
    """What one run does: `steps` in order, from `feeds` to `fetches`.

    Print it to see which part of a graph a fetch needs, and where variables are read.
    """

    fetches: tuple[Element, ...]
    feeds: tuple[Tensor, ...]
    steps: tuple[Step, ...]
    results: tuple[Value | None, ...]
    """For each of the fetches the value to hand out, None for an operation."""
    constants: dict[Value, Array] = field(default_factory=dict[Value, Array])
    """Values that a pass has computed already."""

    @property
    def settled(self) -> frozenset[Operation]:
        """The operations whose outputs are known already."""
        return frozenset(v.op for v in self.constants if isinstance(v, Tensor))

    @property
    def operations(self) -> tuple[Operation, ...]:
        """The operations that run, in order."""
        own = [op for s in self.steps if not s.is_read for op in (s.op, *s.merged)]
        return tuple(sorted(own, key=lambda op: op.index))

    def last_uses(self) -> dict[Value, int]:
        """The number of the last step that takes a value; of results, one beyond."""
        uses: dict[Value, int] = {}
        for number, step in enumerate(self.steps):
            uses.update(dict.fromkeys(step.inputs, number))
        uses.update(
            dict.fromkeys([v for v in self.results if v is not None], len(self.steps))
        )
        return uses

    def rewritten(
        self,
        steps: Sequence[Step],
        instead: Mapping[Value, Value] | None = None,
        constants: Mapping[Value, Array] | None = None,
    ) -> Plan:
        """This plan with other steps: what every pass ends with.

        Args:
          steps: the new steps, in order: dropped, replaced, inserted or fused.
          instead: values in whose place others are to be taken, wherever they are.
          constants: values that are known now.

        Returns:
          The plan without the steps that nothing needs any more.
        """
        instead = instead or {}
        results = tuple(None if v is None else instead.get(v, v) for v in self.results)
        wanted = {value for value in results if value is not None}
        kept: list[Step] = []
        for step in reversed(steps):
            if step.has_effect or not wanted.isdisjoint(step.outputs):
                inputs = tuple(instead.get(x, x) for x in step.inputs)
                kept.append(replace(step, inputs=inputs))
                wanted.update(inputs)
        known = {**self.constants, **(constants or {})}
        return replace(self, steps=tuple(kept[::-1]), results=results, constants=known)

    def __str__(self) -> str:
        count = len(self.operations)
        total = self.fetches[0].graph.version if self.fetches else count
        lines = [f"{count} of {total} operations"]
        lines += [f"  feed  {_signature(tensor)}" for tensor in self.feeds]
        number = 0
        for step in self.steps:
            if step.is_read:
                lines.append(f"        read {' '.join(v.name for v in step.variables)}")
                continue
            number += 1
            op, inputs = step.op, ", ".join(x.name for x in step.inputs)
            outputs = ", ".join(map(_signature, op.outputs)) or op.name
            lines.append(f"  {number:4}  {outputs} = {step.opdef.type}({inputs})")
        lines += [f"  fetch {element.name}" for element in self.fetches]
        return "\n".join(lines)


def _signature(tensor: Tensor) -> str:
    return f"{tensor.name} {tensor.dtype.name}{text(tensor.spec.shape)}"


def make_plan(fetches: Sequence[Element], feeds: Sequence[Tensor]) -> Plan:
    """Walk back from `fetches` to `feeds`, and put what was met in order.

    The order is that of creation. Reads of variables are steps of their own, each right
    before the step that takes the value: there it sees all that was written before.

    Raises:
      InvalidArgumentError: a placeholder is needed but not fed.
    """
    fed = frozenset(feeds)
    operations = needed_for(fetches, feeds)
    missing = [op for op in operations if op.opdef.must_be_fed]
    if missing:
        raise missing_feed(missing[-1], fetches, feeds)
    steps: list[Step] = []

    def value_of(tensor: Tensor, op: Operation) -> Value:
        """The tensor, or, of what holds a variable, what is read now."""
        if variable_behind(tensor, fed) is None:
            return tensor
        now = Snapshot(tensor)
        steps.append(Step(READ, op, (tensor,), (now,)))
        return now

    for op in operations:
        outputs = tuple(Snapshot(t) if t in fed else t for t in op.outputs)
        as_it_is = op.opdef.takes_reference(len(op.inputs))
        step = Step(op.opdef, op, op.inputs, outputs)
        if not step.hands_on:
            inputs = tuple(
                tensor if taken else value_of(tensor, op)
                for tensor, taken in zip(op.inputs, as_it_is, strict=True)
            )
            step = replace(step, inputs=inputs)
        steps.append(step)
    # A variable that is fetched itself shows what the run has made of it.
    results = tuple(
        value_of(element, element.op) if isinstance(element, Tensor) else None
        for element in fetches
    )
    return Plan(tuple(fetches), tuple(feeds), tuple(steps), results)
