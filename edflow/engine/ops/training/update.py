"""What the updates of all optimizers share: one pass over a variable and its slots."""

from __future__ import annotations

import math
from functools import cached_property
from typing import Any, ClassVar

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import FLOATS, INDICES
from edflow.engine.face.shapes import Shape, compatible, text
from edflow.engine.graph import OpDef, Spec
from edflow.engine.kernels.jit import Kernel


class Update(OpDef, abstract=True):
    """Alters a variable and the slots that an optimizer keeps for it, all at once.

    A subclass names its inputs in TensorFlow's order: references first, and among the
    others one gradient, of the variable's shape; all the rest is scalar. Its kernel
    takes the same, the arrays flat, and after them the `options`.
    """

    gives = "out:&T"
    stateful = True
    T = FLOATS
    kernel: ClassVar[Kernel]
    use_locking: bool = False

    @cached_property
    def options(self) -> tuple[Any, ...]:
        """What else the kernel needs to know: the attributes that a subclass adds."""
        own = self.attributes.items()
        return tuple(value for name, value in own if name != "use_locking")

    @cached_property
    def scalars(self) -> frozenset[str]:
        """The names of the inputs that are one number: rates, powers, thresholds."""
        values = {arg.name for arg in self.args if not arg.ref}
        return frozenset(values - {"grad", "delta", "indices"})

    def wanted(self, name: str, var: Shape) -> Shape:
        """The shape that the input `name` must have for a variable of shape `var`."""
        return () if name in self.scalars else var

    def infer(self, *specs: Spec) -> Spec:
        var = specs[0].shape
        for arg, spec in zip(self.args, specs, strict=True):
            self._check(arg.name, spec.shape, var)
        return Spec(var, specs[0].dtype.as_ref)

    def compute(self, *inputs: Any) -> Any:
        slots = sum(arg.ref for arg in self.args)
        cells, values = inputs[:slots], inputs[slots:]

        def change(*arrays: Array) -> None:
            var = arrays[0].shape
            given = [
                self.taken(arg.name, value, var)
                for arg, value in zip(self.args, (*arrays, *values), strict=True)
            ]
            if arrays[0].dtype == np.float16:  # A type that Numba does not know.
                given = [np.float32(x) if x.dtype == np.float16 else x for x in given]
            self.kernel(*given, *self.options)
            if arrays[0].dtype == np.float16:
                for array, new in zip(arrays, given[:slots], strict=True):
                    np.copyto(array, new.reshape(array.shape), casting="same_kind")

        cells[0].update(change, *cells[1:])
        return cells[0]

    def taken(self, name: str, value: Any, var: tuple[int, ...]) -> Any:
        """An input as the kernel takes it, once its shape is found to fit."""
        self._check(name, np.shape(value), var)
        if name in self.scalars:
            return value[()]
        return np.ascontiguousarray(value).reshape(-1)

    def _check(self, name: str, shape: Shape, var: Shape) -> None:
        wanted = self.wanted(name, var)
        if not compatible(wanted, shape):
            raise ValueError(
                f"{name} must have shape {text(wanted)} to update a variable of shape "
                f"{text(var)}, not {text(shape)}"
            )


class SparseUpdate(Update, abstract=True):
    """The same for a gradient that touches some rows only: those at `indices`.

    The kernel gets the variable and its slots as matrices, one row to an index.
    """

    Tindices = INDICES

    def wanted(self, name: str, var: Shape) -> Shape:
        if name == "indices":
            return (None,)
        if name == "grad":
            return None if var is None else (None, *var[1:])
        return super().wanted(name, var)

    def infer(self, *specs: Spec) -> Spec:
        if specs[0].shape == ():
            raise ValueError("a scalar variable has no rows to update")
        return super().infer(*specs)

    def taken(self, name: str, value: Any, var: tuple[int, ...]) -> Any:
        flat = super().taken(name, value, var)
        if name in self.scalars:
            return flat
        if name == "indices":
            _check_rows(flat, var[0])
            return flat
        return flat.reshape(len(value), math.prod(var[1:]))


def _check_rows(indices: Array, rows: int) -> None:
    outside = (indices < 0) | (indices >= rows)
    if outside.any():
        place = int(outside.argmax())
        raise ValueError(
            f"indices[{place}] = {indices[place]} is not in [0, {rows}), the rows of "
            "the variable"
        )
