"""Rows of activations, softmax, losses, biases and normalization."""

import numpy as np
from case import Case, In

import edflow as tf
from edflow.engine.ops.build import apply
from edflow.engine.ops.nn.activations import (
    Elu,
    EluGrad,
    LeakyRelu,
    LeakyReluGrad,
    Relu,
    Relu6,
    Relu6Grad,
    ReluGrad,
    Selu,
    SeluGrad,
    Softplus,
    Softsign,
    SoftsignGrad,
)
from edflow.engine.ops.nn.bias import BiasAdd, BiasAddGrad
from edflow.engine.ops.nn.cross_entropy import (
    SoftmaxCrossEntropyWithLogits,
    SparseSoftmaxCrossEntropyWithLogits,
)
from edflow.engine.ops.nn.fused_batch_norm import (
    FusedBatchNormGradV3,
    FusedBatchNormV3,
)
from edflow.engine.ops.nn.lrn import LRN, LRNGrad
from edflow.engine.ops.nn.norms import L2Loss
from edflow.engine.ops.nn.softmax import LogSoftmax, Softmax

apart = In((3, 4), step=0.3)  # From kinks and from each other.
wide = In((3, 4), step=1.3)
SCALE, ALPHA = 1.0507009873554805, 1.6732632423543772

ACTIVATIONS = [
    Case(Relu(), [apart], lambda x: np.maximum(x, 0)),
    Case(ReluGrad(), [(3, 4), apart], lambda dy, x: dy * (x > 0)),
    Case(Relu6(), [wide], lambda x: np.minimum(np.maximum(x, 0), 6)),
    Case(Relu6Grad(), [(3, 4), wide], lambda dy, x: dy * (x > 0) * (x < 6)),
    Case(LeakyRelu(0.1), [apart], lambda x: np.where(x > 0, x, 0.1 * x)),
    Case(
        LeakyReluGrad(0.1),
        [(3, 4), apart],
        lambda dy, x: np.where(x > 0, dy, 0.1 * dy),
    ),
    Case(Elu(), [apart], lambda x: np.where(x > 0, x, np.exp(x) - 1)),
    Case(
        EluGrad(),
        [(3, 4), In((3, 4), step=0.1)],
        lambda dy, y: np.where(y > 0, dy, dy * (y + 1)),
    ),
    Case(
        Selu(),
        [apart],
        lambda x: SCALE * np.where(x > 0, x, ALPHA * (np.exp(x) - 1)),
    ),
    Case(
        SeluGrad(),
        [(3, 4), In((3, 4), step=0.1)],
        lambda dy, y: dy * np.where(y > 0, SCALE, y + SCALE * ALPHA),
    ),
    Case(Softplus(), [In((3, 4), low=-30, high=30)], lambda x: np.logaddexp(x, 0)),
    Case(Softsign(), [apart], lambda x: x / (1 + np.abs(x)), smooth=False),
    Case(
        SoftsignGrad(),
        [(3, 4), apart],
        lambda dy, x: dy / (1 + np.abs(x)) ** 2,
        flat="TensorFlow defines none",
    ),
]


