"""Parts of images, and images with a border."""

from __future__ import annotations

from typing import Any

from edflow.engine.face.dtypes import float64, int32
from edflow.engine.graph import Tensor, name_scope
from edflow.engine.ops.array.axes import squeeze
from edflow.engine.ops.array.casting import cast
from edflow.engine.ops.array.joining import slice_
from edflow.engine.ops.array.padding import pad
from edflow.engine.ops.array.shape import reshape, shape
from edflow.engine.ops.array.stacking import stack
from edflow.engine.ops.build import convert_to_tensor
from edflow.engine.ops.image.shapes import (
    after,
    an_image,
    as_batch,
    checks_of,
    demand,
    demand_a_size,
    sizes_of,
    static,
)
from edflow.engine.ops.math.arithmetic import maximum, minimum
from edflow.engine.ops.math.logic import logical_and

__all__ = [
    "central_crop", "crop_to_bounding_box", "pad_to_bounding_box",
    "resize_image_with_crop_or_pad",
]  # fmt: skip


def crop_to_bounding_box(
    image: Any,
    offset_height: Any,
    offset_width: Any,
    target_height: Any,
    target_width: Any,
) -> Tensor:
    """The part of an image that begins at an offset and has the target's size.

    Args:
      image: [height, width, channels], or a batch of such.
      offset_height: the first row to keep.
      offset_width: the first column to keep.
      target_height: how many rows to keep.
      target_width: how many columns to keep.

    Raises:
      ValueError: the part is not inside the image.
    """
    with name_scope(None, "crop_to_bounding_box", [image]):
        images, single = as_batch(image)
        n, height, width, channels = sizes_of(images)
        bottom, right = offset_height + target_height, offset_width + target_width
        rows = ("the rows", offset_height, "to", bottom)
        columns = ("the columns", offset_width, "to", right)
        checks = checks_of(images)
        checks += demand(offset_height >= 0, *rows, "begin above the image")
        checks += demand(offset_width >= 0, *columns, "begin left of the image")
        checks += demand(target_height > 0, *rows, "are none")
        checks += demand(target_width > 0, *columns, "are none")
        checks += demand(height >= bottom, *rows, "go beyond the", height, "there are")
        checks += demand(width >= right, *columns, "go beyond the", width, "there are")
        images = after(checks, images)
        begin = stack([0, offset_height, offset_width, 0])
        size = stack([shape(images)[0], target_height, target_width, channels])
        cropped = slice_(images, begin, size)
        cropped.set_shape(static(n, target_height, target_width, channels))
        return squeeze(cropped, [0]) if single else cropped


def pad_to_bounding_box(
    image: Any,
    offset_height: Any,
    offset_width: Any,
    target_height: Any,
    target_width: Any,
) -> Tensor:
    """The image on a black ground of the target's size.

    Args:
      image: [height, width, channels], or a batch of such.
      offset_height: rows of zeros above it.
      offset_width: columns of zeros left of it.
      target_height: the rows of the result.
      target_width: the columns of the result.

    Raises:
      ValueError: the image does not fit.
    """
    with name_scope(None, "pad_to_bounding_box", [image]):
        images, single = as_batch(image)
        n, height, width, channels = sizes_of(images)
        below = target_height - offset_height - height
        right = target_width - offset_width - width
        checks = checks_of(images)
        checks += demand(
            offset_height >= 0, "offset_height must be 0 or more, not", offset_height
        )
        checks += demand(
            offset_width >= 0, "offset_width must be 0 or more, not", offset_width
        )
        checks += demand(
            right >= 0,
            *(width, "columns after", offset_width, "do not fit into", target_width),
        )
        checks += demand(
            below >= 0,
            *(height, "rows after", offset_height, "do not fit into", target_height),
        )
        images = after(checks, images)
        border = [0, 0, offset_height, below, offset_width, right, 0, 0]
        padded = pad(images, reshape(stack(border), [4, 2]))
        padded.set_shape(static(n, target_height, target_width, channels))
        return squeeze(padded, [0]) if single else padded


