"""Separable convolutions: first over places, then over channels."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from edflow.contrib.framework.arg_scoping import add_arg_scope
from edflow.contrib.framework.model_variables import model_variable
from edflow.contrib.layers.initializers import XAVIER, ZEROS
from edflow.contrib.layers.outputs import get_variable_collections
from edflow.contrib.layers.scoped import axes_of, finished, join, layer_scope
from edflow.engine.graph import Tensor
from edflow.engine.ops.build import convert_to_tensor
from edflow.engine.ops.conv.separable import depthwise_conv2d
from edflow.engine.ops.nn.activations import relu
from edflow.engine.ops.nn.bias import bias_add
from edflow.layers import arguments
from edflow.layers.separable import SeparableConv2D

__all__ = ["separable_conv2d", "separable_convolution2d"]

_NAMES = {
    "depthwise_kernel": "depthwise_weights",
    "pointwise_kernel": "pointwise_weights",
    "bias": "biases",
}


@add_arg_scope
def separable_convolution2d(
    inputs: Any,
    num_outputs: int | None,
    kernel_size: Any,
    depth_multiplier: int = 1,
    stride: Any = 1,
    padding: str = "SAME",
    data_format: str = "NHWC",
    rate: Any = 1,
    activation_fn: Callable[..., Tensor] | None = relu,
    normalizer_fn: Callable[..., Tensor] | None = None,
    normalizer_params: Mapping[str, Any] | None = None,
    weights_initializer: Any = XAVIER,
    pointwise_initializer: Any = None,
    weights_regularizer: Any = None,
    biases_initializer: Any = ZEROS,
    biases_regularizer: Any = None,
    reuse: Any = None,
    variables_collections: Any = None,
    outputs_collections: Any = None,
    trainable: bool = True,
    scope: Any = None,
) -> Tensor:
    """A convolution of each channel by itself, then a mixture of the channels.

    Args:
      inputs: images [batch, height, width, channels].
      num_outputs: how many outputs at each place; None leaves the mixture out.
      kernel_size: the window: one number, or (height, width).
      depth_multiplier: how many convolutions of each channel.
      stride, padding, data_format, rate: as for `convolution`.
      activation_fn: `tf.nn.relu` unless told otherwise; None for none.
      normalizer_fn, normalizer_params: as for `convolution`.
      weights_initializer: for the weights over places; Xavier's by default.
      pointwise_initializer: for those over channels; `weights_initializer` by default.
      weights_regularizer: for both.
      biases_initializer, biases_regularizer, reuse: as for `convolution`.
      variables_collections: as for `convolution`; both weights are `weights`.
      outputs_collections, trainable: as for `convolution`.
      scope: of the variables; `SeparableConv2d`, made unique, by default.
    """
    axes = axes_of(data_format)
    use_bias = normalizer_fn is None and biases_initializer is not None
    with layer_scope(scope, "SeparableConv2d", inputs, reuse, _NAMES) as sc:
        inputs = convert_to_tensor(inputs)
        if num_outputs is None:
            y = _depthwise(
                inputs,
                arguments.sizes(kernel_size, 2, "kernel_size"),
                depth_multiplier,
                arguments.full(arguments.sizes(stride, 2, "stride"), axes),
                padding,
                data_format,
                arguments.sizes(rate, 2, "rate"),
                {
                    "initializer": weights_initializer,
                    "regularizer": weights_regularizer,
                    "trainable": trainable,
                    "collections": get_variable_collections(
                        variables_collections, "weights"
                    ),
                },
            )
            if use_bias:
                biases = model_variable(
                    "biases",
                    [y.shape[1 if axes == "channels_first" else -1].value],
                    inputs.dtype.base_dtype,
                    initializer=biases_initializer,
                    regularizer=biases_regularizer,
                    trainable=trainable,
                    collections=get_variable_collections(
                        variables_collections, "biases"
                    ),
                )
                y = bias_add(y, biases, data_format=data_format)
        else:
            layer = SeparableConv2D(
                num_outputs,
                kernel_size,
                stride,
                padding,
                axes,
                rate,
                depth_multiplier,
                use_bias=use_bias,
                depthwise_initializer=weights_initializer,
                pointwise_initializer=pointwise_initializer or weights_initializer,
                bias_initializer=biases_initializer,
                depthwise_regularizer=weights_regularizer,
                pointwise_regularizer=weights_regularizer,
                bias_regularizer=biases_regularizer,
                trainable=trainable,
                name=sc.name,
                _scope=sc,
                _reuse=reuse,
            )
            y = layer(inputs)
            join(layer.depthwise_kernel, variables_collections, "weights")
            join(layer.pointwise_kernel, variables_collections, "weights")
            join(layer.bias, variables_collections, "biases")
        return finished(
            y, sc, activation_fn, outputs_collections, normalizer_fn, normalizer_params
        )


def _depthwise(
    x: Tensor,
    window: tuple[int, ...],
    multiplier: int,
    strides: list[int],
    padding: str,
    data_format: str,
    rate: tuple[int, ...],
    settings: Mapping[str, Any],
) -> Tensor:
    """Each channel by itself; the weights are `depthwise_weights`."""
    channels = x.shape[1 if data_format == "NCHW" else -1].value
    weights = model_variable(
        "depthwise_weights",
        [*window, channels, multiplier],
        x.dtype.base_dtype,
        **settings,
    )
    return depthwise_conv2d(
        x, weights, strides, padding, rate=rate, data_format=data_format
    )


separable_conv2d = separable_convolution2d
