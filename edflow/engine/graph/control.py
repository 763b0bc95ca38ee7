"""Control inputs: what must run before an operation though nothing flows from it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from edflow.engine.graph.node import Operation, Tensor


class ControlScope:
    """One open `control_dependencies` block: what it demands, what it has seen."""

    __slots__ = ("ops", "seen")

    def __init__(self, ops: Sequence[Operation]):
        self.ops = ops
        # An op created inside waits for `ops` already; so does all that takes its
        # output, which therefore needs no control input of its own.
        self.seen: set[Operation] = set()


def open_scope(
    outer: Sequence[ControlScope], wanted: Iterable[Operation]
) -> ControlScope:
    """A block inside `outer` ones: what they demand already is not said twice."""
    pending = {op for scope in outer for op in scope.ops}
    return ControlScope([op for op in dict.fromkeys(wanted) if op not in pending])


def control_inputs(
    scopes: Sequence[ControlScope], inputs: Sequence[Tensor]
) -> list[Operation]:
    """What the open blocks demand of a new op, less what its inputs wait for anyway."""
    if not scopes:
        return []
    feeding = {tensor.op for tensor in inputs}
    demanded: dict[Operation, None] = {}
    for scope in scopes:
        if scope.seen.isdisjoint(feeding):
            demanded |= dict.fromkeys(op for op in scope.ops if op not in feeding)
    return list(demanded)
