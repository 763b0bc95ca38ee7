"""Conversion between dtypes."""

from __future__ import annotations

from typing import Any

import numpy as np

from edflow.engine.graph import DType, Operation, OpDef, Spec, Tensor, as_dtype
from edflow.engine.graph.arrays import Array
from edflow.engine.graph.dtypes import NUMBERS, bool, float32
from edflow.engine.ops.build import apply, convert_to_tensor


class Cast(OpDef):
    """y = x as another dtype; fractions are cut off, not rounded."""

    takes = "x:SrcT"
    SrcT = NUMBERS | {bool}
    aliases = True
    DstT: DType = float32

    def infer(self, x: Spec) -> Spec:
        return Spec(x.shape, self.DstT)

    def compute(self, x: Array) -> Array:
        if np.iscomplexobj(x) and not self.DstT.is_complex:
            x = x.real
        return x.astype(self.DstT.as_numpy_dtype, copy=False)

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        source = op.inputs[0].dtype.base_dtype
        return cast(dy, source) if source.is_differentiable else None


def cast(x: Any, dtype: Any, name: str | None = None) -> Tensor:
    """`x` converted to `dtype`; from float to integer the fraction is cut off.

    >>> import edflow as tf
    >>> tf.Session().run(tf.cast([1.8, -1.8], tf.int32))
    array([ 1, -1], dtype=int32)
    """
    wanted = as_dtype(dtype).base_dtype
    x = convert_to_tensor(x, name="x")
    if x.dtype.base_dtype is wanted:
        return x
    return apply(Cast(wanted), x, name=name)
