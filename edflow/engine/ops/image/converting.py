"""The same pictures in other dtypes and color spaces."""

from __future__ import annotations

from typing import Any

from edflow.engine.face.dtypes import as_dtype, float32, int32
from edflow.engine.graph import Tensor, name_scope
from edflow.engine.ops.array.axes import expand_dims
from edflow.engine.ops.array.casting import cast
from edflow.engine.ops.array.filling import ones
from edflow.engine.ops.array.joining import concat
from edflow.engine.ops.array.padding import tile
from edflow.engine.ops.array.shape import identity, rank
from edflow.engine.ops.build import convert_to_tensor
from edflow.engine.ops.linalg.tensordot import tensordot
from edflow.engine.ops.math.arithmetic import multiply
from edflow.engine.ops.math.clipping import saturate_cast
from edflow.engine.ops.math.division import floordiv

__all__ = [
    "convert_image_dtype", "grayscale_to_rgb", "rgb_to_grayscale", "rgb_to_yiq",
    "rgb_to_yuv", "yiq_to_rgb", "yuv_to_rgb",
]  # fmt: skip

# How bright red, green and blue look (ITU-R BT.601, shortened as TensorFlow has it).
LUMA = [0.2989, 0.587, 0.114]

# Rows are red, green and blue; columns the new axes.
RGB_TO_YIQ = [
    [0.299, 0.59590059, 0.2115],
    [0.587, -0.27455667, -0.52273617],
    [0.114, -0.32134392, 0.31119955],
]
YIQ_TO_RGB = [
    [1, 1, 1],
    [0.95598634, -0.27201283, -1.10674021],
    [0.6208248, -0.64720424, 1.70423049],
]
RGB_TO_YUV = [
    [0.299, -0.14714119, 0.61497538],
    [0.587, -0.28886916, -0.51496512],
    [0.114, 0.43601035, -0.10001026],
]
YUV_TO_RGB = [
    [1, 1, 1],
    [0, -0.394642334, 2.03206185],
    [1.13988303, -0.58062185, 0],
]


def convert_image_dtype(
    image: Any, dtype: Any, saturate: bool = False, name: str | None = None
) -> Tensor:
    """`image` in another dtype, scaled so that it looks the same.

    Floats go from 0 to 1, integers from 0 to the largest of their dtype.

    Args:
      image: a tensor of numbers.
      dtype: a float or integer dtype.
      saturate: clip what the dtype cannot hold, instead of letting it wrap round.
      name: the operation's name.

    Raises:
      AttributeError: a dtype that is neither float nor integer.

    >>> import edflow as tf
    >>> pixels = tf.constant([0, 17, 255], tf.uint8)
    >>> tf.Session().run(tf.image.convert_image_dtype(pixels, tf.float32))
    array([0.        , 0.06666667, 1.        ], dtype=float32)
    """
    image = convert_to_tensor(image, name="image")
    wanted, source = as_dtype(dtype), image.dtype.base_dtype
    for kind in (wanted, source):
        if not (kind.is_floating or kind.is_integer):
            raise AttributeError(f"an image is of floats or integers, not {kind.name}")
    if wanted is source:
        return identity(image, name=name)
    to = saturate_cast if saturate else cast
    with name_scope(name, "convert_image", [image]) as scope:
        if source.is_floating and wanted.is_floating:
            return cast(image, wanted, name=scope)
        if wanted.is_floating:
            return multiply(cast(image, wanted), 1.0 / int(source.max), name=scope)
        if source.is_floating:
            # Half a step more, so that each integer stands for an equal interval.
            return to(multiply(image, int(wanted.max) + 0.5), wanted, name=scope)
        levels, wanted_levels = int(source.max) + 1, int(wanted.max) + 1
        if levels > wanted_levels:
            return to(floordiv(image, levels // wanted_levels), wanted, name=scope)
        return multiply(to(image, wanted), wanted_levels // levels, name=scope)


def rgb_to_grayscale(images: Any, name: str | None = None) -> Tensor:
    """How bright each pixel looks: 0.2989 red + 0.587 green + 0.114 blue.

    Args:
      images: colors in the last axis, of any real dtype.
      name: the scope's name.

    Returns:
      The images with one channel, in their dtype.
    """
    with name_scope(name, "rgb_to_grayscale", [images]) as scope:
        images = convert_to_tensor(images, name="images")
        gray = tensordot(convert_image_dtype(images, float32), LUMA, [-1, -1])
        return convert_image_dtype(expand_dims(gray, -1), images.dtype, name=scope)


def grayscale_to_rgb(images: Any, name: str | None = None) -> Tensor:
    """The one channel three times.

    Args:
      images: with a last axis of size 1.
      name: the scope's name.

    Raises:
      ValueError: the last axis has another size.
    """
    with name_scope(name, "grayscale_to_rgb", [images]) as scope:
        images = convert_to_tensor(images, name="images")
        sizes = images.spec.shape
        if sizes is not None and (len(sizes) < 2 or sizes[-1] not in (None, 1)):
            raise ValueError(
                f"grayscale images have one channel, but the shape is {images.shape}"
            )
        others = expand_dims(rank(images) - 1, 0)
        multiples = concat([ones(others, int32), expand_dims(3, 0)], 0)
        rgb = tile(images, multiples, name=scope)
        if sizes is not None:
            rgb.set_shape([*sizes[:-1], 3])
        return rgb


def rgb_to_yiq(images: Any) -> Tensor:
    """Brightness, orange to blue, purple to green: the axes of American television."""
    return _turned(images, RGB_TO_YIQ)


def yiq_to_rgb(images: Any) -> Tensor:
    """`tf.image.rgb_to_yiq` undone."""
    return _turned(images, YIQ_TO_RGB)


def rgb_to_yuv(images: Any) -> Tensor:
    """Brightness, blue against it, red against it: the axes of European television."""
    return _turned(images, RGB_TO_YUV)


def yuv_to_rgb(images: Any) -> Tensor:
    """`tf.image.rgb_to_yuv` undone."""
    return _turned(images, YUV_TO_RGB)


def _turned(images: Any, kernel: list[list[float]]) -> Tensor:
    images = convert_to_tensor(images, name="images")
    matrix = convert_to_tensor(kernel, images.dtype, "kernel")
    last = (images.spec.rank or 0) - 1
    return tensordot(images, matrix, [[last], [0]])
