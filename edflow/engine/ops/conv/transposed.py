"""Transposed convolutions: from small images to large ones.

They are the gradients of convolutions with respect to their images, used forwards.
"""

from __future__ import annotations

from typing import Any

from edflow.engine.graph import Tensor, name_scope
from edflow.engine.ops.arguments import one_of
from edflow.engine.ops.build import apply
from edflow.engine.ops.conv import conv3d
from edflow.engine.ops.conv.conv1d import conv1d_transpose
from edflow.engine.ops.conv.conv2d import conv2d_backprop_input

__all__ = ["conv2d_transpose", "conv3d_transpose", "conv_transpose"]


def conv2d_transpose(
    value: Any = None,
    filter: Any = None,
    output_shape: Any = None,
    strides: Any = None,
    padding: Any = "SAME",
    data_format: str | None = "NHWC",
    name: str | None = None,
    input: Any = None,
    filters: Any = None,
    dilations: Any = None,
) -> Tensor:
    """The transpose of `tf.nn.conv2d`; with strides 2 it doubles the size of images.

    Args:
      value: images [batch, height, width, channels in].
      filter: [height, width, channels out, channels in].
      output_shape: the shape of the result, four sizes: several shapes have the same
        convolution, so one must be chosen.
      strides: how many pixels of the result lie between two of `value`.
      padding: of the convolution that this one undoes: "SAME" or "VALID".
      data_format: "NHWC" or "NCHW".
      name: the operation's name.
      input: the newer name of `value`.
      filters: the newer name of `filter`.
      dilations: from one tap of the filter to the next, in pixels.

    >>> import edflow as tf
    >>> small, filter = tf.ones([8, 7, 7, 64]), tf.ones([5, 5, 32, 64])
    >>> tf.nn.conv2d_transpose(
    ...     small, filter, [8, 14, 14, 32], strides=2
    ... ).shape.as_list()
    [8, 14, 14, 32]
    """
    value = one_of(value=value, input=input)
    filter = one_of(filter=filter, filters=filters)
    with name_scope(name, "conv2d_transpose", [value, filter, output_shape]) as scope:
        return conv2d_backprop_input(
            output_shape,
            filter,
            value,
            strides,
            padding,
            data_format=data_format,
            dilations=1 if dilations is None else dilations,
            name=scope,
        )


def conv3d_transpose(
    value: Any,
    filter: Any = None,
    output_shape: Any = None,
    strides: Any = None,
    padding: Any = "SAME",
    data_format: str | None = "NDHWC",
    name: str | None = None,
    input: Any = None,
    filters: Any = None,
    dilations: Any = None,
) -> Tensor:
    """The transpose of `tf.nn.conv3d`; the arguments are `tf.nn.conv2d_transpose`'s."""
    value = one_of(value=value, input=input)
    filter = one_of(filter=filter, filters=filters)
    with name_scope(name, "conv3d_transpose", [value, filter, output_shape]) as scope:
        dilations = 1 if dilations is None else dilations
        how = conv3d.moves(strides, padding, data_format, dilations)
        backprop = conv3d.Conv3DBackpropInputV2(**how)
        return apply(backprop, output_shape, filter, value, name=scope)


def conv_transpose(
    input: Any,
    filters: Any,
    output_shape: Any,
    strides: Any,
    padding: Any = "SAME",
    data_format: str | None = None,
    dilations: Any = None,
    name: str | None = None,
) -> Tensor:
    """The transposed convolution of lines, images or volumes, as the shape says.

    The arguments are those of `tf.nn.conv2d_transpose`; `output_shape` is a list.
    """
    sides = len(output_shape) - 2
    if sides not in (1, 2, 3):
        raise ValueError(
            f"output_shape must have 3, 4 or 5 sizes, not {len(output_shape)}"
        )
    known = {1: "NWC", 2: "NHWC", 3: "NDHWC"}[sides]
    how = {"data_format": data_format or known, "dilations": dilations}
    with name_scope(name, "conv_transpose", [input, filters, output_shape]) as scope:
        function = {1: conv1d_transpose, 2: conv2d_transpose, 3: conv3d_transpose}
        return function[sides](
            input, filters, output_shape, strides, padding, name=scope, **how
        )
