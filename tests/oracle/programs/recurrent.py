"""Cells and the networks made of them: names of variables, values, gradients."""

import numpy as np
from program import Runs, promises

RANDOM = np.random.RandomState(0)
INPUTS = RANDOM.randn(3, 5, 4)  # [batch, time, depth]
STATE = RANDOM.randn(3, 6)
LENGTHS = [5, 0, 3]
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


# -- cells ----------------------------------------------------------------------------


@promises(**ROUNDED)
def basic_rnn(tf):
    return _dynamic(tf, lambda cells: cells.BasicRNNCell(6))


@promises(**ROUNDED)
def basic_rnn_with_relu(tf):
    return _dynamic(tf, lambda cells: cells.BasicRNNCell(6, activation=tf.nn.relu))


@promises(**ROUNDED)
def gru(tf):
    return _dynamic(tf, lambda cells: cells.GRUCell(6))


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


# -- unrollers ------------------------------------------------------------------------


@promises(**ROUNDED)
def lengths_of_basic_lstm(tf):
    return _dynamic(tf, lambda cells: cells.BasicLSTMCell(6), sequence_length=LENGTHS)


@promises(**ROUNDED)
def lengths_of_gru(tf):
    return _dynamic(tf, lambda cells: cells.GRUCell(6), sequence_length=LENGTHS)


@promises(**ROUNDED)
def lengths_of_layers(tf):
    def cell(cells):
        return cells.MultiRNNCell([cells.BasicLSTMCell(n) for n in (6, 3)])

    return _dynamic(tf, cell, sequence_length=tf.constant(LENGTHS, tf.int64))


@promises(**ROUNDED)
def an_initial_state(tf):
    x, cell = _inputs(tf), tf.nn.rnn_cell.BasicLSTMCell(6)
    c = tf.constant(STATE, tf.float32)
    start = tf.nn.rnn_cell.LSTMStateTuple(c, -c)
    results = tf.nn.dynamic_rnn(cell, x, LENGTHS, start)
    return _with_gradients(tf, [x, c], *results)


@promises(**ROUNDED)
def time_first(tf):
    x = tf.transpose(_inputs(tf), [1, 0, 2])
    cell = tf.nn.rnn_cell.LSTMCell(6)
    results = tf.nn.dynamic_rnn(cell, x, dtype=tf.float32, time_major=True)
    return _with_gradients(tf, x, *results)


@promises(**ROUNDED)
def of_unknown_batch_and_time(tf):
    tf.set_random_seed(1)
    x = tf.placeholder(tf.float32, [None, None, 4])
    outputs, state = tf.nn.dynamic_rnn(
        tf.nn.rnn_cell.BasicLSTMCell(6), x, dtype=tf.float32
    )
    slope = tf.gradients(outputs, x)[0]
    return Runs([outputs, state, slope], feeds=[{x: INPUTS}, {x: INPUTS[:2, :1]}])


@promises(nodes="outer")
def names_of_outputs(tf):
    x = tf.placeholder(tf.float32, [None, None, 4])
    outputs, _ = tf.nn.dynamic_rnn(
        tf.nn.rnn_cell.GRUCell(6), x, dtype=tf.float32, scope="words"
    )
    return Runs(outputs, feeds=[{x: np.zeros((1, 2, 4))}])


@promises(**ROUNDED)
def both_ways(tf):
    x, cells = _inputs(tf), tf.nn.rnn_cell
    pair = cells.BasicLSTMCell(6), cells.GRUCell(2)
    results = tf.nn.bidirectional_dynamic_rnn(*pair, x, dtype=tf.float32)
    return _with_gradients(tf, x, *results)


@promises(**ROUNDED)
def both_ways_with_lengths(tf):
    x, cells = _inputs(tf), tf.nn.rnn_cell
    pair = cells.BasicLSTMCell(6), cells.BasicLSTMCell(2)
    results = tf.nn.bidirectional_dynamic_rnn(*pair, x, LENGTHS, dtype=tf.float32)
    return _with_gradients(tf, x, *results)


def _static(tf, cell, **settings):
    x = _inputs(tf)
    steps = tf.unstack(x, axis=1)
    results = tf.nn.static_rnn(cell, steps, dtype=tf.float32, **settings)
    return _with_gradients(tf, x, *results)


@promises(**ROUNDED)
def a_list_of_steps(tf):
    return _static(tf, tf.nn.rnn_cell.BasicLSTMCell(6))


