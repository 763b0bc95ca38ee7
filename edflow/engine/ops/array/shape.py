"""Shapes as tensors, and tensors in other shapes."""

from __future__ import annotations

from typing import Any

import numpy as np

from edflow.engine.graph import DType, Operation, OpDef, Spec, Tensor, as_dtype
from edflow.engine.graph.arrays import Array
from edflow.engine.graph.dtypes import INDICES, int32
from edflow.engine.graph.shapes import count, is_full, product, text
from edflow.engine.ops.build import apply, convert_to_tensor


class Identity(OpDef):
    """y = x."""

    takes = "input:T"
    aliases = True

    def infer(self, input: Spec) -> Spec:
        return input

    def compute(self, x: Array) -> Array:
        return x

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        return dy


class Shape(OpDef):
    """y = the sizes of x."""

    takes = "input:T"
    out_type: DType = int32

    def infer(self, input: Spec) -> Spec:
        if input.shape is None:
            return Spec((None,), self.out_type)
        sizes: Any = input.shape
        if is_full(sizes):
            sizes = np.array(sizes, self.out_type.as_numpy_dtype)
        return Spec((len(input.shape),), self.out_type, sizes)

    def compute(self, x: Array) -> Array:
        return np.array(np.shape(x), self.out_type.as_numpy_dtype)

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        return None


class Size(OpDef):
    """y = the number of elements of x."""

    takes = "input:T"
    out_type: DType = int32

    def infer(self, input: Spec) -> Spec:
        size = count(input.shape)
        value = None if size is None else np.array(size, self.out_type.as_numpy_dtype)
        return Spec((), self.out_type, value)

    def compute(self, x: Array) -> Array:
        return np.array(np.size(x), self.out_type.as_numpy_dtype)

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        return None


class Rank(OpDef):
    """y = the number of axes of x."""

    takes = "input:T"

    def infer(self, input: Spec) -> Spec:
        value = None if input.rank is None else np.array(input.rank, np.int32)
        return Spec((), int32, value)

    def compute(self, x: Array) -> Array:
        return np.array(np.ndim(x), np.int32)

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        return None


class Reshape(OpDef):
    """y = the elements of x, row by row, in another shape."""

    takes = "tensor:T shape:Tshape"
    Tshape = INDICES
    aliases = True

    def infer(self, tensor: Spec, shape: Spec) -> Spec:
        asked = shape.sizes()
        if asked is None:
            return Spec(None, tensor.dtype)
        return Spec(_reshaped(tensor.shape, asked, shape.known), tensor.dtype)

    def compute(self, x: Array, shape: Array) -> Array:
        asked = tuple(shape.tolist())
        fixed = product(size for size in asked if size != -1)
        free = asked.count(-1)
        fits = fixed == x.size if free == 0 else fixed and x.size % fixed == 0
        if free > 1 or not (fits or (fixed == 0 and x.size == 0)):
            raise ValueError(_misfit(x.size, asked))
        return np.reshape(x, asked if fixed or not free else [max(s, 0) for s in asked])

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        return reshape(dy, shape(op.inputs[0])), None


def _misfit(size: int, asked: Any) -> str:
    return (
        f"{size} elements do not fit the shape {text(asked)}, which has "
        f"{product(None if s == -1 else s for s in asked) or 'an unknown number of'} "
        "elements"
    )


def _reshaped(shape: Any, asked: Any, exact: Array | None) -> Any:
    """The shape after a reshape, with a single -1 worked out where that is possible."""
    size = count(shape)
    if exact is None or size is None:
        return asked
    free = asked.count(None)
    fixed = product(s for s in asked if s is not None)
    if free > 1:
        raise ValueError(f"only one size may be -1, not {free}: {exact.tolist()}")
    if (fixed != size) if not free else (not fixed and size) or (fixed and size % fixed):
        raise ValueError(_misfit(size, exact.reshape(-1).tolist()))
    if not free:
        return asked
    return tuple(size // fixed if s is None and fixed else s or 0 for s in asked)


def identity(input: Any, name: str | None = None) -> Tensor:
    """The same value under another name, as a node of its own."""
    return apply(Identity(), convert_to_tensor(input), name=name)


def shape(input: Any, name: str | None = None, out_type: Any = int32) -> Tensor:
    """The shape of `input` as a vector, known when the graph runs.

    The *static* shape, known before, is `input.shape`. Where that is complete the
    result is a constant.
    """
    input = convert_to_tensor(input)
    dtype = as_dtype(out_type)
    if is_full(input.spec.shape):
        sizes = np.array(input.spec.shape, dtype.as_numpy_dtype)
        return convert_to_tensor(sizes, name=name or "Shape")
    return apply(Shape(dtype), input, name=name)


def size(input: Any, name: str | None = None, out_type: Any = int32) -> Tensor:
    """The number of elements of `input`; a constant where the shape is complete."""
    input = convert_to_tensor(input)
    dtype = as_dtype(out_type)
    elements = count(input.spec.shape)
    if elements is not None:
        value = np.array(elements, dtype.as_numpy_dtype)
        return convert_to_tensor(value, name=name or "Size")
    return apply(Size(dtype), input, name=name)


def rank(input: Any, name: str | None = None) -> Tensor:
    """The number of axes of `input`; a constant where it is known."""
    input = convert_to_tensor(input)
    if input.spec.rank is not None:
        return convert_to_tensor(np.array(input.spec.rank, np.int32), name=name or "Rank")
    return apply(Rank(), input, name=name)


def reshape(tensor: Any, shape: Any, name: str | None = None) -> Tensor:
    """The elements of `tensor`, row by row, in another shape.

    Args:
      tensor: a tensor of any shape.
      shape: the new sizes; a single -1 is worked out from the others.
      name: the operation's name.

    >>> import edflow as tf
    >>> tf.reshape(tf.zeros([100, 28, 28]), [-1, 784]).shape
    TensorShape([Dimension(100), Dimension(784)])
    """
    return apply(Reshape(), tensor, shape, name=name)
