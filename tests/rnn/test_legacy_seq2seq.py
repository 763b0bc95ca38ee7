"""Sequences to sequences as lists: losses by hand, and words written backwards."""

import numpy as np
import pytest

import edflow as tf

legacy = tf.contrib.legacy_seq2seq
WORDS, STEPS, BATCH, UNITS = 8, 3, 16, 24
GO, END = 0, 1


def log_softmax(x):
    return x - np.log(np.exp(x).sum(-1, keepdims=True))


def steps_of(random, classes=4, batch=3, steps=2):
    logits = random.standard_normal((steps, batch, classes)).astype(np.float32)
    targets = random.integers(0, classes, (steps, batch))
    weights = np.array([[1, 1, 0.5], [1, 0, 0]], np.float32)
    picked = np.take_along_axis(log_softmax(logits), targets[..., None], -1)[..., 0]
    return logits, targets, weights, -picked


def run(fetch, feed=None):
    session = tf.Session()
    session.run(tf.global_variables_initializer())
    return session.run(fetch, feed)


def test_the_old_name_is_tf_nn_seq2seq():
    assert tf.nn.seq2seq.rnn_decoder is legacy.rnn_decoder


def test_the_loss_of_each_example_is_the_weighted_mean_of_its_cross_entropies():
    logits, targets, weights, each = steps_of(np.random.default_rng(0))
    found = run(legacy.sequence_loss_by_example(logits, targets, weights))
    np.testing.assert_allclose(found, (each * weights).sum(0) / weights.sum(0), 1e-5)


def test_the_loss_is_the_mean_over_the_batch():
    logits, targets, weights, each = steps_of(np.random.default_rng(0))
    found = run(legacy.sequence_loss(logits, targets, weights))
    by_example = (each * weights).sum(0) / weights.sum(0)
    np.testing.assert_allclose(found, by_example.mean(), 1e-5)
    total = run(legacy.sequence_loss(logits, targets, weights, False, False))
    np.testing.assert_allclose(total, (each * weights).sum(), 1e-5)


def named(labels, logits):
    return tf.cast(labels, tf.float32) + logits[:, 0]


def before_1_0(inputs, targets):
    return tf.cast(targets, tf.float32) + inputs[:, 0]


@pytest.mark.parametrize("loss", [named, before_1_0])
def test_a_loss_function_takes_names_or_the_old_order(loss):
    logits, targets, weights, _ = steps_of(np.random.default_rng(0))
    found = run(
        legacy.sequence_loss_by_example(
            logits, targets, weights, False, softmax_loss_function=loss
        )
    )
    wanted = ((targets + logits[:, :, 0]) * weights).sum(0)
    np.testing.assert_allclose(found, wanted, 1e-5)


def test_lists_of_different_lengths_are_refused():
    with pytest.raises(ValueError, match="2, 1 and 2 elements"):
        legacy.sequence_loss_by_example([1, 2], [1], [1, 2])


def test_a_bucket_longer_than_the_inputs_is_refused():
    with pytest.raises(ValueError, match="targets has 1 steps"):
        legacy.model_with_buckets([1] * 3, [1] * 3, [1], [1] * 3, [(2, 3)], None)


def test_attention_needs_inputs_heads_and_a_known_size():
    cell, x = tf.nn.rnn_cell.GRUCell(2), tf.zeros([1, 2])
    with pytest.raises(ValueError, match="at least one step"):
        legacy.attention_decoder([], x, tf.zeros([1, 2, 2]), cell)
    with pytest.raises(ValueError, match="at least one head"):
        legacy.attention_decoder([x], x, tf.zeros([1, 2, 2]), cell, num_heads=0)
    unknown = tf.placeholder(tf.float32, [None, 2, None])
    with pytest.raises(ValueError, match="unknown"):
        legacy.attention_decoder([x], x, unknown, cell)


