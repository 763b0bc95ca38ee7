"""Cells, each run over a sequence: names of variables, values, gradients."""

import numpy as np
from program import promises

RANDOM = np.random.RandomState(0)
INPUTS = RANDOM.randn(3, 5, 4)  # [batch, time, depth]
STATE = RANDOM.randn(3, 6)
ROUNDED = {"nodes": None, "rtol": 1e-4, "atol": 2e-6}  # Sums of sums, in other orders.


def _inputs(tf, dtype=None):
    tf.set_random_seed(1)
    return tf.constant(INPUTS, dtype or tf.float32)


def _flat(structure):
    if isinstance(structure, list | tuple):
        return [leaf for part in structure for leaf in _flat(part)]
    return [structure]


def _with_gradients(tf, x, outputs, state):
    """Outputs, state, names of the variables, and the gradients for all of them."""
    leaves = _flat([outputs, state])
    loss = tf.add_n([tf.reduce_sum(y * y * (k + 1)) for k, y in enumerate(leaves)])
    variables = tf.trainable_variables()
    slopes = tf.gradients(loss, [*_flat(x), *variables])
    names = [variable.name for variable in tf.global_variables()]
    return leaves, names, [tf.convert_to_tensor(slope) for slope in slopes]


def _dynamic(tf, cell, dtype=None, **settings):
    x = _inputs(tf, dtype)
    made = cell(tf.nn.rnn_cell)
    results = tf.nn.dynamic_rnn(made, x, dtype=dtype or tf.float32, **settings)
    return _with_gradients(tf, x, *results)


@promises(**ROUNDED)
def basic_rnn(tf):
    return _dynamic(tf, lambda cells: cells.BasicRNNCell(6))


@promises(**ROUNDED)
def basic_rnn_with_relu(tf):
    return _dynamic(tf, lambda cells: cells.BasicRNNCell(6, activation=tf.nn.relu))


@promises(nodes=None)
def basic_rnn_in_double(tf):
    return _dynamic(tf, lambda cells: cells.BasicRNNCell(6), tf.float64)


@promises(**ROUNDED)
def basic_rnn_with_sigmoid(tf):
    return _dynamic(tf, lambda cells: cells.BasicRNNCell(6, tf.sigmoid))


@promises(**ROUNDED)
def gru(tf):
    return _dynamic(tf, lambda cells: cells.GRUCell(6))


@promises(**ROUNDED)
def gru_with_sigmoid(tf):
    return _dynamic(tf, lambda cells: cells.GRUCell(6, activation=tf.nn.sigmoid))


@promises(**ROUNDED)
def gru_with_relu(tf):
    return _dynamic(tf, lambda cells: cells.GRUCell(6, activation=tf.nn.relu))


@promises(**ROUNDED)
def gru_with_initializers(tf):
    start = tf.constant_initializer(0.1)
    return _dynamic(tf, lambda cells: cells.GRUCell(6, None, None, start, start))


@promises(**ROUNDED)
def basic_lstm(tf):
    return _dynamic(tf, lambda cells: cells.BasicLSTMCell(6))


@promises(**ROUNDED)
def basic_lstm_with_forget_bias(tf):
    return _dynamic(tf, lambda cells: cells.BasicLSTMCell(6, 0.3, name="mine"))


@promises(**ROUNDED)
def basic_lstm_with_relu(tf):
    return _dynamic(tf, lambda cells: cells.BasicLSTMCell(6, activation=tf.nn.relu))


@promises(**ROUNDED)
def basic_lstm_with_one_state(tf):
    return _dynamic(tf, lambda cells: cells.BasicLSTMCell(6, state_is_tuple=False))


@promises(nodes=None)
def basic_lstm_in_double(tf):
    return _dynamic(tf, lambda cells: cells.BasicLSTMCell(6), tf.float64)


@promises(nodes=None)
def gru_in_double(tf):
    return _dynamic(tf, lambda cells: cells.GRUCell(6), tf.float64)


@promises(nodes=None)
def lstm_with_peepholes_in_double(tf):
    return _dynamic(tf, lambda cells: cells.LSTMCell(6, True), tf.float64)


@promises(**ROUNDED)
def lstm(tf):
    return _dynamic(tf, lambda cells: cells.LSTMCell(6))


@promises(**ROUNDED)
def lstm_with_peepholes(tf):
    return _dynamic(tf, lambda cells: cells.LSTMCell(6, use_peepholes=True))


@promises(**ROUNDED)
def lstm_with_all_extras(tf):
    def cell(cells):
        start = tf.random_uniform_initializer(-0.8, 0.8)
        return cells.LSTMCell(6, True, 0.4, start, 3, 0.2, forget_bias=0.5)

    return _dynamic(tf, cell)


@promises(nodes=None)
def lstm_with_projection_in_double(tf):
    return _dynamic(tf, lambda cells: cells.LSTMCell(6, num_proj=2), tf.float64)


@promises(**ROUNDED)
def lstm_with_projection_and_one_state(tf):
    return _dynamic(
        tf, lambda cells: cells.LSTMCell(6, num_proj=2, state_is_tuple=False)
    )


@promises(**ROUNDED)
def layers_of_lstm(tf):
    return _dynamic(
        tf,
        lambda cells: cells.MultiRNNCell([cells.BasicLSTMCell(n) for n in (6, 3)]),
    )


