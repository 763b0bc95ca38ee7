"""Lists as stacks: with them a loop of TensorFlow remembers its turns for the gradient.

edflow's own loops need none: see `looping`. Graphs in TensorFlow's files do.
"""

from __future__ import annotations

from copy import copy
from typing import Any

import numpy as np

from edflow.engine.control.tensor_lists import TensorList
from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import INDICES, DType, float32, variant
from edflow.engine.graph import OpDef, Operation, Spec
from edflow.engine.ops.array.filling import ZerosLike, zeros_like
from edflow.engine.ops.array.shape import shape
from edflow.engine.ops.build import apply

_HANDLE = Spec((), variant)


class EmptyTensorList(OpDef):
    """y = a list without elements."""

    takes = "element_shape:shape_type max_num_elements:int32"
    gives = "handle:variant"
    shape_type = INDICES
    element_dtype: DType = float32

    def infer(self, element_shape: Spec, max_num_elements: Spec) -> Spec:
        return _HANDLE

    def compute(self, element_shape: Array, max_num_elements: Array) -> TensorList:
        return TensorList(0)

    def gradient(self, op: Operation, dy: Any) -> Any:
        return None, None


class TensorListPushBack(OpDef):
    """y = the list with x behind its last element."""

    takes = "input_handle:variant tensor:element_dtype"
    gives = "output_handle:variant"
    element_dtype: DType = float32

    def infer(self, input_handle: Spec, tensor: Spec) -> Spec:
        return _HANDLE

    def compute(self, items: TensorList, x: Array) -> TensorList:
        return items.replaced(items.size, x, grows=True)

    def gradient(self, op: Operation, dy: Any) -> Any:
        x = op.inputs[1]
        if x.dtype is variant:
            return apply(TensorListPopBack(variant), dy, np.int32(-1))
        return apply(TensorListPopBack(self.element_dtype), dy, shape(x))


class TensorListPopBack(OpDef):
    """y, x = the list without its last element, and this element."""

    takes = "input_handle:variant element_shape:int32"
    gives = "output_handle:variant tensor:element_dtype"
    element_dtype: DType = float32

    def infer(self, input_handle: Spec, element_shape: Spec) -> tuple[Spec, Spec]:
        known = element_shape.sizes() if element_shape.rank == 1 else None
        return _HANDLE, Spec(known, self.element_dtype)

    def compute(
        self, items: TensorList, element_shape: Array
    ) -> tuple[TensorList, Array]:
        last = items.size - 1
        if last < 0:
            raise ValueError("there is no element to take from an empty list")
        shorter = copy(items)
        shorter.size = last
        return shorter, items.at(last, self._zeros(element_shape))

    def _zeros(self, element_shape: Array) -> Array | None:
        sizes = np.atleast_1d(element_shape)
        if self.element_dtype is variant or (sizes < 0).any():
            return None
        return np.zeros(sizes.tolist(), self.element_dtype.as_numpy_dtype)

    def gradient(self, op: Operation, dlist: Any, dx: Any) -> Any:
        shorter, x = op.outputs
        if dlist is None:
            dlist = apply(ZerosLike(), shorter)
        if dx is None:
            dx = apply(ZerosLike(), x) if x.dtype is variant else zeros_like(x)
        return apply(TensorListPushBack(self.element_dtype), dlist, dx), None
