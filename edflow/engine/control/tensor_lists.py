"""Lists of tensors as values of the graph: what a TensorArray writes to and reads from.

A list never changes: writing gives a new one that shares the other elements. So a
gradient can look at the list as it was, and the rules are those of any other op.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from types import MappingProxyType
from typing import Any

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import INDICES, DType, float32, int32, int64, variant
from edflow.engine.face.shapes import Shape
from edflow.engine.graph import OpDef, Operation, Spec, Tensor
from edflow.engine.ops.array.casting import cast
from edflow.engine.ops.array.joining import concat
from edflow.engine.ops.array.shape import shape
from edflow.engine.ops.build import apply
from edflow.engine.ops.indexing.segments import unsorted_segment_sum

_HANDLE = Spec((), variant)


class TensorList:
    """Elements by position; one that was never written is missing, or zero.

    The versions of a list share one record of all writes, each marked with the version
    that it made: so a loop that writes n elements takes time n, and not n squared.
    """

    def __init__(self, size: int, items: Mapping[int, Array] = MappingProxyType({})):
        self.size = size
        self.writes = {index: [(0, item)] for index, item in items.items()}
        self.version = 0
        self.newest = [0]  # One box for all versions.

    @property
    def items(self) -> dict[int, Array]:
        """All elements that have been written."""
        found = {index: self._find(index) for index in self.writes}
        return {index: item for index, item in found.items() if item is not None}

    def _find(self, index: int) -> Array | None:
        writes = self.writes.get(index, [])
        return next((x for made, x in reversed(writes) if made <= self.version), None)

    def replaced(self, index: int, item: Array, grows: bool) -> TensorList:
        """The list with another element at `index`."""
        if not 0 <= index < self.size and not (grows and index >= 0):
            raise IndexError(
                f"cannot write element {index} of a list of {self.size}; make it "
                "longer with size=…, or let it grow with dynamic_size=True"
            )
        newest = self.newest[0]
        # A fork needs a record of its own; and so many writes are mostly outdated.
        apart = newest != self.version or newest > 2 * self.size + 8
        base = TensorList(self.size, self.items) if apart else self
        version = copy(base)
        version.size = max(self.size, index + 1)
        version.version = version.newest[0] = base.version + 1
        version.writes.setdefault(index, []).append((version.version, item))
        return version

    def at(self, index: int, zeros: Any = None) -> Array:
        """The element at `index`, or where it is missing `zeros` if there are any."""
        if not 0 <= index < self.size:
            raise IndexError(f"cannot read element {index} of a list of {self.size}")
        item = self._find(index)
        if item is not None:
            return item
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
        total = TensorList(self.size, self.items)
        total += other
        return total

    def __iadd__(self, other: TensorList) -> TensorList:
        """Add to a list of which there are no other versions: a sum."""
        self.size = max(self.size, other.size)
        for index, item in other.items.items():
            own = self._find(index)
            self.writes[index] = [(0, item if own is None else own + item)]
        return self


def _zeros(element_shape: Array, dtype: DType) -> Array | None:
    """Zeros of a known shape, for the missing elements of a list of gradients."""
    sizes = np.atleast_1d(element_shape)
    if (sizes < 0).any():
        return None
    return np.zeros(sizes.tolist(), dtype.as_numpy_dtype)


def _missing(items: TensorList, element_shape: Array, dtype: DType) -> Array | None:
    """What stands for elements never written: zeros, if it is known of what shape."""
    zeros = _zeros(element_shape, dtype)
    if zeros is None and len(written := items.items) < items.size:
        zeros = next((np.zeros_like(item) for item in written.values()), None)
    return zeros


def _none(sizes: Array, dtype: DType) -> Array:
    """No elements, in one array: [0, ...]; ValueError if their shape is not known."""
    if np.ndim(sizes) == 0 or np.any(sizes < 0):
        raise ValueError(
            "an empty list of elements of unknown shape cannot become a tensor; give "
            "the TensorArray an element_shape"
        )
    return np.zeros((0, *sizes.tolist()), dtype.as_numpy_dtype)


def _element(element_shape: Spec) -> Shape:
    return element_shape.sizes() if element_shape.rank == 1 else None


class TensorListReserve(OpDef):
    """y = a list of n elements, none written."""

    takes = "element_shape:shape_type num_elements:int32"
    gives = "handle:variant"
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
    gives = "output_handle:variant"
    element_dtype: DType = float32
    resize_if_index_out_of_bounds: bool = False

    def infer(self, input_handle: Spec, index: Spec, item: Spec) -> Spec:
        return _HANDLE

    def compute(self, items: TensorList, index: Array, item: Array) -> TensorList:
        return items.replaced(int(index), item, self.resize_if_index_out_of_bounds)

    def gradient(self, op: Operation, dy: Any) -> Any:
        _, index, item = op.inputs
        ditem = apply(TensorListGetItem(self.element_dtype), dy, index, shape(item))
        none = apply(TensorListSetItem(self.element_dtype), dy, index, item * 0)
        return none, None, ditem


class TensorListGetItem(OpDef):
    """y = element i of the list."""

    takes = "input_handle:variant index:int32 element_shape:int32"
    gives = "item:element_dtype"
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
    gives = "length:int32"

    def infer(self, input_handle: Spec) -> Spec:
        return Spec((), int32)

    def compute(self, items: TensorList) -> Array:
        return np.array(items.size, np.int32)

    def gradient(self, op: Operation, dy: Any) -> Any:
        return None


class TensorListStack(OpDef):
    """y[i] = element i."""

    takes = "input_handle:variant element_shape:int32"
    gives = "tensor:element_dtype"
    element_dtype: DType = float32

    def infer(self, input_handle: Spec, element_shape: Spec) -> Spec:
        element = _element(element_shape)
        return Spec(None if element is None else (None, *element), self.element_dtype)

    def compute(self, items: TensorList, element_shape: Array) -> Array:
        if not items.size:
            return _none(element_shape, self.element_dtype)
        zeros = _missing(items, element_shape, self.element_dtype)
        return np.stack([items.at(i, zeros) for i in range(items.size)])

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        return from_tensor(dy), None


class TensorListFromTensor(OpDef):
    """Element i = x[i]."""

    takes = "tensor:element_dtype element_shape:shape_type"
    gives = "output_handle:variant"
    shape_type = INDICES
    element_dtype: DType = float32

    def infer(self, tensor: Spec, element_shape: Spec) -> Spec:
        if tensor.rank == 0:
            raise ValueError("a scalar cannot be taken apart into elements")
        return _HANDLE

    def compute(self, x: Array, element_shape: Array) -> TensorList:
        return TensorList(len(x), dict(enumerate(x)))

    def gradient(self, op: Operation, dy: Any) -> Any:
        element_shape = shape(op.inputs[0])[1:]
        return apply(TensorListStack(self.element_dtype), dy, element_shape), None


class TensorListGather(OpDef):
    """y[k] = element indices[k]."""

    takes = "input_handle:variant indices:int32 element_shape:int32"
    gives = "values:element_dtype"
    element_dtype: DType = float32

    def infer(self, input_handle: Spec, indices: Spec, element_shape: Spec) -> Spec:
        element = _element(element_shape)
        count = indices.shape if indices.rank == 1 else (None,)
        known = element is not None and count is not None
        return Spec((*count, *element) if known else None, self.element_dtype)  # type: ignore[misc]

    def compute(self, items: TensorList, indices: Array, element_shape: Array) -> Array:
        if not indices.size:
            return _none(element_shape, self.element_dtype)
        zeros = _missing(items, element_shape, self.element_dtype)
        return np.stack([items.at(i, zeros) for i in indices.tolist()])

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        items, indices, _ = op.inputs
        # An element that was taken twice gets back the sum.
        return from_tensor(unsorted_segment_sum(dy, indices, length(items))), None, None


class TensorListScatterIntoExistingList(OpDef):
    """y = the list with x[k] as its element indices[k]."""

    takes = "input_handle:variant tensor:element_dtype indices:int32"
    gives = "output_handle:variant"
    element_dtype: DType = float32

    def infer(self, input_handle: Spec, tensor: Spec, indices: Spec) -> Spec:
        return _HANDLE

    def compute(self, items: TensorList, x: Array, indices: Array) -> TensorList:
        places = indices.tolist()
        items_then = {**items.items, **dict(zip(places, x, strict=True))}
        return TensorList(max([items.size, *(i + 1 for i in places)]), items_then)

    def gradient(self, op: Operation, dy: Any) -> Any:
        _, x, indices = op.inputs
        element_shape = shape(x)[1:]
        dx = apply(TensorListGather(self.element_dtype), dy, indices, element_shape)
        none = scatter_into(dy, indices, x * 0)
        return none, dx, None


class TensorListConcatV2(OpDef):
    """y = all elements, joined along their first axis; and how long each is."""

    takes = "input_handle:variant element_shape:shape_type leading_dims:int64"
    gives = "tensor:element_dtype lengths:int64"
    shape_type = INDICES
    element_dtype: DType = float32

    def infer(
        self, input_handle: Spec, element_shape: Spec, leading_dims: Spec
    ) -> tuple[Spec, Spec]:
        element = _element(element_shape)
        joined = None if element is None else (None, *element[1:])
        return Spec(joined, self.element_dtype), Spec((None,), int64)

    def compute(
        self, items: TensorList, element_shape: Array, leading_dims: Array
    ) -> tuple[Array, Array]:
        rows = element_shape[1:] if np.ndim(element_shape) else element_shape
        if not items.size:
            return _none(rows, self.element_dtype), np.zeros(0, np.int64)
        if leading_dims.size:  # As long as the parts that a split had.
            part = _zeros(rows, self.element_dtype)
            missing = [
                part if part is None else np.broadcast_to(part, (n, *part.shape))
                for n in leading_dims
            ]
        else:
            missing = [_missing(items, element_shape, self.element_dtype)] * items.size
        elements = [items.at(i, zeros) for i, zeros in enumerate(missing)]
        lengths = np.array([len(element) for element in elements], np.int64)
        return np.concatenate(elements), lengths

    def gradient(self, op: Operation, dy: Tensor, _: Any) -> Any:
        return split_by_lengths(dy, op.outputs[1]), None, None


class TensorListSplit(OpDef):
    """y = the list of the next lengths[i] rows of x, for each i."""

    takes = "tensor:element_dtype element_shape:shape_type lengths:int64"
    gives = "output_handle:variant"
    shape_type = INDICES
    element_dtype: DType = float32

    def infer(self, tensor: Spec, element_shape: Spec, lengths: Spec) -> Spec:
        return _HANDLE

    def compute(self, x: Array, element_shape: Array, lengths: Array) -> TensorList:
        if lengths.sum() != len(x):
            raise ValueError(
                f"the lengths {lengths.tolist()} add up to {lengths.sum()}, but there "
                f"are {len(x)} rows to split"
            )
        parts = np.split(x, np.cumsum(lengths)[:-1]) if len(lengths) else []
        return TensorList(len(parts), dict(enumerate(parts)))

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        x, _, lengths = op.inputs
        element_shape = concat([[-1], shape(x)[1:]], 0)
        joined = TensorListConcatV2(self.element_dtype)
        return apply(joined, dy, element_shape, lengths)[0], None, None


def length(items: Tensor) -> Tensor:
    """The number of elements of a list."""
    return apply(TensorListLength(), items)


def from_tensor(x: Tensor) -> Tensor:
    """The rows of x as a list."""
    element = None if x.spec.shape is None else x.spec.shape[1:]
    return apply(TensorListFromTensor(x.dtype.base_dtype), x, sizes_of(element))


def scatter_into(items: Tensor, indices: Tensor, x: Tensor) -> Tensor:
    """A list with the rows of x at `indices`."""
    opdef = TensorListScatterIntoExistingList(x.dtype.base_dtype)
    return apply(opdef, items, x, indices)


def concatenated(items: Tensor, dtype: DType, rows: Shape) -> Tensor:
    """All elements joined along their first axis; `rows` is the shape of an element."""
    none = np.zeros(0, np.int64)
    joined = TensorListConcatV2(dtype)
    return apply(joined, items, sizes_of(rows), none)[0]


def sizes_of(element: Shape) -> Array:
    """The shape of an element as ops take it: -1 for what is unknown."""
    if element is None:
        return np.array(-1, np.int32)
    return np.array([-1 if size is None else size for size in element], np.int32)


def split_by_lengths(x: Tensor, lengths: Any) -> Tensor:
    """The next lengths[i] rows of x as element i of a list."""
    opdef = TensorListSplit(x.dtype.base_dtype)
    return apply(opdef, x, np.int32(-1), cast(lengths, int64))
