"""Boxes of images in one size, as detectors of objects look at them."""

from __future__ import annotations

from typing import Any

import numpy as np

from edflow import errors
from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import FLOATS, REALS, DType, float32, uint32, uint64
from edflow.engine.face.shapes import is_full, merge
from edflow.engine.graph import OpDef, Operation, Spec, Tensor
from edflow.engine.kernels import crops as kernels
from edflow.engine.ops.arguments import one_of
from edflow.engine.ops.array.shape import shape
from edflow.engine.ops.build import apply
from edflow.engine.ops.image.shapes import batch, height_and_width, of_rank

__all__ = ["crop_and_resize"]

PIXELS = REALS - {uint32, uint64}


class CropAndResize(OpDef):
    """y[n] = the box n of the image box_ind[n], resized to crop_size."""

    takes = "image:T boxes:float32 box_ind:int32 crop_size:int32"
    gives = "crops:float32"
    T = PIXELS
    method: str = "bilinear"
    extrapolation_value: float = 0.0

    def infer(self, image: Spec, boxes: Spec, box_ind: Spec, crop_size: Spec) -> Spec:
        if self.method not in ("bilinear", "nearest"):
            raise ValueError(f"method must be bilinear or nearest, not {self.method!r}")
        *_, channels = batch(image, "image")
        count = _count(boxes, box_ind)
        sizes = height_and_width(crop_size, "crop_size")
        return Spec((count, *sizes, channels), float32)

    def compute(self, x: Array, boxes: Array, which: Array, crop_size: Array) -> Array:
        height, width = crop_size.tolist()
        if height <= 0 or width <= 0:
            raise ValueError(f"crop_size must be positive, not [{height}, {width}]")
        _check_which(which, len(x))
        x = np.ascontiguousarray(x, np.float32 if x.dtype == np.float16 else None)
        nearest = self.method == "nearest"
        size, outside = (height, width), self.extrapolation_value
        return kernels.crop_and_resize(x, boxes, which, size, nearest, outside)

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        x, boxes, which, _ = op.inputs
        dx = None
        if x.dtype.is_floating:
            static = x.spec.shape
            sizes = list(static) if static and is_full(static) else shape(x)
            back = CropAndResizeGradImage(x.dtype.base_dtype, self.method)
            dx = apply(back, dy, boxes, which, sizes)
        return dx, apply(CropAndResizeGradBoxes(), dy, x, boxes, which), None, None


class CropAndResizeGradImage(OpDef):
    """dx = for each pixel the sum of dy, weighted as `CropAndResize` took it."""

    takes = "grads:float32 boxes:float32 box_ind:int32 image_size:int32"
    T: DType = float32
    method: str = "bilinear"

    def infer(self, grads: Spec, boxes: Spec, box_ind: Spec, image_size: Spec) -> Spec:
        if self.T not in FLOATS:
            raise TypeError(f"gradients are floats, not {self.T.name}")
        batch(grads, "grads")
        _count(boxes, box_ind)
        of_rank(image_size, 1, "image_size")
        return Spec(image_size.sizes() or (None,) * 4, self.T)

    def compute(self, dy: Array, boxes: Array, which: Array, sizes: Array) -> Array:
        shape = tuple(sizes.tolist())
        _check_which(which, shape[0])
        nearest = self.method == "nearest"
        dx = kernels.image_gradient(dy, boxes, which, shape, nearest)
        return dx.astype(self.T.as_numpy_dtype, copy=False)


class CropAndResizeGradBoxes(OpDef):
    """d boxes = the slope of the image where each pixel was taken, times dy."""

    takes = "grads:float32 image:T boxes:float32 box_ind:int32"
    gives = "output:float32"
    T = PIXELS
    method: str = "bilinear"

    def infer(self, grads: Spec, image: Spec, boxes: Spec, box_ind: Spec) -> Spec:
        batch(grads, "grads")
        batch(image, "image")
        return Spec((_count(boxes, box_ind), 4), float32)

    def compute(self, dy: Array, x: Array, boxes: Array, which: Array) -> Array:
        _check_which(which, len(x))
        x = np.ascontiguousarray(x, np.float32 if x.dtype == np.float16 else None)
        return kernels.box_gradient(dy, x, boxes, which)


def _count(boxes: Spec, box_ind: Spec) -> int | None:
    """How many boxes there are, as far as it is known."""
    count, four = of_rank(boxes, 2, "boxes")
    if four not in (None, 4):
        raise ValueError(f"a box is [y1, x1, y2, x2], not {four} numbers")
    counts = merge((count,), box_ind.shape if box_ind.rank == 1 else (None,))
    of_rank(box_ind, 1, "box_ind")
    return counts[0] if counts else None


def _check_which(which: Array, count: int) -> None:
    wrong = (which < 0) | (which >= count)
    if wrong.any():
        raise errors.OutOfRangeError(
            None,
            None,
            f"there is no image {which[wrong][0]}: they count 0 to {count - 1}",
        )


def crop_and_resize(
    image: Any,
    boxes: Any,
    box_ind: Any = None,
    crop_size: Any = None,
    method: str = "bilinear",
    extrapolation_value: float = 0,
    name: str | None = None,
    box_indices: Any = None,
) -> Tensor:
    """Parts of images, each resized to the same size, as float32.

    Gradients flow to the images and to the boxes.

    Args:
      image: [n, height, width, channels].
      boxes: [boxes, 4]: [y1, x1, y2, x2] in shares of height - 1 and width - 1. With
        y1 > y2 a part is upside down; what lies outside is `extrapolation_value`.
      box_ind: for each box the number of its image.
      crop_size: [height, width] of the result.
      method: `"bilinear"` or `"nearest"`.
      extrapolation_value: for what is outside the image.
      name: the operation's name.
      box_indices: the newer name of `box_ind`.

    Returns:
      A tensor [boxes, *crop_size, channels].

    >>> import edflow as tf
    >>> image = tf.reshape(tf.range(9.0), [1, 3, 3, 1])
    >>> corner = tf.image.crop_and_resize(image, [[0.0, 0.5, 0.5, 1.0]], [0], [2, 2])
    >>> tf.Session().run(corner)[0, :, :, 0]
    array([[1., 2.],
           [4., 5.]], dtype=float32)
    """
    which = one_of(box_ind=box_ind, box_indices=box_indices)
    op = CropAndResize(method, extrapolation_value)
    return apply(op, image, boxes, which, crop_size, name=name)
