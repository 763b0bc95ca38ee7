"""Convolution and pooling of lines: images that are one pixel high."""

from __future__ import annotations

from typing import Any

from edflow.engine.graph import Tensor, name_scope
from edflow.engine.ops.arguments import one_of
from edflow.engine.ops.array.axes import expand_dims, squeeze
from edflow.engine.ops.array.joining import concat
from edflow.engine.ops.build import apply, convert_to_tensor
from edflow.engine.ops.conv import layout
from edflow.engine.ops.conv.conv2d import conv2d, conv2d_backprop_input
from edflow.engine.ops.conv.pool2d import AvgPool, MaxPool
from edflow.engine.ops.conv.pooling import Pooling

__all__ = ["avg_pool1d", "conv1d", "conv1d_transpose", "max_pool1d"]


def conv1d(
    value: Any = None,
    filters: Any = None,
    stride: Any = None,
    padding: Any = None,
    use_cudnn_on_gpu: bool | None = None,
    data_format: str | None = None,
    name: str | None = None,
    input: Any = None,
    dilations: Any = None,
) -> Tensor:
    """Slide a filter along lines, such as sound or text.

    Args:
      value: [batch, width, channels], or as `data_format` says.
      filters: [width, channels in, channels out].
      stride: how far the filter moves.
      padding: "SAME" or "VALID".
      use_cudnn_on_gpu: accepted; there is no GPU.
      data_format: "NWC" (also "NHWC"), the default, or "NCW" ("NCHW").
      name: the operation's name.
      input: the newer name of `value`.
      dilations: from one tap of the filter to the next.

    Returns:
      [batch, width, channels out].
    """
    value = one_of(value=value, input=input)
    with name_scope(name, "conv1d", [value, filters]) as scope:
        flat, image = _formats(data_format)
        axis = -3 if layout.last(image) else -2
        value = expand_dims(value, axis)
        filters = expand_dims(filters, 0)
        strides = _as_image(1 if stride is None else stride, flat, "stride")
        dilations = _as_image(1 if dilations is None else dilations, flat, "dilations")
        answer = conv2d(
            value,
            filters,
            strides,
            padding,
            data_format=image,
            dilations=dilations,
            name=scope,
        )
        return squeeze(answer, [axis])


def conv1d_transpose(
    input: Any,
    filters: Any,
    output_shape: Any,
    strides: Any,
    padding: Any = "SAME",
    data_format: str | None = "NWC",
    dilations: Any = None,
    name: str | None = None,
) -> Tensor:
    """The transpose of `tf.nn.conv1d`: its gradient with respect to the lines.

    Args:
      input: [batch, width, channels in].
      filters: [width, channels out, channels in].
      output_shape: the shape of the result, three sizes.
      strides: how many elements of the result lie between two of `input`.
      padding: "SAME" or "VALID".
      data_format: "NWC" or "NCW".
      dilations: from one tap of the filter to the next.
      name: the operation's name.
    """
    with name_scope(name, "conv1d_transpose", [input, filters, output_shape]) as scope:
        flat, image = _formats(data_format)
        axis = 1 if layout.last(image) else 2
        input, filters = expand_dims(input, axis), expand_dims(filters, 0)
        sizes = convert_to_tensor(output_shape)
        sizes = concat([sizes[:axis], [1], sizes[axis:]], 0)
        answer = conv2d_backprop_input(
            sizes,
            filters,
            input,
            _as_image(strides, flat, "strides"),
            padding,
            data_format=image,
            dilations=_as_image(
                1 if dilations is None else dilations, flat, "dilations"
            ),
            name=scope,
        )
        return squeeze(answer, [axis])


def max_pool1d(
    input: Any,
    ksize: Any,
    strides: Any,
    padding: Any,
    data_format: str | None = "NWC",
    name: str | None = None,
) -> Tensor:
    """The largest value of each window along lines [batch, width, channels].

    Args:
      input: the lines.
      ksize: the size of a window.
      strides: from one window to the next.
      padding: "SAME" or "VALID".
      data_format: "NWC" or "NCW".
      name: the operation's name.
    """
    pool = MaxPool, "MaxPool1d"
    return _pooled(*pool, input, ksize, strides, padding, data_format, name)


def avg_pool1d(
    input: Any,
    ksize: Any,
    strides: Any,
    padding: Any,
    data_format: str | None = "NWC",
    name: str | None = None,
) -> Tensor:
    """The mean of each window along lines; the arguments are `tf.nn.max_pool1d`'s."""
    pool = AvgPool, "AvgPool1D"
    return _pooled(*pool, input, ksize, strides, padding, data_format, name)


def _pooled(
    pool: type[Pooling],
    default_name: str,
    input: Any,
    ksize: Any,
    strides: Any,
    padding: Any,
    data_format: str | None,
    name: str | None,
) -> Tensor:
    with name_scope(name, default_name, [input]) as scope:
        flat, image = _formats(data_format)
        axis = 1 if layout.last(image) else 2
        how = pool(
            _as_image(ksize, flat, "ksize"),
            _as_image(strides, flat, "strides"),
            layout.same_or_valid(padding, image),
            image,
        )
        return squeeze(apply(how, expand_dims(input, axis), name=scope), [axis])


def _formats(data_format: str | None) -> tuple[str, str]:
    """The data format of the lines, and that of the images made of them."""
    flat = layout.format_of(
        {"NHWC": "NWC", "NCHW": "NCW"}.get(data_format or "", data_format), 1
    )
    return flat, "NHWC" if layout.last(flat) else "NCHW"


def _as_image(value: Any, flat: str, name: str) -> tuple[int, ...]:
    """Numbers for the axes of lines as numbers for the axes of images."""
    numbers = layout.per_axis(value, flat, name)
    at = 1 if layout.last(flat) else 2
    return (*numbers[:at], 1, *numbers[at:])