def test_a_decoder_may_go_on_from_what_it_wrote():
    class Sum(tf.nn.rnn_cell.RNNCell):
        state_size = output_size = 1

        def call(self, inputs, state):
            return state + inputs, state + inputs

    inputs = [tf.fill([1, 1], float(k)) for k in (1, 10, 10)]
    plain, _ = legacy.rnn_decoder(inputs, tf.zeros([1, 1]), Sum())
    alone, last = legacy.rnn_decoder(inputs, tf.zeros([1, 1]), Sum(), lambda y, _: y)
    assert np.ravel(run(plain)).tolist() == [1, 11, 21]
    assert np.ravel(run([*alone, last])).tolist() == [1, 2, 4, 4]


def test_the_tied_pair_shares_its_variables():
    x = [tf.zeros([2, 3])] * 2
    for build, count in (
        (legacy.basic_rnn_seq2seq, 4),
        (legacy.tied_rnn_seq2seq, 2),
    ):
        tf.reset_default_graph()
        x = [tf.zeros([2, 3])] * 2
        build(x, x, tf.nn.rnn_cell.BasicLSTMCell(4))
        assert len(tf.trainable_variables()) == count


def backwards(random):
    """Words, what the decoder is fed with while training, and what it must write."""
    words = random.integers(2, WORDS, (BATCH, STEPS))
    turned = words[:, ::-1]
    column = np.ones((BATCH, 1), int)
    return words, np.hstack([GO * column, turned]), np.hstack([turned, END * column])


def with_embedding(encoder, decoder, **options):
    cell = tf.nn.rnn_cell.GRUCell(UNITS)
    return legacy.embedding_rnn_seq2seq(
        encoder, decoder, cell, WORDS, WORDS, 12, **options
    )


def with_attention(encoder, decoder, **options):
    cell = tf.nn.rnn_cell.GRUCell(UNITS)
    return legacy.embedding_attention_seq2seq(
        encoder, decoder, cell, WORDS, WORDS, 12, num_heads=2, **options
    )


@pytest.mark.parametrize("build", [with_embedding, with_attention])
def test_learns_to_write_words_backwards_by_itself(build):
    tf.set_random_seed(1)
    encoder, decoder, targets = (
        [tf.placeholder(tf.int32, [None]) for _ in range(n)]
        for n in (STEPS, STEPS + 1, STEPS + 1)
    )
    alone = tf.placeholder_with_default(False, [])
    outputs, _ = build(encoder, decoder, feed_previous=alone)
    weights = [tf.ones([BATCH])] * (STEPS + 1)
    loss = legacy.sequence_loss(outputs, targets, weights)
    train = tf.train.AdamOptimizer(0.02).minimize(loss)
    written = tf.stack([tf.argmax(y, 1) for y in outputs], 1)
    random = np.random.default_rng(0)

    def feed(*batch):
        parts = zip((encoder, decoder, targets), batch, strict=True)
        return {t: x for part, xs in parts for t, x in zip(part, xs.T, strict=True)}

    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        for _ in range(150):
            session.run(train, feed(*backwards(random)))
        words, first, wanted = backwards(random)
        first[:, 1:] = GO  # Nothing but the start is given.
        found = session.run(written, feed(words, first, wanted) | {alone: True})
    assert (found == wanted).mean() > 0.9


def test_buckets_share_their_variables():
    words = [tf.zeros([2], tf.int32)] * 3
    weights = [tf.ones([2])] * 3

    def model(encoder, decoder):
        cell = tf.nn.rnn_cell.BasicLSTMCell(4)
        return legacy.embedding_attention_seq2seq(encoder, decoder, cell, 5, 5, 3)

    buckets = [(1, 2), (3, 3)]
    outputs, losses = legacy.model_with_buckets(
        words, words, words, weights, buckets, model
    )
    assert [len(y) for y in outputs] == [2, 3]
    names = [variable.name for variable in tf.trainable_variables()]
    assert len(set(names)) == len(names) == 16
    assert all(name.startswith("embedding_attention_seq2seq/") for name in names)
    assert np.isfinite(run(losses)).all()
