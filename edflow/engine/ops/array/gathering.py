"""Elements picked by their indices: gather, gather_nd, one_hot."""

from __future__ import annotations

from typing import Any

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import INDICES, as_dtype, float32, uint8
from edflow.engine.face.shapes import compatible, text
from edflow.engine.graph import OpDef, Operation, Spec, Tensor, name_scope
from edflow.engine.ops.array.axes import expand_dims, squeeze, transpose
from edflow.engine.ops.array.filling import broadcast_to, range_
from edflow.engine.ops.array.shape import axis_of, rank, reshape, shape, size
from edflow.engine.ops.array.stacking import stack
from edflow.engine.ops.build import apply, convert_to_tensor
from edflow.engine.ops.indexed_slices import IndexedSlices
from edflow.engine.ops.math.casting import cast

__all__ = ["batch_gather", "gather", "gather_nd", "one_hot"]


class GatherV2(OpDef):
    """y[..., i, ...] = x[..., indices[i], ...] along an axis."""

    takes = "params:Tparams indices:Tindices axis:Taxis"
    gives = "output:Tparams"
    Tindices = INDICES
    Taxis = INDICES
    batch_dims: int = 0

    def infer(self, params: Spec, indices: Spec, axis: Spec) -> Spec:
        if params.rank == 0:
            raise ValueError("params must have rank 1 or more, but it is a scalar")
        if params.shape is None or indices.shape is None or axis.known is None:
            return Spec(None, params.dtype)
        at = axis_of(int(axis.known), len(params.shape))
        batch = self._batch(len(indices.shape))
        if batch > at or not compatible(params.shape[:batch], indices.shape[:batch]):
            raise ValueError(
                f"params {text(params.shape)} and indices {text(indices.shape)} must "
                f"agree in their first {batch} axes, which come before axis {at}"
            )
        picked = (*params.shape[:at], *indices.shape[batch:], *params.shape[at + 1 :])
        return Spec(picked, params.dtype)

    def _batch(self, rank: int) -> int:
        return self.batch_dims + (rank if self.batch_dims < 0 else 0)

    def compute(self, x: Array, indices: Array, axis: Array) -> Array:
        indices = np.asarray(indices)
        at = axis_of(int(axis), x.ndim)
        check_indices(indices, x.shape[at])
        batch = self._batch(indices.ndim)
        if not batch:
            # The indices are in range: "clip" spares NumPy a second look at them.
            return x.take(indices, at, mode="clip")
        rows = int(np.prod(x.shape[:batch]))
        flat = x.reshape(rows, *x.shape[batch:])
        picked = [
            part.take(one, at - batch, mode="clip")
            for part, one in zip(
                flat, indices.reshape(rows, *indices.shape[batch:]), strict=True
            )
        ]
        made = (*x.shape[:at], *indices.shape[batch:], *x.shape[at + 1 :])
        return np.reshape(picked, made).astype(x.dtype, copy=False)

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        params, indices, axis = op.inputs
        if axis.spec.known is not None and axis.spec.known == 0 and not self.batch_dims:
            from edflow.engine.ops.array.joining import concat

            sizes, rows = shape(params), expand_dims(size(indices), 0)
            values = reshape(dy, concat([rows, sizes[1:]], 0))
            return IndexedSlices(values, reshape(indices, rows), sizes), None, None
        return _scattered(params, indices, axis, self.batch_dims, dy), None, None


def check_indices(indices: Array, size: int) -> None:
    """ValueError if an index is not in 0 ... size - 1."""
    if indices.size and not (indices.min() >= 0 and indices.max() < size):
        bad = indices[(indices < 0) | (indices >= size)].flat[0]
        raise ValueError(f"index {bad} is not in [0, {size})")


def _scattered(
    params: Tensor, indices: Tensor, axis: Tensor, batch_dims: int, dy: Tensor
) -> Tensor:
    """Dy added up at the places that it was gathered from.

    With the axes brought together to [batch, outer, axis, inner], row i of all batches
    is one segment of a sum.
    """
    from edflow.engine.ops.array.segments import unsorted_segment_sum
    from edflow.engine.ops.reduce import reduce_prod

    sizes = shape(params)
    at = axis % rank(params)
    first = batch_dims + rank(indices) if batch_dims < 0 else batch_dims
    batch = reduce_prod(sizes[:first])
    outer = reduce_prod(sizes[first:at])
    rows = sizes[at]
    inner = reduce_prod(sizes[at + 1 :])
    places = reshape(indices, stack([batch, -1]))
    if batch_dims:
        offset = cast(rows * range_(batch), indices.dtype)
        places = places + reshape(offset, [-1, 1])
    apart = transpose(reshape(dy, stack([batch, outer, -1, inner])), [0, 2, 1, 3])
    summed = unsorted_segment_sum(
        reshape(apart, stack([-1, outer, inner])), reshape(places, [-1]), batch * rows
    )
    whole = reshape(summed, stack([batch, rows, outer, inner]))
    return reshape(transpose(whole, [0, 2, 1, 3]), sizes)


