"""CTC: the loss over all alignments, its gradient, and decoding."""

import numpy as np
from program import Runs, promises


def _scores(time, batch, classes, seed=0, scale=2.0):
    """Scores that are the same in every run."""
    random = np.random.default_rng(seed)
    x = random.standard_normal((time, batch, classes)) * scale
    return x.astype(np.float32)


def _sparse(tf, rows):
    places = [[n, k] for n, row in enumerate(rows) for k in range(len(row))]
    labels = [label for row in rows for label in row]
    shape = [len(rows), max(map(len, rows))]
    return tf.SparseTensor(
        np.array(places, np.int64).reshape(-1, 2), np.array(labels, np.int32), shape
    )


def _loss(tf, rows, lengths, x, dtype=None, **options):
    x = tf.constant(x, dtype)
    loss = tf.nn.ctc_loss(_sparse(tf, rows), x, np.array(lengths, np.int32), **options)
    return loss, tf.gradients(loss, x)


# -- the loss -------------------------------------------------------------------------


def building_a_loss(tf):
    x = tf.placeholder(tf.float32, [None, 2, 4], name="x")
    return tf.nn.ctc_loss(_sparse(tf, [[0, 1], [2]]), x, [3, 2]), tf.constant(0)[None]


# The walker here makes no zeros for outputs through which nothing flows.
@promises(nodes="outer", rtol=2e-5, atol=1e-6)
def loss_and_gradient(tf):
    rows = [[0, 1, 2], [3], [1, 1, 2, 2]]
    return _loss(tf, rows, [6, 9, 8], _scores(9, 3, 5))


@promises(nodes="outer", rtol=1e-7, atol=1e-7)  # TensorFlow goes through float32.
def loss_in_double_precision(tf):
    return _loss(tf, [[0, 1], [1, 1]], [6, 4], _scores(6, 2, 4), tf.float64)


@promises(nodes="outer")
def loss_in_half_precision(tf):
    return _loss(tf, [[0, 1], [1, 1]], [6, 4], _scores(6, 2, 4), tf.float16)


@promises(nodes="outer", rtol=1e-4, atol=1e-4)
def loss_of_long_sequences(tf):
    random = np.random.default_rng(3)
    rows = random.integers(0, 10, (4, 30)).tolist()
    return _loss(tf, rows, [80, 61, 79, 70], _scores(80, 4, 11))


@promises(nodes="outer", rtol=2e-5, atol=1e-5)
def loss_far_from_the_labels(tf):
    return _loss(tf, [[0, 1], [1, 1]], [6, 4], _scores(6, 2, 4, scale=15))


@promises(nodes="outer", rtol=2e-5, atol=1e-6)
def loss_without_merging(tf):
    rows = [[0, 0], [1, 1, 2]]
    return _loss(tf, rows, [5, 5], _scores(5, 2, 4), ctc_merge_repeated=False)


@promises(nodes="outer", rtol=2e-5, atol=1e-6)
def loss_of_collapsed_labels(tf):
    rows = [[0, 0], [1, 1, 2]]
    return _loss(tf, rows, [5, 5], _scores(5, 2, 4), preprocess_collapse_repeated=True)


@promises(nodes="outer", rtol=2e-5, atol=1e-6)
def loss_that_leaves_out_what_is_too_long(tf):
    return _loss(
        tf,
        [[0, 1, 2, 0, 1], [1, 2]],
        [4, 4],
        _scores(4, 2, 4),
        ignore_longer_outputs_than_inputs=True,
    )


@promises(nodes="outer", rtol=2e-5, atol=1e-6)
def loss_where_no_alignment_is_possible(tf):
    return _loss(tf, [[0, 0, 0], [1]], [4, 4], _scores(4, 2, 3))


@promises(nodes="outer", rtol=2e-5, atol=1e-6)
def loss_of_labels_padded_with_the_blank(tf):
    return _loss(tf, [[0, 1, 3], [2, 3]], [4, 4], _scores(4, 2, 4))


@promises(nodes="outer", rtol=2e-5, atol=1e-6)
def loss_of_batch_major_inputs(tf):
    x = _scores(9, 3, 5).transpose(1, 0, 2)
    return _loss(tf, [[0, 1], [3], [1]], [6, 9, 8], x, time_major=False)


@promises(nodes="outer", rtol=2e-5, atol=1e-6)
def weighted_losses(tf):
    x = tf.constant(_scores(5, 2, 4))
    loss = tf.nn.ctc_loss(_sparse(tf, [[0], [1, 2]]), logits=x, sequence_length=[5, 4])
    return tf.gradients(tf.reduce_sum(loss * [1.0, -2.0]), x)


def dense_labels_are_an_error(tf):
    return tf.nn.ctc_loss([[0, 1]], tf.zeros([3, 1, 3]), [3])


def inputs_of_rank_two_are_an_error(tf):
    return tf.nn.ctc_loss(_sparse(tf, [[0]]), tf.zeros([3, 3]), [3])


