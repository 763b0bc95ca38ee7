"""Numbers at equal distances."""

from __future__ import annotations

from typing import Any

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import FLOATS, INDICES
from edflow.engine.graph import OpDef, Operation, Spec, Tensor
from edflow.engine.ops.array.broadcasting import reduce_sum
from edflow.engine.ops.build import apply

__all__ = ["lin_space", "linspace"]


class LinSpace(OpDef):
    """y[i] = start + i (stop - start) / (num - 1)."""

    takes = "start:T stop:T num:Tidx"
    T = FLOATS
    Tidx = INDICES

    def infer(self, start: Spec, stop: Spec, num: Spec) -> Spec:
        for name, spec in (("start", start), ("stop", stop), ("num", num)):
            if spec.rank not in (None, 0):
                raise ValueError(f"{name} must be a scalar, not of rank {spec.rank}")
        return Spec((None if num.known is None else int(num.known),), start.dtype)

    def compute(self, start: Array, stop: Array, num: Array) -> Array:
        if num < 1:
            raise ValueError(f"num must be at least 1, not {num}")
        return np.linspace(start, stop, int(num), dtype=np.asarray(start).dtype)

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        # y = (1 - s) start + s stop, with s from 0 to 1.
        start, _, num = op.inputs
        share = apply(LinSpace(), start * 0, start * 0 + 1, num)
        return reduce_sum(dy * (1 - share)), reduce_sum(dy * share), None


def linspace(
    start: Any = None,
    stop: Any = None,
    num: Any = 50,
    name: str | None = None,
) -> Tensor:
    """`num` numbers at equal distances, from `start` to `stop`, both included.

    Raises:
      TypeError: start is a whole number: write 0.0, not 0.

    >>> import edflow as tf
    >>> tf.Session().run(tf.linspace(0.0, 1.0, 5))
    array([0.  , 0.25, 0.5 , 0.75, 1.  ], dtype=float32)
    """
    return apply(LinSpace(), start, stop, num, name=name or "linspace")


lin_space = linspace