class GatherNd(OpDef):
    """y[i, ...] = x[indices[i, 0], indices[i, 1], ...]."""

    takes = "params:Tparams indices:Tindices"
    gives = "output:Tparams"
    Tindices = INDICES

    def infer(self, params: Spec, indices: Spec) -> Spec:
        if not (params.shape and indices.shape) or indices.shape[-1] is None:
            if indices.rank == 0:
                raise ValueError("indices must have rank 1 or more")
            return Spec(None, params.dtype)
        depth = indices.shape[-1]
        if depth > len(params.shape):
            raise ValueError(
                f"indices of {depth} numbers are too long for a tensor of rank "
                f"{len(params.shape)}"
            )
        return Spec((*indices.shape[:-1], *params.shape[depth:]), params.dtype)

    def compute(self, x: Array, indices: Array) -> Array:
        return x[places(indices, x.shape)]

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        params, indices = op.inputs
        sizes = shape(params, out_type=indices.dtype)
        listed = indices.spec.shape
        if listed is not None and len(listed) == 2 and listed[1] == 1:
            return IndexedSlices(dy, squeeze(indices, axis=-1), sizes), None
        from edflow.engine.ops.array.scattering import scatter_nd

        return scatter_nd(indices, dy, sizes), None


def places(indices: Array, shape: tuple[int, ...]) -> tuple[Array, ...]:
    """The last axis of `indices` as NumPy's index, checked against `shape`."""
    parts = tuple(np.moveaxis(indices, -1, 0))
    for axis, part in enumerate(parts):
        if part.size and not (part.min() >= 0 and part.max() < shape[axis]):
            raise ValueError(
                f"an index on axis {axis} is not in [0, {shape[axis]}): they go from "
                f"{part.min()} to {part.max()}"
            )
    return parts


class OneHot(OpDef):
    """y[..., k] = on_value where k is the index, off_value elsewhere."""

    takes = "indices:TI depth:int32 on_value:T off_value:T"
    TI = INDICES | {uint8}
    axis: int = -1

    def infer(self, indices: Spec, depth: Spec, on: Spec, off: Spec) -> Spec:
        if indices.shape is None:
            return Spec(None, on.dtype)
        length = None if depth.known is None else int(depth.known)
        if length is not None and length < 0:
            raise ValueError(f"the depth must not be negative, but it is {length}")
        sizes = indices.shape
        at = axis_of(self.axis, len(sizes) + 1)
        return Spec((*sizes[:at], length, *sizes[at:]), on.dtype)

    def compute(self, indices: Array, depth: Array, on: Array, off: Array) -> Array:
        indices = np.asarray(indices)
        kind = np.asarray(on).dtype
        flat = indices.reshape(-1)
        y = np.full((flat.size, int(depth)), off, kind)
        inside = np.flatnonzero((flat >= 0) & (flat < depth))
        y[inside, flat[inside]] = on
        y = y.reshape(*indices.shape, int(depth))
        return np.moveaxis(y, -1, self.axis) if self.axis != -1 else y

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        return None, None, None, None


# -- public functions -----------------------------------------------------------------


def gather(
    params: Any,
    indices: Any,
    validate_indices: bool | None = None,
    name: str | None = None,
    axis: Any = None,
    batch_dims: int = 0,
) -> Tensor:
    """The slices of `params` at `indices` along `axis`: `params[indices]` for axis 0.

    Args:
      params: a tensor, or a variable such as a table of word vectors.
      indices: integers of any shape.
      validate_indices: accepted: indices are always checked.
      name: the operation's name.
      axis: the axis to pick from; by default the first after the batch.
      batch_dims: how many leading axes of both are one batch: each example picks from
        its own part.

    Returns:
      A tensor of shape params.shape[:axis] + indices.shape + params.shape[axis + 1:].
      Its gradient is IndexedSlices where axis is 0: only the rows that were used.

    Raises:
      InvalidArgumentError: when run, for an index that is out of range.

    >>> import edflow as tf
    >>> tf.Session().run(tf.gather([10, 20, 30], [2, 0, 2]))
    array([30, 10, 30], dtype=int32)
    """
    if axis is None:
        axis = batch_dims
    return apply(GatherV2(int(batch_dims)), params, indices, axis, name=name)


