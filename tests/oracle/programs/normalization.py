"""Batch normalization and its kin, embeddings."""

import numpy as np
from program import Runs, promises


def _numbers(*shape, low=-2.0, high=2.0, seed=0):
    """Numbers that are the same in every run."""
    random = np.random.default_rng(seed)
    return random.uniform(low, high, shape).astype(np.float32)


def _fed(tf, *shape, known=None, **options):
    """A placeholder and what to feed it."""
    x = tf.placeholder(tf.float32, shape if known is None else known)
    return x, {x: _numbers(*shape, **options)}


# -- normalization --------------------------------------------------------------------


def moments(tf):
    x, feed = _fed(tf, 4, 5, known=[None, 5])
    kept = tf.nn.moments(x, axes=[0, 1], keep_dims=True, name="both")
    return Runs([tf.nn.moments(x, axes=[0]), kept], feeds=feed)


@promises(nodes="outer")
def slopes_of_moments(tf):
    x, feed = _fed(tf, 4, 5)
    mean, variance = tf.nn.moments(x, [0])
    return Runs(tf.gradients([mean * mean, variance * variance], x), feeds=feed)


def weighted_moments(tf):
    x, feed = _fed(tf, 4, 5, known=[None, 5])
    weights = tf.constant(_numbers(1, 5, low=0, high=1))
    return Runs(tf.nn.weighted_moments(x, [0], weights), feeds=feed)


@promises(nodes="outer")
def moments_from_sums(tf):
    x = tf.constant(_numbers(4, 5))
    plain = tf.nn.normalize_moments(*tf.nn.sufficient_statistics(x, [0]))
    count, mean, variance, shift = tf.nn.sufficient_statistics(x, [0], shift=0.5)
    return [count, mean, plain, tf.nn.normalize_moments(count, mean, variance, shift)]


@promises(nodes="outer")
def sufficient_statistics_of_unknown_size(tf):
    x, feed = _fed(tf, 4, 5, known=[None, 5])
    return Runs(tf.nn.sufficient_statistics(x, [0])[:3], feeds=feed)


def batch_normalization(tf):
    x, feed = _fed(tf, 4, 3, known=[None, 3])
    mean, variance = tf.constant([0.1, 0.2, 0.3]), tf.constant([1.0, 2.0, 3.0])
    beta, gamma = tf.constant([1.0, 0.0, -1.0]), tf.constant([2.0, 1.0, 0.5])
    full = tf.nn.batch_normalization(x, mean, variance, beta, gamma, 1e-3)
    return Runs(full, feeds=feed)


def batch_normalization_with_neither_offset_nor_scale(tf):
    x, feed = _fed(tf, 4, 3, known=[None, 3])
    mean, variance = tf.nn.moments(x, [0])
    y = tf.nn.batch_normalization(x, mean, variance, None, None, 1e-5, name="plain")
    return Runs(y, feeds=feed)


def batch_norm_with_global_normalization(tf):
    x, v = tf.constant(_numbers(2, 3, 3, 2)), tf.constant([1.0, 2.0])
    norm = tf.nn.batch_norm_with_global_normalization
    return [norm(x, v, v, v, v, 1e-3, True), norm(x, v, v, v, v, 1e-3, False)]


def _vectors(tf):
    return tf.constant([1.0, 2.0, 0.5]), tf.constant([0.5, 0.0, -1.0])


@promises(nodes="outer", rtol=2e-5, atol=2e-6)
def fused_batch_norm(tf):
    x = tf.constant(_numbers(2, 4, 5, 3))
    scale, offset = _vectors(tf)
    y, mean, variance = tf.nn.fused_batch_norm(x, scale, offset)
    loss = y * tf.constant(_numbers(2, 4, 5, 3, seed=1))
    return [y, mean, variance, tf.gradients(loss, [x, scale, offset])]


@promises(nodes="outer", rtol=2e-5, atol=2e-6)
def fused_batch_norm_at_test_time(tf):
    x = tf.constant(_numbers(2, 4, 5, 3))
    scale, offset = _vectors(tf)
    mean, variance = tf.constant([0.1, 0.2, 0.3]), tf.constant([1.0, 2.0, 3.0])
    outputs = tf.nn.fused_batch_norm(
        x, scale, offset, mean, variance, is_training=False, name="norm"
    )
    return [outputs, tf.gradients(outputs[0] * x, [x, scale, offset])]


