"""Losses of neural networks."""

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


# -- cross entropies ------------------------------------------------------------------


def _labels(tf, feed):
    """Rows of probabilities, fed."""
    labels = tf.placeholder(tf.float32, [None, 5])
    scores = np.exp(_numbers(4, 5, seed=1))
    feed[labels] = scores / scores.sum(axis=1, keepdims=True)
    return labels


@promises(nodes="outer")
def softmax_cross_entropy(tf):
    x, feed = _fed(tf, 4, 5, known=[None, 5])
    labels = _labels(tf, feed)
    loss = tf.nn.softmax_cross_entropy_with_logits(labels=labels, logits=x)
    return Runs([loss, tf.gradients(loss, x)], feeds=feed)


@promises(nodes="outer")
def no_gradient_reaches_the_labels(tf):
    labels = tf.constant([[0.0, 1.0]])
    loss = tf.nn.softmax_cross_entropy_with_logits(labels=labels, logits=[[1.0, 2.0]])
    return tf.gradients(loss, labels)[0] is None


@promises(nodes="outer")
def softmax_cross_entropy_v2(tf):
    x, feed = _fed(tf, 4, 5, known=[None, 5])
    labels = _labels(tf, feed)
    loss = tf.nn.softmax_cross_entropy_with_logits_v2(labels=labels, logits=x)
    return Runs([loss, tf.gradients(loss, [x, labels])], feeds=feed)


@promises(nodes="outer")
def softmax_cross_entropy_nodes(tf):
    labels, logits = tf.placeholder(tf.float32, [2, 3]), tf.constant(_numbers(2, 3))
    loss = tf.nn.softmax_cross_entropy_with_logits_v2(labels=labels, logits=logits)
    operations = tf.get_default_graph().get_operations()
    return [loss.name, [(op.name, op.type) for op in operations]]


@promises(nodes="outer")
def softmax_cross_entropy_of_higher_rank(tf):
    labels = tf.nn.softmax(tf.constant(_numbers(2, 3, 4)))
    logits = tf.constant(_numbers(2, 3, 4, seed=1))
    entropy = tf.nn.softmax_cross_entropy_with_logits_v2
    return [
        entropy(labels=labels, logits=logits),
        entropy(labels=labels, logits=logits, axis=1),
        tf.nn.softmax_cross_entropy_with_logits(labels=labels, logits=logits, dim=0),
    ]


@promises(nodes="outer")
def curvature_of_the_cross_entropy(tf):
    x, feed = _fed(tf, 4, 5)
    labels = tf.nn.softmax(tf.constant(_numbers(4, 5, seed=1)))
    loss = tf.nn.softmax_cross_entropy_with_logits(labels=labels, logits=x)
    slope = tf.gradients(loss, x)[0]
    return Runs(tf.gradients(slope * slope, x), feeds=feed)


def cross_entropy_of_half_precision(tf):
    labels = tf.constant([[0.0, 1.0]], tf.float16)
    logits = tf.constant([[1.0, 2.0]], tf.float16)
    entropy = tf.nn.softmax_cross_entropy_with_logits_v2
    return entropy(labels=labels, logits=logits).dtype.name


def cross_entropy_of_different_sizes_is_an_error(tf):
    labels, logits = tf.zeros([3, 2]), tf.zeros([3, 4])
    return tf.nn.softmax_cross_entropy_with_logits(labels=labels, logits=logits)


def cross_entropy_without_logits_is_an_error(tf):
    return tf.nn.softmax_cross_entropy_with_logits(labels=tf.zeros([3, 2]))


def sparse_cross_entropy(tf):
    x, feed = _fed(tf, 4, 5, known=[None, 5])
    labels = tf.placeholder(tf.int64, [None])
    feed[labels] = [0, 4, 2, 2]
    entropy = tf.nn.sparse_softmax_cross_entropy_with_logits
    return Runs(entropy(labels=labels, logits=x), feeds=feed)


@promises(nodes=None)
def slope_and_curvature_of_the_sparse_cross_entropy(tf):
    x, feed = _fed(tf, 3, 5)
    entropy = tf.nn.sparse_softmax_cross_entropy_with_logits
    loss = entropy(labels=[0, 4, 2], logits=x, name="loss")
    slope = tf.gradients(loss, x)[0]
    return Runs([loss, slope, tf.gradients(slope * slope, x)], feeds=feed)


@promises(nodes="outer")
def sparse_cross_entropy_of_higher_rank(tf):
    logits = tf.constant(_numbers(2, 3, 4))
    labels = tf.constant([[0, 1, 2], [3, 0, 1]])
    entropy = tf.nn.sparse_softmax_cross_entropy_with_logits
    return entropy(labels=labels, logits=logits)


def sparse_cross_entropy_with_one_hot_labels_is_an_error(tf):
    labels, logits = tf.zeros([3, 4], tf.int32), tf.zeros([3, 4])
    entropy = tf.nn.sparse_softmax_cross_entropy_with_logits
    return entropy(labels=labels, logits=logits)


def sparse_cross_entropy_with_too_few_labels_is_an_error(tf):
    labels, logits = tf.zeros([2], tf.int32), tf.zeros([3, 4])
    entropy = tf.nn.sparse_softmax_cross_entropy_with_logits
    return entropy(labels=labels, logits=logits)


def sigmoid_cross_entropy(tf):
    x, feed = _fed(tf, 4, 5, known=[None, 5])
    labels = tf.constant(_numbers(4, 5, low=0, high=1, seed=1))
    loss = tf.nn.sigmoid_cross_entropy_with_logits(labels=labels, logits=x)
    return Runs(loss, feeds=feed)


@promises(nodes="outer")
def slope_of_the_sigmoid_cross_entropy_at_zero(tf):
    x = tf.constant([0.0, 100.0, -100.0])
    loss = tf.nn.sigmoid_cross_entropy_with_logits(labels=[1.0, 0.0, 1.0], logits=x)
    return [loss, tf.gradients(loss, x)]


def sigmoid_cross_entropy_of_different_shapes_is_an_error(tf):
    labels, logits = tf.zeros([3, 2]), tf.zeros([3, 4])
    return tf.nn.sigmoid_cross_entropy_with_logits(labels=labels, logits=logits)


def weighted_cross_entropy(tf):
    x, feed = _fed(tf, 4, 5)
    labels = tf.constant(_numbers(4, 5, low=0, high=1, seed=1))
    return Runs(tf.nn.weighted_cross_entropy_with_logits(labels, x, 3.0), feeds=feed)


def poisson_loss(tf):
    x, feed = _fed(tf, 4, 5, known=[None, 5])
    counts = tf.constant([[0.0, 1.0, 2.0, 3.0, 40.0]] * 4)
    losses = [tf.nn.log_poisson_loss(counts, x)]
    losses.append(tf.nn.log_poisson_loss(counts, x, compute_full_loss=True))
    return Runs(losses, feeds=feed)


def l2_loss(tf):
    x, feed = _fed(tf, 4, 5, known=[None, 5])
    loss = tf.nn.l2_loss(x)
    return Runs([loss, tf.gradients(loss, x)], feeds=feed)
