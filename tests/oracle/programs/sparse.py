"""Sparse tensors."""

import numpy as np
from program import Runs, promises


def _x(tf):
    return tf.SparseTensor([[0, 0], [0, 2], [2, 1]], [1.0, 2.0, 3.0], [3, 4])


def _parts(x):
    return x.indices, x.values, x.dense_shape


def a_sparse_tensor(tf):
    x = _x(tf)
    return _parts(x), x.shape.as_list(), x.dtype.name, x.op.name


def sparse_tensors_of_unequal_lengths(tf):
    return tf.SparseTensor([[0, 0]], [1.0, 2.0], [2, 2]).values


def sparse_tensors_of_unequal_ranks(tf):
    return tf.SparseTensor([[0, 0]], [1.0], [2]).values


def fetching_sparse_tensors(tf):
    value = tf.Session().run(_x(tf))
    return value.indices.tolist(), value.values.tolist(), value.dense_shape.tolist()


def feeding_sparse_tensors(tf):
    x = tf.sparse_placeholder(tf.float32, name="x")
    y = tf.sparse_tensor_to_dense(x)
    fed = tf.SparseTensorValue([[0, 1]], [5.0], [2, 2])
    return Runs(y, feeds=[{x: fed}, {x: ([[1]], [2.0], [3])}])


def sparse_placeholders(tf):
    whole = tf.sparse_placeholder(tf.float32, shape=[2, 3])
    part = tf.sparse_placeholder(tf.float32, shape=[None, 3], name="part")
    return whole.shape.as_list(), part.shape.as_list(), part.values.name


def made_dense(tf):
    x = _x(tf)
    return (
        tf.sparse_tensor_to_dense(x),
        tf.sparse.to_dense(x, default_value=-1.0),
        tf.sparse_to_dense([[0, 1], [1, 0]], [2, 2], [5, 6]),
        tf.sparse_to_dense([1, 3], [4], 5.0, 1.0, name="vector"),
    )


def made_dense_out_of_order(tf):
    return tf.sparse_to_dense([2, 1], [4], [1, 2])


def made_dense_outside(tf):
    return tf.sparse_to_dense([4], [4], [1])


@promises(nodes="outer")
def gradients_of_made_dense(tf):
    x = _x(tf)
    y = tf.sparse_tensor_to_dense(x)
    return tf.gradients(y, x.values, grad_ys=y)


def made_sparse(tf):
    return _parts(tf.sparse.from_dense([[1.0, 0.0], [0.0, 2.0]]))


def products(tf):
    x, b = _x(tf), tf.reshape(tf.range(8.0), [4, 2])
    return (
        tf.sparse_tensor_dense_matmul(x, b),
        tf.sparse_tensor_dense_matmul(x, tf.transpose(b), adjoint_b=True),
        tf.sparse.sparse_dense_matmul(x, tf.ones([3, 2]), adjoint_a=True),
    )


def products_that_do_not_fit(tf):
    return tf.sparse_tensor_dense_matmul(_x(tf), tf.ones([3, 2]))


@promises(nodes=None)
def gradients_of_products(tf):
    x, b = _x(tf), tf.reshape(tf.range(8.0), [4, 2])
    y = tf.sparse_tensor_dense_matmul(x, b)
    z = tf.sparse_tensor_dense_matmul(x, tf.transpose(b), adjoint_b=True)
    t = tf.sparse_tensor_dense_matmul(
        x, tf.reshape(tf.range(6.0), [3, 2]), adjoint_a=True
    )
    return [tf.gradients(y_, [x.values, b], grad_ys=y_) for y_ in (y, z)], tf.gradients(
        t, x.values, grad_ys=t
    )


def put_in_order(tf):
    x = tf.SparseTensor([[2, 1], [0, 2], [0, 0]], [3.0, 2.0, 1.0], [3, 4])
    return _parts(tf.sparse_reorder(x))


@promises(nodes="outer")
def gradients_of_order(tf):
    x = tf.SparseTensor([[2, 1], [0, 2], [0, 0]], [3.0, 2.0, 1.0], [3, 4])
    y = tf.sparse_reorder(x).values
    return tf.gradients(y, x.values, grad_ys=[[1.0, 10.0, 100.0]])


def sums(tf):
    x = _x(tf)
    return (
        tf.sparse_reduce_sum(x),
        tf.sparse_reduce_sum(x, 1),
        tf.sparse_reduce_sum(x, axis=[0], keepdims=True),
        tf.sparse_reduce_sum(x, reduction_axes=-1, keep_dims=True),
    )


@promises(nodes="outer")
def gradients_of_sums(tf):
    x = _x(tf)
    y = tf.sparse_reduce_sum(x, 1)
    return tf.gradients(y, x.values, grad_ys=y)


@promises(nodes="outer")
def picked(tf):
    return _parts(tf.sparse_retain(_x(tf), [True, False, True]))


def joined(tf):
    x = _x(tf)
    return _parts(tf.sparse_concat(0, [x, x])), _parts(tf.sparse_concat(1, [x, x]))


def reshaped(tf):
    return _parts(tf.sparse_reshape(_x(tf), [2, 6])), _parts(
        tf.sparse_reshape(_x(tf), [4, -1])
    )


def filled_rows(tf):
    x, empty = tf.sparse_fill_empty_rows(_x(tf), 7.0)
    return _parts(x), empty


def placeholders_of_a_shape_in_a_tensor(tf):
    known = tf.sparse_placeholder(tf.float32, tf.constant([3, 4], tf.int64))
    partly = tf.sparse_placeholder(tf.float32, tf.constant([-1, 4], tf.int64), "partly")
    rank = tf.sparse_placeholder(tf.float32, tf.placeholder(tf.int64, [2]))
    nothing = tf.sparse_placeholder(tf.float32, tf.placeholder(tf.int64))
    array = tf.sparse_placeholder(tf.float32, np.array([3, 4]))
    made = [known, partly, rank, nothing, array]
    return [(str(x.get_shape()), x.indices.name, x.dense_shape.name) for x in made]


def placeholder_of_a_shape_of_int32(tf):
    return tf.sparse_placeholder(tf.float32, tf.constant([3, 4]))
