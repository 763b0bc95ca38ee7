"""Images flipped and turned, always or by chance.

These stand here and not with the other ops on images because many of them branch: on a
draw, on a number of quarter turns, or on whether there is one image or a batch.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from edflow.engine.control.branching import case, cond
from edflow.engine.face.dtypes import int32
from edflow.engine.graph import Tensor, name_scope
from edflow.engine.ops.array.axes import reverse, transpose
from edflow.engine.ops.array.casting import cast
from edflow.engine.ops.array.shape import rank, reshape, shape
from edflow.engine.ops.build import convert_to_tensor
from edflow.engine.ops.image.shapes import an_image, flat_or_batch
from edflow.engine.ops.math.comparing import equal, less
from edflow.engine.ops.math.division import mod
from edflow.engine.ops.math.rounding import round
from edflow.engine.ops.random.draws import random_uniform

__all__ = [
    "flip_left_right", "flip_up_down", "random_flip_left_right",
    "random_flip_up_down", "rot90", "transpose_image",
]  # fmt: skip

DOWN, ACROSS = 0, 1
"""The axes of a single image; those of a batch are one higher."""

Change = Callable[[], Tensor]


def flip_left_right(image: Any) -> Tensor:
    """Images mirrored: the first column becomes the last.

    Args:
      image: [height, width, channels], or a batch of such.

    >>> import edflow as tf
    >>> image = tf.reshape([1, 2, 3], [1, 3, 1])
    >>> print(tf.Session().run(tf.image.flip_left_right(image)).ravel())
    [3 2 1]
    """
    return _flip(image, ACROSS, "flip_left_right")


def flip_up_down(image: Any) -> Tensor:
    """Images upside down: the first row becomes the last.

    Args:
      image: [height, width, channels], or a batch of such.
    """
    return _flip(image, DOWN, "flip_up_down")


def random_flip_left_right(image: Any, seed: int | None = None) -> Tensor:
    """Each image mirrored or not, with equal chances, in every run anew.

    Args:
      image: [height, width, channels], or a batch, of which each image has its own
        chance.
      seed: settles the draws, together with `tf.set_random_seed`.
    """
    return _random_flip(image, ACROSS, "random_flip_left_right", seed)


def random_flip_up_down(image: Any, seed: int | None = None) -> Tensor:
    """Each image upside down or not, with equal chances, in every run anew.

    Arguments as for `tf.image.random_flip_left_right`.
    """
    return _random_flip(image, DOWN, "random_flip_up_down", seed)


def rot90(image: Any, k: Any = 1, name: str | None = None) -> Tensor:
    """Images turned counter-clockwise by quarters of a circle.

    Args:
      image: [height, width, channels], or a batch of such.
      k: how many quarters; negative for clockwise.
      name: the scope's name.

    >>> import edflow as tf
    >>> image = tf.reshape([1, 2, 3, 4], [2, 2, 1])
    >>> tf.Session().run(tf.image.rot90(image))[:, :, 0]
    array([[2, 4],
           [1, 3]], dtype=int32)
    """
    with name_scope(name, "rot90", [image, k]) as scope:
        image = an_image(image)
        k = convert_to_tensor(k, int32, "k")
        if k.spec.rank not in (None, 0):
            raise ValueError(f"k must be one number, not of shape {k.shape}")
        k = mod(k, 4)
        return _either(
            image,
            lambda: _turned(image, k, 0, scope),
            lambda: _turned(image, k, 1, scope),
        )


def transpose_image(image: Any, name: str | None = None) -> Tensor:
    """Images with rows and columns exchanged.

    Args:
      image: [height, width, channels], or a batch of such.
      name: the scope's name.
    """
    with name_scope(name, "transpose", [image]):
        image = an_image(image)
        return _either(
            image,
            lambda: transpose(image, [1, 0, 2], name=name),
            lambda: transpose(image, [0, 2, 1, 3], name=name),
        )


def _either(image: Tensor, single: Change, batch: Change) -> Tensor:
    """What is right for the image, or for the batch; if need be, runs decide."""
    axes = flat_or_batch(image)
    if axes is None:
        return cond(equal(rank(image), 3), single, batch)
    return single() if axes == 3 else batch()


def _flip(image: Any, axis: int, default_name: str) -> Tensor:
    with name_scope(None, default_name, [image]):
        image = an_image(image)
        return _either(
            image,
            lambda: reverse(image, [axis]),
            lambda: reverse(image, [axis + 1]),
        )


def _random_flip(image: Any, axis: int, default_name: str, seed: Any) -> Tensor:
    with name_scope(None, default_name, [image]) as scope:
        image = an_image(image)

        def single() -> Tensor:
            drawn = random_uniform([], 0, 1.0, seed=seed)
            flipped = cond(
                less(drawn, 0.5),
                lambda: reverse(image, [axis]),
                lambda: image,
                name=scope,
            )
            flipped.set_shape([None] * 3 if image.shape.dims is None else image.shape)
            return flipped

        def batch() -> Tensor:
            count = shape(image)[0]
            drawn = random_uniform([count], 0, 1.0, seed=seed)
            flips = round(reshape(drawn, [count, 1, 1, 1]))
            flips = cast(flips, image.dtype.base_dtype)
            return flips * reverse(image, [axis + 1]) + (1 - flips) * image

        return _either(image, single, batch)


def _turned(image: Tensor, k: Tensor, first: int, scope: str) -> Tensor:
    """`image` after k quarter turns; its rows are the axis `first`."""
    down, across = first, first + 1
    swapped = [*range(first), across, down, first + 2]
    turned = case(
        [
            (equal(k, 1), lambda: transpose(reverse(image, [across]), swapped)),
            (equal(k, 2), lambda: reverse(image, [down, across])),
            (equal(k, 3), lambda: reverse(transpose(image, swapped), [across])),
        ],
        default=lambda: image,
        exclusive=True,
        name=scope,
    )
    sizes = image.spec.shape or (None,) * (first + 3)
    turned.set_shape([*sizes[:first], None, None, sizes[-1]])
    return turned
