"""Pooling of volumes."""

from __future__ import annotations

from typing import Any

from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import FLOATS
from edflow.engine.face.shapes import merge
from edflow.engine.graph import Operation, Spec, Tensor, name_scope
from edflow.engine.kernels import pool3d as kernels
from edflow.engine.ops.array.shape import shape
from edflow.engine.ops.build import apply, convert_to_tensor
from edflow.engine.ops.conv import layout
from edflow.engine.ops.conv.pooling import (
    AverageGradient,
    LargestGradient,
    Pool,
    Pooling,
    windows,
)

__all__ = ["avg_pool3d", "max_pool3d"]


class Pooling3D(Pooling, abstract=True):
    """What poolings of volumes and their gradients share."""

    T = FLOATS
    data_format: str = "NDHWC"


class MaxPool3D(Pooling3D, Pool):
    """y[n,i,j,k,c] = the largest x[n, s i + p, t j + q, u k + r, c] of a window."""

    takes = "input:T"
    kernel = staticmethod(kernels.max_pool3d)

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        x, y = op.inputs[0], op.outputs[0]
        return apply(MaxPool3DGrad(**self.attributes), x, y, dy)


class MaxPool3DGrad(Pooling3D):
    """dx = dy at every place that holds the largest of a window, added up."""

    takes = "orig_input:TInput orig_output:TInput grad:T"
    TInput = FLOATS

    def infer(self, orig_input: Spec, orig_output: Spec, grad: Spec) -> Spec:
        merge(self.pooled(orig_input).shape, grad.shape)
        return Spec(orig_input.shape, grad.dtype)

    def compute(self, x: Array, y: Array, dy: Array) -> Array:
        moves = self.moves(x.shape, dy.shape)
        dx = kernels.max_pool3d_gradient(
            layout.laid_in(x, self.data_format),
            layout.laid_in(y, self.data_format),
            layout.laid_in(dy, self.data_format),
            *moves,
        )
        return layout.laid_out(dx, dy.dtype, self.data_format)

    def gradient(self, op: Operation, ddx: Tensor) -> Any:
        x, y, _ = op.inputs
        return None, None, apply(MaxPool3DGradGrad(**self.attributes), x, y, ddx)


class MaxPool3DGradGrad(Pooling3D, LargestGradient):
    """ddy = ddx at the first largest place of each window."""

    takes = "orig_input:T orig_output:T grad:T"
    kernel = staticmethod(kernels.max_pool3d_places)

    def gradient(self, op: Operation, d: Tensor) -> Any:
        x, y, _ = op.inputs
        return None, None, apply(MaxPool3DGrad(**self.attributes), x, y, d)


class AvgPool3D(Pooling3D, Pool):
    """y[n,i,j,k,c] = the mean of x[n, s i + p, t j + q, u k + r, c] over a window."""

    takes = "input:T"
    kernel = staticmethod(kernels.avg_pool3d)

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        return apply(AvgPool3DGrad(**self.attributes), shape(op.inputs[0]), dy)


class AvgPool3DGrad(Pooling3D, AverageGradient):
    """dx = dy spread in equal parts over each window of a volume, added up."""

    takes = "orig_input_shape:int32 grad:T"
    kernel = staticmethod(kernels.avg_pool3d_gradient)

    def gradient(self, op: Operation, ddx: Tensor) -> Any:
        return None, apply(AvgPool3D(**self.attributes), ddx)


def max_pool3d(
    input: Any,
    ksize: Any,
    strides: Any,
    padding: Any,
    data_format: str | None = "NDHWC",
    name: str | None = None,
) -> Tensor:
    """The largest value of each window of volumes.

    Args:
      input: the volumes [batch, depth, height, width, channels].
      ksize: the size of a window: one number, three or five.
      strides: from one window to the next; as `ksize`.
      padding: "SAME" or "VALID".
      data_format: "NDHWC" or "NCDHW".
      name: the operation's name.
    """
    return _pooled(MaxPool3D, input, ksize, strides, padding, data_format, name)


def avg_pool3d(
    input: Any,
    ksize: Any,
    strides: Any,
    padding: Any,
    data_format: str | None = "NDHWC",
    name: str | None = None,
) -> Tensor:
    """The mean of each window of volumes; the arguments are `tf.nn.max_pool3d`'s."""
    return _pooled(AvgPool3D, input, ksize, strides, padding, data_format, name)


def _pooled(
    pool: type[Pooling3D],
    input: Any,
    ksize: Any,
    strides: Any,
    padding: Any,
    data_format: str | None,
    name: str | None,
) -> Tensor:
    data_format = layout.format_of(data_format, 3)
    padding = layout.same_or_valid(padding, data_format)
    how = pool(*windows(ksize, strides, padding, data_format))
    with name_scope(name, pool.__name__, [input]) as scope:
        return apply(how, convert_to_tensor(input, name="input"), name=scope)
