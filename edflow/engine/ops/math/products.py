"""Matrix products."""

from __future__ import annotations

from typing import Any

import numpy as np

from edflow.engine.graph import Operation, OpDef, Spec, Tensor
from edflow.engine.graph.arrays import Array
from edflow.engine.graph.dtypes import INEXACT, int32, int64
from edflow.engine.graph.shapes import Shape, Size
from edflow.engine.ops.build import apply


class MatMul(OpDef):
    """c[i,j] = sum_k a[i,k] b[k,j]."""

    takes = "a:T b:T"
    T = INEXACT | {int32, int64}
    transpose_a: bool = False
    transpose_b: bool = False

    def infer(self, a: Spec, b: Spec) -> Spec:
        rows, inner_a = _sizes(a.shape, self.transpose_a, "a")
        inner_b, columns = _sizes(b.shape, self.transpose_b, "b")
        if None not in (inner_a, inner_b) and inner_a != inner_b:
            raise ValueError(
                f"the inner sizes differ: {inner_a} columns of a, {inner_b} rows of b"
            )
        return Spec((rows, columns), a.dtype)

    def compute(self, a: Array, b: Array) -> Array:
        return np.matmul(
            a.T if self.transpose_a else a, b.T if self.transpose_b else b
        )

    def gradient(self, op: Operation, dc: Tensor) -> Any:
        a, b = op.inputs
        da = _product(b, dc, self.transpose_b, True) if self.transpose_a else None
        db = _product(dc, a, True, self.transpose_a) if self.transpose_b else None
        if da is None:
            da = _product(dc, b, False, not self.transpose_b)
        if db is None:
            db = _product(a, dc, not self.transpose_a, False)
        return da, db


def _product(a: Tensor, b: Tensor, transpose_a: bool, transpose_b: bool) -> Tensor:
    return apply(MatMul(transpose_a, transpose_b), a, b)


def _sizes(shape: Shape, transposed: bool, name: str) -> tuple[Size, Size]:
    """Rows and columns as they enter the product."""
    if shape is None:
        return None, None
    if len(shape) != 2:
        raise ValueError(f"{name} must be a matrix, but it has rank {len(shape)}")
    return (shape[1], shape[0]) if transposed else (shape[0], shape[1])


def matmul(
    a: Any,
    b: Any,
    transpose_a: bool = False,
    transpose_b: bool = False,
    name: str | None = None,
) -> Tensor:
    """The matrix product of `a` [n, k] and `b` [k, m]: [n, m].

    >>> import edflow as tf
    >>> tf.Session().run(tf.matmul([[1.0, 2.0]], [[3.0], [4.0]]))
    array([[11.]], dtype=float32)
    """
    return apply(MatMul(transpose_a, transpose_b), a, b, name=name)
