"""Pooling of images: the largest or the average value of each window."""

from __future__ import annotations

from typing import Any

from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import FLOATS, REALS
from edflow.engine.face.shapes import merge
from edflow.engine.graph import Operation, Spec, Tensor, name_scope
from edflow.engine.kernels import pool as kernels
from edflow.engine.ops.arguments import one_of
from edflow.engine.ops.array.shape import shape
from edflow.engine.ops.build import apply, convert_to_tensor
from edflow.engine.ops.conv import layout
from edflow.engine.ops.conv.layout import Sizes
from edflow.engine.ops.conv.pooling import (
    AverageGradient,
    LargestGradient,
    Pool,
    Pooling,
    windows,
)

__all__ = ["avg_pool", "avg_pool2d", "max_pool", "max_pool2d"]


class MaxPool(Pool):
    """y[n,i,j,c] = max_{p<k, q<l} x[n, s i + p, t j + q, c]."""

    takes = "input:T"
    T = REALS
    explicit_paddings: Sizes = ()
    kernel = staticmethod(kernels.max_pool2d)

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        x, y = op.inputs[0], op.outputs[0]
        return apply(MaxPoolGrad(**self.attributes), x, y, dy)


class MaxPoolGrad(Pooling):
    """dx = dy at the first largest place of each window, added up, and 0 elsewhere."""

    takes = "orig_input:T orig_output:T grad:T"
    T = REALS
    explicit_paddings: Sizes = ()

    def infer(self, orig_input: Spec, orig_output: Spec, grad: Spec) -> Spec:
        merge(self.pooled(orig_input).shape, grad.shape)
        return Spec(orig_input.shape, orig_input.dtype)

    def compute(self, x: Array, y: Array, dy: Array) -> Array:
        moves = self.moves(x.shape, dy.shape)
        images = layout.laid_in(x, self.data_format)
        dx = kernels.max_pool2d_gradient(
            images, layout.laid_in(dy, self.data_format), *moves
        )
        return layout.laid_out(dx, x.dtype, self.data_format)

    def gradient(self, op: Operation, ddx: Tensor) -> Any:
        x, y, _ = op.inputs
        if self.explicit_paddings:
            raise LookupError("MaxPoolGrad with explicit padding has no gradient")
        how = self.ksize, self.strides, self.padding, self.data_format
        return None, None, apply(MaxPoolGradGrad(*how), x, y, ddx)


class MaxPoolGradGrad(LargestGradient):
    """ddy = ddx at the first largest place of each window."""

    takes = "orig_input:T orig_output:T grad:T"
    T = REALS
    kernel = staticmethod(kernels.max_pool2d_places)

    def gradient(self, op: Operation, d: Tensor) -> Any:
        x, y, _ = op.inputs
        return None, None, apply(MaxPoolGrad(**self.attributes), x, y, d)


class AvgPool(Pool):
    """y[n,i,j,c] = the mean of x[n, s i + p, t j + q, c] over p < k, q < l."""

    takes = "value:T"
    T = FLOATS
    kernel = staticmethod(kernels.avg_pool2d)

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        return apply(AvgPoolGrad(**self.attributes), shape(op.inputs[0]), dy)


class AvgPoolGrad(AverageGradient):
    """dx = dy spread in equal parts over each window, added up."""

    takes = "orig_input_shape:int32 grad:T"
    T = FLOATS
    kernel = staticmethod(kernels.avg_pool2d_gradient)

    def gradient(self, op: Operation, ddx: Tensor) -> Any:
        return None, apply(AvgPool(**self.attributes), ddx)


def max_pool(
    value: Any = None,
    ksize: Any = None,
    strides: Any = None,
    padding: Any = None,
    data_format: str | None = "NHWC",
    name: str | None = None,
    input: Any = None,
) -> Tensor:
    """The largest value of each window, channel by channel.

    Args:
      value: images [batch, height, width, channels], or as `data_format` says.
      ksize: the size of a window: one number, two (height, width), or four, one per
        axis, of which those of batch and channels are 1.
      strides: from one window to the next, in pixels; as `ksize`.
      padding: "SAME" (windows may lean over the edge), "VALID" (they may not), or for
        each axis a pair (before, after).
      data_format: "NHWC", or "NCHW" with the channels before the sides.
      name: the operation's name.
      input: the newer name of `value`.

    >>> import edflow as tf
    >>> images = tf.zeros([8, 28, 28, 3])
    >>> tf.nn.max_pool(images, ksize=2, strides=2, padding="SAME").shape.as_list()
    [8, 14, 14, 3]
    """
    value = one_of(value=value, input=input)
    with name_scope(name, "MaxPool", [value]) as scope:
        data_format = layout.format_of(data_format, 2)
        padding, explicit = layout.padding_of(padding, data_format)
        how = windows(ksize, strides, padding, data_format)
        pool = MaxPool(*how, explicit_paddings=explicit)
        return apply(pool, convert_to_tensor(value, name="input"), name=scope)


def avg_pool(
    value: Any = None,
    ksize: Any = None,
    strides: Any = None,
    padding: Any = None,
    data_format: str | None = "NHWC",
    name: str | None = None,
    input: Any = None,
) -> Tensor:
    """The mean of each window, channel by channel; padding does not count.

    The arguments are those of `tf.nn.max_pool`, but `padding` is "SAME" or "VALID".
    """
    value = one_of(value=value, input=input)
    with name_scope(name, "AvgPool", [value]) as scope:
        data_format = layout.format_of(data_format, 2)
        padding = layout.same_or_valid(padding, data_format)
        pool = AvgPool(*windows(ksize, strides, padding, data_format))
        return apply(pool, convert_to_tensor(value, name="value"), name=scope)


def max_pool2d(
    input: Any,
    ksize: Any,
    strides: Any,
    padding: Any,
    data_format: str | None = "NHWC",
    name: str | None = None,
) -> Tensor:
    """`tf.nn.max_pool` under its newer name."""
    with name_scope(name, "MaxPool2d", [input]) as scope:
        return max_pool(input, ksize, strides, padding, data_format, scope)


avg_pool2d = avg_pool
