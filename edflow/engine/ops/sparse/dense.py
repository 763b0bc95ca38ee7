"""Sparse tensors made dense, and multiplied with dense ones."""

from __future__ import annotations

from typing import Any

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import INDICES, NUMBERS, int64
from edflow.engine.face.dtypes import bool as boolean
from edflow.engine.face.shapes import Size, text
from edflow.engine.graph import OpDef, Operation, Spec, Tensor, name_scope
from edflow.engine.ops.array.axes import transpose
from edflow.engine.ops.array.filling import zeros, zeros_like
from edflow.engine.ops.array.gathering import gather
from edflow.engine.ops.array.shape import reshape, shape
from edflow.engine.ops.build import apply, convert_to_tensor
from edflow.engine.ops.indexing.accumulating import add_at
from edflow.engine.ops.indexing.scattering import gather_nd, places
from edflow.engine.ops.math.comparing import not_equal
from edflow.engine.ops.math.conjugates import conj
from edflow.engine.ops.math.selecting import Where
from edflow.engine.ops.reduce import reduce_sum
from edflow.engine.ops.sparse.tensor import SparseTensor, as_sparse

__all__ = ["sparse_tensor_dense_matmul", "sparse_tensor_to_dense", "sparse_to_dense"]


class SparseToDense(OpDef):
    """y = the default, but y[indices[i]] = values[i]."""

    takes = (
        "sparse_indices:Tindices output_shape:Tindices sparse_values:T default_value:T"
    )
    gives = "dense:T"
    Tindices = INDICES
    validate_indices: bool = True

    def infer(self, indices: Spec, output: Spec, values: Spec, default: Spec) -> Spec:
        if default.rank not in (None, 0):
            raise ValueError(
                f"default_value must be a scalar, not of rank {default.rank}"
            )
        return Spec(output.sizes(), values.dtype)

    def compute(
        self, indices: Array, output: Array, values: Array, default: Array
    ) -> Array:
        sizes = tuple(output.tolist())
        rows = np.reshape(
            indices, (-1, 1) if np.ndim(indices) < 2 else np.shape(indices)
        )
        if rows.shape[-1] != len(sizes):
            raise ValueError(
                f"indices of {rows.shape[-1]} numbers do not fit a shape {text(sizes)}"
            )
        at = places(rows, sizes)
        if self.validate_indices:
            check_order(rows)
        y = np.full(sizes, default, np.asarray(values).dtype)
        y[at] = values
        return y

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        indices, _, values, _ = op.inputs
        if indices.spec.rank in (0, 1):
            indices = reshape(indices, [-1, 1])
        picked = gather_nd(dy, indices)
        rest = reduce_sum(dy) - reduce_sum(picked)
        dvalues = reduce_sum(picked) if values.spec.rank == 0 else picked
        return None, None, dvalues, rest


def check_order(indices: Array) -> None:
    """ValueError unless the places are in order, row by row, each once."""
    if len(indices) < 2:
        return
    steps = np.diff(indices, axis=0)
    # The first coordinate that changes must grow.
    first = np.argmax(steps != 0, axis=1)
    grows = steps[np.arange(len(steps)), first] > 0
    if not grows.all():
        i = int(np.argmin(grows)) + 1
        what = "repeated" if not steps[i - 1].any() else "out of order"
        raise ValueError(
            f"indices[{i}] = {indices[i].tolist()} is {what}; "
            "tf.sparse_reorder puts indices in order"
        )


