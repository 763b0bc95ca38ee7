"""One operation or many steps: the same network; and the cells TensorFlow 2 lost."""

import numpy as np
import pytest

import edflow as tf

cells, rnn = tf.nn.rnn_cell, tf.contrib.rnn
X = np.random.default_rng(0).standard_normal((3, 6, 4)).astype(np.float32)
LENGTHS = [6, 0, 2]


def leaves(structure):
    if isinstance(structure, list | tuple):
        return [leaf for part in structure for leaf in leaves(part)]
    return [structure]


class InSteps(cells.RNNCell):
    """A cell that hides from the network that it could take all steps at once."""

    def __init__(self, cell):
        super().__init__()
        self.cell = cell

    @property
    def state_size(self):
        return self.cell.state_size

    @property
    def output_size(self):
        return self.cell.output_size

    def __call__(self, inputs, state, scope=None):
        return self.cell(inputs, state, scope)


def run(make, wrap=lambda cell: cell, seed=1, dtype=tf.float32, **settings):
    """Outputs, state, gradients for inputs and variables; and the types of the ops."""
    with tf.Graph().as_default() as graph:
        tf.set_random_seed(seed)
        x = tf.constant(X, dtype)
        start = tf.random_normal_initializer(stddev=0.5, seed=3)
        with tf.variable_scope("net", initializer=start):
            results = tf.nn.dynamic_rnn(wrap(make()), x, dtype=dtype, **settings)
        loss = tf.add_n([tf.reduce_sum(tf.square(y)) for y in leaves(results)])
        variables = tf.trainable_variables()
        slopes = tf.gradients(loss, [x, *variables])
        session = tf.Session()
        session.run(tf.global_variables_initializer())
        values = session.run([*leaves(results), *slopes])
        types = {op.type for op in graph.get_operations()}
    return values, [v.name for v in variables], types


WHOLE = {
    "basic": lambda: cells.BasicLSTMCell(5, forget_bias=0.3),
    "one state": lambda: cells.BasicLSTMCell(5, state_is_tuple=False),
    "peepholes": lambda: cells.LSTMCell(5, use_peepholes=True),
    "block": lambda: rnn.LSTMBlockCell(5, use_peephole=True),
    "layers": lambda: cells.MultiRNNCell([cells.LSTMCell(n) for n in (5, 3)]),
    "residual": lambda: cells.ResidualWrapper(cells.BasicLSTMCell(4)),
    "on a device": lambda: cells.DeviceWrapper(cells.BasicLSTMCell(4), "/cpu:0"),
    "gru": lambda: cells.GRUCell(5),
    "gru with sigmoid": lambda: cells.GRUCell(5, tf.sigmoid),
    "gru of steps": lambda: rnn.GRUBlockCellV2(5),
    "gru of old names": lambda: rnn.GRUBlockCell(5),
    "plain": lambda: cells.BasicRNNCell(5),
    "plain with sigmoid": lambda: cells.BasicRNNCell(5, "sigmoid"),
    "all kinds": lambda: cells.MultiRNNCell(
        [cells.GRUCell(5), cells.BasicRNNCell(3), cells.LSTMCell(2)]
    ),
    "layers of one state": lambda: cells.MultiRNNCell(
        [cells.GRUCell(5), cells.BasicRNNCell(3)], state_is_tuple=False
    ),
    "residual gru": lambda: cells.ResidualWrapper(cells.GRUCell(4)),
}
BLOCKS = {"BlockLSTM", "BlockGRU", "BlockRNN"}
ROUNDED = {tf.float32: (1e-4, 2e-6), tf.float64: (1e-11, 1e-13)}


