"""Convolution of volumes, such as films and scans, and its two gradients."""

from __future__ import annotations

from typing import Any, ClassVar

from edflow.engine.face.dtypes import FLOATS, INDICES
from edflow.engine.graph import Tensor
from edflow.engine.kernels import conv3d as kernels
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
from edflow.engine.ops.conv.layout import Sizes

__all__ = ["conv3d", "conv3d_backprop_filter"]


class OfVolumes(Convolving, abstract=True):
    """A form of volumes [n, d, h, w, c]."""

    T = FLOATS
    data_format: str = "NDHWC"
    dilations: Sizes = (1, 1, 1, 1, 1)
    explicit_paddings: ClassVar[Sizes] = ()
    images = "the volume"
    filter_axes = "[depth, height, width, channels in, channels out]"

    @property
    def family(self) -> Family:
        return Family(Conv3D, Conv3DBackpropInputV2, Conv3DBackpropFilterV2)


class Conv3D(OfVolumes, Convolution):
    """y[n,i,j,k,o] = sum_{p,q,r,c} x[n, s i + p, t j + q, u k + r, c] w[p,q,r,c,o]."""

    takes = "input:T filter:T"
    kernel = staticmethod(kernels.conv3d)


class Conv3DBackpropInputV2(OfVolumes, InputGradient):
    """dx[n,u] = sum of dy[n,i,o] w[p,c,o] over places i and taps p that meet at u."""

    takes = "input_sizes:Tshape filter:T out_backprop:T"
    Tshape = INDICES
    kernel = staticmethod(kernels.conv3d_input_gradient)


class Conv3DBackpropFilterV2(OfVolumes, FilterGradient):
    """dw[p,c,o] = sum_{n,i} x[n, s i + p, c] dy[n,i,o], with three sides each."""

    takes = "input:T filter_sizes:int32 out_backprop:T"
    kernel = staticmethod(kernels.conv3d_filter_gradient)


def conv3d(
    input: Any,
    filter: Any = None,
    strides: Any = None,
    padding: Any = None,
    data_format: str | None = "NDHWC",
    dilations: Any = (1, 1, 1, 1, 1),
    name: str | None = None,
    filters: Any = None,
) -> Tensor:
    """Slide a filter over volumes: at each place the sum of products with it.

    Args:
      input: volumes [batch, depth, height, width, channels].
      filter: [depth, height, width, channels in, channels out].
      strides: how far the filter moves: five numbers, one per axis.
      padding: "SAME" or "VALID".
      data_format: "NDHWC", or "NCDHW" with the channels before the sides.
      dilations: from one tap of the filter to the next; five numbers.
      name: the operation's name.
      filters: the newer name of `filter`.
    """
    filter = one_of(filter=filter, filters=filters)
    how = moves(strides, padding, data_format, dilations)
    return apply(Conv3D(**how), input, filter, name=name)


def conv3d_backprop_filter(
    input: Any,
    filter_sizes: Any,
    out_backprop: Any,
    strides: Any,
    padding: Any,
    data_format: str | None = "NDHWC",
    dilations: Any = (1, 1, 1, 1, 1),
    name: str | None = None,
) -> Tensor:
    """The gradient of `tf.nn.conv3d` with respect to its filter.

    Args:
      input: the volumes of the convolution.
      filter_sizes: the shape of the filter, a vector of five.
      out_backprop: the gradient with respect to the convolution's result.
      strides: as for `tf.nn.conv3d`, like all that follow.
      padding: as there.
      data_format: as there.
      dilations: as there.
      name: the operation's name.
    """
    backprop = Conv3DBackpropFilterV2(**moves(strides, padding, data_format, dilations))
    return apply(backprop, input, filter_sizes, out_backprop, name=name)


def moves(
    strides: Any, padding: Any, data_format: str | None, dilations: Any
) -> dict[str, Any]:
    """The attributes of a convolution of volumes, as a user wrote them."""
    data_format = layout.format_of(data_format, 3)
    return {
        "strides": layout.per_axis(strides, data_format, "strides"),
        "padding": layout.same_or_valid(padding, data_format),
        "data_format": data_format,
        "dilations": layout.per_axis(dilations, data_format, "dilations"),
    }
