"""Where an image changes."""

from __future__ import annotations

from typing import Any

import numpy as np

from edflow.engine.graph import Tensor
from edflow.engine.ops.array.filling import zeros
from edflow.engine.ops.array.joining import concat
from edflow.engine.ops.array.padding import pad, tile
from edflow.engine.ops.array.shape import reshape, shape
from edflow.engine.ops.array.stacking import stack
from edflow.engine.ops.build import constant, convert_to_tensor
from edflow.engine.ops.conv.separable import depthwise_conv2d

__all__ = ["image_gradients", "sobel_edges"]

# Smoothed by 1 2 1 along one side, differenced along the other: down, then across.
SOBEL = np.array(
    [
        [[-1, -2, -1], [0, 0, 0], [1, 2, 1]],
        [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]],
    ]
)


def sobel_edges(image: Any) -> Tensor:
    """How much each pixel differs from its surroundings, downwards and to the right.

    Args:
      image: floats [n, height, width, channels], of height and width 2 or more.

    Returns:
      A tensor [n, height, width, channels, 2].
    """
    image = convert_to_tensor(image)
    static, sizes = image.spec.shape, shape(image)
    filters = SOBEL.transpose(1, 2, 0)[:, :, None, :]
    kernel = constant(filters, image.dtype)
    kernel = tile(kernel, stack([1, 1, sizes[-1], 1]), name="sobel_filters")
    border = [[0, 0], [1, 1], [1, 1], [0, 0]]
    padded = pad(image, border, "REFLECT")
    edges = depthwise_conv2d(padded, kernel, [1, 1, 1, 1], "VALID")
    edges = reshape(edges, concat([sizes, [2]], 0))
    edges.set_shape(None if static is None else [*static, 2])
    return edges


def image_gradients(image: Any) -> tuple[Tensor, Tensor]:
    """The differences to the pixel below and to the pixel on the right.

    Args:
      image: [n, height, width, channels].

    Returns:
      dy and dx, in the shape of the images: the last row, or column, is 0.
    """
    image = convert_to_tensor(image)
    if image.spec.rank != 4:
        raise ValueError(
            f"images must be [n, height, width, channels], not of shape {image.shape}"
        )
    sizes = shape(image)
    n, height, width, channels = (sizes[i] for i in range(4))
    dy = image[:, 1:] - image[:, :-1]
    dx = image[:, :, 1:] - image[:, :, :-1]
    row = zeros(stack([n, 1, width, channels]), image.dtype)
    column = zeros(stack([n, height, 1, channels]), image.dtype)
    dy = reshape(concat([dy, row], 1), sizes)
    return dy, reshape(concat([dx, column], 2), sizes)
