"""How large a tensor is, and tensors scaled to a size."""

from __future__ import annotations

from typing import Any

import numpy as np

from edflow.engine.graph import Operation, OpDef, Spec, Tensor
from edflow.engine.graph.arrays import Array
from edflow.engine.graph.dtypes import FLOATS
from edflow.engine.ops.build import apply


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
