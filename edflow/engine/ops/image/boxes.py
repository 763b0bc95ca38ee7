"""Boxes on images: drawn on them, or drawn by lot."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import (
    INTEGERS,
    float16,
    float32,
    uint16,
    uint32,
    uint64,
)
from edflow.engine.face.shapes import merge, text
from edflow.engine.graph import OpDef, Spec, Tensor, name_scope
from edflow.engine.kernels import boxes as kernels
from edflow.engine.kernels import distorted_boxes
from edflow.engine.kernels.distorted_boxes import Box, Demands
from edflow.engine.kernels.philox import Philox
from edflow.engine.ops.build import apply
from edflow.engine.ops.image.shapes import batch, of_rank
from edflow.engine.ops.random.draws import RandomOp

__all__ = ["draw_bounding_boxes", "sample_distorted_bounding_box"]

# Yellow, blue, red, lime, purple, olive, maroon, navy, aqua and fuchsia.
COLORS = np.array(
    [
        [1, 1, 0, 1],
        [0, 0, 1, 1],
        [1, 0, 0, 1],
        [0, 1, 0, 1],
        [0.5, 0, 0.5, 1],
        [0.5, 0.5, 0, 1],
        [0.5, 0, 0, 1],
        [0, 0, 0.5, 1],
        [0, 1, 1, 1],
        [1, 0, 1, 1],
    ],
    np.float32,
)


class DrawBoundingBoxes(OpDef):
    """y = the images with the outlines of the boxes, in ten colors by turns."""

    takes = "images:T boxes:float32"
    T = frozenset({float32, float16})

    def infer(self, images: Spec, boxes: Spec, *_colors: Spec) -> Spec:
        *sizes, channels = batch(images)
        if channels not in (None, 1, 3, 4):
            raise ValueError(f"images must have 1, 3 or 4 channels, not {channels}")
        count, _, four = of_rank(boxes, 3, "boxes")
        if four not in (None, 4):
            raise ValueError(
                f"boxes must be [n, boxes, 4], not of shape {text(boxes.shape)}"
            )
        merge((count,), (sizes[0],))
        return Spec(images.shape, images.dtype)

    def compute(self, x: Array, boxes: Array, *colors: Array) -> Array:
        palette = colors[0] if colors and len(colors[0]) else COLORS
        if x.shape[3] == 1:
            palette = np.ones((1, 1), np.float32)
        if palette.shape[1] < x.shape[3]:
            raise ValueError(
                f"colors have {palette.shape[1]} channels, but the images {x.shape[3]}"
            )
        return kernels.draw_boxes(x, boxes, palette[:, : x.shape[3]])


class DrawBoundingBoxesV2(DrawBoundingBoxes):
    """y = the images with the outlines of the boxes, in the given colors by turns."""

    takes = "images:T boxes:float32 colors:float32"

    def infer(self, images: Spec, boxes: Spec, *colors: Spec) -> Spec:
        of_rank(colors[0], 2, "colors")
        return super().infer(images, boxes)


class SampleDistortedBoundingBoxV2(RandomOp):
    """begin, size = a random part of an image that shows enough of one of the boxes."""

    takes = "image_size:T bounding_boxes:float32 min_object_covered:float32"
    gives = "begin:T size:T bboxes:float32"
    T = INTEGERS - {uint16, uint32, uint64}
    aspect_ratio_range: tuple[float, ...] = (0.75, 1.33)
    area_range: tuple[float, ...] = (0.05, 1.0)
    max_attempts: int = 100
    use_image_if_no_bounding_boxes: bool = False

    def infer(self, image_size: Spec, bounding_boxes: Spec, covered: Spec) -> Any:
        if image_size.shape not in (None, (None,), (3,)):
            raise ValueError(
                "image_size must be [height, width, channels], not of shape "
                f"{text(image_size.shape)}"
            )
        if of_rank(bounding_boxes, 3, "bounding_boxes")[2] not in (None, 4):
            raise ValueError("bounding_boxes must be [n, boxes, 4]")
        of_rank(covered, 0, "min_object_covered")
        for bounds in (self.aspect_ratio_range, self.area_range):
            if len(bounds) != 2 or min(bounds) <= 0:
                raise ValueError(f"a range is two positive numbers, not {bounds}")
        corner = Spec((3,), image_size.dtype)
        return corner, corner, Spec((1, 1, 4), float32)

    def draw(self, stream: Philox, *arrays: Array) -> Any:
        image_size, boxes, covered = arrays
        height, width, _ = image_size.tolist()
        objects = self._objects(boxes.reshape(-1, 4), height, width)
        demands = Demands(
            float(covered), self.aspect_ratio_range, self.area_range, self.max_attempts
        )
        part = distorted_boxes.draw(stream, height, width, objects, demands)
        begin = np.array([part.top, part.left, 0], image_size.dtype)
        rows, columns = part.bottom - part.top, part.right - part.left
        size = np.array([rows, columns, -1], image_size.dtype)
        box = np.array([part.top, part.left, part.bottom, part.right], np.float32)
        sides = np.array([height, width] * 2, np.float32)
        return begin, size, (box / sides).reshape(1, 1, 4)

    def _objects(self, boxes: Array, height: int, width: int) -> list[Box]:
        if not len(boxes):
            if not self.use_image_if_no_bounding_boxes:
                raise ValueError(
                    "there are no bounding boxes; with "
                    "use_image_if_no_bounding_boxes=True the whole image counts as one"
                )
            return [Box(0, 0, height, width)]
        upright = (boxes[:, :2] < boxes[:, 2:]).all()
        if not upright or boxes.min() < 0 or boxes.max() > 1:
            raise ValueError(
                "a box is [y1, x1, y2, x2] with 0 <= y1 < y2 <= 1, 0 <= x1 < x2 <= 1, "
                f"not {boxes.tolist()}"
            )
        sides = np.array([height, width] * 2, np.float32)
        return [Box(*map(int, box)) for box in boxes * sides]


class Part(NamedTuple):
    """A part of an image: where it begins, its size, and both as a box."""

    begin: Tensor
    size: Tensor
    bboxes: Tensor


def draw_bounding_boxes(
    images: Any, boxes: Any, name: str | None = None, colors: Any = None
) -> Tensor:
    """The images with the outlines of boxes drawn on them.

    Args:
      images: [n, height, width, 1, 3 or 4 channels], floats from 0 to 1.
      boxes: [n, boxes, 4]: [y1, x1, y2, x2] in shares of the height and the width.
      name: the operation's name.
      colors: [colors, channels], taken by turns; ten by default.
    """
    if colors is None:
        return apply(DrawBoundingBoxes(), images, boxes, name=name)
    return apply(DrawBoundingBoxesV2(), images, boxes, colors, name=name)


def sample_distorted_bounding_box(
    image_size: Any,
    bounding_boxes: Any,
    seed: int | None = None,
    seed2: int | None = None,
    min_object_covered: Any = 0.1,
    aspect_ratio_range: Sequence[float] | None = None,
    area_range: Sequence[float] | None = None,
    max_attempts: int | None = None,
    use_image_if_no_bounding_boxes: bool | None = None,
    name: str | None = None,
) -> Part:
    """A random part of an image, distorted, that still shows what is on it.

    The way in which networks for photographs see each of them a little different every
    time: slice the part out and resize it.

    Args:
      image_size: [height, width, channels].
      bounding_boxes: [n, boxes, 4]: where the objects are, [y1, x1, y2, x2] in shares
        of the height and the width.
      seed: settles the draws; `tf.set_random_seed` has no part in them.
      seed2: a second number to settle them.
      min_object_covered: the share of one of the boxes that must be on the part.
      aspect_ratio_range: the bounds of width / height, by default 0.75 and 1.33.
      area_range: the bounds of the part's share of the image, by default 0.05 and 1.
      max_attempts: how often to try, by default 100, before it is the whole image.
      use_image_if_no_bounding_boxes: without boxes the whole image counts as one.
      name: the scope's name.

    Returns:
      begin and size, for `tf.slice`, and the part as a box [1, 1, 4], for
      `tf.image.draw_bounding_boxes`.

    Raises:
      InvalidArgumentError: in a run, there are no boxes, or they are not in the image.

    >>> import edflow as tf
    >>> begin, size, box = tf.image.sample_distorted_bounding_box(
    ...     [480, 640, 3], [[[0.2, 0.3, 0.7, 0.8]]], seed=1
    ... )
    >>> part = tf.slice(tf.zeros([480, 640, 3]), begin, size)
    >>> tf.image.resize_images(part, [224, 224]).shape.as_list()[:2]
    [224, 224]
    """
    with name_scope(name, "sample_distorted_bounding_box"):
        op = SampleDistortedBoundingBoxV2(
            seed or 0,
            seed2 or 0,
            tuple(aspect_ratio_range or (0.75, 1.33)),
            tuple(area_range or (0.05, 1.0)),
            max_attempts or 100,
            bool(use_image_if_no_bounding_boxes),
        )
        boxes, covered = bounding_boxes, min_object_covered
        return Part(*apply(op, image_size, boxes, covered, name=name))
