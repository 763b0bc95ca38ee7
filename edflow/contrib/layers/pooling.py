"""Pooling: the largest element, or the mean, of each window."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from edflow.contrib.framework.arg_scoping import add_arg_scope
from edflow.contrib.layers.outputs import collect_named_outputs
from edflow.contrib.layers.scoped import axes_of
from edflow.engine.graph import Tensor, name_scope
from edflow.engine.ops.build import convert_to_tensor
from edflow.engine.ops.conv.pool import pool as pool_windows
from edflow.layers import pooling

__all__ = ["avg_pool2d", "avg_pool3d", "max_pool2d", "max_pool3d", "pool"]


def _pool(kind: type[pooling.Pooling], name: str, default: str) -> Callable[..., Any]:
    def pooled(
        inputs: Any,
        kernel_size: Any,
        stride: Any = 2,
        padding: str = "VALID",
        data_format: str | None = None,
        outputs_collections: Any = None,
        scope: str | None = None,
    ) -> Tensor:
        axes = axes_of(data_format)
        with name_scope(scope, default, [inputs]) as sc:
            layer = kind(kernel_size, stride, padding, axes, _scope=sc)
            return collect_named_outputs(outputs_collections, sc, layer(inputs))

    pooled.__name__ = pooled.__qualname__ = name
    pooled.__doc__ = f"""{(kind.__doc__ or "").strip()}

    Args:
      inputs: [batch, ..., channels].
      kernel_size: the window: one number, or one for each spatial axis.
      stride: the step, likewise.
      padding: "VALID" (only whole windows) or "SAME".
      data_format: "NHWC", or "NCHW" where the channels stand first; for volumes
        "NDHWC" or "NCDHW".
      outputs_collections: collections for the outputs.
      scope: the name of the operations.
    """
    return add_arg_scope(pooled)


max_pool2d = _pool(pooling.MaxPooling2D, "max_pool2d", "MaxPool2D")
max_pool3d = _pool(pooling.MaxPooling3D, "max_pool3d", "MaxPool3D")
avg_pool2d = _pool(pooling.AveragePooling2D, "avg_pool2d", "AvgPool2D")
avg_pool3d = _pool(pooling.AveragePooling3D, "avg_pool3d", "AvgPool3D")


@add_arg_scope
def pool(
    inputs: Any,
    kernel_size: Any,
    pooling_type: str,
    padding: str = "VALID",
    data_format: str | None = None,
    dilation_rate: Any = 1,
    stride: Any = 1,
    outputs_collections: Any = None,
    scope: str | None = None,
) -> Tensor:
    """Pooling over 1, 2 or 3 spatial axes: `pooling_type` is "AVG" or "MAX"."""
    with name_scope(scope, f"{pooling_type.lower()}_pool", [inputs]) as sc:
        inputs = convert_to_tensor(inputs)
        spatial = len(inputs.shape) - 2

        def each(size: Any) -> list[int]:
            return [size] * spatial if isinstance(size, int) else [int(s) for s in size]

        y = pool_windows(
            inputs,
            each(kernel_size),
            pooling_type,
            padding,
            dilation_rate=each(dilation_rate),
            strides=each(stride),
            data_format=data_format,
        )
        return collect_named_outputs(outputs_collections, sc, y)
