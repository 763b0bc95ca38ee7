"""How alike two images are, and how rough one is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from edflow.engine.face.dtypes import float32
from edflow.engine.face.shapes import compatible
from edflow.engine.graph import Tensor, name_scope
from edflow.engine.ops.array.axes import expand_dims
from edflow.engine.ops.array.casting import cast
from edflow.engine.ops.array.joining import concat
from edflow.engine.ops.array.padding import pad, tile
from edflow.engine.ops.array.shape import reshape, shape
from edflow.engine.ops.array.stacking import stack
from edflow.engine.ops.assertions import assert_true
from edflow.engine.ops.build import constant, convert_to_tensor
from edflow.engine.ops.conv.pool2d import avg_pool
from edflow.engine.ops.conv.separable import depthwise_conv2d
from edflow.engine.ops.grouping import with_dependencies
from edflow.engine.ops.image.converting import convert_image_dtype
from edflow.engine.ops.math.arithmetic import squared_difference, subtract
from edflow.engine.ops.math.comparing import equal, greater_equal
from edflow.engine.ops.math.powers import log, pow, square
from edflow.engine.ops.math.rounding import abs
from edflow.engine.ops.nn.activations import relu
from edflow.engine.ops.reduce import reduce_all, reduce_mean, reduce_prod, reduce_sum

__all__ = ["psnr", "ssim", "ssim_multiscale", "total_variation"]

# How much each scale counts: Wang, Simoncelli and Bovik, 2003.
SCALES = (0.0448, 0.2856, 0.3001, 0.2363, 0.1333)


def total_variation(images: Any, name: str | None = None) -> Tensor:
    """The sum of the differences between neighbours: noise adds to it.

    Args:
      images: [n, height, width, channels], or a single image without n.
      name: the scope's name.

    Returns:
      A number for each image.
    """
    with name_scope(name, "total_variation"):
        images = convert_to_tensor(images)
        if images.spec.rank not in (3, 4):
            raise ValueError(
                f"an image has 3 or 4 axes, but the shape is {images.shape}"
            )
        down = images[..., 1:, :, :] - images[..., :-1, :, :]
        across = images[..., 1:, :] - images[..., :-1, :]
        axes = None if images.spec.rank == 3 else [1, 2, 3]
        return reduce_sum(abs(down), axes) + reduce_sum(abs(across), axes)


def psnr(a: Any, b: Any, max_val: Any, name: str | None = None) -> Tensor:
    """The peak signal-to-noise ratio in decibels: 20 log10(max_val) - 10 log10(mse).

    Args:
      a: images [..., height, width, channels].
      b: images of the same shape.
      max_val: the range of the pixels: 255 for uint8, 1.0 for floats.
      name: the scope's name.

    Returns:
      A number for each pair of images; infinity where they are equal.
    """
    with name_scope(name, "PSNR", [a, b]):
        a, b = convert_to_tensor(a, name="a"), convert_to_tensor(b, name="b")
        peak = convert_image_dtype(cast(max_val, a.dtype.base_dtype), float32)
        a, b = convert_image_dtype(a, float32), convert_image_dtype(b, float32)
        mse = reduce_mean(squared_difference(a, b), [-3, -2, -1])
        signal = 20 * log(peak) / math.log(10.0)
        noise = np.float32(10 / np.log(10)) * log(mse)
        ratio = subtract(signal, noise, name="psnr")
        return with_dependencies(_alike(a, b), ratio, name="Identity")


def ssim(
    img1: Any,
    img2: Any,
    max_val: Any,
    filter_size: int = 11,
    filter_sigma: float = 1.5,
    k1: float = 0.01,
    k2: float = 0.03,
    return_index_map: bool = False,
) -> Tensor:
    """The structural similarity of images, 1 for equal ones.

    In windows weighted by a Gaussian it compares brightness, contrast and structure:
    nearer to what an eye sees than `tf.image.psnr`. Wang, Bovik, Sheikh and Simoncelli,
    2004.

    Args:
      img1: images [..., height, width, channels].
      img2: images of the same shape.
      max_val: the range of the pixels: 255 for uint8, 1.0 for floats.
      filter_size: the side of a window.
      filter_sigma: the standard deviation of the Gaussian.
      k1: steadies the comparison of dark windows.
      k2: steadies that of windows without contrast.
      return_index_map: give the similarity of each window.

    Returns:
      A number for each pair of images.
    """
    with name_scope(None, "SSIM", [img1, img2]):
        img1, img2, peak = _prepared(img1, img2, max_val)
        window = (filter_size, filter_sigma, k1, k2)
        alike, _ = _similarity(img1, img2, peak, *window, return_index_map)
        return reduce_mean(alike, [-1])


def ssim_multiscale(
    img1: Any,
    img2: Any,
    max_val: Any,
    power_factors: Sequence[float] = SCALES,
    filter_size: int = 11,
    filter_sigma: float = 1.5,
    k1: float = 0.01,
    k2: float = 0.03,
) -> Tensor:
    """`tf.image.ssim` at several sizes of the images, each half the one before.

    Args:
      img1: images [..., height, width, channels], large enough to be halved so often.
      img2: images of the same shape.
      max_val: the range of the pixels.
      power_factors: how much each size counts, the largest first.
      filter_size: as for `tf.image.ssim`, like all that follow.
      filter_sigma: likewise.
      k1: likewise.
      k2: likewise.
    """
    with name_scope(None, "MS-SSIM", [img1, img2]):
        img1, img2, peak = _prepared(img1, img2, max_val)
        window = (filter_size, filter_sigma, k1, k2)
        factors = []
        for scale in range(len(power_factors)):
            with name_scope(None, f"Scale{scale}", [img1, img2]):
                if scale:
                    img1, img2 = _halved(img1), _halved(img2)
                alike, contrast = _similarity(img1, img2, peak, *window)
                # Brightness is compared at the smallest size alone.
                last = scale == len(power_factors) - 1
                factors.append(relu(alike if last else contrast))
        product = reduce_prod(pow(stack(factors, -1), list(power_factors)), [-1])
        return reduce_mean(product, [-1])


def _prepared(img1: Any, img2: Any, max_val: Any) -> tuple[Tensor, Tensor, Tensor]:
    """Images and range as floats, the images checked to be alike in shape."""
    img1 = convert_to_tensor(img1, name="img1")
    img2 = convert_to_tensor(img2, name="img2")
    img1 = with_dependencies(_alike(img1, img2), img1)
    peak = cast(max_val, img1.dtype.base_dtype)
    img1, img2 = convert_image_dtype(img1, float32), convert_image_dtype(img2, float32)
    return img1, img2, convert_image_dtype(peak, float32)


def _alike(a: Tensor, b: Tensor) -> list[Any]:
    """Checks that two images have one height, width and number of channels."""
    sizes = [x.spec.shape for x in (a, b)]
    for one in sizes:
        if one is not None and len(one) < 3:
            raise ValueError(f"an image has 3 axes or more, not {len(one)}")
    if not compatible(*[one and one[-3:] for one in sizes]):
        raise ValueError(f"images of shapes {a.shape} and {b.shape} cannot be compared")
    running = shape(a)[-3:], shape(b)[-3:]
    return [assert_true(reduce_all(equal(*running)), list(running), 10)]


def _gaussian(size: int, sigma: float) -> Tensor:
    """A window [size, size, 1, 1] whose weights sum to 1."""
    place = np.arange(size) - (size - 1) / 2
    weights = np.exp(-(place**2) / (2 * sigma**2))
    weights /= weights.sum()
    window = np.outer(weights, weights).astype(np.float32)
    return constant(window.reshape(size, size, 1, 1))


def _similarity(
    x: Tensor,
    y: Tensor,
    peak: Any,
    size: int,
    sigma: float,
    k1: float,
    k2: float,
    windows: bool = False,
) -> tuple[Tensor, Tensor]:
    """The similarity of the images in all, and that of contrast and structure alone.

    Of each window, or averaged over them to one number for each channel.
    """
    enough = reduce_all(greater_equal(shape(x)[-3:-1], size))
    check = assert_true(enough, ["the images are smaller than a window:", shape(x)], 8)
    x = with_dependencies([check], x)
    channels = shape(x)[-1]
    kernel = tile(_gaussian(size, sigma), stack([1, 1, channels, 1]))

    def mean(z: Tensor) -> Tensor:
        sizes = shape(z)
        flat = reshape(z, concat([[-1], sizes[-3:]], 0))
        means = depthwise_conv2d(flat, kernel, [1, 1, 1, 1], "VALID")
        return reshape(means, concat([sizes[:-3], shape(means)[1:]], 0))

    c1, c2 = (k1 * peak) ** 2, (k2 * peak) ** 2
    mean_x, mean_y = mean(x), mean(y)
    product = 2 * mean_x * mean_y
    squares = square(mean_x) + square(mean_y)
    light = (product + c1) / (squares + c1)
    covariance = 2 * mean(x * y) - product
    variances = mean(square(x) + square(y)) - squares
    contrast = (covariance + c2) / (variances + c2)
    if windows:
        return light * contrast, contrast
    places = constant([-3, -2])
    return reduce_mean(light * contrast, places), reduce_mean(contrast, places)


def _halved(images: Tensor) -> Tensor:
    """The means of squares of four pixels; a side of odd length is mirrored by one."""
    sizes = shape(images)
    flat = reshape(images, concat([[-1], sizes[-3:]], 0))
    missing = expand_dims(sizes[-3:] % constant([2, 2, 1]), -1)
    flat = pad(flat, pad(missing, [[1, 0], [1, 0]]), "SYMMETRIC")
    small = avg_pool(flat, [1, 2, 2, 1], [1, 2, 2, 1], "VALID")
    return reshape(small, concat([sizes[:-3], shape(small)[1:]], 0))