@promises(**ROUNDED)
def layers_of_different_cells(tf):
    return _dynamic(
        tf, lambda cells: cells.MultiRNNCell([cells.GRUCell(6), cells.LSTMCell(3)])
    )


@promises(nodes=None)
def layers_of_different_cells_in_double(tf):
    def cell(cells):
        parts = [cells.GRUCell(6), cells.BasicRNNCell(5), cells.LSTMCell(3)]
        return cells.MultiRNNCell(parts)

    return _dynamic(tf, cell, tf.float64)


@promises(**ROUNDED)
def layers_with_one_state(tf):
    def cell(cells):
        parts = [cells.BasicLSTMCell(n, state_is_tuple=False) for n in (6, 3)]
        return cells.MultiRNNCell(parts, state_is_tuple=False)

    return _dynamic(tf, cell)


@promises(**ROUNDED)
def layers_of_gru_with_one_state(tf):
    def cell(cells):
        parts = [cells.GRUCell(n) for n in (6, 3)]
        return cells.MultiRNNCell(parts, state_is_tuple=False)

    return _dynamic(tf, cell)


@promises(**ROUNDED)
def residual(tf):
    return _dynamic(
        tf, lambda cells: cells.ResidualWrapper(cells.BasicLSTMCell(4)), scope="deep"
    )


@promises(**ROUNDED)
def residual_by_a_function(tf):
    def cell(cells):
        return cells.ResidualWrapper(cells.GRUCell(4), lambda x, y: x * y)

    return _dynamic(tf, cell)


@promises(**ROUNDED)
def on_a_device(tf):
    return _dynamic(
        tf, lambda cells: cells.DeviceWrapper(cells.BasicLSTMCell(4), "/cpu:0")
    )


@promises(**ROUNDED)
def dropout_that_keeps_all(tf):
    return _dynamic(tf, lambda cells: cells.DropoutWrapper(cells.BasicLSTMCell(4)))


@promises(nodes=None, values=False)
def dropout(tf):
    def cell(cells):
        return cells.DropoutWrapper(cells.BasicLSTMCell(4), 0.5, 0.5, 0.5)

    return _dynamic(tf, cell)


@promises(**ROUNDED)
def variational_dropout_with_a_seed(tf):
    def cell(cells):
        return cells.DropoutWrapper(
            cells.BasicLSTMCell(4), 0.5, 0.6, 0.7,
            variational_recurrent=True, input_size=4, dtype=tf.float32, seed=3,
        )  # fmt: skip

    return _dynamic(tf, cell)


# -- one step -------------------------------------------------------------------------


def _step(tf, cell, state):
    x = _inputs(tf)[:, 0]
    output, after = cell(x, state)
    return _with_gradients(tf, x, output, after)


@promises(**ROUNDED)
def a_step_of_basic_rnn(tf):
    return _step(tf, tf.nn.rnn_cell.BasicRNNCell(6), tf.constant(STATE, tf.float32))


@promises(**ROUNDED)
def a_step_of_lstm(tf):
    cell = tf.nn.rnn_cell.BasicLSTMCell(6)
    return _step(tf, cell, cell.zero_state(3, tf.float32))


@promises(**ROUNDED)
def steps_that_share(tf):
    cell, x = tf.nn.rnn_cell.GRUCell(6), _inputs(tf)
    state = cell.zero_state(tf.shape(x)[0], tf.float32)
    with tf.variable_scope("steps") as scope:
        for t in range(3):
            if t:
                scope.reuse_variables()
            output, state = cell(x[:, t], state)
    return _with_gradients(tf, x, output, state)


@promises(nodes=None)
def sizes_and_weights(tf):
    cells = tf.nn.rnn_cell
    made = [
        cells.BasicRNNCell(2),
        cells.GRUCell(3),
        cells.BasicLSTMCell(4),
        cells.LSTMCell(4, num_proj=3),
        cells.LSTMCell(4, state_is_tuple=False),
        cells.MultiRNNCell([cells.GRUCell(2), cells.BasicLSTMCell(3)]),
    ]
    made[-1](_inputs(tf)[:, 0], made[-1].zero_state(3, tf.float32))
    weights = [v.name for v in made[-1].trainable_weights]
    return [(cell.state_size, cell.output_size) for cell in made], weights


@promises(nodes="outer")
def states_of_zeros(tf):
    cells = tf.nn.rnn_cell
    deep = cells.MultiRNNCell([cells.GRUCell(2), cells.BasicLSTMCell(3)])
    return cells.BasicLSTMCell(4).zero_state(2, tf.float64), deep.zero_state(
        2, tf.float32
    )


@promises(**ROUNDED)
def a_cell_of_the_users_own(tf):
    class Leaky(tf.nn.rnn_cell.RNNCell):
        state_size = output_size = 3

        def call(self, inputs, state):
            kernel = tf.get_variable("kernel", [4, 3])
            leak = tf.get_variable("leak", [3], initializer=tf.ones_initializer())
            state = state * tf.sigmoid(leak) + tf.matmul(inputs, kernel)
            return tf.tanh(state), state

    return _dynamic(tf, lambda cells: Leaky())