@pytest.mark.parametrize("dtype", ROUNDED, ids=lambda dtype: dtype.name)
@pytest.mark.parametrize("lengths", [None, LENGTHS], ids=["whole", "lengths"])
@pytest.mark.parametrize("name", WHOLE)
def test_one_operation_gives_what_the_steps_give(name, lengths, dtype):
    how = {"sequence_length": lengths, "dtype": dtype}
    at_once, names, types = run(WHOLE[name], **how)
    in_steps, same_names, other_types = run(WHOLE[name], InSteps, **how)
    assert not BLOCKS.isdisjoint(types)
    assert "While" not in types
    assert "While" in other_types
    assert BLOCKS.isdisjoint(other_types)
    assert names == same_names
    for one, other in zip(at_once, in_steps, strict=True):
        assert one.dtype == dtype.as_numpy_dtype
        np.testing.assert_allclose(one, other, *ROUNDED[dtype])


class Louder(cells.GRUCell):
    """A cell of the user's own, made of one that knows how to take a sequence."""

    def call(self, inputs, state):
        output, state = super().call(inputs, state)
        return 2 * output, state


@pytest.mark.parametrize(
    "make",
    [
        lambda: cells.BasicLSTMCell(4, activation=tf.nn.relu),
        lambda: cells.LSTMCell(4, num_proj=2),
        lambda: cells.LSTMCell(4, cell_clip=1.0),
        lambda: cells.GRUCell(4, tf.nn.relu),
        lambda: cells.BasicRNNCell(4, lambda x: tf.tanh(x) / 2),
        lambda: Louder(4),
        lambda: cells.DropoutWrapper(cells.LSTMCell(4), state_keep_prob=0.5),
        lambda: cells.MultiRNNCell([cells.LSTMCell(4), Louder(4)]),
    ],
)
def test_what_the_operation_cannot_do_runs_in_steps(make):
    assert "While" in run(make)[2]


def test_float16_runs_in_steps():
    assert "While" in run(lambda: cells.GRUCell(4), dtype=tf.float16)[2]


def test_a_batch_of_another_size_than_the_state_is_no_read_beyond_it():
    x = tf.placeholder(tf.float32, [None, 6, 4])
    state = tf.placeholder(tf.float32, [None, 5])
    outputs, _ = tf.nn.dynamic_rnn(cells.GRUCell(5), x, initial_state=state)
    session = tf.Session()
    session.run(tf.global_variables_initializer())
    with pytest.raises(tf.errors.InvalidArgumentError, match="not compatible"):
        session.run(outputs, {x: X, state: np.zeros((2, 5))})


def test_relu_does_not_explode_past_the_end_of_a_sequence():
    x = tf.ones([1, 400, 1])
    with tf.variable_scope("net", initializer=tf.ones_initializer()):
        cell = cells.BasicRNNCell(4, tf.nn.relu)
        outputs, _ = tf.nn.dynamic_rnn(cell, x, [2], dtype=tf.float32)
    session = tf.Session()
    session.run(tf.global_variables_initializer())
    assert session.run(outputs)[0, :3, 0].tolist() == [1, 5, 0]
    kernel, _ = tf.trainable_variables()
    assert np.isfinite(session.run(tf.gradients(outputs, kernel)[0])).all()


def test_past_its_end_a_sequence_gives_nothing_and_keeps_its_state():
    for make in (lambda: cells.BasicLSTMCell(4), lambda: cells.GRUCell(4)):
        (outputs, *_), _, _ = run(make, sequence_length=LENGTHS)
        for row, length in zip(outputs, LENGTHS, strict=True):
            assert np.all(row[length:] == 0)
            assert np.all(row[:length] != 0)
    (outputs, c, h, *_), _, _ = run(
        lambda: cells.BasicLSTMCell(4), sequence_length=LENGTHS
    )
    assert np.all(c[1] == 0)
    np.testing.assert_array_equal(h[0], outputs[0, 5])
    np.testing.assert_array_equal(h[2], outputs[2, 1])


