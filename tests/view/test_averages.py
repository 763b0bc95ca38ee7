"""Shadows, as the engine's own update moves them."""

import numpy as np
import pytest

import edflow as tf
from edflow.view.averages import averaged, follow

VALUES = np.array([10.0, 10.0, 10.0, 0.0])


def test_the_shadow_is_what_the_formula_says():
    data = averaged(VALUES, 2.0, None)
    slow, quick = follow(data, (0.9, 0.5), counted=False)
    expected = {0.9: [2.8, 3.52, 4.168, 3.7512], 0.5: [6, 8, 9, 4.5]}
    assert slow.shadow == pytest.approx(expected[0.9])
    assert quick.shadow == pytest.approx(expected[0.5])
    assert slow.decay.tolist() == [0.9] * 4


def test_with_num_updates_it_is_impatient_at_first():
    (track,) = follow(averaged(VALUES, 0.0, None), (0.9,), counted=True)
    assert track.decay == pytest.approx([1 / 10, 2 / 11, 3 / 12, 4 / 13])
    shadow = 0.0
    for value, decay, real in zip(VALUES, track.decay, track.shadow, strict=True):
        shadow = decay * shadow + (1 - decay) * value
        assert real == pytest.approx(shadow)


def test_the_debiased_average_of_a_constant_is_that_constant():
    data = averaged(np.full(5, 7.0), 0.0, None)
    (track,) = follow(data, (0.99,), counted=False)
    assert track.debiased == pytest.approx(np.full(5, 7.0), rel=1e-4)
    assert track.shadow[-1] < 1


def test_the_update_is_written_out_with_its_numbers():
    shown = tf.view.ema([10.0, -4.0], decay=0.9)
    frame = shown.frame(shown.controls[0].values.index(0.9), 0, 1)
    texts = [getattr(i, "text", "") for g in frame.scene.groups for i in g.items]
    assert "shadow = 0.9 × 1 + 0.1 × (−4) = 0.5" in texts
    assert "decay 0.9, a window of 1 / (1 − 0.9) = 10 steps" in texts


def test_num_updates_caps_the_decay_of_the_first_steps():
    frame = tf.view.ema([10.0, -4.0, 2.0], decay=0.9).draw(0.9, True, 3)
    texts = [getattr(i, "text", "") for g in frame.scene.groups for i in g.items]
    said = "decay = min(0.9, (1 + 2) / (10 + 2)) = 0.25"
    assert f"{said}, a window of 1 / (1 − 0.25) = 1.3 steps" in texts


def test_the_names_are_those_in_a_checkpoint():
    slope = tf.Variable(0.0, name="slope")
    average = tf.train.ExponentialMovingAverage(0.9)
    average.apply([slope])
    shown = tf.view.ema(VALUES, 0.9, average=average, variable=slope)
    restored = average.variables_to_restore()
    assert "slope/ExponentialMovingAverage" in restored
    assert "slope/ExponentialMovingAverage" in shown.svg
    assert "in a checkpoint: slope, slope/ExponentialMovingAverage" in shown.text
    assert "In a checkpoint" not in tf.view.ema(VALUES).svg


def test_the_finding_compares_the_restlessness_of_both():
    shown = tf.view.ema([1.0, 0.0] * 50, decay=0.9)
    assert "the variable moves 1 a step, its shadow 0.052" in shown.description
    assert "about 10 steps" in shown.description


@pytest.mark.parametrize("values", [[1.0], 3.0, [[1.0, 2.0]]])
def test_only_a_row_of_numbers_has_a_shadow(values):
    with pytest.raises(ValueError, match="row of at least 2 numbers"):
        tf.view.ema(values)


@pytest.mark.parametrize("decay", [0, 1, 1.5])
def test_a_decay_lies_between_0_and_1(decay):
    with pytest.raises(ValueError, match="between 0 and 1"):
        tf.view.ema(VALUES, decay)


@pytest.mark.parametrize("length", [3, 300, 5000])
def test_a_page_of_it_is_small(length):
    values = np.random.RandomState(0).normal(size=length)
    assert len(tf.view.ema(values).html) < 60_000


def test_the_default_graph_is_left_alone():
    before = len(tf.get_default_graph().operations)
    tf.view.ema(VALUES)
    assert len(tf.get_default_graph().operations) == before
