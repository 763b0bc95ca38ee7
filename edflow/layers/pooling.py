"""Pooling layers: the largest element, or the mean, of each window."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from edflow.engine.graph import Tensor
from edflow.engine.ops.array.axes import expand_dims, squeeze
from edflow.engine.ops.conv import pool2d, pool3d
from edflow.engine.ops.input_spec import InputSpec
from edflow.engine.ops.layer import Layer
from edflow.layers import arguments

__all__ = [
    "AveragePooling1D", "AveragePooling2D", "AveragePooling3D", "MaxPooling1D",
    "MaxPooling2D", "MaxPooling3D", "average_pooling1d", "average_pooling2d",
    "average_pooling3d", "max_pooling1d", "max_pooling2d", "max_pooling3d",
]  # fmt: skip


class Pooling(Layer):
    """A window of `pool_size` that slides over the spatial axes by `strides`.

    Args:
      pool_size: the window: one number, or one for each axis.
      strides: the step: one number, or one for each axis.
      padding: "valid" or "same".
      data_format: "channels_last" or "channels_first".
      name: of the scope.
    """

    rank: ClassVar[int]
    images: ClassVar[Callable[..., Tensor]]
    volumes: ClassVar[Callable[..., Tensor]]

    def __init__(
        self,
        pool_size: Any,
        strides: Any,
        padding: str = "valid",
        data_format: str = "channels_last",
        name: str | None = None,
        **kwargs: Any,
    ):
        super().__init__(name=name, **kwargs)
        self.pool_size = arguments.sizes(pool_size, self.rank, "pool_size")
        strides = self.pool_size if strides is None else strides
        self.strides = arguments.sizes(strides, self.rank, "strides")
        self.padding = arguments.padding(padding)
        self.data_format = data_format
        arguments.channels_first(data_format)
        self.input_spec = InputSpec(ndim=self.rank + 2)

    def pool(
        self, x: Tensor, ksize: list[int], strides: list[int], data_format: str
    ) -> Tensor:
        """The operation: the largest element or the mean."""
        operation = type(self).volumes if self.rank == 3 else type(self).images
        return operation(x, ksize, strides, self.padding, data_format=data_format)

    def call(self, inputs: Tensor) -> Tensor:
        """The pooled inputs."""
        if self.rank == 1:
            return self._call_on_rows(inputs)
        return self.pool(
            inputs,
            arguments.full(self.pool_size, self.data_format),
            arguments.full(self.strides, self.data_format),
            arguments.layout(self.rank, self.data_format),
        )

    def _call_on_rows(self, inputs: Tensor) -> Tensor:
        """Sequences are images of width 1."""
        width = 3 if arguments.channels_first(self.data_format) else 2
        y = self.pool(
            expand_dims(inputs, width),
            arguments.full((*self.pool_size, 1), self.data_format),
            arguments.full((*self.strides, 1), self.data_format),
            arguments.layout(2, self.data_format),
        )
        return squeeze(y, width)


class _Max(Pooling):
    images = staticmethod(pool2d.max_pool)
    volumes = staticmethod(pool3d.max_pool3d)


class _Average(Pooling):
    images = staticmethod(pool2d.avg_pool)
    volumes = staticmethod(pool3d.avg_pool3d)


class MaxPooling1D(_Max):
    """The largest element of each window of a sequence."""

    rank = 1


class MaxPooling2D(_Max):
    """The largest element of each window of an image."""

    rank = 2


class MaxPooling3D(_Max):
    """The largest element of each window of a volume."""

    rank = 3


class AveragePooling1D(_Average):
    """The mean of each window of a sequence."""

    rank = 1


class AveragePooling2D(_Average):
    """The mean of each window of an image."""

    rank = 2


class AveragePooling3D(_Average):
    """The mean of each window of a volume."""

    rank = 3


max_pooling1d = arguments.function_of(MaxPooling1D, "max_pooling1d")
max_pooling2d = arguments.function_of(MaxPooling2D, "max_pooling2d")
max_pooling3d = arguments.function_of(MaxPooling3D, "max_pooling3d")
average_pooling1d = arguments.function_of(AveragePooling1D, "average_pooling1d")
average_pooling2d = arguments.function_of(AveragePooling2D, "average_pooling2d")
average_pooling3d = arguments.function_of(AveragePooling3D, "average_pooling3d")
