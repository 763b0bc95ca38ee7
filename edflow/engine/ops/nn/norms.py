"""How large a tensor is, and tensors scaled to a size."""

from __future__ import annotations

from typing import Any

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import FLOATS, float32, int64
from edflow.engine.graph import OpDef, Operation, Spec, Tensor, name_scope
from edflow.engine.ops.arguments import one_of
from edflow.engine.ops.array.casting import cast
from edflow.engine.ops.array.shape import identity, size
from edflow.engine.ops.build import apply, convert_to_tensor
from edflow.engine.ops.math.arithmetic import maximum, multiply
from edflow.engine.ops.math.comparing import not_equal
from edflow.engine.ops.math.powers import rsqrt, square
from edflow.engine.ops.reduce import reduce_sum

__all__ = ["l2_loss", "l2_normalize", "zero_fraction"]


class L2Loss(OpDef):
    """y = sum x^2 / 2."""

    takes = "t:T"
    T = FLOATS

    def infer(self, t: Spec) -> Spec:
        return Spec((), t.dtype)

    def compute(self, x: Array) -> Array:
        flat = x.reshape(-1)
        return np.dot(flat, flat) / x.dtype.type(2)

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        return op.inputs[0] * dy


def l2_loss(t: Any, name: str | None = None) -> Tensor:
    """Half the sum of squares of a tensor: its own gradient is the tensor itself.

    >>> import edflow as tf
    >>> float(tf.Session().run(tf.nn.l2_loss([3.0, 4.0])))
    12.5
    """
    return apply(L2Loss(), t, name=name)


def l2_normalize(
    x: Any,
    axis: Any = None,
    epsilon: float = 1e-12,
    name: str | None = None,
    dim: Any = None,
) -> Tensor:
    """`x` scaled to length 1 along `axis`.

    Args:
      x: a tensor of floats.
      axis: one axis, or several; None for the whole tensor.
      epsilon: what the squared length is raised to if it is smaller.
      name: the operation's name.
      dim: the old name of `axis`.

    >>> import edflow as tf
    >>> tf.Session().run(tf.nn.l2_normalize([3.0, 4.0], axis=0))
    array([0.6, 0.8], dtype=float32)
    """
    with name_scope(name, "l2_normalize", [x]) as scope:
        axis = one_of(axis=axis, dim=dim)
        x = convert_to_tensor(x, name="x")
        squares = reduce_sum(square(x), axis, keepdims=True)
        return multiply(x, rsqrt(maximum(squares, epsilon)), name=scope)


def zero_fraction(value: Any, name: str | None = None) -> Tensor:
    """The share of zeros: how sparse an activation is.

    >>> import edflow as tf
    >>> float(tf.Session().run(tf.nn.zero_fraction([0.0, 1.0, 2.0, 0.0])))
    0.5
    """
    with name_scope(name, "zero_fraction", [value]):
        value = convert_to_tensor(value, name="value")
        zero = convert_to_tensor(0, value.dtype.base_dtype)
        total = size(value, out_type=int64)
        others = reduce_sum(cast(not_equal(value, zero), int64))
        share = cast(total - others, float32) / cast(total, float32)
        return identity(share, name="fraction")
