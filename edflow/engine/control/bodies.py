"""Bodies: a Python function traced into a subgraph, and replayed for gradients."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from edflow.engine.control.composites import unpack
from edflow.engine.face.dtypes import variant
from edflow.engine.graph import Operation, Spec, Subgraph, Tensor
from edflow.engine.graph.subgraph import variable_behind
from edflow.engine.ops.array.filling import ZerosLike, zeros_like
from edflow.engine.ops.build import apply


def trace(body: Subgraph, function: Callable[..., Any], *args: Any) -> Any:
    """Call `function` inside `body`; the tensors it returns become the outputs.

    Returns:
      The structure that the function returned.
    """
    with body.as_default():
        structure = function(*args)
        body.outputs = [body.adopt(tensor) for tensor in unpack(structure)]
    return structure


def share_captures(*bodies: Subgraph) -> list[Tensor]:
    """All that any of the bodies uses from outside, made an input of every one.

    Afterwards the last inputs of each body are these, in the same order.
    """
    union = list(dict.fromkeys(outside for body in bodies for outside in body.captures))
    for body in bodies:
        stand_ins = [body.adopt(outside) for outside in union]
        own = [tensor for tensor in body.inputs if tensor not in set(stand_ins)]
        body.inputs = own + stand_ins
    return union


def waits_for(*bodies: Subgraph) -> list[Operation]:
    """What operations inside the bodies asked to wait for outside."""
    return list(dict.fromkeys(op for body in bodies for op in body.waits_for))


def unrepeatable(body: Subgraph) -> list[Tensor]:
    """Values that running the body again would not give.

    Draws, and what the body computes from variables that it writes to itself.
    """
    inputs = set(body.inputs)
    written = {v for op in body.operations for v in _writes(op)}
    return [
        tensor
        for op in body.operations
        if is_unrepeatable(op)
        or not written.isdisjoint(map(variable_behind, op.inputs))
        for tensor in op.outputs
        if tensor not in inputs
    ]


def is_unrepeatable(op: Operation) -> bool:
    """Whether the outputs depend on more than the values of the inputs."""
    return op.opdef.stateful or any(tensor.dtype.is_ref for tensor in op.inputs)


def _writes(op: Operation) -> list[Tensor]:
    """The variables that the operation takes as such, and may write to."""
    taken = op.opdef.takes_reference(len(op.inputs))
    behind = [
        variable_behind(x) for x, ref in zip(op.inputs, taken, strict=True) if ref
    ]
    return [variable for variable in behind if variable is not None]


class Replay:
    """A body copied into another subgraph, there to be differentiated.

    Gradients need the values inside the body. Rather than keep them all, the copy
    computes them again; only what cannot be repeated is taken from the first run.
    """

    def __init__(self, body: Subgraph, into: Subgraph, inputs: Sequence[Tensor]):
        self._copies = dict(zip(body.inputs, inputs, strict=True))
        with into.as_default():
            for op in body.operations:
                if self._copies.keys().isdisjoint(op.outputs):
                    self._copy(op, into)
        self.outputs = [self[tensor] for tensor in body.outputs]

    def _copy(self, op: Operation, into: Subgraph) -> None:
        inputs = [self._copies[tensor] for tensor in op.inputs]
        copy = into.create_op(op.opdef, inputs, f"{op.name}/again/")
        copy.gradient_override = op.gradient_override
        self._copies.update(zip(op.outputs, copy.outputs, strict=True))

    def __getitem__(self, tensor: Tensor) -> Tensor:
        return self._copies[tensor]


def no_gradient(x: Tensor) -> Tensor:
    """Zeros in the place of a gradient that does not reach x."""
    return apply(ZerosLike(), x) if x.dtype is variant else zeros_like(x)


def spec_in_common(one: Spec, other: Spec) -> Spec:
    """What is known of a value that comes from either of two places."""
    if one.shape is None or other.shape is None or len(one.shape) != len(other.shape):
        return Spec(None, one.dtype.base_dtype)
    sizes = zip(one.shape, other.shape, strict=True)
    return Spec(tuple(a if a == b else None for a, b in sizes), one.dtype.base_dtype)
