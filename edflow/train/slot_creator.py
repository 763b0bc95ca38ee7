"""Slots: variables that accompany another one, such as its momentum."""

from __future__ import annotations

from typing import Any

from edflow.engine.graph import Tensor
from edflow.engine.ops.initializers import Zeros
from edflow.engine.ops.state.scope import variable_scope
from edflow.engine.ops.state.sharing import get_variable
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
    return _slot(primary, val, name, validate_shape=val.shape.is_fully_defined())


def create_zeros_slot(
    primary: Any, name: str, dtype: Any = None, colocate_with_primary: bool = True
) -> Variable:
    """A variable named `primary/name` of the primary's shape that starts with zeros."""
    dtype = (dtype or primary.dtype).base_dtype
    return create_slot_with_initializer(primary, Zeros(), primary.shape, dtype, name)


def create_slot_with_initializer(
    primary: Any,
    initializer: Any,
    shape: Any,
    dtype: Any,
    name: str,
    colocate_with_primary: bool = True,
) -> Variable:
    """A variable named `primary/name` that starts with `initializer(shape, dtype)`."""
    return _slot(primary, initializer, name, shape=shape, dtype=dtype)


def _slot(primary: Any, initializer: Any, name: str, **settings: Any) -> Variable:
    """A variable in a scope of its own, which a second optimizer finds taken."""
    with variable_scope(None, f"{primary.op.name}/{name}"):
        return get_variable("", initializer=initializer, trainable=False, **settings)