def softmax(x):
    e = np.exp(x - x.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def entropy(x, labels):
    return -(labels * np.log(softmax(x))).sum(-1), softmax(x) - labels


def sparse_entropy(x, labels):
    return entropy(x, np.eye(x.shape[1], dtype=x.dtype)[labels])


LOSSES = [
    Case(Softmax(), [(2, 3, 4)], softmax),
    Case(LogSoftmax(), [(2, 3, 4)], lambda x: np.log(softmax(x))),
    Case(
        SoftmaxCrossEntropyWithLogits(),
        [(3, 4), (3, 4)],
        lambda x, z: entropy(x, softmax(z)),
        build=lambda x, z: apply(SoftmaxCrossEntropyWithLogits(), x, tf.nn.softmax(z)),
    ),
    Case(
        SparseSoftmaxCrossEntropyWithLogits(),
        [(3, 4), np.array([1, 0, 3])],
        sparse_entropy,
    ),
    Case(L2Loss(), [(3, 4)], lambda x: np.square(x).sum() / 2),
]

BIASES = [
    Case(BiasAdd(), [(2, 3, 4), (4,)], np.add),
    Case(
        BiasAdd("NCHW"),
        [(2, 3, 4, 5), (3,)],
        lambda x, b: x + b[:, None, None],
        label="channels first",
    ),
    Case(BiasAddGrad(), [(2, 3, 4)], lambda dy: dy.sum((0, 1))),
    Case(
        BiasAddGrad("NCHW"),
        [(2, 3, 4, 5)],
        lambda dy: dy.sum((0, 2, 3)),
        label="channels first",
    ),
]

# -- normalization --------------------------------------------------------------------

EPSILON = 0.01
EMPTY = np.zeros(0, np.float32)


def normalized(x, scale, offset, mean, variance):
    return scale * (x - mean) / np.sqrt(variance + EPSILON) + offset


def by_batch(x, scale, offset, mean=None, variance=None):
    """The six outputs in training: both moments count as constants here."""
    mean, variance = x.mean((0, 1, 2)), x.var((0, 1, 2))
    n = x.size // x.shape[-1]
    y = normalized(x, scale, offset, mean, variance)
    return y, mean, variance * np.float32(n / (n - 1)), mean, variance, EMPTY


def normalized_only(how):
    """The first output alone: gradients flow through no other."""
    return lambda *inputs: apply(how, *inputs)[0]


def trained(channels):
    """Batch normalization of x, scale and offset in training."""

    def build(x, scale, offset):
        how = FusedBatchNormV3(EPSILON, channels)
        return apply(how, x, scale, offset, EMPTY, EMPTY)[0]

    return build


def gradients_of_batch(dy, x, scale):
    mean, r = x.mean((0, 1, 2)), 1 / np.sqrt(x.var((0, 1, 2)) + EPSILON)
    z = (x - mean) * r
    dx = dy - dy.mean((0, 1, 2)) - z * (dy * z).mean((0, 1, 2))
    return scale * r * dx, (dy * z).sum((0, 1, 2)), dy.sum((0, 1, 2))


def gradients_with_moments(dy, x, scale):
    """The gradient op, given the moments that the forward pass would have found."""
    mean, variance = tf.nn.moments(x, [0, 1, 2])
    how = FusedBatchNormGradV3(EPSILON)
    return apply(how, dy, x, scale, mean, variance, EMPTY)[:3]


def gradients_of_inference(dy, x, scale, mean, variance):
    r = 1 / np.sqrt(variance + EPSILON)
    z = (x - mean) * r
    return scale * r * dy, (dy * z).sum((0, 1, 2)), dy.sum((0, 1, 2))


def first_three(how):
    return lambda *inputs: apply(how, *inputs, EMPTY)[:3]


def near(x, radius):
    c = np.arange(x.shape[-1])
    return x @ (np.abs(c - c[:, None]) <= radius).astype(x.dtype)


def response(x, radius=2, bias=1.5, alpha=0.3, beta=0.75):
    return x * (bias + alpha * near(x * x, radius)) ** -beta


def response_gradient(dy, x, y, radius=2, bias=1.5, alpha=0.3, beta=0.75):
    energy = bias + alpha * near(x * x, radius)
    return dy * energy**-beta - 2 * alpha * beta * x * near(dy * y / energy, radius)


positive = In((3,), low=0.5, high=2)
NORMALIZATION = [
    Case(
        FusedBatchNormV3(EPSILON),
        [(2, 3, 2, 3), (3,), (3,), EMPTY, EMPTY],
        by_batch,
        build=lambda *inputs: tuple(
            map(tf.stop_gradient, apply(FusedBatchNormV3(EPSILON), *inputs))
        ),
        flat="only its first output is differentiable, see below",
        static=False,  # The last output is for GPUs, of a shape that only they know.
        label="all outputs",
    ),
    Case(
        FusedBatchNormV3,
        [(2, 3, 2, 3), (3,), (3,)],
        lambda *inputs: by_batch(*inputs)[0],
        build=trained("NHWC"),
    ),
    Case(
        FusedBatchNormV3,
        [(2, 3, 2, 3), (3,), (3,)],
        lambda x, scale, offset: np.moveaxis(
            by_batch(np.moveaxis(x, 1, -1), scale, offset)[0], -1, 1
        ),
        build=trained("NCHW"),
        label="channels first",
    ),
    Case(
        FusedBatchNormV3(EPSILON, is_training=False),
        [(2, 3, 2, 3), (3,), (3,), (3,), positive],
        normalized,
        build=normalized_only(FusedBatchNormV3(EPSILON, is_training=False)),
        wrt=(0, 1, 2),
        label="at test time",
    ),
    Case(
        FusedBatchNormGradV3,
        [(2, 3, 2, 3), (2, 3, 2, 3), (3,)],
        gradients_of_batch,
        build=gradients_with_moments,
    ),
    Case(
        FusedBatchNormGradV3(EPSILON, is_training=False),
        [(2, 3, 2, 3), (2, 3, 2, 3), (3,), (3,), positive],
        gradients_of_inference,
        build=first_three(FusedBatchNormGradV3(EPSILON, is_training=False)),
        wrt=(0, 1, 2),
        label="at test time",
    ),
    Case(LRN(2, 1.5, 0.3, 0.75), [(2, 2, 2, 6)], response, smooth=False),
    Case(
        LRNGrad(2, 1.5, 0.3, 0.75),
        [(2, 2, 2, 6), (2, 2, 2, 6), (2, 2, 2, 6)],
        response_gradient,
        flat="TensorFlow defines none",
    ),
]

CASES = ACTIVATIONS + LOSSES + BIASES + NORMALIZATION
