"""Matrices: products, diagonals, systems of equations, decompositions."""

import numpy as np
from program import Runs, promises


def _square(tf):
    return tf.constant([[4.0, 1.0, 0.5], [1.0, 3.0, -1.0], [0.5, -1.0, 5.0]], name="q")


def _wide(tf):
    return tf.constant([[1.0, 2.0, 3.0], [4.0, 5.0, 7.0]], name="a")


def _batch(tf):
    values = np.linspace(-1, 1, 12, dtype=np.float32).reshape(2, 2, 3)
    return tf.constant(values, name="b")


def products(tf):
    a = _wide(tf)
    return [
        tf.matmul(a, _square(tf)),
        tf.matmul(a, a, transpose_b=True),
        tf.matmul(a, a, transpose_a=True),
        tf.matmul(a, a, True, False, name="gram"),
        tf.matmul([[1, 2]], [[3], [4]]),
    ]


def products_of_batches(tf):
    b = _batch(tf)
    return [
        tf.matmul(b, b, transpose_b=True),
        tf.matmul(b, b, transpose_a=True),
        tf.matmul(b, _square(tf)),
        tf.matmul(b, b, adjoint_b=True),
    ]


def products_of_complex_matrices(tf):
    c = tf.constant([[1 + 2j, 3 - 1j], [0.5j, 2 + 0j]], tf.complex64)
    return tf.matmul(c, c, adjoint_a=True), tf.matmul(c, c, transpose_b=True)


def products_of_many_zeros(tf):
    a, b = tf.constant([[0.0, 2.0]]), tf.constant([[1.0], [3.0]])
    return tf.matmul(a, b, a_is_sparse=True), tf.sparse_matmul(a, b, b_is_sparse=True)


def products_of_unknown_shape(tf):
    a, b = tf.placeholder(tf.float32), tf.placeholder(tf.float32)
    feeds = [{a: [[1, 2]], b: [[3], [4]]}, {a: np.ones((2, 1, 2)), b: [[3], [4]]}]
    return Runs(tf.matmul(a, b), feeds=feeds)


def transposed_and_adjoined(tf):
    return tf.matmul(_wide(tf), _wide(tf), transpose_a=True, adjoint_a=True)


def a_matrix_times_a_vector(tf):
    return tf.linalg.matvec(_wide(tf), [1.0, 0.5, 2.0])


@promises(nodes="outer")
def products_over_any_axes(tf):
    b, q = _batch(tf), _square(tf)
    return [
        tf.tensordot(b, q, 1),
        tf.tensordot(b, q, [[2], [1]]),
        tf.tensordot(b, b, [[0, 2], [0, 2]]),
        tf.tensordot(b, b, 3),
        tf.tensordot(q, q, 0),
        tf.tensordot(q, q, 1),
    ]


@promises(nodes="outer")
def products_over_axes_of_unknown_size(tf):
    x = tf.placeholder(tf.float32, [None, 4, 3])
    y = tf.tensordot(x, _square(tf), [[2], [0]])
    z = tf.tensordot(x, x, [[0, 1], [0, 1]])
    return Runs([y, z], feeds={x: np.arange(24.0).reshape(2, 4, 3)})


def sums_over_products(tf):
    a, q = _wide(tf), _square(tf)
    return [
        tf.einsum("ij,jk->ik", a, q),
        tf.einsum("ij,jk", a, q),
        tf.einsum("ij->ji", a),
        tf.einsum("ij->", a),
        tf.einsum("ii->i", q),
        tf.einsum("i,j->ij", a[0], a[1]),
        tf.einsum("bij,jk->bik", _batch(tf), q),
        tf.einsum("...ij,jk->...ik", _batch(tf), q),
    ]


@promises(nodes=None)
def sums_over_products_of_three(tf):
    a, q = _wide(tf), _square(tf)
    return tf.einsum("ij,jk,kl->il", a, q, q), tf.einsum("ij,jk,ik->i", a, q, a)


def a_sum_over_products_that_cannot_be_read(tf):
    return tf.einsum("ij,jk->iz", _wide(tf), _square(tf))


