"""Adding a bias: one number per channel, the same at every place."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import NUMBERS
from edflow.engine.face.shapes import text
from edflow.engine.graph import OpDef, Operation, Spec, Tensor, name_scope
from edflow.engine.kernels.matrices import column_sums
from edflow.engine.ops.array.broadcasting import broadcast_to
from edflow.engine.ops.array.shape import reshape, shape
from edflow.engine.ops.build import apply, convert_to_tensor
from edflow.engine.ops.math.products import matmul
from edflow.engine.ops.nn.activations import relu

__all__ = ["bias_add", "relu_layer", "xw_plus_b"]

Format = Literal["NHWC", "NCHW"]


class BiasAdd(OpDef):
    """y[..., c] = x[..., c] + b[c]."""

    takes = "value:T bias:T"
    T = NUMBERS
    data_format: Format = "NHWC"

    def infer(self, value: Spec, bias: Spec) -> Spec:
        if bias.rank not in (None, 1):
            raise ValueError(
                f"the bias must be a vector, one number per channel, but it has shape "
                f"{text(bias.shape)}"
            )
        if value.shape is None:
            return Spec(None, value.dtype)
        if len(value.shape) < 2:
            raise ValueError(
                f"the value must have rank 2 or more, [batch, ..., channels], but it "
                f"has shape {text(value.shape)}; for a vector add with +"
            )
        axis = _channels(self.data_format, len(value.shape))
        channels = value.shape[axis]
        numbers = None if bias.shape is None else bias.shape[0]
        if None not in (channels, numbers) and channels != numbers:
            raise ValueError(
                f"the value has {channels} channels (its shape is "
                f"{text(value.shape)}), but the bias has {numbers} numbers; "
                f"give it shape [{channels}]"
            )
        sizes = list(value.shape)
        sizes[axis] = numbers if channels is None else channels
        return Spec(tuple(sizes), value.dtype)

    def compute(self, x: Array, b: Array) -> Array:
        axis = _channels(self.data_format, x.ndim)
        if x.shape[axis] != len(b):
            raise ValueError(f"{x.shape[axis]} channels, but {len(b)} biases")
        return x + b.reshape((-1,) + (1,) * (x.ndim - 1 - axis))

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        return dy, apply(BiasAddGrad(self.data_format), dy)


class BiasAddGrad(OpDef):
    """db[c] = the sum of dy[..., c] over all places."""

    takes = "out_backprop:T"
    T = NUMBERS
    data_format: Format = "NHWC"

    def infer(self, out_backprop: Spec) -> Spec:
        shape = out_backprop.shape
        if shape is None:
            return Spec((None,), out_backprop.dtype)
        channels = shape[_channels(self.data_format, len(shape))]
        return Spec((channels,), out_backprop.dtype)

    def compute(self, dy: Array) -> Array:
        axis = _channels(self.data_format, dy.ndim)
        if axis == dy.ndim - 1 and dy.dtype in (np.float32, np.float64):
            return column_sums(dy.reshape(-1, dy.shape[-1]))
        places = tuple(i for i in range(dy.ndim) if i != axis)
        return dy.sum(axis=places, dtype=dy.dtype)

    def gradient(self, op: Operation, ddb: Tensor) -> Any:
        dy = op.inputs[0]
        if self.data_format == "NCHW":
            if dy.spec.rank is None:
                raise ValueError("the rank of a NCHW value must be known")
            ddb = reshape(ddb, [-1] + [1] * (dy.spec.rank - 2))
        return broadcast_to(ddb, shape(dy))


def _channels(data_format: Format, rank: int) -> int:
    """The axis that holds the channels."""
    return 1 if data_format == "NCHW" else rank - 1


def bias_add(
    value: Any, bias: Any, data_format: str | None = None, name: str | None = None
) -> Tensor:
    """`value` + `bias`, one number of `bias` for each channel.

    Args:
      value: [batch, ..., channels], or [batch, channels, ...] with "NCHW".
      bias: [channels], of the dtype of `value`.
      data_format: "NHWC" (also "N...C"), the default, or "NCHW" ("NC...").
      name: the operation's name.

    >>> import edflow as tf
    >>> tf.Session().run(tf.nn.bias_add([[1.0, 2.0]], [10.0, 20.0]))
    array([[11., 22.]], dtype=float32)
    """
    with name_scope(name, "BiasAdd", [value, bias]) as scope:
        value = convert_to_tensor(value, name="input")
        bias = convert_to_tensor(bias, value.dtype.base_dtype, "bias")
        return apply(BiasAdd(_format(data_format)), value, bias, name=scope)


def _format(data_format: str | None) -> Format:
    if data_format is None or (data_format.startswith("N") and data_format[-1] == "C"):
        return "NHWC"
    if data_format.startswith("NC"):
        return "NCHW"
    raise ValueError(
        f'data_format must be "NHWC" or "NCHW" (or "N...C", "NC..."), '
        f"not {data_format!r}"
    )


def xw_plus_b(x: Any, weights: Any, biases: Any, name: str | None = None) -> Tensor:
    """A dense layer without activation: `x` [n, k] * `weights` [k, m] + `biases`."""
    with name_scope(name, "xw_plus_b", [x, weights, biases]) as scope:
        x = convert_to_tensor(x, name="x")
        weights = convert_to_tensor(weights, name="weights")
        biases = convert_to_tensor(biases, name="biases")
        return bias_add(matmul(x, weights), biases, name=scope)


def relu_layer(x: Any, weights: Any, biases: Any, name: str | None = None) -> Tensor:
    """A dense layer with `relu`: relu(`x` * `weights` + `biases`)."""
    with name_scope(name, "relu_layer", [x, weights, biases]) as scope:
        x = convert_to_tensor(x, name="x")
        weights = convert_to_tensor(weights, name="weights")
        biases = convert_to_tensor(biases, name="biases")
        return relu(bias_add(matmul(x, weights), biases), name=scope)