def lengths_for_another_batch_are_an_error(tf):
    return tf.nn.ctc_loss(_sparse(tf, [[0]]), tf.zeros([3, 1, 3]), [3, 3])


def too_many_labels_are_an_error(tf):
    return _loss(tf, [[0, 1, 0, 1]], [3], _scores(3, 1, 3))


def too_many_labels_are_an_error_though_they_collapse(tf):
    return _loss(
        tf, [[0] * 4], [3], _scores(3, 1, 3), preprocess_collapse_repeated=True
    )


def no_labels_are_an_error(tf):
    return _loss(tf, [[], [0]], [3, 3], _scores(3, 2, 3))


def negative_labels_are_an_error(tf):
    return _loss(tf, [[0, -1]], [3], _scores(3, 1, 3))


def labels_after_a_blank_are_an_error(tf):
    return _loss(tf, [[0, 2, 1]], [3], _scores(3, 1, 3))


def labels_of_no_item_are_an_error(tf):
    return _loss(tf, [[0], [1]], [3], _scores(3, 1, 3))


def labels_out_of_order_are_an_error(tf):
    labels = tf.SparseTensor([[0, 1], [0, 0]], [0, 1], [1, 2])
    return tf.nn.ctc_loss(labels, _scores(3, 1, 3), [3])


def steps_past_the_end_are_an_error(tf):
    return _loss(tf, [[0]], [4], _scores(3, 1, 3))


def second_derivatives_are_an_error(tf):
    x = tf.zeros([3, 1, 3])
    loss = tf.nn.ctc_loss(_sparse(tf, [[0]]), x, [3])
    return tf.gradients(tf.gradients(loss, x), x)


# -- decoding -------------------------------------------------------------------------


def _parts(decoded):
    labels, scores = decoded
    return [(s.indices, s.values, s.dense_shape) for s in labels], scores


def building_decoders(tf):
    x = tf.placeholder(tf.float32, [None, 2, 4], name="x")
    greedy, scores = tf.nn.ctc_greedy_decoder(x, [3, 2])
    beams, likely = tf.nn.ctc_beam_search_decoder(x, [3, 2], top_paths=2)
    return Runs(
        [greedy[0].values, scores, beams[1].indices, likely],
        feeds={x: _scores(3, 2, 4)},
    )


def decoding_greedily(tf):
    x = tf.constant(_scores(20, 5, 4))
    return _parts(tf.nn.ctc_greedy_decoder(x, [20, 0, 1, 7, 20]))


def decoding_greedily_without_merging(tf):
    x = tf.constant(_scores(20, 3, 4))
    return _parts(tf.nn.ctc_greedy_decoder(x, [20, 20, 20], merge_repeated=False))


def decoding_greedily_with_another_blank(tf):
    x = tf.constant(_scores(20, 3, 4))
    return _parts(tf.nn.ctc_greedy_decoder(x, [20, 20, 20], blank_index=1))


def decoding_greedily_where_classes_tie(tf):
    return _parts(tf.nn.ctc_greedy_decoder(tf.zeros([3, 1, 3]), [3]))


@promises(rtol=1e-4)
def searching_with_a_beam(tf):
    x = tf.constant(_scores(12, 4, 5))
    return _parts(tf.nn.ctc_beam_search_decoder(x, [12, 9, 1, 5], top_paths=3))


@promises(rtol=1e-4)
def searching_with_a_beam_without_merging(tf):
    x = tf.constant(_scores(15, 4, 3, scale=1.0))
    return _parts(
        tf.nn.ctc_beam_search_decoder(
            x, [15, 9, 14, 15], top_paths=3, merge_repeated=False
        )
    )


# In a narrow beam TensorFlow may lose a sequence whose beginning falls out of the beam.
@promises(rtol=1e-4)
def searching_with_a_narrow_beam(tf):
    x = tf.constant(_scores(8, 1, 3, seed=2, scale=1.0))
    return _parts(
        tf.nn.ctc_beam_search_decoder(
            x, [8], beam_width=3, top_paths=2, merge_repeated=False
        )
    )


@promises(rtol=1e-4)
def searching_with_a_beam_of_one(tf):
    x = tf.constant(_scores(30, 4, 6, scale=1.0))
    return _parts(tf.nn.ctc_beam_search_decoder(x, [30] * 4, beam_width=1))


def searching_no_steps(tf):
    return _parts(tf.nn.ctc_beam_search_decoder(tf.zeros([3, 1, 3]), [0]))


@promises(instead=ValueError)  # Before the run.
def more_paths_than_the_beam_is_wide_are_an_error(tf):
    return _parts(
        tf.nn.ctc_beam_search_decoder(
            tf.zeros([3, 1, 3]), [3], beam_width=2, top_paths=3
        )
    )


def more_paths_than_there_are_is_an_error(tf):
    return _parts(tf.nn.ctc_beam_search_decoder(tf.zeros([1, 1, 2]), [1], top_paths=3))
