"""Batch normalization of images as one operation, with its gradient."""

from __future__ import annotations

from typing import Any

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import float16, float32
from edflow.engine.face.shapes import merge, text
from edflow.engine.graph import OpDef, Operation, Spec, Tensor
from edflow.engine.ops.array.axes import transpose
from edflow.engine.ops.array.casting import cast
from edflow.engine.ops.build import apply, constant, convert_to_tensor
from edflow.engine.ops.math.powers import rsqrt
from edflow.engine.ops.reduce import reduce_mean, reduce_sum

__all__ = ["fused_batch_norm"]

# cuDNN refuses a smaller one, so TensorFlow takes this instead on every device.
_LEAST_EPSILON = 1.001e-5


class Normalization(OpDef, abstract=True):
    """What normalization and its gradient share."""

    T = frozenset({float16, float32})
    U = frozenset({float32})
    epsilon: float = 0.0001
    data_format: str = "NHWC"
    is_training: bool = True

    def rows(self, x: Array) -> Array:
        """Images as rows of channels, in float32."""
        if self.data_format == "NCHW":
            x = np.moveaxis(x, 1, -1)
        return x.reshape(-1, x.shape[-1]).astype(np.float32, copy=False)

    def images(self, rows: Array, like: Array) -> Array:
        """Rows of channels in the shape and dtype of images."""
        if self.data_format == "NCHW":
            n, c, *sides = like.shape
            rows = np.moveaxis(rows.reshape(n, *sides, c), -1, 1)
            return np.ascontiguousarray(rows, like.dtype)
        return rows.reshape(like.shape).astype(like.dtype, copy=False)

    def channels(self, x: Spec, *vectors: Spec) -> Any:
        """[c], where x and the vectors must agree on the number of channels."""
        if x.rank not in (None, 4):
            raise ValueError(
                f"x must be images of rank 4, {self.data_format}, but it has shape "
                f"{text(x.shape)}"
            )
        at = 1 if self.data_format == "NCHW" else 3
        shape: Any = (None if x.shape is None else x.shape[at],)
        for vector in vectors:
            try:
                shape = merge(shape, vector.shape)
            except ValueError:
                raise ValueError(
                    f"there are {shape[0]} channels, but a vector of shape "
                    f"{text(vector.shape)} is given for them; give it shape "
                    f"{text(shape)}"
                ) from None
        return shape


class FusedBatchNormV3(Normalization):
    """y = scale (x - mean) / sqrt(variance + epsilon) + offset, channel by channel."""

    takes = "x:T scale:U offset:U mean:U variance:U"
    gives = (
        "y:T batch_mean:U batch_variance:U reserve_space_1:U reserve_space_2:U "
        "reserve_space_3:U"
    )
    exponential_avg_factor: float = 1.0

    def infer(
        self, x: Spec, scale: Spec, offset: Spec, mean: Spec, variance: Spec
    ) -> tuple[Spec, ...]:
        known = () if self.is_training else (mean, variance)
        c = self.channels(x, scale, offset, *known)
        vector = Spec(c, float32)
        return Spec(x.shape, x.dtype), *[vector] * 4, Spec(None, float32)

    def compute(
        self, x: Array, scale: Array, offset: Array, mean: Array, variance: Array
    ) -> tuple[Array, ...]:
        rows = self.rows(x)
        if not len(rows):  # Of nothing there is no mean.
            nothing = np.full_like(scale, np.nan)
            return x, *[nothing] * 4, np.zeros(0, np.float32)
        if self.is_training:
            running = mean, variance
            mean = average(rows)
            centered = rows - mean
            variance = average(np.square(centered))
            # Of n draws the variance of their source is estimated with n - 1.
            unbiased = variance * np.float32(len(rows) / max(len(rows) - 1, 1))
            moved = [
                self._towards(old, new)
                for old, new in zip(running, (mean, unbiased), strict=True)
            ]
        else:
            centered = rows - mean
            moved = [mean, variance]
        centered *= scale / np.sqrt(variance + np.float32(self.epsilon))
        centered += offset
        y = self.images(centered, x)
        return y, *moved, mean, variance, np.zeros(0, np.float32)

    def _towards(self, old: Array, new: Array) -> Array:
        """The moving average, one step on."""
        factor = np.float32(self.exponential_avg_factor)
        return new if factor == 1 else (1 - factor) * old + factor * new

    def gradient(self, op: Operation, dy: Any, *unused: Any) -> Any:
        if dy is None:
            return (None,) * 5
        x, scale, _, *running = op.inputs
        mean, variance = op.outputs[3:5] if self.is_training else running
        how = FusedBatchNormGradV3(self.epsilon, self.data_format, self.is_training)
        dx, dscale, doffset, _, _ = apply(
            how, dy, x, scale, mean, variance, op.outputs[5]
        )
        return dx, dscale, doffset, None, None


