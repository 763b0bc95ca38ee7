"""Convolution of volumes, such as films and scans, and its two gradients."""

from __future__ import annotations

from typing import Any, ClassVar

from edflow.engine.graph import Operation, Spec, Tensor
from edflow.engine.graph.arrays import Array
from edflow.engine.graph.dtypes import FLOATS, INDICES
from edflow.engine.graph.shapes import merge
from edflow.engine.kernels import conv3d as kernels
from edflow.engine.ops.arguments import one_of
from edflow.engine.ops.array.shape import shape, shape_n
from edflow.engine.ops.build import apply
from edflow.engine.ops.conv import layout
from edflow.engine.ops.conv.conv2d import Convolution
from edflow.engine.ops.conv.layout import Sizes

_FILTER = "[depth, height, width, channels in, channels out]"
_UNKNOWN = (None,) * 5


class Convolution3D(Convolution, abstract=True):
    """What a convolution of volumes and its gradients share."""

    T = FLOATS
    data_format: str = "NDHWC"
    dilations: Sizes = (1, 1, 1, 1, 1)
    explicit_paddings: ClassVar[Sizes] = ()


class Conv3D(Convolution3D):
    """y[n,i,j,k,o] = sum_{p,q,r,c} x[n, s i + p, t j + q, u k + r, c] w[p,q,r,c,o]."""

    takes = "input:T filter:T"

    def infer(self, input: Spec, filter: Spec) -> Spec:
        layout.check_rank(input, 5, "the volume", self.data_format)
        layout.check_rank(filter, 5, "the filter", _FILTER)
        x, w = input.shape or _UNKNOWN, filter.shape or _UNKNOWN
        return Spec(self.output(x, w)[0], input.dtype)

    def compute(self, x: Array, w: Array) -> Array:
        moves = self.moves(x.shape, w.shape)
        y = kernels.conv3d(
            layout.laid_in(x, self.data_format), layout.laid_in(w), *moves
        )
        return layout.laid_out(y, x.dtype, self.data_format)

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        x, w = op.inputs
        x_shape, w_shape = shape_n([x, w])
        return (
            apply(Conv3DBackpropInputV2(**self.attributes), x_shape, w, dy),
            apply(Conv3DBackpropFilterV2(**self.attributes), x, w_shape, dy),
        )


class Conv3DBackpropInputV2(Convolution3D):
    """dx[n,u] = sum of dy[n,i,o] w[p,c,o] over places i and taps p that meet at u."""

    takes = "input_sizes:Tshape filter:T out_backprop:T"
    Tshape = INDICES

    def infer(self, input_sizes: Spec, filter: Spec, out_backprop: Spec) -> Spec:
        layout.check_rank(filter, 5, "the filter", _FILTER)
        layout.check_rank(out_backprop, 5, "the gradient", self.data_format)
        x = merge(input_sizes.sizes(), _UNKNOWN)
        w, dy = filter.shape or _UNKNOWN, out_backprop.shape or _UNKNOWN
        merge(self.output(x, w)[0], dy)
        known = layout.joined(dy[0], (None,) * 3, w[3], self.data_format)
        return Spec(merge(x, known), filter.dtype)

    def compute(self, sizes: Array, w: Array, dy: Array) -> Array:
        x = tuple(sizes.tolist())
        moves = self.moves(x, w.shape, dy.shape)
        dx = kernels.conv3d_input_gradient(
            layout.shape_in(x, self.data_format),
            layout.laid_in(w),
            layout.laid_in(dy, self.data_format),
            *moves,
        )
        return layout.laid_out(dx, dy.dtype, self.data_format)

    def gradient(self, op: Operation, ddx: Tensor) -> Any:
        _, w, dy = op.inputs
        return (
            None,
            apply(Conv3DBackpropFilterV2(**self.attributes), ddx, shape(w), dy),
            apply(Conv3D(**self.attributes), ddx, w),
        )


class Conv3DBackpropFilterV2(Convolution3D):
    """dw[p,c,o] = sum_{n,i} x[n, s i + p, c] dy[n,i,o], with three sides each."""

    takes = "input:T filter_sizes:int32 out_backprop:T"

    def infer(self, input: Spec, filter_sizes: Spec, out_backprop: Spec) -> Spec:
        layout.check_rank(input, 5, "the volume", self.data_format)
        layout.check_rank(out_backprop, 5, "the gradient", self.data_format)
        x, dy = input.shape or _UNKNOWN, out_backprop.shape or _UNKNOWN
        w = merge(filter_sizes.sizes(), _UNKNOWN)
        merge(self.output(x, w)[0], dy)
        return Spec(w, input.dtype)

    def compute(self, x: Array, sizes: Array, dy: Array) -> Array:
        w = tuple(sizes.tolist())
        moves = self.moves(x.shape, w, dy.shape)
        dw = kernels.conv3d_filter_gradient(
            layout.laid_in(x, self.data_format),
            w,
            layout.laid_in(dy, self.data_format),
            *moves,
        )
        return layout.laid_out(dw, dy.dtype)

    def gradient(self, op: Operation, ddw: Tensor) -> Any:
        x, _, dy = op.inputs
        return (
            apply(Conv3DBackpropInputV2(**self.attributes), shape(x), ddw, dy),
            None,
            apply(Conv3D(**self.attributes), x, ddw),
        )


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