class SparseTensorDenseMatMul(OpDef):
    """c = a b for a sparse matrix a: c[i, :] += a_ij b[j, :] for each element of a."""

    takes = "a_indices:Tindices a_values:T a_shape:int64 b:T"
    gives = "product:T"
    T = NUMBERS
    Tindices = INDICES
    adjoint_a: bool = False
    adjoint_b: bool = False

    def infer(self, a_indices: Spec, a_values: Spec, a_shape: Spec, b: Spec) -> Spec:
        if b.rank not in (None, 2):
            raise ValueError(f"b must be a matrix, not of shape {text(b.shape)}")
        sizes: tuple[Size, ...] = a_shape.sizes() or (None, None)
        if len(sizes) != 2:
            raise ValueError(f"a must be a matrix, not of shape {text(sizes)}")
        rows, inner = sizes[::-1] if self.adjoint_a else sizes
        columns: Size = None
        if b.shape is not None:
            inner_b, columns = b.shape[::-1] if self.adjoint_b else b.shape
            if None not in (inner, inner_b) and inner != inner_b:
                raise ValueError(
                    f"the inner sizes differ: {inner} columns of a, {inner_b} rows of b"
                )
        return Spec((rows, columns), a_values.dtype)

    def compute(self, indices: Array, values: Array, sizes: Array, b: Array) -> Array:
        rows, inner = sizes.tolist()
        i, j = places(np.reshape(indices, (-1, 2)), (rows, inner))
        if self.adjoint_a:
            i, j, rows, values = j, i, inner, np.conjugate(values)
        if self.adjoint_b:
            b = np.conjugate(b.T)
        c = np.zeros((rows, b.shape[1]), values.dtype)
        add_at(c, i, values[:, None] * b[j])
        return c

    def gradient(self, op: Operation, dc: Tensor) -> Any:
        indices, values, sizes, b = op.inputs
        a = (indices, values, sizes)
        db = apply(SparseTensorDenseMatMul(not self.adjoint_a), *a, dc)
        if self.adjoint_b:
            db = _adjoint(db)
        # da_ij = dc[i, :] · b[j, :], wanted only where a has elements.
        rows, columns = indices[:, 0], indices[:, 1]
        if self.adjoint_a:
            rows, columns = columns, rows
        left = gather(dc, rows)
        right = gather(_adjoint(b) if self.adjoint_b else b, columns)
        da = reduce_sum(left * conj(right), axis=1)
        return None, conj(da) if self.adjoint_a else da, None, db


def _adjoint(x: Tensor) -> Tensor:
    return transpose(x, conjugate=True)


# -- public functions -----------------------------------------------------------------


def sparse_to_dense(
    sparse_indices: Any,
    output_shape: Any,
    sparse_values: Any,
    default_value: Any = 0,
    validate_indices: bool = True,
    name: str | None = None,
) -> Tensor:
    """A tensor of shape `output_shape` with `sparse_values` at the places given.

    Args:
      sparse_indices: [n, rank], or [n] for a vector: where the values go.
      output_shape: [rank].
      sparse_values: [n], or one value for all the places.
      default_value: what stands everywhere else.
      validate_indices: refuse places that are out of order or repeated.
      name: the operation's name.

    >>> import edflow as tf
    >>> tf.Session().run(tf.sparse_to_dense([1, 3], [4], 5))
    array([0, 5, 0, 5], dtype=int32)
    """
    opdef = SparseToDense(validate_indices)
    return apply(
        opdef, sparse_indices, output_shape, sparse_values, default_value, name=name
    )


def sparse_tensor_to_dense(
    sp_input: Any,
    default_value: Any = None,
    validate_indices: bool = True,
    name: str | None = None,
) -> Tensor:
    """The SparseTensor `sp_input` with `default_value` (0) where it has no elements."""
    sparse = as_sparse(sp_input)
    if default_value is None:
        default_value = zeros([], sparse.dtype)
    return sparse_to_dense(
        sparse.indices,
        sparse.dense_shape,
        sparse.values,
        default_value,
        validate_indices,
        name,
    )


def dense_to_sparse(tensor: Any, name: str | None = None) -> SparseTensor:
    """The elements of `tensor` that are not 0 (or empty text) as a SparseTensor."""
    with name_scope(name, "dense_to_sparse"):
        tensor = convert_to_tensor(tensor)
        present = not_equal(tensor, zeros_like(tensor))
        if tensor.dtype is boolean:
            present = tensor
        indices = apply(Where(), present)
        values = gather_nd(tensor, indices)
        return SparseTensor(indices, values, shape(tensor, out_type=int64))


def sparse_tensor_dense_matmul(
    sp_a: Any,
    b: Any,
    adjoint_a: bool = False,
    adjoint_b: bool = False,
    name: str | None = None,
) -> Tensor:
    """The product of a sparse matrix and a dense one.

    Args:
      sp_a: a SparseTensor [n, k].
      b: a tensor [k, m].
      adjoint_a, adjoint_b: transpose (and conjugate) it first.
      name: the operation's name.
    """
    a = as_sparse(sp_a)
    with name_scope(name, "SparseTensorDenseMatMul", [a.indices, a.values, b]):
        b = convert_to_tensor(b, name="b")
        opdef = SparseTensorDenseMatMul(adjoint_a, adjoint_b)
        return apply(opdef, a.indices, a.values, a.dense_shape, b)
