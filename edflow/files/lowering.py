"""A graph in the ops that TensorFlow has.

For a gradient a loop of edflow hands its memory, a Python object, to `WhileGrad`; and a
branch hands over what happened inside. TensorFlow's ops have neither. So, before a
graph is written, it is copied into one in which a loop with a gradient pushes what it
has to remember onto lists, one for each value, and its gradient is one more loop, which
pops them. A recurrent network that is one op here becomes a loop, too: see `stepwise`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

import numpy as np

from edflow.engine.control.bodies import unrepeatable
from edflow.engine.control.branching import If
from edflow.engine.control.looping import While, WhileGrad
from edflow.engine.control.tensor_lists import TensorListLength
from edflow.engine.control.tensor_stacks import (
    EmptyTensorList,
    TensorListPopBack,
    TensorListPushBack,
)
from edflow.engine.face.dtypes import DType, variant
from edflow.engine.graph import Graph, OpDef, Operation, Spec, Subgraph, Tensor
from edflow.engine.graph.traversal import needed_for
from edflow.engine.ops.array.identity import IdentityN
from edflow.engine.ops.build import apply, constant
from edflow.engine.ops.math.arithmetic import AddV2
from edflow.engine.ops.math.comparing import Greater
from edflow.engine.ops.math.sums import AddN
from edflow.files.stepwise import has_steps, in_steps

_UNKNOWN = np.array(-1, np.int32)


def lowered(graph: Graph) -> Graph:
    """The graph itself, or a copy in ops that TensorFlow has."""
    if not _needs_lowering(graph):
        return graph
    copy = Graph()
    _Copy(copy).all(graph.operations)
    return copy


def bodies(op: Operation) -> list[Subgraph]:
    """The graphs that an operation runs."""
    if not isinstance(op.opdef, If | While | WhileGrad):
        return []
    return [x for x in op.opdef.attributes.values() if isinstance(x, Subgraph)]


def _needs_lowering(graph: Graph) -> bool:
    return any(
        has_steps(op)
        or any(tensor.consumers() for tensor in _memory(op))
        or any(map(_needs_lowering, bodies(op)))
        for op in graph.operations
    )


def _memory(op: Operation) -> Sequence[Tensor]:
    """The outputs that only a gradient uses, which TensorFlow's op does not have."""
    if isinstance(op.opdef, If):
        return op.outputs[len(op.opdef.then_branch.outputs) :]
    return op.outputs[-1:] if isinstance(op.opdef, While) else ()


def _is_history(tensor: Tensor) -> bool:
    op = tensor.op
    return isinstance(op.opdef, While) and tensor is op.outputs[-1]


def _remembered(loop: While) -> list[DType]:
    """The dtypes of all that a loop remembers of a turn."""
    variables = loop.body.inputs[: loop.n_variables]
    found = [variable.dtype.base_dtype for variable in variables]
    for tensor in unrepeatable(loop.body):
        found += _dtypes(tensor)
    return found


def _dtypes(tensor: Tensor) -> list[DType]:
    """The dtypes of the tensors that take the place of one."""
    if _is_history(tensor):
        assert isinstance(tensor.op.opdef, While)
        return [variant] * len(_remembered(tensor.op.opdef))
    kept = _kept_by(tensor)
    return [tensor.dtype.base_dtype] if kept is None else _dtypes(kept)


def _kept_by(tensor: Tensor) -> Tensor | None:
    """For what a branch keeps for the gradient, the tensor inside it."""
    op = tensor.op
    if not isinstance(op.opdef, If) or tensor not in _memory(op):
        return None
    inside = [*op.opdef.kept(True), *op.opdef.kept(False)]
    return inside[tensor.value_index - len(op.opdef.then_branch.outputs)]


