"""Rows of linear algebra, and of sums over products."""

import numpy as np
from case import Case, In, ints

from edflow.engine.ops.build import apply
from edflow.engine.ops.linalg.decomposing import Cholesky, Qr, SelfAdjointEigV2, Svd
from edflow.engine.ops.linalg.diagonals import (
    Diag,
    DiagPart,
    MatrixBandPart,
    MatrixDiagPartV3,
    MatrixDiagV3,
    MatrixSetDiagV3,
)
from edflow.engine.ops.linalg.least_squares import MatrixSolveLs
from edflow.engine.ops.linalg.norms import Cross
from edflow.engine.ops.linalg.solving import (
    LogMatrixDeterminant,
    MatrixDeterminant,
    MatrixInverse,
    MatrixSolve,
    MatrixTriangularSolve,
)
from edflow.engine.ops.math.einsum import Einsum

# Far enough from singular: 3 on the diagonal, at most 1 elsewhere.
SQUARE = In((2, 3, 3), low=-1, high=1)
LOOSE = 1e-4
BAND = ints(-1, 1)
FILL = In(())


def sound(op):
    """The op on a matrix moved away from all singular ones."""

    def build(x, *rest):
        import edflow as tf

        return apply(op, x + 3 * tf.eye(3, dtype=x.dtype), *rest)

    return build


def moved(x):
    return x + 3 * np.eye(3, dtype=x.dtype)


def symmetric(op, shift=0.0):
    """The op on x x^T, with different numbers added to its diagonal."""

    def build(x):
        import edflow as tf

        product = tf.matmul(x, x, transpose_b=True)
        diagonal = tf.constant([1 + shift, 3, 6], x.dtype)
        return apply(op, product + tf.matrix_diag(diagonal))

    return build


def made_symmetric(x, shift=0.0):
    return x @ np.swapaxes(x, -1, -2) + np.diag([1 + shift, 3, 6]).astype(x.dtype)


def turned(x):
    return np.swapaxes(x, -1, -2)


def multiplies_to_x(x, q, r):
    size = q.shape[-1]
    upright = np.allclose(turned(q) @ q, np.eye(size), atol=1e-4)
    again = np.allclose(q @ r, x, atol=1e-4)
    return upright and again and np.allclose(np.tril(r, -1), 0)


def singular_values(x, s, u, v):
    again = u @ (s[..., None] * turned(v))
    return np.allclose(again, x, atol=1e-4) and (np.diff(s) <= 0).all()


def eigenvectors(x, e, v):
    x = made_symmetric(x)
    return np.allclose(x @ v, v * e[..., None, :], atol=1e-3)


def band_of(x, padding):
    """The diagonals 1, 0, -1 of a 3 x 4 matrix: above padded left, below right."""
    y = np.full((3, 3), padding, x.dtype)
    y[0], y[1], y[2, :2] = x[[0, 1, 2], [1, 2, 3]], np.diag(x), np.diag(x, -1)
    return y


def filled(size, padding, values, k=0):
    y = np.full((size, size), padding, values.dtype)
    places = np.arange(len(values))
    y[places - min(k, 0), places + max(k, 0)] = values
    return y


def crossed(a, b):
    after, before = [1, 2, 0], [2, 0, 1]
    return a[:, after] * b[:, before] - a[:, before] * b[:, after]


def replaced(x, diagonal):
    y = x.copy()
    y[..., np.arange(3), np.arange(3)] = diagonal
    return y


