"""Depthwise convolution, channel by channel, and its two gradients."""

from __future__ import annotations

from typing import Any

from edflow.engine.face.dtypes import FLOATS
from edflow.engine.face.shapes import Size, product, text
from edflow.engine.graph import Operation, Tensor
from edflow.engine.kernels import depthwise as kernels
from edflow.engine.ops.array.shape import shape
from edflow.engine.ops.build import apply
from edflow.engine.ops.conv.conv2d import moves
from edflow.engine.ops.conv.convolution import (
    Convolution,
    Convolving,
    Family,
    FilterGradient,
    InputGradient,
)

__all__ = [
    "depthwise_conv2d_backprop_filter", "depthwise_conv2d_backprop_input",
    "depthwise_conv2d_native", "depthwise_conv2d_native_backprop_filter",
    "depthwise_conv2d_native_backprop_input",
]  # fmt: skip


class Depthwise(Convolving, abstract=True):
    """A form of images in which each channel meets m filters of its own."""

    T = FLOATS
    filter_axes = "[height, width, channels, multiplier]"

    @property
    def family(self) -> Family:
        return Family(
            DepthwiseConv2dNative,
            DepthwiseConv2dNativeBackpropInput,
            DepthwiseConv2dNativeBackpropFilter,
        )

    def channels_out(self, c: Size, w: Any) -> Size:
        if None not in (c, w[2]) and c != w[2]:
            sizes = text((*w[:2], c, w[3]))
            raise ValueError(
                f"the image has {c} channels but there are filters for {w[2]}; build "
                f"the filter with shape {sizes}"
            )
        return product([w[2] if c is None else c, w[3]])


class DepthwiseConv2dNative(Depthwise, Convolution):
    """y[n,i,j, m c + l] = sum_{p,q} x[n, s i + p, t j + q, c] w[p,q,c,l], l < m."""

    takes = "input:T filter:T"
    kernel = staticmethod(kernels.depthwise_conv2d)

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        # Two Shape nodes, as in TensorFlow's graphs, where others have one ShapeN.
        x, w = op.inputs
        return self.by_input(shape(x), w, dy), self.by_filter(x, shape(w), dy)


class DepthwiseConv2dNativeBackpropInput(Depthwise, InputGradient):
    """dx[n,u,v,c] = sum of dy[n,i,j, m c + l] w[p,q,c,l] where s i + p = u, ..."""

    takes = "input_sizes:int32 filter:T out_backprop:T"
    kernel = staticmethod(kernels.depthwise_conv2d_input_gradient)


class DepthwiseConv2dNativeBackpropFilter(Depthwise, FilterGradient):
    """dw[p,q,c,l] = sum_{n,i,j} x[n, s i + p, t j + q, c] dy[n,i,j, m c + l]."""

    takes = "input:T filter_sizes:int32 out_backprop:T"
    kernel = staticmethod(kernels.depthwise_conv2d_filter_gradient)


def depthwise_conv2d_native(
    input: Any,
    filter: Any,
    strides: Any,
    padding: Any,
    data_format: str | None = "NHWC",
    dilations: Any = (1, 1, 1, 1),
    name: str | None = None,
) -> Tensor:
    """The operation itself; `tf.nn.depthwise_conv2d` is the friendlier function.

    Args:
      input: images [batch, height, width, channels].
      filter: [height, width, channels, multiplier].
      strides: four numbers, one per axis.
      padding: "SAME", "VALID", or for each axis a pair (before, after).
      data_format: "NHWC" or "NCHW".
      dilations: four numbers, one per axis.
      name: the operation's name.
    """
    how = moves(strides, padding, data_format, dilations)
    return apply(DepthwiseConv2dNative(**how), input, filter, name=name)


def depthwise_conv2d_backprop_input(
    input_sizes: Any,
    filter: Any,
    out_backprop: Any,
    strides: Any,
    padding: Any,
    data_format: str | None = "NHWC",
    dilations: Any = (1, 1, 1, 1),
    name: str | None = None,
) -> Tensor:
    """The gradient of `depthwise_conv2d_native` with respect to its images.

    Args:
      input_sizes: the shape of the images.
      filter: the filter of the convolution.
      out_backprop: the gradient with respect to the convolution's result.
      strides: as there, like all that follow.
      padding: as there.
      data_format: as there.
      dilations: as there.
      name: the operation's name.
    """
    how = moves(strides, padding, data_format, dilations)
    backprop = DepthwiseConv2dNativeBackpropInput(**how)
    return apply(backprop, input_sizes, filter, out_backprop, name=name)


def depthwise_conv2d_backprop_filter(
    input: Any,
    filter_sizes: Any,
    out_backprop: Any,
    strides: Any,
    padding: Any,
    data_format: str | None = "NHWC",
    dilations: Any = (1, 1, 1, 1),
    name: str | None = None,
) -> Tensor:
    """The gradient of `depthwise_conv2d_native` with respect to its filter.

    Args:
      input: the images of the convolution.
      filter_sizes: the shape of the filter.
      out_backprop: the gradient with respect to the convolution's result.
      strides: as there, like all that follow.
      padding: as there.
      data_format: as there.
      dilations: as there.
      name: the operation's name.
    """
    how = moves(strides, padding, data_format, dilations)
    backprop = DepthwiseConv2dNativeBackpropFilter(**how)
    return apply(backprop, input, filter_sizes, out_backprop, name=name)


depthwise_conv2d_native_backprop_input = depthwise_conv2d_backprop_input
depthwise_conv2d_native_backprop_filter = depthwise_conv2d_backprop_filter
