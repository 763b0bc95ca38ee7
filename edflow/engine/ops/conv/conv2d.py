"""Convolution of images, and its two gradients."""

from __future__ import annotations

from typing import Any

from edflow.engine.graph import OpDef, Operation, Spec, Tensor
from edflow.engine.graph.arrays import Array
from edflow.engine.graph.dtypes import FLOATS, int32
from edflow.engine.graph.shapes import Size, merge, text
from edflow.engine.kernels import conv as kernels
from edflow.engine.ops.arguments import one_of
from edflow.engine.ops.array.shape import shape, shape_n
from edflow.engine.ops.build import apply
from edflow.engine.ops.conv import layout
from edflow.engine.ops.conv.layout import Sizes

_FILTER = "[height, width, channels in, channels out]"


class Convolution(OpDef, abstract=True):
    """What a convolution and its gradients share: how the filter moves."""

    T = FLOATS | {int32}
    strides: Sizes
    padding: str
    data_format: str = "NHWC"
    dilations: Sizes = (1, 1, 1, 1)
    explicit_paddings: Sizes = ()

    def output(self, x: Any, w: Any) -> tuple[Any, Any]:
        """The shape of y and the padding for those of x and w; ValueError if unfit."""
        layout.check_steps(self.strides, self.data_format, "strides")
        layout.check_steps(self.dilations, self.data_format, "dilations")
        out = self.channels_out(layout.channels(x, self.data_format), w)
        windows, ends = layout.windows(
            layout.sides(x, self.data_format),
            w[: len(x) - 2],
            self.strides,
            self.dilations,
            self.padding,
            self.explicit_paddings,
            self.data_format,
        )
        return layout.joined(x[0], windows, out, self.data_format), ends

    def moves(self, x: Any, w: Any, dy: Any = None) -> tuple[Any, Any, Any]:
        """Strides, dilations and padding as the kernels take them; shapes checked."""
        y, ends = self.output(x, w)
        if dy is not None and dy != y:
            raise ValueError(
                f"images {text(x)} and a filter {text(w)} have a convolution of shape "
                f"{text(y)}, but the gradient has shape {text(dy)}"
            )
        strides = layout.sides(self.strides, self.data_format)
        return strides, layout.sides(self.dilations, self.data_format), ends

    def channels_out(self, c: Size, w: Any) -> Size:
        """How many channels y has; ValueError if x has another number than w takes."""
        *sides, c_in, c_out = w
        if None not in (c, c_in) and c != c_in:
            sizes = text((*sides, c, c_out))
            raise ValueError(
                f"the image has {c} channels but the filter expects {c_in}; "
                f"reshape the image or build the filter with shape {sizes}"
            )
        return c_out


class Conv2D(Convolution):
    """y[n,i,j,o] = sum_{p,q,c} x[n, s i + p, t j + q, c] w[p,q,c,o]."""

    takes = "input:T filter:T"

    def infer(self, input: Spec, filter: Spec) -> Spec:
        layout.check_rank(input, 4, "the image", self.data_format)
        layout.check_rank(filter, 4, "the filter", _FILTER)
        x, w = input.shape or (None,) * 4, filter.shape or (None,) * 4
        return Spec(self.output(x, w)[0], input.dtype)

    def compute(self, x: Array, w: Array) -> Array:
        moves = self.moves(x.shape, w.shape)
        y = kernels.conv2d(
            layout.laid_in(x, self.data_format), layout.laid_in(w), *moves
        )
        return layout.laid_out(y, x.dtype, self.data_format)

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        x, w = op.inputs
        x_shape, w_shape = shape_n([x, w])
        return (
            apply(Conv2DBackpropInput(**self.attributes), x_shape, w, dy),
            apply(Conv2DBackpropFilter(**self.attributes), x, w_shape, dy),
        )


class Conv2DBackpropInput(Convolution):
    """dx[n,u,v,c] = sum of dy[n,i,j,o] w[p,q,c,o] where s i + p = u, t j + q = v."""

    takes = "input_sizes:int32 filter:T out_backprop:T"

    def infer(self, input_sizes: Spec, filter: Spec, out_backprop: Spec) -> Spec:
        layout.check_rank(filter, 4, "the filter", _FILTER)
        layout.check_rank(out_backprop, 4, "the gradient", self.data_format)
        x = merge(input_sizes.sizes(), (None,) * 4)
        w, dy = filter.shape or (None,) * 4, out_backprop.shape or (None,) * 4
        merge(self.output(x, w)[0], dy)
        known = layout.joined(dy[0], (None, None), w[2], self.data_format)
        return Spec(merge(x, known), filter.dtype)

    def compute(self, sizes: Array, w: Array, dy: Array) -> Array:
        x = tuple(sizes.tolist())
        moves = self.moves(x, w.shape, dy.shape)
        dx = kernels.conv2d_input_gradient(
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
            apply(Conv2DBackpropFilter(**self.attributes), ddx, shape(w), dy),
            apply(Conv2D(**self.attributes), ddx, w),
        )


class Conv2DBackpropFilter(Convolution):
    """dw[p,q,c,o] = sum_{n,i,j} x[n, s i + p, t j + q, c] dy[n,i,j,o]."""

    takes = "input:T filter_sizes:int32 out_backprop:T"

    def infer(self, input: Spec, filter_sizes: Spec, out_backprop: Spec) -> Spec:
        layout.check_rank(input, 4, "the image", self.data_format)
        layout.check_rank(out_backprop, 4, "the gradient", self.data_format)
        x, dy = input.shape or (None,) * 4, out_backprop.shape or (None,) * 4
        w = merge(filter_sizes.sizes(), (None,) * 4) or ()
        merge(self.output(x, w)[0], dy)
        return Spec(w, input.dtype)

    def compute(self, x: Array, sizes: Array, dy: Array) -> Array:
        w = tuple(sizes.tolist())
        moves = self.moves(x.shape, w, dy.shape)
        dw = kernels.conv2d_filter_gradient(
            layout.laid_in(x, self.data_format),
            w,
            layout.laid_in(dy, self.data_format),
            *moves,
        )
        return layout.laid_out(dw, dy.dtype)

    def gradient(self, op: Operation, ddw: Tensor) -> Any:
        x, _, dy = op.inputs
        return (
            apply(Conv2DBackpropInput(**self.attributes), shape(x), ddw, dy),
            None,
            apply(Conv2D(**self.attributes), x, ddw),
        )


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
