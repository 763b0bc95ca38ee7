"""Values read from places given by indices, and written: gather_nd, scatter_nd."""

from __future__ import annotations

from typing import Any

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import INDICES, NUMBERS
from edflow.engine.face.dtypes import bool as boolean
from edflow.engine.face.shapes import Shape as StaticShape
from edflow.engine.face.shapes import compatible, text
from edflow.engine.graph import OpDef, Operation, Spec, Tensor, name_scope
from edflow.engine.ops.array.axes import squeeze
from edflow.engine.ops.array.broadcasting import broadcast_to
from edflow.engine.ops.array.casting import cast
from edflow.engine.ops.array.filling import zeros_like
from edflow.engine.ops.array.joining import concat
from edflow.engine.ops.array.ranges import range_
from edflow.engine.ops.array.shape import reshape, shape
from edflow.engine.ops.array.stacking import stack
from edflow.engine.ops.build import apply, convert_to_tensor
from edflow.engine.ops.indexed_slices import IndexedSlices
from edflow.engine.ops.indexing.accumulating import add_at
from edflow.engine.ops.math.comparing import equal
from edflow.engine.ops.reduce import reduce_prod

__all__ = [
    "gather_nd",
    "scatter_nd",
    "tensor_scatter_nd_add",
    "tensor_scatter_nd_max",
    "tensor_scatter_nd_min",
    "tensor_scatter_nd_sub",
    "tensor_scatter_nd_update",
]


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
        if not indices.shape[-1]:  # An index of nothing is the whole.
            return np.broadcast_to(x, (*indices.shape[:-1], *x.shape)).copy()
        return x[places(indices, x.shape)]

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        params, indices = op.inputs
        sizes = shape(params, out_type=indices.dtype)
        listed = indices.spec.shape
        if listed is not None and len(listed) == 2 and listed[1] == 1:
            return IndexedSlices(dy, squeeze(indices, axis=-1), sizes), None
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


class ScatterNd(OpDef):
    """y = 0, but y[indices[i]] += updates[i]."""

    takes = "indices:Tindices updates:T shape:Tindices"
    T = NUMBERS | {boolean}
    Tindices = INDICES

    def infer(self, indices: Spec, updates: Spec, shape: Spec) -> Spec:
        sizes = shape.sizes()
        _check_updates(sizes, indices.shape, updates.shape)
        return Spec(sizes, updates.dtype)

    def compute(self, indices: Array, updates: Array, shape: Array) -> Array:
        y = np.zeros(shape.tolist(), updates.dtype)
        at = places(indices, y.shape)
        if len(at) == 1 and at[0].ndim == 1:
            add_at(y, at[0], updates)
        else:
            np.add.at(y, at, updates)
        return y

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        return None, gather_nd(dy, op.inputs[0]), None


def _check_updates(
    whole: StaticShape, indices: StaticShape, updates: StaticShape
) -> None:
    """ValueError unless `updates` has a slice of the whole for each index."""
    if whole is None or not indices or indices[-1] is None or updates is None:
        return
    wanted = (*indices[:-1], *whole[indices[-1] :])
    if not compatible(wanted, updates):
        raise ValueError(
            f"indices of shape {text(indices)} into a tensor of shape {text(whole)} "
            f"need updates of shape {text(wanted)}, not {text(updates)}"
        )


class TensorScatter(OpDef, abstract=True):
    """A tensor with some of its places changed."""

    takes = "tensor:T indices:Tindices updates:T"
    T = NUMBERS
    Tindices = INDICES

    def infer(self, tensor: Spec, indices: Spec, updates: Spec) -> Spec:
        _check_updates(tensor.shape, indices.shape, updates.shape)
        return Spec(tensor.shape, tensor.dtype)

    def change(self, y: Array, at: Any, updates: Array) -> None:
        """Bring `updates` into `y` at the places `at`."""
        raise NotImplementedError

    def compute(self, x: Array, indices: Array, updates: Array) -> Array:
        y = x.copy()
        self.change(y, places(indices, x.shape), updates)
        return y