@promises(nodes="outer", rtol=1e-4, atol=1e-5)
def curvature_of_fused_batch_norm(tf):
    x = tf.constant(_numbers(2, 4, 5, 3))
    scale, offset = _vectors(tf)
    weights = tf.constant(_numbers(2, 4, 5, 3, seed=1))
    y = tf.nn.fused_batch_norm(x, scale, offset)[0]
    slopes = tf.gradients(y * y * weights, [x, scale])
    found = tf.gradients([slopes[0] * weights, slopes[1]], [x, scale])
    return Runs(found)


def fused_batch_norm_without_moments_is_an_error(tf):
    x = tf.zeros([1, 2, 2, 3])
    return tf.nn.fused_batch_norm(x, *_vectors(tf), is_training=False)


@promises(nodes="outer", rtol=1e-4, atol=1e-5)
def local_response_normalization(tf):
    x = tf.constant(_numbers(2, 3, 3, 7))
    y = tf.nn.lrn(x, depth_radius=2, bias=1.5, alpha=0.3, beta=0.75)
    plain = tf.nn.local_response_normalization(x, name="response")
    return [y, plain, tf.gradients(y * y, x)]


def l2_normalize(tf):
    x, feed = _fed(tf, 4, 5, known=[None, 5])
    several = tf.nn.l2_normalize(x, dim=[0, 1], epsilon=1e-6, name="all")
    return Runs([tf.nn.l2_normalize(x, 1), several], feeds=feed)


@promises(nodes="outer")
def zero_fraction(tf):
    return [tf.nn.zero_fraction([0.0, 1.0, 0.0, 3.0]), tf.nn.zero_fraction([0, 1])]


# -- embeddings and other activations -------------------------------------------------


def embedding_lookup(tf):
    table = tf.constant(_numbers(5, 3))
    ids = [[1, 2], [4, 1]]
    return [tf.nn.embedding_lookup(table, ids), tf.nn.embedding_lookup([table], [0])]


@promises(nodes="outer")
def embedding_lookup_of_a_variable(tf):
    table = tf.Variable(_numbers(5, 3), name="table")
    rows = tf.nn.embedding_lookup(table, [1, 3, 1])
    return [rows, tf.convert_to_tensor(tf.gradients(rows * rows, table)[0])]


@promises(nodes=None)
def gradients_of_embeddings_are_rows(tf):
    table = tf.Variable(_numbers(5, 3))
    parts = [tf.Variable(_numbers(2, 3, seed=i)) for i in range(2)]
    found = tf.gradients(tf.nn.embedding_lookup(table, [1, 3, 1]), table)
    found += tf.gradients(tf.nn.embedding_lookup(parts, [1, 3, 1]), parts)
    return [[rows.values, rows.indices, rows.dense_shape] for rows in found]


def embedding_lookup_with_a_norm(tf):
    return tf.nn.embedding_lookup(tf.constant(_numbers(5, 3)), [1, 2], max_norm=0.5)


@promises(nodes="outer")
def embedding_lookup_in_parts(tf):
    parts = [tf.constant(_numbers(4, 2, seed=i)) for i in range(3)]
    ids = [[0, 7], [11, 5]]
    return [
        tf.nn.embedding_lookup(parts, ids),
        tf.nn.embedding_lookup(parts, ids, partition_strategy="div", name="cut"),
        tf.nn.embedding_lookup(parts, ids, max_norm=0.5),
    ]


@promises(nodes=None)
def embedding_lookup_sparse(tf):
    table = tf.constant(_numbers(5, 3))
    where = [[0, 0], [0, 1], [1, 0], [2, 0], [2, 2]]
    ids = tf.SparseTensor(where, [1, 3, 0, 3, 3], [3, 3])
    weights = tf.SparseTensor(where, [1.0, 2.0, 0.5, 1.0, 3.0], [3, 3])
    look_up = tf.nn.embedding_lookup_sparse
    return [
        look_up(table, ids, by, combiner=combiner)
        for by in (None, weights)
        for combiner in ("sum", "mean", "sqrtn")
    ]


def an_unknown_strategy_is_an_error(tf):
    parts = [tf.zeros([2, 2]), tf.zeros([2, 2])]
    return tf.nn.embedding_lookup(parts, [1], partition_strategy="hash")


def crelu(tf):
    return tf.nn.crelu(tf.constant(_numbers(2, 3)))


@promises(nodes=None)
def swish(tf):
    x = tf.constant(_numbers(3, 4))
    found = [tf.nn.swish(x), tf.nn.silu(x, beta=2.0)]
    return [found, tf.gradients(found[0], x)]


def the_best_classes(tf):
    x = tf.constant(_numbers(3, 5))
    return [list(tf.nn.top_k(x, 2)), tf.nn.in_top_k(x, [0, 1, 2], 2)]
