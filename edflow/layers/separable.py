"""Separable convolution layers: first over places, then over channels."""

from __future__ import annotations

from typing import Any

from edflow.engine.graph import Tensor
from edflow.engine.ops.array.axes import expand_dims, squeeze
from edflow.engine.ops.conv import separable
from edflow.layers import arguments
from edflow.layers.convolution import Convolution

__all__ = ["SeparableConv1D", "SeparableConv2D", "separable_conv1d", "separable_conv2d"]


class Separable(Convolution):
    """A convolution of each channel by itself, then a mixture of the channels.

    Far fewer weights than a full convolution: k² c + c f instead of k² c f.

    Args:
      filters: how many outputs at each place.
      kernel_size: the window: one number, or one for each spatial axis.
      strides: the step: one number, or one for each spatial axis.
      padding: "valid" or "same".
      data_format: "channels_last" or "channels_first".
      dilation_rate: the distance between the elements of a window.
      depth_multiplier: how many convolutions of each channel.
      activation: a function such as `tf.nn.relu`; None for none.
      use_bias: whether to add a bias.
      depthwise_initializer: for the weights over places; Glorot's uniform one by
        default.
      pointwise_initializer: for the weights over channels, likewise.
      bias_initializer: for the bias; zeros by default.
      depthwise_regularizer: a function from the weights to a loss.
      pointwise_regularizer: likewise.
      bias_regularizer: likewise.
      activity_regularizer: a function from the output to a loss.
      depthwise_constraint: applied to the weights after each update by an optimizer.
      pointwise_constraint: likewise.
      bias_constraint: likewise.
      trainable: whether optimizers change the variables.
      name: of the scope.
    """

    def __init__(
        self,
        filters: int,
        kernel_size: Any,
        strides: Any = 1,
        padding: str = "valid",
        data_format: str = "channels_last",
        dilation_rate: Any = 1,
        depth_multiplier: int = 1,
        activation: Any = None,
        use_bias: bool = True,
        depthwise_initializer: Any = None,
        pointwise_initializer: Any = None,
        bias_initializer: Any = "zeros",
        depthwise_regularizer: Any = None,
        pointwise_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        depthwise_constraint: Any = None,
        pointwise_constraint: Any = None,
        bias_constraint: Any = None,
        trainable: bool = True,
        name: str | None = None,
        **kwargs: Any,
    ):
        super().__init__(
            filters,
            kernel_size,
            strides,
            padding,
            data_format,
            dilation_rate,
            activation,
            use_bias,
            bias_initializer=bias_initializer,
            bias_regularizer=bias_regularizer,
            activity_regularizer=activity_regularizer,
            bias_constraint=bias_constraint,
            trainable=trainable,
            name=name,
            **kwargs,
        )
        self.depth_multiplier = depth_multiplier
        self.depthwise_initializer = arguments.initializer(depthwise_initializer)
        self.pointwise_initializer = arguments.initializer(pointwise_initializer)
        self.depthwise_regularizer = depthwise_regularizer
        self.pointwise_regularizer = pointwise_regularizer
        self.depthwise_constraint = depthwise_constraint
        self.pointwise_constraint = pointwise_constraint

    def build(self, input_shape: Any) -> None:
        """Make `depthwise_kernel`, `pointwise_kernel` and `bias`."""
        channels = self.channels(input_shape)
        self.depthwise_kernel = self.add_weight(
            "depthwise_kernel",
            [*self.kernel_size, channels, self.depth_multiplier],
            initializer=self.depthwise_initializer,
            regularizer=self.depthwise_regularizer,
            constraint=self.depthwise_constraint,
        )
        ones = (1,) * self.rank
        self.pointwise_kernel = self.add_weight(
            "pointwise_kernel",
            [*ones, channels * self.depth_multiplier, self.filters],
            initializer=self.pointwise_initializer,
            regularizer=self.pointwise_regularizer,
            constraint=self.pointwise_constraint,
        )
        self.add_bias()

    def images(self, x: Tensor, depthwise: Any, pointwise: Any, strides: Any) -> Tensor:
        """The two convolutions, of images."""
        rates = self.dilation_rate if self.rank == 2 else (1, *self.dilation_rate)
        return separable.separable_conv2d(
            x,
            depthwise,
            pointwise,
            arguments.full(strides, self.data_format),
            self.padding,
            rate=rates,
            data_format=arguments.layout(2, self.data_format),
        )


class SeparableConv1D(Separable):
    """A convolution of each channel of a sequence, then a mixture of the channels."""

    rank = 1

    def convolve(self, x: Tensor) -> Tensor:
        """The convolutions of sequences, as images of height 1."""
        depthwise = expand_dims(self.depthwise_kernel, 0)
        pointwise = expand_dims(self.pointwise_kernel, 0)
        # An image has one step for both sides; that of the height, 1, does not count.
        return self.images(x, depthwise, pointwise, self.strides * 2)

    def call(self, inputs: Tensor) -> Tensor:
        """activation(convolution + bias)."""
        height = 2 if self.channel_axis == 1 else 1
        y = squeeze(self.with_bias(self.convolve(expand_dims(inputs, height))), height)
        return y if self.activation is None else self.activation(y)


class SeparableConv2D(Separable):
    """A convolution of each channel of an image, then a mixture of the channels."""

    rank = 2

    def convolve(self, x: Tensor) -> Tensor:
        """The convolutions of images."""
        return self.images(
            x, self.depthwise_kernel, self.pointwise_kernel, self.strides
        )


separable_conv1d = arguments.function_of(SeparableConv1D, "separable_conv1d")
separable_conv2d = arguments.function_of(SeparableConv2D, "separable_conv2d")
