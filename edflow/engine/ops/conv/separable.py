"""Convolutions that keep channels apart, and mix them afterwards if wanted."""

from __future__ import annotations

from typing import Any

from edflow.engine.face.shapes import text
from edflow.engine.graph import Tensor, name_scope
from edflow.engine.ops.arguments import one_of
from edflow.engine.ops.array.shape import shape
from edflow.engine.ops.build import convert_to_tensor
from edflow.engine.ops.conv import layout
from edflow.engine.ops.conv.conv2d import conv2d
from edflow.engine.ops.conv.depthwise import depthwise_conv2d_native
from edflow.engine.ops.conv.dilated import with_space_to_batch

__all__ = ["depthwise_conv2d", "separable_conv2d"]


def depthwise_conv2d(
    input: Any,
    filter: Any,
    strides: Any,
    padding: Any,
    rate: Any = None,
    name: str | None = None,
    data_format: str | None = None,
    dilations: Any = None,
) -> Tensor:
    """A convolution that keeps channels apart: each has filters of its own.

    Args:
      input: images [batch, height, width, channels].
      filter: [height, width, channels, multiplier].
      strides: four numbers, one per axis.
      padding: "SAME", "VALID", or for each axis a pair (before, after).
      rate: how far the filter's taps stand apart, down and across.
      name: the operation's name.
      data_format: "NHWC" or "NCHW".
      dilations: the newer name of `rate`.

    Returns:
      [batch, height, width, channels * multiplier].
    """
    rate = one_of(rate=rate, dilations=dilations)
    with name_scope(name, "depthwise", [input, filter]) as scope:
        input = convert_to_tensor(input, name="tensor_in")
        filter = convert_to_tensor(filter, name="filter_in")
        return _depthwise(input, filter, strides, padding, rate, data_format, scope)


def _depthwise(
    input: Tensor,
    filter: Tensor,
    strides: Any,
    padding: Any,
    rate: Any,
    data_format: str | None,
    name: str,
) -> Tensor:
    data_format = layout.format_of(data_format, 2)
    rate = (
        [1, 1]
        if rate is None
        else layout.sides(layout.per_axis(rate, data_format, "rate"), data_format)
    )

    def convolve(input: Tensor, num_spatial_dims: int, padding: Any) -> Tensor:
        return depthwise_conv2d_native(
            input, filter, strides, padding, data_format, name=name
        )

    return with_space_to_batch(
        input, rate, padding, convolve, shape(filter), data_format=data_format
    )


def separable_conv2d(
    input: Any,
    depthwise_filter: Any,
    pointwise_filter: Any,
    strides: Any,
    padding: Any,
    rate: Any = None,
    name: str | None = None,
    data_format: str | None = None,
    dilations: Any = None,
) -> Tensor:
    """A convolution in two steps: each channel by itself, then channels mixed 1x1.

    Args:
      input: images [batch, height, width, channels].
      depthwise_filter: [height, width, channels, multiplier].
      pointwise_filter: [1, 1, channels * multiplier, channels out].
      strides: of the first step: four numbers, one per axis.
      padding: of the first step: "SAME" or "VALID".
      rate: how far the taps of the first filter stand apart, down and across.
      name: the operation's name.
      data_format: "NHWC" or "NCHW".
      dilations: the newer name of `rate`.

    Returns:
      [batch, height, width, channels out].
    """
    rate = one_of(rate=rate, dilations=dilations)
    values = [input, depthwise_filter, pointwise_filter]
    with name_scope(name, "separable_conv2d", values) as scope:
        input = convert_to_tensor(input, name="tensor_in")
        depthwise = convert_to_tensor(depthwise_filter, name="depthwise_filter")
        pointwise = convert_to_tensor(pointwise_filter, name="pointwise_filter")
        sizes = pointwise.spec.shape
        if sizes is not None and (len(sizes) != 4 or not {*sizes[:2]} <= {1, None}):
            raise ValueError(
                "pointwise_filter must have shape [1, 1, channels in, channels out], "
                f"not {text(sizes)}"
            )
        apart = _depthwise(
            input, depthwise, strides, padding, rate, data_format, "depthwise"
        )
        data_format = layout.format_of(data_format, 2)
        return conv2d(apart, pointwise, 1, "VALID", data_format=data_format, name=scope)
