"""Matrices as products of simpler ones."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.face.shapes import Size
from edflow.engine.graph import OpDef, Operation, Spec, Tensor
from edflow.engine.ops.array.axes import expand_dims, matrix_transpose
from edflow.engine.ops.array.casting import cast
from edflow.engine.ops.array.filling import zeros_for_none, zeros_like
from edflow.engine.ops.build import apply
from edflow.engine.ops.linalg.diagonals import (
    matrix_band_part,
    matrix_diag,
    matrix_diag_part,
    matrix_set_diag,
)
from edflow.engine.ops.linalg.solving import (
    LAPACK,
    matrix_triangular_solve,
    square,
)
from edflow.engine.ops.math.powers import reciprocal
from edflow.engine.ops.math.powers import square as squared
from edflow.engine.ops.math.products import matmul

__all__ = ["cholesky", "qr", "self_adjoint_eig", "self_adjoint_eigvals", "svd"]


class Cholesky(OpDef):
    """l, lower triangular, with l l^T = x for a symmetric, positive definite x."""

    takes = "input:T"
    T = LAPACK

    def infer(self, input: Spec) -> Spec:
        return Spec(square(input.shape), input.dtype)

    def compute(self, x: Array) -> Array:
        try:
            return np.linalg.cholesky(x)
        except np.linalg.LinAlgError:
            if x.ndim > 2:
                return np.stack([self.compute(matrix) for matrix in x])
            return np.tril(np.full_like(x, np.nan))

    def gradient(self, op: Operation, dl: Tensor) -> Any:
        # dx = l^-T phi(l^T dl) l^-1, made symmetric; phi takes the lower triangle and
        # half of the diagonal.
        lower = op.outputs[0]
        middle = _half_lower(matmul(lower, dl, adjoint_a=True))
        left = matrix_triangular_solve(lower, middle, adjoint=True)
        turned = matrix_transpose(left, conjugate=True)
        dx = matrix_triangular_solve(lower, turned, adjoint=True)
        return 0.5 * (dx + matrix_transpose(dx, conjugate=True))


def _half_lower(x: Tensor) -> Tensor:
    return matrix_set_diag(matrix_band_part(x, -1, 0), 0.5 * matrix_diag_part(x))


class Qr(OpDef):
    """q, r with q r = x, q of orthonormal columns and r upper triangular."""

    takes = "input:T"
    gives = "q:T r:T"
    T = LAPACK
    full_matrices: bool = False

    def infer(self, input: Spec) -> tuple[Spec, ...]:
        *batch, rows, columns = _matrices(input)
        inner = rows if self.full_matrices else _smaller(rows, columns)
        return (
            _spec(input, (*batch, rows, inner)),
            _spec(input, (*batch, inner, columns)),
        )

    def compute(self, x: Array) -> tuple[Array, Array]:
        mode = "complete" if self.full_matrices else "reduced"
        q, r = np.linalg.qr(x, mode)
        return q, r

    def gradient(self, op: Operation, *dys: Tensor | None) -> Any:
        rows, columns = (op.inputs[0].spec.shape or (None, None))[-2:]
        if rows is None or columns is None or rows < columns or self.full_matrices:
            raise LookupError(
                f"the gradient of {op.name} is defined for matrices of known size with "
                "at least as many rows as columns, and full_matrices=False"
            )
        if op.inputs[0].dtype.is_complex:
            raise LookupError(f"the gradient of {op.name} is defined for real matrices")
        q, r = op.outputs
        dq, dr = zeros_for_none(op, dys)
        m = matmul(r, dr, adjoint_b=True) - matmul(dq, q, adjoint_a=True)
        symmetric = matrix_band_part(m, -1, 0)
        symmetric += matrix_transpose(matrix_band_part(m, -1, 0))
        symmetric = matrix_set_diag(symmetric, matrix_diag_part(m))
        # dx r^T = dq + q m', solved for dx.
        turned = matrix_transpose(dq + matmul(q, symmetric))
        return matrix_transpose(matrix_triangular_solve(r, turned, lower=False))


class SelfAdjointEigV2(OpDef):
    """e, v with x v = v e for a symmetric x: values, smallest first, and vectors."""

    takes = "input:T"
    gives = "e:T v:T"
    T = LAPACK
    compute_v: bool = True

    def infer(self, input: Spec) -> tuple[Spec, ...]:
        shape = square(input.shape)
        vectors = shape if self.compute_v else (0,)
        return _spec(input, shape and shape[:-1]), _spec(input, vectors)

    def compute(self, x: Array) -> tuple[Array, Array]:
        if not self.compute_v:
            return np.linalg.eigvalsh(x).astype(x.dtype), np.zeros(0, x.dtype)
        e, v = np.linalg.eigh(x)
        return e.astype(x.dtype), v

    def gradient(self, op: Operation, de: Tensor | None, dv: Tensor | None) -> Any:
        e, v = self_adjoint_eig(op.inputs[0]) if not self.compute_v else op.outputs
        middle = matrix_diag(zeros_like(e) if de is None else de)
        if dv is not None and self.compute_v:
            middle += _gaps(e) * matmul(v, dv, adjoint_a=True)
        dx = matmul(v, matmul(middle, v, adjoint_b=True))
        # Only the lower triangle was looked at: it answers for both.
        both = dx + matrix_transpose(dx, conjugate=True)
        return _half_lower(both)


def _gaps(x: Tensor) -> Tensor:
    """1 / (x_j - x_i), 0 where both are equal."""
    differences = expand_dims(x, -2) - expand_dims(x, -1)
    # Held off infinity, for values that occur more than once.
    safe = differences * reciprocal(squared(differences) + 1e-20)
    return matrix_set_diag(safe, zeros_like(x))


class Svd(OpDef):
    """s, u, v with x = u s v^T: singular values, largest first, and their vectors."""

    takes = "input:T"
    gives = "s:T u:T v:T"
    T = LAPACK
    compute_uv: bool = True
    full_matrices: bool = False

    def infer(self, input: Spec) -> tuple[Spec, ...]:
        *batch, rows, columns = _matrices(input)
        rank = _smaller(rows, columns)
        values = _spec(input, (*batch, rank)).with_dtype(input.dtype.real_dtype)
        if not self.compute_uv:
            return values, _spec(input, (0,)), _spec(input, (0,))
        left, right = (rows, columns) if self.full_matrices else (rank, rank)
        return (
            values,
            _spec(input, (*batch, rows, left)),
            _spec(input, (*batch, columns, right)),
        )

    def compute(self, x: Array) -> tuple[Array, ...]:
        if not self.compute_uv:
            s = np.linalg.svd(x, compute_uv=False)
            return s, np.zeros(0, x.dtype), np.zeros(0, x.dtype)
        u, s, v = np.linalg.svd(x, full_matrices=self.full_matrices)
        return s, u, np.ascontiguousarray(np.conjugate(np.swapaxes(v, -1, -2)))

    def gradient(self, op: Operation, *dys: Tensor | None) -> Any:
        x = op.inputs[0]
        if not self.compute_uv:
            _, u, v = svd(x)
            return matmul(
                u, matmul(matrix_diag(cast(dys[0], x.dtype)), v, adjoint_b=True)
            )
        if x.dtype.is_complex or self.full_matrices:
            raise LookupError(
                f"the gradient of {op.name} is defined for real matrices and "
                "full_matrices=False; with compute_uv=False also for complex ones"
            )
        s, u, v = op.outputs
        ds, du, dv = zeros_for_none(op, dys)
        # dx = u (ds + f (u^T du)' s + s f (v^T dv)') v^T, where ' takes the part that
        # turns, and what of du and dv points out of the spaces of u and v.
        gaps, scale = _gaps(squared(s)), matrix_diag(s)
        turn_u = gaps * _turning(matmul(u, du, adjoint_a=True))
        turn_v = gaps * _turning(matmul(v, dv, adjoint_a=True))
        middle = matrix_diag(ds) + matmul(turn_u, scale) + matmul(scale, turn_v)
        inverse = matrix_diag(s * reciprocal(squared(s) + 1e-20))
        out_u = matmul(_outside(u, du), inverse)
        out_v = matmul(inverse, _outside(v, dv), adjoint_b=True)
        return (
            matmul(u, matmul(middle, v, adjoint_b=True))
            + matmul(out_u, v, adjoint_b=True)
            + matmul(u, out_v)
        )


def _turning(x: Tensor) -> Tensor:
    return x - matrix_transpose(x)


def _outside(u: Tensor, du: Tensor) -> Tensor:
    """What of `du` is at right angles to all columns of u."""
    return du - matmul(u, matmul(u, du, adjoint_a=True))


def _matrices(spec: Spec) -> tuple[Size, ...]:
    """The shape, as far as it is known; of an unknown rank that of a matrix."""
    if spec.shape is None:
        return None, None
    if len(spec.shape) < 2:
        raise ValueError(f"a matrix is needed, but the rank is {len(spec.shape)}")
    return spec.shape


def _spec(input: Spec, shape: tuple[Size, ...] | None) -> Spec:
    return Spec(None if input.shape is None and shape != (0,) else shape, input.dtype)


def _smaller(rows: Size, columns: Size) -> Size:
    return None if rows is None or columns is None else min(rows, columns)


def cholesky(input: Any, name: str | None = None) -> Tensor:
    """The lower triangular l with l l^T = `input`, for each matrix [..., n, n].

    A matrix that is not positive definite has none: nan.

    >>> import edflow as tf
    >>> tf.Session().run(tf.cholesky([[4.0, 2.0], [2.0, 5.0]]))
    array([[2., 0.],
           [1., 2.]], dtype=float32)
    """
    return apply(Cholesky(), input, name=name)


class Factors(NamedTuple):
    """q and r, whose product is the matrix."""

    q: Tensor
    r: Tensor


def qr(input: Any, full_matrices: bool = False, name: str | None = None) -> Factors:
    """The q of orthonormal columns and r upper triangular with q r = `input`."""
    return Factors(*apply(Qr(full_matrices), input, name=name))


def svd(
    tensor: Any,
    full_matrices: bool = False,
    compute_uv: bool = True,
    name: str | None = None,
) -> Any:
    """The singular values of matrices [..., m, n], largest first, and their vectors.

    Args:
      tensor: the matrices.
      full_matrices: complete u and v to square matrices.
      compute_uv: whether u and v are wanted.
      name: the operation's name.

    Returns:
      s, u, v with `tensor` = u diag(s) v^T; or s alone. The signs of the vectors are
      not settled.
    """
    s, u, v = apply(Svd(compute_uv, full_matrices), tensor, name=name)
    return (s, u, v) if compute_uv else s


def self_adjoint_eig(tensor: Any, name: str | None = None) -> tuple[Tensor, Tensor]:
    """The eigenvalues, smallest first, and eigenvectors of symmetric matrices.

    Only the lower triangle is looked at. The vectors are columns, and their
    signs are not settled.
    """
    return apply(SelfAdjointEigV2(), tensor, name=name)


def self_adjoint_eigvals(tensor: Any, name: str | None = None) -> Tensor:
    """The eigenvalues of symmetric matrices, smallest first."""
    return apply(SelfAdjointEigV2(compute_v=False), tensor, name=name)[0]
