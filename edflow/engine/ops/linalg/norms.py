"""Lengths, directions and products of vectors and matrices."""

from __future__ import annotations

from typing import Any

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import REALS
from edflow.engine.face.shapes import merge
from edflow.engine.graph import OpDef, Operation, Spec, Tensor, name_scope
from edflow.engine.ops.arguments import one_of
from edflow.engine.ops.array.axes import (
    expand_dims,
    matrix_transpose,
    squeeze,
    transpose,
)
from edflow.engine.ops.build import apply, constant, convert_to_tensor
from edflow.engine.ops.linalg.decomposing import cholesky, svd
from edflow.engine.ops.linalg.diagonals import matrix_diag_part
from edflow.engine.ops.math.complex_numbers import real
from edflow.engine.ops.math.conjugates import conj
from edflow.engine.ops.math.powers import log, sqrt
from edflow.engine.ops.math.powers import pow as power
from edflow.engine.ops.math.products import matmul
from edflow.engine.ops.math.rounding import abs as absolute
from edflow.engine.ops.math.selecting import where_v2
from edflow.engine.ops.reduce import reduce_max, reduce_sum

__all__ = ["cross", "norm"]


class Cross(OpDef):
    """c = a x b, at right angles to both, for vectors of 3 along the last axis."""

    takes = "a:T b:T"
    gives = "product:T"
    T = REALS

    def infer(self, a: Spec, b: Spec) -> Spec:
        shape = merge(a.shape, b.shape)
        if shape is not None and (not shape or shape[-1] not in (None, 3)):
            raise ValueError("the vectors must have 3 elements")
        return Spec(shape, a.dtype)

    def compute(self, a: Array, b: Array) -> Array:
        if a.shape != b.shape or not a.ndim or a.shape[-1] != 3:
            raise ValueError("two tensors of one shape are needed, with 3 as last size")
        return np.cross(a, b)

    def gradient(self, op: Operation, dc: Tensor) -> Any:
        a, b = op.inputs
        return cross(b, dc), cross(dc, a)


def cross(a: Any, b: Any, name: str | None = None) -> Tensor:
    """The vectors at right angles to those of `a` and `b`, 3 elements each.

    >>> import edflow as tf
    >>> tf.Session().run(tf.cross([1, 0, 0], [0, 1, 0]))
    array([0, 0, 1], dtype=int32)
    """
    return apply(Cross(), a, b, name=name)


def norm(
    tensor: Any,
    ord: Any = "euclidean",
    axis: Any = None,
    keepdims: bool | None = None,
    name: str | None = None,
    keep_dims: bool | None = None,
) -> Tensor:
    """The length of vectors, or a measure of matrices.

    Args:
      tensor: floats or complex numbers.
      ord: "euclidean", 1, 2, another positive number p or `np.inf`; for matrices also
        "fro", and 2 is then their greatest singular value.
      axis: one axis for vectors, a pair for matrices, None for all elements as one
        vector.
      keepdims: keep the axes, with size 1.
      name: the scope's name.
      keep_dims: the old name of `keepdims`.

    Raises:
      ValueError: such a norm is not known.

    >>> import edflow as tf
    >>> tf.Session().run(tf.norm([3.0, 4.0]))
    np.float32(5.0)
    """
    keep = bool(one_of(keepdims=keepdims, keep_dims=keep_dims))
    of_matrices = isinstance(axis, tuple | list) and len(axis) == 2
    if isinstance(axis, tuple | list) and not of_matrices:
        if len(axis) != 1:
            raise ValueError(f"axis must be one axis, a pair or None, not {axis!r}")
        axis = axis[0]
    _check_order(ord, of_matrices)
    with name_scope(name, "norm", [tensor]):
        tensor = convert_to_tensor(tensor)
        if of_matrices and ord in (2, 2.0):
            lengths = _spectral(tensor, list(axis))
        elif ord in ("fro", "euclidean", 2, 2.0):
            over = [axis] if isinstance(axis, int) else axis
            lengths = sqrt(reduce_sum(tensor * conj(tensor), over, keepdims=True))
            lengths = real(lengths)
        else:
            lengths = _of_sizes(absolute(tensor), ord, axis, of_matrices)
        return lengths if keep else squeeze(lengths, axis)


