"""`view.lstm_gates` and `view.lstm_memory`: their numbers are the engine's."""

import base64
import io
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

import edflow as tf
from edflow.view.recurrent.data import GATES, read
from edflow.view.recurrent.draw import MEAN, chart, draw
from edflow.view.recurrent.gates import FREE
from edflow.view.recurrent.memory import BIASES, fresh, half_length, influence
from edflow.view.recurrent.words import equations, values
from edflow.view.scene import Text

INPUTS = np.random.RandomState(3).normal(size=(2, 12, 5)).astype(np.float32)


def run(cell=None, **kwargs):
    """An LSTM over two sequences: its outputs, its feed, a session."""
    tf.set_random_seed(4)
    x = tf.placeholder(tf.float32, [None, 12, 5], name="x")
    cell = cell or tf.nn.rnn_cell.BasicLSTMCell(6, forget_bias=0.7)
    outputs, _ = tf.nn.dynamic_rnn(cell, x, dtype=tf.float32, **kwargs)
    session = tf.Session()
    session.run(tf.global_variables_initializer())
    return outputs, {x: INPUTS}, session


@pytest.mark.parametrize(
    "make",
    [
        lambda: tf.nn.rnn_cell.BasicLSTMCell(6, forget_bias=0.7),
        lambda: tf.nn.rnn_cell.LSTMCell(
            6, use_peepholes=True, initializer=tf.random_normal_initializer(seed=2)
        ),
    ],
)
def test_the_step_for_asking_what_if_is_the_engines_step(make):
    data = read(*run(make()), example=1)
    again = data.held("no gate", 0.0, since=0)
    for name in (*GATES, "candidate", "cell", "hidden"):
        np.testing.assert_allclose(
            getattr(again, name), getattr(data, name), rtol=1e-5, atol=2e-6
        )


def test_what_is_drawn_is_what_the_cell_put_out():
    outputs, feed, session = run()
    data = read(outputs, feed, session, example=1)
    np.testing.assert_array_equal(data.hidden, session.run(outputs, feed)[1])


def test_a_held_gate_leaves_the_past_alone_and_changes_what_follows():
    data = read(*run())
    shut = data.held("input", 0.0, since=4)
    assert (shut.cell[:4] == data.cell[:4]).all()
    np.testing.assert_allclose(shut.cell[4:], (shut.forget * shut.cell_before)[4:])
    wide = data.held("forget", 1.0, since=4)
    added = (wide.input * wide.candidate)[4:]
    np.testing.assert_allclose(wide.cell[4:] - wide.cell_before[4:], added, atol=1e-6)


def test_a_shut_output_gate_hides_the_cell():
    data = read(*run()).held("output", 0.0, since=3)
    assert (data.hidden[3:] == 0).all()
    assert (data.hidden[:3] != 0).any()


@pytest.mark.parametrize("unit", [MEAN, 2])
def test_the_equation_adds_up(unit):
    data = read(*run())
    for step in range(12):
        now = values(data, step, unit)
        assert now["cell"] == pytest.approx(now["kept"] + now["new"], abs=1e-6)
        cell, _ = equations(now, unit)
        left, right = cell.replace("\N{MINUS SIGN}", "-").split(" = ")
        formula = right.replace("·", "*").replace("kept", "").replace("new", "")
        assert eval(formula) == pytest.approx(float(left.split()[1]), abs=0.03)


def test_half_of_a_memory_lasts_as_long_as_the_gates_say():
    data = read(*run())
    gates = np.full((12, 6), 0.5**0.25)
    assert replace(data, forget=gates).half_lives == pytest.approx(np.full(6, 4))


def test_tokens_stand_below_their_steps():
    outputs, feed, session = run()
    picture = tf.view.lstm_gates(outputs, feed, session, tokens="hello, world"[:12])
    group = next(g for g in picture.scene.groups if g.kind == "tokens")
    assert (
        "".join(item.text if isinstance(item, Text) else "?" for item in group.items)
        == "hello, world"
    )
    with pytest.raises(ValueError, match="3 tokens for 12 steps"):
        tf.view.lstm_gates(outputs, feed, session, tokens="abc")


