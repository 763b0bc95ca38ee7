"""Values held between two limits."""

from __future__ import annotations

from typing import Any

from edflow.engine.face.shapes import merge
from edflow.engine.graph import name_scope
from edflow.engine.ops.build import convert_to_tensor
from edflow.engine.ops.indexed_slices import IndexedSlices
from edflow.engine.ops.math.arithmetic import maximum, minimum

__all__ = ["clip_by_value"]


def clip_by_value(
    t: Any, clip_value_min: Any, clip_value_max: Any, name: str | None = None
) -> Any:
    """`t` with what is below `clip_value_min` or above `clip_value_max` set to it.

    Args:
      t: a tensor, or IndexedSlices, whose rows are clipped.
      clip_value_min: a number, or a tensor that broadcasts to the shape of t.
      clip_value_max: likewise.
      name: the operation's name.

    Raises:
      ValueError: a limit would stretch t to a larger shape.

    >>> import edflow as tf
    >>> tf.Session().run(tf.clip_by_value([-1.0, 0.5, 2.0], 0.0, 1.0))
    array([0. , 0.5, 1. ], dtype=float32)
    """
    with name_scope(name, "clip_by_value", [t]) as scope:
        sparse = isinstance(t, IndexedSlices)
        values = convert_to_tensor(t.values if sparse else t, name="t")
        below = minimum(values, clip_value_max)
        merge(values.spec.shape, below.spec.shape)
        clipped = maximum(below, clip_value_min, name=scope)
        merge(values.spec.shape, clipped.spec.shape)
    return IndexedSlices(clipped, t.indices, t.dense_shape) if sparse else clipped
