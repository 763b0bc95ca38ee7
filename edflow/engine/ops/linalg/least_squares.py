"""Equations that have too many rows, too few, or a Cholesky factor."""

from __future__ import annotations

from typing import Any

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.face.shapes import merge
from edflow.engine.graph import OpDef, Spec, Tensor, name_scope
from edflow.engine.ops.build import apply, convert_to_tensor
from edflow.engine.ops.linalg.decomposing import cholesky
from edflow.engine.ops.linalg.identities import eye
from edflow.engine.ops.linalg.solving import (
    LAPACK,
    adjoint_array,
    check_rank,
    triangular_solve,
)
from edflow.engine.ops.math.products import matmul

__all__ = ["cholesky_solve", "matrix_solve_ls"]


class MatrixSolveLs(OpDef):
    """y that makes |a y - b|^2 + l |y|^2 least; of several the shortest."""

    takes = "matrix:T rhs:T l2_regularizer:float64"
    T = LAPACK
    fast: bool = True

    def infer(self, matrix: Spec, rhs: Spec, l2_regularizer: Spec) -> Spec:
        if matrix.shape is None or rhs.shape is None:
            return Spec(None, rhs.dtype)
        check_rank(matrix.shape)
        check_rank(rhs.shape)
        rows = merge(matrix.shape[:-1], rhs.shape[:-1])
        assert rows is not None
        return Spec((*rows[:-1], matrix.shape[-1], rhs.shape[-1]), rhs.dtype)

    def compute(self, a: Array, b: Array, l2: Array) -> Array:
        if not self.fast:
            return np.linalg.pinv(a) @ b
        turned, ridge = adjoint_array(a), a.dtype.type(l2)
        if a.shape[-2] >= a.shape[-1]:
            inner = turned @ a + ridge * np.eye(a.shape[-1], dtype=a.dtype)
            return np.linalg.solve(inner, turned @ b)
        inner = a @ turned + ridge * np.eye(a.shape[-2], dtype=a.dtype)
        return turned @ np.linalg.solve(inner, b)


def matrix_solve_ls(
    matrix: Any,
    rhs: Any,
    l2_regularizer: Any = 0.0,
    fast: bool = True,
    name: str | None = None,
) -> Tensor:
    """The x that brings `matrix` x nearest to `rhs`: least squares.

    Args:
      matrix: [..., m, n]; with m > n more equations than unknowns.
      rhs: [..., m, k], the right sides.
      l2_regularizer: adds so many times |x|^2 to what is made least.
      fast: by the normal equations; otherwise slower, but also for columns that depend
        on each other, without a regularizer and without a gradient.
      name: the operation's name.
    """
    matrix = convert_to_tensor(matrix, name="matrix")
    rows, columns = (matrix.spec.shape or (None, None))[-2:]
    if not fast or rows is None or columns is None:
        return apply(MatrixSolveLs(fast), matrix, rhs, l2_regularizer, name=name)
    with name_scope(name, "matrix_solve_ls", [matrix, rhs]):
        if rows >= columns:
            chol = cholesky(_gram(matrix, l2_regularizer, columns, True))
            return cholesky_solve(chol, matmul(matrix, rhs, adjoint_a=True))
        chol = cholesky(_gram(matrix, l2_regularizer, rows, False))
        return matmul(matrix, cholesky_solve(chol, rhs), adjoint_a=True)


def _gram(matrix: Tensor, l2_regularizer: Any, size: int, columns: bool) -> Tensor:
    """The products of all columns (or rows) with each other, plus the regularizer."""
    products = matmul(matrix, matrix, adjoint_a=columns, adjoint_b=not columns)
    if not isinstance(l2_regularizer, Tensor) and l2_regularizer == 0:
        return products
    ridge = eye(size, dtype=matrix.dtype.base_dtype)
    return products + l2_regularizer * ridge


def cholesky_solve(chol: Any, rhs: Any, name: str | None = None) -> Tensor:
    """The x with a x = `rhs`, from the Cholesky factor of a: two triangular solves."""
    with name_scope(name, "cholesky_solve", [chol, rhs]):
        y = triangular_solve(chol, rhs, lower=True, adjoint=False)
        return triangular_solve(chol, y, lower=True, adjoint=True)
