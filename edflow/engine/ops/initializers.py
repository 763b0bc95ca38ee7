"""Initializers: from the shape of a variable to its first value.

An initializer is called with the shape, and the dtype if that is not its own. How far
first weights may spread is set by the *fans* of their shape: how many inputs a unit
adds up, and how many units each input feeds.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from edflow.engine.face.dtypes import DType, as_dtype, float32
from edflow.engine.face.shapes import TensorShape
from edflow.engine.graph import Tensor
from edflow.engine.ops.array.axes import matrix_transpose
from edflow.engine.ops.array.filling import ones, zeros
from edflow.engine.ops.array.shape import reshape
from edflow.engine.ops.build import constant
from edflow.engine.ops.linalg.decomposing import qr
from edflow.engine.ops.linalg.diagonals import diag_part
from edflow.engine.ops.linalg.identities import eye
from edflow.engine.ops.math.arithmetic import multiply
from edflow.engine.ops.math.rounding import sign
from edflow.engine.ops.random.draws import (
    random_normal,
    random_uniform,
    truncated_normal,
)

__all__ = [
    "Constant", "GlorotNormal", "GlorotUniform", "Identity", "Initializer", "Ones",
    "Orthogonal", "RandomNormal", "RandomUniform", "TruncatedNormal",
    "UniformUnitScaling", "VarianceScaling", "Zeros", "he_normal", "he_uniform",
    "lecun_normal", "lecun_uniform",
]  # fmt: skip

# The standard deviation of a standard normal draw whose tails beyond 2 are cut off.
_TRUNCATED_STDDEV = 0.87962566103423978


class Initializer:
    """The base of all initializers: a dataclass that defines `make`."""

    dtype: Any
    floats_only: ClassVar[bool] = True

    def __post_init__(self) -> None:
        self.dtype = as_dtype(self.dtype)
        if self.floats_only and not self.dtype.is_floating:
            raise ValueError(
                f"{type(self).__name__} makes floats, not {self.dtype.name}; for "
                "integers use tf.zeros_initializer or tf.constant_initializer"
            )

    def __call__(
        self, shape: Any, dtype: Any = None, partition_info: Any = None
    ) -> Tensor:
        """A tensor of that shape to start a variable with.

        Args:
          shape: the sizes, all of them known.
          dtype: in place of the initializer's own.
          partition_info: accepted.
        """
        return self.make(shape, self.dtype if dtype is None else as_dtype(dtype))

    def make(self, shape: Any, dtype: DType) -> Tensor:
        """The tensor."""
        raise NotImplementedError(f"{type(self).__name__} must define make")

    def get_config(self) -> dict[str, Any]:
        """The arguments that make this initializer again."""
        return vars(self) | {"dtype": self.dtype.name}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Initializer:
        """An initializer of this class with the arguments in `config`."""
        return cls(**config)


@dataclass(eq=False)
class Zeros(Initializer):
    """Zeros."""

    dtype: Any = float32
    floats_only: ClassVar[bool] = False

    def make(self, shape: Any, dtype: DType) -> Tensor:
        return zeros(shape, dtype)


@dataclass(eq=False)
class Ones(Initializer):
    """Ones."""

    dtype: Any = float32
    floats_only: ClassVar[bool] = False

    def make(self, shape: Any, dtype: DType) -> Tensor:
        return ones(shape, dtype)


@dataclass(eq=False)
class Constant(Initializer):
    """Values that are written down: one for all elements, or row by row.

    Args:
      value: a number, a nested list or an array; if there are fewer values than
        elements, the last is repeated.
      dtype: used where the call names none.
      verify_shape: refuse a `value` of another shape.

    >>> import edflow as tf
    >>> tf.Session().run(tf.constant_initializer([1, 2])([2, 2]))
    array([[1., 2.],
           [2., 2.]], dtype=float32)
    """

    value: Any = 0
    dtype: Any = float32
    verify_shape: bool = False
    floats_only: ClassVar[bool] = False

    def __post_init__(self) -> None:
        super().__post_init__()
        if not (
            np.isscalar(self.value) or isinstance(self.value, list | tuple | np.ndarray)
        ):
            raise TypeError(
                "a constant initializer takes a number, a list or an array, not a "
                f"{type(self.value).__name__}"
            )

    def __call__(
        self,
        shape: Any,
        dtype: Any = None,
        partition_info: Any = None,
        verify_shape: bool | None = None,
    ) -> Tensor:
        """A constant of that shape."""
        dtype = self.dtype if dtype is None else dtype
        verify = self.verify_shape if verify_shape is None else verify_shape
        return constant(self.value, dtype, shape=shape, verify_shape=verify)

    def get_config(self) -> dict[str, Any]:
        """The arguments that make this initializer again."""
        return {"value": self.value, "dtype": self.dtype.name}


@dataclass(eq=False)
class RandomUniform(Initializer):
    """Draws from [minval, maxval), all equally likely."""

    minval: Any = 0.0
    maxval: Any = None
    seed: int | None = None
    dtype: Any = float32
    floats_only: ClassVar[bool] = False

    def make(self, shape: Any, dtype: DType) -> Tensor:
        return random_uniform(shape, self.minval, self.maxval, dtype, seed=self.seed)


@dataclass(eq=False)
class RandomNormal(Initializer):
    """Draws from a normal distribution."""

    mean: Any = 0.0
    stddev: Any = 1.0
    seed: int | None = None
    dtype: Any = float32

    def make(self, shape: Any, dtype: DType) -> Tensor:
        return random_normal(shape, self.mean, self.stddev, dtype, seed=self.seed)


@dataclass(eq=False)
class TruncatedNormal(Initializer):
    """Draws from a normal distribution, none further than two deviations out."""

    mean: Any = 0.0
    stddev: Any = 1.0
    seed: int | None = None
    dtype: Any = float32

    def make(self, shape: Any, dtype: DType) -> Tensor:
        return truncated_normal(shape, self.mean, self.stddev, dtype, seed=self.seed)


@dataclass(eq=False)
class UniformUnitScaling(Initializer):
    """Uniform draws that keep the size of the signal: +- factor sqrt(3 / inputs).

    All axes but the last count as inputs.
    """

    factor: float = 1.0
    seed: int | None = None
    dtype: Any = float32

    def make(self, shape: Any, dtype: DType) -> Tensor:
        inputs = TensorShape(shape)[:-1].num_elements() or 1
        limit = math.sqrt(3 / inputs) * self.factor
        return random_uniform(shape, -limit, limit, dtype, seed=self.seed)


@dataclass(eq=False)
class VarianceScaling(Initializer):
    """Draws of the variance scale / n: a sum over n inputs keeps their size.

    Args:
      scale: the factor, above 0; 2 makes up for the half that a ReLU cuts off.
      mode: what n is: "fan_in", "fan_out", or "fan_avg", the mean of both.
      distribution: "truncated_normal" (also called "normal"), "untruncated_normal"
        or "uniform".
      seed: settles the draws.
      dtype: used where the call names none.

    Raises:
      ValueError: a scale of 0 or less, or an unknown mode or distribution.
    """

    scale: float = 1.0
    mode: str = "fan_in"
    distribution: str = "truncated_normal"
    seed: int | None = None
    dtype: Any = float32

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.scale <= 0:
            raise ValueError(f"scale must be above 0, not {self.scale}")
        if self.mode not in ("fan_in", "fan_out", "fan_avg"):
            raise ValueError(
                f"mode must be 'fan_in', 'fan_out' or 'fan_avg', not {self.mode!r}"
            )
        self.distribution = self.distribution.lower()
        if self.distribution not in (
            "normal",
            "truncated_normal",
            "untruncated_normal",
            "uniform",
        ):
            raise ValueError(
                "distribution must be 'truncated_normal', 'untruncated_normal' or "
                f"'uniform', not {self.distribution!r}"
            )

    def make(self, shape: Any, dtype: DType) -> Tensor:
        fan_in, fan_out = fans(shape)
        counts = {
            "fan_in": fan_in,
            "fan_out": fan_out,
            "fan_avg": (fan_in + fan_out) / 2,
        }
        variance = self.scale / max(1.0, counts[self.mode])
        if self.distribution == "uniform":
            limit = math.sqrt(3 * variance)
            return random_uniform(shape, -limit, limit, dtype, seed=self.seed)
        stddev = math.sqrt(variance)
        if self.distribution == "untruncated_normal":
            return random_normal(shape, 0.0, stddev, dtype, seed=self.seed)
        stddev /= _TRUNCATED_STDDEV
        return truncated_normal(shape, 0.0, stddev, dtype, seed=self.seed)


def fans(shape: Any) -> tuple[int, int]:
    """How many inputs a unit of these weights adds up, how many units an input feeds.

    The last two axes are inputs and outputs; those before are a window, of which every
    place counts.

    >>> fans([784, 10]), fans([5, 5, 32, 64])
    ((784, 10), (800, 1600))
    """
    sizes = [int(size) for size in shape]
    if len(sizes) < 2:
        only = sizes[0] if sizes else 1
        return only, only
    window = math.prod(sizes[:-2])
    return window * sizes[-2], window * sizes[-1]


class Glorot(VarianceScaling):
    """Draws of variance 2 / (fan_in + fan_out), from a distribution of its class."""

    drawn: ClassVar[str]

    def __init__(self, seed: int | None = None, dtype: Any = float32):
        super().__init__(1.0, "fan_avg", self.drawn, seed, dtype)

    def get_config(self) -> dict[str, Any]:
        """The arguments that make this initializer again."""
        return {"seed": self.seed, "dtype": self.dtype.name}


class GlorotUniform(Glorot):
    """Uniform draws of variance 2 / (fan_in + fan_out): the default for weights.

    Keeps both the signal going forward and the gradient coming back from growing or
    fading. Also named after Xavier Glorot's first name (Glorot and Bengio, 2010).
    """

    drawn = "uniform"


class GlorotNormal(Glorot):
    """Truncated normal draws of variance 2 / (fan_in + fan_out)."""

    drawn = "truncated_normal"


def lecun_normal(seed: int | None = None) -> VarianceScaling:
    """Truncated normal draws of variance 1 / fan_in (LeCun and others, 1998)."""
    return VarianceScaling(1.0, "fan_in", "truncated_normal", seed)


def lecun_uniform(seed: int | None = None) -> VarianceScaling:
    """Uniform draws of variance 1 / fan_in (LeCun and others, 1998)."""
    return VarianceScaling(1.0, "fan_in", "uniform", seed)


def he_normal(seed: int | None = None) -> VarianceScaling:
    """Truncated normal draws of variance 2 / fan_in, for ReLUs (He et al., 2015)."""
    return VarianceScaling(2.0, "fan_in", "truncated_normal", seed)


def he_uniform(seed: int | None = None) -> VarianceScaling:
    """Uniform draws of variance 2 / fan_in, for ReLUs (He et al., 2015)."""
    return VarianceScaling(2.0, "fan_in", "uniform", seed)


@dataclass(eq=False)
class Orthogonal(Initializer):
    """A matrix of orthogonal rows or columns, the fewer of both, of length 1.

    Applying it changes no lengths: what recurrent networks want, which apply one matrix
    many times. More than two axes are taken for a matrix by joining all but the last.

    Args:
      gain: a factor for the result.
      seed: settles the draws.
      dtype: used where the call names none.
    """

    gain: float = 1.0
    seed: int | None = None
    dtype: Any = float32

    def make(self, shape: Any, dtype: DType) -> Tensor:
        sizes = [int(size) for size in shape]
        if len(sizes) < 2:
            raise ValueError(
                f"an orthogonal matrix needs two axes or more, not the shape {sizes}"
            )
        rows, columns = math.prod(sizes[:-1]), sizes[-1]
        tall = (max(rows, columns), min(rows, columns))
        q: Any
        q, r = qr(random_normal(tall, dtype=dtype, seed=self.seed), full_matrices=False)
        # The signs make the choice of q unique, hence evenly spread over all of them.
        q *= sign(diag_part(r))
        if rows < columns:
            q = matrix_transpose(q)
        return multiply(self.gain, reshape(q, sizes), name="mul")


@dataclass(eq=False)
class Identity(Initializer):
    """The identity matrix times `gain`."""

    gain: float = 1.0
    dtype: Any = float32

    def make(self, shape: Any, dtype: DType) -> Tensor:
        sizes = [int(size) for size in shape]
        if len(sizes) != 2:
            raise ValueError(f"an identity matrix has two axes, not the shape {sizes}")
        return multiply(self.gain, eye(*sizes, dtype=dtype), name="mul")
