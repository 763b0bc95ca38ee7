"""Random draws whose distribution is given by tensors, and random orders."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import (
    ALL,
    FLOATS,
    INDICES,
    REALS,
    DType,
    as_dtype,
    float32,
    int32,
    int64,
)
from edflow.engine.graph import Operation, Spec, Tensor, name_scope
from edflow.engine.kernels import random as kernels
from edflow.engine.kernels.random import Philox
from edflow.engine.ops.array.broadcasting import BroadcastTo
from edflow.engine.ops.array.joining import slice_
from edflow.engine.ops.array.shape import shape as shape_of
from edflow.engine.ops.assertions import assert_true
from edflow.engine.ops.build import apply, convert_to_tensor
from edflow.engine.ops.grouping import with_dependencies
from edflow.engine.ops.indexing.repeating import broadcast_dynamic_shape
from edflow.engine.ops.math.arithmetic import maximum
from edflow.engine.ops.math.comparing import greater_equal
from edflow.engine.ops.random.draws import (
    RandomOp,
    drawn_shape,
    random_uniform,
    shape_tensor,
)
from edflow.engine.ops.reduce import reduce_all
from edflow.engine.ops.seeds import op_seeds

__all__ = [
    "multinomial", "random_crop", "random_gamma", "random_poisson", "random_shuffle",
]  # fmt: skip


class RandomShuffle(RandomOp):
    """y = the rows of x in a random order."""

    takes = "value:T"
    gives = "output:T"
    T = ALL

    def infer(self, value: Spec) -> Spec:
        return Spec(value.shape, value.dtype)

    def draw(self, stream: Philox, value: Array) -> Array:
        return value[kernels.shuffle(stream, len(value))] if np.ndim(value) else value


class Multinomial(RandomOp):
    """y[i, j] ~ the classes, with probabilities softmax(logits[i])."""

    takes = "logits:T num_samples:int32"
    gives = "output:output_dtype"
    T = REALS
    output_dtype: DType = int64

    def infer(self, logits: Spec, num_samples: Spec) -> Spec:
        if logits.rank not in (None, 2):
            raise ValueError(
                f"logits must be [batch, classes], not of rank {logits.rank}"
            )
        batch = None if logits.shape is None else logits.shape[0]
        samples = None if num_samples.known is None else int(num_samples.known)
        return Spec((batch, samples), self.output_dtype)

    def draw(self, stream: Philox, logits: Array, num_samples: Array) -> Array:
        dtype = self.output_dtype.as_numpy_dtype
        return kernels.multinomial(stream, logits, int(num_samples), dtype)


class RandomGamma(RandomOp):
    """y ~ Gamma(alpha), density x^(alpha - 1) e^-x / Gamma(alpha), for each alpha."""

    takes = "shape:S alpha:T"
    gives = "output:T"
    S = INDICES
    T = FLOATS

    def infer(self, shape: Spec, alpha: Spec) -> Spec:
        return Spec(_before(shape, alpha), alpha.dtype)

    def draw(self, stream: Philox, shape: Array, alpha: Array) -> Array:
        sizes = shape.tolist()
        alpha = np.asarray(alpha)
        draws = kernels.gamma(stream, alpha.reshape(-1), math.prod(sizes))
        return draws.reshape((*sizes, *alpha.shape))

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        raise LookupError(
            f"the gradient of {op.name} with respect to alpha is not defined here; "
            "stop it with tf.stop_gradient"
        )


class RandomPoissonV2(RandomOp):
    """y ~ Poisson(rate), P(k) = rate^k e^-rate / k!, for each rate."""

    takes = "shape:S rate:R"
    S = INDICES
    R = FLOATS | INDICES
    dtype: DType = int64

    def infer(self, shape: Spec, rate: Spec) -> Spec:
        return Spec(_before(shape, rate), self.dtype)

    def draw(self, stream: Philox, shape: Array, rate: Array) -> Array:
        sizes = shape.tolist()
        rate = np.asarray(rate)
        dtype = self.dtype.as_numpy_dtype
        draws = kernels.poisson(stream, rate.reshape(-1), math.prod(sizes), dtype)
        return draws.reshape((*sizes, *rate.shape))


def _before(shape: Spec, parameters: Spec) -> Any:
    """The sizes asked for, followed by those of the parameters."""
    sizes = drawn_shape(shape)
    if sizes is None or parameters.shape is None:
        return None
    return (*sizes, *parameters.shape)


# -- public functions -----------------------------------------------------------------


def random_shuffle(
    value: Any, seed: int | None = None, name: str | None = None
) -> Tensor:
    """The rows of `value`, its first axis, in a new random order in every run.

    >>> import edflow as tf
    >>> tf.Session().run(tf.random_shuffle([1, 2, 3, 4], seed=1))
    array([4, 1, 2, 3], dtype=int32)
    """
    return apply(RandomShuffle(*op_seeds(seed)), value, name=name)


def multinomial(
    logits: Any,
    num_samples: Any,
    seed: int | None = None,
    name: str | None = None,
    output_dtype: Any = None,
) -> Tensor:
    """Class numbers drawn from softmax(logits), with repetition.

    Args:
      logits: [batch, classes], logarithms of probabilities up to a constant.
      num_samples: how many draws for each row.
      seed: settles the draws.
      name: the scope's name.
      output_dtype: int32 or int64, which is the default.

    Returns:
      [batch, num_samples], numbers from 0 to classes - 1.
    """
    with name_scope(name, "multinomial", [logits]):
        return _multinomial(logits, num_samples, output_dtype, seed)


def categorical(
    logits: Any,
    num_samples: Any,
    dtype: Any = None,
    seed: int | None = None,
    name: str | None = None,
) -> Tensor:
    """`tf.multinomial` under its newer name."""
    with name_scope(name, "categorical", [logits]):
        return _multinomial(logits, num_samples, dtype, seed)


def _multinomial(logits: Any, num_samples: Any, dtype: Any, seed: int | None) -> Tensor:
    logits = convert_to_tensor(logits, name="logits")
    opdef = Multinomial(*op_seeds(seed), int64 if dtype is None else as_dtype(dtype))
    return apply(opdef, logits, num_samples)


def random_gamma(
    shape: Any,
    alpha: Any,
    beta: Any = None,
    dtype: Any = float32,
    seed: int | None = None,
    name: str | None = None,
) -> Tensor:
    """Draws from gamma distributions.

    Args:
      shape: how many draws of each distribution.
      alpha: the shape parameters, above 0.
      beta: the rates, by which the draws are divided; 1 by default.
      dtype: a float.
      seed: settles the draws.
      name: the operation's name.

    Returns:
      A tensor of shape `shape` followed by the broadcast shape of alpha and beta.
    """
    dtype = as_dtype(dtype)
    with name_scope(name, "random_gamma", [shape, alpha, beta]):
        sizes = shape_tensor(shape)
        alpha = convert_to_tensor(alpha, dtype, "alpha")
        beta = convert_to_tensor(1 if beta is None else beta, dtype, "beta")
        common = broadcast_dynamic_shape(shape_of(alpha), shape_of(beta))
        alpha = apply(BroadcastTo(), alpha, common)
        draws = apply(RandomGamma(*op_seeds(seed)), sizes, alpha)
        tiny = np.finfo(dtype.as_numpy_dtype).tiny
        return maximum(tiny, draws / beta)


def random_poisson(
    lam: Any,
    shape: Any,
    dtype: Any = float32,
    seed: int | None = None,
    name: str | None = None,
) -> Tensor:
    """Draws from Poisson distributions: how many events come where `lam` are expected.

    Args:
      lam: the rates, 0 or more.
      shape: how many draws of each distribution.
      dtype: of the result.
      seed: settles the draws.
      name: the operation's name.

    Returns:
      A tensor of shape `shape` followed by that of `lam`.
    """
    with name_scope(name, "random_poisson", [lam, shape]):
        sizes = shape_tensor(shape)
        opdef = RandomPoissonV2(*op_seeds(seed), as_dtype(dtype))
        return apply(opdef, sizes, lam)


def random_crop(
    value: Any, size: Any, seed: int | None = None, name: str | None = None
) -> Tensor:
    """A block of `value` at a random place, a new one in every run.

    Args:
      value: a tensor, e.g. an image [height, width, channels].
      size: the sizes of the block, one for each axis.
      seed: settles the places.
      name: the operation's name.

    >>> import edflow as tf
    >>> tf.random_crop(tf.zeros([32, 32, 3]), [24, 24, 3]).shape.as_list()
    [24, 24, 3]
    """
    with name_scope(name, "random_crop", [value, size]) as scope:
        value = convert_to_tensor(value, name="value")
        size = convert_to_tensor(size, int32, "size")
        whole = shape_of(value)
        check = assert_true(
            reduce_all(greater_equal(whole, size)),
            [
                "the block must not be larger than the value, but their sizes are",
                whole,
                size,
            ],
        )
        whole = with_dependencies([check], whole)
        places = whole - size + 1
        offset = random_uniform(
            shape_of(places), dtype=int32, maxval=int32.max, seed=seed
        )
        return slice_(value, offset % places, size, name=scope)
