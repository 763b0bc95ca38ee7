"""What a loop reports, while it runs and when it has ended."""

import sys

import numpy as np
import pytest

import edflow as tf
from edflow.view import logs
from edflow.view.curves import Curve, Report, draw
from edflow.view.scene import Text
from edflow.view.style import text_width


def fall(log, stop=None):
    for step in log:
        if step == stop:
            raise KeyboardInterrupt
        log(loss=1 / (step + 1))


def test_the_finding_says_where_it_began_and_ended(capsys):
    log = tf.view.training(10, "fall")
    fall(log)
    assert repr(log).startswith("fall, 10 steps: loss 1 → 0.1\n")
    assert "fall, 10 steps: loss 1 → 0.1" in log.picture.description
    assert log.table().rows == (
        ("loss", "1", "0.333", "0.2", "0.125", "0.1", "0.1", "1"),
    )
    assert capsys.readouterr().out == f"fall |{'█' * 40}| 10\n"


def test_metrics_may_be_reported_now_and_then(capsys):
    log = tf.view.training(100)
    for step in log:
        log(loss=1.0)
        if step % 25 == 0:
            log(accuracy=step / 100)
    curve = log.report().curves[1]
    assert curve.steps.tolist() == [0, 25, 50, 75]
    assert curve.values.tolist() == [0, 0.25, 0.5, 0.75]


def test_the_stop_button_ends_the_loop_and_the_picture_stays(capsys):
    with tf.view.training(100) as log:
        fall(log, stop=30)
    assert repr(log).startswith("Stopped after 30 of 100 steps: loss 1 → 0.0333")


def test_other_errors_are_not_swallowed(capsys):
    log = tf.view.training(100)

    def run():
        with log:
            for step in log:
                log(loss=1 / (3 - step))

    with pytest.raises(ZeroDivisionError):
        run()
    assert log.report().done == 3


def test_a_number_that_is_none_is_warned_of(capsys):
    log = tf.view.training(3)
    for step in log:
        log(loss=[1.0, float("nan"), 3.0][step])
    assert "not finite at step 1" in log.picture.svg
    assert log.table().rows[0][-2:] == ("1", "3")


def test_nothing_reported_is_no_error(capsys):
    log = tf.view.training(2)
    assert list(log) == [0, 1]
    assert repr(log).startswith("2 steps: nothing reported")
    assert log.picture.html


def test_smoothing_takes_the_mean_around_each_value():
    values = np.tile([0.0, 2.0], 500)
    curve = Curve("x", np.arange(1000), values)
    steps, means = curve.smooth(50)
    assert len(steps) == 50
    assert means[5:-5] == pytest.approx(np.ones(40), abs=0.06)
    assert means[20] == pytest.approx(values[steps[20] - 10 : steps[20] + 11].mean())
    short = Curve("x", np.arange(3), np.array([1.0, 5.0, 2.0]))
    assert short.smooth()[1].tolist() == [1, 5, 2]


def test_a_smoothed_curve_ends_where_the_numbers_end():
    values = np.where(np.arange(1000) < 400, 1.0, np.nan)
    steps, means = Curve("x", np.arange(1000), values).smooth()
    assert np.isfinite(means).tolist() == (steps < 400).tolist()


def test_all_that_is_not_a_number_is_no_error(capsys):
    log = tf.view.training(900)
    for _ in log:
        log(loss=float("nan"))
    assert "not finite at step 0" in log.picture.svg
    assert "loss nan → nan" in log.picture.svg


def test_a_fall_over_decades_is_seen_on_a_logarithmic_scale(capsys):
    log = tf.view.training(20)
    for step in log:
        log(loss=0.5**step, rate=1.0 - step / 100)
    assert "loss, logarithmic" in log.picture.svg
    assert "rate, log" not in log.picture.svg


def test_many_steps_and_many_metrics_are_still_a_small_picture(capsys):
    log = tf.view.training(20_000)
    random = np.random.RandomState(0)
    for _ in log:
        log(**{f"metric {n}": random.rand() for n in range(14)})
    assert len(log.picture.html) < 60_000
    assert "and 2 more metrics" in log.picture.svg
    assert len(log.table()) == 14


def test_long_names_and_many_numbers_stay_on_the_card(capsys):
    log = tf.view.training(
        2, "a label that says far more than it needs to say, does it"
    )
    for _ in log:
        log(
            **{
                f"a_metric_with_a_name_of_fifty_letters_or_more_{n}": -1e-9
                for n in "ab"
            }
        )
    for group in log.picture.scene.groups:
        for item in group.items:
            if isinstance(item, Text) and item.anchor == "start":
                wide = text_width(item.text, item.size, item.bold)
                assert item.x + wide <= log.picture.scene.width


def test_the_picture_of_a_running_loop_is_as_high_as_the_last_one():
    curves = tuple(Curve(n, np.arange(5), np.ones(5)) for n in "ab")
    lost = tuple(Curve(n, np.arange(5), np.full(5, np.nan)) for n in "ab")
    heights = {
        draw(Report(each, 5, 9, "x", running)).height
        for each in (curves, lost)
        for running in (True, False)
    }
    assert len(heights) == 1


class Place:
    """Stands for the notebook's display."""

    def __init__(self):
        self.shown = []

    def update(self, picture):
        self.shown.append(picture)


def test_in_a_notebook_it_is_drawn_anew_while_the_loop_runs(monkeypatch, capsys):
    place = Place()
    monkeypatch.setattr(logs, "_display", lambda: place)
    monkeypatch.setattr(logs, "EVERY", 0.0)
    monkeypatch.setattr(logs, "SHARE", 0.0)
    with tf.view.training(5) as log:
        fall(log)
    assert len(place.shown) == 6
    assert "Step 2 of 5: loss 1 → 0.5" in place.shown[1]._repr_html_()
    assert place.shown[-1].description == "Training curves. 5 steps: loss 1 → 0.2."
    assert capsys.readouterr().out == ""  # The picture has a bar of its own.


def test_it_is_not_drawn_more_often_than_the_eye_needs(monkeypatch, capsys):
    place = Place()
    monkeypatch.setattr(logs, "_display", lambda: place)
    monkeypatch.setattr(logs, "EVERY", 3600.0)
    with tf.view.training(5000) as log:
        fall(log)
    assert len(place.shown) == 2  # After the first step, and in the end.


def test_outside_of_a_notebook_there_is_no_display(monkeypatch):
    monkeypatch.delitem(sys.modules, "IPython", raising=False)
    assert logs._display() is None