def test_no_steps_leave_the_state_as_it_was():
    x = tf.placeholder(tf.float32, [None, None, 4])
    start = cells.LSTMStateTuple(tf.ones([3, 5]), tf.zeros([3, 5]))
    outputs, state = tf.nn.dynamic_rnn(cells.LSTMCell(5), x, initial_state=start)
    session = tf.Session()
    session.run(tf.global_variables_initializer())
    outputs, state = session.run([outputs, state], {x: X[:, :0]})
    assert outputs.shape == (3, 0, 5)
    np.testing.assert_array_equal(state.c, np.ones((3, 5)))


def test_dropout_before_and_after_stays_one_operation():
    def make():
        return cells.DropoutWrapper(cells.BasicLSTMCell(50), 1.0, 0.5)

    (outputs, *_), _, types = run(make)
    assert "BlockLSTM" in types
    assert 0.4 < np.mean(outputs == 0) < 0.6
    patterns = (outputs != 0).transpose(1, 0, 2).reshape(6, -1)
    assert not np.array_equal(patterns[0], patterns[1]), "each step drops its own"


def test_variational_dropout_drops_the_same_in_every_step():
    def make():
        return cells.DropoutWrapper(
            cells.BasicLSTMCell(50), output_keep_prob=0.5,
            variational_recurrent=True, dtype=tf.float32,
        )  # fmt: skip

    (outputs, *_), _, _ = run(make)
    dropped = outputs == 0
    assert 0.3 < np.mean(dropped) < 0.7
    assert np.array_equal(dropped, np.broadcast_to(dropped[:1, :1], dropped.shape))


@pytest.mark.parametrize(
    ("make", "dtype"),
    [
        (lambda: cells.BasicLSTMCell(2), tf.float32),
        (lambda: cells.BasicLSTMCell(2), tf.float64),
        (lambda: cells.GRUCell(2), tf.float32),
        (lambda: cells.BasicRNNCell(2), tf.float32),
    ],
)
def test_a_graph_is_written_in_ops_that_tensorflow_has(make, dtype, tmp_path):
    outputs, _ = tf.nn.dynamic_rnn(make(), tf.constant(X, dtype), dtype=dtype)
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        path = tf.train.Saver().save(session, str(tmp_path / "model"))
        before = session.run(outputs)
    with tf.Graph().as_default(), tf.Session() as session:
        tf.train.import_meta_graph(f"{path}.meta").restore(session, path)
        after = session.run(outputs.name)
    np.testing.assert_allclose(after, before, rtol=1e-5, atol=1e-6)


# -- the gates ------------------------------------------------------------------------


def test_the_gates_of_an_lstm_are_at_hand():
    outputs, state = tf.nn.dynamic_rnn(
        cells.BasicLSTMCell(5), tf.constant(X), dtype=tf.float32
    )
    session = tf.Session()
    session.run(tf.global_variables_initializer())
    gates, h, last = session.run([tf.lstm_gates(outputs), outputs, state])
    assert gates.input.shape == (6, 3, 5)
    np.testing.assert_array_equal(gates.hidden.transpose(1, 0, 2), h)
    np.testing.assert_array_equal(gates.cell[-1], last.c)
    before = np.concatenate([np.zeros((1, 3, 5)), gates.cell[:-1]])
    kept = gates.forget * before + gates.input * gates.candidate
    np.testing.assert_allclose(gates.cell, kept, 1e-5, 1e-6)
    hidden = gates.output * np.tanh(gates.cell)
    np.testing.assert_allclose(gates.hidden, hidden, 1e-5, 1e-6)


def test_each_layer_has_gates_of_its_own():
    deep = cells.MultiRNNCell([cells.BasicLSTMCell(n) for n in (5, 3)])
    outputs, state = tf.nn.dynamic_rnn(deep, tf.constant(X), dtype=tf.float32)
    assert tf.lstm_gates(outputs).cell.shape[2] == 3
    assert tf.lstm_gates(state[1]).cell.shape[2] == 3
    assert tf.lstm_gates(state[0]).cell.shape[2] == 5


