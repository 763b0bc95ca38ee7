"""Hue, saturation and contrast."""

from __future__ import annotations

from typing import Any

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import FLOATS, float16, float32
from edflow.engine.face.shapes import text
from edflow.engine.graph import OpDef, Operation, Spec, Tensor
from edflow.engine.kernels import colors as kernels
from edflow.engine.ops.array.axes import reverse, roll
from edflow.engine.ops.array.gathering import one_hot
from edflow.engine.ops.build import apply
from edflow.engine.ops.image.shapes import colored
from edflow.engine.ops.math.division import div_no_nan
from edflow.engine.ops.reduce import argmax, argmin, reduce_max, reduce_min, reduce_sum

__all__ = ["hsv_to_rgb", "rgb_to_hsv"]


class Colored(OpDef, abstract=True):
    """Red, green and blue to other colors, pixel by pixel."""

    takes = "images:T"
    T = FLOATS

    def infer(self, images: Spec, *others: Spec) -> Spec:
        for other in others:
            if other.rank not in (None, 0):
                raise ValueError(
                    f"{self.args[1].name} must be one number, not of shape "
                    f"{text(other.shape)}"
                )
        return Spec(colored(images), images.dtype)

    def compute(self, x: Array, *others: Array) -> Array:
        # Numba has no float16.
        wide = x.astype(np.float32) if x.dtype == np.float16 else x
        return self.changed(wide, *others).astype(x.dtype, copy=False)

    def changed(self, x: Array, *others: Any) -> Array:
        """The other colors."""
        raise NotImplementedError


class RGBToHSV(Colored):
    r"""v = max(r, g, b), s = 1 - min / v, h = the angle round the grey axis / 2 pi."""

    def changed(self, x: Array) -> Array:
        return kernels.rgb_to_hsv(x)

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        # With d = v - m, where v is the largest and m the smallest channel:
        #   s = 1 - m / v            ds = m / v^2 dv - dm / v
        #   h = (k + (p - q) / d)/6  dh = ((dp - dq) / d - (p - q) / d^2 (dv - dm)) / 6
        # p and q are the channels after and before the largest, red follows blue. Of
        # equal channels the first is the largest and the last the smallest.
        x, dtype = op.inputs[0], op.inputs[0].dtype
        v = reduce_max(x, -1, keepdims=True)
        m = reduce_min(x, -1, keepdims=True)
        dv = one_hot(argmax(x, -1), 3, dtype=dtype)
        dm = reverse(one_hot(argmin(reverse(x, [-1]), -1), 3, dtype=dtype), [-1])
        turn = roll(dv, 1, -1) - roll(dv, -1, -1)
        slope = div_no_nan(reduce_sum(x * turn, -1, keepdims=True), v - m)
        dh = div_no_nan(turn - slope * (dv - dm), 6 * (v - m))
        ds = div_no_nan(div_no_nan(m, v) * dv - dm, v)
        return dy[..., 0:1] * dh + dy[..., 1:2] * ds + dy[..., 2:3] * dv


class HSVToRGB(Colored):
    """Each channel rises and falls with the hue: (1 - s + s clip(ramp(h), 0, 1)) v."""

    def changed(self, x: Array) -> Array:
        return kernels.hsv_to_rgb(x)


class AdjustHue(Colored):
    """h + delta on the circle; saturation and value stay."""

    takes = "images:T delta:float32"
    T = frozenset({float16, float32})

    def changed(self, x: Array, delta: Any) -> Array:
        return kernels.turn_hue(x, delta)


class AdjustSaturation(Colored):
    """s times the scale, at most 1; hue and value stay."""

    takes = "images:T scale:float32"
    T = frozenset({float16, float32})

    def changed(self, x: Array, scale: Any) -> Array:
        return kernels.scale_saturation(x, scale)


class AdjustContrastv2(OpDef):
    """y = m + factor (x - m), m being the mean of each channel of each image."""

    takes = "images:T contrast_factor:float32"
    T = frozenset({float16, float32})

    def infer(self, images: Spec, contrast_factor: Spec) -> Spec:
        if images.rank is not None and images.rank < 3:
            raise ValueError(
                f"images must be [height, width, channels], not {text(images.shape)}"
            )
        if contrast_factor.rank not in (None, 0):
            raise ValueError(
                "contrast_factor must be one number, not of shape "
                f"{text(contrast_factor.shape)}"
            )
        return images.with_shape(images.shape)

    def compute(self, x: Array, factor: Any) -> Array:
        images = np.ascontiguousarray(x, np.float32).reshape(-1, *x.shape[-3:])
        y = kernels.scale_contrast(images, factor)
        return y.reshape(x.shape).astype(x.dtype, copy=False)


# -- public functions -----------------------------------------------------------------


def rgb_to_hsv(images: Any, name: str | None = None) -> Tensor:
    """Red, green, blue in the last axis to hue, saturation and value, all in [0, 1].

    >>> import edflow as tf
    >>> tf.Session().run(tf.image.rgb_to_hsv([[1.0, 0.0, 0.0], [0.0, 0.5, 0.0]]))
    array([[0.        , 1.        , 1.        ],
           [0.33333334, 1.        , 0.5       ]], dtype=float32)
    """
    return apply(RGBToHSV(), images, name=name)


def hsv_to_rgb(images: Any, name: str | None = None) -> Tensor:
    """Hue, saturation and value in the last axis, in [0, 1], to red, green and blue."""
    return apply(HSVToRGB(), images, name=name)
