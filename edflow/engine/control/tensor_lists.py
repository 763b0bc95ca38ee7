"""Lists of tensors as values of the graph: what a TensorArray writes to and reads from.

A list never changes: writing gives a new one that shares the other elements. So a
gradient can look at the list as it was, and the rules are those of any other op.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from edflow.engine.graph import DType, OpDef, Operation, Spec, Tensor
from edflow.engine.graph.arrays import Array
from edflow.engine.graph.dtypes import INDICES, float32, int32, variant
from edflow.engine.graph.shapes import Shape
from edflow.engine.ops.array.segments import unsorted_segment_sum
from edflow.engine.ops.array.shape import shape
from edflow.engine.ops.build import apply

_HANDLE = Spec((), variant)


@dataclass
class TensorList:
    """Elements by position; one that was never written is missing, or zero."""

    size: int
    items: dict[int, Array] = field(default_factory=dict)

    def replaced(self, index: int, item: Array, grows: bool) -> TensorList:
        """The list with another element at `index`."""
        if not 0 <= index < self.size and not (grows and index >= 0):
            raise IndexError(
                f"cannot write element {index} of a list of {self.size}; make it "
                "longer with size=…, or let it grow with dynamic_size=True"
            )
        return TensorList(max(self.size, index + 1), {**self.items, index: item})

    def at(self, index: int, zeros: Any = None) -> Array:
        """The element at `index`, or where it is missing `zeros` if there are any."""
        if not 0 <= index < self.size:
            raise IndexError(f"cannot read element {index} of a list of {self.size}")
        if index in self.items:
            return self.items[index]
        if zeros is None:
            raise IndexError(
                f"element {index} of the list has not been written; write it before it "
                "is read"
            )
        return zeros

    def zeros(self) -> TensorList:
        """A list as long, of zeros."""
        return TensorList(self.size)

    def __add__(self, other: TensorList) -> TensorList:
        total = TensorList(self.size, dict(self.items))
        total += other
        return total

    def __iadd__(self, other: TensorList) -> TensorList:
        self.size = max(self.size, other.size)
        for index, item in other.items.items():
            own = self.items.get(index)
            self.items[index] = item if own is None else own + item
        return self


def _zeros(element_shape: Array, dtype: DType) -> Array | None:
    """Zeros of a known shape, for the missing elements of a list of gradients."""
    sizes = np.atleast_1d(element_shape)
    if (sizes < 0).any():
        return None
    return np.zeros(sizes.tolist(), dtype.as_numpy_dtype)


def _element(element_shape: Spec) -> Shape:
    return element_shape.sizes() if element_shape.rank == 1 else None


class TensorListReserve(OpDef):
    """y = a list of n elements, none written."""

    takes = "element_shape:shape_type num_elements:int32"
    shape_type = INDICES
    element_dtype: DType = float32

    def infer(self, element_shape: Spec, num_elements: Spec) -> Spec:
        return _HANDLE

    def compute(self, element_shape: Array, num_elements: Array) -> TensorList:
        return TensorList(int(num_elements))

    def gradient(self, op: Operation, dy: Any) -> Any:
        return None, None


class TensorListSetItem(OpDef):
    """y = the list with item in the place of its element i."""

    takes = "input_handle:variant index:int32 item:element_dtype"
    element_dtype: DType = float32
    resize_if_index_out_of_bounds: bool = False

    def infer(self, input_handle: Spec, index: Spec, item: Spec) -> Spec:
        return _HANDLE

    def compute(self, items: TensorList, index: Array, item: Array) -> TensorList:
        return items.replaced(int(index), item, self.resize_if_index_out_of_bounds)

    def gradient(self, op: Operation, dy: Any) -> Any:
        _, index, item = op.inputs
        ditem = apply(TensorListGetItem(self.element_dtype), dy, index, shape(item))
        none = apply(TensorListSetItem(self.element_dtype), dy, index, item * 0)  # type: ignore[operator]
        return none, None, ditem


class TensorListGetItem(OpDef):
    """y = element i of the list."""

    takes = "input_handle:variant index:int32 element_shape:int32"
    element_dtype: DType = float32

    def infer(self, input_handle: Spec, index: Spec, element_shape: Spec) -> Spec:
        return Spec(_element(element_shape), self.element_dtype)

    def compute(self, items: TensorList, index: Array, element_shape: Array) -> Array:
        i = int(index)
        return items.at(i, _zeros(element_shape, self.element_dtype))

    def gradient(self, op: Operation, dy: Any) -> Any:
        items, index, element_shape = op.inputs
        empty = apply(
            TensorListReserve(self.element_dtype), element_shape, length(items)
        )
        return (
            apply(TensorListSetItem(self.element_dtype), empty, index, dy),
            None,
            None,
        )


class TensorListLength(OpDef):
    """y = the number of elements."""

    takes = "input_handle:variant"

    def infer(self, input_handle: Spec) -> Spec:
        return Spec((), int32)

    def compute(self, items: TensorList) -> Array:
        return np.array(items.size, np.int32)

    def gradient(self, op: Operation, dy: Any) -> Any:
        return None


class TensorListStack(OpDef):
    """y[i] = element i."""

    takes = "input_handle:variant element_shape:int32"
    element_dtype: DType = float32

    def infer(self, input_handle: Spec, element_shape: Spec) -> Spec:
        element = _element(element_shape)
        return Spec(None if element is None else (None, *element), self.element_dtype)

    def compute(self, items: TensorList, element_shape: Array) -> Array:
        zeros = _zeros(element_shape, self.element_dtype)
        elements = [items.at(i, zeros) for i in range(items.size)]
        if not elements:
            empty = (0,) if zeros is None else (0, *zeros.shape)
            return np.zeros(empty, self.element_dtype.as_numpy_dtype)
        return np.stack(elements)

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        return from_tensor(dy), None


class TensorListFromTensor(OpDef):
    """Element i = x[i]."""

    takes = "tensor:element_dtype element_shape:shape_type"
    shape_type = INDICES
    element_dtype: DType = float32

    def infer(self, tensor: Spec, element_shape: Spec) -> Spec:
        if tensor.rank == 0:
            raise ValueError("a scalar cannot be taken apart into elements")
        return _HANDLE

    def compute(self, x: Array, element_shape: Array) -> TensorList:
        return TensorList(len(x), dict(enumerate(x)))

    def gradient(self, op: Operation, dy: Any) -> Any:
        element_shape = shape(op.inputs[0])[1:]  # type: ignore[index]
        return apply(TensorListStack(self.element_dtype), dy, element_shape), None


class TensorListGather(OpDef):
    """y[k] = element indices[k]."""

    takes = "input_handle:variant indices:int32 element_shape:int32"
    element_dtype: DType = float32

    def infer(self, input_handle: Spec, indices: Spec, element_shape: Spec) -> Spec:
        element = _element(element_shape)
        count = indices.shape if indices.rank == 1 else (None,)
        known = element is not None and count is not None
        return Spec((*count, *element) if known else None, self.element_dtype)  # type: ignore[misc]

    def compute(self, items: TensorList, indices: Array, element_shape: Array) -> Array:
        zeros = _zeros(element_shape, self.element_dtype)
        return np.stack([items.at(i, zeros) for i in indices.tolist()])

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        items, indices, _ = op.inputs
        # An element that was taken twice gets back the sum.
        return from_tensor(unsorted_segment_sum(dy, indices, length(items))), None, None


class TensorListScatterIntoExistingList(OpDef):
    """y = the list with x[k] as its element indices[k]."""

    takes = "input_handle:variant tensor:element_dtype indices:int32"
    element_dtype: DType = float32

    def infer(self, input_handle: Spec, tensor: Spec, indices: Spec) -> Spec:
        return _HANDLE

    def compute(self, items: TensorList, x: Array, indices: Array) -> TensorList:
        places = indices.tolist()
        items_then = {**items.items, **dict(zip(places, x, strict=True))}
        return TensorList(max([items.size, *(i + 1 for i in places)]), items_then)

    def gradient(self, op: Operation, dy: Any) -> Any:
        _, x, indices = op.inputs
        element_shape = shape(x)[1:]  # type: ignore[index]
        dx = apply(TensorListGather(self.element_dtype), dy, indices, element_shape)
        none = scatter_into(dy, indices, x * 0)  # type: ignore[operator]
        return none, dx, None


def length(items: Tensor) -> Tensor:
    """The number of elements of a list."""
    return apply(TensorListLength(), items)


def from_tensor(x: Tensor) -> Tensor:
    """The rows of x as a list."""
    element = [-1] if x.spec.shape is None else [s or -1 for s in x.spec.shape[1:]]
    element_shape = np.array(element, np.int32)
    return apply(TensorListFromTensor(x.dtype.base_dtype), x, element_shape)


def scatter_into(items: Tensor, indices: Tensor, x: Tensor) -> Tensor:
    """A list with the rows of x at `indices`."""
    opdef = TensorListScatterIntoExistingList(x.dtype.base_dtype)
    return apply(opdef, items, x, indices)
