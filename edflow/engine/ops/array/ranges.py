"""Ranges of numbers, as vectors."""

from __future__ import annotations

from typing import Any

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import (
    REALS,
    as_dtype,
    float16,
    float32,
    float64,
    int8,
    int16,
    int32,
    int64,
)
from edflow.engine.graph import OpDef, Operation, Spec, Tensor, name_scope
from edflow.engine.ops.array.casting import cast
from edflow.engine.ops.build import apply, convert_to_tensor


class Range(OpDef):
    """y[i] = start + i delta, as long as it has not reached limit."""

    takes = "start:Tidx limit:Tidx delta:Tidx"
    gives = "output:Tidx"
    Tidx = REALS

    def infer(self, start: Spec, limit: Spec, delta: Spec) -> Spec:
        values = [spec.known for spec in (start, limit, delta)]
        known = [value for value in values if value is not None]
        if len(known) < len(values):
            return Spec((None,), start.dtype)
        return Spec(self.compute(*known).shape, start.dtype)

    def compute(self, start: Any, limit: Any, delta: Any) -> Array:
        if delta == 0:
            raise ValueError("delta is 0, so the range would never end")
        if (limit - start) * delta < 0:
            raise ValueError(
                f"from {start} one never gets to {limit} in steps of {delta}"
            )
        return np.arange(start, limit, delta, dtype=np.asarray(start).dtype)

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        return None, None, None


def range_(
    start: Any,
    limit: Any = None,
    delta: Any = 1,
    dtype: Any = None,
    name: str = "range",
) -> Tensor:
    """Numbers from `start` up to but not including `limit`, `delta` apart.

    With one number only, from 0 up to it.

    >>> import edflow as tf
    >>> tf.Session().run(tf.range(3, 10, 3))
    array([3, 6, 9], dtype=int32)
    """
    if limit is None:
        start, limit = 0, start
    with name_scope(name, "Range", [start, limit, delta]) as scope:
        wanted = None if dtype is None else as_dtype(dtype)
        tensors = [
            convert_to_tensor(value, wanted, part)
            for value, part in ((start, "start"), (limit, "limit"), (delta, "delta"))
        ]
        kind = max((t.dtype.base_dtype for t in tensors), key=_RANGE_ORDER.index)
        numbers = apply(Range(), *[cast(t, kind) for t in tensors], name=scope)
        if not any(isinstance(part, Tensor) for part in (start, limit, delta)):
            # The values of floats are not followed, but numbers are numbers.
            numbers.set_shape(np.arange(start, limit, delta).shape)
        return numbers


# Of mixed numbers the range has the last of these dtypes.
_RANGE_ORDER = [int8, int16, int32, int64, float16, float32, float64]
