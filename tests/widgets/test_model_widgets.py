"""The widgets on the learner's own model: all places, all units, a gate held."""

import numpy as np

import edflow as tf


def controls(widget):
    return {control.description: control for control in widget.controls}


def session():
    session = tf.Session()
    session.run(tf.global_variables_initializer())
    return session


def test_the_window_goes_to_every_place_of_every_filter():
    image = tf.constant(
        np.random.RandomState(0).normal(size=(1, 20, 20, 2)), tf.float32
    )
    kernel = tf.constant(np.random.RandomState(1).normal(size=(3, 3, 2, 4)), tf.float32)
    shown = tf.view.conv(tf.nn.conv2d(image, kernel, 1, "VALID")).widget()
    by_name = controls(shown)
    assert len(by_name["window"].options) == 18 * 18
    seen = {shown.frame.description}
    for name, place in (("window", 323), ("filter", 3), ("channel", 1), ("show", 1)):
        by_name[name].value = place
        seen.add(shown.frame.description)
    assert "Row 17, column 17" in shown.frame.description
    assert len(seen) >= 4


def test_every_feature_can_be_looked_at():
    x = tf.constant(np.random.RandomState(0).normal(size=(30, 12)), tf.float32)
    y = tf.layers.batch_normalization(x, training=True)
    shown = tf.view.batchnorm(y, sess=session()).widget()
    controls(shown)["feature"].value = 11
    assert "feature 11" in shown.frame.description


def test_a_gate_can_be_held_from_a_step_on():
    x = tf.constant(np.random.RandomState(0).normal(size=(1, 9, 3)), tf.float32)
    cell = tf.nn.rnn_cell.BasicLSTMCell(5)
    outputs, _ = tf.nn.dynamic_rnn(cell, x, dtype=tf.float32)
    shown = tf.view.lstm_gates(outputs, sess=session()).widget()
    by_name = controls(shown)
    assert len(by_name["unit"].options) == 2 + 5
    by_name["step"].value = 8
    free = shown.frame.description
    by_name["hold"].value = 4
    assert by_name["hold"].label == "forget gate open"
    assert "forget 1.00" in shown.frame.description
    by_name["since"].value = 8
    late = shown.frame.description
    assert "forget 1.00" in late
    by_name["hold"].value = 0
    assert shown.frame.description == free != late


def test_the_forget_bias_has_finer_steps():
    shown = tf.view.lstm_memory(steps=12, units=3).widget()
    bias = controls(shown)["forget bias"]
    bias.value = len(bias.options) - 1
    assert "Forget bias 8" in shown.frame.description
