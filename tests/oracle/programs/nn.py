"""Activations, biases, softmax, dropout."""

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


@promises(nodes="outer")
def a_tuple_of_tables_is_one_table(tf):
    tables = [[0.0, 0.1], [1.0, 1.1]], [[2.0, 2.1], [3.0, 3.1]]
    parts = [tf.constant(table) for table in tables]
    ids = [0, 1]
    return tf.nn.embedding_lookup(tuple(parts), ids), tf.nn.embedding_lookup(parts, ids)
