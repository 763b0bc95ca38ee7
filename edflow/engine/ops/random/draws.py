"""Random draws: the normal, the truncated normal and the uniform distribution."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import FLOATS, INDICES, DType, as_dtype, float32, int32
from edflow.engine.face.shapes import Dimension, Shape
from edflow.engine.graph import (
    OpDef,
    Operation,
    Runtime,
    Spec,
    Tensor,
    name_scope,
)
from edflow.engine.kernels import random as kernels
from edflow.engine.kernels.random import Philox
from edflow.engine.ops.build import apply, convert_to_tensor
from edflow.engine.ops.math.arithmetic import add, multiply
from edflow.engine.ops.seeds import op_seeds

__all__ = ["random_normal", "random_uniform", "truncated_normal"]


class RandomOp(OpDef, abstract=True):
    """An op that draws: it goes on, run after run, in a stream of its own.

    Its two seeds settle the stream, so one program draws the same numbers each time it
    is started; (0, 0) asks for other numbers every time.
    """

    gives = "output:dtype"
    stateful = True
    differentiable = False
    seed: int = 0
    seed2: int = 0

    def bind(self, op: Operation, runtime: Runtime) -> Callable[..., Any]:
        stream = runtime.state(op, lambda: Philox(self.seed, self.seed2))
        return lambda *arrays: self.draw(stream, *arrays)

    def draw(self, stream: Philox, *arrays: Any) -> Array:
        """The next numbers of the stream, as this distribution has them."""
        raise NotImplementedError


class FloatDraws(RandomOp, abstract=True):
    """Independent draws of a fixed distribution, in any shape."""

    takes = "shape:T"
    T = INDICES
    dtype: DType = float32

    def infer(self, shape: Spec) -> Spec:
        if self.dtype not in FLOATS:
            raise TypeError(
                f"{self.type} draws float16, float32 or float64, not {self.dtype.name}"
            )
        return Spec(drawn_shape(shape), self.dtype)

    def draw(self, stream: Philox, shape: Array) -> Array:
        sizes = shape.tolist()
        draws = self.flat(stream, math.prod(sizes), self.dtype.as_numpy_dtype)
        return draws.reshape(sizes)

    def flat(self, stream: Philox, size: int, dtype: Any) -> Array:
        """`size` draws in a row."""
        raise NotImplementedError


class RandomStandardNormal(FloatDraws):
    r"""y ~ N(0, 1), density exp(-y² / 2) / sqrt(2 pi)."""

    def flat(self, stream: Philox, size: int, dtype: Any) -> Array:
        return kernels.normal(stream, size, dtype)


class TruncatedNormal(FloatDraws):
    """y ~ N(0, 1), drawn again as long as |y| >= 2."""

    def flat(self, stream: Philox, size: int, dtype: Any) -> Array:
        return kernels.truncated_normal(stream, size, dtype)


class RandomUniform(FloatDraws):
    """y ~ U[0, 1)."""

    def flat(self, stream: Philox, size: int, dtype: Any) -> Array:
        return kernels.uniform(stream, size, dtype)


class RandomUniformInt(RandomOp):
    """y ~ the whole numbers from minval up to but not including maxval."""

    takes = "shape:T minval:Tout maxval:Tout"
    gives = "output:Tout"
    T = INDICES
    Tout = INDICES

    def infer(self, shape: Spec, minval: Spec, maxval: Spec) -> Spec:
        for name, bound in (("minval", minval), ("maxval", maxval)):
            if bound.rank not in (None, 0):
                raise ValueError(f"{name} must be one number, not of rank {bound.rank}")
        return Spec(drawn_shape(shape), minval.dtype)

    def draw(self, stream: Philox, shape: Array, minval: Array, maxval: Array) -> Array:
        sizes, dtype = shape.tolist(), np.asarray(minval).dtype
        if minval >= maxval and 0 not in sizes:
            raise ValueError(f"minval must be below maxval, but {minval} >= {maxval}")
        size, low, high = math.prod(sizes), int(minval), int(maxval)
        return kernels.uniform_int(stream, size, low, high, dtype).reshape(sizes)


def drawn_shape(shape: Spec) -> Shape:
    """The static shape that a tensor of sizes asks for."""
    if shape.rank not in (None, 1):
        raise ValueError(
            f"the shape must be a list of sizes, not of rank {shape.rank}; "
            "write e.g. [5], or [] for a single number"
        )
    return shape.sizes()


def shape_tensor(shape: Any) -> Tensor:
    """A shape as a tensor named `shape`: of sizes, a `TensorShape`, or as it is."""
    if isinstance(shape, list | tuple):
        shape = [s.value if isinstance(s, Dimension) else s for s in shape]
        # An empty list would become a vector of floats.
        return convert_to_tensor(shape, None if shape else int32, "shape")
    return convert_to_tensor(shape, name="shape")


def random_normal(
    shape: Any,
    mean: Any = 0.0,
    stddev: Any = 1.0,
    dtype: Any = float32,
    seed: int | None = None,
    name: str | None = None,
) -> Tensor:
    """Draws from a normal distribution, new ones in every run.

    Args:
      shape: the sizes of the result.
      mean: the centre of the distribution.
      stddev: its standard deviation, the square root of its variance.
      dtype: float16, float32 or float64.
      seed: a whole number that settles the draws, together with
        `tf.set_random_seed`; without either they differ from session to session.
      name: the operation's name.

    >>> import edflow as tf
    >>> tf.Session().run(tf.random_normal([2, 3], stddev=1, seed=1))
    array([[-0.8113182 ,  1.4845988 ,  0.06532937],
           [-2.4427042 ,  0.0992484 ,  0.5912243 ]], dtype=float32)
    """
    return _normal(
        RandomStandardNormal, "random_normal", shape, mean, stddev, dtype, seed, name
    )


def truncated_normal(
    shape: Any,
    mean: Any = 0.0,
    stddev: Any = 1.0,
    dtype: Any = float32,
    seed: int | None = None,
    name: str | None = None,
) -> Tensor:
    """Draws from a normal distribution without its tails, new ones in every run.

    What lies two standard deviations or more from the mean is drawn again: no weight
    starts far out. Arguments as for `tf.random_normal`.

    >>> import edflow as tf
    >>> weights = tf.truncated_normal([1000], stddev=0.1, seed=1)
    >>> bool(tf.Session().run(tf.reduce_max(tf.abs(weights))) < 0.2)
    True
    """
    return _normal(
        TruncatedNormal, "truncated_normal", shape, mean, stddev, dtype, seed, name
    )


def _normal(
    kind: type[FloatDraws],
    default_name: str,
    shape: Any,
    mean: Any,
    stddev: Any,
    dtype: Any,
    seed: int | None,
    name: str | None,
) -> Tensor:
    dtype = as_dtype(dtype)
    with name_scope(name, default_name, [shape, mean, stddev]) as scope:
        sizes = shape_tensor(shape)
        mean = convert_to_tensor(mean, dtype, "mean")
        stddev = convert_to_tensor(stddev, dtype, "stddev")
        draws = apply(kind(*op_seeds(seed), dtype), sizes)
        return add(multiply(draws, stddev, name="mul"), mean, name=scope)


def random_uniform(
    shape: Any,
    minval: Any = 0,
    maxval: Any = None,
    dtype: Any = float32,
    seed: int | None = None,
    name: str | None = None,
) -> Tensor:
    """Draws from [minval, maxval), all equally likely, new ones in every run.

    Args:
      shape: the sizes of the result.
      minval: the lowest number that can be drawn.
      maxval: what all draws stay below; 1 by default, but required for integers.
      dtype: a float, int32 or int64.
      seed: a whole number that settles the draws, together with
        `tf.set_random_seed`.
      name: the operation's name.

    Raises:
      ValueError: another dtype, or integers without a `maxval`.

    >>> import edflow as tf
    >>> dice = tf.random_uniform([8], 1, 7, dtype=tf.int32, seed=1)
    >>> tf.Session().run(dice)
    array([4, 6, 4, 5, 2, 3, 1, 6], dtype=int32)
    """
    dtype = as_dtype(dtype)
    if dtype not in FLOATS | INDICES:
        raise ValueError(
            "random_uniform draws float16, float32, float64, int32 or int64, "
            f"not {dtype.name}; draw one of these and use tf.cast"
        )
    if maxval is None:
        if dtype.is_integer:
            raise ValueError(
                f"random_uniform of {dtype.name} needs a maxval, e.g. maxval=10 for "
                "draws from 0 to 9"
            )
        maxval = 1
    with name_scope(name, "random_uniform", [shape, minval, maxval]) as scope:
        sizes = shape_tensor(shape)
        # The exact integers, as TensorFlow has it: 0.0 and 1.0 do become nodes.
        from_zero = isinstance(minval, int) and minval == 0
        to_one = isinstance(maxval, int) and maxval == 1
        if dtype.is_integer or not (from_zero and to_one):
            minval = convert_to_tensor(minval, dtype, "min")
            maxval = convert_to_tensor(maxval, dtype, "max")
        seeds = op_seeds(seed)
        if dtype.is_integer:
            return apply(RandomUniformInt(*seeds), sizes, minval, maxval, name=scope)
        draws = apply(RandomUniform(*seeds, dtype), sizes)
        if from_zero:
            return draws if to_one else multiply(draws, maxval)
        return add(multiply(draws, maxval - minval, name="mul"), minval, name=scope)
