"""Convolution and its two gradients: one form, read in three ways.

Convolve x with w, multiply the answer with dy and add up:

    <dy, x * w> = sum of dy[n,i,o] x[n, s i + p, c] w[p,c,o]

This is linear in each of the three factors, so the derivative by one is made of the
other two: by dy it is x * w, by x the input gradient, by w the filter gradient. To
differentiate one of the three, put what comes back in the place of its result and take
the derivative by another factor: it is one of the three again. That holds for any
number of sides and however channels meet. An op takes the factors in the order x, w,
dy, with the sizes of its result in the place of that.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, NamedTuple

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.face.shapes import Size, merge, text
from edflow.engine.graph import OpDef, Operation, Spec, Tensor
from edflow.engine.ops.array.shape import shape, shape_n
from edflow.engine.ops.build import apply
from edflow.engine.ops.conv import layout
from edflow.engine.ops.conv.layout import Sizes


class Family(NamedTuple):
    """The three op types that read one form."""

    convolution: type[Convolution]
    input_gradient: type[InputGradient]
    filter_gradient: type[FilterGradient]


class Convolving(OpDef, abstract=True):
    """What the three share: how the filter moves, and how channels meet."""

    strides: Sizes
    padding: str
    data_format: str = "NHWC"
    dilations: Sizes = (1, 1, 1, 1)
    explicit_paddings: Sizes = ()

    images: ClassVar[str] = "the image"
    """What messages call x."""
    filter_axes: ClassVar[str]
    """What the axes of w mean, in words."""
    kernel: ClassVar[Callable[..., Array]]
    """The computation, channels last."""

    @property
    def family(self) -> Family:
        """The op types that are each other's gradients."""
        raise NotImplementedError(f"{self.type} has no gradients: define family")

    def convolve(self, x: Any, w: Any) -> Tensor:
        """The convolution x * w, with a filter that moves as here."""
        return apply(self.family.convolution(**self.attributes), x, w)

    def by_input(self, x_shape: Any, w: Any, dy: Any) -> Tensor:
        """The derivative of <dy, x * w> by x."""
        return apply(self.family.input_gradient(**self.attributes), x_shape, w, dy)

    def by_filter(self, x: Any, w_shape: Any, dy: Any) -> Tensor:
        """The derivative of <dy, x * w> by w."""
        return apply(self.family.filter_gradient(**self.attributes), x, w_shape, dy)

    def channels_out(self, c: Size, w: Any) -> Size:
        """How many channels y has; ValueError if x has another number than w takes."""
        *sides, c_in, c_out = w
        if c_in == 0:
            raise ValueError(
                f"the filter {text(w)} takes images of 0 channels; build it for 1 or "
                "more"
            )
        if None not in (c, c_in) and c != c_in:
            sizes = text((*sides, c, c_out))
            raise ValueError(
                f"the image has {c} channels but the filter expects {c_in}; "
                f"reshape the image or build the filter with shape {sizes}"
            )
        return c_out

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

    def images_shape(self, x: Spec, what: str) -> Any:
        """What is known of the sizes of x or dy; ValueError for another rank."""
        layout.check_rank(x, len(self.data_format), what, self.data_format)
        return x.shape or self.unknown

    def filter_shape(self, w: Spec) -> Any:
        """What is known of the sizes of w; ValueError for another rank."""
        layout.check_rank(w, len(self.data_format), "the filter", self.filter_axes)
        return w.shape or self.unknown

    @property
    def unknown(self) -> tuple[None, ...]:
        """A shape of the right rank of which nothing else is known."""
        return (None,) * len(self.data_format)


class Convolution(Convolving, abstract=True):
    """y = x * w."""

    def infer(self, input: Spec, filter: Spec) -> Spec:
        x = self.images_shape(input, self.images)
        return Spec(self.output(x, self.filter_shape(filter))[0], input.dtype)

    def compute(self, x: Array, w: Array) -> Array:
        if not (x.size and w.size):  # Sums of nothing.
            return np.zeros(self.output(x.shape, w.shape)[0], x.dtype)
        moves = self.moves(x.shape, w.shape)
        images = layout.laid_in(x, self.data_format)
        y = type(self).kernel(images, layout.laid_in(w), *moves)
        return layout.laid_out(y, x.dtype, self.data_format)

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        x, w = op.inputs
        x_shape, w_shape = shape_n([x, w])
        return self.by_input(x_shape, w, dy), self.by_filter(x, w_shape, dy)


class InputGradient(Convolving, abstract=True):
    """dx: what each element of x adds to <dy, x * w>."""

    def infer(self, input_sizes: Spec, filter: Spec, out_backprop: Spec) -> Spec:
        w = self.filter_shape(filter)
        dy = self.images_shape(out_backprop, "the gradient")
        x = merge(input_sizes.sizes(), self.unknown)
        merge(self.output(x, w)[0], dy)
        sides = (None,) * (len(w) - 2)
        known = layout.joined(dy[0], sides, w[-2], self.data_format)
        return Spec(merge(x, known), filter.dtype)

    def compute(self, sizes: Array, w: Array, dy: Array) -> Array:
        x = tuple(sizes.tolist())
        moves = self.moves(x, w.shape, dy.shape)
        if not (w.size and dy.size):
            return np.zeros(x, dy.dtype)
        answers = layout.laid_in(dy, self.data_format)
        images = layout.shape_in(x, self.data_format)
        dx = type(self).kernel(images, layout.laid_in(w), answers, *moves)
        return layout.laid_out(dx, dy.dtype, self.data_format)

    def gradient(self, op: Operation, ddx: Tensor) -> Any:
        _, w, dy = op.inputs
        return None, self.by_filter(ddx, shape(w), dy), self.convolve(ddx, w)


class FilterGradient(Convolving, abstract=True):
    """dw: what each element of w adds to <dy, x * w>."""

    def infer(self, input: Spec, filter_sizes: Spec, out_backprop: Spec) -> Spec:
        x = self.images_shape(input, self.images)
        dy = self.images_shape(out_backprop, "the gradient")
        w = merge(filter_sizes.sizes(), self.unknown)
        merge(self.output(x, w)[0], dy)
        return Spec(w, input.dtype)

    def compute(self, x: Array, sizes: Array, dy: Array) -> Array:
        w = tuple(sizes.tolist())
        moves = self.moves(x.shape, w, dy.shape)
        if not (x.size and dy.size):
            return np.zeros(w, dy.dtype)
        images = layout.laid_in(x, self.data_format)
        answers = layout.laid_in(dy, self.data_format)
        dw = type(self).kernel(images, w, answers, *moves)
        return layout.laid_out(dw, dy.dtype)

    def gradient(self, op: Operation, ddw: Tensor) -> Any:
        x, _, dy = op.inputs
        return self.by_input(shape(x), ddw, dy), None, self.convolve(x, ddw)
