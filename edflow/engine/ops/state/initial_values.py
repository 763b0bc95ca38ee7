"""Initial values that are computed from other variables, whatever order they run in."""

from __future__ import annotations

from typing import Any

from edflow.engine.face.keys import GraphKeys
from edflow.engine.graph import Tensor
from edflow.engine.graph.traversal import needed_for


def in_any_order(value: Tensor, name: str) -> Tensor:
    """`value` such that it can be computed before the variables it is made of have one.

    For `w * 2` that is a second `Mul`, named after the new variable: of `w` if that is
    initialized, else of its initial value. What needs no variable stays itself.

    Args:
      value: an initial value.
      name: of the variable that will start from it.
    """
    graph, operations = value.graph, needed_for([value])
    if graph.outer is not None or all(op.type != "VariableV2" for op in operations):
        return value
    variables = {
        variable.op: variable
        for key in (GraphKeys.GLOBAL_VARIABLES, GraphKeys.LOCAL_VARIABLES)
        for variable in graph.get_collection(key)
        if hasattr(variable, "initialized_value")
    }
    safe: dict[Tensor, Tensor] = {}

    def needs_care(tensor: Tensor) -> bool:
        return tensor in safe or tensor.op in variables

    def careful(tensor: Tensor) -> Any:
        if tensor.op in variables and tensor not in safe:
            safe[tensor] = variables[tensor.op].initialized_value()
        return safe.get(tensor, tensor)

    for op in operations:
        taken = op.opdef.takes_reference(len(op.inputs))
        as_values = not any(
            needs_care(x) for x, ref in zip(op.inputs, taken, strict=True) if ref
        )
        if as_values and any(map(needs_care, op.inputs)):
            inputs = [careful(x) for x in op.inputs]
            with graph.name_scope(None):
                copy = graph.create_op(op.opdef, inputs, f"{op.name}_{name}")
            safe.update(zip(op.outputs, copy.outputs, strict=True))
    return safe.get(value, value)