@promises(**ROUNDED)
def a_list_of_steps_with_lengths(tf):
    return _static(tf, tf.nn.rnn_cell.GRUCell(6), sequence_length=LENGTHS)


@promises(**ROUNDED)
def a_list_of_steps_of_lstm_with_lengths(tf):
    return _static(tf, tf.nn.rnn_cell.BasicLSTMCell(6), sequence_length=LENGTHS)


@promises(**ROUNDED)
def a_list_both_ways(tf):
    x, cells = _inputs(tf), tf.nn.rnn_cell
    pair = cells.BasicLSTMCell(6), cells.GRUCell(2)
    steps = tf.unstack(x, axis=1)
    results = tf.nn.static_bidirectional_rnn(
        *pair, steps, dtype=tf.float32, sequence_length=LENGTHS
    )
    return _with_gradients(tf, x, results[0], results[1:])


@promises(**ROUNDED)
def a_saved_state(tf):
    class Saver:
        def __init__(self):
            self.kept = {n: tf.Variable(tf.zeros([3, 6]), name=n) for n in "ch"}

        def state(self, name):
            return self.kept[name] + 0.0

        def save_state(self, name, value):
            return self.kept[name].assign(value)

    steps = tf.unstack(_inputs(tf), axis=1)
    cell = tf.nn.rnn_cell.BasicLSTMCell(6)
    outputs, state = tf.nn.static_state_saving_rnn(cell, steps, Saver(), ("c", "h"))
    return Runs([outputs[-1], state], n=3)


@promises(**ROUNDED)
def a_loop_of_the_users_own(tf):
    x = _inputs(tf)
    rows = tf.TensorArray(tf.float32, 5).unstack(tf.transpose(x, [1, 0, 2]))
    cell = tf.nn.rnn_cell.LSTMCell(6)

    def loop(time, output, state, count):
        state = cell.zero_state(3, tf.float32) if output is None else state
        ended = time >= tf.constant([5, 2, 4])
        following = tf.cond(
            tf.reduce_all(ended), lambda: tf.zeros([3, 4]), lambda: rows.read(time)
        )
        count = tf.constant(0) if count is None else count + 1
        return ended, following, state, output, count

    emitted, state, count = tf.nn.raw_rnn(cell, loop)
    *rest, slopes = _with_gradients(tf, x, emitted.stack(), state)
    return rest, slopes, count


# -- errors ---------------------------------------------------------------------------


def no_cell(tf):
    return tf.nn.dynamic_rnn(3, _inputs(tf), dtype=tf.float32)


def no_dtype(tf):
    return tf.nn.dynamic_rnn(tf.nn.rnn_cell.GRUCell(2), _inputs(tf))


def an_unknown_depth(tf):
    x = tf.placeholder(tf.float32, [2, 3, None])
    return tf.nn.dynamic_rnn(tf.nn.rnn_cell.GRUCell(2), x, dtype=tf.float32)


def lengths_of_another_batch(tf):
    x = _inputs(tf)
    outputs, _ = tf.nn.dynamic_rnn(
        tf.nn.rnn_cell.GRUCell(2), x, tf.placeholder(tf.int32, [None]), dtype=x.dtype
    )
    lengths = tf.get_default_graph().get_tensor_by_name("Placeholder:0")
    return Runs(outputs, feeds=[{lengths: [1, 2]}])


def words_instead_of_vectors(tf):
    return tf.nn.rnn_cell.BasicLSTMCell(2)(
        tf.constant([[1]]), tf.nn.rnn_cell.BasicLSTMCell(2).zero_state(1, tf.int32)
    )


def steps_that_are_no_list(tf):
    return tf.nn.static_rnn(
        tf.nn.rnn_cell.GRUCell(2), _inputs(tf)[:, 0], dtype=tf.float32
    )


def no_steps(tf):
    return tf.nn.static_rnn(tf.nn.rnn_cell.GRUCell(2), [], dtype=tf.float32)


def no_layers(tf):
    return tf.nn.rnn_cell.MultiRNNCell([])


def tuples_that_are_to_be_one_state(tf):
    cells = tf.nn.rnn_cell
    return cells.MultiRNNCell([cells.BasicLSTMCell(2)], state_is_tuple=False)


def an_impossible_probability(tf):
    return tf.nn.rnn_cell.DropoutWrapper(tf.nn.rnn_cell.GRUCell(2), 1.5)


def variational_without_dtype(tf):
    cell = tf.nn.rnn_cell.GRUCell(2)
    return tf.nn.rnn_cell.DropoutWrapper(cell, 0.5, variational_recurrent=True)


