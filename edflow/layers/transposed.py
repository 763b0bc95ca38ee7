"""Transposed convolution layers: each input paints a window of the output."""

from __future__ import annotations

from typing import Any

from edflow.engine.graph import Tensor
from edflow.engine.ops.array.shape import shape as shape_of
from edflow.engine.ops.array.stacking import stack
from edflow.engine.ops.conv import transposed
from edflow.layers import arguments
from edflow.layers.convolution import Convolution

__all__ = ["Conv2DTranspose", "Conv3DTranspose", "conv2d_transpose", "conv3d_transpose"]


class Transposed(Convolution):
    """What transposed convolution layers share.

    Args:
      filters: how many outputs at each place.
      kernel_size: the window: one number, or one for each spatial axis.
      strides: the step: one number, or one for each spatial axis.
      padding: "valid" (only whole windows) or "same" (as many places as inputs, at a
        stride of 1).
      data_format: "channels_last", [batch, ..., channels], or "channels_first".
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

    def __init__(
        self,
        filters: int,
        kernel_size: Any,
        strides: Any = 1,
        padding: str = "valid",
        data_format: str = "channels_last",
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
            filters,
            kernel_size,
            strides,
            padding,
            data_format,
            1,
            activation,
            use_bias,
            kernel_initializer,
            bias_initializer,
            kernel_regularizer,
            bias_regularizer,
            activity_regularizer,
            kernel_constraint,
            bias_constraint,
            trainable,
            name,
            **kwargs,
        )

    def build(self, input_shape: Any) -> None:
        """Make `kernel`, whose last two axes are outputs and inputs, and `bias`."""
        self.add_kernel([*self.kernel_size, self.filters, self.channels(input_shape)])
        self.add_bias()

    def convolve(self, x: Tensor) -> Tensor:
        """The gradient of a convolution with respect to its input."""
        first = self.channel_axis == 1
        known = x.shape.as_list()
        sizes: Any = shape_of(x)
        spatial = range(2, self.rank + 2) if first else range(1, self.rank + 1)
        painted = [
            self._painted(sizes[axis] if known[axis] is None else known[axis], i)
            for i, axis in enumerate(spatial)
        ]
        batch = sizes[0]
        whole = [batch, self.filters, *painted]
        operation = (
            transposed.conv3d_transpose
            if self.rank == 3
            else transposed.conv2d_transpose
        )
        y = operation(
            x,
            self.kernel,
            stack(whole if first else [batch, *painted, self.filters]),
            arguments.full(self.strides, self.data_format),
            self.padding,
            data_format=arguments.layout(self.rank, self.data_format),
        )
        places = [size if isinstance(size, int) else None for size in painted]
        rest = [self.filters, *places] if first else [*places, self.filters]
        y.set_shape([known[0], *rest])
        return y

    def _painted(self, size: Any, axis: int) -> Any:
        """How far `size` windows reach along a spatial axis."""
        reach = size * self.strides[axis]
        if self.padding == "SAME":
            return reach
        return reach + max(self.kernel_size[axis] - self.strides[axis], 0)


class Conv2DTranspose(Transposed):
    """A transposed convolution over images: each input paints a window."""

    rank = 2


class Conv3DTranspose(Transposed):
    """A transposed convolution over volumes: each input paints a window."""

    rank = 3


conv2d_transpose = arguments.function_of(Conv2DTranspose, "conv2d_transpose")
conv3d_transpose = arguments.function_of(Conv3DTranspose, "conv3d_transpose")
