"""The largest and the smallest elements along axes, and where they are."""

from __future__ import annotations

from typing import Any

import numpy as np

from edflow.engine.face import dtypes
from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import INDICES, REALS, DType, as_dtype, int64
from edflow.engine.graph import OpDef, Operation, Spec, Tensor
from edflow.engine.ops.arguments import one_of
from edflow.engine.ops.array.broadcasting import Sum, restored
from edflow.engine.ops.array.casting import cast
from edflow.engine.ops.array.reduction import (
    Reduction,
    agreed,
    normalized_axes,
    reduced,
)
from edflow.engine.ops.build import apply
from edflow.engine.ops.math.comparing import equal

__all__ = ["arg_max", "arg_min", "argmax", "argmin", "reduce_max", "reduce_min"]


class Extreme(Reduction, abstract=True):
    """The largest or the smallest of several elements."""

    T = REALS

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        # Elements that are equally large share the gradient.
        x, axes = op.inputs
        chosen = cast(equal(restored(op, op.outputs[0]), x), dy.dtype.base_dtype)
        number = apply(Sum(keep_dims=True), chosen, axes)
        return chosen / number * restored(op, dy), None


class Max(Extreme):
    """y = the largest x along the axes, minus infinity of none."""

    def compute(self, x: Array, axes: Array) -> Array:
        gone, least = normalized_axes(axes, x.ndim), _limits(x)[0]
        return np.max(x, axis=gone, keepdims=self.keep_dims, initial=least)


class Min(Extreme):
    """y = the smallest x along the axes, infinity of none."""

    def compute(self, x: Array, axes: Array) -> Array:
        gone, most = normalized_axes(axes, x.ndim), _limits(x)[1]
        return np.min(x, axis=gone, keepdims=self.keep_dims, initial=most)


def _limits(x: Array) -> tuple[Any, Any]:
    """The least and the greatest value that x could hold."""
    if x.dtype.kind == "f":
        return -np.inf, np.inf
    info = np.iinfo(x.dtype)
    return info.min, info.max


class ArgExtreme(OpDef, abstract=True):
    """The place of the largest or the smallest element along one axis."""

    takes = "input:T dimension:Tidx"
    gives = "output:output_type"
    T = REALS | {dtypes.bool}
    Tidx = INDICES
    output_type: DType = int64

    def infer(self, input: Spec, dimension: Spec) -> Spec:
        shape = input.shape
        if shape is None:
            return Spec(None, self.output_type)
        if dimension.known is None:
            return Spec((None,) * max(len(shape) - 1, 0), self.output_type)
        axis = normalized_axes(dimension.known, len(shape))[0]
        return Spec(shape[:axis] + shape[axis + 1 :], self.output_type)

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        return None, None


class ArgMax(ArgExtreme):
    """y = the place of the largest x along the axis; of equal ones the first."""

    def compute(self, x: Array, axis: Array) -> Array:
        along = normalized_axes(axis, x.ndim)[0]
        return np.argmax(x, along).astype(self.output_type.as_numpy_dtype)


class ArgMin(ArgExtreme):
    """y = the place of the smallest x along the axis; of equal ones the first."""

    def compute(self, x: Array, axis: Array) -> Array:
        along = normalized_axes(axis, x.ndim)[0]
        return np.argmin(x, along).astype(self.output_type.as_numpy_dtype)


def reduce_max(
    input_tensor: Any,
    axis: Any = None,
    keepdims: Any = None,
    name: str | None = None,
    reduction_indices: Any = None,
    keep_dims: Any = None,
) -> Tensor:
    """The largest element over `axis`; the arguments are those of `tf.reduce_sum`."""
    axis, keep = agreed(axis, reduction_indices, keepdims, keep_dims)
    return reduced(Max(keep), input_tensor, axis, name)


def reduce_min(
    input_tensor: Any,
    axis: Any = None,
    keepdims: Any = None,
    name: str | None = None,
    reduction_indices: Any = None,
    keep_dims: Any = None,
) -> Tensor:
    """The smallest element over `axis`; the arguments are those of `tf.reduce_sum`."""
    axis, keep = agreed(axis, reduction_indices, keepdims, keep_dims)
    return reduced(Min(keep), input_tensor, axis, name)


def argmax(
    input: Any,
    axis: Any = None,
    name: str | None = None,
    dimension: Any = None,
    output_type: Any = int64,
) -> Tensor:
    """The index of the largest element along one axis; of equal ones the first.

    Args:
      input: a tensor of numbers.
      axis: the axis to look along, 0 by default; negative ones count from the end.
      name: the operation's name.
      dimension: the old name of `axis`.
      output_type: int64, or another integer dtype.

    Returns:
      A tensor of the shape of `input` without that axis.

    >>> import edflow as tf
    >>> tf.Session().run(tf.argmax([[0.1, 0.9], [0.8, 0.2]], 1))
    array([1, 0])
    """
    axis = one_of(axis=axis, dimension=dimension)
    op = ArgMax(as_dtype(output_type))
    return apply(op, input, 0 if axis is None else axis, name=name)


def argmin(
    input: Any,
    axis: Any = None,
    name: str | None = None,
    dimension: Any = None,
    output_type: Any = int64,
) -> Tensor:
    """The index of the smallest element along one axis; see `tf.argmax`."""
    axis = one_of(axis=axis, dimension=dimension)
    op = ArgMin(as_dtype(output_type))
    return apply(op, input, 0 if axis is None else axis, name=name)


def arg_max(
    input: Any, dimension: Any, output_type: Any = int64, name: str | None = None
) -> Tensor:
    """`tf.argmax` under its old name."""
    return argmax(input, dimension, name, output_type=output_type)


def arg_min(
    input: Any, dimension: Any, output_type: Any = int64, name: str | None = None
) -> Tensor:
    """`tf.argmin` under its old name."""
    return argmin(input, dimension, name, output_type=output_type)
