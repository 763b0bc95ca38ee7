"""Activations that bend a straight line: relu and its kin, softplus, softsign."""

from __future__ import annotations

from typing import Any

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import FLOATS, REALS, float32
from edflow.engine.face.shapes import merge
from edflow.engine.graph import OpDef, Operation, Spec, Tensor, name_scope
from edflow.engine.ops.array.casting import cast
from edflow.engine.ops.array.filling import zeros_like
from edflow.engine.ops.array.joining import concat
from edflow.engine.ops.array.shape import identity
from edflow.engine.ops.build import apply, convert_to_tensor
from edflow.engine.ops.math.arithmetic import negative
from edflow.engine.ops.math.trigonometry import sigmoid

__all__ = [
    "crelu",
    "elu",
    "leaky_relu",
    "log_sigmoid",
    "relu",
    "relu6",
    "selu",
    "silu",
    "softplus",
    "softsign",
    "swish",
]

# The scale and the slope with which activations of mean 0 and variance 1 stay so from
# layer to layer (Klambauer et al., "Self-Normalizing Neural Networks", 2017).
_SELU_ALPHA = 1.6732632423543772
_SELU_SCALE = 1.0507009873554805


class Activation(OpDef, abstract=True):
    """One number to one number, element by element."""

    takes = "features:T"
    gives = "activations:T"
    T = FLOATS

    def infer(self, features: Spec) -> Spec:
        return Spec(features.shape, features.dtype)


class ActivationGrad(OpDef, abstract=True):
    """What reaches the input of an activation of what arrives at its output."""

    takes = "gradients:T features:T"
    gives = "backprops:T"
    T = FLOATS

    def infer(self, gradients: Spec, features: Spec) -> Spec:
        return Spec(merge(gradients.shape, features.shape), features.dtype)


class Relu(Activation):
    """y = max(x, 0)."""

    T = REALS
    takes_out = True

    def compute(self, x: Array, out: Array | None = None) -> Array:
        return np.maximum(x, x.dtype.type(0), out=out)

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        return apply(ReluGrad(), dy, op.outputs[0])


class ReluGrad(ActivationGrad):
    """dx = dy where x > 0, else 0."""

    T = REALS
    takes_out = True

    def compute(self, dy: Array, x: Array, out: Array | None = None) -> Array:
        # A product, not np.where: without a branch it takes a tenth of the time.
        return np.multiply(dy, x > 0, out=out)

    def gradient(self, op: Operation, ddx: Tensor) -> Any:
        x = op.inputs[1]
        return apply(ReluGrad(), ddx, x), zeros_like(x)


class Relu6(Activation):
    """y = min(max(x, 0), 6)."""

    T = REALS

    def compute(self, x: Array) -> Array:
        return np.clip(x, x.dtype.type(0), x.dtype.type(6))

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        return apply(Relu6Grad(), dy, op.outputs[0])


class Relu6Grad(ActivationGrad):
    """dx = dy where 0 < x < 6, else 0."""

    T = REALS

    def compute(self, dy: Array, x: Array) -> Array:
        return dy * ((x > 0) & (x < 6))

    def gradient(self, op: Operation, ddx: Tensor) -> Any:
        x = op.inputs[1]
        return apply(Relu6Grad(), ddx, x), zeros_like(x)


class LeakyRelu(Activation):
    """y = x where x > 0, else alpha x."""

    alpha: float = 0.2

    def compute(self, x: Array) -> Array:
        choose = np.maximum if self.alpha <= 1 else np.minimum
        return choose(x, x * x.dtype.type(self.alpha))

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        return apply(LeakyReluGrad(self.alpha), dy, op.inputs[0])


class LeakyReluGrad(ActivationGrad):
    """dx = dy where x > 0, else alpha dy."""

    alpha: float = 0.2

    def compute(self, dy: Array, x: Array) -> Array:
        slopes = np.array([self.alpha, 1], dy.dtype)
        return dy * slopes.take((x > 0).view(np.uint8))

    def gradient(self, op: Operation, ddx: Tensor) -> Any:
        x = op.inputs[1]
        return apply(LeakyReluGrad(self.alpha), ddx, x), zeros_like(x)


class Elu(Activation):
    """y = x where x > 0, else exp(x) - 1."""

    def compute(self, x: Array) -> Array:
        return np.maximum(x, 0) + np.expm1(np.minimum(x, 0))

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        return apply(EluGrad(), dy, op.outputs[0])


class EluGrad(OpDef):
    """dx = dy where y > 0, else dy (y + 1)."""

    takes = "gradients:T outputs:T"
    gives = "backprops:T"
    T = FLOATS

    def infer(self, gradients: Spec, outputs: Spec) -> Spec:
        return Spec(merge(gradients.shape, outputs.shape), outputs.dtype)

    def compute(self, dy: Array, y: Array) -> Array:
        return dy * (np.fmin(y, 0) + 1)  # A slope of 1 at nan, as TensorFlow.

    def gradient(self, op: Operation, ddx: Tensor) -> Any:
        dy, y = op.inputs
        slope_of_slope = apply(ReluGrad(), dy * ddx, -y)
        return apply(EluGrad(), ddx, y), slope_of_slope


