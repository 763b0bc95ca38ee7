"""A recurrent network that one side saved goes on in the other."""

import numpy as np
import pytest

import edflow

STEPS = np.random.RandomState(0).randn(3, 5, 4)


def network(tf):
    cells = tf.nn.rnn_cell
    layers = [cells.LSTMCell(6, use_peepholes=True), cells.GRUCell(3)]
    layers += [cells.BasicRNNCell(4), cells.BasicLSTMCell(2)]
    x = tf.constant(STEPS, tf.float32)
    return tf.nn.dynamic_rnn(cells.MultiRNNCell(layers), x, dtype=tf.float32)[0]


@pytest.mark.filterwarnings("ignore")  # Of TensorFlow, that its cells are old.
@pytest.mark.parametrize("first", ["edflow", "tensorflow"])
def test_what_one_side_saved_the_other_restores(first, tmp_path, tensorflow):
    sides = [edflow, tensorflow] if first == "edflow" else [tensorflow, edflow]
    path = str(tmp_path / "model")
    with sides[0].Graph().as_default(), sides[0].Session() as session:
        outputs = network(sides[0])
        session.run(sides[0].global_variables_initializer())
        expected = session.run(outputs)
        sides[0].train.Saver().save(session, path)
    with sides[1].Graph().as_default(), sides[1].Session() as session:
        outputs = network(sides[1])
        sides[1].train.Saver().restore(session, path)
        np.testing.assert_allclose(session.run(outputs), expected, 1e-5, 1e-6)