@promises(nodes=None)
def gradients_of_sums_over_products(tf):
    a, q, b = _wide(tf), _square(tf), _batch(tf)
    equations = ["ij,jk->ik", "ij,kk->i", "ij,jk->", "ij,jj->ij"]
    found = [tf.gradients(tf.einsum(e, a, q) ** 2, [a, q]) for e in equations]
    found.append(tf.gradients(tf.einsum("...ij,jk->...ik", b, q) ** 2, [b, q]))
    found.append(tf.gradients(tf.einsum("ii->", q) ** 2, q))
    return found


def identities(tf):
    return [
        tf.eye(3),
        tf.eye(2, 3),
        tf.eye(2, batch_shape=[2]),
        tf.eye(2, dtype=tf.int32, name="one"),
    ]


def an_identity_of_unknown_size(tf):
    n = tf.placeholder(tf.int32, [])
    return Runs(tf.eye(n), feeds=[{n: 1}, {n: 3}])


def diagonals(tf):
    q = _square(tf)
    return [
        tf.diag([1, 2, 3]),
        tf.diag_part(q),
        tf.matrix_diag([[1.0, 2.0], [3.0, 4.0]]),
        tf.matrix_diag_part(_batch(tf)),
        tf.matrix_set_diag(q, [7.0, 8.0, 9.0]),
        tf.matrix_band_part(q, 0, -1),
        tf.matrix_band_part(q, 1, 0),
        tf.matrix_transpose(_batch(tf)),
        tf.trace(q),
        tf.trace(_batch(tf)),
        tf.linalg.tensor_diag([1.0, 2.0]),
    ]


def bands_of_diagonals(tf):
    q, wide = _square(tf), _wide(tf)
    return [
        tf.matrix_diag_part(q, k=1),
        tf.matrix_diag_part(q, k=(-1, 1)),
        tf.matrix_diag_part(wide, k=(0, 2), padding_value=9.0),
        tf.matrix_diag_part(q, k=(-2, 2), align="LEFT_RIGHT"),
        tf.matrix_diag([1.0, 2.0], k=-1),
        tf.matrix_diag([1.0, 2.0], k=1, num_rows=4, num_cols=3, padding_value=5.0),
        tf.matrix_diag([[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]], k=(0, 1)),
        tf.matrix_set_diag(q, [[0.0, 7.0, 8.0], [1.0, 2.0, 3.0]], k=(0, 1)),
    ]


@promises(rtol=1e-5)
def inverses_and_determinants(tf):
    q = _square(tf)
    return [
        tf.matrix_inverse(q),
        tf.matrix_inverse(q, adjoint=True),
        tf.matrix_determinant(q),
        tf.linalg.det(tf.stack([q, -q])),
        tf.linalg.slogdet(-q),
        tf.linalg.logdet(q),
    ]


def inverting_a_singular_matrix(tf):
    return Runs(tf.matrix_inverse(tf.constant([[1.0, 2.0], [2.0, 4.0]])))


def inverting_what_is_not_square(tf):
    return tf.matrix_inverse(_wide(tf))


@promises(rtol=1e-5)
def systems_of_equations(tf):
    q, rhs = _square(tf), tf.constant([[1.0, 2.0], [0.0, 1.0], [3.0, -1.0]])
    return [
        tf.matrix_solve(q, rhs),
        tf.matrix_solve(q, rhs, adjoint=True),
        tf.matrix_triangular_solve(q, rhs),
        tf.matrix_triangular_solve(q, rhs, lower=False, adjoint=True),
        tf.cholesky_solve(tf.cholesky(q), rhs),
    ]


@promises(nodes="outer", rtol=1e-3)
def least_squares(tf):
    a = _wide(tf)
    tall, rhs = tf.transpose(a), tf.constant([[1.0], [2.0], [0.5]])
    return [
        tf.matrix_solve_ls(tall, rhs),
        tf.matrix_solve_ls(tall, rhs, 0.5),
        tf.matrix_solve_ls(a, rhs[:2]),
        tf.matrix_solve_ls(tall, rhs, fast=False),
    ]


