"""Inverses, determinants and systems of linear equations."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import COMPLEX, float32, float64
from edflow.engine.face.shapes import Shape, broadcast, merge
from edflow.engine.graph import OpDef, Operation, Spec, Tensor, name_scope
from edflow.engine.ops.array.axes import expand_dims
from edflow.engine.ops.build import apply
from edflow.engine.ops.linalg.diagonals import matrix_band_part
from edflow.engine.ops.math.conjugates import conj
from edflow.engine.ops.math.products import matmul

__all__ = [
    "matrix_determinant", "matrix_inverse", "matrix_solve",
    "matrix_triangular_solve",
]  # fmt: skip

LAPACK = COMPLEX | {float32, float64}
"""The dtypes that linear algebra is done in."""


def square(shape: Shape) -> Shape:
    """The shape of a batch of square matrices; ValueError if they are not square."""
    if shape is None:
        return None
    if len(shape) < 2:
        raise ValueError(f"a matrix is needed, but the rank is {len(shape)}")
    rows, columns = shape[-2:]
    if None not in (rows, columns) and rows != columns:
        raise ValueError(f"a square matrix is needed, not one of {rows} x {columns}")
    size = columns if rows is None else rows
    return (*shape[:-2], size, size)


def adjoint_array(x: Array) -> Array:
    """The transpose of each matrix, complex conjugated."""
    return np.conjugate(np.swapaxes(x, -1, -2))


class MatrixInverse(OpDef):
    """y = x^-1, so that x y = 1."""

    takes = "input:T"
    T = LAPACK
    adjoint: bool = False

    def infer(self, input: Spec) -> Spec:
        return Spec(square(input.shape), input.dtype)

    def compute(self, x: Array) -> Array:
        return np.linalg.inv(adjoint_array(x) if self.adjoint else x)

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        # x y = 1  =>  dx y + x dy = 0  =>  dy = -y dx y.
        y, turned = op.outputs[0], self.adjoint
        right = matmul(dy, y, adjoint_a=turned, adjoint_b=not turned)
        return -matmul(y, right, adjoint_a=not turned)


class MatrixDeterminant(OpDef):
    """y = det x: by how much x scales a volume."""

    takes = "input:T"
    T = LAPACK

    def infer(self, input: Spec) -> Spec:
        shape = square(input.shape)
        return Spec(None if shape is None else shape[:-2], input.dtype)

    def compute(self, x: Array) -> Array:
        return np.linalg.det(x)

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        x, y = op.inputs[0], op.outputs[0]
        return _for_each_matrix(dy * conj(y)) * matrix_inverse(x, adjoint=True)


def _for_each_matrix(factors: Tensor) -> Tensor:
    return expand_dims(expand_dims(factors, -1), -1)


class LogMatrixDeterminant(OpDef):
    """sign, y = the sign of det x, and log |det x|."""

    takes = "input:T"
    gives = "sign:T log_abs_determinant:T"
    T = LAPACK

    def infer(self, input: Spec) -> tuple[Spec, ...]:
        shape = square(input.shape)
        spec = Spec(None if shape is None else shape[:-2], input.dtype)
        return spec, spec

    def compute(self, x: Array) -> tuple[Array, Array]:
        sign, size = np.linalg.slogdet(x)
        return sign, np.asarray(size, x.dtype)

    def gradient(self, op: Operation, dsign: Tensor | None, dy: Tensor | None) -> Any:
        if dy is None:
            return None
        return _for_each_matrix(dy) * matrix_inverse(op.inputs[0], adjoint=True)


class MatrixSolve(OpDef):
    """y with a y = b."""

    takes = "matrix:T rhs:T"
    T = LAPACK
    adjoint: bool = False

    def infer(self, matrix: Spec, rhs: Spec) -> Spec:
        shape = square(matrix.shape)
        if shape is None or rhs.shape is None:
            return Spec(rhs.shape, rhs.dtype)
        check_rank(rhs.shape)
        rows = merge(shape[:-1], rhs.shape[:-1])
        assert rows is not None
        return Spec((*rows, rhs.shape[-1]), rhs.dtype)

    def compute(self, a: Array, b: Array) -> Array:
        return np.linalg.solve(adjoint_array(a) if self.adjoint else a, b)

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        # The adjoint equations a^T db = dy; and da = -db y^T, or its transpose.
        y = op.outputs[0]
        db = matrix_solve(op.inputs[0], dy, not self.adjoint)
        pair = (y, db) if self.adjoint else (db, y)
        return -matmul(*pair, adjoint_b=True), db


def check_rank(shape: tuple[Any, ...]) -> None:
    """ValueError for a vector where matrices are needed."""
    if len(shape) < 2:
        raise ValueError(
            f"the right side must be a matrix, but it has rank {len(shape)}; "
            "tf.expand_dims(b, -1) makes a column of a vector"
        )


class MatrixTriangularSolve(OpDef):
    """y with a y = b, for a with zeros above (or below) its diagonal."""

    takes = "matrix:T rhs:T"
    T = LAPACK
    broadcasts = True
    lower: bool = True
    adjoint: bool = False

    def infer(self, matrix: Spec, rhs: Spec) -> Spec:
        shape = square(matrix.shape)
        if shape is None or rhs.shape is None:
            return Spec(None, rhs.dtype)
        check_rank(rhs.shape)
        batch = broadcast(shape[:-2], rhs.shape[:-2])
        rows = merge(shape[-1:], rhs.shape[-2:-1])
        assert batch is not None
        assert rows is not None
        return Spec((*batch, *rows, rhs.shape[-1]), rhs.dtype)

    def compute(self, a: Array, b: Array) -> Array:
        # What lies beyond the diagonal is not looked at. A general solver broadcasts
        # over batches, which SciPy's triangular one does not.
        a = np.tril(a) if self.lower else np.triu(a)
        return np.linalg.solve(adjoint_array(a) if self.adjoint else a, b)

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        a, y = op.inputs[0], op.outputs[0]
        db = matrix_triangular_solve(a, dy, self.lower, not self.adjoint)
        pair = (y, db) if self.adjoint else (db, y)
        da = -matmul(*pair, adjoint_b=True)
        below, above = (-1, 0) if self.lower else (0, -1)
        return matrix_band_part(da, below, above), db


def matrix_inverse(
    input: Any, adjoint: bool = False, name: str | None = None
) -> Tensor:
    """The inverses of square matrices [..., n, n], or those of their adjoints.

    Raises:
      InvalidArgumentError: when run, a matrix is singular.

    >>> import edflow as tf
    >>> tf.Session().run(tf.matrix_inverse([[2.0, 0.0], [0.0, 4.0]]))
    array([[0.5 , 0.  ],
           [0.  , 0.25]], dtype=float32)
    """
    return apply(MatrixInverse(adjoint), input, name=name)


def matrix_determinant(input: Any, name: str | None = None) -> Tensor:
    """The determinants of square matrices [..., n, n].

    >>> import edflow as tf
    >>> tf.Session().run(tf.matrix_determinant([[1.0, 2.0], [3.0, 4.0]]))
    np.float32(-2.0)
    """
    return apply(MatrixDeterminant(), input, name=name)


class SignAndLog(NamedTuple):
    """A determinant: its sign, and the logarithm of its size."""

    sign: Tensor
    log_abs_determinant: Tensor


def slogdet(input: Any, name: str | None = None) -> SignAndLog:
    """The signs of determinants and the logarithms of their sizes.

    For large matrices, whose determinants no float could hold.
    """
    return SignAndLog(*apply(LogMatrixDeterminant(), input, name=name))


def matrix_solve(
    matrix: Any, rhs: Any, adjoint: bool = False, name: str | None = None
) -> Tensor:
    """The x with `matrix` x = `rhs`, for matrices [..., n, n] and [..., n, k].

    Args:
      matrix: square matrices.
      rhs: the right sides, as columns.
      adjoint: solve with the adjoint of `matrix`.
      name: the operation's name.

    Raises:
      InvalidArgumentError: when run, a matrix is singular.
    """
    return apply(MatrixSolve(adjoint), matrix, rhs, name=name)


def matrix_triangular_solve(
    matrix: Any,
    rhs: Any,
    lower: bool = True,
    adjoint: bool = False,
    name: str | None = None,
) -> Tensor:
    """`tf.matrix_solve` for a matrix of which only one triangle is looked at.

    Args:
      matrix: square matrices.
      rhs: the right sides, as columns.
      lower: whether it is the lower triangle, with the diagonal.
      adjoint: solve with the adjoint of `matrix`.
      name: the operation's name.
    """
    with name_scope(name, "triangular_solve", [matrix, rhs]):
        return triangular_solve(matrix, rhs, lower, adjoint)


def triangular_solve(matrix: Any, rhs: Any, lower: bool, adjoint: bool) -> Tensor:
    """`matrix_triangular_solve` without a scope of its own."""
    return apply(MatrixTriangularSolve(lower, adjoint), matrix, rhs)
