"""Writing to a slice of a variable: `v[1:3].assign(x)`."""

from __future__ import annotations

from typing import Any

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.face.shapes import text
from edflow.engine.graph import Spec, Tensor
from edflow.engine.ops.array.slicing import Strided, StridedSlice
from edflow.engine.ops.build import apply
from edflow.engine.ops.indexing.getitem import getitem
from edflow.engine.ops.state.refs import reference


class StridedSliceAssign(Strided):
    """ref[begin : end : strides] <- value."""

    stateful = True
    takes = "ref:&T begin:Index end:Index strides:Index value:T"
    gives = "output_ref:&T"

    def infer(
        self, ref: Spec, begin: Spec, end: Spec, strides: Spec, value: Spec
    ) -> Spec:
        return Spec(ref.shape, ref.dtype.as_ref)

    def compute(
        self, cell: Any, begin: Array, end: Array, strides: Array, value: Array
    ) -> Any:
        index = self.masks.index(begin, end, strides)
        part = np.shape(cell.read()[index])
        if part != np.shape(value) and np.ndim(value):
            raise ValueError(
                f"the slice of the variable {cell.name} has shape {text(part)}, the "
                f"value shape {text(np.shape(value))}"
            )
        cell.update(lambda array: array.__setitem__(index, value))
        return cell


class VariableSlice(Tensor):
    """The value of a slice of a variable, which can also be written to."""

    __slots__ = ()

    def assign(self, value: Any, name: str | None = None) -> Tensor:
        """A tensor that, when run, sets the slice and gives the whole variable."""
        read, *bounds = self.op.inputs
        variable = reference(read.op.inputs[0])
        opdef: Any = self.op.opdef
        setting = StridedSliceAssign(*opdef.masks)
        name = name or f"{self.op.name}/_assign"
        return apply(setting, variable, *bounds, value, name=name)


def variable_slice(variable: Any, index: Any) -> Tensor:
    """`variable[index]`, with an `assign` of its own."""
    part = getitem(variable.value(), index)
    if isinstance(part.op.opdef, StridedSlice):
        # An operation makes its tensors itself; only this one learns to write.
        part.__class__ = VariableSlice
    return part
