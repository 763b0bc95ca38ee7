"""Matrix products."""

from __future__ import annotations

from typing import Any

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import INEXACT, NUMBERS, float32, int32, int64
from edflow.engine.face.shapes import Shape, Size, broadcast
from edflow.engine.graph import OpDef, Operation, Spec, Tensor, name_scope
from edflow.engine.kernels.matrices import product
from edflow.engine.ops.build import apply, convert_to_tensor
from edflow.engine.ops.math.conjugates import conj

__all__ = ["batch_matmul", "matmul", "sparse_matmul"]


class MatMul(OpDef):
    """c[i,j] = sum_k a[i,k] b[k,j]."""

    takes = "a:T b:T"
    gives = "product:T"
    T = INEXACT | {int32, int64}
    transpose_a: bool = False
    transpose_b: bool = False

    def infer(self, a: Spec, b: Spec) -> Spec:
        rows, inner_a = _sizes(a.shape, self.transpose_a, "a")
        inner_b, columns = _sizes(b.shape, self.transpose_b, "b")
        _check_inner(inner_a, inner_b)
        return Spec((rows, columns), a.dtype)

    def compute(self, a: Array, b: Array) -> Array:
        return product(a.T if self.transpose_a else a, b.T if self.transpose_b else b)

    def gradient(self, op: Operation, dc: Tensor) -> Any:
        # c = a b  =>  da = dc b^T, db = a^T dc; and da^T of it where a was transposed.
        a, b = conj(op.inputs[0]), conj(op.inputs[1])
        ta, tb = self.transpose_a, self.transpose_b
        da = _product(b, dc, tb, True) if ta else _product(dc, b, False, not tb)
        db = _product(dc, a, True, ta) if tb else _product(a, dc, not ta, False)
        return da, db


def _product(a: Tensor, b: Tensor, transpose_a: bool, transpose_b: bool) -> Tensor:
    return apply(MatMul(transpose_a, transpose_b), a, b)


class SparseMatMul(MatMul):
    """c[i,j] = sum_k a[i,k] b[k,j], said to have many zeros in a or b."""

    takes = "a:Ta b:Tb"
    gives = "product:float32"
    Ta = Tb = frozenset({float32})
    a_is_sparse: bool = False
    b_is_sparse: bool = False


def _sizes(shape: Shape, transposed: bool, name: str) -> tuple[Size, Size]:
    """Rows and columns as they enter the product."""
    if shape is None:
        return None, None
    if len(shape) != 2:
        raise ValueError(
            f"{name} must be a matrix, but it has rank {len(shape)}; "
            "tf.expand_dims makes a matrix of a vector"
        )
    return (shape[1], shape[0]) if transposed else (shape[0], shape[1])


def _check_inner(inner_a: Size, inner_b: Size) -> None:
    if None not in (inner_a, inner_b) and inner_a != inner_b:
        raise ValueError(
            f"the inner sizes differ: {inner_a} columns of a, {inner_b} rows of b"
        )


class BatchMatMulV2(OpDef):
    """z[..., i, j] = sum_k x[..., i, k] y[..., k, j]; the axes before are broadcast."""

    takes = "x:T y:T"
    T = NUMBERS
    broadcasts = True
    adj_x: bool = False
    adj_y: bool = False

    def infer(self, x: Spec, y: Spec) -> Spec:
        if x.shape is None or y.shape is None:
            return Spec(None, x.dtype)
        for name, shape in (("a", x.shape), ("b", y.shape)):
            if len(shape) < 2:
                raise ValueError(
                    f"{name} must have rank 2 or more, but it has rank {len(shape)}"
                )
        rows, inner_x = _sizes(x.shape[-2:], self.adj_x, "a")
        inner_y, columns = _sizes(y.shape[-2:], self.adj_y, "b")
        _check_inner(inner_x, inner_y)
        batch = broadcast(x.shape[:-2], y.shape[:-2])
        assert batch is not None
        return Spec((*batch, rows, columns), x.dtype)

    def compute(self, x: Array, y: Array) -> Array:
        if x.ndim < 2 or y.ndim < 2:
            raise ValueError("both matrices need a rank of 2 or more")
        return np.matmul(
            _adjoint(x) if self.adj_x else x, _adjoint(y) if self.adj_y else y
        )

    def gradient(self, op: Operation, dz: Tensor) -> Any:
        x, y = op.inputs
        ax, ay = self.adj_x, self.adj_y
        dx = _batch(y, dz, ay, True) if ax else _batch(dz, y, False, not ay)
        dy = _batch(dz, x, True, ax) if ay else _batch(x, dz, not ax, False)
        return dx, dy