class _Copy:
    """Operations copied into another graph.

    A tensor of the original has one in the copy, the memory of a loop several.
    """

    def __init__(self, into: Graph):
        self._into = into
        self._parts: dict[Tensor, list[Tensor]] = {}
        self._operations: dict[Operation, Operation] = {}

    def __getitem__(self, tensor: Tensor) -> Tensor:
        (part,) = self._parts[tensor]
        return part

    def parts(self, tensors: Iterable[Tensor]) -> list[Tensor]:
        """What takes the places of `tensors`."""
        return [part for tensor in tensors for part in self._parts[tensor]]

    def all(
        self, operations: Iterable[Operation], wanted: Iterable[Tensor] = ()
    ) -> None:
        """Copy operations.

        Args:
          operations: what to copy, in their order.
          wanted: outputs that are needed though no operation takes them.
        """
        operations = list(operations)
        wanted = set(wanted)
        with self._into.control_dependencies(None):
            for op in operations:
                self._into.unique_name(op.name)  # So that new ones take other names.
            for op in operations:
                self._one(op, any(t in wanted or t.consumers() for t in _memory(op)))

    def _one(self, op: Operation, remembers: bool) -> None:
        if isinstance(op.opdef, If):
            self._if(op, op.opdef, remembers)
        elif isinstance(op.opdef, While):
            self._while(op, op.opdef, remembers)
        elif isinstance(op.opdef, WhileGrad):
            self._while_grad(op, op.opdef)
        elif has_steps(op):
            self._in_steps(op)
        else:
            copy = self._create(op, op.opdef, self.parts(op.inputs))
            self._stands_for(op, copy.outputs)

    def _create(self, op: Operation, opdef: OpDef, inputs: list[Tensor]) -> Operation:
        waits = self._waits(op)
        copy = self._into.create_op(opdef, inputs, f"{op.name}/", waits)
        copy.device = op.device
        copy.gradient_override = op.gradient_override
        self._operations[op] = copy
        return copy

    def _waits(self, op: Operation) -> list[Operation]:
        """What the copy of an operation has to wait for."""
        copies = (self._operations.get(before) for before in op.control_inputs)
        return [before for before in copies if before is not None]

    def _stands_for(self, op: Operation, outputs: Sequence[Tensor]) -> None:
        for old, new in zip(op.outputs, outputs, strict=False):
            new.spec = old.spec
            self._parts[old] = [new]

    def _in_steps(self, op: Operation) -> None:
        with (
            self._into.as_default(),
            self._into.name_scope(f"{op.name}/"),
            self._into.control_dependencies(self._waits(op)),
        ):
            outputs = in_steps(op, self.parts(op.inputs))
        # All of them under the name of the operation, by which they may be fetched.
        copy = self._create(op, IdentityN(), outputs)
        # Their shapes are those of the operation, or more is known of them.
        for old, new in zip(op.outputs, copy.outputs, strict=True):
            self._parts[old] = [new]

    # -- branches ---------------------------------------------------------------------

    def _if(self, op: Operation, opdef: If, remembers: bool) -> None:
        inputs = op.inputs[1:]
        kept = [opdef.kept(True), opdef.kept(False)] if remembers else [[], []]
        branches = []
        for side, body in enumerate((opdef.then_branch, opdef.else_branch)):
            branch = self._inside(body, inputs)
            own = kept[side]
            branch.all(needed_for([*body.outputs, *own], body.inputs), own)
            outputs = branch.parts(body.outputs)
            for i, tensors in enumerate(kept):
                found = branch.parts if i == side else partial(branch.nothing, op)
                outputs += found(tensors)
            branches.append(branch.body(outputs))
        made = If(*branches)
        copy = self._create(op, made, [self[op.inputs[0]], *self.parts(inputs)])
        n = len(opdef.then_branch.outputs)
        self._stands_for(op, copy.outputs[:n])
        if remembers:
            rest = iter(copy.outputs[n:])
            for tensor in op.outputs[n:]:
                self._parts[tensor] = [next(rest) for _ in _dtypes(tensor)]

    def nothing(self, op: Operation, kept: Iterable[Tensor]) -> list[Tensor]:
        """What a branch gives for the values that only the other one keeps."""
        with self._into.as_default(), self._into.name_scope(f"{op.name}/"):
            return [
                _empty_list(dtype)
                if dtype is variant
                else constant(np.zeros((), dtype.as_numpy_dtype), dtype, name="nothing")
                for tensor in kept
                for dtype in _dtypes(tensor)
            ]

    # -- loops ------------------------------------------------------------------------

    def _while(self, op: Operation, opdef: While, remembers: bool) -> None:
        n = opdef.n_variables
        starts, captured = self.parts(op.inputs[:n]), self.parts(op.inputs[n:])
        kept = unrepeatable(opdef.body) if remembers else []
        dtypes = _remembered(opdef) if remembers else []
        with self._into.as_default(), self._into.name_scope(f"{op.name}/"):
            memory = [_empty_list(dtype) for dtype in dtypes]
        test = self._inside(opdef.cond, op.inputs, n, len(memory))
        test.all(needed_for(opdef.cond.outputs, opdef.cond.inputs))
        turn = self._inside(opdef.body, op.inputs, n, len(memory))
        turn.all(needed_for([*opdef.body.outputs, *kept], opdef.body.inputs), kept)
        seen = turn.parts([*opdef.body.inputs[:n], *kept]) if remembers else []
        pushed = turn.push(op, dtypes, seen, n)
        outputs = [*turn.parts(opdef.body.outputs), *pushed]
        loop = While(
            test.body(test.parts(opdef.cond.outputs)),
            turn.body(outputs),
            n + len(memory),
            opdef.back_prop,
        )
        copy = self._create(op, loop, [*starts, *memory, *captured])
        self._stands_for(op, copy.outputs[:n])
        if remembers:
            self._parts[op.outputs[-1]] = list(copy.outputs[n : n + len(memory)])

    def push(
        self, op: Operation, dtypes: list[DType], seen: list[Tensor], n: int
    ) -> list[Tensor]:
        """What is seen in a turn put on the lists, which are the inputs from n on."""
        body = self._into
        assert isinstance(body, Subgraph)
        lists = body.inputs[n : n + len(dtypes)]
        with body.as_default(), body.name_scope(f"{op.name}/"):
            return [
                apply(TensorListPushBack(dtype), items, x)
                for dtype, items, x in zip(dtypes, lists, seen, strict=True)
            ]

    def _while_grad(self, op: Operation, opdef: WhileGrad) -> None:
        n = opdef.n_carried + opdef.n_shared
        flowing = self.parts(op.inputs[1 : 1 + n])
        history = self.parts(op.inputs[:1])
        outside = self.parts(op.inputs[1 + n :])
        known = [y.spec for y in op.outputs] + [x.spec for x in [*history, *outside]]
        test, turn = _with_inputs(self._into, known), _with_inputs(self._into, known)
        with test.as_default(), test.name_scope(f"{op.name}/"):
            left = apply(TensorListLength(), test.inputs[n])
            test.outputs = [apply(Greater(), left, 0)]
        shares, lists = self._turn_back(op, opdef, turn)
        with turn.as_default(), turn.name_scope(f"{op.name}/"):
            sums = [
                apply(AddN(), [total, share])
                if total.dtype is variant
                else apply(AddV2(), total, share)
                for total, share in zip(
                    turn.inputs[opdef.n_carried : n],
                    shares[opdef.n_carried :],
                    strict=True,
                )
            ]
        turn.outputs = [*shares[: opdef.n_carried], *sums, *lists]
        loop = While(test, turn, n + len(history), back_prop=False)
        copy = self._create(op, loop, [*flowing, *history, *outside])
        self._stands_for(op, copy.outputs[:n])

    def _turn_back(
        self, op: Operation, opdef: WhileGrad, turn: Subgraph
    ) -> tuple[list[Tensor], list[Tensor]]:
        """The step of a gradient in a turn of the loop that takes its place.

        Returns:
          What the step gives, and the lists without the values that it took.
        """
        step, n_carried = opdef.body, opdef.n_carried
        n = n_carried + opdef.n_shared
        captured = op.inputs[1 + n :]
        first = len(step.inputs) - len(captured) - n_carried
        remembered = step.inputs[:first]
        dtypes = [dtype for tensor in remembered for dtype in _dtypes(tensor)]
        lists = turn.inputs[n : n + len(dtypes)]
        with turn.as_default(), turn.name_scope(f"{op.name}/"):
            popped = [
                apply(TensorListPopBack(dtype), items, _UNKNOWN)
                for dtype, items in zip(dtypes, lists, strict=True)
            ]
        copy = _Copy(turn)
        values = iter([value for _, value in popped])
        for tensor in remembered:
            copy.take(tensor, [next(values) for _ in _dtypes(tensor)])
        carried = step.inputs[first : first + n_carried]
        for tensor, flowing in zip(carried, turn.inputs, strict=False):
            copy.take(tensor, [flowing])
        rest = iter(turn.inputs[n + len(dtypes) :])
        for tensor, outer in zip(
            step.inputs[first + n_carried :], captured, strict=True
        ):
            copy.take(tensor, [next(rest) for _ in self._parts[outer]])
        copy.all(needed_for(step.outputs, step.inputs))
        return copy.parts(step.outputs), [left for left, _ in popped]

    # -- bodies -----------------------------------------------------------------------

    def _inside(
        self, body: Subgraph, taken: Sequence[Tensor], at: int = 0, n_new: int = 0
    ) -> _Copy:
        """A copy of a body, as yet with nothing but its inputs.

        Args:
          body: the original.
          taken: what the original's inputs are given.
          at: in front of which input to add new ones.
          n_new: how many.
        """
        copy = Subgraph(self._into)
        inner = _Copy(copy)
        for i, (arg, outer) in enumerate(zip(body.inputs, taken, strict=True)):
            if i == at:
                inner._add_lists(n_new)
            n_parts = len(self._parts[outer])
            specs = [arg.spec] if n_parts == 1 else [Spec((), variant)] * n_parts
            inner.take(arg, [copy.add_input(spec, "input") for spec in specs])
        if at == len(body.inputs):
            inner._add_lists(n_new)
        return inner

    def _add_lists(self, n: int) -> None:
        assert isinstance(self._into, Subgraph)
        for _ in range(n):
            self._into.add_input(Spec((), variant), "memory")

    def take(self, tensor: Tensor, parts: list[Tensor]) -> None:
        """Let `parts` stand for a tensor of the original."""
        if len(parts) == 1:
            parts[0].spec = tensor.spec
        self._parts[tensor] = parts

    def body(self, outputs: list[Tensor]) -> Subgraph:
        """The finished copy of a body."""
        assert isinstance(self._into, Subgraph)
        self._into.outputs = outputs
        return self._into


def _with_inputs(around: Graph, known: Iterable[Spec]) -> Subgraph:
    body = Subgraph(around)
    for spec in known:
        body.add_input(spec, "input")
    return body


def _empty_list(dtype: DType) -> Tensor:
    return apply(EmptyTensorList(dtype), _UNKNOWN, _UNKNOWN, name="memory")
