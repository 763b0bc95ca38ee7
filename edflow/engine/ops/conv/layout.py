"""Where images keep their axes, and how strides and paddings are written down.

TensorFlow's operations carry one number per axis, batch and channels included; people
write one for all sides, one per side, or all of them. Kernels know one layout only,
channels last: other arrays are transposed on their way in and out.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.face.shapes import Size, text
from edflow.engine.graph import Spec
from edflow.engine.ops.windows import window

Sizes = tuple[int, ...]
Ends = tuple[tuple[int, int], ...]

_FORMATS = {1: ("NWC", "NCW"), 2: ("NHWC", "NCHW"), 3: ("NDHWC", "NCDHW")}


def format_of(data_format: str | None, sides: int) -> str:
    """The data format meant, checked: channels last by default."""
    known = _FORMATS[sides]
    if data_format is None:
        return known[0]
    if data_format not in known:
        raise ValueError(
            f'data_format must be "{known[0]}" or "{known[1]}", not {data_format!r}'
        )
    return data_format


def per_axis(value: Any, data_format: str, name: str) -> Sizes:
    """One number per axis, from a number, one per side or one per axis.

    >>> per_axis(2, "NHWC", "strides"), per_axis([3, 2], "NCHW", "strides")
    ((1, 2, 2, 1), (1, 1, 3, 2))
    """
    if value is None:
        raise ValueError(f"{name} must be given: a number, or one for each side")
    axes = len(data_format)
    sides = axes - 2
    numbers = list(value) if isinstance(value, Sequence | np.ndarray) else [value]
    numbers = [int(n) for n in numbers]
    if len(numbers) == axes:
        return tuple(numbers)
    if len(numbers) not in (1, sides):
        counts = sorted({1, sides, axes})
        raise ValueError(
            f"{name} must be {', '.join(map(str, counts[:-1]))} or {counts[-1]} "
            f"numbers, not {len(numbers)}: {value}"
        )
    if len(numbers) == 1:
        numbers *= sides
    return tuple([1, *numbers, 1] if last(data_format) else [1, 1, *numbers])


def padding_of(padding: Any, data_format: str) -> tuple[str, Sizes]:
    """The attributes `padding` and `explicit_paddings` for what a user wrote."""
    if isinstance(padding, str):
        if padding not in ("SAME", "VALID"):
            raise ValueError(
                f'padding must be "SAME", "VALID" or a list of (before, after) for '
                f"each axis, not {padding!r}"
            )
        return padding, ()
    if not isinstance(padding, Sequence | np.ndarray):
        raise TypeError(
            f'padding must be "SAME", "VALID" or a list of (before, after) for each '
            f"axis, not {padding!r}"
        )
    ends = [tuple(int(n) for n in pair) for pair in padding]
    axes = len(data_format)
    if len(ends) != axes or any(len(pair) != 2 for pair in ends):
        raise ValueError(
            f"explicit padding is a list of {axes} pairs (before, after), one for "
            f"each axis of {data_format}, not {padding}"
        )
    flat = tuple(n for pair in ends for n in pair)
    if any(ends[data_format.index(axis)] != (0, 0) for axis in "NC"):
        raise ValueError(
            f"only the sides of images can be padded, not batch or channels: {padding}"
        )
    if min(flat) < 0:
        raise ValueError(f"padding must not be negative: {padding}")
    return ("EXPLICIT", flat) if any(flat) else ("VALID", ())


def same_or_valid(padding: Any, data_format: str) -> str:
    """The attribute `padding` of an op that knows no other."""
    padding, explicit = padding_of(padding, data_format)
    if explicit:
        raise ValueError(f'padding must be "SAME" or "VALID" here, not {padding}')
    return padding


def last(data_format: str) -> bool:
    """Whether the channels come last."""
    return data_format.endswith("C")


def sides(values: Sequence[Any], data_format: str) -> tuple[Any, ...]:
    """Of values per axis, those for the sides of an image."""
    return tuple(values[1:-1] if last(data_format) else values[2:])


def channels(shape: Sequence[Size], data_format: str) -> Size:
    """How many channels images of this shape have."""
    return shape[-1] if last(data_format) else shape[1]


def joined(
    n: Size, image: Sequence[Size], c: Size, data_format: str
) -> tuple[Size, ...]:
    """The shape of images with these sides."""
    return (n, *image, c) if last(data_format) else (n, c, *image)


def shape_in(shape: Sizes, data_format: str) -> Sizes:
    """The shape that the kernels see."""
    return shape if last(data_format) else (shape[0], *shape[2:], shape[1])


def windows(
    image: Sequence[Size],
    k: Sequence[Size],
    strides: Sizes,
    dilations: Sizes,
    padding: str,
    explicit: Sizes,
    data_format: str,
) -> tuple[tuple[Size, ...], Any]:
    """For each side of an image, how many windows there are and how it is padded."""
    if padding == "EXPLICIT":
        pairs = list(zip(explicit[::2], explicit[1::2], strict=True))
        ways: Sequence[Any] = sides(pairs, data_format)
    else:
        ways = [padding] * len(image)
    steps = sides(strides, data_format), sides(dilations, data_format)
    if None in k:
        return (None,) * len(image), None
    each: Any = zip(image, k, *steps, ways, strict=True)
    found = [window(*side) for side in each]
    return tuple(n for n, _, _ in found), tuple((a, b) for _, a, b in found)


def check_rank(spec: Spec, axes: int, what: str, meaning: str) -> None:
    """ValueError if a tensor has another number of axes."""
    if spec.shape is not None and len(spec.shape) != axes:
        raise ValueError(
            f"{what} must have rank {axes}, {meaning}, but it has shape "
            f"{text(spec.shape)}; reshape it"
        )


def check_steps(steps: Sizes, data_format: str, name: str) -> None:
    """ValueError unless steps are positive, and 1 across batch and channels."""
    if min(steps) < 1:
        raise ValueError(f"{name} must be 1 or more, not {list(steps)}")
    if any(steps[data_format.index(axis)] != 1 for axis in "NC"):
        raise ValueError(
            f"{name} must be 1 for batch and channels, not {list(steps)} "
            f"({data_format})"
        )


def laid_in(x: Array, data_format: str = "NHWC") -> Array:
    """An array as the kernels take it: channels last, contiguous, float32 or 64."""
    if not last(data_format):
        x = np.moveaxis(x, 1, -1)
    return np.ascontiguousarray(x, _kernel_dtype(x.dtype))


def laid_out(y: Array, dtype: Any, data_format: str = "NHWC") -> Array:
    """A kernel's answer as the graph wants it."""
    if not last(data_format):
        y = np.ascontiguousarray(np.moveaxis(y, -1, 1))
    return y.astype(dtype, copy=False)


def _kernel_dtype(dtype: np.dtype[Any]) -> Any:
    if dtype == np.float16:
        return np.float32
    return dtype if dtype.kind == "f" else np.float64  # Exact for sums up to 2**53.
