"""The way back through a loop: its turns again, last turn first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from edflow.engine.control.bodies import (
    Replay,
    is_unrepeatable,
    no_gradient,
    unrepeatable,
)
from edflow.engine.gradients import gradients
from edflow.engine.graph import OpDef, Operation, Runtime, Spec, Subgraph, Tensor
from edflow.engine.ops.build import convert_to_tensor

if TYPE_CHECKING:
    from edflow.engine.control.looping import While


class Turn(NamedTuple):
    """What a loop remembers of one turn for its gradient."""

    variables: list[Any]
    kept: list[Any]


def backward_step(loop: While, op: Operation) -> tuple[Subgraph, list[int], list[int]]:
    """One turn of the way back.

    Its inputs: the loop variables as the turn met them, what it kept, the gradients of
    the variables after it, and what it uses from outside. Its outputs: the gradients of
    the variables before the turn, and the turn's share in those of what is outside.

    Returns:
      The step, which loop variables carry a gradient, which captured inputs get one.
    """
    n = loop.n_variables
    step = Subgraph(op.graph)
    with step.as_default():
        variables = [step.add_input(t.spec, "variable") for t in loop.body.inputs[:n]]
        captured = [step.adopt(tensor) for tensor in op.inputs[n:]]
        replay = Replay(loop.body, step, [*variables, *captured])
        kept = [replay[tensor] for tensor in unrepeatable(loop.body)]
        carried = [i for i, v in enumerate(variables) if v.dtype.is_differentiable]
        dys = [step.add_input(variables[i].spec, "gradient") for i in carried]
        ys = [replay.outputs[i] for i in carried]
        xs = [variables[i] for i in carried] + captured
        dxs = gradients(ys, xs, dys)
        own, of_captured = dxs[: len(carried)], dxs[len(carried) :]
        shared = [k for k, dx in enumerate(of_captured) if dx is not None]
        step.outputs = [
            no_gradient(variables[i]) if dx is None else convert_to_tensor(dx)
            for i, dx in zip(carried, own, strict=True)
        ] + [convert_to_tensor(of_captured[k]) for k in shared]
    step.inputs = [*variables, *kept, *dys, *step.captures.values()]
    return step, carried, shared


class WhileGrad(OpDef):
    """The turns of a loop backwards, last turn first: dx <- body'(x) dx.

    The gradients of what the body uses from outside add up over the turns.
    """

    takes = "history:variant input:**T"
    gives = "output:**T"
    beyond_tensorflow = True
    body: Subgraph
    n_carried: int
    n_shared: int

    @property
    def stateful(self) -> bool:
        return any(is_unrepeatable(op) for op in self.body.operations)

    def takes_reference(self, n_inputs: int) -> list[bool]:
        own = 1 + self.n_carried + self.n_shared
        return [False] * own + [True] * (n_inputs - own)

    def bring_in(self, inputs: Sequence[Tensor]) -> None:
        captured = inputs[1 + self.n_carried + self.n_shared :]
        args = self.body.inputs[len(self.body.inputs) - len(captured) :]
        self.body.stands_for.update(zip(args, captured, strict=True))

    def infer(self, history: Spec, *inputs: Spec) -> tuple[Spec, ...]:
        return tuple(
            spec.with_dtype(spec.dtype.base_dtype)
            for spec in inputs[: self.n_carried + self.n_shared]
        )

    def bind(self, op: Operation, runtime: Runtime) -> Callable[..., Any]:
        n, last = self.n_carried, self.n_carried + self.n_shared
        turn_back = runtime.program(self.body.outputs, self.body.inputs)

        def run(history: Sequence[Turn], *inputs: Any) -> tuple[Any, ...]:
            carried, totals = inputs[:n], list(inputs[n:last])
            captured = inputs[last:]
            first = True
            for turn in reversed(history):
                values = turn_back(*turn.variables, *turn.kept, *carried, *captured)
                carried = values[:n]
                shares = zip(totals, values[n:], strict=True)
                totals = [_add(total, share, first) for total, share in shares]
                first = False
            everything = (*carried, *totals)
            return everything[0] if len(everything) == 1 else everything

        return run


def _add(total: Any, share: Any, first: bool) -> Any:
    """The sum; from the second turn on the total is ours, and is added to in place."""
    if first:
        return total + share
    total += share
    return total