def resize_image_with_crop_or_pad(
    image: Any, target_height: Any, target_width: Any
) -> Tensor:
    """The middle of the image, with a black border where it is too small.

    Nothing is stretched: along each side what is too much is cut off on both ends, what
    is missing is added there.

    Args:
      image: [height, width, channels], or a batch of such.
      target_height: the rows of the result.
      target_width: the columns of the result.

    >>> import edflow as tf
    >>> image = tf.zeros([28, 50, 1])
    >>> tf.image.resize_image_with_crop_or_pad(image, 32, 32).shape.as_list()
    [32, 32, 1]
    """
    with name_scope(None, "resize_image_with_crop_or_pad", [image]):
        images, single = as_batch(image)
        checks = [*checks_of(images), *demand_a_size(target_height, target_width)]
        images = after(checks, images)
        _, height, width, _ = sizes_of(images)
        more_height, more_width = target_height - height, target_width - width
        cropped = crop_to_bounding_box(
            images,
            larger(-more_height // 2, 0),
            larger(-more_width // 2, 0),
            smaller(target_height, height),
            smaller(target_width, width),
        )
        resized = pad_to_bounding_box(
            cropped,
            larger(more_height // 2, 0),
            larger(more_width // 2, 0),
            target_height,
            target_width,
        )
        resized = after([], resized)
        return squeeze(resized, [0]) if single else resized


def larger(x: Any, y: Any) -> Any:
    """The larger of two numbers, or of tensors."""
    return (
        maximum(x, y) if isinstance(x, Tensor) or isinstance(y, Tensor) else max(x, y)
    )


def smaller(x: Any, y: Any) -> Any:
    """The smaller of two numbers, or of tensors."""
    return (
        minimum(x, y) if isinstance(x, Tensor) or isinstance(y, Tensor) else min(x, y)
    )


def central_crop(image: Any, central_fraction: Any) -> Tensor:
    """The middle of an image: this fraction of its height and of its width.

    Args:
      image: [height, width, channels], or a batch of such.
      central_fraction: above 0, up to 1, which leaves the image as it is.

    Raises:
      ValueError: another fraction.

    >>> import edflow as tf
    >>> tf.image.central_crop(tf.zeros([10, 8, 3]), 0.5).shape.as_list()
    [6, 4, 3]
    """
    with name_scope(None, "central_crop", [image]):
        image = convert_to_tensor(image, name="image")
        known = not isinstance(central_fraction, Tensor)
        if known and central_fraction == 1:
            return image
        inside = central_fraction > 0.0, central_fraction <= 1.0
        checks = demand(
            all(inside) if known else logical_and(*inside),
            "central_fraction must be above 0 and at most 1, not",
            central_fraction,
        )
        image = an_image(after(checks, image) if checks else image)
        sizes, rank = image.spec.shape, image.spec.rank
        if rank not in (3, 4):
            raise ValueError(
                f"an image has 3 or 4 axes, but the shape is {image.shape}"
            )
        assert sizes is not None
        begin: list[Any] = [0] * rank
        kept: list[Any] = [-1] * rank
        result: list[Any] = list(sizes)
        for axis in (rank - 3, rank - 2):
            size = sizes[axis]
            if size is None or not known:
                size = shape(image)[axis] if size is None else size
                result[axis] = None
                begin[axis] = _margin(size, central_fraction)
                kept[axis] = size - begin[axis] * 2
            else:
                begin[axis] = int((size - size * float(central_fraction)) / 2)
                result[axis] = kept[axis] = size - begin[axis] * 2
        cropped = slice_(image, stack(begin), stack(kept))
        cropped.set_shape(result)
        return cropped


def _margin(size: Any, fraction: Any) -> Tensor:
    """What falls off on either side."""
    whole = cast(size, float64)
    return cast((whole - whole * cast(fraction, float64)) / 2, int32)
