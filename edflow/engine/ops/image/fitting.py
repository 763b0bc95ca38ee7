"""Images resized to a size, by any of the methods, in their proportions or not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from edflow.engine.face.dtypes import float32, int32
from edflow.engine.face.shapes import compatible
from edflow.engine.graph import Tensor, name_scope
from edflow.engine.ops.array.axes import squeeze
from edflow.engine.ops.array.casting import cast
from edflow.engine.ops.array.stacking import stack
from edflow.engine.ops.build import convert_to_tensor
from edflow.engine.ops.image.cropping import larger, pad_to_bounding_box
from edflow.engine.ops.image.resizing import (
    resize_area,
    resize_bicubic,
    resize_bilinear,
    resize_nearest_neighbor,
)
from edflow.engine.ops.image.shapes import (
    after,
    as_batch,
    checks_of,
    demand_a_size,
    sizes_of,
)
from edflow.engine.ops.math.arithmetic import minimum
from edflow.engine.ops.math.rounding import floor, round

__all__ = ["ResizeMethod", "resize_image_with_pad", "resize_images"]


class ResizeMethod:
    """How `tf.image.resize_images` makes new pixels out of old ones."""

    BILINEAR: ClassVar[int] = 0
    NEAREST_NEIGHBOR: ClassVar[int] = 1
    BICUBIC: ClassVar[int] = 2
    AREA: ClassVar[int] = 3


_METHODS: dict[Any, Callable[..., Tensor]] = {
    ResizeMethod.BILINEAR: resize_bilinear,
    ResizeMethod.NEAREST_NEIGHBOR: resize_nearest_neighbor,
    ResizeMethod.BICUBIC: resize_bicubic,
    ResizeMethod.AREA: resize_area,
    "bilinear": resize_bilinear,
    "nearest": resize_nearest_neighbor,
    "bicubic": resize_bicubic,
    "area": resize_area,
}


def resize_images(
    images: Any,
    size: Any,
    method: Any = ResizeMethod.BILINEAR,
    align_corners: bool = False,
    preserve_aspect_ratio: bool = False,
    name: str | None = None,
) -> Tensor:
    """Images in another size.

    Args:
      images: [n, height, width, channels], or a single image without n.
      size: [height, width] of the result.
      method: one of `tf.image.ResizeMethod`.
      align_corners: the centres of the corner pixels stay where they are.
      preserve_aspect_ratio: take `size` for the most, and keep the proportions.
      name: the scope's name.

    Returns:
      The images as float32; with NEAREST_NEIGHBOR, or if they have the size already,
      in their own dtype.

    >>> import edflow as tf
    >>> photo = tf.placeholder(tf.uint8, [480, 640, 3])
    >>> print(tf.image.resize_images(photo, [224, 224]))
    Tensor("resize/Squeeze:0", shape=(224, 224, 3), dtype=float32)
    """
    with name_scope(name, "resize", [images, size]):
        images = convert_to_tensor(images, name="images")
        if images.spec.rank not in (3, 4):
            raise ValueError(
                "images must be [n, height, width, channels], or a single image "
                f"without n, not of shape {images.shape}"
            )
        images, single = as_batch(images)
        try:
            size = convert_to_tensor(size, int32, "size")
        except (TypeError, ValueError) as error:
            raise ValueError(
                f"size must be two int32 numbers [height, width], not {size}"
            ) from error
        if not compatible(size.spec.shape, (2,)):
            raise ValueError(f"size must be [height, width], not of shape {size.shape}")
        if preserve_aspect_ratio:
            size = _in_proportion(images, size)
        if method not in _METHODS:
            raise ValueError(
                f"there is no resize method {method!r}; use one of "
                "tf.image.ResizeMethod"
            )
        height, width = size.spec.sizes() or (None, None)
        if (height, width) != images.spec.shape[1:3] or height is None or width is None:
            images = _METHODS[method](images, size, align_corners=align_corners)
        return squeeze(images, [0]) if single else images


def _in_proportion(images: Tensor, size: Tensor) -> Tensor:
    """The largest size within `size` that has the proportions of the images."""
    _, *sides = sizes_of(images)[:3]
    sides = [cast(side, float32) for side in sides]
    scale = minimum(*[cast(size[i], float32) / sides[i] for i in range(2)])
    return stack([cast(round(scale * side), int32) for side in sides])


def resize_image_with_pad(
    image: Any,
    target_height: Any,
    target_width: Any,
    method: Any = ResizeMethod.BILINEAR,
    align_corners: bool = False,
) -> Tensor:
    """The whole image in its proportions, in the middle of a black ground.

    Args:
      image: [height, width, channels], or a batch of such.
      target_height: the rows of the result.
      target_width: the columns of the result.
      method: one of `tf.image.ResizeMethod`.
      align_corners: the centres of the corner pixels stay where they are.
    """
    with name_scope(None, "resize_image_with_pad", [image]):
        images, single = as_batch(image)
        checks = [*checks_of(images), *demand_a_size(target_height, target_width)]
        images = after(checks, images)
        targets = [cast(side, float32) for side in (target_height, target_width)]
        sides = [cast(side, float32) for side in sizes_of(images)[1:3]]
        ratios = [side / target for side, target in zip(sides, targets, strict=True)]
        ratio = larger(ratios[1], ratios[0])
        fitted = [side / ratio for side in sides]
        margins = [
            larger(0, cast(floor((target - side) / 2), int32))
            for side, target in zip(fitted, targets, strict=True)
        ]
        size = [cast(floor(side), int32) for side in fitted]
        resized = resize_images(images, size, method, align_corners)
        above, left = margins
        padded = pad_to_bounding_box(resized, above, left, target_height, target_width)
        return squeeze(padded, [0]) if single else padded
