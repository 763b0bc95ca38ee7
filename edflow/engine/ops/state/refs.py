"""Variables as the graph sees them: a reference, and ops that read or write it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import INDICES, NUMBERS, DType, float32
from edflow.engine.face.dtypes import bool as boolean
from edflow.engine.face.shapes import Shape as StaticShape
from edflow.engine.face.shapes import compatible, text
from edflow.engine.graph import OpDef, Operation, Runtime, Spec, Tensor
from edflow.engine.ops.build import apply
from edflow.errors import OutOfRangeError

__all__ = ["count_up_to", "is_variable_initialized"]


class VariableV2(OpDef):
    """A place in the session that holds a value from one run to the next."""

    gives = "ref:&dtype"
    stateful = True
    shape: StaticShape = None
    dtype: DType = float32
    container: str = ""
    shared_name: str = ""

    def infer(self) -> Spec:
        return Spec(self.shape, self.dtype.as_ref)

    def bind(self, op: Operation, runtime: Runtime) -> Callable[..., Any]:
        cell = runtime.cell(op)
        return lambda: cell


class Assign(OpDef):
    """ref <- value."""

    differentiable = False
    stateful = True
    takes = "ref:&T value:T"
    gives = "output_ref:&T"
    validate_shape: bool = True
    use_locking: bool = True

    def infer(self, ref: Spec, value: Spec) -> Spec:
        if self.validate_shape:
            _check_shape(ref, value)
            return Spec(ref.shape, ref.dtype.as_ref)
        return Spec(value.shape, ref.dtype.as_ref)

    def bind(self, op: Operation, runtime: Runtime) -> Callable[..., Any]:
        static = op.inputs[0].spec.shape if self.validate_shape else None

        def assign(cell: Any, value: Array) -> Any:
            if not compatible(static, np.shape(value)):
                raise ValueError(
                    f"the variable {cell.name} has shape {text(static)}, but the value "
                    f"has shape {text(np.shape(value))}; "
                    "use validate_shape=False to let it change"
                )
            cell.write(np.asarray(value))
            return cell

        return assign


class UpdateInPlace(OpDef, abstract=True):
    """Changes a variable by a value of the same shape."""

    stateful = True
    takes = "ref:&T value:T"
    gives = "output_ref:&T"
    T = NUMBERS
    use_locking: bool = False

    def infer(self, ref: Spec, value: Spec) -> Spec:
        _check_shape(ref, value)
        return Spec(ref.shape, ref.dtype.as_ref)

    def change(self, old: Array, value: Array) -> None:
        """Alter `old` in place, in one call that the stop button cannot divide."""
        raise NotImplementedError

    def compute(self, cell: Any, value: Array) -> Any:
        held = cell.read()
        if held.shape != np.shape(value):
            raise ValueError(
                f"the variable {cell.name} has shape {text(held.shape)}, the value "
                f"{text(np.shape(value))}"
            )
        del held  # A reference kept here would make the update copy.
        cell.update(lambda old: self.change(old, value))
        return cell


class AssignAdd(UpdateInPlace):
    """ref <- ref + value."""

    differentiable = False

    def change(self, old: Array, value: Array) -> None:
        np.add(old, value, out=old)


class AssignSub(UpdateInPlace):
    """ref <- ref - value."""

    differentiable = False

    def change(self, old: Array, value: Array) -> None:
        np.subtract(old, value, out=old)


class CountUpTo(OpDef):
    """y = ref; ref <- ref + 1, up to limit."""

    stateful = True
    takes = "ref:&T"
    T = INDICES
    limit: int

    def infer(self, ref: Spec) -> Spec:
        return Spec(ref.shape, ref.dtype)

    def compute(self, cell: Any) -> Array:
        seen: list[Array] = []

        def step(count: Array) -> None:
            if count >= self.limit:
                raise OutOfRangeError(
                    None, None, f"the variable {cell.name} has reached {self.limit}"
                )
            seen.append(count.copy())
            np.add(count, 1, out=count)

        cell.update(step)
        return seen[0]


class IsVariableInitialized(OpDef):
    """y = whether ref holds a value."""

    stateful = True
    takes = "ref:&dtype"
    gives = "is_initialized:bool"

    def infer(self, ref: Spec) -> Spec:
        return Spec((), boolean)

    def compute(self, cell: Any) -> Array:
        return np.array(cell.initialized)


def _check_shape(ref: Spec, value: Spec) -> None:
    if not compatible(ref.shape, value.shape):
        raise ValueError(
            f"the variable has shape {text(ref.shape)}, but the value has shape "
            f"{text(value.shape)}"
        )


def reference(ref: Any) -> Tensor:
    """The reference behind a variable or a tensor; TypeError if there is none."""
    tensor = ref if isinstance(ref, Tensor) else getattr(ref, "_ref", lambda: None)()
    if tensor is None or not tensor.dtype.is_ref:
        raise TypeError(f"only a variable can be written to, not {ref!r}")
    return tensor


def is_variable_initialized(variable: Any, name: str | None = None) -> Tensor:
    """A tensor that says whether the variable has a value in the session."""
    return apply(IsVariableInitialized(), reference(variable), name=name)


def count_up_to(ref: Any, limit: int, name: str | None = None) -> Tensor:
    """A tensor that, when run, gives an integer variable and adds 1 to it.

    Args:
      ref: a scalar int32 or int64 variable.
      limit: the run that finds the variable here fails with `OutOfRangeError`.
      name: the operation's name.
    """
    return apply(CountUpTo(limit), reference(ref), name=name)