class TensorScatterUpdate(TensorScatter):
    """y = x, but y[indices[i]] = updates[i]."""

    T = NUMBERS | {boolean}

    def change(self, y: Array, at: Any, updates: Array) -> None:
        y[at] = updates

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        _, indices, updates = op.inputs
        kept = tensor_scatter_nd_update(dy, indices, zeros_like(updates))
        return kept, None, gather_nd(dy, indices)


class TensorScatterAdd(TensorScatter):
    """y = x, but y[indices[i]] += updates[i]."""

    def change(self, y: Array, at: Any, updates: Array) -> None:
        np.add.at(y, at, updates)

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        return dy, None, gather_nd(dy, op.inputs[1])


class TensorScatterSub(TensorScatter):
    """y = x, but y[indices[i]] -= updates[i]."""

    def change(self, y: Array, at: Any, updates: Array) -> None:
        np.subtract.at(y, at, updates)

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        return dy, None, -gather_nd(dy, op.inputs[1])


class TensorScatterMax(TensorScatter):
    """y = x, but y[indices[i]] = max(x[indices[i]], updates[i])."""

    def change(self, y: Array, at: Any, updates: Array) -> None:
        np.maximum.at(y, at, updates)

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        return _to_winners(op, dy)


class TensorScatterMin(TensorScatter):
    """y = x, but y[indices[i]] = min(x[indices[i]], updates[i])."""

    def change(self, y: Array, at: Any, updates: Array) -> None:
        np.minimum.at(y, at, updates)

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        return _to_winners(op, dy)


def _to_winners(op: Operation, dy: Tensor) -> Any:
    """dy for whichever became the result; candidates that tie share it evenly."""
    x, indices, updates = op.inputs
    y = op.outputs[0]
    kept = cast(equal(x, y), x.dtype)
    won = cast(equal(gather_nd(y, indices), updates), x.dtype)
    share = dy / tensor_scatter_nd_add(kept, indices, won)
    return kept * share, None, won * gather_nd(share, indices)


# -- public functions -----------------------------------------------------------------


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


def scatter_nd(
    indices: Any, updates: Any, shape: Any, name: str | None = None
) -> Tensor:
    """Zeros of shape `shape` with `updates` added at the places `indices`.

    Args:
      indices: [..., k]: its last axis holds a place, by its first k coordinates.
      updates: for each place what is added there: a number, or a slice.
      shape: the shape of the result.
      name: the operation's name.

    Raises:
      InvalidArgumentError: when run, for a place outside the shape.

    >>> import edflow as tf
    >>> tf.Session().run(tf.scatter_nd([[1], [3], [1]], [5, 6, 7], [4]))
    array([ 0, 12,  0,  6], dtype=int32)
    """
    return apply(ScatterNd(), indices, updates, shape, name=name)


def tensor_scatter_nd_update(
    tensor: Any, indices: Any, updates: Any, name: str | None = None
) -> Tensor:
    """`tensor` with `updates` in place of what was at the places `indices`."""
    return apply(TensorScatterUpdate(), tensor, indices, updates, name=name)


def tensor_scatter_nd_add(
    tensor: Any, indices: Any, updates: Any, name: str | None = None
) -> Tensor:
    """`tensor` with `updates` added at the places `indices`."""
    return apply(TensorScatterAdd(), tensor, indices, updates, name=name)


def tensor_scatter_nd_sub(
    tensor: Any, indices: Any, updates: Any, name: str | None = None
) -> Tensor:
    """`tensor` with `updates` subtracted at the places `indices`."""
    return apply(TensorScatterSub(), tensor, indices, updates, name=name)


def tensor_scatter_nd_max(
    tensor: Any, indices: Any, updates: Any, name: str | None = None
) -> Tensor:
    """`tensor`, at the places `indices` at least `updates`."""
    return apply(TensorScatterMax(), tensor, indices, updates, name=name)


def tensor_scatter_nd_min(
    tensor: Any, indices: Any, updates: Any, name: str | None = None
) -> Tensor:
    """`tensor`, at the places `indices` at most `updates`."""
    return apply(TensorScatterMin(), tensor, indices, updates, name=name)