def test_where_there_are_no_gates_it_says_so():
    outputs, _ = tf.nn.dynamic_rnn(cells.GRUCell(2), tf.constant(X), dtype=tf.float32)
    with pytest.raises(ValueError, match="come from no BlockLSTM"):
        tf.lstm_gates(outputs)


def test_no_gradient_is_lost_in_a_gate():
    outputs, _ = tf.nn.dynamic_rnn(
        cells.BasicLSTMCell(5), tf.constant(X), dtype=tf.float32
    )
    with pytest.raises(LookupError, match="no gradient flows through the gate f"):
        tf.gradients(tf.lstm_gates(outputs).forget, tf.trainable_variables())


# -- tf.contrib.rnn -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("block", "plain"),
    [
        (lambda: rnn.LSTMBlockCell(5, 0.4), lambda: cells.LSTMCell(5, forget_bias=0.4)),
        (lambda: rnn.GRUBlockCellV2(5), lambda: cells.GRUCell(5)),
    ],
    ids=["LSTM", "GRU"],
)
def test_a_block_cell_is_the_cell_in_one_operation(block, plain):
    one, names, types = run(block, InSteps)
    other, same_names, _ = run(plain, InSteps)
    assert names == same_names
    assert not {"LSTMBlockCell", "GRUBlockCell", "While"}.isdisjoint(types)
    for a, b in zip(one, other, strict=True):
        np.testing.assert_allclose(a, b, 1e-4, 2e-6)


def test_the_older_block_gru_has_names_of_its_own():
    names = run(lambda: rnn.GRUBlockCell(5))[1]
    wanted = [f"net/rnn/gru_cell/{name}:0" for name in ("w_ru", "b_ru", "w_c", "b_c")]
    assert names == wanted


def test_the_fused_cell_takes_the_whole_sequence():
    x = tf.constant(X.transpose(1, 0, 2))
    fused = rnn.LSTMBlockFusedCell(5)
    outputs, state = fused(x, dtype=tf.float32, sequence_length=LENGTHS)
    with tf.variable_scope("again"):
        listed, _ = fused(tf.unstack(x), dtype=tf.float32)
    names = [v.name for v in tf.trainable_variables()]
    assert names == ["lstm_fused_cell/kernel:0", "lstm_fused_cell/bias:0"]
    session = tf.Session()
    session.run(tf.global_variables_initializer())
    outputs, state, listed = session.run([outputs, state, listed])
    assert np.all(outputs[2:, 2] == 0)
    np.testing.assert_array_equal(state.h[2], outputs[1, 2])
    np.testing.assert_array_equal(np.stack(listed)[:, 0], outputs[:, 0])


def test_words_become_vectors_in_the_cell():
    words = tf.constant([[1, 2, 1]])
    cell = rnn.EmbeddingWrapper(cells.GRUCell(3), 4, 5)
    steps = tf.unstack(tf.expand_dims(words, 2), axis=1)
    outputs, _ = rnn.static_rnn(cell, steps, dtype=tf.float32)
    names = [v.name for v in tf.trainable_variables()]
    assert names[0] == "rnn/embedding_wrapper/embedding:0"
    assert names[1] == "rnn/embedding_wrapper/gru_cell/gates/kernel:0"
    assert len(outputs) == 3
    assert outputs[0].shape == (1, 3)


def test_a_projection_before_or_after():
    before = rnn.InputProjectionWrapper(cells.GRUCell(3), 2, tf.tanh)
    after = rnn.OutputProjectionWrapper(cells.GRUCell(3), 7)
    outputs, state = tf.nn.dynamic_rnn(before, tf.constant(X), dtype=tf.float32)
    assert outputs.shape == (3, 6, 3)
    with tf.variable_scope("after"):
        outputs, state = tf.nn.dynamic_rnn(after, tf.constant(X), dtype=tf.float32)
    assert outputs.shape == (3, 6, 7)
    assert state.shape == (3, 3)
    shapes = {v.name: v.shape.as_list() for v in tf.trainable_variables()}
    assert shapes["rnn/input_projection_wrapper/kernel:0"] == [4, 2]
    assert shapes["after/rnn/output_projection_wrapper/kernel:0"] == [3, 7]
    assert shapes["after/rnn/output_projection_wrapper/bias:0"] == [7]


