"""Local response normalization: channels that compete with their neighbours."""

from __future__ import annotations

from typing import Any

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import float16, float32
from edflow.engine.face.shapes import merge, text
from edflow.engine.graph import OpDef, Operation, Spec, Tensor
from edflow.engine.ops.build import apply

__all__ = ["local_response_normalization", "lrn"]


class Response(OpDef, abstract=True):
    """What the normalization and its gradient share."""

    T = frozenset({float16, float32})
    depth_radius: int = 5
    bias: float = 1.0
    alpha: float = 1.0
    beta: float = 0.5

    def near(self, x: Array) -> Array:
        """Sums over the channels within `depth_radius` of each."""
        c = np.arange(x.shape[-1])
        band = np.abs(c - c[:, None]) <= self.depth_radius
        return x @ band.astype(np.float32)

    def energy(self, x: Array) -> Array:
        return np.float32(self.bias) + np.float32(self.alpha) * self.near(np.square(x))


class LRN(Response):
    """y[c] = x[c] / (bias + alpha sum_d x[d]^2)^beta over |d - c| <= depth_radius."""

    takes = "input:T"

    def infer(self, input: Spec) -> Spec:
        if input.rank not in (None, 4):
            raise ValueError(
                f"the image must have rank 4, NHWC, not shape {text(input.shape)}"
            )
        return Spec(merge(input.shape, (None,) * 4), input.dtype)

    def compute(self, x: Array) -> Array:
        wide = x.astype(np.float32, copy=False)
        y = wide * self.energy(wide) ** np.float32(-self.beta)
        return y.astype(x.dtype, copy=False)

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        return apply(LRNGrad(**self.attributes), dy, op.inputs[0], op.outputs[0])


class LRNGrad(Response):
    """dx = dy e^-beta - 2 alpha beta x near(dy y / e); e = bias + alpha near(x^2)."""

    takes = "input_grads:T input_image:T output_image:T"

    def infer(self, input_grads: Spec, input_image: Spec, output_image: Spec) -> Spec:
        return Spec(merge(input_grads.shape, input_image.shape), input_image.dtype)

    def compute(self, dy: Array, x: Array, y: Array) -> Array:
        dtype = x.dtype
        dy, x, y = (a.astype(np.float32, copy=False) for a in (dy, x, y))
        energy = self.energy(x)
        slope = np.float32(2 * self.alpha * self.beta)
        dx = dy * energy ** np.float32(-self.beta)
        dx -= slope * x * self.near(dy * y / energy)
        return dx.astype(dtype, copy=False)


def local_response_normalization(
    input: Any,
    depth_radius: int = 5,
    bias: float = 1,
    alpha: float = 1,
    beta: float = 0.5,
    name: str | None = None,
) -> Tensor:
    """Divide each channel by the strength of its neighbours, as AlexNet does.

    Args:
      input: images [batch, height, width, channels].
      depth_radius: how many channels on either side are neighbours.
      bias: keeps the divisor from 0.
      alpha: how much the neighbours count.
      beta: the exponent of the divisor.
      name: the operation's name.
    """
    response = LRN(depth_radius, float(bias), float(alpha), float(beta))
    return apply(response, input, name=name)


lrn = local_response_normalization
