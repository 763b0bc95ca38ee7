"""Clipping values, lengths, and the length of all gradients together."""

import numpy as np
from program import promises

X = np.float32([[3.0, -4.0], [0.1, 0.2]])


def values(tf):
    return tf.clip_by_value(tf.constant(X), -1.0, 1.0)


def values_between_tensors(tf):
    return tf.clip_by_value(tf.constant(X), tf.constant([-1.0, 0.0]), 1.0)


def values_with_a_gradient(tf):
    x = tf.constant(X)
    return tf.gradients(tf.clip_by_value(x, -1.0, 1.0), x)


values_with_a_gradient = promises(nodes="outer")(values_with_a_gradient)


def bounds_of_another_shape(tf):
    return tf.clip_by_value(tf.constant(1.0), tf.constant([-1.0, 0.0]), 1.0)


def by_norm(tf):
    return [tf.clip_by_norm(tf.constant(X), norm) for norm in (1.0, 100.0, -1.0)]


def by_norm_along_an_axis(tf):
    return tf.clip_by_norm(tf.constant(X), 1.0, axes=[1])


def by_norm_given_as_a_tensor(tf):
    return tf.clip_by_norm(tf.constant(X), tf.constant(2.0), name="clipped")


def by_norm_of_zeros(tf):
    return tf.clip_by_norm(tf.zeros([3]), 1.0)


@promises(nodes="outer")
def by_norm_with_a_gradient(tf):
    x, nothing = tf.constant(X), tf.zeros([2])
    return [
        tf.gradients(tf.clip_by_norm(x, 1.0), x),
        tf.gradients(tf.clip_by_norm(nothing, 1.0), nothing),
    ]


def by_average_norm(tf):
    return tf.clip_by_average_norm(tf.constant(X), 0.2)


def a_global_norm(tf):
    return tf.global_norm([tf.constant(X), tf.constant(1.0)])


def by_global_norm(tf):
    return tf.clip_by_global_norm([tf.constant(X), tf.constant(1.0)], 2.0)


def by_global_norm_with_none(tf):
    clipped, norm = tf.clip_by_global_norm([tf.constant(X), None], 2.0)
    return clipped[0], clipped[1] is None, norm


def by_a_given_norm(tf):
    return tf.clip_by_global_norm([tf.constant(X)], 2.0, use_norm=tf.constant(10.0))


def by_global_norm_of_infinity(tf):
    return tf.clip_by_global_norm([tf.constant([1.0, np.inf]), tf.constant(1.0)], 2.0)


@promises(nodes="outer")
def by_global_norm_of_rows(tf):
    table = tf.Variable(tf.ones([4, 2]))
    (rows,) = tf.gradients(tf.reduce_sum(tf.gather(table, [1, 3, 1])), [table])
    clipped, norm = tf.clip_by_global_norm([rows], 1.0)
    return clipped[0].values, clipped[0].indices, norm


def a_tensor_that_is_no_list(tf):
    return tf.clip_by_global_norm(tf.constant(X), 2.0)


@promises(nodes="outer")
def training_with_clipped_gradients(tf):
    w = tf.Variable([3.0, 4.0])
    optimizer = tf.train.GradientDescentOptimizer(1.0)
    pairs = optimizer.compute_gradients(tf.reduce_sum(w * w))
    clipped, norm = tf.clip_by_global_norm([grad for grad, _ in pairs], 5.0)
    yield norm, optimizer.apply_gradients([(clipped[0], w)])
    yield w
