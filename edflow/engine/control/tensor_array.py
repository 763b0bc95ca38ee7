"""TensorArray: tensors written and read one by one, as loops do."""

from __future__ import annotations

from typing import Any

import numpy as np

from edflow.engine.control import tensor_lists as lists
from edflow.engine.face.dtypes import DType, as_dtype, int32
from edflow.engine.face.shapes import Shape, TensorShape, merge
from edflow.engine.graph import Tensor, name_scope
from edflow.engine.ops.array.shape import identity
from edflow.engine.ops.build import apply, convert_to_tensor

__all__ = ["TensorArray"]


class TensorArray:
    """An array of tensors, written and read by position inside loops.

    Writing gives a new TensorArray; go on with that one:
    `array = array.write(i, value)`.

    Args:
      dtype: the dtype of the elements.
      size: how many elements, a number or a tensor; 0 by default.
      dynamic_size: whether writing past the end makes it longer.
      clear_after_read: accepted; elements may be read again.
      tensor_array_name: accepted.
      handle, flow: the list of another TensorArray, to stand for it.
      infer_shape: whether all elements have one shape, which is then known early.
      element_shape: the shape of every element, as far as it is known.
      colocate_with_first_write_call: accepted.
      name: a name for the operations.

    >>> import edflow as tf
    >>> array = tf.TensorArray(tf.float32, size=2)
    >>> array = array.write(0, 1.0).write(1, 2.0)
    >>> tf.Session().run(array.stack())
    array([1., 2.], dtype=float32)
    """

    def __init__(
        self,
        dtype: Any,
        size: Any = None,
        dynamic_size: bool | None = None,
        clear_after_read: bool | None = None,
        tensor_array_name: str | None = None,
        handle: Any = None,
        flow: Tensor | None = None,
        infer_shape: bool = True,
        element_shape: Any = None,
        colocate_with_first_write_call: bool = True,
        name: str | None = None,
    ):
        self.dtype: DType = as_dtype(dtype).base_dtype
        self.dynamic_size = bool(dynamic_size)
        self._infers = infer_shape
        # One box for all versions of the array: what a write inside a loop teaches of
        # the elements' shape holds for the array that comes out of it.
        self._element: list[Shape] = [TensorShape(element_shape).sizes]
        if flow is None:
            with name_scope(name, "TensorArray"):
                count = convert_to_tensor(0 if size is None else size, int32, "size")
                flow = apply(lists.TensorListReserve(self.dtype), np.int32(-1), count)
        self.flow: Tensor = flow  # type: ignore[assignment]

    @property
    def handle(self) -> Tensor:
        return self.flow

    @property
    def element_shape(self) -> TensorShape:
        """The shape of an element, as far as it is known."""
        return TensorShape(self._element[0])

    def components(self) -> list[Tensor]:
        return [self.flow]

    def with_components(self, tensors: list[Tensor]) -> TensorArray:
        other = TensorArray(
            self.dtype,
            dynamic_size=self.dynamic_size,
            flow=tensors[0],
            infer_shape=self._infers,
        )
        other._element = self._element
        return other

    def _learn(self, shape: Shape) -> None:
        if self._infers:
            self._element[0] = merge(self._element[0], shape)

    def _value(self, value: Any) -> Tensor:
        value = convert_to_tensor(value, name="value")
        if value.dtype.base_dtype is not self.dtype:
            raise TypeError(
                f"the TensorArray holds {self.dtype.name}, but the value is "
                f"{value.dtype.base_dtype.name}; convert it with tf.cast"
            )
        return value

    def read(self, index: Any, name: str | None = None) -> Tensor:
        """The element at `index`; one never written is 0, if its shape is known."""
        opdef = lists.TensorListGetItem(self.dtype)
        sizes = lists.sizes_of(self._element[0])
        item = apply(opdef, self.flow, index, sizes, name=name)
        item.set_shape(self._element[0])
        return item

    def write(self, index: Any, value: Any, name: str | None = None) -> TensorArray:
        """The array with `value` at `index`."""
        value = self._value(value)
        self._learn(value.spec.shape)
        opdef = lists.TensorListSetItem(self.dtype, self.dynamic_size)
        return self.with_components(
            [apply(opdef, self.flow, index, value, name=name or "TensorArrayWrite")]
        )

    def stack(self, name: str | None = None) -> Tensor:
        """All elements as one tensor, stacked along a new first axis.

        Those never written are 0.
        """
        opdef = lists.TensorListStack(self.dtype)
        sizes = lists.sizes_of(self._element[0])
        whole = apply(opdef, self.flow, sizes, name=name or "TensorArrayStack")
        if self._element[0] is not None:
            whole.set_shape([None, *self._element[0]])
        return whole

    def gather(self, indices: Any, name: str | None = None) -> Tensor:
        """The elements at `indices`, stacked."""
        opdef = lists.TensorListGather(self.dtype)
        sizes = lists.sizes_of(self._element[0])
        some = apply(opdef, self.flow, indices, sizes, name=name or "TensorArrayGather")
        if self._element[0] is not None:
            some.set_shape([None, *self._element[0]])
        return some

    def unstack(self, value: Any, name: str | None = None) -> TensorArray:
        """An array whose elements are the rows of `value`."""
        with name_scope(name, "TensorArrayUnstack", [value]):
            value = self._value(value)
            if value.spec.shape is not None:
                self._learn(value.spec.shape[1:])
            return self.with_components([lists.from_tensor(value)])

    def scatter(self, indices: Any, value: Any, name: str | None = None) -> TensorArray:
        """The array with the rows of `value` at `indices`."""
        with name_scope(name, "TensorArrayScatter", [indices, value]):
            value = self._value(value)
            if value.spec.shape is not None:
                self._learn(value.spec.shape[1:])
            indices = convert_to_tensor(indices, int32)
            return self.with_components([lists.scatter_into(self.flow, indices, value)])

    def split(self, value: Any, lengths: Any, name: str | None = None) -> TensorArray:
        """An array whose elements are consecutive parts of `value`.

        Args:
          value: the tensor to take apart along its first axis.
          lengths: how long each part is; they add up to the length of `value`.
          name: the scope's name.
        """
        with name_scope(name, "TensorArraySplit", [value]):
            value, lengths = self._value(value), convert_to_tensor(lengths)
            counts = set(lengths.spec.sizes() or ())
            if value.spec.shape is not None and len(counts) == 1:
                self._learn((*counts, *value.spec.shape[1:]))
            return self.with_components([lists.split_by_lengths(value, lengths)])

    def concat(self, name: str | None = None) -> Tensor:
        """All elements joined along their first axis."""
        with name_scope(name, "TensorArrayConcat"):
            return lists.concatenated(self.flow, self.dtype, self._element[0])

    def size(self, name: str | None = None) -> Tensor:
        """The number of elements."""
        return apply(lists.TensorListLength(), self.flow, name=name)

    def identity(self) -> TensorArray:
        """The same array, as a node of its own."""
        return self.with_components([identity(self.flow)])