def _batch(x: Tensor, y: Tensor, adj_x: bool, adj_y: bool) -> Tensor:
    return apply(BatchMatMulV2(adj_x, adj_y), x, y)


def _adjoint(x: Array) -> Array:
    turned = np.swapaxes(x, -1, -2)
    return np.conjugate(turned) if np.iscomplexobj(x) else turned


def matmul(
    a: Any,
    b: Any,
    transpose_a: bool = False,
    transpose_b: bool = False,
    adjoint_a: bool = False,
    adjoint_b: bool = False,
    a_is_sparse: bool = False,
    b_is_sparse: bool = False,
    name: str | None = None,
) -> Tensor:
    """The matrix product of `a` [..., n, k] and `b` [..., k, m]: [..., n, m].

    Args:
      a: a matrix, or a batch of them.
      b: likewise; the axes before the last two are broadcast against those of a.
      transpose_a: exchange the last two axes of a first.
      transpose_b: likewise for b.
      adjoint_a: as `transpose_a`, and take the complex conjugate.
      adjoint_b: likewise for b.
      a_is_sparse: a hint that a has many zeros.
      b_is_sparse: likewise for b.
      name: the operation's name.

    Raises:
      ValueError: a or b is a vector, the inner sizes differ, or a matrix is to be
        transposed and adjoined at once.

    >>> import edflow as tf
    >>> tf.Session().run(tf.matmul([[1.0, 2.0]], [[3.0], [4.0]]))
    array([[11.]], dtype=float32)
    """
    if (transpose_a and adjoint_a) or (transpose_b and adjoint_b):
        raise ValueError("give only one of transpose and adjoint for a matrix")
    with name_scope(name, "MatMul", [a, b]) as scope:
        a = convert_to_tensor(a, name="a")
        hint = None if isinstance(b, Tensor) else a.dtype.base_dtype
        b = convert_to_tensor(b, name="b", preferred_dtype=hint)
        if _may_be_batch(a) or _may_be_batch(b):
            # The op's flags stand for adjoints: what is only transposed is conjugated
            # here, so that both together leave it as it is.
            a, b = (conj(a) if transpose_a else a), (conj(b) if transpose_b else b)
            flags = transpose_a or adjoint_a, transpose_b or adjoint_b
            return apply(BatchMatMulV2(*flags), a, b, name=scope)
        a, b = (conj(a) if adjoint_a else a), (conj(b) if adjoint_b else b)
        flags = transpose_a or adjoint_a, transpose_b or adjoint_b
        sparse = (a_is_sparse or b_is_sparse) and a.dtype.base_dtype is float32
        if sparse:
            op: OpDef = SparseMatMul(*flags, a_is_sparse, b_is_sparse)
        else:
            op = MatMul(*flags)
        return apply(op, a, b, name=scope)


def _may_be_batch(x: Tensor) -> bool:
    return x.spec.rank is None or x.spec.rank > 2


def sparse_matmul(
    a: Any,
    b: Any,
    transpose_a: bool = False,
    transpose_b: bool = False,
    a_is_sparse: bool = False,
    b_is_sparse: bool = False,
    name: str | None = None,
) -> Tensor:
    """The matrix product, with hints that `a` or `b` has many zeros."""
    flags = transpose_a, transpose_b, a_is_sparse, b_is_sparse
    return apply(SparseMatMul(*flags), a, b, name=name)


def batch_matmul(
    x: Any, y: Any, adj_x: bool = False, adj_y: bool = False, name: str | None = None
) -> Tensor:
    """`tf.matmul` for batches of matrices, as it was called before TensorFlow 1.0."""
    return matmul(x, y, adjoint_a=adj_x, adjoint_b=adj_y, name=name)
