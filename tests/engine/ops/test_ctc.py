"""CTC where it is hard: improbable labels, equal neighbours, many alignments."""

import numpy as np
import pytest

import edflow as tf


def labels_of(*rows):
    places = [[n, k] for n, row in enumerate(rows) for k in range(len(row))]
    values = np.array([label for row in rows for label in row], np.int32)
    return tf.SparseTensor(places, values, [len(rows), max(map(len, rows))])


def run(fetch):
    return tf.Session().run(fetch)


def test_labels_far_too_improbable_for_a_float_still_have_a_loss():
    x = tf.constant([[[0.0, 300.0]], [[0.0, 300.0]]])  # The blank, by exp(300).
    loss = tf.nn.ctc_loss(labels_of([0]), x, [2])
    assert run(loss) == pytest.approx([300 - np.log(2)])
    assert run(tf.gradients(loss, x))[0].ravel() == pytest.approx([-0.5, 0.5] * 2)


def test_equal_neighbours_need_a_blank_between_them():
    x = tf.zeros([2, 1, 2])
    two = labels_of([0, 0])
    assert run(tf.nn.ctc_loss(two, x, [2])) == [np.inf]
    apart = tf.nn.ctc_loss(two, x, [2], ctc_merge_repeated=False)
    assert run(apart) == pytest.approx([np.log(4)])


def test_steps_past_the_end_do_not_count():
    x = tf.constant(np.random.default_rng(0).standard_normal((5, 2, 3)), tf.float32)
    labels = labels_of([0, 1], [1])
    loss = tf.nn.ctc_loss(labels, x, [3, 5])
    alone = tf.nn.ctc_loss(labels_of([0, 1]), x[:3, :1], [3])
    assert run(loss)[0] == pytest.approx(run(alone)[0])
    slope = run(tf.gradients(loss, x))[0]
    assert (slope[3:, 0] == 0).all()
    assert (slope[3:, 1] != 0).all()


def test_the_gradient_sums_to_zero_at_each_step():
    x = tf.constant(np.random.default_rng(1).standard_normal((6, 1, 4)), tf.float32)
    slope = run(tf.gradients(tf.nn.ctc_loss(labels_of([0, 2, 2]), x, [6]), x))[0]
    np.testing.assert_allclose(slope.sum(-1), 0, atol=1e-6)


def test_a_beam_finds_what_the_best_path_misses():
    y = np.array([[[0.4, 0.6]], [[0.4, 0.6]]])
    x = tf.constant(np.log(y))
    (greedy,), _ = tf.nn.ctc_greedy_decoder(x, [2])
    (beam,), score = tf.nn.ctc_beam_search_decoder(x, [2])
    assert run(greedy.values).tolist() == []  # "no label, no label": 0.36.
    assert run(beam.values).tolist() == [0]  # "0-", "-0", "00": 0.64.
    assert np.exp(run(score)) == pytest.approx(0.64)


@pytest.mark.parametrize(
    ("rows", "lengths", "message"),
    [
        ([[0, 1, 0]], [2], "3 labels but only 2 steps"),
        ([[0]], [4], r"within 0\.\.3"),
        ([[0, 5, 1]], [3], "but others follow"),
        ([[-1]], [3], "none may be < 0"),
    ],
)
def test_errors_say_what_does_not_fit(rows, lengths, message):
    loss = tf.nn.ctc_loss(labels_of(*rows), tf.zeros([3, 1, 3]), lengths)
    with pytest.raises(tf.errors.InvalidArgumentError, match=message):
        run(loss)
