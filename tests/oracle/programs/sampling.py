"""Candidate samplers, and the losses over what they draw."""

import numpy as np
from program import Runs, promises


def _true(rows, columns, below, seed=0):
    random = np.random.default_rng(seed)
    return random.integers(0, below, (rows, columns))


def _net(tf, classes, batch, dim, true=1):
    random = np.random.default_rng(1)
    weights = tf.constant(random.standard_normal((classes, dim)), tf.float32, name="w")
    biases = tf.constant(random.standard_normal(classes), tf.float32, name="b")
    inputs = tf.constant(random.standard_normal((batch, dim)), tf.float32, name="x")
    labels = tf.constant(_true(batch, true, classes), name="labels")
    return weights, biases, labels, inputs


def _with_slopes(tf, loss, weights, biases, inputs):
    slopes = tf.gradients(loss, [weights, biases, inputs])
    return Runs([loss, [tf.convert_to_tensor(slope) for slope in slopes]], n=2)


# -- samplers -------------------------------------------------------------------------


def log_uniform_candidates(tf):
    true = _true(3, 2, 1000)
    return Runs(tf.nn.log_uniform_candidate_sampler(true, 2, 64, True, 1000, seed=5), 3)


def log_uniform_candidates_with_repetitions(tf):
    true = _true(3, 1, 1000)
    return Runs(tf.nn.log_uniform_candidate_sampler(true, 1, 20, False, 50000, 7), 3)


def all_log_uniform_candidates(tf):
    return tf.nn.log_uniform_candidate_sampler([[3]], 1, 40, True, 40, seed=1)


def uniform_candidates(tf):
    return Runs(tf.nn.uniform_candidate_sampler([[3]], 1, 30, True, 100, seed=3), 3)


def uniform_candidates_of_a_power_of_two(tf):
    return Runs(tf.nn.uniform_candidate_sampler([[3]], 1, 9, False, 128, seed=3), 2)


def uniform_candidates_of_very_many(tf):
    return tf.nn.uniform_candidate_sampler([[3]], 1, 9, True, 3 * 10**18, seed=3)


def seeded_by_the_graph(tf):
    tf.set_random_seed(4)
    first = tf.nn.log_uniform_candidate_sampler([[3]], 1, 5, True, 100)
    return first, tf.nn.uniform_candidate_sampler([[3]], 1, 5, True, 100)


def candidates_by_counts(tf):
    counts = [5.0, 1.0, 1.0, 20.0, 3.0, 0.5]
    return Runs(
        tf.nn.fixed_unigram_candidate_sampler(
            [[1, 2], [0, 4]], 2, 20, False, 7, unigrams=counts, num_reserved_ids=1,
            distortion=0.75, seed=3,
        ),
        n=3,
    )  # fmt: skip


def different_candidates_by_counts(tf):
    counts = np.arange(1.0, 101.0)[::-1].tolist()
    return Runs(
        tf.nn.fixed_unigram_candidate_sampler(
            [[1]], 1, 30, True, 100, unigrams=counts, seed=8
        ),
        n=2,
    )


def all_candidates(tf):
    return tf.nn.all_candidate_sampler([[1], [2]], 1, 5, True)


def accidental_hits(tf):
    drawn = np.array([1, 6, 6, 3])
    return tf.nn.compute_accidental_hits([[1, 2], [0, 6], [3, 1]], drawn, 2)


def no_accidental_hits(tf):
    return tf.nn.compute_accidental_hits([[1]], [2, 3], 1)


def more_different_candidates_than_classes_are_an_error(tf):
    return tf.nn.uniform_candidate_sampler([[1]], 1, 9, True, 8)


def true_classes_out_of_range_are_an_error(tf):
    return tf.nn.log_uniform_candidate_sampler([[9]], 1, 4, True, 8)


def true_classes_of_another_number_are_an_error(tf):
    return tf.nn.log_uniform_candidate_sampler([[1, 2]], 1, 4, True, 8)


def a_vector_of_true_classes_is_an_error(tf):
    return tf.nn.log_uniform_candidate_sampler([1, 2], 1, 4, True, 8)


def no_candidates_are_an_error(tf):
    return tf.nn.uniform_candidate_sampler([[1]], 1, 0, True, 8)


# -- losses ---------------------------------------------------------------------------


def noise_contrastive_estimation(tf):
    tf.set_random_seed(1)
    weights, biases, labels, inputs = _net(tf, 50, 4, 3)
    return Runs(tf.nn.nce_loss(weights, biases, labels, inputs, 8, 50), n=2)


# Where several gradients meet, TensorFlow visits the operations in another order.
@promises(nodes=None)
def noise_contrastive_slopes(tf):
    tf.set_random_seed(1)
    weights, biases, labels, inputs = _net(tf, 50, 4, 3)
    loss = tf.nn.nce_loss(weights, biases, labels, inputs, 8, 50)
    return _with_slopes(tf, loss, weights, biases, inputs)


@promises(nodes=None)
def noise_contrastive_estimation_with_several_true_classes(tf):
    tf.set_random_seed(1)
    weights, biases, labels, inputs = _net(tf, 50, 4, 3, true=2)
    loss = tf.nn.nce_loss(
        weights, biases, labels, inputs, 8, 50, num_true=2, remove_accidental_hits=True
    )
    return _with_slopes(tf, loss, weights, biases, inputs)


def sampled_softmax(tf):
    weights, biases, labels, inputs = _net(tf, 50, 4, 3)
    return Runs(
        tf.nn.sampled_softmax_loss(weights, biases, labels, inputs, 8, 50, seed=2), n=2
    )


@promises(nodes=None)
def sampled_softmax_slopes(tf):
    weights, biases, labels, inputs = _net(tf, 20, 4, 3)
    loss = tf.nn.sampled_softmax_loss(
        weights=weights, biases=biases, labels=labels, inputs=inputs, num_sampled=8,
        num_classes=20, seed=2,
    )  # fmt: skip
    return _with_slopes(tf, loss, weights, biases, inputs)


@promises(nodes=None)
def sampled_softmax_of_given_candidates(tf):
    weights, biases, labels, inputs = _net(tf, 20, 4, 3)
    values = tf.nn.uniform_candidate_sampler(labels, 1, 6, True, 20, seed=4)
    loss = tf.nn.sampled_softmax_loss(
        weights, biases, labels, inputs, 6, 20, sampled_values=values,
        remove_accidental_hits=False, name="some",
    )  # fmt: skip
    return _with_slopes(tf, loss, weights, biases, inputs)


@promises(nodes="outer")
def sampled_softmax_of_weights_in_parts(tf):
    weights, biases, labels, inputs = _net(tf, 20, 4, 3)
    parts = [weights[:10], weights[10:]]
    return tf.nn.sampled_softmax_loss(
        parts, biases, labels, inputs, 6, 20, partition_strategy="div", seed=3
    )
