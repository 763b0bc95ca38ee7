"""What poolings of images and of volumes share: windows, and what becomes of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from edflow.engine.face.arrays import Array
from edflow.engine.face.shapes import merge, text
from edflow.engine.graph import OpDef, Spec
from edflow.engine.ops.conv import layout
from edflow.engine.ops.conv.layout import Sizes


class Pooling(OpDef, abstract=True):
    """What poolings and their gradients share: the window and how it moves."""

    ksize: Sizes
    strides: Sizes
    padding: str
    data_format: str = "NHWC"
    explicit_paddings: ClassVar[Sizes] = ()

    kernel: ClassVar[Callable[..., Array]]
    """The computation, channels last."""

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
        layout.check_rank(input, len(self.data_format), "the image", self.data_format)
        return Spec(self.output(input.shape or self.unknown)[0], input.dtype)

    @property
    def unknown(self) -> tuple[None, ...]:
        """A shape of the right rank of which nothing else is known."""
        return (None,) * len(self.data_format)


class Pool(Pooling, abstract=True):
    """y: one number for each window of x."""

    def infer(self, x: Spec) -> Spec:
        return self.pooled(x)

    def compute(self, x: Array) -> Array:
        moves = self.moves(x.shape)
        y = type(self).kernel(layout.laid_in(x, self.data_format), *moves)
        return layout.laid_out(y, x.dtype, self.data_format)


class AverageGradient(Pooling, abstract=True):
    """dx: dy spread over its windows; of x the shape is enough."""

    def infer(self, sizes: Spec, dy: Spec) -> Spec:
        x = merge(sizes.sizes(), self.unknown)
        merge(self.output(x)[0], dy.shape)
        return Spec(x, dy.dtype)

    def compute(self, sizes: Array, dy: Array) -> Array:
        x = tuple(sizes.tolist())
        moves = self.moves(x, dy.shape)
        images = layout.shape_in(x, self.data_format)
        dx = type(self).kernel(images, layout.laid_in(dy, self.data_format), *moves)
        return layout.laid_out(dx, dy.dtype, self.data_format)


class LargestGradient(Pooling, abstract=True):
    """ddy: what ddx holds where the largest of each window stands in x."""

    def infer(self, x: Spec, y: Spec, ddx: Spec) -> Spec:
        merge(x.shape, ddx.shape)
        return self.pooled(x)

    def compute(self, x: Array, y: Array, ddx: Array) -> Array:
        moves = self.moves(x.shape)
        places = type(self).kernel(layout.laid_in(x, self.data_format), *moves)
        given = layout.laid_in(ddx, self.data_format).reshape(-1)
        return layout.laid_out(given[places], x.dtype, self.data_format)


def windows(ksize: Any, strides: Any, padding: str, data_format: str) -> Any:
    """The attributes of a pooling, in their order."""
    return (
        layout.per_axis(ksize, data_format, "ksize"),
        layout.per_axis(strides, data_format, "strides"),
        padding,
        data_format,
    )
