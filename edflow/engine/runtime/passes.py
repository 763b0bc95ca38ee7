"""Plan to plan: each pass is a pure function, and a run is right without it too."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.graph import Operation, Tensor
from edflow.engine.runtime.plan import Plan

Pass = Callable[[Plan], Plan]

# A larger result would be held for as long as the plan; computing it anew is cheap.
_LARGEST_FOLDED = 1 << 20


def fold_constants(plan: Plan) -> Plan:
    """Compute once, now, what depends on constants alone.

    Sizes, axes and scalar arithmetic mostly: in the training step of a small
    convolutional net a third of all operations.
    """
    constants: dict[Tensor, Array] = {}
    rest: list[Operation] = []
    fed = frozenset(plan.feeds)
    for op in plan.operations:
        values = None if fed.intersection(op.outputs) else _folded(op, constants)
        if values is None:
            rest.append(op)
        else:
            constants.update(zip(op.outputs, values, strict=True))
    return replace(plan, operations=tuple(rest), constants=constants)


def _folded(op: Operation, constants: dict[Tensor, Array]) -> tuple[Array, ...] | None:
    """The outputs of an operation that only constants enter, else None."""
    opdef = op.opdef
    if opdef.stateful or not op.outputs:
        return None
    if op.inputs:
        if not all(tensor in constants for tensor in op.inputs):
            return None
        if opdef.bound_to_session:
            return None
    try:
        with np.errstate(all="ignore"):  # 1 / 0 is inf, without a word, as in a run.
            result = opdef.compute(*[constants[tensor] for tensor in op.inputs])
    except Exception:
        return None  # It fails again when it runs, and then says where it was created.
    values = (result,) if len(op.outputs) == 1 else tuple(result)
    if (
        op.inputs
        and sum(np.asarray(value).nbytes for value in values) > _LARGEST_FOLDED
    ):
        return None
    return values


DEFAULT_PASSES: tuple[Pass, ...] = (fold_constants,)