def test_layers_that_read_both_ways():
    def pair():
        return [cells.LSTMCell(3), cells.LSTMCell(2)]

    outputs, fw, bw = rnn.stack_bidirectional_dynamic_rnn(
        pair(), pair(), tf.constant(X), dtype=tf.float32, sequence_length=LENGTHS
    )
    assert outputs.shape == (3, 6, 4)
    assert [state.h.shape[1] for state in (*fw, *bw)] == [3, 2, 3, 2]
    kernel = tf.trainable_variables()[4]
    scope = "stack_bidirectional_rnn/cell_1/bidirectional_rnn/fw/lstm_cell/kernel:0"
    assert kernel.name == scope
    assert kernel.shape == (6 + 2, 8)
    listed, *_ = rnn.stack_bidirectional_rnn(
        pair(), pair(), tf.unstack(tf.constant(X), axis=1), dtype=tf.float32,
        scope="listed",
    )  # fmt: skip
    assert len(listed) == 6
    assert listed[0].shape == (3, 4)


def test_a_long_loop_of_a_users_own_cell_keeps_its_variables_outside():
    class Twice(cells.RNNCell):
        state_size = output_size = 4

        def call(self, inputs, state):
            w = tf.get_variable("w", [4], initializer=tf.ones_initializer())
            return inputs * w * 2, state

    cell = Twice()
    outputs, _ = tf.nn.dynamic_rnn(cell, tf.constant(X), dtype=tf.float32)
    (w,) = tf.trainable_variables()
    assert w.name == "rnn/twice/w:0"
    assert cell.trainable_weights == [w]
    session = tf.Session()
    session.run(w.initializer)
    np.testing.assert_array_equal(session.run(outputs), 2 * X)


def test_a_seed_of_the_graph_counts_the_draws_of_each_step():
    tf.set_random_seed(7)
    cell = tf.nn.rnn_cell.BasicLSTMCell(3)
    dropping = tf.nn.rnn_cell.DropoutWrapper(cell, output_keep_prob=0.5)
    tf.nn.static_rnn(dropping, [tf.ones([2, 4])] * 3, dtype=tf.float32)
    assert tf.get_seed(None) == (7, 4)  # The kernel's, and one mask for each step.


def test_past_the_end_of_a_sequence_stands_zero_and_not_minus_zero():
    x = tf.constant(-X)
    outputs, _ = tf.nn.dynamic_rnn(cells.GRUCell(5), x, [1] * len(X), dtype=tf.float32)
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        past = session.run(outputs)[:, 1:]
    assert not past.any()
    assert not np.signbit(past).any()


@pytest.mark.parametrize("kind", ["BasicRNNCell", "GRUCell", "BasicLSTMCell"])
def test_one_cell_for_two_layers_is_refused_by_its_own_name(kind):
    network = cells.MultiRNNCell([getattr(cells, kind)(5)] * 2)
    with pytest.raises(ValueError, match=rf"{kind}.*not \[cell\] \* 2"):
        tf.nn.dynamic_rnn(network, tf.constant(X), dtype=tf.float32)


def test_an_initial_state_of_another_width_is_refused_by_the_cells_name():
    with pytest.raises(ValueError, match="GRUCell is 6 wide, but it keeps 5"):
        tf.nn.dynamic_rnn(
            cells.GRUCell(5), tf.constant(X), initial_state=tf.zeros([len(X), 6])
        )
