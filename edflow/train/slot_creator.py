"""Slots: variables that accompany another one, such as its momentum."""

from __future__ import annotations

from typing import Any

from edflow.engine.graph import Tensor
from edflow.engine.ops.array.filling import zeros
from edflow.engine.ops.state.variable import Variable


def create_slot(
    primary: Any, val: Tensor, name: str, colocate_with_primary: bool = True
) -> Variable:
    """A variable named `primary/name` that starts with the value `val`.

    Args:
      primary: the variable or tensor to accompany.
      val: its initial value; if its shape is unknown, the slot's may change.
      name: what it is called below the primary's name.
      colocate_with_primary: accepted: there is one device.
    """
    return _slot(primary, val, name, val.shape.is_fully_defined())


def create_zeros_slot(
    primary: Any, name: str, dtype: Any = None, colocate_with_primary: bool = True
) -> Variable:
    """A variable named `primary/name` of the primary's shape that starts with zeros."""
    dtype = (dtype or primary.dtype).base_dtype
    return create_slot_with_initializer(primary, zeros, primary.shape, dtype, name)


def create_slot_with_initializer(
    primary: Any,
    initializer: Any,
    shape: Any,
    dtype: Any,
    name: str,
    colocate_with_primary: bool = True,
) -> Variable:
    """A variable named `primary/name` that starts with `initializer(shape, dtype)`."""
    return _slot(primary, lambda: initializer(shape, dtype), name, True)


def _slot(
    primary: Any, initial_value: Any, name: str, validate_shape: bool
) -> Variable:
    graph = primary.graph
    # Slots are named after their primary, whatever scope is open where they are made.
    with graph.as_default(), graph.name_scope(None):
        return Variable(
            initial_value,
            trainable=False,
            name=f"{primary.op.name}/{name}",
            validate_shape=validate_shape,
        )
