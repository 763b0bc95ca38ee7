"""Decoders and attention: each against NumPy, and words written backwards."""

import numpy as np
import pytest

import edflow as tf

seq2seq = tf.contrib.seq2seq
WORDS, STEPS, BATCH, UNITS = 8, 4, 16, 24
GO, END = 0, 1


def run(fetch, feed=None):
    session = tf.Session()
    session.run(tf.global_variables_initializer())
    return session.run(fetch, feed)


# -- loss -----------------------------------------------------------------------------


def batch_of(random):
    logits = random.standard_normal((3, 2, 4)).astype(np.float32)
    targets = random.integers(0, 4, (3, 2))
    weights = np.array([[1, 1], [1, 0], [0.5, 0]], np.float32)
    log_y = logits - np.log(np.exp(logits).sum(-1, keepdims=True))
    each = -np.take_along_axis(log_y, targets[..., None], -1)[..., 0] * weights
    return logits, targets, weights, each


@pytest.mark.parametrize(
    ("over_steps", "over_batch", "wanted"),
    [
        (True, True, lambda each, w: each.sum() / w.sum()),
        (True, False, lambda each, w: each.sum(1) / w.sum(1)),
        (False, True, lambda each, w: each.sum(0) / w.sum(0)),
        (False, False, lambda each, w: each),
    ],
)
def test_the_loss_is_a_weighted_mean_of_cross_entropies(over_steps, over_batch, wanted):
    logits, targets, weights, each = batch_of(np.random.default_rng(0))
    loss = seq2seq.sequence_loss(logits, targets, weights, over_steps, over_batch)
    np.testing.assert_allclose(run(loss), wanted(each, weights), 1e-5)


def test_the_loss_refuses_other_shapes():
    x = tf.zeros([2, 3])
    with pytest.raises(ValueError, match=r"logits must be \[batch, steps, classes\]"):
        seq2seq.sequence_loss(x, x, x)


# -- attention ------------------------------------------------------------------------


