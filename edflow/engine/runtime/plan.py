"""From fetches to a plan: the operations to run, in order, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from edflow import errors
from edflow.engine.face.arrays import Array
from edflow.engine.face.shapes import text
from edflow.engine.graph import Operation, Tensor
from edflow.engine.graph.origin import describe

Element = Tensor | Operation

PLACEHOLDER = "Placeholder"


@dataclass(frozen=True, slots=True)
class Plan:
    """What one run does: `operations` in order, from `feeds` to `fetches`.

    Print it to see which part of a graph a fetch needs.
    """

    fetches: tuple[Element, ...]
    feeds: tuple[Tensor, ...]
    operations: tuple[Operation, ...]
    constants: dict[Tensor, Array] = field(default_factory=dict[Tensor, Array])
    """Tensors whose values a pass has computed already."""

    def __str__(self) -> str:
        total = self.fetches[0].graph.version if self.fetches else len(self.operations)
        lines = [f"{len(self.operations)} of {total} operations"]
        lines += [f"  feed  {_signature(tensor)}" for tensor in self.feeds]
        for number, op in enumerate(self.operations, 1):
            inputs = ", ".join(tensor.name for tensor in op.inputs)
            outputs = ", ".join(map(_signature, op.outputs)) or op.name
            lines.append(f"  {number:4}  {outputs} = {op.type}({inputs})")
        lines += [f"  fetch {element.name}" for element in self.fetches]
        return "\n".join(lines)


def _signature(tensor: Tensor) -> str:
    return f"{tensor.name} {tensor.dtype.name}{text(tensor.spec.shape)}"


def make_plan(fetches: Sequence[Element], feeds: Sequence[Tensor]) -> Plan:
    """Walk back from `fetches` to `feeds`, and put what was met in order.

    The order of creation is the order of running: it is topological, since an
    operation can only take what is there already, and anyone can follow it.

    Raises:
      InvalidArgumentError: a placeholder is needed but not fed.
    """
    fed = frozenset(feeds)
    needed: dict[Operation, Operation | None] = {}
    stack: list[tuple[Operation, Operation | None]] = []
    for element in fetches:
        if isinstance(element, Operation):
            stack.append((element, None))
        elif element not in fed:
            stack.append((element.op, None))
    while stack:
        op, wanted_by = stack.pop()
        if op in needed:
            continue
        needed[op] = wanted_by
        if op.type == PLACEHOLDER:
            raise _missing_feed(op, needed)
        stack.extend((t.op, op) for t in op.inputs if t not in fed)
        # What is fed has happened already: nobody waits for the operation behind it.
        waits_for = (b for b in op.control_inputs if fed.isdisjoint(b.outputs))
        stack.extend((before, op) for before in waits_for)
    operations = sorted(needed, key=lambda op: op.index)
    return Plan(tuple(fetches), tuple(feeds), tuple(operations))


# A chain longer than this says more at its ends than in its middle.
_PATH_ENDS = 4


def _missing_feed(
    op: Operation, needed: dict[Operation, Operation | None]
) -> errors.InvalidArgumentError:
    """The error for an unfed placeholder: by which way it came to be needed."""
    tensor = op.outputs[0]
    path = [op.name]
    step = needed[op]
    while step is not None:
        path.append(step.name)
        step = needed[step]
    if len(path) > 2 * _PATH_ENDS + 1:
        path = [*path[:_PATH_ENDS], "…", *path[-_PATH_ENDS:]]
    way = f"; it is needed by {' <- '.join(path[1:])}" if len(path) > 1 else ""
    return errors.InvalidArgumentError(
        None,
        op,
        f"you must feed a value for placeholder tensor '{op.name}' with dtype "
        f"{tensor.dtype.name} and shape {text(tensor.spec.shape)}{way}: "
        f"add it to feed_dict (created in {describe(op.origin)})",
    )
