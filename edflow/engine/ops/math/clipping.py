"""Values held between two limits."""

from __future__ import annotations

from typing import Any

import numpy as np

from edflow.engine.face.dtypes import DType, as_dtype
from edflow.engine.graph import Tensor, name_scope
from edflow.engine.ops.array.casting import cast
from edflow.engine.ops.build import constant, convert_to_tensor
from edflow.engine.ops.indexed_slices import IndexedSlices
from edflow.engine.ops.math.arithmetic import maximum, minimum

__all__ = ["clip_by_value", "saturate_cast"]


def clip_by_value(
    t: Any, clip_value_min: Any, clip_value_max: Any, name: str | None = None
) -> Any:
    """`t` with smaller values raised to the minimum, larger ones cut to the maximum.

    Args:
      t: a tensor or IndexedSlices.
      clip_value_min: the smallest value allowed: a number, or a tensor that fits `t`.
      clip_value_max: the largest value allowed.
      name: the operation's name.

    Raises:
      ValueError: a bound has a larger shape than `t`.

    >>> import edflow as tf
    >>> tf.Session().run(tf.clip_by_value([-2.0, 0.5, 3.0], -1.0, 1.0))
    array([-1. ,  0.5,  1. ], dtype=float32)
    """
    with name_scope(name, "clip_by_value", [t, clip_value_min, clip_value_max]) as s:
        sparse = isinstance(t, IndexedSlices)
        values = convert_to_tensor(t.values if sparse else t, name="t")
        below = minimum(values, clip_value_max)
        values.shape.assert_is_compatible_with(below.shape)
        clipped = maximum(below, clip_value_min, name=s)
        values.shape.assert_is_compatible_with(clipped.shape)
        return IndexedSlices(clipped, t.indices, t.dense_shape) if sparse else clipped


def saturate_cast(value: Any, dtype: Any, name: str | None = None) -> Tensor:
    """`value` converted to `dtype`, after it is clipped to what that can hold.

    >>> import edflow as tf
    >>> tf.Session().run(tf.saturate_cast([-3.0, 300.0], tf.uint8))
    array([  0, 255], dtype=uint8)
    """
    with name_scope(name, "saturate_cast", [value]) as scope:
        value = convert_to_tensor(value, name="value")
        wanted, source = as_dtype(dtype).base_dtype, value.dtype.base_dtype
        if wanted.is_complex or source.is_complex:
            return cast(value, wanted, name=scope)
        low, high = _common_range(source, wanted)
        low, high = constant(low, source), constant(high, source)
        return cast(clip_by_value(value, low, high, name="clamp"), wanted, name=scope)


def _common_range(source: DType, wanted: DType) -> tuple[Any, Any]:
    """The smallest and the largest `source` value that `wanted` can hold."""
    kind = source.as_numpy_dtype
    low, high = kind(max(source.min, wanted.min)), kind(min(source.max, wanted.max))
    # A float next to the largest integer may have been rounded up, out of its range.
    if int(high) > wanted.max:
        high = np.nextafter(high, kind(0))
    return low, high
