"""What the ops on images ask of shapes."""

from __future__ import annotations

from typing import Any

from edflow.engine.face.shapes import Shape, is_full, text
from edflow.engine.graph import Operation, Spec, Tensor
from edflow.engine.ops.array.axes import expand_dims
from edflow.engine.ops.array.shape import rank as rank_of
from edflow.engine.ops.array.shape import shape
from edflow.engine.ops.assertions import (
    assert_greater_equal,
    assert_positive,
    assert_true,
)
from edflow.engine.ops.build import convert_to_tensor
from edflow.engine.ops.grouping import with_dependencies


def batch(images: Spec, name: str = "images") -> tuple[Any, ...]:
    """The sizes [n, h, w, c] as far as they are known; ValueError at another rank."""
    return of_rank(images, 4, name)


def of_rank(spec: Spec, rank: int, name: str) -> tuple[Any, ...]:
    """The sizes as far as they are known; ValueError at another rank."""
    if spec.shape is None:
        return (None,) * rank
    if len(spec.shape) != rank:
        raise ValueError(f"{name} must have rank {rank}, not shape {text(spec.shape)}")
    return spec.shape


def height_and_width(size: Spec, name: str = "size") -> tuple[Any, Any]:
    """What is known of a tensor [height, width]."""
    if size.shape not in (None, (None,), (2,)):
        raise ValueError(
            f"{name} must be [height, width], not of shape {text(size.shape)}"
        )
    height, width = size.sizes() or (None, None)
    return height, width


def colored(images: Spec) -> Shape:
    """The shape of images whose last axis is red, green and blue."""
    if images.shape is not None:
        if not images.shape or images.shape[-1] not in (None, 3):
            raise ValueError(
                "the last axis of images must hold 3 colors, but their shape is "
                f"{text(images.shape)}"
            )
        return (*images.shape[:-1], 3)
    return None


def an_image(image: Any, name: str = "image") -> Tensor:
    """`image` as a tensor, of which runs find out whether it has pixels at all.

    Raises:
      ValueError: it is known to have fewer than three axes, or no pixels.
    """
    image = convert_to_tensor(image, name=name)
    return after(checks_of(image), image)


def checks_of(image: Tensor) -> list[Operation]:
    """Checks that an image, or a batch, has pixels: now if possible, else in runs."""
    sizes = image.spec.shape
    if sizes is not None and len(sizes) < 3:
        raise ValueError(
            "an image is [height, width, channels] or a batch of such, not of shape "
            f"{text(sizes)}"
        )
    if sizes is not None and 0 in sizes[-3:]:
        raise ValueError(f"the image has no pixels: its shape is {text(sizes)}")
    if sizes is not None and is_full(sizes[-3:]):
        return []
    axes = "an image is [height, width, channels]"
    return [
        assert_positive(shape(image)[-3:], message="the image has no pixels"),
        assert_greater_equal(rank_of(image), 3, message=axes),
    ]


def after(checks: list[Operation], image: Tensor) -> Tensor:
    """The image, once the checks have passed; a node of this name in any case."""
    return with_dependencies(checks, image, "control_dependency")


def flat_or_batch(image: Tensor) -> int | None:
    """The rank of an image, 3 or 4; None if only runs will tell."""
    if image.spec.rank not in (None, 3, 4):
        raise ValueError(
            "an image is [height, width, channels] or a batch of such, not of shape "
            f"{text(image.spec.shape)}"
        )
    return image.spec.rank


def as_batch(image: Any) -> tuple[Tensor, bool]:
    """The image as a batch of one, and whether it was a single one.

    One of unknown rank is taken for a single one, as TensorFlow does.
    """
    image = convert_to_tensor(image, name="image")
    single = flat_or_batch(image) in (None, 3)
    if single:
        sizes = image.spec.shape or (None, None, None)
        image = expand_dims(image, 0)
        image.set_shape([1, *sizes])
    return image, single


def sizes_of(images: Tensor) -> list[Any]:
    """The sizes of a batch: numbers where they are known, else tensors."""
    static = images.spec.shape or (None,) * 4
    if None not in static:
        return list(static)
    running = shape(images)
    return [running[i] if size is None else size for i, size in enumerate(static)]


def static(*sizes: Any) -> list[int | None]:
    """None for the sizes that only runs will tell."""
    return [None if isinstance(size, Tensor) else size for size in sizes]


def demand(holds: Any, *words: Any) -> list[Operation]:
    """Nothing if `holds`, ValueError if not, an assertion if only runs will tell.

    The words of the message may be tensors: what they are is said in the run.
    """
    if isinstance(holds, Tensor):
        return [assert_true(holds, list(words))]
    if not holds:
        raise ValueError(" ".join(map(str, words)))
    return []


def demand_a_size(target_height: Any, target_width: Any) -> list[Operation]:
    """What `demand` gives for a size that a result is to have."""
    return [
        *demand(target_width > 0, "target_width must be above 0, not", target_width),
        *demand(target_height > 0, "target_height must be above 0, not", target_height),
    ]
