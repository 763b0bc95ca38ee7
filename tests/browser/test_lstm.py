"""The pictures of an LSTM in a page: moved by keyboard, and by choice."""

import numpy as np
import pytest

import edflow as tf


@pytest.fixture
def picture():
    x = tf.constant(np.random.RandomState(0).normal(size=(1, 8, 3)), tf.float32)
    cell = tf.nn.rnn_cell.BasicLSTMCell(4)
    outputs, _ = tf.nn.dynamic_rnn(cell, x, dtype=tf.float32)
    session = tf.Session()
    session.run(tf.global_variables_initializer())
    return tf.view.lstm_gates(outputs, sess=session, tokens="notebook")


def test_arrow_keys_walk_through_the_steps(page, picture):
    page.set_content(picture.html)
    page.get_by_role("slider", name="step").focus()
    page.keyboard.press("Home")
    equations = page.locator("svg .equations")
    assert "step 0 “n”" in equations.text_content()
    rule = page.locator("svg .marks path").first
    seen = set()
    for _ in range(8):
        seen.add((rule.get_attribute("transform"), equations.text_content()))
        page.keyboard.press("ArrowRight")
    assert len(seen) == 8
    assert "step 7 “k”" in equations.text_content()


def test_a_unit_can_be_chosen(page, picture):
    page.set_content(picture.html)
    curves = page.locator("svg .gates path").last
    before = curves.get_attribute("d")
    assert "tanh(" in page.locator("svg .equations").text_content()
    page.get_by_role("combobox", name="unit").select_option(label="all, their mean")
    assert curves.get_attribute("d") != before
    assert "each the mean of all units" in page.locator("svg").text_content()


def test_the_forget_bias_lifts_the_curve(page):
    page.set_content(tf.view.lstm_memory(steps=20, units=4).html)
    curve = page.locator("svg .lines path").first
    page.get_by_role("slider", name="forget bias").focus()
    page.keyboard.press("Home")
    low = curve.bounding_box()["height"]
    page.keyboard.press("End")
    assert curve.bounding_box()["height"] < low
    assert "Forget bias 5: the LSTM's memory lasts all the way" in (
        page.locator("svg .title").text_content()
    )
