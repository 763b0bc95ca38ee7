"""Recurrent networks: lengths of sequences, both ways, lists of steps, errors."""

import numpy as np
from program import Runs, promises

from programs.recurrent_cells import (
    INPUTS,
    ROUNDED,
    STATE,
    _dynamic,
    _inputs,
    _with_gradients,
)

LENGTHS = [5, 0, 3]


@promises(**ROUNDED)
def lengths_of_basic_lstm(tf):
    return _dynamic(tf, lambda cells: cells.BasicLSTMCell(6), sequence_length=LENGTHS)


@promises(**ROUNDED)
def lengths_of_gru(tf):
    return _dynamic(tf, lambda cells: cells.GRUCell(6), sequence_length=LENGTHS)


@promises(nodes=None)
def lengths_of_gru_in_double(tf):
    lengths = [2, 0, 4]  # Nobody reaches the end.
    return _dynamic(
        tf, lambda cells: cells.GRUCell(6), tf.float64, sequence_length=lengths
    )


@promises(**ROUNDED)
def lengths_of_basic_rnn(tf):
    return _dynamic(tf, lambda cells: cells.BasicRNNCell(6), sequence_length=LENGTHS)


@promises(**ROUNDED)
def lengths_in_a_loop_that_ends_early(tf):
    return _dynamic(
        tf, lambda cells: cells.GRUCell(6, tf.nn.relu), sequence_length=[2, 0, 3]
    )


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
def gru_both_ways_with_lengths(tf):
    x, cells = _inputs(tf), tf.nn.rnn_cell
    pair = cells.GRUCell(6), cells.BasicRNNCell(2)
    results = tf.nn.bidirectional_dynamic_rnn(*pair, x, LENGTHS, dtype=tf.float32)
    return _with_gradients(tf, x, *results)


@promises(**ROUNDED)
def gru_of_an_initial_state(tf):
    x, cell = _inputs(tf), tf.nn.rnn_cell.GRUCell(6)
    start = tf.constant(STATE, tf.float32)
    results = tf.nn.dynamic_rnn(cell, x, LENGTHS, start)
    return _with_gradients(tf, [x, start], *results)


@promises(**ROUNDED)
def gru_of_unknown_batch_and_time(tf):
    tf.set_random_seed(1)
    x = tf.placeholder(tf.float32, [None, None, 4])
    outputs, state = tf.nn.dynamic_rnn(tf.nn.rnn_cell.GRUCell(6), x, dtype=tf.float32)
    slope = tf.gradients(outputs, x)[0]
    return Runs([outputs, state, slope], feeds=[{x: INPUTS}, {x: INPUTS[:2, :1]}])


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
def a_list_of_steps_of_basic_rnn(tf):
    return _static(tf, tf.nn.rnn_cell.BasicRNNCell(6))


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


@promises(nodes=None)
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


def _seeded(tf, run, **dropped):
    """Under the graph's seed alone: the outputs, and what draws after them."""
    tf.set_random_seed(7)
    x = tf.constant(np.ones([2, 3, 4], np.float32))
    cells = [tf.nn.rnn_cell.BasicLSTMCell(5) for _ in range(2)]
    wrapped = [tf.nn.rnn_cell.DropoutWrapper(cell, **dropped) for cell in cells]
    outputs = run(tf.nn.rnn_cell.MultiRNNCell(wrapped), x)
    return outputs, tf.get_variable("later", [2]), tf.random_normal([2])


@promises(nodes=None)
def dropout_in_a_list_under_the_graphs_seed(tf):
    def run(cell, x):
        return tf.nn.static_rnn(cell, tf.unstack(x, axis=1), dtype=tf.float32)[0]

    return _seeded(tf, run, input_keep_prob=0.8, output_keep_prob=0.5)


# In TensorFlow the steps of a loop draw in no fixed order unless they run one by one.
@promises(nodes=None)
def dropout_in_a_loop_under_the_graphs_seed(tf):
    def run(cell, x):
        return tf.nn.dynamic_rnn(cell, x, dtype=tf.float32, parallel_iterations=1)[0]

    return _seeded(tf, run, output_keep_prob=0.5)


@promises(nodes=None)
def variational_dropout_under_the_graphs_seed(tf):
    tf.set_random_seed(7)
    cell = tf.nn.rnn_cell.DropoutWrapper(
        tf.nn.rnn_cell.BasicLSTMCell(5), 0.5, 0.5, 0.5, True, 4, tf.float32
    )
    x = tf.constant(np.ones([2, 3, 4], np.float32))
    return tf.nn.dynamic_rnn(cell, x, dtype=tf.float32), tf.random_normal([2])


def one_cell_for_two_layers(tf):
    cell = tf.nn.rnn_cell.BasicLSTMCell(5)
    network = tf.nn.rnn_cell.MultiRNNCell([cell] * 2)
    return tf.nn.dynamic_rnn(network, tf.ones([2, 3, 4]), dtype=tf.float32)


def a_state_of_another_width(tf):
    cell = tf.nn.rnn_cell.GRUCell(5)
    return tf.nn.dynamic_rnn(cell, tf.ones([2, 3, 4]), initial_state=tf.zeros([2, 6]))


def a_tensor_for_the_state_of_an_lstm(tf):
    cell = tf.nn.rnn_cell.BasicLSTMCell(5)
    return tf.nn.dynamic_rnn(cell, tf.ones([2, 3, 4]), initial_state=tf.zeros([2, 5]))