class Selu(Activation):
    """y = s x where x > 0, else s a (exp(x) - 1); s = 1.0507, a = 1.6733."""

    def compute(self, x: Array) -> Array:
        scale, alpha = x.dtype.type(_SELU_SCALE), x.dtype.type(_SELU_ALPHA)
        return scale * (np.maximum(x, 0) + alpha * np.expm1(np.minimum(x, 0)))

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        return apply(SeluGrad(), dy, op.outputs[0])


class SeluGrad(OpDef):
    """dx = s dy where y > 0, else dy (y + s a)."""

    takes = "gradients:T outputs:T"
    gives = "backprops:T"
    T = FLOATS

    def infer(self, gradients: Spec, outputs: Spec) -> Spec:
        return Spec(merge(gradients.shape, outputs.shape), outputs.dtype)

    def compute(self, dy: Array, y: Array) -> Array:
        scale = y.dtype.type(_SELU_SCALE)
        floor = y.dtype.type(_SELU_SCALE * _SELU_ALPHA)
        return dy * np.where(y < 0, y + floor, scale)

    def gradient(self, op: Operation, ddx: Tensor) -> Any:
        dy, y = op.inputs
        return apply(SeluGrad(), ddx, y), apply(ReluGrad(), dy * ddx, -y)


class Softplus(Activation):
    """y = log(1 + exp(x))."""

    def compute(self, x: Array) -> Array:
        return np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        return dy * sigmoid(op.inputs[0])


class Softsign(Activation):
    """y = x / (1 + |x|)."""

    def compute(self, x: Array) -> Array:
        return x / (1 + np.abs(x))

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        return apply(SoftsignGrad(), dy, op.inputs[0])


class SoftsignGrad(ActivationGrad):
    """dx = dy / (1 + |x|)^2."""

    def compute(self, dy: Array, x: Array) -> Array:
        return dy / np.square(1 + np.abs(x))


def relu(features: Any, name: str | None = None) -> Tensor:
    """max(x, 0), element by element: negative numbers become 0.

    >>> import edflow as tf
    >>> tf.Session().run(tf.nn.relu([-1.0, 2.0]))
    array([0., 2.], dtype=float32)
    """
    return apply(Relu(), features, name=name)


def relu6(features: Any, name: str | None = None) -> Tensor:
    """`relu` that stops rising at 6."""
    with name_scope(name, "Relu6", [features]) as scope:
        return apply(Relu6(), convert_to_tensor(features, name="features"), name=scope)


def leaky_relu(features: Any, alpha: float = 0.2, name: str | None = None) -> Tensor:
    """`relu` that lets a little through below 0: `alpha` x.

    Args:
      features: a tensor; integers are taken as float32.
      alpha: the slope below 0, a number.
      name: the operation's name.
    """
    with name_scope(name, "LeakyRelu", [features, alpha]) as scope:
        x = convert_to_tensor(features, name="features")
        if x.dtype.is_integer:
            x = cast(x, float32)
        return apply(LeakyRelu(float(alpha)), x, name=scope)


def elu(features: Any, name: str | None = None) -> Tensor:
    """x above 0; below it bends smoothly towards -1: exp(x) - 1."""
    return apply(Elu(), features, name=name)


def selu(features: Any, name: str | None = None) -> Tensor:
    """`elu` scaled so that layers keep mean 0 and variance 1 by themselves.

    Use it with weights drawn by `tf.variance_scaling_initializer(scale=1.0)`.
    """
    return apply(Selu(), features, name=name)


def softplus(features: Any, name: str | None = None) -> Tensor:
    """log(1 + exp(x)): a `relu` without the corner, always positive."""
    return apply(Softplus(), features, name=name)


def softsign(features: Any, name: str | None = None) -> Tensor:
    """x / (1 + |x|): between -1 and 1 as tanh, but it levels off more slowly."""
    return apply(Softsign(), features, name=name)


def crelu(features: Any, name: str | None = None, axis: int = -1) -> Tensor:
    """`relu` of x and of -x, side by side along `axis`: nothing is lost below 0."""
    with name_scope(name, "CRelu", [features]) as scope:
        x = convert_to_tensor(features, name="features")
        return relu(concat([x, -x], axis, name=scope))


def swish(features: Any, beta: Any = 1.0) -> Tensor:
    """x * sigmoid(`beta` x): a smooth `relu` that dips a little below 0.

    Args:
      features: a tensor of floats.
      beta: how sharp the bend is; a number or a tensor.
    """
    x = convert_to_tensor(features, name="features")
    beta = convert_to_tensor(beta, x.dtype.base_dtype, name="beta")
    return identity(x * sigmoid(beta * x))


silu = swish


def log_sigmoid(x: Any, name: str | None = None) -> Tensor:
    """log(sigmoid(x)), finite also where the sigmoid is as good as 0."""
    with name_scope(name, "LogSigmoid", [x]) as scope:
        x = convert_to_tensor(x, name="x")
        return negative(softplus(-x), name=scope)