def _check_order(ord: Any, of_matrices: bool) -> None:
    known = ("euclidean", "fro", 1, 2, np.inf) if of_matrices else ("euclidean",)
    free = not of_matrices and not isinstance(ord, str) and np.isreal(ord) and ord > 0
    if ord not in known and not free:
        what = "matrices" if of_matrices else "vectors"
        raise ValueError(f"the norm {ord!r} is not known for {what}")


def _of_sizes(sizes: Tensor, ord: Any, axis: Any, of_matrices: bool) -> Tensor:
    """The norm from the absolute values, with the axes kept."""
    if of_matrices:  # The greatest sum of a column (1), of a row (inf).
        summed, over = (axis[0], axis[1]) if ord == 1 else (axis[1], axis[0])
        return reduce_max(reduce_sum(sizes, summed, keepdims=True), over, keepdims=True)
    if ord == np.inf:
        return reduce_max(sizes, axis, keepdims=True)
    if ord == 1:
        return reduce_sum(sizes, axis, keepdims=True)
    return power(reduce_sum(power(sizes, ord), axis, keepdims=True), 1.0 / ord)


def _spectral(tensor: Tensor, axes: list[int]) -> Tensor:
    """The greatest singular value of each matrix, with its axes kept."""
    rank = tensor.spec.rank
    if rank is None:
        raise ValueError("the norm of matrices needs a tensor of known rank")
    axes = [axis % rank for axis in axes]
    order = [axis for axis in range(rank) if axis not in axes] + axes
    values = svd(transpose(tensor, order), compute_uv=False)
    largest = reduce_max(values, -1)
    for axis in sorted(axes):
        largest = expand_dims(largest, axis)
    return largest


def adjoint(matrix: Any, name: str | None = None) -> Tensor:
    """The transpose of each matrix [..., n, m], complex conjugated."""
    with name_scope(name, "adjoint", [matrix]):
        return matrix_transpose(
            convert_to_tensor(matrix, name="matrix"), conjugate=True
        )


def matvec(
    a: Any,
    b: Any,
    transpose_a: bool = False,
    adjoint_a: bool = False,
    a_is_sparse: bool = False,
    b_is_sparse: bool = False,
    name: str | None = None,
) -> Tensor:
    """The product of matrices [..., n, k] and vectors [..., k]: [..., n].

    >>> import edflow as tf
    >>> tf.Session().run(tf.linalg.matvec([[1.0, 2.0], [3.0, 4.0]], [1.0, 1.0]))
    array([3., 7.], dtype=float32)
    """
    with name_scope(name, "MatVec", [a, b]):
        columns = matmul(
            a,
            expand_dims(b, -1),
            transpose_a=transpose_a,
            adjoint_a=adjoint_a,
            a_is_sparse=a_is_sparse,
            b_is_sparse=b_is_sparse,
        )
        return squeeze(columns, -1)


def logdet(matrix: Any, name: str | None = None) -> Tensor:
    """log det of symmetric, positive definite matrices [..., n, n]."""
    with name_scope(name, "logdet", [matrix]):
        diagonal = matrix_diag_part(cholesky(matrix))
        return 2.0 * reduce_sum(log(real(diagonal)), [-1])


def pinv(
    a: Any, rcond: Any = None, validate_args: bool = False, name: Any = None
) -> Tensor:
    """The pseudo-inverses of matrices [..., n, m]: [..., m, n].

    Args:
      a: the matrices.
      rcond: singular values below so many times the largest count as 0.
      validate_args: accepted.
      name: the scope's name.
    """
    with name_scope(name or "pinv"):
        a = convert_to_tensor(a, name="a")
        if rcond is None:
            longest = max(size or 0 for size in (a.spec.shape or (0, 0))[-2:])
            rcond = 10.0 * longest * np.finfo(a.dtype.as_numpy_dtype).eps
        s, u, v = svd(a)
        rcond = convert_to_tensor(rcond, s.dtype, "rcond")
        least = expand_dims(rcond * reduce_max(s, -1), -1)
        # To divide by infinity is to leave out.
        divisors = where_v2(s > least, s, constant(np.inf, s.dtype))
        return matmul(v / expand_dims(divisors, -2), u, adjoint_b=True)
