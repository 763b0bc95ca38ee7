"""Recurrent ops as loops in TensorFlow's ops: the same outputs, the same gradients."""

import numpy as np
import pytest

import edflow as tf
from edflow.engine.graph.traversal import needed_for
from edflow.engine.ops.build import apply
from edflow.engine.ops.recurrent.gru import BlockGRU
from edflow.engine.ops.recurrent.lstm import BlockLSTM, BlockLSTMV2
from edflow.engine.ops.recurrent.rnn import BlockRNN
from edflow.files.lowering import lowered
from edflow.files.stepwise import beyond_tensorflow

BATCH, INPUTS, UNITS = 3, 4, 5
RNN = {"w": 1, "b": 1}
GRU = {"w_ru": 2, "w_c": 1, "b_ru": 2, "b_c": 1}
LSTM = {"w": 4, "b_i": 1, "b_f": 1, "b_o": 1, "b": 4}

BLOCKS = {
    "rnn": (BlockRNN(), RNN, "float32"),
    "rnn of sigmoids": (BlockRNN("sigmoid"), RNN, "float64"),
    "gru": (BlockGRU(), GRU, "float32"),
    "gru of sigmoids": (BlockGRU("sigmoid"), GRU, "float64"),
    "lstm": (BlockLSTM(2.0, -1.0), LSTM, "float64"),
    "lstm that sees its cell": (BlockLSTM(1.0, 0.5, True), LSTM, "float64"),
    "lstm of another order": (BlockLSTMV2(0.0, True), LSTM, "float64"),
}


def network(block, weights, dtype, time, batch=None, steps=None):
    """A graph with a block and its gradients: the names of all that it gives."""
    draw = np.random.default_rng(0).normal
    with tf.Graph().as_default() as graph:
        x = tf.placeholder(dtype, [None, batch, INPUTS], name="x")
        n_states = 2 if isinstance(block, BlockLSTM) else 1
        xs = [x]
        for _ in range(n_states):
            start = tf.constant(draw(size=(BATCH, UNITS)), dtype)
            xs.append(tf.placeholder_with_default(start, [batch, UNITS]))
        for name, n in weights.items():
            shape = [n * UNITS] if "b" in name else [INPUTS + UNITS, n * UNITS]
            xs.append(tf.constant(draw(size=shape), dtype))
        first = [tf.constant(steps or time, tf.int64)] if n_states == 2 else []
        made = apply(block, *first, *xs, name="block")
        outputs = list(made) if isinstance(made, tuple) else [made]
        states = outputs[1::5] if n_states == 2 else outputs[-1:]
        loss = tf.add_n(
            [tf.reduce_sum(tf.sin(y * (i + 1))) for i, y in enumerate(states)]
        )
        names = [t.name for t in [*outputs, *tf.gradients(loss, xs)]]
    return graph, names, {"x:0": draw(size=(time, BATCH, INPUTS)).astype(dtype)}


def run(graph, names, feed):
    with tf.Session(graph=graph) as session:
        return session.run(names, feed)


def agree(graph, other, names, feed):
    for ours, theirs in zip(
        run(graph, names, feed), run(other, names, feed), strict=True
    ):
        assert ours.shape == theirs.shape
        np.testing.assert_allclose(theirs, ours, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("batch", [BATCH, None])
@pytest.mark.parametrize("time", [0, 1, 6])
@pytest.mark.parametrize("block", BLOCKS)
def test_the_steps_are_those_of_the_block(block, time, batch):
    graph, names, feed = network(*BLOCKS[block], time, batch)
    copy = lowered(graph)
    assert not {op.type for op in copy.operations if beyond_tensorflow(op)}
    agree(graph, copy, names, feed)


@pytest.mark.parametrize("block", ["lstm", "lstm that sees its cell"])
def test_steps_that_are_not_taken_are_zero(block):
    graph, names, feed = network(*BLOCKS[block], time=6, steps=2)
    agree(graph, lowered(graph), names, feed)


@pytest.mark.parametrize("block", BLOCKS)
def test_what_is_read_back_can_be_differentiated(block):
    graph, _, feed = network(*BLOCKS[block], time=6)
    with tf.Graph().as_default() as again:
        tf.import_graph_def(graph.as_graph_def(add_shapes=True), name="")
    assert again.as_graph_def(add_shapes=True) == graph.as_graph_def(add_shapes=True)
    slopes = []
    for one in (graph, again):
        with one.as_default():
            y = one.get_operation_by_name("block").outputs[-1]
            (slope,) = tf.gradients(tf.square(y), one.get_tensor_by_name("x:0"))
        slopes += run(one, [slope], feed)
    np.testing.assert_allclose(slopes[1], slopes[0], rtol=1e-4, atol=1e-5)


def test_a_block_in_a_loop_and_in_a_branch():
    with tf.Graph().as_default() as graph:
        x = tf.constant(np.random.default_rng(0).normal(size=(2, 3, 4)), tf.float32)
        weights = [tf.fill([8, 8], 0.1), tf.fill([8, 4], 0.2)]

        def layer(y):
            zeros = tf.zeros([3, 4]), *weights, tf.zeros([8]), tf.zeros([4])
            return apply(BlockGRU(), y, *zeros)[3]

        def turn(i, y):
            return i + 1, tf.cond(i < 2, lambda: layer(y), lambda: y)

        y = tf.while_loop(lambda i, _: i < 3, turn, (0, x))[1]
        names = [t.name for t in [y, *tf.gradients(tf.square(y), [x, *weights])]]
    graph.as_graph_def()
    agree(graph, lowered(graph), names, {})


def test_the_steps_wait_as_the_block_did():
    with tf.Graph().as_default() as graph:
        xs = tf.ones([2, BATCH, INPUTS]), tf.zeros([BATCH, UNITS])
        weights = tf.zeros([INPUTS + UNITS, UNITS]), tf.zeros([UNITS])
        with tf.control_dependencies([tf.no_op("before")]):
            apply(BlockRNN(), *xs, *weights)
    copy = lowered(graph)
    (loop,) = (op for op in copy.operations if op.type == "While")
    # Not of the block's outputs: these would wait even if the loop did not.
    assert copy.get_operation_by_name("before") in needed_for(loop.outputs)
