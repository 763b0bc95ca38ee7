"""Adding up a list of tensors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from edflow.engine.graph import Operation, OpDef, Spec, Tensor
from edflow.engine.graph.arrays import Array
from edflow.engine.graph.dtypes import NUMBERS
from edflow.engine.graph.shapes import merge
from edflow.engine.ops.build import apply


class AddN(OpDef):
    """y = x_1 + x_2 + ... + x_n."""

    takes = "inputs:*T"
    T = NUMBERS

    def infer(self, *inputs: Spec) -> Spec:
        shape = inputs[0].shape
        for spec in inputs[1:]:
            shape = merge(shape, spec.shape)
        return Spec(shape, inputs[0].dtype)

    def compute(self, *inputs: Array) -> Array:
        if len(inputs) == 1:
            return inputs[0].copy()
        total = inputs[0] + inputs[1]
        for x in inputs[2:]:
            total = total + x
        return total

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        return [dy] * len(op.inputs)


def add_n(inputs: Sequence[Any], name: str | None = None) -> Tensor:
    """The sum of tensors of one shape and dtype."""
    if not isinstance(inputs, list | tuple) or not inputs:
        raise ValueError("add_n needs a list of at least one tensor")
    return apply(AddN(), list(inputs), name=name)
