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
