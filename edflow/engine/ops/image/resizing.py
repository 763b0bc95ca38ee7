"""Images in another size: the four ways as ops, with their gradients."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import (
    FLOATS,
    REALS,
    float32,
    float64,
    int32,
    uint8,
    uint32,
    uint64,
)
from edflow.engine.face.dtypes import int8 as int8_
from edflow.engine.face.shapes import is_full
from edflow.engine.graph import OpDef, Operation, Spec, Tensor
from edflow.engine.kernels import resize as kernels
from edflow.engine.kernels import taps
from edflow.engine.kernels.taps import Grid, Taps
from edflow.engine.ops.array.shape import shape
from edflow.engine.ops.build import apply
from edflow.engine.ops.image.shapes import batch, height_and_width

__all__ = [
    "resize_area", "resize_bicubic", "resize_bilinear", "resize_nearest_neighbor",
]  # fmt: skip

PIXELS = REALS - {uint32, uint64}
"""The dtypes in which TensorFlow resizes images."""


class Resize(OpDef, abstract=True):
    """Images to images of another size."""

    takes = "images:T size:int32"
    gives = "resized_images:float32"
    T = PIXELS
    align_corners: bool = False
    half_pixel_centers: ClassVar[bool] = False

    @property
    def grid(self) -> Grid:
        return Grid(self.align_corners, self.half_pixel_centers)

    def infer(self, images: Spec, size: Spec) -> Spec:
        n, _, _, c = batch(images)
        return Spec((n, *height_and_width(size), c), self.result(images).dtype)

    def result(self, images: Spec) -> Spec:
        """Weighted sums are float32, whatever is summed."""
        return images.with_dtype(float32)

    def checked(self, x: Array, size: Array) -> tuple[int, int]:
        """The height and the width asked for; ValueError if that is no image."""
        height, width = size.tolist()
        if height <= 0 or width <= 0:
            raise ValueError(f"size must be positive, not [{height}, {width}]")
        if 0 in x.shape[1:3]:
            raise ValueError(f"an image without pixels, {x.shape}, cannot be resized")
        return height, width


class Sums(Resize, abstract=True):
    """Each pixel is a weighted sum of some of the image."""

    table: ClassVar[Callable[[int, int, Grid], Taps]]

    def compute(self, x: Array, size: Array) -> Array:
        height, width = self.checked(x, size)
        if x.shape[1:3] == (height, width) or x.dtype == np.float16:
            x = x.astype(np.float32)
        if x.shape[1:3] == (height, width):
            return x
        rows, columns = self.tables(self.grid, x.shape, (height, width))
        return kernels.resize(np.ascontiguousarray(x), rows, columns)

    @classmethod
    def tables(cls, grid: Grid, before: Any, after: Any) -> tuple[Taps, Taps]:
        """The tables for the rows and for the columns."""
        table = cls.table
        return table(before[1], after[0], grid), table(before[2], after[1], grid)


class ResizeBilinear(Sums):
    """y[i, j] = x at [s i, t j], between its four neighbours linear in both."""

    half_pixel_centers: bool = False
    table = staticmethod(taps.linear)

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        if not op.inputs[0].dtype.is_floating:
            return None, None
        back = ResizeBilinearGrad(self.align_corners, self.half_pixel_centers)
        return apply(back, dy, op.inputs[0]), None


class ResizeBicubic(Sums):
    """y[i, j] = x at [s i, t j], between its sixteen neighbours cubic in both."""

    half_pixel_centers: bool = False
    table = staticmethod(taps.cubic)

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        if op.inputs[0].dtype.base_dtype not in ResizeBicubicGrad.T:
            return None, None
        back = ResizeBicubicGrad(self.align_corners, self.half_pixel_centers)
        return apply(back, dy, op.inputs[0]), None


class ResizeArea(Sums):
    """y[i, j] = the mean of x over [s i, s (i + 1)) and [t j, t (j + 1))."""

    table = staticmethod(taps.area)


class SumsGrad(OpDef, abstract=True):
    """dx = the transposed sums of dy."""

    takes = "grads:float32 original_image:T"
    T = FLOATS
    align_corners: bool = False
    half_pixel_centers: bool = False
    forward: ClassVar[Any]

    def infer(self, grads: Spec, original_image: Spec) -> Spec:
        n, _, _, c = batch(grads, "grads")
        _, h, w, _ = batch(original_image, "original_image")
        return Spec((n, h, w, c), original_image.dtype)

    def compute(self, dy: Array, x: Array) -> Array:
        grid = Grid(self.align_corners, self.half_pixel_centers)
        tables = self.forward.tables(grid, x.shape, dy.shape[1:3])
        wide = np.float64 if x.dtype == np.float64 else np.float32
        dy = np.ascontiguousarray(dy, wide)
        dx = kernels.resize_gradient(dy, x.shape, *tables)
        return dx.astype(x.dtype, copy=False)

    def gradient(self, op: Operation, ddx: Tensor) -> Any:
        forward = self.forward(self.align_corners, self.half_pixel_centers)
        return apply(forward, ddx, shape(op.inputs[0])[1:3]), None


class ResizeBilinearGrad(SumsGrad):
    """dx = for each pixel the sum of dy, weighted as `ResizeBilinear` took it."""

    forward = ResizeBilinear


class ResizeBicubicGrad(SumsGrad):
    """dx = for each pixel the sum of dy, weighted as `ResizeBicubic` took it."""

    T = frozenset({float32, float64})
    forward = ResizeBicubic


class ResizeNearestNeighbor(Resize):
    """y[i, j] = x[floor(s i), floor(t j)]."""

    gives = "resized_images:T"
    half_pixel_centers: bool = False

    def result(self, images: Spec) -> Spec:
        return images

    def compute(self, x: Array, size: Array) -> Array:
        height, width = self.checked(x, size)
        rows = taps.nearest(x.shape[1], height, self.grid)
        columns = taps.nearest(x.shape[2], width, self.grid)
        if x.dtype == np.float16:  # Numba has none of its own.
            return x[:, rows][:, :, columns]
        return kernels.pick(np.ascontiguousarray(x), rows, columns)

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        x = op.inputs[0]
        if not x.dtype.is_floating:
            return None, None
        sizes = None if x.spec.shape is None else x.spec.shape[1:3]
        size = list(sizes) if sizes and is_full(sizes) else shape(x)[1:3]
        back = ResizeNearestNeighborGrad(self.align_corners, self.half_pixel_centers)
        return apply(back, dy, size), None


class ResizeNearestNeighborGrad(OpDef):
    """dx[p, q] = the sum of dy over all pixels that repeated [p, q]."""

    takes = "grads:T size:int32"
    T = FLOATS | {uint8, int8_, int32}
    align_corners: bool = False
    half_pixel_centers: bool = False

    def infer(self, grads: Spec, size: Spec) -> Spec:
        n, _, _, c = batch(grads, "grads")
        return Spec((n, *height_and_width(size), c), grads.dtype)

    def compute(self, dy: Array, size: Array) -> Array:
        grid = Grid(self.align_corners, self.half_pixel_centers)
        height, width = size.tolist()
        rows = taps.nearest(height, dy.shape[1], grid)
        columns = taps.nearest(width, dy.shape[2], grid)
        wide = np.float32 if dy.dtype == np.float16 else dy.dtype
        shape = (len(dy), height, width, dy.shape[3])
        dx = kernels.pick_gradient(np.ascontiguousarray(dy, wide), shape, rows, columns)
        return dx.astype(dy.dtype, copy=False)

    def gradient(self, op: Operation, ddx: Tensor) -> Any:
        forward = ResizeNearestNeighbor(self.align_corners, self.half_pixel_centers)
        return apply(forward, ddx, shape(op.inputs[0])[1:3]), None


# -- public functions -----------------------------------------------------------------


def resize_bilinear(
    images: Any,
    size: Any,
    align_corners: bool = False,
    name: str | None = None,
    half_pixel_centers: bool = False,
) -> Tensor:
    """Images [n, h, w, c] resized with linear interpolation, as float32.

    Args:
      images: a batch of images of any real dtype.
      size: [height, width] of the result.
      align_corners: the centres of the corner pixels stay where they are.
      name: the operation's name.
      half_pixel_centers: count from the edges of the pixels, not from the centre of
        the first one.

    >>> import edflow as tf
    >>> line = tf.reshape([0.0, 1.0], [1, 1, 2, 1])
    >>> print(tf.Session().run(tf.image.resize_bilinear(line, [1, 4])).ravel())
    [0.  0.5 1.  1. ]
    >>> corners = tf.image.resize_bilinear(line, [1, 5], align_corners=True)
    >>> print(tf.Session().run(corners).ravel())
    [0.   0.25 0.5  0.75 1.  ]
    """
    op = ResizeBilinear(align_corners, half_pixel_centers)
    return apply(op, images, size, name=name)


def resize_nearest_neighbor(
    images: Any,
    size: Any,
    align_corners: bool = False,
    name: str | None = None,
    half_pixel_centers: bool = False,
) -> Tensor:
    """Images resized by repeating or leaving out pixels: no new values, same dtype.

    Arguments as for `tf.image.resize_bilinear`.
    """
    op = ResizeNearestNeighbor(align_corners, half_pixel_centers)
    return apply(op, images, size, name=name)


def resize_bicubic(
    images: Any,
    size: Any,
    align_corners: bool = False,
    name: str | None = None,
    half_pixel_centers: bool = False,
) -> Tensor:
    """Images resized with cubic interpolation, as float32: sharper, and may overshoot.

    Arguments as for `tf.image.resize_bilinear`.
    """
    op = ResizeBicubic(align_corners, half_pixel_centers)
    return apply(op, images, size, name=name)


def resize_area(
    images: Any, size: Any, align_corners: bool = False, name: str | None = None
) -> Tensor:
    """Images resized by averaging what each new pixel covers, as float32.

    The way to make pictures smaller: every pixel counts.

    Args:
      images: [n, h, w, c].
      size: [height, width] of the result.
      align_corners: the centres of the corner pixels stay where they are.
      name: the operation's name.
    """
    return apply(ResizeArea(align_corners), images, size, name=name)
