"""Operations that only order others: no_op, group, tuple."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from edflow.engine.face import nest
from edflow.engine.graph import (
    OpDef,
    Operation,
    Tensor,
    common_graph,
    get_default_graph,
    name_scope,
)
from edflow.engine.ops.array.shape import identity
from edflow.engine.ops.build import apply
from edflow.engine.ops.indexed_slices import IndexedSlices

__all__ = ["group", "no_op"]


class NoOp(OpDef):
    """Nothing is computed: it only waits for its control inputs."""

    gives = ""

    def infer(self) -> tuple[()]:
        return ()

    def compute(self) -> tuple[()]:
        return ()


def no_op(name: str | None = None) -> Operation:
    """An operation that does nothing: something to hang control inputs on."""
    return apply(NoOp(), name=name)


def group(*inputs: Any, name: str | None = None) -> Operation:
    """One operation that runs when all of `inputs` have run.

    Args:
      *inputs: operations and tensors, or structures of them.
      name: the operation's name.
    """
    flat = [item for item in nest.flatten(inputs) if item is not None]
    graph = common_graph(flat)
    with graph.as_default(), graph.control_dependencies(flat):
        return no_op(name or "group_deps")


def with_dependencies(
    dependencies: Sequence[Any], output: Tensor, name: str | None = None
) -> Tensor:
    """`output`, but only after `dependencies` have run."""
    with get_default_graph().control_dependencies(dependencies):
        return identity(output, name=name)


def tuple_(
    tensors: Sequence[Any],
    name: str | None = None,
    control_inputs: Sequence[Any] | None = None,
) -> list[Any]:
    """The tensors again, none of them before all have been computed.

    Args:
      tensors: tensors, IndexedSlices or None.
      name: the scope's name.
      control_inputs: further operations to wait for.

    Raises:
      ValueError: there is no tensor among `tensors`.
    """
    tensors = list(tensors)
    present = [t for t in tensors if t is not None]
    if not present:
        raise ValueError("tuple needs at least one tensor")
    return gated(tensors, [*present, *(control_inputs or ())], name or "tuple")


def gated(values: Sequence[Any], waited_for: Sequence[Any], name: str) -> list[Any]:
    """`values` again, each only after all of `waited_for` have been computed."""
    ops = [getattr(value, "op", value) for value in waited_for if value is not None]
    with name_scope(name, values=ops):
        gate = group(*ops)
        return [None if v is None else _gated(gate, v) for v in values]


def _gated(gate: Operation, value: Any) -> Any:
    if isinstance(value, IndexedSlices):
        values = with_dependencies([gate], value.values, "control_dependency")
        return IndexedSlices(values, value.indices, value.dense_shape)
    return with_dependencies([gate], value, "control_dependency")
