"""Convolution of images, and its two gradients."""

from __future__ import annotations

from typing import Any

from edflow.engine.face.dtypes import FLOATS, int32
from edflow.engine.graph import Tensor
from edflow.engine.kernels import conv as kernels
from edflow.engine.ops.arguments import one_of
from edflow.engine.ops.build import apply
from edflow.engine.ops.conv import layout
from edflow.engine.ops.conv.convolution import (
    Convolution,
    Convolving,
    Family,
    FilterGradient,
    InputGradient,
)

__all__ = ["conv2d", "conv2d_backprop_filter", "conv2d_backprop_input"]


class OfImages(Convolving, abstract=True):
    """A form of images [n, h, w, c], in which every channel meets every other."""

    T = FLOATS | {int32}
    filter_axes = "[height, width, channels in, channels out]"

    @property
    def family(self) -> Family:
        return Family(Conv2D, Conv2DBackpropInput, Conv2DBackpropFilter)


class Conv2D(OfImages, Convolution):
    """y[n,i,j,o] = sum_{p,q,c} x[n, s i + p, t j + q, c] w[p,q,c,o]."""

    takes = "input:T filter:T"
    kernel = staticmethod(kernels.conv2d)


class Conv2DBackpropInput(OfImages, InputGradient):
    """dx[n,u,v,c] = sum of dy[n,i,j,o] w[p,q,c,o] where s i + p = u, t j + q = v."""

    takes = "input_sizes:int32 filter:T out_backprop:T"
    kernel = staticmethod(kernels.conv2d_input_gradient)


class Conv2DBackpropFilter(OfImages, FilterGradient):
    """dw[p,q,c,o] = sum_{n,i,j} x[n, s i + p, t j + q, c] dy[n,i,j,o]."""

    takes = "input:T filter_sizes:int32 out_backprop:T"
    kernel = staticmethod(kernels.conv2d_filter_gradient)


def conv2d(
    input: Any,
    filter: Any = None,
    strides: Any = None,
    padding: Any = None,
    use_cudnn_on_gpu: bool = True,
    data_format: str | None = "NHWC",
    dilations: Any = (1, 1, 1, 1),
    name: str | None = None,
    filters: Any = None,
) -> Tensor:
    """Slide a filter over images: at each place the sum of products with it.

    Args:
      input: images [batch, height, width, channels], or as `data_format` says.
      filter: [height, width, channels in, channels out].
      strides: how far the filter moves, in pixels: one number, two (down, across), or
        four, one per axis, of which those of batch and channels are 1.
      padding: "SAME" (zeros around the image, so that stride 1 keeps its size), "VALID"
        (none), or for each axis a pair (before, after).
      use_cudnn_on_gpu: accepted; there is no GPU.
      data_format: "NHWC", or "NCHW" with the channels before the sides.
      dilations: from one tap of the filter to the next, in pixels; as `strides`.
      name: the operation's name.
      filters: the newer name of `filter`.

    Returns:
      [batch, height, width, channels out].

    >>> import edflow as tf
    >>> images, filter = tf.zeros([8, 28, 28, 1]), tf.zeros([5, 5, 1, 32])
    >>> tf.nn.conv2d(images, filter, strides=[1, 2, 2, 1], padding="SAME").shape
    TensorShape([Dimension(8), Dimension(14), Dimension(14), Dimension(32)])
    """
    how = moves(1 if strides is None else strides, padding, data_format, dilations)
    filter = one_of(filter=filter, filters=filters)
    if filter is None:
        raise ValueError("conv2d needs a filter")
    return apply(Conv2D(**how), input, filter, name=name)


def conv2d_backprop_input(
    input_sizes: Any,
    filter: Any = None,
    out_backprop: Any = None,
    strides: Any = None,
    padding: Any = None,
    use_cudnn_on_gpu: bool = True,
    data_format: str | None = "NHWC",
    dilations: Any = (1, 1, 1, 1),
    name: str | None = None,
    filters: Any = None,
) -> Tensor:
    """The gradient of `tf.nn.conv2d` with respect to its images.

    Args:
      input_sizes: the shape of the images, a vector of four.
      filter: the filter of the convolution.
      out_backprop: the gradient with respect to the convolution's result.
      strides: as for `tf.nn.conv2d`, like all that follow.
      padding: as there.
      use_cudnn_on_gpu: accepted.
      data_format: as there.
      dilations: as there.
      name: the operation's name.
      filters: the newer name of `filter`.
    """
    how = moves(strides, padding, data_format, dilations)
    filter = one_of(filter=filter, filters=filters)
    backprop = Conv2DBackpropInput(**how)
    return apply(backprop, input_sizes, filter, out_backprop, name=name)


def conv2d_backprop_filter(
    input: Any,
    filter_sizes: Any,
    out_backprop: Any,
    strides: Any = None,
    padding: Any = None,
    use_cudnn_on_gpu: bool = True,
    data_format: str | None = "NHWC",
    dilations: Any = (1, 1, 1, 1),
    name: str | None = None,
) -> Tensor:
    """The gradient of `tf.nn.conv2d` with respect to its filter.

    Args:
      input: the images of the convolution.
      filter_sizes: the shape of the filter, a vector of four.
      out_backprop: the gradient with respect to the convolution's result.
      strides: as for `tf.nn.conv2d`, like all that follow.
      padding: as there.
      use_cudnn_on_gpu: accepted.
      data_format: as there.
      dilations: as there.
      name: the operation's name.
    """
    how = moves(strides, padding, data_format, dilations)
    backprop = Conv2DBackpropFilter(**how)
    return apply(backprop, input, filter_sizes, out_backprop, name=name)


def moves(
    strides: Any, padding: Any, data_format: str | None, dilations: Any
) -> dict[str, Any]:
    """The attributes of a convolution of images, as a user wrote them."""
    data_format = layout.format_of(data_format, 2)
    padding, explicit = layout.padding_of(padding, data_format)
    return {
        "strides": layout.per_axis(strides, data_format, "strides"),
        "padding": padding,
        "data_format": data_format,
        "dilations": layout.per_axis(dilations, data_format, "dilations"),
        "explicit_paddings": explicit,
    }
