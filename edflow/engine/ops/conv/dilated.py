"""Filters with gaps: what spreads taps apart, by cutting the image up instead.

A filter whose taps stand r pixels apart sees every r-th pixel only. So the image is cut
into r * r images of every r-th pixel, each convolved without gaps, and put together.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from edflow.engine.face.dtypes import int32
from edflow.engine.face.shapes import text
from edflow.engine.graph import Tensor, name_scope
from edflow.engine.ops.arguments import one_of
from edflow.engine.ops.array.blocks import (
    batch_to_space_nd,
    required_space_to_batch_paddings,
    space_to_batch_nd,
)
from edflow.engine.ops.array.shape import shape
from edflow.engine.ops.build import convert_to_tensor
from edflow.engine.ops.conv import layout
from edflow.engine.ops.conv.conv1d import conv1d
from edflow.engine.ops.conv.conv2d import conv2d, conv2d_backprop_input
from edflow.engine.ops.conv.conv3d import conv3d

__all__ = [
    "atrous_conv2d", "atrous_conv2d_transpose", "convolution", "with_space_to_batch",
]  # fmt: skip


def with_space_to_batch(
    input: Any,
    dilation_rate: Any,
    padding: str,
    op: Callable[..., Tensor],
    filter_shape: Any = None,
    spatial_dims: Sequence[int] | None = None,
    data_format: str | None = None,
) -> Tensor:
    """Give a convolution or a pooling `dilation_rate` that has none of its own.

    Args:
      input: images.
      dilation_rate: for each side, how far the taps stand apart.
      padding: "SAME" or "VALID".
      op: called as `op(images, num_spatial_dims=..., padding=...)`.
      filter_shape: the shape of the filter, which "SAME" needs.
      spatial_dims: the axes of the sides; by default all but batch and channels.
      data_format: where the channels are; last by default.
    """
    input = convert_to_tensor(input, name="input")
    rates = np.array(dilation_rate, np.int32).reshape(-1)
    if (rates < 1).any():
        raise ValueError(f"dilation_rate must be 1 or more, not {rates.tolist()}")
    rate = convert_to_tensor(rates, int32, "dilation_rate")
    if (rates == 1).all():
        return op(input, num_spatial_dims=len(rates), padding=padding)
    first = 2 if data_format is not None and not layout.last(data_format) else 1
    axes = sorted(spatial_dims or range(first, first + len(rates)))
    base = _base_paddings(padding, rates, filter_shape)
    sizes = _sizes(input, axes)
    paddings, crops = required_space_to_batch_paddings(sizes, rate, base)
    # Blocks are cut along all axes up to the last: by 1 where there is no gap.
    block = np.ones(axes[-1], np.int32)
    block[[axis - 1 for axis in axes]] = rates
    cut = space_to_batch_nd(input, block, _spread(paddings, axes))
    answer = op(cut, num_spatial_dims=len(rates), padding="VALID")
    return batch_to_space_nd(answer, block, _spread(crops, axes))


def _base_paddings(padding: str, rates: Any, filter_shape: Any) -> Any:
    """What "SAME" pads each side with; zeros for "VALID"."""
    if padding == "VALID":
        return np.zeros((len(rates), 2), np.int32)
    known = None if filter_shape is None else convert_to_tensor(filter_shape).spec.known
    if known is None:
        raise ValueError('padding "SAME" with gaps needs a filter of known shape')
    extra = (known[: len(rates)] - 1) * rates
    return np.stack([extra // 2, extra - extra // 2], 1).astype(np.int32)


def _sizes(input: Tensor, axes: Sequence[int]) -> Any:
    known = None if input.spec.shape is None else [input.spec.shape[a] for a in axes]
    if known is None or None in known:
        sizes = shape(input)
        return [sizes[axis] for axis in axes]
    return np.array(known, np.int32)


def _spread(ends: Tensor, axes: Sequence[int]) -> Any:
    """(before, after) for all axes up to the last, 0 where there is no gap."""
    known = ends.spec.known
    if known is None:
        rows = iter(range(len(axes)))
        return [
            ends[next(rows)] if axis in axes else [0, 0]
            for axis in range(1, axes[-1] + 1)
        ]
    all_ends = np.zeros((axes[-1], 2), np.int32)
    all_ends[[axis - 1 for axis in axes]] = known
    return all_ends


def convolution(
    input: Any,
    filter: Any = None,
    padding: Any = None,
    strides: Any = None,
    dilation_rate: Any = None,
    name: str | None = None,
    data_format: str | None = None,
    filters: Any = None,
    dilations: Any = None,
) -> Tensor:
    """A convolution of lines, images or volumes, with gaps in the filter if wanted.

    Args:
      input: [batch, one, two or three sides, channels].
      filter: [as many sides, channels in, channels out].
      padding: "SAME" or "VALID".
      strides: for each side, how far the filter moves.
      dilation_rate: for each side, how far the filter's taps stand apart; with strides
        other than 1 it must be 1.
      name: the operation's name.
      data_format: "NWC", "NHWC", "NDHWC", or "NCW", "NCHW", "NCDHW".
      filters: the newer name of `filter`.
      dilations: the newer name of `dilation_rate`.
    """
    filter = one_of(filter=filter, filters=filters)
    rate = one_of(dilation_rate=dilation_rate, dilations=dilations)
    with name_scope(name, "convolution", [input, filter]) as scope:
        input = convert_to_tensor(input, name="input")
        filter = convert_to_tensor(filter, name="filter")
        sides = _sides(input, filter)
        data_format = layout.format_of(data_format, sides)
        strides = _per_side(strides, sides, "strides")
        rates = _per_side(rate, sides, "dilation_rate")

        def convolve(input: Tensor, num_spatial_dims: int, padding: str) -> Tensor:
            function = {1: conv1d, 2: conv2d, 3: conv3d}[num_spatial_dims]
            return function(
                input, filter, strides, padding, data_format=data_format, name=scope
            )

        if set(rates) == {1}:
            return convolve(input, sides, padding)
        if set(strides) != {1}:
            raise ValueError(
                f"strides {strides} and dilation_rate {rates}: at most one of them "
                "may differ from 1"
            )
        return with_space_to_batch(
            input, rates, padding, convolve, shape(filter), data_format=data_format
        )


def _sides(input: Tensor, filter: Tensor) -> int:
    ranks = {s.rank for s in (input.spec, filter.spec) if s.rank is not None}
    if len(ranks) != 1 or not ranks <= {3, 4, 5}:
        raise ValueError(
            f"convolution takes an input and a filter of one rank, 3, 4 or 5, "
            f"not of shapes {text(input.spec.shape)} and {text(filter.spec.shape)}"
        )
    return ranks.pop() - 2


def _per_side(value: Any, sides: int, name: str) -> list[int]:
    numbers = [1] if value is None else np.array(value).reshape(-1).tolist()
    if len(numbers) == 1:
        numbers *= sides
    if len(numbers) != sides or min(numbers) < 1:
        raise ValueError(f"{name} must be {sides} numbers from 1, not {value}")
    return numbers


def atrous_conv2d(
    value: Any, filters: Any, rate: int, padding: Any, name: str | None = None
) -> Tensor:
    """A convolution whose filter has gaps: its taps stand `rate` pixels apart.

    It sees a larger part of the image with no more weights.

    Args:
      value: images [batch, height, width, channels].
      filters: [height, width, channels in, channels out].
      rate: from one tap to the next, in pixels.
      padding: "SAME" or "VALID".
      name: the operation's name.
    """
    return convolution(value, filters, padding, dilation_rate=[rate] * 2, name=name)


def atrous_conv2d_transpose(
    value: Any,
    filters: Any,
    output_shape: Any,
    rate: int,
    padding: Any,
    name: str | None = None,
) -> Tensor:
    """The transpose of `tf.nn.atrous_conv2d`: its gradient with respect to the images.

    Args:
      value: images [batch, height, width, channels in].
      filters: [height, width, channels out, channels in].
      output_shape: the shape of the result, four sizes.
      rate: from one tap of the filter to the next, in pixels.
      padding: "SAME" or "VALID".
      name: the operation's name.
    """
    with name_scope(name, "atrous_conv2d_transpose", [value, filters]) as scope:
        return conv2d_backprop_input(
            output_shape, filters, value, 1, padding, dilations=rate, name=scope
        )