def batch_gather(params: Any, indices: Any, name: str | None = None) -> Tensor:
    """`tf.gather` in which all axes of `indices` but the last are one batch."""
    with name_scope(name, "BatchGather", [params, indices]):
        indices = convert_to_tensor(indices, name="indices")
        if indices.spec.rank is None:
            raise ValueError("batch_gather needs indices of known rank")
        depth = indices.spec.rank - 1
        return gather(params, indices, axis=depth, batch_dims=depth)


def gather_nd(
    params: Any, indices: Any, name: str | None = None, batch_dims: int = 0
) -> Tensor:
    """The elements or slices of `params` at places that `indices` lists.

    Args:
      params: a tensor.
      indices: [..., k]: its last axis holds a place, by its first k coordinates.
      name: the operation's name.
      batch_dims: how many leading axes of both are one batch.

    >>> import edflow as tf
    >>> tf.Session().run(tf.gather_nd([[1, 2], [3, 4]], [[0, 1], [1, 0]]))
    array([2, 3], dtype=int32)
    """
    if not batch_dims:
        return apply(GatherNd(), params, indices, name=name)
    with name_scope(name, "BatchGatherND", [params, indices]):
        return _batch_gather_nd(
            convert_to_tensor(params, name="params"),
            convert_to_tensor(indices, name="indices"),
            int(batch_dims),
        )


def _batch_gather_nd(params: Tensor, indices: Tensor, batch_dims: int) -> Tensor:
    """Places in an example made places in the batch: the example comes first."""
    from edflow.engine.ops.array.joining import concat
    from edflow.engine.ops.reduce import reduce_prod

    outer = shape(params)[:batch_dims]
    rows = reduce_prod(outer)
    depth = shape(indices)[-1]
    flat = reshape(indices, stack([rows, -1, depth]))
    each = shape(flat)[1]
    example = reshape(cast(range_(rows), indices.dtype), [-1, 1, 1])
    example = broadcast_to(example, stack([rows, each, 1]))
    whole = reshape(params, concat([[-1], shape(params)[batch_dims:]], 0))
    picked = apply(GatherNd(), whole, concat([example, flat], -1))
    made = concat([shape(indices)[:-1], shape(picked)[2:]], 0)
    return reshape(picked, made)


def one_hot(
    indices: Any,
    depth: Any,
    on_value: Any = None,
    off_value: Any = None,
    axis: int | None = None,
    dtype: Any = None,
    name: str | None = None,
) -> Tensor:
    """For each index a vector of length `depth` with a single 1 at that place.

    Args:
      indices: integers of any shape; one outside 0 ... depth - 1 gives only zeros.
      depth: the number of classes.
      on_value, off_value: in place of 1 and 0.
      axis: where the new axis goes; at the end by default.
      dtype: the dtype of the result, float32 by default.
      name: the operation's name.

    >>> import edflow as tf
    >>> tf.Session().run(tf.one_hot([0, 2], depth=3))
    array([[1., 0., 0.],
           [0., 0., 1.]], dtype=float32)
    """
    with name_scope(name, "one_hot", [indices, depth, on_value, off_value]) as scope:
        wanted = None if dtype is None else as_dtype(dtype).base_dtype
        given = [
            None if value is None else convert_to_tensor(value, wanted)
            for value in (on_value, off_value)
        ]
        kinds = {value.dtype.base_dtype for value in given if value is not None}
        if len(kinds) > 1:
            raise TypeError(
                "on_value and off_value must have one dtype, not "
                + " and ".join(sorted(kind.name for kind in kinds))
            )
        kind = wanted or next(iter(kinds), float32)
        on, off = (
            convert_to_tensor(number, kind, name) if value is None else value
            for value, number, name in zip(
                given, (1, 0), ("on_value", "off_value"), strict=True
            )
        )
        opdef = OneHot(-1 if axis is None else axis)
        return apply(opdef, indices, depth, on, off, name=scope)