def test_pixels_stand_below_their_steps():
    outputs, feed, session = run()
    pixels = np.random.RandomState(0).rand(12, 7)
    picture = tf.view.lstm_gates(outputs, feed, session, tokens=pixels)
    strip = next(g for g in picture.scene.groups if g.kind == "pixels").items[0]
    shown = Image.open(io.BytesIO(base64.b64decode(strip.png)))
    assert shown.size == (12, 7)  # A column for each step.
    assert picture.table().rows[3][1] == "3"
    with pytest.raises(ValueError, match="7 tokens for 12 steps"):
        tf.view.lstm_gates(outputs, feed, session, tokens=pixels.T)


def test_the_unit_shown_at_first_is_the_one_whose_cell_moves_most():
    outputs, feed, session = run()
    picture = tf.view.lstm_gates(outputs, feed, session)
    spread = read(outputs, feed, session).cell.std(0)
    words = [
        i.text for g in picture.scene.groups for i in g.items if hasattr(i, "text")
    ]
    assert f"unit {spread.argmax()}" in words


def test_trained_and_untrained_move_together():
    outputs, feed, session = run()
    untrained = tf.view.lstm_gates(outputs, feed, session)
    session.run(
        [variable.assign(3 * variable) for variable in tf.trainable_variables()]
    )
    trained = tf.view.lstm_gates(outputs, feed, session)
    both = tf.view.compare(untrained, trained, ("untrained", "trained"))
    assert [control.name for control in both.controls] == ["step", "unit"]
    assert both.frame(11, 0).description.count("Step 11:") == 2
    assert both.draw(11, 2, FREE, 0).description.count("Step 11:") == 2


def test_what_is_not_there_is_refused():
    outputs, feed, session = run()
    with pytest.raises(ValueError, match="no example 2: the batch has 2"):
        tf.view.lstm_gates(outputs, feed, session, example=2)
    with pytest.raises(ValueError, match="come from no BlockLSTM"):
        tf.view.lstm_gates(tf.constant(1.0), sess=session)


def test_all_frames_are_of_one_size_and_differ_in_values_alone():
    data = read(*run())
    first, other = draw(chart(data, MEAN), 0).scene, draw(chart(data, 3), 11).scene
    assert (first.width, first.height) == (other.width, other.height)
    for one, two in zip(first.groups, other.groups, strict=True):
        assert list(map(type, one.items)) == list(map(type, two.items))


@pytest.mark.parametrize(("steps", "units"), [(3, 4), (28, 16), (300, 128)])
def test_a_picture_stays_small(steps, units):
    x = tf.constant(np.random.RandomState(0).normal(size=(1, steps, 5)), tf.float32)
    cell = tf.nn.rnn_cell.BasicLSTMCell(units)
    outputs, _ = tf.nn.dynamic_rnn(cell, x, dtype=tf.float32)
    session = tf.Session()
    session.run(tf.global_variables_initializer())
    picture = tf.view.lstm_gates(outputs, sess=session)
    assert len(picture.html) <= 60_000
    assert len(picture.table()) == steps


def test_the_widget_holds_a_gate():
    outputs, feed, session = run()
    picture = tf.view.lstm_gates(outputs, feed, session)
    free = picture.draw(11, MEAN, FREE, 0)
    shut = picture.draw(11, MEAN, "forget gate shut", 5)
    assert "forget 0.00" in shut.description
    assert "forget 0.00" not in free.description
    assert any(group.kind == "before" for group in shut.scene.groups)


def test_the_influence_is_the_gradient():
    outputs, feed, session = run()
    data = read(outputs, feed, session)
    (x,) = feed
    rows = [
        session.run(tf.gradients(outputs[0, -1, unit], x)[0], feed)[0]
        for unit in range(6)
    ]
    expected = np.sqrt(np.square(rows).sum((0, 2)))
    np.testing.assert_allclose(influence(data, 0.0), expected, rtol=1e-4)


def test_a_larger_forget_bias_remembers_longer():
    data = fresh(steps=40, units=8)
    first = [data.influence(bias)[0] for bias in BIASES]
    assert first == sorted(first)
    assert data.plain[0] < data.influence(2.0)[0]


def test_the_half_length_is_that_of_the_slope():
    assert half_length(0.5 ** (np.arange(30)[::-1] / 3)) == pytest.approx(3)
    assert half_length(np.ones(30)) is None


def test_the_memory_of_a_net_of_ones_own():
    outputs, feed, session = run()
    picture = tf.view.lstm_memory(outputs, feed, session)
    assert "Forget bias +0: the LSTM's memory halves every" in picture.description
    assert len(picture.html) <= 60_000
