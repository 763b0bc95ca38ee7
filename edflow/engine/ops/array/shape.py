"""Shapes as tensors, and tensors in other shapes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import INDICES, DType, as_dtype, int32
from edflow.engine.face.shapes import TensorShape, count, is_full, product, text
from edflow.engine.graph import OpDef, Operation, Spec, Tensor, name_scope
from edflow.engine.ops.build import apply, as_list, convert_to_tensor

__all__ = ["identity", "rank", "reshape", "shape", "shape_n", "size"]


class Identity(OpDef):
    """y = x."""

    takes = "input:T"
    aliases = True
    hands_on = True

    def infer(self, input: Spec) -> Spec:
        return input

    def compute(self, x: Array) -> Array:
        return x

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        return dy


class Shape(OpDef):
    """y = the sizes of x."""

    takes = "input:T"
    gives = "output:out_type"
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


class ShapeN(OpDef):
    """y_i = the sizes of x_i."""

    takes = "input:*T"
    gives = "output:*out_type"
    out_type: DType = int32

    def infer(self, *inputs: Spec) -> tuple[Spec, ...]:
        return tuple(Shape(self.out_type).infer(spec) for spec in inputs)

    def compute(self, *xs: Array) -> Any:
        shapes = tuple(np.array(np.shape(x), self.out_type.as_numpy_dtype) for x in xs)
        return shapes if len(xs) != 1 else shapes[0]

    def gradient(self, op: Operation, *dys: Tensor) -> Any:
        return [None] * len(op.inputs)


class Size(OpDef):
    """y = the number of elements of x."""

    takes = "input:T"
    gives = "output:out_type"
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
    gives = "output:int32"

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
        if shape.rank not in (None, 1):
            raise ValueError(
                f"the shape must be a vector, not of rank {shape.rank}; for a flat "
                "tensor write [-1]"
            )
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
        if free and not fixed:
            # Of nothing -1 is found as if no size were 0: [0, 6] as [0, -1, 3] has 2.
            whole, fixed = (math.prod(filter(None, s)) for s in (x.shape, asked))
            rest = whole // -fixed
            asked = tuple(rest if size == -1 else size for size in asked)
        return np.reshape(x, asked)

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        x, dy = op.inputs[0], convert_to_tensor(dy)
        sizes = list(x.spec.shape or ())
        if sizes.count(None) == 1 and 0 not in sizes:
            # A single unknown size follows from the number of elements.
            return reshape(dy, [-1 if size is None else size for size in sizes]), None
        return reshape(dy, shape(x)), None


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
    if (
        (fixed != size)
        if not free
        else (not fixed and size) or (fixed and size % fixed)
    ):
        raise ValueError(_misfit(size, exact.reshape(-1).tolist()))
    if not free or not fixed:
        return asked
    return tuple(size // fixed if s is None else s for s in asked)


def axis_of(axis: int, rank: int) -> int:
    """An axis counted from the front; ValueError if there is none such."""
    if not -rank <= axis < rank:
        allowed = f"axes go from {-rank} to {rank - 1}" if rank else "a scalar has none"
        raise ValueError(f"axis {axis} does not exist at rank {rank}: {allowed}")
    return axis % rank


def followed(items: Sequence[Any], dtype: DType) -> Any:
    """The value of a vector for its Spec: an array, or a tuple with None in it."""
    if None in items:
        return tuple(items)
    return np.array(items, dtype.as_numpy_dtype)


# -- public functions -----------------------------------------------------------------


def identity(input: Any, name: str | None = None) -> Tensor:
    """The same value under another name, as a node of its own."""
    return apply(Identity(), input, name=name)


def shape(input: Any, name: str | None = None, out_type: Any = int32) -> Tensor:
    """The shape of `input` as a vector, known when the graph runs.

    The *static* shape, known before, is `input.shape`. Where that is complete the
    result is a constant.

    >>> import edflow as tf
    >>> images = tf.placeholder(tf.float32, [None, 784])
    >>> tf.Session().run(tf.shape(images), {images: [[0.0] * 784]})
    array([  1, 784], dtype=int32)
    """
    dtype = as_dtype(out_type)
    with name_scope(name, "Shape", [input]) as scope:
        input = convert_to_tensor(input)
        if is_full(input.spec.shape):
            sizes = np.array(input.spec.shape, dtype.as_numpy_dtype)
            return convert_to_tensor(sizes, name=scope)
        return apply(Shape(dtype), input, name=scope)


def shape_as_tensor(input: Tensor) -> Tensor:
    """`tf.shape` as TensorFlow's functions call it: its constants have this name."""
    with name_scope("Shape") as scope:
        if is_full(input.spec.shape):
            return convert_to_tensor(TensorShape(input.spec.shape))
        return apply(Shape(), input, name=scope)


def shape_n(
    input: Sequence[Any], out_type: Any = int32, name: str | None = None
) -> list[Tensor]:
    """The shapes of several tensors of one dtype, by one operation."""
    return as_list(apply(ShapeN(as_dtype(out_type)), list(input), name=name))


def size(input: Any, name: str | None = None, out_type: Any = int32) -> Tensor:
    """The number of elements of `input`; a constant where the shape is complete."""
    dtype = as_dtype(out_type)
    with name_scope(name, "Size", [input]) as scope:
        input = convert_to_tensor(input)
        sizes = input.spec.shape
        elements = None if sizes is None else product(sizes)
        if elements is not None:
            value = np.array(elements, dtype.as_numpy_dtype)
            return convert_to_tensor(value, name=scope)
        return apply(Size(dtype), input, name=scope)


def rank(input: Any, name: str | None = None) -> Tensor:
    """The number of axes of `input`; a constant where it is known."""
    with name_scope(name, "Rank", [input]) as scope:
        input = convert_to_tensor(input)
        if input.spec.rank is not None:
            return convert_to_tensor(np.array(input.spec.rank, np.int32), name=scope)
        return apply(Rank(), input, name=scope)


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
