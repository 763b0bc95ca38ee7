"""Elements of sparse tensors put in order, picked, joined, added up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import NUMBERS, int64
from edflow.engine.face.dtypes import bool as boolean
from edflow.engine.face.shapes import TensorShape, merge, text
from edflow.engine.graph import OpDef, Operation, Spec, Tensor, name_scope
from edflow.engine.ops.arguments import one_of
from edflow.engine.ops.array.axes import invert_permutation
from edflow.engine.ops.array.casting import cast
from edflow.engine.ops.array.filling import ones_like
from edflow.engine.ops.array.gathering import gather
from edflow.engine.ops.array.ranges import range_
from edflow.engine.ops.array.shape import axis_of, identity, reshape, shape, size
from edflow.engine.ops.build import apply, convert_to_tensor
from edflow.engine.ops.indexing.scattering import gather_nd, tensor_scatter_nd_update
from edflow.engine.ops.math.selecting import where
from edflow.engine.ops.reduce import reduce_sum
from edflow.engine.ops.sparse.tensor import SparseTensor, as_sparse

__all__ = [
    "sparse_concat", "sparse_fill_empty_rows", "sparse_reduce_sum",
    "sparse_reorder", "sparse_reshape", "sparse_retain",
]  # fmt: skip


class SparseReorder(OpDef):
    """The same elements, row by row."""

    takes = "input_indices:int64 input_values:T input_shape:int64"
    gives = "output_indices:int64 output_values:T"

    def infer(self, indices: Spec, values: Spec, sizes: Spec) -> tuple[Spec, ...]:
        return indices.with_shape(indices.shape), values.with_shape(values.shape)

    def compute(self, indices: Array, values: Array, sizes: Array) -> Any:
        order = np.lexsort(indices.T[::-1])
        return indices[order], values[order]

    def gradient(self, op: Operation, dindices: Any, dvalues: Tensor) -> Any:
        indices, _, sizes = op.inputs
        # Where did each element go? Put their numbers in order in the same way.
        numbers = range_(shape(indices)[0])
        order = apply(SparseReorder(), indices, numbers, sizes)[1]
        return None, gather(dvalues, invert_permutation(order)), None


class SparseReduceSum(OpDef):
    """y = the sum of the elements along the axes."""

    takes = "input_indices:int64 input_values:T input_shape:int64 reduction_axes:int32"
    T = NUMBERS
    keep_dims: bool = False

    def infer(self, indices: Spec, values: Spec, sizes: Spec, axes: Spec) -> Spec:
        whole = sizes.sizes()
        if whole is None or axes.known is None:
            return Spec(None, values.dtype)
        return Spec(self._reduced(whole, axes.known), values.dtype)

    def _reduced(self, sizes: Any, axes: Array) -> Any:
        gone = {axis_of(axis, len(sizes)) for axis in np.atleast_1d(axes).tolist()}
        return tuple(
            1 if i in gone else size
            for i, size in enumerate(sizes)
            if self.keep_dims or i not in gone
        )

    def compute(
        self, indices: Array, values: Array, sizes: Array, axes: Array
    ) -> Array:
        whole = sizes.tolist()
        gone = {axis_of(axis, len(whole)) for axis in np.atleast_1d(axes).tolist()}
        kept = [axis for axis in range(len(whole)) if axis not in gone]
        y = np.zeros([whole[axis] for axis in kept], values.dtype)
        place = np.zeros(len(indices), np.int64)
        for axis in kept:
            place = place * whole[axis] + indices[:, axis]
        np.add.at(y.reshape(-1), place, values)
        return y.reshape(self._reduced(whole, axes))

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        indices, _, sizes, axes = op.inputs
        gone = reshape(axes % size(sizes), [-1, 1])
        ones = ones_like(reshape(axes, [-1]), int64)
        kept = tensor_scatter_nd_update(sizes, gone, ones)
        # An axis of size 1 has only the place 0: that is where its sum went.
        places = indices % kept
        return None, gather_nd(reshape(dy, kept), places), None, None


class SparseConcat(OpDef):
    """Sparse tensors one after the other along an axis."""

    differentiable = False
    takes = "indices:*int64 values:*T shapes:*int64"
    gives = "output_indices:int64 output_values:T output_shape:int64"
    concat_dim: int = 0
    N: int = 2

    def infer(self, *specs: Spec) -> tuple[Spec, ...]:
        n = self.N
        sizes = None
        for spec in specs[2 * n :]:
            sizes = merge(sizes, spec.shape)
        rank = sizes[0] if sizes else None
        counts = [None if s.shape is None else s.shape[0] for s in specs[n : 2 * n]]
        known = [count for count in counts if count is not None]
        total = sum(known) if len(known) == n else None
        return (
            Spec((total, rank), int64),
            Spec((total,), specs[n].dtype),
            Spec((rank,), int64),
        )

    def compute(self, *arrays: Array) -> Any:
        n = self.N
        indices, values, shapes = arrays[:n], arrays[n : 2 * n], arrays[2 * n :]
        axis = axis_of(self.concat_dim, len(shapes[0]))
        rest = [np.delete(sizes, axis).tolist() for sizes in shapes]
        if any(other != rest[0] for other in rest):
            raise ValueError(
                "the shapes differ apart from the axis that is joined: "
                + ", ".join(text(tuple(sizes.tolist())) for sizes in shapes)
            )
        ends = np.cumsum([sizes[axis] for sizes in shapes])
        whole = shapes[0].copy()
        whole[axis] = ends[-1]
        joined = np.concatenate(indices)
        counts = [len(places) for places in indices]
        joined[:, axis] += np.repeat([0, *ends[:-1]], counts)
        order = np.lexsort(joined.T[::-1])
        return joined[order], np.concatenate(values)[order], whole


class SparseReshape(OpDef):
    """The same elements, row by row, in another shape."""

    takes = "input_indices:int64 input_shape:int64 new_shape:int64"
    gives = "output_indices:int64 output_shape:int64"

    def infer(self, indices: Spec, old: Spec, new: Spec) -> tuple[Spec, ...]:
        rows = None if indices.shape is None else indices.shape[0]
        length = None if new.shape is None else new.shape[0]
        sizes = None
        if old.known is not None and new.known is not None:
            sizes = _resolved(old.known, new.known)
        return Spec((rows, length), int64), Spec((length,), int64, sizes)

    def compute(self, indices: Array, old: Array, new: Array) -> Any:
        sizes = _resolved(old, new)
        flat = np.ravel_multi_index(tuple(indices.T), tuple(old.tolist()))
        moved = np.stack(np.unravel_index(flat, tuple(sizes.tolist())), 1)
        return moved.astype(np.int64), sizes


def _resolved(old: Array, new: Array) -> Array:
    """The new sizes, a single -1 worked out from the number of places."""
    whole = int(np.prod(old))
    sizes = new.copy()
    if (sizes < 0).sum() == 1:
        fixed = int(np.prod(sizes[sizes >= 0]))
        sizes[sizes < 0] = whole // fixed if fixed else 0
    if int(np.prod(sizes)) != whole:
        raise ValueError(
            f"the shape {text(tuple(new.tolist()))} has not the {whole} elements of "
            f"{text(tuple(old.tolist()))}"
        )
    return sizes


class SparseFillEmptyRows(OpDef):
    """A default value in the first place of each row that has no element."""

    takes = "indices:int64 values:T dense_shape:int64 default_value:T"
    gives = (
        "output_indices:int64 output_values:T empty_row_indicator:bool "
        "reverse_index_map:int64"
    )

    def infer(self, indices: Spec, values: Spec, sizes: Spec, default: Spec) -> Any:
        whole = sizes.sizes()
        columns = None if whole is None else len(whole)
        count = None if indices.shape is None else indices.shape[0]
        return (
            Spec((None, columns), int64),
            Spec((None,), values.dtype),
            Spec((whole[0] if whole else None,), boolean),
            Spec((count,), int64),
        )

    def compute(
        self, indices: Array, values: Array, sizes: Array, default: Array
    ) -> Any:
        rows = int(sizes[0])
        empty = np.ones(rows, np.bool_)
        empty[indices[:, 0]] = False
        added = np.zeros((int(empty.sum()), len(sizes)), np.int64)
        added[:, 0] = np.flatnonzero(empty)
        places = np.concatenate([indices, added])
        filled = np.full(len(added), default, values.dtype)
        order = np.argsort(places[:, 0], kind="stable")
        back = np.argsort(order)[: len(indices)]
        return places[order], np.concatenate([values, filled])[order], empty, back

    def gradient(self, op: Operation, *dys: Any) -> Any:
        dvalues = gather(dys[1], op.outputs[3])
        return None, dvalues, None, reduce_sum(dys[1]) - reduce_sum(dvalues)


# -- public functions -----------------------------------------------------------------


def sparse_reorder(sp_input: Any, name: str | None = None) -> SparseTensor:
    """The same SparseTensor with its elements in order, row by row."""
    x = as_sparse(sp_input)
    parts = (x.indices, x.values, x.dense_shape)
    indices, values = apply(SparseReorder(), *parts, name=name)
    return SparseTensor(indices, values, _sizes(x, x.shape))


def _sizes(x: SparseTensor, shape: TensorShape) -> Any:
    """A shape for a new SparseTensor: numbers where they are known."""
    return shape.as_list() if shape.is_fully_defined() else identity(x.dense_shape)


def sparse_reduce_sum(
    sp_input: Any,
    axis: Any = None,
    keepdims: bool | None = None,
    reduction_axes: Any = None,
    keep_dims: bool | None = None,
) -> Tensor:
    """The sum of the elements of a SparseTensor along `axis`: a dense tensor.

    Args:
      sp_input: a SparseTensor.
      axis: the axis or axes to sum over; all by default.
      keepdims: keep these axes, with size 1.
      reduction_axes: the old name of `axis`.
      keep_dims: the old name of `keepdims`.
    """
    x = as_sparse(sp_input)
    axes = one_of(axis=axis, reduction_axes=reduction_axes)
    keep = bool(one_of(keepdims=keepdims, keep_dims=keep_dims))
    if axes is None:
        known = x.shape.ndims
        axes = (
            range_(size(x.dense_shape))
            if known is None
            else convert_to_tensor(np.arange(known, dtype=np.int32))
        )
    opdef = SparseReduceSum(keep)
    return apply(opdef, x.indices, x.values, x.dense_shape, axes)


def sparse_retain(sp_input: Any, to_retain: Any) -> SparseTensor:
    """The elements of a SparseTensor for which the vector `to_retain` is True."""
    x = as_sparse(sp_input)
    kept = reshape(where(convert_to_tensor(to_retain)), [-1])
    indices, values = gather(x.indices, kept), gather(x.values, kept)
    return SparseTensor(indices, values, identity(x.dense_shape))


def sparse_concat(
    axis: int | None = None,
    sp_inputs: Sequence[Any] = (),
    name: str | None = None,
    concat_dim: int | None = None,
) -> SparseTensor:
    """Sparse tensors joined along `axis`; their other sizes must agree."""
    parts = [as_sparse(part) for part in sp_inputs]
    if len(parts) == 1:
        return parts[0]
    axis = one_of(axis=axis, concat_dim=concat_dim)
    opdef = SparseConcat(int(axis or 0), len(parts))
    columns = (
        [part.indices for part in parts],
        [part.values for part in parts],
        [part.dense_shape for part in parts],
    )
    indices, values, sizes = apply(opdef, *columns, name=name)
    if all(part.shape.is_fully_defined() for part in parts):
        whole = parts[0].shape.as_list()
        whole[opdef.concat_dim] = sum(
            part.shape.as_list()[opdef.concat_dim] or 0 for part in parts
        )
        sizes = convert_to_tensor(whole, int64)
    return SparseTensor(indices, values, sizes)


def sparse_reshape(sp_input: Any, shape: Any, name: str | None = None) -> SparseTensor:
    """A SparseTensor in another shape; a single -1 is worked out from the others."""
    x = as_sparse(sp_input)
    asked = cast(shape, int64)
    with name_scope(name, "SparseReshape", [x.values]) as scope:
        places = (x.indices, x.dense_shape)
        indices, sizes = apply(SparseReshape(), *places, asked, name=scope)
        known = sizes.spec.known
        if known is not None:
            sizes = convert_to_tensor(known)
        return SparseTensor(indices, identity(x.values), sizes)


def sparse_fill_empty_rows(
    sp_input: Any, default_value: Any, name: str | None = None
) -> tuple[SparseTensor, Tensor]:
    """`default_value` in the first place of each row of a matrix that is empty.

    Returns:
      The SparseTensor, and for each row whether it was empty.
    """
    with name_scope(name, "SparseFillEmptyRows"):
        x = as_sparse(sp_input)
        default = convert_to_tensor(default_value, x.values.dtype)
        parts = (x.indices, x.values, x.dense_shape, default)
        indices, values, empty, _ = apply(SparseFillEmptyRows(), *parts)
        return SparseTensor(indices, values, x.dense_shape), empty
