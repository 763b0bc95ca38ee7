"""Softmax: scores to probabilities, and their logarithms."""

from __future__ import annotations

from typing import Any

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import FLOATS
from edflow.engine.face.shapes import text
from edflow.engine.graph import OpDef, Operation, Spec, Tensor
from edflow.engine.ops.arguments import one_of
from edflow.engine.ops.array.axes import transpose
from edflow.engine.ops.array.joining import concat
from edflow.engine.ops.array.ranges import range_
from edflow.engine.ops.array.shape import rank
from edflow.engine.ops.build import apply, convert_to_tensor
from edflow.engine.ops.math.arithmetic import subtract
from edflow.engine.ops.math.powers import exp
from edflow.engine.ops.reduce import reduce_sum
from edflow.errors import InvalidArgumentError

__all__ = ["log_softmax", "softmax"]


class Softmax(OpDef):
    """y[..., j] = exp(x[..., j]) / sum_k exp(x[..., k])."""

    takes = "logits:T"
    gives = "softmax:T"
    T = FLOATS

    def infer(self, logits: Spec) -> Spec:
        return _along_last(logits)

    def compute(self, x: Array) -> Array:
        return softmax_of(x)

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        y = op.outputs[0]
        return (dy - reduce_sum(dy * y, -1, keepdims=True)) * y


class LogSoftmax(OpDef):
    """y[..., j] = x[..., j] - log sum_k exp(x[..., k])."""

    takes = "logits:T"
    gives = "logsoftmax:T"
    T = FLOATS

    def infer(self, logits: Spec) -> Spec:
        return _along_last(logits)

    def compute(self, x: Array) -> Array:
        y = shifted(x)
        y -= np.log(np.exp(y).sum(axis=-1, keepdims=True))
        return y

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        softmax = exp(op.outputs[0])
        return dy - reduce_sum(dy, -1, keepdims=True) * softmax


def shifted(x: Array) -> Array:
    """x less its largest along the last axis: so that exp does not overflow."""
    if not x.size:
        return x.copy()
    return x - x.max(axis=-1, keepdims=True)


def softmax_of(x: Array) -> Array:
    """The softmax of an array along its last axis."""
    y = shifted(x)
    np.exp(y, out=y)
    y /= y.sum(axis=-1, keepdims=True)
    return y


def _along_last(logits: Spec) -> Spec:
    if logits.rank == 0:
        raise ValueError("logits must have rank 1 or more, but they are a scalar")
    return Spec(logits.shape, logits.dtype)


def softmax(
    logits: Any,
    axis: int | None = None,
    name: str | None = None,
    dim: int | None = None,
) -> Tensor:
    """Probabilities from scores: positive, with sum 1 along `axis`.

    Args:
      logits: scores, of any rank from 1.
      axis: the axis of the classes; the last by default.
      name: the operation's name.
      dim: the old name of `axis`.

    Raises:
      InvalidArgumentError: there is no such axis.

    >>> import edflow as tf
    >>> tf.Session().run(tf.nn.softmax([0.0, 0.0]))
    array([0.5, 0.5], dtype=float32)
    """
    return _along(Softmax(), logits, one_of(axis=axis, dim=dim), name)


def log_softmax(
    logits: Any,
    axis: int | None = None,
    name: str | None = None,
    dim: int | None = None,
) -> Tensor:
    """log(softmax(logits)), without the 0 whose logarithm would be -inf.

    The arguments are those of `tf.nn.softmax`.
    """
    return _along(LogSoftmax(), logits, one_of(axis=axis, dim=dim), name)


def _along(opdef: OpDef, logits: Any, axis: int | None, name: str | None) -> Tensor:
    """Apply an op that works along the last axis along any other."""
    axis = -1 if axis is None else axis
    logits = convert_to_tensor(logits)
    axes = logits.spec.rank
    if axis == -1 or (axes is not None and axis == axes - 1):
        return apply(opdef, logits, name=name)
    if axes is not None and not -axes <= axis < axes:
        raise InvalidArgumentError(
            None,
            None,
            f"axis {axis} does not exist: the logits have shape "
            f"{text(logits.spec.shape)}, so axes go from {-axes} to {axes - 1}",
        )
    last = rank(logits)
    at = axis if axes is None else axis % axes
    moved = apply(opdef, swapped(logits, at, subtract(last, 1)))
    return swapped(moved, at, subtract(last, 1), name)


def swapped(x: Tensor, axis: int, last: Tensor, name: str | None = None) -> Tensor:
    """x with `axis` and the `last` axis exchanged."""
    order = concat([range_(axis), [last], range_(axis + 1, last), [axis]], 0)
    return transpose(x, order, name=name)
