"""Running sums and products along one axis."""

from __future__ import annotations

from typing import Any

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import FLOATS, INDICES, NUMBERS
from edflow.engine.graph import OpDef, Operation, Spec, Tensor
from edflow.engine.ops.build import apply, constant
from edflow.engine.ops.math.division import div_no_nan
from edflow.engine.ops.math.powers import exp, log
from edflow.engine.ops.math.selecting import where_v2

__all__ = ["cumprod", "cumsum"]


class Cumulative(OpDef, abstract=True):
    """Each element becomes what all elements up to it give together."""

    takes = "x:T axis:Tidx"
    gives = "out:T"
    T = NUMBERS
    Tidx = INDICES
    exclusive: bool = False
    reverse: bool = False

    def infer(self, x: Spec, axis: Spec) -> Spec:
        if axis.known is not None and x.rank is not None:
            _check_axis(int(axis.known), x.rank)
        return Spec(x.shape, x.dtype)

    def run(self, x: Array, axis: Array, function: Any, first: Any) -> Array:
        """`function` along the axis; exclusive, with `first` where nothing came yet."""
        _check_axis(int(axis), x.ndim)
        x = np.moveaxis(x, axis, 0)
        x = x[::-1] if self.reverse else x
        y = function(x)
        if self.exclusive:
            y = np.concatenate([np.full_like(y[:1], first), y[:-1]])
        y = y[::-1] if self.reverse else y
        return np.ascontiguousarray(np.moveaxis(y, 0, axis))


def _check_axis(axis: int, rank: int) -> None:
    if not -rank <= axis < rank:
        raise ValueError(f"axis {axis} does not exist: the tensor has rank {rank}")


class Cumsum(Cumulative):
    """y_i = x_1 + ... + x_i along the axis."""

    def compute(self, x: Array, axis: Array) -> Array:
        return self.run(x, axis, lambda x: np.cumsum(x, 0, x.dtype), 0)

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        # x_i is part of all sums from i on, so its gradient is the sum from the end.
        return cumsum(dy, op.inputs[1], self.exclusive, not self.reverse), None


class Cumprod(Cumulative):
    """y_i = x_1 x_2 ... x_i along the axis."""

    def compute(self, x: Array, axis: Array) -> Array:
        return self.run(x, axis, lambda x: np.cumprod(x, 0, x.dtype), 1)

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        x, axis = op.inputs
        parts = op.outputs[0] * dy
        total = cumsum(parts, axis, self.exclusive, not self.reverse)
        return div_no_nan(total, x), None


class CumulativeLogsumexp(Cumulative):
    """y_i = log(e^x_1 + ... + e^x_i) along the axis."""

    T = FLOATS

    def compute(self, x: Array, axis: Array) -> Array:
        return self.run(x, axis, lambda x: np.logaddexp.accumulate(x, 0), -np.inf)

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        # dx_i = e^x_i sum_(k >= i) dy_k e^-y_k; large sums stay finite as logarithms.
        x, axis = op.inputs
        y = op.outputs[0]

        def flow(part: Tensor) -> Tensor:
            there = part > 0
            logs = log(where_v2(there, part, constant(1, part.dtype)))
            logs = where_v2(there, logs, constant(part.dtype.min, part.dtype)) - y
            back = cumulative_logsumexp(logs, axis, self.exclusive, not self.reverse)
            return exp(back + x)

        return flow(dy) - flow(-dy), None


def cumsum(
    x: Any,
    axis: Any = 0,
    exclusive: bool = False,
    reverse: bool = False,
    name: str | None = None,
) -> Tensor:
    """The running sum along `axis`.

    Args:
      x: a tensor of numbers.
      axis: the axis to sum along.
      exclusive: leave out the element itself, so that the first sum is 0.
      reverse: sum from the end.
      name: the operation's name.

    >>> import edflow as tf
    >>> tf.Session().run(tf.cumsum([1, 2, 3]))
    array([1, 3, 6], dtype=int32)
    """
    return apply(Cumsum(exclusive, reverse), x, axis, name=name)


def cumprod(
    x: Any,
    axis: Any = 0,
    exclusive: bool = False,
    reverse: bool = False,
    name: str | None = None,
) -> Tensor:
    """The running product along `axis`; the arguments are those of `tf.cumsum`."""
    return apply(Cumprod(exclusive, reverse), x, axis, name=name)


def cumulative_logsumexp(
    x: Any,
    axis: Any = 0,
    exclusive: bool = False,
    reverse: bool = False,
    name: str | None = None,
) -> Tensor:
    """The running log(sum(exp(x))) along `axis`; arguments as in `tf.cumsum`."""
    return apply(CumulativeLogsumexp(exclusive, reverse), x, axis, name=name)