@promises(nodes=None, rtol=1e-4)
def parts_that_have_no_sign(tf):
    q, a = _square(tf), _wide(tf)
    values, vectors = tf.self_adjoint_eig(q)
    s, u, v = tf.svd(a)
    orthonormal, upper = tf.qr(tf.transpose(a))
    return [
        values,
        tf.matmul(vectors * values, vectors, transpose_b=True),
        tf.self_adjoint_eigvals(q),
        s,
        tf.matmul(u * s, v, transpose_b=True),
        tf.svd(a, compute_uv=False),
        tf.matmul(orthonormal, upper),
        tf.abs(upper),
        tf.linalg.pinv(a),
    ]


def shapes_of_decompositions(tf):
    a = tf.placeholder(tf.float32, [None, 4, 3])
    tensors = [*tf.qr(a), *tf.qr(a, True), *tf.svd(a), *tf.svd(a, True)]
    return [(t.name, str(t.get_shape())) for t in tensors]


@promises(rtol=1e-5)
def cholesky(tf):
    return tf.cholesky(_square(tf))


def cholesky_of_what_is_not_positive(tf):
    return tf.matrix_band_part(tf.cholesky(-_square(tf)), -1, 0)


def norms(tf):
    x = _wide(tf)
    return [
        tf.norm(x),
        tf.norm(x, axis=1),
        tf.norm(x, ord=1),
        tf.norm(x, ord=np.inf, axis=0),
        tf.norm(x, ord=3),
        tf.norm(x, ord="fro", axis=[0, 1]),
        tf.norm(x, axis=-1, keepdims=True, name="lengths"),
    ]


def an_unknown_norm(tf):
    return tf.norm(_wide(tf), ord="nuclear")


def cross_products(tf):
    return tf.cross([1.0, 2.0, 3.0], [0.0, 1.0, -1.0]), tf.cross(
        [[1, 0, 0]], [[0, 1, 0]]
    )


@promises(nodes=None, rtol=1e-3, atol=1e-4)
def gradients_of_linear_algebra(tf):
    q, rhs = _square(tf), tf.constant([[1.0], [2.0], [-1.0]])
    ys = [
        tf.matrix_inverse(q) ** 2,
        tf.matrix_determinant(q),
        tf.linalg.slogdet(q)[1],
        tf.matrix_solve(q, rhs) ** 2,
        tf.matrix_triangular_solve(q, rhs) ** 2,
        tf.cholesky(q) ** 2,
        tf.self_adjoint_eig(q)[0] ** 2,
        tf.self_adjoint_eigvals(q) ** 3,
        tf.svd(q)[0] ** 2,
        tf.svd(q, compute_uv=False) ** 3,
        tf.qr(q)[1] ** 2,
        tf.trace(q) ** 2,
        tf.matrix_band_part(q, 0, 1) ** 2,
        tf.matrix_diag_part(q, k=1) ** 2,
        tf.norm(q, axis=0) ** 2,
        tf.matrix_solve_ls(q, rhs, 0.1) ** 2,
    ]
    return [tf.gradients(y, q)[0] for y in ys]


@promises(nodes=None, rtol=1e-3, atol=1e-4)
def gradients_of_singular_vectors(tf):
    a = _wide(tf)
    _, u, v = tf.svd(a)
    # Squares do not depend on the signs, which are not settled.
    ys = [u**2 * [1.0, 2.0], v**2 * [1.0, 2.0], tf.qr(tf.transpose(a))[0] ** 4]
    return [tf.gradients(y, a)[0] for y in ys]


@promises(nodes=None)
def gradients_of_products(tf):
    a, q, b = _wide(tf), _square(tf), _batch(tf)
    found = [tf.gradients(tf.matmul(a, q) ** 2, [a, q])]
    for ta in (False, True):
        for tb in (False, True):
            x = tf.transpose(a) if ta else a
            y = tf.transpose(q) if tb else q
            found.append(tf.gradients(tf.matmul(x, y, ta, tb) ** 2, [a, q]))
    found.append(tf.gradients(tf.matmul(b, q) ** 2, [b, q]))
    found.append(tf.gradients(tf.matmul(b, b, transpose_a=True) ** 2, b))
    found.append(tf.gradients(tf.tensordot(b, q, 1) ** 2, [b, q]))
    return found