def softmax(x):
    e = np.exp(x - x.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def looking(mechanism):
    """The weights of a look, its query, and the values of all variables by name."""
    query = np.random.default_rng(1).standard_normal((2, 5)).astype(np.float32)
    weights = mechanism(tf.constant(query))
    session = tf.Session()
    session.run(tf.global_variables_initializer())
    values = {v.op.name: session.run(v) for v in tf.global_variables()}
    return session.run(weights), query, values


MEMORY = np.random.default_rng(2).standard_normal((2, 3, 4)).astype(np.float32)


def test_bahdanau_compares_the_sum_of_key_and_query():
    mechanism = seq2seq.BahdanauAttention(6, MEMORY)
    weights, query, values = looking(mechanism)
    keys = MEMORY @ values["memory_layer/kernel"]
    w, v = (
        values[f"bahdanau_attention/{k}"] for k in ("query_layer/kernel", "attention_v")
    )
    fits = np.tanh(keys + (query @ w)[:, None]) @ v
    np.testing.assert_allclose(weights, softmax(fits), 1e-5)


def test_bahdanau_may_learn_the_length_of_its_direction():
    mechanism = seq2seq.BahdanauAttention(6, MEMORY, normalize=True)
    weights, query, values = looking(mechanism)
    keys = MEMORY @ values["memory_layer/kernel"]
    w, v = (
        values[f"bahdanau_attention/{k}"] for k in ("query_layer/kernel", "attention_v")
    )
    unit = v / np.linalg.norm(v) * np.sqrt(1 / 6)
    fits = np.tanh(keys + (query @ w)[:, None]) @ unit
    np.testing.assert_allclose(weights, softmax(fits), 1e-5)


def test_luong_multiplies_key_and_query():
    weights, query, values = looking(seq2seq.LuongAttention(5, MEMORY))
    keys = MEMORY @ values["memory_layer/kernel"]
    np.testing.assert_allclose(
        weights, softmax(np.einsum("bpu,bu->bp", keys, query)), 1e-5
    )


def test_luong_names_the_size_that_it_needs():
    with pytest.raises(ValueError, match="set num_units to the size of the cell, 5"):
        seq2seq.LuongAttention(6, MEMORY)(tf.zeros([2, 5]))


def test_nobody_looks_past_the_end_of_a_sequence():
    mechanism = seq2seq.BahdanauAttention(6, MEMORY, memory_sequence_length=[3, 1])
    weights, _, _ = looking(mechanism)
    assert (weights[0] > 0).all()
    assert weights[1].tolist() == [1, 0, 0]
    assert (run(mechanism.values)[1, 1:] == 0).all()


def test_the_wrapper_needs_its_own_state():
    cell = seq2seq.AttentionWrapper(
        tf.nn.rnn_cell.GRUCell(5), seq2seq.LuongAttention(5, MEMORY)
    )
    with pytest.raises(TypeError, match="zero_state"):
        cell(tf.zeros([2, 3]), tf.zeros([2, 5]))


def test_several_mechanisms_put_what_they_see_side_by_side():
    mechanisms = [
        seq2seq.LuongAttention(5, MEMORY),
        seq2seq.BahdanauAttention(7, MEMORY),
    ]
    cell = seq2seq.AttentionWrapper(
        tf.nn.rnn_cell.GRUCell(5), mechanisms, attention_layer_size=[3, 2],
        output_attention=False,
    )  # fmt: skip
    output, state = cell(tf.zeros([2, 3]), cell.zero_state(2, tf.float32))
    output, attention, alignments = run([output, state.attention, state.alignments])
    assert output.shape == (2, 5)
    assert attention.shape == (2, 5)
    assert [a.shape for a in alignments] == [(2, 3), (2, 3)]


# -- decoding -------------------------------------------------------------------------


class Next(tf.nn.rnn_cell.RNNCell):
    """Takes a word one-hot and puts out the next one; its state counts the steps."""

    state_size = 1
    output_size = 6

    def call(self, inputs, state):
        return tf.concat([inputs[:, -1:], inputs[:, :-1]], 1), state + 1


def decoder(helper):
    return seq2seq.BasicDecoder(Next(), helper, tf.zeros([2, 1]))


def test_a_greedy_decoder_goes_on_until_the_end_token():
    helper = seq2seq.GreedyEmbeddingHelper(tf.eye(6), [0, 3], end_token=5)
    outputs, state, lengths = seq2seq.dynamic_decode(
        decoder(helper), impute_finished=True
    )
    ids, state, lengths = run([outputs.sample_id, state, lengths])
    assert ids.tolist() == [[1, 2, 3, 4, 5], [4, 5, 0, 0, 0]]
    assert lengths.tolist() == [5, 2]
    assert state.ravel().tolist() == [5, 2]


def test_a_decoder_stops_at_the_limit():
    helper = seq2seq.GreedyEmbeddingHelper(tf.eye(6), [0, 3], end_token=5)
    outputs, _, lengths = seq2seq.dynamic_decode(
        decoder(helper), maximum_iterations=3, output_time_major=True
    )
    ids, lengths = run([outputs.sample_id, lengths])
    assert ids.T.tolist() == [[1, 2, 3], [4, 5, 0]]
    assert lengths.tolist() == [3, 2]


def test_a_training_decoder_is_fed_the_true_words():
    words = np.eye(6, dtype=np.float32)[[[0, 2, 4], [1, 1, 1]]]
    helper = seq2seq.TrainingHelper(words, [3, 1])
    outputs, state, lengths = seq2seq.dynamic_decode(
        decoder(helper), impute_finished=True
    )
    ids, state, lengths = run([outputs.sample_id, state, lengths])
    assert ids.tolist() == [[1, 3, 5], [2, 0, 0]]
    assert lengths.tolist() == [3, 1]
    assert state.ravel().tolist() == [3, 1]


def test_what_is_no_decoder_is_refused():
    with pytest.raises(TypeError, match="must be a Decoder"):
        seq2seq.dynamic_decode(Next())
    with pytest.raises(TypeError, match="must be a Helper"):
        seq2seq.BasicDecoder(Next(), None, tf.zeros([2, 1]))


# -- all together ---------------------------------------------------------------------


def test_learns_to_write_words_backwards_by_itself():
    tf.set_random_seed(1)
    source = tf.placeholder(tf.int32, [None, STEPS])
    fed, target = (tf.placeholder(tf.int32, [None, STEPS + 1]) for _ in range(2))
    table = tf.get_variable("table", [WORDS, 12])
    memory, last = tf.nn.dynamic_rnn(
        tf.nn.rnn_cell.GRUCell(UNITS),
        tf.nn.embedding_lookup(table, source),
        dtype=tf.float32,
    )
    cell = seq2seq.AttentionWrapper(
        tf.nn.rnn_cell.GRUCell(UNITS), seq2seq.LuongAttention(UNITS, memory),
        attention_layer_size=UNITS, alignment_history=True,
    )  # fmt: skip
    scores = tf.layers.Dense(WORDS, name="scores")
    start = cell.zero_state(BATCH, tf.float32).clone(cell_state=last)

    def decoded(helper, reuse, **options):
        with tf.variable_scope("writer", reuse=reuse):
            writer = seq2seq.BasicDecoder(cell, helper, start, scores)
            return seq2seq.dynamic_decode(writer, **options)

    truth = tf.nn.embedding_lookup(table, fed)
    taught = seq2seq.TrainingHelper(truth, tf.fill([BATCH], STEPS + 1))
    outputs, _, _ = decoded(taught, None)
    weights = tf.ones([BATCH, STEPS + 1])
    loss = seq2seq.sequence_loss(outputs.rnn_output, target, weights)
    train = tf.train.AdamOptimizer(0.01).minimize(loss)
    alone = seq2seq.GreedyEmbeddingHelper(table, tf.fill([BATCH], GO), END)
    written, state, lengths = decoded(alone, True, maximum_iterations=9)
    looks = state.alignment_history.stack()

    random = np.random.default_rng(0)
    column = np.ones((BATCH, 1), int)

    def backwards():
        words = random.integers(2, WORDS, (BATCH, STEPS))
        turned = words[:, ::-1]
        teacher = np.hstack([GO * column, turned])
        return {source: words, fed: teacher, target: np.hstack([turned, END * column])}

    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        for _ in range(150):
            session.run(train, backwards())
        feed = backwards()
        ids, lengths, looks = session.run([written.sample_id, lengths, looks], feed)
    assert (ids[:, : STEPS + 1] == feed[target]).mean() > 0.9
    assert (lengths == STEPS + 1).mean() > 0.9
    np.testing.assert_allclose(looks.sum(-1), 1, 1e-5)
    names = {variable.op.name for variable in tf.trainable_variables()}
    assert "writer/decoder/attention_wrapper/attention_layer/kernel" in names
