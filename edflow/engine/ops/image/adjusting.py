"""Images brighter, richer in contrast, in other colors: by so much, or by chance."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from edflow.engine.face.dtypes import float16, float32
from edflow.engine.graph import Tensor, name_scope
from edflow.engine.ops.array.casting import cast
from edflow.engine.ops.array.shape import shape
from edflow.engine.ops.build import apply, convert_to_tensor
from edflow.engine.ops.grouping import with_dependencies
from edflow.engine.ops.image.colors import (
    AdjustContrastv2,
    AdjustHue,
    AdjustSaturation,
)
from edflow.engine.ops.image.converting import convert_image_dtype
from edflow.engine.ops.image.shapes import an_image, demand
from edflow.engine.ops.math.arithmetic import add, maximum
from edflow.engine.ops.math.division import divide
from edflow.engine.ops.math.powers import rsqrt, sqrt, square
from edflow.engine.ops.random.draws import random_uniform
from edflow.engine.ops.reduce import reduce_mean, reduce_prod

__all__ = [
    "adjust_brightness", "adjust_contrast", "adjust_gamma", "adjust_hue",
    "adjust_saturation", "per_image_standardization", "random_brightness",
    "random_contrast", "random_hue", "random_saturation",
]  # fmt: skip


def _in_floats(image: Any, change: Callable[[Tensor], Tensor], clip: bool) -> Tensor:
    """`change` on the image as floats, which then gets its dtype back."""
    image = convert_to_tensor(image, name="image")
    fits = image.dtype.base_dtype in (float16, float32)
    changed = change(image if fits else convert_image_dtype(image, float32))
    return convert_image_dtype(changed, image.dtype.base_dtype, saturate=clip)


def adjust_brightness(image: Any, delta: Any) -> Tensor:
    """The image with `delta` added to all its pixels.

    Args:
      image: a tensor; integers are taken as 0 to 1, and clipped after the sum. Floats
        are not clipped.
      delta: the number to add, as a rule between -1 and 1.
    """
    with name_scope(None, "adjust_brightness", [image, delta]) as scope:
        return _in_floats(
            image, lambda x: add(x, cast(delta, x.dtype.base_dtype), name=scope), True
        )


def adjust_contrast(images: Any, contrast_factor: Any) -> Tensor:
    """The images with their distance from the mean multiplied.

    Args:
      images: [..., height, width, channels]; the mean is that of a channel of an image.
      contrast_factor: 1 leaves them as they are, 0 leaves nothing but the mean.
    """
    with name_scope(None, "adjust_contrast", [images, contrast_factor]) as scope:
        return _in_floats(
            images,
            lambda x: apply(AdjustContrastv2(), x, contrast_factor, name=scope),
            True,
        )


def adjust_gamma(image: Any, gamma: Any = 1, gain: Any = 1) -> Tensor:
    """gain * image ** gamma, for pixels from 0 to 1: above 1 it darkens the middle.

    Args:
      image: a tensor; integers are taken as 0 to 1.
      gamma: the exponent, 0 or more.
      gain: a factor.

    Raises:
      ValueError: a gamma below 0.
    """
    with name_scope(None, "adjust_gamma", [image, gamma, gain]):
        checks = demand(gamma >= 0, "gamma must be 0 or more, not", gamma)
        gamma = with_dependencies(checks, gamma) if checks else gamma
        return _in_floats(image, lambda x: gain * x**gamma, True)


def adjust_hue(image: Any, delta: Any, name: str | None = None) -> Tensor:
    """The image with all colors moved on round the circle of hues.

    Args:
      image: red, green and blue in the last axis.
      delta: the share of the circle, from -1 to 1.
      name: the scope's name.
    """
    with name_scope(name, "adjust_hue", [image]):
        return _in_floats(image, lambda x: apply(AdjustHue(), x, delta), False)


def adjust_saturation(
    image: Any, saturation_factor: Any, name: str | None = None
) -> Tensor:
    """The image with its colors stronger, or with a factor below 1 paler.

    Args:
      image: red, green and blue in the last axis.
      saturation_factor: 0 leaves only the brightest channel, as grey.
      name: the scope's name.
    """
    with name_scope(name, "adjust_saturation", [image]):
        return _in_floats(
            image, lambda x: apply(AdjustSaturation(), x, saturation_factor), False
        )


def per_image_standardization(image: Any) -> Tensor:
    """Each image with mean 0 and variance 1, as float32.

    (x - mean) / max(stddev, 1 / sqrt(number of pixels)): the bound keeps an image of
    one color from being divided by 0.

    Args:
      image: [..., height, width, channels].

    >>> import edflow as tf
    >>> image = tf.reshape([1.0, 2.0, 3.0], [3, 1, 1])
    >>> tf.Session().run(tf.image.per_image_standardization(image)).ravel()
    array([-1.2247448,  0.       ,  1.2247448], dtype=float32)
    """
    with name_scope(None, "per_image_standardization", [image]) as scope:
        image = cast(an_image(image), float32)
        pixels = reduce_prod(shape(image)[-3:])
        axes = [-1, -2, -3]
        image -= reduce_mean(image, axes, keepdims=True)
        deviation = sqrt(reduce_mean(square(image), axes, keepdims=True))
        least = rsqrt(cast(pixels, float32))
        return divide(image, maximum(deviation, least), name=scope)


# -- by chance ------------------------------------------------------------------------


def random_brightness(image: Any, max_delta: float, seed: int | None = None) -> Tensor:
    """`tf.image.adjust_brightness` by a delta from [-max_delta, max_delta).

    Args:
      image: a tensor.
      max_delta: 0 or more.
      seed: settles the draws, together with `tf.set_random_seed`.

    Raises:
      ValueError: max_delta is below 0.
    """
    if max_delta < 0:
        raise ValueError(f"max_delta must be 0 or more, not {max_delta}")
    return adjust_brightness(
        image, random_uniform([], -max_delta, max_delta, seed=seed)
    )


def random_contrast(
    image: Any, lower: float, upper: float, seed: int | None = None
) -> Tensor:
    """`tf.image.adjust_contrast` by a factor from [lower, upper).

    Raises:
      ValueError: not 0 <= lower < upper.
    """
    _check_bounds(lower, upper)
    return adjust_contrast(image, random_uniform([], lower, upper, seed=seed))


def random_saturation(
    image: Any, lower: float, upper: float, seed: int | None = None
) -> Tensor:
    """`tf.image.adjust_saturation` by a factor from [lower, upper).

    Raises:
      ValueError: not 0 <= lower < upper.
    """
    _check_bounds(lower, upper)
    return adjust_saturation(image, random_uniform([], lower, upper, seed=seed))


def random_hue(image: Any, max_delta: float, seed: int | None = None) -> Tensor:
    """`tf.image.adjust_hue` by a delta from [-max_delta, max_delta).

    Raises:
      ValueError: max_delta is not from 0 to 0.5.
    """
    if not 0 <= max_delta <= 0.5:
        raise ValueError(f"max_delta must be from 0 to 0.5, not {max_delta}")
    return adjust_hue(image, random_uniform([], -max_delta, max_delta, seed=seed))


def _check_bounds(lower: float, upper: float) -> None:
    if not 0 <= lower < upper:
        raise ValueError(f"lower and upper must be 0 <= {lower} < {upper}")
