"""Pooling of images: the largest or the average value of each window."""

from __future__ import annotations

from typing import Any, ClassVar

from edflow.engine.graph import OpDef, Operation, Spec, Tensor, name_scope
from edflow.engine.graph.arrays import Array
from edflow.engine.graph.dtypes import FLOATS, REALS
from edflow.engine.graph.shapes import merge, text
from edflow.engine.kernels import pool as kernels
from edflow.engine.kernels.pool_places import max_pool2d_places
from edflow.engine.ops.arguments import one_of
from edflow.engine.ops.array.shape import shape
from edflow.engine.ops.build import apply, convert_to_tensor
from edflow.engine.ops.conv import layout
from edflow.engine.ops.conv.layout import Sizes


class Pooling(OpDef, abstract=True):
    """What poolings and their gradients share: the window and how it moves."""

    ksize: Sizes
    strides: Sizes
    padding: str
    data_format: str = "NHWC"
    explicit_paddings: ClassVar[Sizes] = ()

    def output(self, x: Any) -> tuple[Any, Any]:
        """The shape of y and the padding for images of shape x; ValueError if unfit."""
        layout.check_steps(self.strides, self.data_format, "strides")
        layout.check_steps(self.ksize, self.data_format, "ksize")
        k = layout.sides(self.ksize, self.data_format)
        windows, ends = layout.windows(
            layout.sides(x, self.data_format),
            k,
            self.strides,
            (1,) * len(self.strides),
            self.padding,
            self.explicit_paddings,
            self.data_format,
        )
        if self.padding == "EXPLICIT" and any(
            max(pair) >= size for pair, size in zip(ends, k, strict=True)
        ):
            raise ValueError(
                f"padding {list(ends)} must be smaller than the window {list(k)}: a "
                "window must not lie in the padding alone"
            )
        c = layout.channels(x, self.data_format)
        return layout.joined(x[0], windows, c, self.data_format), ends

    def moves(self, x: Any, dy: Any = None) -> tuple[Any, Any, Any]:
        """Window, strides and padding as the kernels take them, all shapes checked."""
        y, ends = self.output(x)
        if dy is not None and dy != y:
            raise ValueError(
                f"pooling images {text(x)} gives {text(y)}, but the gradient has shape "
                f"{text(dy)}"
            )
        k = layout.sides(self.ksize, self.data_format)
        return k, layout.sides(self.strides, self.data_format), ends

    def pooled(self, input: Spec) -> Spec:
        """What is known of the result of pooling."""
        axes = len(self.data_format)
        layout.check_rank(input, axes, "the image", self.data_format)
        return Spec(self.output(input.shape or (None,) * axes)[0], input.dtype)


class MaxPool(Pooling):
    """y[n,i,j,c] = max_{p<k, q<l} x[n, s i + p, t j + q, c]."""

    takes = "input:T"
    T = REALS
    explicit_paddings: Sizes = ()

    def infer(self, input: Spec) -> Spec:
        return self.pooled(input)

    def compute(self, x: Array) -> Array:
        moves = self.moves(x.shape)
        y = kernels.max_pool2d(layout.laid_in(x, self.data_format), *moves)
        return layout.laid_out(y, x.dtype, self.data_format)

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


class MaxPoolGradGrad(Pooling):
    """ddy = ddx at the first largest place of each window."""

    takes = "orig_input:T orig_output:T grad:T"
    T = REALS

    def infer(self, orig_input: Spec, orig_output: Spec, grad: Spec) -> Spec:
        merge(orig_input.shape, grad.shape)
        return self.pooled(orig_input)

    def compute(self, x: Array, y: Array, ddx: Array) -> Array:
        moves = self.moves(x.shape)
        images = layout.laid_in(x, self.data_format)
        largest = max_pool2d_places(images, *moves)
        given = layout.laid_in(ddx, self.data_format).reshape(-1)
        return layout.laid_out(given[largest], x.dtype, self.data_format)

    def gradient(self, op: Operation, d: Tensor) -> Any:
        x, y, _ = op.inputs
        return None, None, apply(MaxPoolGrad(**self.attributes), x, y, d)


class AvgPool(Pooling):
    """y[n,i,j,c] = the mean of x[n, s i + p, t j + q, c] over p < k, q < l."""

    takes = "value:T"
    T = FLOATS

    def infer(self, value: Spec) -> Spec:
        return self.pooled(value)

    def compute(self, x: Array) -> Array:
        moves = self.moves(x.shape)
        y = kernels.avg_pool2d(layout.laid_in(x, self.data_format), *moves)
        return layout.laid_out(y, x.dtype, self.data_format)

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        return apply(AvgPoolGrad(**self.attributes), shape(op.inputs[0]), dy)


class AvgPoolGrad(Pooling):
    """dx = dy spread in equal parts over each window, added up."""

    takes = "orig_input_shape:int32 grad:T"
    T = FLOATS

    def infer(self, orig_input_shape: Spec, grad: Spec) -> Spec:
        axes = (None,) * len(self.data_format)
        x = merge(orig_input_shape.sizes(), axes) or axes
        merge(self.output(x)[0], grad.shape)
        return Spec(x, grad.dtype)

    def compute(self, sizes: Array, dy: Array) -> Array:
        x = tuple(sizes.tolist())
        moves = self.moves(x, dy.shape)
        dx = kernels.avg_pool2d_gradient(
            layout.shape_in(x, self.data_format),
            layout.laid_in(dy, self.data_format),
            *moves,
        )
        return layout.laid_out(dx, dy.dtype, self.data_format)

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


def windows(ksize: Any, strides: Any, padding: str, data_format: str) -> Any:
    """The attributes of a pooling, in their order."""
    return (
        layout.per_axis(ksize, data_format, "ksize"),
        layout.per_axis(strides, data_format, "strides"),
        padding,
        data_format,
    )