CASES = [
    Case(Diag(), [(2, 3)], lambda x: np.diag(x.ravel()).reshape(2, 3, 2, 3)),
    Case(DiagPart(), [(2, 3, 2, 3)], lambda x: np.einsum("ijij->ij", x)),
    Case(
        MatrixDiagPartV3(),
        [(2, 3, 4), np.int32(0), FILL],
        lambda x, k, p: np.einsum("nii->ni", x[..., :3]),
        wrt=(0,),
    ),
    Case(
        MatrixDiagPartV3(),
        [(3, 4), np.int32(1), FILL],
        lambda x, k, p: np.diag(x, 1),
        wrt=(0,),
        label="k",
    ),
    Case(
        MatrixDiagPartV3(),
        [(3, 4), BAND, FILL],
        lambda x, k, p: band_of(x, p),
        wrt=(0,),
        label="band",
    ),
    Case(
        MatrixDiagV3(),
        [(3,), np.int32(0), np.int32(-1), np.int32(-1), FILL],
        lambda x, k, rows, columns, p: filled(3, p, x),
        wrt=(0,),
    ),
    Case(
        MatrixDiagV3(),
        [(2,), np.int32(-1), np.int32(-1), np.int32(-1), FILL],
        lambda x, k, rows, columns, p: filled(3, p, x, -1),
        wrt=(0,),
        label="k",
    ),
    Case(
        MatrixSetDiagV3(),
        [(2, 3, 4), (2, 3), np.int32(0)],
        lambda x, diagonal, k: replaced(x, diagonal),
    ),
    Case(
        MatrixBandPart(),
        [(2, 3, 4), np.int32(0), np.int32(-1)],
        lambda x, low, high: np.triu(x),
    ),
    Case(
        MatrixBandPart(),
        [(3, 4), np.int32(1), np.int32(1)],
        lambda x, low, high: np.triu(np.tril(x, 1), -1),
        label="three",
    ),
    # -- solving
    Case(
        MatrixInverse(),
        [SQUARE],
        lambda x: np.linalg.inv(moved(x)),
        build=sound(MatrixInverse()),
        rtol=LOOSE,
    ),
    Case(
        MatrixInverse(adjoint=True),
        [SQUARE],
        lambda x: np.linalg.inv(turned(moved(x))),
        build=sound(MatrixInverse(adjoint=True)),
        rtol=LOOSE,
        label="adjoint",
    ),
    Case(
        MatrixDeterminant(),
        [SQUARE],
        lambda x: np.linalg.det(moved(x)),
        build=sound(MatrixDeterminant()),
        rtol=LOOSE,
    ),
    Case(
        LogMatrixDeterminant(),
        [SQUARE],
        lambda x: tuple(np.linalg.slogdet(moved(x))),
        build=sound(LogMatrixDeterminant()),
        rtol=LOOSE,
    ),
    Case(
        MatrixSolve(),
        [SQUARE, (2, 3, 2)],
        lambda a, b: np.linalg.inv(moved(a)) @ b,
        build=sound(MatrixSolve()),
        rtol=LOOSE,
    ),
    Case(
        MatrixSolve(adjoint=True),
        [SQUARE, (2, 3, 2)],
        lambda a, b: np.linalg.inv(turned(moved(a))) @ b,
        build=sound(MatrixSolve(adjoint=True)),
        rtol=LOOSE,
        label="adjoint",
    ),
    Case(
        MatrixTriangularSolve(),
        [SQUARE, (3, 2)],
        lambda a, b: np.linalg.inv(np.tril(moved(a))) @ b,
        build=sound(MatrixTriangularSolve()),
        rtol=LOOSE,
    ),
    Case(
        MatrixTriangularSolve(lower=False, adjoint=True),
        [SQUARE, (2, 3, 2)],
        lambda a, b: np.linalg.inv(turned(np.triu(moved(a)))) @ b,
        build=sound(MatrixTriangularSolve(lower=False, adjoint=True)),
        rtol=LOOSE,
        label="upper adjoint",
    ),
    Case(
        MatrixSolveLs(),
        [(2, 4, 3), (2, 4, 2), np.float64(0)],
        lambda a, b, l2: np.linalg.pinv(a) @ b,
        flat="tf.matrix_solve_ls composes what has a gradient",
        rtol=1e-2,
    ),
    Case(
        MatrixSolveLs(fast=False),
        [(3, 4), (3, 2), np.float64(0)],
        lambda a, b, l2: np.linalg.lstsq(a, b)[0],
        flat="it has no gradient, as in TensorFlow",
        rtol=1e-3,
        label="slow",
    ),
    # -- decomposing
    Case(
        Cholesky(),
        [SQUARE],
        lambda x: np.linalg.cholesky(made_symmetric(x)),
        build=symmetric(Cholesky()),
        rtol=LOOSE,
    ),
    Case(Qr(), [(2, 4, 3)], holds=multiplies_to_x),
    Case(
        Qr(full_matrices=True),
        [(4, 3)],
        holds=multiplies_to_x,
        flat="it has no gradient",
        label="full",
    ),
    Case(
        SelfAdjointEigV2(),
        [SQUARE],
        holds=eigenvectors,
        build=symmetric(SelfAdjointEigV2()),
    ),
    Case(
        SelfAdjointEigV2(compute_v=False),
        [SQUARE],
        holds=lambda x, e, v: np.allclose(
            e, np.linalg.eigvalsh(made_symmetric(x)), rtol=1e-3
        ),
        build=symmetric(SelfAdjointEigV2(compute_v=False)),
        label="values",
    ),
    Case(Svd(), [(2, 3, 4)], holds=singular_values),
    Case(Svd(), [(4, 3)], holds=singular_values, label="tall"),
    Case(
        Svd(compute_uv=False),
        [(4, 3)],
        holds=lambda x, s, u, v: np.allclose(
            s**2, np.linalg.eigvalsh(x.T @ x)[::-1], rtol=1e-3
        ),
        label="values",
    ),
    Case(
        Cross(),
        [(2, 3), (2, 3)],
        lambda a, b: (
            a[:, [1, 2, 0]] * b[:, [2, 0, 1]] - a[:, [2, 0, 1]] * b[:, [1, 2, 0]]
        ),
    ),
    # -- sums over products
    Case(Einsum("ij,jk->ik"), [[(2, 3), (3, 4)]], np.matmul),
    Case(Einsum("ij->ji"), [[(2, 3)]], np.transpose, label="transpose"),
    Case(Einsum("ij->i"), [[(2, 3)]], lambda x: x.sum(1), label="sum"),
    Case(Einsum("ij->"), [[(2, 3)]], np.sum, label="sum of all"),
    Case(Einsum("ii->"), [[(3, 3)]], np.trace, label="trace"),
    Case(Einsum("ii->i"), [[(3, 3)]], np.diag, label="diagonal"),
    Case(Einsum("i->ii"), [[(3,)]], np.diag, label="onto the diagonal"),
    Case(Einsum("i,j->ij"), [[(2,), (3,)]], np.outer, label="outer"),
    Case(Einsum("bij,bjk->bik"), [[(5, 2, 3), (5, 3, 4)]], np.matmul, label="batch"),
    Case(
        Einsum("...ij,...jk->...ik"),
        [[(5, 2, 3), (3, 4)]],
        np.matmul,
        label="dots",
    ),
]