# -- the ops --------------------------------------------------------------------------


def _raw(tf, name, values, **attributes):
    """An op by its type, with its inputs by their names, in their order."""
    if hasattr(tf, "raw_ops"):
        return list(getattr(tf.raw_ops, name)(**values, **attributes))
    from edflow.engine.ops.build import apply
    from edflow.engine.ops.recurrent import gru, lstm

    opdef = getattr(gru if name.startswith("GRU") else lstm, name)
    return list(apply(opdef(**attributes), *values.values()))


def _block(tf, name, last=None, **attributes):
    random = np.random.RandomState(2)
    x = tf.transpose(_inputs(tf), [1, 0, 2])
    c = tf.constant(STATE, tf.float32)
    shapes = {"w": (10, 24), "wci": 6, "wcf": 6, "wco": 6, "b": 24}
    weights = {
        key: tf.constant(random.standard_normal(shape) * 0.5, tf.float32)
        for key, shape in shapes.items()
    }
    values = {"x": x if last else x[0], "cs_prev": c, "h_prev": -c, **weights}
    if last:
        values = {"seq_len_max": tf.constant(last, tf.int64), **values}
    return x, values, _raw(tf, name, values, **attributes)


def _block_and_slopes(tf, *args, **attributes):
    x, values, outputs = _block(tf, *args, **attributes)
    loss = tf.reduce_sum(outputs[1] * 0.3) + tf.reduce_sum(outputs[6] ** 2)
    names = ["cs_prev", "w", "b"]
    if attributes.get("use_peephole"):
        names += ["wci", "wcf", "wco"]
    return outputs, tf.gradients(loss, [x, *(values[name] for name in names)])


@promises(**ROUNDED)
def block_lstm(tf):
    how = {"forget_bias": 0.7, "cell_clip": -1.0}
    return _block_and_slopes(tf, "BlockLSTM", 5, **how)


@promises(**ROUNDED)
def block_lstm_with_peepholes_and_clipping(tf):
    return _block_and_slopes(tf, "BlockLSTM", 5, use_peephole=True, cell_clip=0.6)


@promises(**ROUNDED)
def block_lstm_of_fewer_steps(tf):
    outputs, slopes = _block_and_slopes(tf, "BlockLSTM", 3, cell_clip=-1.0)
    # What TensorFlow leaves in the gates past the last step is what lay in memory.
    return [output[:3] for output in outputs], outputs[1], outputs[6], slopes


@promises(**ROUNDED)
def block_lstm_v2(tf):
    # By the op itself: TensorFlow registers the gradient of the first version for it,
    # which takes the columns of w for those of other gates.
    _, values, outputs = _block(tf, "BlockLSTMV2", 5, use_peephole=True)
    names = "i", "cs", "f", "o", "ci", "co", "h"
    values = {**values, **dict(zip(names, outputs, strict=True))}
    values |= {"cs_grad": outputs[0], "h_grad": outputs[2]}
    return outputs, _raw(tf, "BlockLSTMGradV2", values, use_peephole=True)


@promises(**ROUNDED)
def lstm_block_cell(tf):
    return _block(tf, "LSTMBlockCell", use_peephole=True, cell_clip=0.6)[-1]


@promises(**ROUNDED)
def lstm_block_cell_gradients(tf):
    _, values, outputs = _block(tf, "LSTMBlockCell", use_peephole=True)
    gates = dict(zip(("i", "cs", "f", "o", "ci", "co"), outputs[:-1], strict=True))
    slopes = {"cs_grad": outputs[0], "h_grad": outputs[2]}
    values = {**values, **gates, **slopes}
    return _raw(tf, "LSTMBlockCellGrad", values, use_peephole=True)


def _gru_step(tf):
    random = np.random.RandomState(2)
    shapes = {"x": (3, 4), "h_prev": (3, 6), "w_ru": (10, 12), "w_c": (10, 6)}
    shapes |= {"b_ru": 12, "b_c": 6}
    values = {
        key: tf.constant(random.standard_normal(shape) * 0.5, tf.float32)
        for key, shape in shapes.items()
    }
    return values, _raw(tf, "GRUBlockCell", values)


@promises(**ROUNDED)
def gru_block_cell(tf):
    return _gru_step(tf)[1]


@promises(**ROUNDED)
def gru_block_cell_gradients(tf):
    values, (r, u, c, h) = _gru_step(tf)
    values |= {"r": r, "u": u, "c": c, "d_h": h}
    return _raw(tf, "GRUBlockCellGrad", values)
