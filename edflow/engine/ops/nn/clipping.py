"""Keeping the length of gradients within bounds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from edflow.engine.face.dtypes import float32
from edflow.engine.graph import Tensor, name_scope
from edflow.engine.ops.array.casting import cast
from edflow.engine.ops.array.filling import ones_like
from edflow.engine.ops.array.ranges import range_
from edflow.engine.ops.array.shape import identity, rank, size
from edflow.engine.ops.array.stacking import stack
from edflow.engine.ops.build import constant, convert_to_tensor
from edflow.engine.ops.indexed_slices import IndexedSlices
from edflow.engine.ops.math.arithmetic import maximum, minimum
from edflow.engine.ops.math.powers import rsqrt, sqrt
from edflow.engine.ops.math.selecting import where
from edflow.engine.ops.nn.norms import l2_loss
from edflow.engine.ops.reduce import reduce_sum

__all__ = [
    "clip_by_average_norm",
    "clip_by_global_norm",
    "clip_by_norm",
    "global_norm",
]


def clip_by_norm(
    t: Any, clip_norm: Any, axes: Any = None, name: str | None = None
) -> Any:
    """`t`, scaled down to the length `clip_norm` if it is longer.

    Args:
      t: a tensor or IndexedSlices.
      clip_norm: the greatest Euclidean length allowed.
      axes: the axes that a length is taken over, by default all.
      name: the operation's name.

    >>> import edflow as tf
    >>> tf.Session().run(tf.clip_by_norm([3.0, 4.0], 1.0))
    array([0.6, 0.8], dtype=float32)
    """
    with name_scope(name, "clip_by_norm", [t, clip_norm]) as scope:
        values = _values(t, "t")
        if isinstance(clip_norm, int | float):
            clip_norm = max(clip_norm, 0)
        else:
            clip_norm = cast(maximum(clip_norm, 0), values.dtype)
        squares = reduce_sum(values * values, axes, keepdims=True)
        # The root of 0 has no slope, so it is taken of 1 there, and not used.
        positive = squares > 0
        safe = where(positive, squares, ones_like(squares))
        length = where(positive, sqrt(safe), squares)
        scaled = values * clip_norm
        values.shape.assert_is_compatible_with(scaled.shape)
        return _like(t, identity(scaled / maximum(length, clip_norm), name=scope))


def clip_by_average_norm(t: Any, clip_norm: Any, name: str | None = None) -> Tensor:
    """`t`, scaled down if its length per element is more than `clip_norm`."""
    with name_scope(name, "clip_by_average_norm", [t, clip_norm]) as scope:
        t = convert_to_tensor(t, name="t")
        elements = cast(size(t), float32)
        inverse = rsqrt(reduce_sum(t * t, range_(rank(t))))
        scaled = t * clip_norm
        factor = minimum(inverse * elements, constant(1.0) / clip_norm)
        return identity(scaled * factor, name=scope)


def global_norm(t_list: Sequence[Any], name: str | None = None) -> Tensor:
    """The length of all tensors of a list together, as if they were one vector.

    Args:
      t_list: tensors, IndexedSlices, or None, which counts as zero.
      name: the scope's name.

    Raises:
      TypeError: `t_list` is not a list.
    """
    t_list = _as_list(t_list)
    with name_scope(name, "global_norm", t_list):
        halves = [l2_loss(value) for value in _all_values(t_list) if value is not None]
        total = reduce_sum(stack(halves))
        return sqrt(total * constant(2.0, total.dtype), name="global_norm")


def clip_by_global_norm(
    t_list: Sequence[Any],
    clip_norm: Any,
    use_norm: Tensor | None = None,
    name: str | None = None,
) -> tuple[list[Any], Tensor]:
    """All tensors of a list, scaled down by one factor if together they are too long.

    The way to keep gradients from exploding: their direction stays. Not a number or an
    infinity among the gradients makes all of them NaN, for you to notice.

    Args:
      t_list: tensors, IndexedSlices, or None, which stays None.
      clip_norm: the greatest length allowed, e.g. 5.0.
      use_norm: the length, if you have it already.
      name: the scope's name.

    Returns:
      The list, and the length before clipping.

    Raises:
      TypeError: `t_list` is not a list.
    """
    t_list = _as_list(t_list)
    if use_norm is None:
        use_norm = global_norm(t_list, name)
    with name_scope(name, "clip_by_global_norm", [*t_list, clip_norm]) as scope:
        inverse = 1.0 / use_norm
        bound = constant(1.0, use_norm.dtype) / clip_norm
        factor = clip_norm * minimum(inverse, bound)
        factor = factor + (use_norm - use_norm)  # 0, or NaN where the norm is infinite.
        clipped = [
            None
            if value is None
            else identity(value * cast(factor, value.dtype), name=f"{scope}_{i}")
            for i, value in enumerate(_all_values(t_list))
        ]
        pairs = zip(t_list, clipped, strict=True)
        return [_like(t, value) for t, value in pairs], use_norm


def _as_list(t_list: Any) -> list[Any]:
    if not isinstance(t_list, list | tuple):
        raise TypeError(
            f"a list of tensors is needed, not a {type(t_list).__name__}; "
            "put a single tensor into brackets: [t]"
        )
    return list(t_list)


def _values(t: Any, name: str) -> Tensor:
    return convert_to_tensor(t.values if isinstance(t, IndexedSlices) else t, name=name)


def _all_values(t_list: list[Any]) -> list[Tensor | None]:
    return [None if t is None else _values(t, f"t_{i}") for i, t in enumerate(t_list)]


def _like(t: Any, values: Any) -> Any:
    """`values` as the IndexedSlices or tensor that they were taken from."""
    if isinstance(t, IndexedSlices):
        return IndexedSlices(values, t.indices, t.dense_shape)
    return values
