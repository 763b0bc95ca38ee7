"""Activations, softmax, losses, biases, dropout, normalization, embeddings."""

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


# -- activations ----------------------------------------------------------------------


def _with_slope(tf, activation, **options):
    x, feed = _fed(tf, 4, 5, known=[None, 5], **options)
    y = activation(x)
    return Runs([y, tf.gradients(y, x)], feeds=feed)


def relu(tf):
    return _with_slope(tf, tf.nn.relu)


def relu_of_integers(tf):
    return tf.nn.relu([-3, 0, 4])


def relu_of_nan(tf):
    return tf.nn.relu([np.nan, -np.inf, np.inf])


def relu_of_truth_values_is_an_error(tf):
    return tf.nn.relu([True])


def relu6(tf):
    return _with_slope(tf, tf.nn.relu6, low=-9, high=9)


def elu(tf):
    return _with_slope(tf, tf.nn.elu)


def selu(tf):
    return _with_slope(tf, tf.nn.selu)


def leaky_relu(tf):
    return _with_slope(tf, tf.nn.leaky_relu)


def leaky_relu_with_its_own_slope(tf):
    return _with_slope(tf, lambda x: tf.nn.leaky_relu(x, alpha=0.01, name="leaky"))


def leaky_relu_of_integers(tf):
    return tf.nn.leaky_relu([-10, 10])


def softplus(tf):
    return _with_slope(tf, tf.nn.softplus)


def softplus_of_large_numbers(tf):
    return tf.nn.softplus([-200.0, -20.0, 20.0, 200.0])


def softsign(tf):
    return _with_slope(tf, tf.nn.softsign)


@promises(nodes="outer")
def slopes_of_slopes(tf):
    x, feed = _fed(tf, 3, 4, known=[None, 4])
    found = []
    for activation in (tf.nn.elu, tf.nn.selu, tf.nn.softplus, tf.nn.sigmoid):
        slope = tf.gradients(activation(x), x)[0]
        found += tf.gradients(slope * slope, x)
    return Runs(found, feeds=feed)


# -- biases ---------------------------------------------------------------------------


@promises(nodes="outer")
def bias_add(tf):
    x, feed = _fed(tf, 4, 3, known=[None, 3])
    b = tf.constant([1.0, 2.0, 3.0])
    y = tf.nn.bias_add(x, b)
    return Runs([y, tf.gradients(y * y, [x, b])], feeds=feed)


@promises(nodes="outer")
def bias_add_with_channels_first(tf):
    x, feed = _fed(tf, 2, 3, 4, 5)
    b = tf.constant([1.0, 2.0, 3.0])
    y = tf.nn.bias_add(x, b, data_format="NCHW")
    return Runs([y, tf.gradients(y * y, [x, b])], feeds=feed)


def bias_add_names(tf):
    x = tf.ones([2, 3])
    return [
        tf.nn.bias_add(x, [1.0, 2.0, 3.0]),
        tf.nn.bias_add(x, tf.zeros([3]), name="b"),
    ]


def bias_of_wrong_size_is_an_error(tf):
    return tf.nn.bias_add(tf.zeros([2, 3]), tf.zeros([4]))


def bias_of_wrong_rank_is_an_error(tf):
    return tf.nn.bias_add(tf.zeros([2, 3]), tf.zeros([3, 1]))


def bias_of_a_vector_is_an_error(tf):
    return tf.nn.bias_add(tf.zeros([3]), tf.zeros([3]))


def bias_in_an_unknown_format_is_an_error(tf):
    return tf.nn.bias_add(tf.zeros([2, 3]), tf.zeros([3]), data_format="CHWN")


def dense_layers_by_hand(tf):
    x, w, b = tf.ones([2, 3]), tf.ones([3, 4]), tf.zeros([4])
    return [tf.nn.xw_plus_b(x, w, b), tf.nn.relu_layer(x, w, b, name="hidden")]


# -- softmax --------------------------------------------------------------------------


def softmax(tf):
    return _with_slope(tf, tf.nn.softmax)


def log_softmax(tf):
    return _with_slope(tf, tf.nn.log_softmax)


@promises(nodes="outer")
def slopes_of_chosen_probabilities(tf):
    x, feed = _fed(tf, 4, 5)
    chosen = [tf.nn.softmax(x)[:, 1], tf.nn.log_softmax(x)[:, 1]]
    return Runs([tf.gradients(y, x) for y in chosen], feeds=feed)


def softmax_of_large_numbers(tf):
    x = tf.constant([[1000.0, 999.0], [-1000.0, 1000.0]])
    return [tf.nn.softmax(x), tf.nn.log_softmax(x)]


def softmax_of_higher_rank(tf):
    x = tf.constant(_numbers(2, 3, 4))
    return [tf.nn.softmax(x), tf.nn.softmax(x, axis=-1), tf.nn.softmax(x, dim=2)]


@promises(nodes="outer")
def softmax_along_another_axis(tf):
    x = tf.constant(_numbers(2, 3, 4))
    return [tf.nn.softmax(x, axis=1), tf.nn.log_softmax(x, axis=0, name="first")]


def softmax_of_a_vector(tf):
    return tf.nn.softmax([1.0, 2.0, 3.0], name="probabilities")


def softmax_of_a_scalar_is_an_error(tf):
    return tf.nn.softmax(tf.constant(1.0))


def softmax_along_a_missing_axis_is_an_error(tf):
    return tf.nn.softmax(tf.zeros([3]), axis=2)


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


# -- dropout --------------------------------------------------------------------------


def dropout(tf):
    return Runs(tf.nn.dropout(tf.ones([40]), 0.7, seed=3), n=3)


def dropout_by_rate(tf):
    x = tf.placeholder(tf.float32, [None, 5])
    feed = {x: np.ones([8, 5])}
    return Runs(tf.nn.dropout(x, rate=0.3, seed=1), feeds=[feed, feed])


def dropout_with_a_placeholder(tf):
    keep_prob = tf.placeholder(tf.float32, [])
    y = tf.nn.dropout(tf.ones([40]), keep_prob, seed=3)
    return Runs(y, feeds=[{keep_prob: 0.5}, {keep_prob: 1.0}])


def dropout_of_whole_rows(tf):
    return tf.nn.dropout(tf.ones([8, 3]), 0.5, noise_shape=[8, 1], seed=3)


def dropout_of_nothing_is_the_tensor_itself(tf):
    x = tf.ones([3])
    return tf.nn.dropout(x, 1.0) is x


def dropout_takes_its_turn_among_seeds(tf):
    tf.set_random_seed(7)
    tf.nn.dropout(tf.ones([3]), rate=0.0)
    return tf.nn.dropout(tf.ones([40]), rate=0.5)


@promises(nodes=None)
def slope_of_dropout(tf):
    x = tf.constant(_numbers(40))
    y = tf.nn.dropout(x, 0.7, seed=3)
    return [y, tf.gradients(y, x)]


def keeping_nothing_is_an_error(tf):
    return tf.nn.dropout(tf.ones([3]), 0.0)


def keeping_more_than_all_is_an_error(tf):
    return tf.nn.dropout(tf.ones([3]), 1.5)


def dropout_of_integers_is_an_error(tf):
    return tf.nn.dropout(tf.ones([3], tf.int32), 0.5)


def dropout_by_two_rates_is_an_error(tf):
    return tf.nn.dropout(tf.ones([3]), 0.5, rate=0.5)


def dropout_without_a_rate_is_an_error(tf):
    return tf.nn.dropout(tf.ones([3]))
