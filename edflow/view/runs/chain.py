"""A run forward and backward, op by op: every value, and every gradient with its parts.

The values are fetched from the learner's session in one run. The gradients are made on
scratch graphs of one operation each: the learner's graph stays as it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from edflow.engine.gradients import gradients
from edflow.engine.graph import Graph, Operation, Tensor
from edflow.engine.ops.array.identity import placeholder_with_default
from edflow.engine.ops.build import constant, convert_to_tensor
from edflow.engine.runtime import Session
from edflow.engine.runtime.feeds import fed_tensors

Value = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Part:
    """What one operation sends back to one of its inputs."""

    to: str
    outgoing: Value | None
    """None where nothing flows: not computed, which is not zero."""
    local: float | None
    """The derivative of the output by this input, where both are single numbers."""


@dataclass(frozen=True)
class Node:
    """One operation in the run."""

    op: Operation
    value: Value
    incoming: Value | None = None
    """The gradient of y by this operation's output: the sum of what arrives."""
    arriving: tuple[tuple[str, Value], ...] = ()
    """From which operation what part of it came."""
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True)
class Chain:
    """The operations that y depends on, in the order in which they ran."""

    y: str
    nodes: tuple[Node, ...]
    fed: tuple[str, ...]

    @property
    def backward(self) -> tuple[Node, ...]:
        """Those that a gradient arrives at, in the order in which it gets there."""
        return tuple(node for node in self.nodes[::-1] if node.incoming is not None)


def follow(
    sess: Session, y: Tensor, feed_dict: Mapping[Any, Any] | None = None
) -> Chain:
    """Run `y`, keep every value on the way, and go back through the chain rule."""
    feeds = fed_tensors(sess.graph, feed_dict or {})
    plan = sess.plan(y, list(feeds))
    ops = {tensor.op for tensor in plan.feeds} | plan.settled | {*plan.operations}
    kept = [
        op
        for op in sorted(ops, key=lambda op: op.index)
        if op.outputs and op.outputs[0].dtype.as_numpy_dtype is not object
    ]
    tensors = [tensor for op in kept for tensor in op.outputs]
    values = dict(zip(tensors, sess.run(tensors, feed_dict), strict=True))
    totals: dict[Tensor, Value] = {y: np.ones_like(values[y])}
    arriving: dict[Operation, list[tuple[str, Value]]] = {}
    parts: dict[Operation, tuple[Part, ...]] = {}
    for op in reversed(kept):
        dys = [totals.get(tensor) for tensor in op.outputs]
        stops = not set(op.outputs).isdisjoint(feeds)
        if not op.inputs or stops or all(dy is None for dy in dys):
            continue
        parts[op] = _sent_back(op, values, dys)
        for tensor, part in zip(_distinct(op), parts[op], strict=True):
            if part.outgoing is not None:
                known = totals.get(tensor)
                sent = part.outgoing
                totals[tensor] = sent if known is None else known + sent
                arriving.setdefault(tensor.op, []).append((op.name, sent))
    return Chain(
        y.op.name,
        tuple(
            Node(
                op,
                np.asarray(values[op.outputs[0]]),
                totals.get(op.outputs[0]),
                tuple(arriving.get(op, ())),
                parts.get(op, ()),
            )
            for op in kept
        ),
        tuple(tensor.op.name for tensor in feeds),
    )


def _distinct(op: Operation) -> list[Tensor]:
    """The inputs, each once: in x * x there is one."""
    return list(dict.fromkeys(op.inputs))


def _sent_back(
    op: Operation, values: Mapping[Tensor, Value], dys: Sequence[Value | None]
) -> tuple[Part, ...]:
    """What the operation makes of the gradients of its outputs, one per input."""
    scratch = Graph()
    with scratch.as_default():
        stands = {tensor: _stand_in(tensor, values[tensor]) for tensor in op.inputs}
        copy = scratch.create_op(op.opdef, [stands[tensor] for tensor in op.inputs])
        copy.gradient_override = op.gradient_override
        pairs = [
            (out, constant(dy, out.dtype.base_dtype))
            for out, dy in zip(copy.outputs, dys, strict=True)
            if dy is not None
        ]
        wanted = [stands[tensor] for tensor in _distinct(op)]
        try:
            found = gradients(
                [out for out, _ in pairs], wanted, [dy for _, dy in pairs]
            )
        except LookupError:  # Nothing flows through an op that has no gradient.
            found = [None] * len(wanted)
        found = [None if one is None else convert_to_tensor(one) for one in found]
    sess = Session(graph=scratch)
    numbers = iter(
        sess.run([one for one in found if one is not None])
        if any(one is not None for one in found)
        else ()
    )
    parts = []
    for tensor, one in zip(_distinct(op), found, strict=True):
        sent = None if one is None else np.asarray(next(numbers))
        parts.append(Part(tensor.op.name, sent, _local(sent, dys)))
    return tuple(parts)


def _stand_in(tensor: Tensor, value: Value) -> Tensor:
    """The value as a node: a constant where a rule may want to know it, e.g. a shape.

    Numbers stand in as placeholders: they would be folded away, and are to be found by
    their gradient.
    """
    if tensor.dtype.is_floating or tensor.dtype.is_complex:
        return placeholder_with_default(
            constant(value, tensor.dtype.base_dtype), np.shape(value)
        )
    return constant(value, tensor.dtype.base_dtype)


def _local(sent: Value | None, dys: Sequence[Value | None]) -> float | None:
    """Outgoing over incoming, where both are single numbers."""
    dy = dys[0]
    if sent is None or dy is None or len(dys) > 1:
        return None
    if np.size(sent) != 1 or np.size(dy) != 1 or not float(dy):
        return None
    return float(sent) / float(dy)
