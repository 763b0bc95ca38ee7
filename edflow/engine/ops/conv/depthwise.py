"""Depthwise convolution, channel by channel, and what is built of it."""

from __future__ import annotations

from typing import Any

from edflow.engine.graph import Operation, Spec, Tensor
from edflow.engine.graph.arrays import Array
from edflow.engine.graph.dtypes import FLOATS
from edflow.engine.graph.shapes import Size, merge, product, text
from edflow.engine.kernels import depthwise as kernels
from edflow.engine.ops.array.shape import shape
from edflow.engine.ops.build import apply
from edflow.engine.ops.conv import layout
from edflow.engine.ops.conv.conv2d import Convolution, moves

_FILTER = "[height, width, channels, multiplier]"
_UNKNOWN = (None,) * 4


class Depthwise(Convolution, abstract=True):
    """What a depthwise convolution and its gradients share."""

    T = FLOATS

    def channels_out(self, c: Size, w: Any) -> Size:
        if None not in (c, w[2]) and c != w[2]:
            sizes = text((*w[:2], c, w[3]))
            raise ValueError(
                f"the image has {c} channels but there are filters for {w[2]}; build "
                f"the filter with shape {sizes}"
            )
        return product([w[2] if c is None else c, w[3]])


class DepthwiseConv2dNative(Depthwise):
    """y[n,i,j, m c + l] = sum_{p,q} x[n, s i + p, t j + q, c] w[p,q,c,l], l < m."""

    takes = "input:T filter:T"

    def infer(self, input: Spec, filter: Spec) -> Spec:
        layout.check_rank(input, 4, "the image", self.data_format)
        layout.check_rank(filter, 4, "the filter", _FILTER)
        x, w = input.shape or _UNKNOWN, filter.shape or _UNKNOWN
        return Spec(self.output(x, w)[0], input.dtype)

    def compute(self, x: Array, w: Array) -> Array:
        moves = self.moves(x.shape, w.shape)
        y = kernels.depthwise_conv2d(
            layout.laid_in(x, self.data_format), layout.laid_in(w), *moves
        )
        return layout.laid_out(y, x.dtype, self.data_format)

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        x, w = op.inputs
        to_x = DepthwiseConv2dNativeBackpropInput(**self.attributes)
        to_w = DepthwiseConv2dNativeBackpropFilter(**self.attributes)
        return apply(to_x, shape(x), w, dy), apply(to_w, x, shape(w), dy)


class DepthwiseConv2dNativeBackpropInput(Depthwise):
    """dx[n,u,v,c] = sum of dy[n,i,j, m c + l] w[p,q,c,l] where s i + p = u, ..."""

    takes = "input_sizes:int32 filter:T out_backprop:T"

    def infer(self, input_sizes: Spec, filter: Spec, out_backprop: Spec) -> Spec:
        layout.check_rank(filter, 4, "the filter", _FILTER)
        layout.check_rank(out_backprop, 4, "the gradient", self.data_format)
        x = merge(input_sizes.sizes(), _UNKNOWN)
        w, dy = filter.shape or _UNKNOWN, out_backprop.shape or _UNKNOWN
        merge(self.output(x, w)[0], dy)
        known = layout.joined(dy[0], (None, None), w[2], self.data_format)
        return Spec(merge(x, known), filter.dtype)

    def compute(self, sizes: Array, w: Array, dy: Array) -> Array:
        x = tuple(sizes.tolist())
        moves = self.moves(x, w.shape, dy.shape)
        dx = kernels.depthwise_conv2d_input_gradient(
            layout.shape_in(x, self.data_format),
            layout.laid_in(w),
            layout.laid_in(dy, self.data_format),
            *moves,
        )
        return layout.laid_out(dx, dy.dtype, self.data_format)

    def gradient(self, op: Operation, ddx: Tensor) -> Any:
        _, w, dy = op.inputs
        to_w = DepthwiseConv2dNativeBackpropFilter(**self.attributes)
        to_dy = DepthwiseConv2dNative(**self.attributes)
        return None, apply(to_w, ddx, shape(w), dy), apply(to_dy, ddx, w)


class DepthwiseConv2dNativeBackpropFilter(Depthwise):
    """dw[p,q,c,l] = sum_{n,i,j} x[n, s i + p, t j + q, c] dy[n,i,j, m c + l]."""

    takes = "input:T filter_sizes:int32 out_backprop:T"

    def infer(self, input: Spec, filter_sizes: Spec, out_backprop: Spec) -> Spec:
        layout.check_rank(input, 4, "the image", self.data_format)
        layout.check_rank(out_backprop, 4, "the gradient", self.data_format)
        x, dy = input.shape or _UNKNOWN, out_backprop.shape or _UNKNOWN
        w = merge(filter_sizes.sizes(), _UNKNOWN)
        merge(self.output(x, w)[0], dy)
        return Spec(w, input.dtype)

    def compute(self, x: Array, sizes: Array, dy: Array) -> Array:
        w = tuple(sizes.tolist())
        moves = self.moves(x.shape, w, dy.shape)
        dw = kernels.depthwise_conv2d_filter_gradient(
            layout.laid_in(x, self.data_format),
            w,
            layout.laid_in(dy, self.data_format),
            *moves,
        )
        return layout.laid_out(dw, dy.dtype)

    def gradient(self, op: Operation, ddw: Tensor) -> Any:
        x, _, dy = op.inputs
        to_x = DepthwiseConv2dNativeBackpropInput(**self.attributes)
        to_dy = DepthwiseConv2dNative(**self.attributes)
        return apply(to_x, shape(x), ddw, dy), None, apply(to_dy, x, ddw)


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
