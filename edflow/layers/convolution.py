"""Convolution layers: small weights that slide over a sequence, image or volume."""

from __future__ import annotations

from typing import Any, ClassVar

from edflow.engine.face.shapes import TensorShape
from edflow.engine.graph import Tensor
from edflow.engine.ops.conv import conv1d as sequences
from edflow.engine.ops.conv import conv2d as images
from edflow.engine.ops.conv import conv3d as volumes
from edflow.engine.ops.input_spec import InputSpec
from edflow.engine.ops.layer import Layer
from edflow.engine.ops.nn.bias import bias_add
from edflow.layers import arguments

__all__ = ["Conv1D", "Conv2D", "Conv3D", "conv1d", "conv2d", "conv3d"]


class Convolution(Layer):
    """What convolution layers share: a kernel, a bias, an activation.

    Args:
      filters: how many outputs at each place.
      kernel_size: the window: one number, or one for each spatial axis.
      strides: the step: one number, or one for each spatial axis.
      padding: "valid" (only whole windows) or "same" (as many places as inputs, at a
        stride of 1).
      data_format: "channels_last", [batch, ..., channels], or "channels_first".
      dilation_rate: the distance between the elements of a window.
      activation: a function such as `tf.nn.relu`; None for none.
      use_bias: whether to add a bias.
      kernel_initializer: for the weights; Glorot's uniform one by default.
      bias_initializer: for the bias; zeros by default.
      kernel_regularizer: a function from the weights to a loss.
      bias_regularizer: a function from the bias to a loss.
      activity_regularizer: a function from the output to a loss.
      kernel_constraint: applied to the weights after each update by an optimizer.
      bias_constraint: applied to the bias likewise.
      trainable: whether optimizers change the variables.
      name: of the scope.
    """

    rank: ClassVar[int]

    def __init__(
        self,
        filters: int,
        kernel_size: Any,
        strides: Any = 1,
        padding: str = "valid",
        data_format: str = "channels_last",
        dilation_rate: Any = 1,
        activation: Any = None,
        use_bias: bool = True,
        kernel_initializer: Any = None,
        bias_initializer: Any = "zeros",
        kernel_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        kernel_constraint: Any = None,
        bias_constraint: Any = None,
        trainable: bool = True,
        name: str | None = None,
        **kwargs: Any,
    ):
        super().__init__(
            trainable, name, activity_regularizer=activity_regularizer, **kwargs
        )
        self.filters = int(filters)
        self.kernel_size = arguments.sizes(kernel_size, self.rank, "kernel_size")
        self.strides = arguments.sizes(strides, self.rank, "strides")
        self.padding = arguments.padding(padding)
        self.data_format = data_format
        self.dilation_rate = arguments.sizes(dilation_rate, self.rank, "dilation_rate")
        self.activation = arguments.activation(activation)
        self.use_bias = use_bias
        self.kernel_initializer = arguments.initializer(kernel_initializer)
        self.bias_initializer = arguments.initializer(bias_initializer)
        self.kernel_regularizer = kernel_regularizer
        self.bias_regularizer = bias_regularizer
        self.kernel_constraint = kernel_constraint
        self.bias_constraint = bias_constraint
        self.bias: Any = None
        self.channel_axis = 1 if arguments.channels_first(data_format) else -1
        self.input_spec = InputSpec(ndim=self.rank + 2)

    def channels(self, input_shape: Any) -> int:
        """The number of input channels, which the layer keeps to from now on."""
        channels = TensorShape(input_shape)[self.channel_axis].value
        if channels is None:
            raise ValueError(
                f"{self.name}: the number of channels is unknown, {input_shape}, but "
                "it is the depth of the kernel; give it by set_shape or reshape"
            )
        self.input_spec = InputSpec(
            ndim=self.rank + 2, axes={self.channel_axis: channels}
        )
        return channels

    def build(self, input_shape: Any) -> None:
        """Make `kernel` and `bias`."""
        self.add_kernel([*self.kernel_size, self.channels(input_shape), self.filters])
        self.add_bias()

    def add_kernel(self, shape: list[int]) -> None:
        """Make `kernel`."""
        self.kernel = self.add_weight(
            "kernel",
            shape,
            initializer=self.kernel_initializer,
            regularizer=self.kernel_regularizer,
            constraint=self.kernel_constraint,
        )

    def add_bias(self) -> None:
        """Make `bias`, if there is to be one."""
        if self.use_bias:
            self.bias = self.add_weight(
                "bias",
                [self.filters],
                initializer=self.bias_initializer,
                regularizer=self.bias_regularizer,
                constraint=self.bias_constraint,
            )

    def convolve(self, x: Tensor) -> Tensor:
        """The operation, without bias and activation."""
        raise NotImplementedError("a convolution layer must define convolve")

    def with_bias(self, y: Tensor) -> Tensor:
        """y + bias, if there is one."""
        if not self.use_bias:
            return y
        first = arguments.channels_first(self.data_format)
        return bias_add(y, self.bias, data_format="NCHW" if first else "NHWC")

    def call(self, inputs: Tensor) -> Tensor:
        """activation(convolution + bias)."""
        y = self.with_bias(self.convolve(inputs))
        return y if self.activation is None else self.activation(y)


class Conv1D(Convolution):
    """A convolution over sequences [batch, steps, channels]."""

    rank = 1

    def convolve(self, x: Tensor) -> Tensor:
        """The windows times the kernel."""
        return sequences.conv1d(
            x,
            self.kernel,
            self.strides[0],
            self.padding,
            data_format="NCW" if self.channel_axis == 1 else "NWC",
            dilations=self.dilation_rate[0],
            name="Conv1D",
        )


class Conv2D(Convolution):
    """A convolution over images [batch, height, width, channels]."""

    rank = 2

    def convolve(self, x: Tensor) -> Tensor:
        """The windows times the kernel."""
        return images.conv2d(
            x,
            self.kernel,
            arguments.full(self.strides, self.data_format),
            self.padding,
            data_format=arguments.layout(2, self.data_format),
            dilations=arguments.full(self.dilation_rate, self.data_format),
            name="Conv2D",
        )


class Conv3D(Convolution):
    """A convolution over volumes [batch, depth, height, width, channels]."""

    rank = 3

    def convolve(self, x: Tensor) -> Tensor:
        """The windows times the kernel."""
        return volumes.conv3d(
            x,
            self.kernel,
            arguments.full(self.strides, self.data_format),
            self.padding,
            data_format=arguments.layout(3, self.data_format),
            dilations=arguments.full(self.dilation_rate, self.data_format),
            name="Conv3D",
        )


conv1d = arguments.function_of(Conv1D, "conv1d")
conv2d = arguments.function_of(Conv2D, "conv2d")
conv3d = arguments.function_of(Conv3D, "conv3d")
