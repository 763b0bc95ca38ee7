"""Plan to plan: each pass is a pure function, and a run is right without it too.

Before this: `plan.py`. Next: `store.py`, where the values of variables are.

A pass looks at the steps and ends in `plan.rewritten(…)`, which drops what nothing
needs any more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.graph import Tensor
from edflow.engine.runtime.plan import Plan, Step, Value
from edflow.engine.runtime.reuse import expiring
from edflow.engine.runtime.sharing import may_be_large

Pass = Callable[[Plan], Plan]

# A larger result would be held for as long as the plan; computing it anew is cheap.
_LARGEST_FOLDED = 1 << 20
# Larger constants are seldom there twice, and are long to compare.
_SMALL_CONSTANT = 64


def fold_constants(plan: Plan) -> Plan:
    """Compute once, now, what depends on constants alone.

    Sizes, axes and scalar arithmetic mostly: in the training step of a small
    convolutional net a third of all operations.
    """
    known = dict(plan.constants)
    rest: list[Step] = []
    for step in plan.steps:
        values = _folded(step, known)
        if values is None:
            rest.append(step)
        else:
            known.update(zip(step.outputs, values, strict=True))
    return plan.rewritten(rest, constants=known)


def _folded(step: Step, known: dict[Value, Array]) -> tuple[Array, ...] | None:
    """The outputs of a step that only constants enter, else None."""
    opdef = step.opdef
    if step.has_effect or any(x not in known for x in step.inputs):
        return None
    if step.inputs and opdef.bound_to_session:
        return None
    try:
        with np.errstate(all="ignore"):  # 1 / 0 is inf, without a word, as in a run.
            result = opdef.compute(*[known[x] for x in step.inputs])
    except Exception:
        return None  # It fails again when it runs, and then says where it was created.
    values = (result,) if len(step.outputs) == 1 else tuple(result)
    size = sum(np.asarray(value).nbytes for value in values)
    return None if step.inputs and size > _LARGEST_FOLDED else values


def merge_equal(plan: Plan) -> Plan:
    """Compute once what several steps would compute alike.

    Reads are alike where nothing was written to the variable in between.
    """
    instead = _same_constants(plan)
    writes: Counter[Tensor] = Counter()
    first: dict[Any, int] = {}
    steps: list[Step] = []
    for step in plan.steps:
        inputs = tuple(instead.get(x, x) for x in step.inputs)
        key = (step.opdef, inputs)
        if step.is_read:
            key = (*step.variables, writes[step.variables[0]])
        if step.has_effect or step.hands_on:
            writes.update(step.writes)
            steps.append(step)
        elif (twin := first.setdefault(key, len(steps))) < len(steps):
            instead.update(zip(step.outputs, steps[twin].outputs, strict=True))
            merged = (*steps[twin].merged, *(() if step.is_read else (step.op,)))
            steps[twin] = replace(steps[twin], merged=merged)
        else:
            steps.append(step)
    return plan.rewritten(steps, instead)


def _same_constants(plan: Plan) -> dict[Value, Value]:
    """For small constants the first one that is the same, bit for bit."""
    first: dict[Any, Value] = {}
    return {
        value: first.setdefault((array.dtype, array.shape, array.tobytes()), value)
        for value, array in plan.constants.items()
        if _is_plain(array) and array.nbytes <= _SMALL_CONSTANT
    }


def _is_plain(value: Any) -> bool:
    """Whether it is an array of numbers: no text, and no list of tensors."""
    return getattr(value, "dtype", None) not in (None, object)


def share_among_cores(plan: Plan) -> Plan:
    """Let cores share the work of element-wise steps whose results may be large."""
    return plan.rewritten([replace(s, shared=may_be_large(s)) for s in plan.steps])


def write_over_inputs(plan: Plan) -> Plan:
    """Let element-wise steps write over an input that nobody needs afterwards."""
    last = plan.last_uses()
    return plan.rewritten(
        [
            replace(s, over=expiring(plan, n, last)) if s.opdef.is_element_wise else s
            for n, s in enumerate(plan.steps)
        ]
    )


DEFAULT_PASSES: tuple[Pass, ...] = (
    fold_constants,
    merge_equal,
    share_among_cores,
    write_over_inputs,
)