class FusedBatchNormGradV3(Normalization):
    """dx = scale r (dy - E[dy] - z E[dy z]); z = r (x - mean), r = 1 / deviation."""

    takes = (
        "y_backprop:T x:T scale:float32 "
        "reserve_space_1:U reserve_space_2:U reserve_space_3:U"
    )
    gives = (
        "x_backprop:T scale_backprop:U offset_backprop:U reserve_space_4:U "
        "reserve_space_5:U"
    )

    def infer(
        self, dy: Spec, x: Spec, scale: Spec, mean: Spec, variance: Spec, unused: Spec
    ) -> tuple[Spec, ...]:
        vector = Spec(self.channels(x, scale, mean, variance), float32)
        empty = Spec((0,), float32)
        return Spec(merge(dy.shape, x.shape), x.dtype), vector, vector, empty, empty

    def compute(
        self, dy: Array, x: Array, scale: Array, mean: Array, variance: Array, _: Array
    ) -> tuple[Array, ...]:
        slopes, z = self.rows(dy), self.rows(x) - mean
        r = 1 / np.sqrt(variance + np.float32(self.epsilon))
        z *= r
        doffset = average(slopes)
        dscale = average(slopes * z)
        n = np.float32(len(slopes))
        empty = np.zeros(0, np.float32)
        if self.is_training:  # Mean and variance moved with x.
            z *= dscale
            np.subtract(slopes, z, out=z)
            z -= doffset
            z *= scale * r
            dx = z
        else:
            dx = slopes * (scale * r)
        return self.images(dx, x), dscale * n, doffset * n, empty, empty

    def gradient(self, op: Operation, *dys: Any) -> Any:
        # Of L = <a, dx> + <b, dscale> + <c, doffset>, where dx = s r P(dy), and
        # P(u) = u - E[u] - z E[u z] is its own adjoint and dz/dx = r P.
        dy, x, scale, mean, variance, _ = op.inputs
        dtype = x.dtype.base_dtype
        dy, x = self._last(cast(dy, float32)), self._last(cast(x, float32))
        r = rsqrt(variance + self.epsilon)
        z = (x - mean) * r
        a, b, c = dys[:3]
        a = None if a is None else self._last(cast(a, float32))
        to_dy: list[Any] = []
        to_z: list[Any] = []
        to_x: list[Any] = []
        to_scale = None
        if a is not None:
            to_dy.append(scale * r * self._projected(a, z))
            along = r * self._projected(dy, z)
            to_scale = reduce_sum(a * along, [0, 1, 2])
            if self.is_training:
                crossed = a * _mean(dy * z) + dy * _mean(a * z)
                to_z.append(-scale * r * crossed)
                to_x.append(-scale * r * z * _mean(a * along))
        if b is not None:
            to_dy.append(b * z)
            to_z.append(b * dy)
        if c is not None:
            to_dy.append(c + 0 * dy)
        to_x += [r * self._projected(v, z) for v in to_z]
        return (
            self._back(_sum(to_dy), dtype),
            self._back(_sum(to_x), dtype),
            to_scale,
            None,
            None,
            None,
        )

    def _projected(self, u: Tensor, z: Tensor) -> Tensor:
        """u without what only moves or stretches its channel."""
        return u - _mean(u) - z * _mean(u * z) if self.is_training else u

    def _last(self, x: Tensor) -> Tensor:
        return transpose(x, [0, 2, 3, 1]) if self.data_format == "NCHW" else x

    def _back(self, x: Any, dtype: Any) -> Any:
        if x is not None and self.data_format == "NCHW":
            x = transpose(x, [0, 3, 1, 2])
        return None if x is None else cast(x, dtype)


def average(rows: Array) -> Array:
    """The mean of rows. As a product with ones it is one pass through BLAS."""
    n = len(rows)
    return np.full(n, 1 / max(n, 1), rows.dtype) @ rows


def _mean(x: Tensor) -> Tensor:
    return reduce_mean(x, [0, 1, 2])


def _sum(terms: list[Any]) -> Any:
    return sum(terms[1:], start=terms[0]) if terms else None


def fused_batch_norm(
    x: Any,
    scale: Any,
    offset: Any,
    mean: Any = None,
    variance: Any = None,
    epsilon: float = 0.001,
    data_format: str = "NHWC",
    is_training: bool = True,
    name: str | None = None,
    exponential_avg_factor: float = 1.0,
) -> tuple[Tensor, Tensor, Tensor]:
    """Batch normalization of images in one operation, mean and variance included.

    Args:
      x: images [batch, height, width, channels], or as `data_format` says.
      scale: the new deviations [channels].
      offset: the new means [channels].
      mean: the means [channels] to use when not training; when training, the moving
        average to go on from, needed if `exponential_avg_factor` is not 1.
      variance: the variances, likewise.
      epsilon: a small number that keeps the root from 0.
      data_format: "NHWC" or "NCHW".
      is_training: whether mean and variance are those of this batch.
      name: the operation's name.
      exponential_avg_factor: how far the returned averages move to this batch.

    Returns:
      (y, mean, variance). When training, the variance divides by n - 1.

    Raises:
      ValueError: no mean or variance, although not training.
    """
    given = mean is not None and variance is not None
    if not given and (not is_training or exponential_avg_factor != 1):
        raise ValueError(
            "give both mean and variance: without training, or with an "
            "exponential_avg_factor, they are not computed from the batch alone"
        )
    x = convert_to_tensor(x, name="input")
    scale = convert_to_tensor(scale, name="scale")
    offset = convert_to_tensor(offset, name="offset")
    mean = constant([], float32) if mean is None else mean
    variance = constant([], float32) if variance is None else variance
    epsilon = max(epsilon, _LEAST_EPSILON)
    fused = FusedBatchNormV3(epsilon, data_format, is_training, exponential_avg_factor)
    return apply(fused, x, scale, offset, mean, variance, name=name)[:3]
