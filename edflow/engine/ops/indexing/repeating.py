"""Elements repeated, grids of coordinates, shapes broadcast as values."""

from __future__ import annotations

from typing import Any

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import INDICES, int32
from edflow.engine.face.shapes import TensorShape, as_shape, broadcast, is_full
from edflow.engine.graph import OpDef, Operation, Spec, Tensor, name_scope
from edflow.engine.ops.array.axes import expand_dims
from edflow.engine.ops.array.broadcasting import broadcast_to
from edflow.engine.ops.array.casting import cast
from edflow.engine.ops.array.filling import ones
from edflow.engine.ops.array.joining import concat
from edflow.engine.ops.array.padding import tile
from edflow.engine.ops.array.shape import axis_of, reshape, shape, size
from edflow.engine.ops.array.stacking import stack
from edflow.engine.ops.build import apply, convert_to_tensor
from edflow.engine.ops.indexing.masks import boolean_mask, sequence_mask
from edflow.engine.ops.math.arithmetic import maximum
from edflow.engine.ops.reduce import reduce_max

__all__ = ["broadcast_dynamic_shape", "broadcast_static_shape", "meshgrid", "repeat"]


class BroadcastArgs(OpDef):
    """y = the shape that results when shapes s0 and s1 are broadcast."""

    takes = "s0:T s1:T"
    gives = "r0:T"
    T = INDICES

    def infer(self, s0: Spec, s1: Spec) -> Spec:
        ranks = tuple(s.shape[0] if s.shape else None for s in (s0, s1))
        return Spec((max(ranks) if is_full(ranks) else None,), s0.dtype)

    def compute(self, s0: Array, s1: Array) -> Array:
        return np.array(broadcast(tuple(s0.tolist()), tuple(s1.tolist())), s0.dtype)

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        return None, None


def broadcast_static_shape(shape_x: Any, shape_y: Any) -> TensorShape:
    """The static shape of an element-wise result, from those of the operands.

    Raises:
      ValueError: the shapes do not broadcast.
    """
    return TensorShape(broadcast(as_shape(shape_x), as_shape(shape_y)))


def broadcast_dynamic_shape(shape_x: Any, shape_y: Any) -> Tensor:
    """The shape of an element-wise result as a vector, from shapes as vectors."""
    return apply(BroadcastArgs(), shape_x, shape_y)


def repeat(
    input: Any, repeats: Any, axis: int | None = None, name: str | None = None
) -> Tensor:
    """Each slice of `input` several times over, next to itself.

    Args:
      input: a tensor.
      repeats: how often: one number, or one for each slice.
      axis: the axis of the slices; without one, `input` is taken as a flat vector.
      name: the scope's name.

    >>> import edflow as tf
    >>> tf.Session().run(tf.repeat([1, 2], repeats=[2, 3]))
    array([1, 1, 2, 2, 2], dtype=int32)
    """
    if axis is None:
        input, axis = reshape(input, [-1]), 0
    with name_scope(name, "Repeat", [input, repeats]):
        data = convert_to_tensor(input, name="input")
        times = cast(convert_to_tensor(repeats, name="repeats"), int32)
        if data.spec.rank is None:
            raise ValueError("repeat needs a tensor of known rank")
        at = axis_of(axis, data.spec.rank)
        if times.spec.rank == 0 or times.spec.shape == (1,):
            return _evenly(data, reshape(times, []), at)
        sizes = shape(data)
        times = broadcast_to(times, stack([sizes[at]]))
        most = maximum(0, reduce_max(times))
        counted = sequence_mask(times, most)
        copies = _copied(data, most, at)
        # Slice i has most copies: the first times[i] of them stay.
        flat = concat([sizes[:at], stack([sizes[at] * most]), sizes[at + 1 :]], 0)
        return boolean_mask(reshape(copies, flat), reshape(counted, [-1]), axis=at)


def _copied(data: Tensor, times: Tensor, at: int) -> Tensor:
    """A new axis after `at`, along which everything is there `times` times."""
    rank = data.spec.rank or 0
    multiples = [1] * (at + 1) + [times] + [1] * (rank - at - 1)
    return tile(expand_dims(data, at + 1), stack(multiples))


def _evenly(data: Tensor, times: Tensor, at: int) -> Tensor:
    sizes = shape(data)
    made = concat([sizes[:at], stack([times * sizes[at]]), sizes[at + 1 :]], 0)
    return reshape(_copied(data, times, at), made)


def meshgrid(*args: Any, indexing: str = "xy", name: str = "meshgrid") -> list[Tensor]:
    """The coordinates of all points of a grid, one tensor for each axis.

    Args:
      *args: vectors: the coordinates along each axis.
      indexing: `"xy"`: the first axis of the results is the second vector's, as images
        have it; `"ij"`: in the order of the vectors.
      name: the scope's name.

    >>> import edflow as tf
    >>> x, y = tf.Session().run(tf.meshgrid([1, 2], [3, 4, 5]))
    >>> x.shape, y[:, 0].tolist()
    ((3, 2), [3, 4, 5])
    """
    if indexing not in ("xy", "ij"):
        raise ValueError(f"indexing must be 'xy' or 'ij', not {indexing!r}")
    with name_scope(name, "meshgrid", args):
        vectors, rank = [], len(args)
        for i, value in enumerate(args):
            vector = stack(value) if isinstance(value, list | tuple) else value
            vectors.append(reshape(vector, [1] * i + [-1] + [1] * (rank - i - 1)))
        sizes = [size(value) for value in args]
        if not vectors:
            return []
        if indexing == "xy" and rank > 1:
            for i, order in ((0, [1, -1]), (1, [-1, 1])):
                vectors[i] = reshape(vectors[i], order + [1] * (rank - 2))
            sizes[:2] = sizes[1::-1]
        grid = ones(sizes, vectors[0].dtype.base_dtype)
        return [vector * grid for vector in vectors]
