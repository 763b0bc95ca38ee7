"""From a Python function to the body that a dataset calls for each element."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from edflow.data import structure as elements
from edflow.engine.control.bodies import share_captures, waits_for
from edflow.engine.graph import OpDef, Subgraph, Tensor, get_default_graph
from edflow.engine.ops.build import result


def traced(function: Callable[..., Any], inputs: Sequence[Any]) -> tuple[Subgraph, Any]:
    """`function` as a body, and the structure of what it returns.

    Args:
      function: called once, now.
      inputs: the structures of its arguments.
    """
    if not callable(function):
        raise TypeError(f"a function is needed, not {function!r}")
    body = Subgraph(get_default_graph(), own_names=True)
    with body.as_default():
        specs = [spec for kind in inputs for spec in elements.specs(kind)]
        args = [body.add_input(spec, f"args_{i}") for i, spec in enumerate(specs)]
        values = elements.packed(tuple(inputs), args)
        returned = function(*values)
        if returned is None:
            raise ValueError(
                f"the function {getattr(function, '__name__', function)} returned "
                "None; let it return the new element"
            )
        if isinstance(returned, list):
            returned = tuple(returned)
        returned = elements.normalized(returned)
        body.outputs = [body.adopt(x) for x in elements.tensors(returned)]
    for op in body.operations:
        if any(arg.ref for arg in op.opdef.args):
            raise TypeError(
                f"{op.type} '{op.name}' needs a variable, but the functions of a "
                "dataset are given values; write to it in the training step"
            )
    return body, elements.of(returned)


def arguments(structure: Any) -> list[Any]:
    """An element as arguments: a plain tuple is spread out, all else is one."""
    return list(structure) if type(structure) is tuple else [structure]


def create(
    opdef: Callable[[], OpDef],
    inputs: Sequence[Tensor],
    bodies: Sequence[Subgraph] = (),
    after: Sequence[Tensor] = (),
    name: str | None = None,
) -> Any:
    """Use an op that calls bodies; what these use from outside goes in behind `inputs`.

    Args:
      opdef: makes the op, once its bodies are whole.
      inputs: what comes before that.
      bodies: the functions it calls.
      after: what comes behind it.
      name: the operation's name.
    """
    captured = share_captures(*bodies)
    graph = get_default_graph()
    with graph.control_dependencies(waits_for(*bodies)):
        return result(graph.create_op(opdef(), [*inputs, *captured, *after], name))
