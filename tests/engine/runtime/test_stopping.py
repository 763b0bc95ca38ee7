"""The stop button lets a run end: what was trained is all of one step."""

import random
import signal
import subprocess
import sys
import textwrap
import time

import numpy as np
import pytest

import edflow as tf
from edflow.engine.runtime import Observer, stopping


def press():
    signal.raise_signal(signal.SIGINT)


class Presses(Observer):
    """Presses the button before the operations of a run that have these numbers."""

    def __init__(self, *numbers):
        self.numbers = numbers
        self.ran = 0

    def before(self, op):
        if self.ran in self.numbers:
            press()
        self.ran += 1


@pytest.fixture(autouse=True)
def plain_handler():
    """What Jupyter sets for every cell."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def adam_and_average():
    w = tf.Variable(np.ones([8, 8], np.float32))
    step = tf.train.get_or_create_global_step()
    loss = tf.reduce_sum(tf.square(w))
    train = tf.train.AdamOptimizer(0.1, 0.5, 0.5).minimize(loss, global_step=step)
    average = tf.train.ExponentialMovingAverage(0.5)
    with tf.control_dependencies([train]):
        return average.apply([w])


def test_wherever_a_run_is_stopped_all_variables_are_of_one_step():
    train = adam_and_average()
    session, mirror = tf.Session(), tf.Session()
    for each in (session, mirror):
        each.run(tf.global_variables_initializer())
    with Presses().watch(session) as counter:
        session.run(train)
    mirror.run(train)
    dice = random.Random(1)
    for number in [0, counter.ran - 1, *dice.sample(range(counter.ran), 8)]:
        with (
            Presses(number).watch(session) as button,
            pytest.raises(KeyboardInterrupt),
        ):
            session.run(train)
        assert button.ran == counter.ran  # It was stopped, and ran to its end.
        mirror.run(train)
        state = tf.global_variables()
        for ours, theirs in zip(session.run(state), mirror.run(state), strict=True):
            np.testing.assert_array_equal(ours, theirs)


def test_between_runs_the_button_works_at_once():
    assert tf.Session().run(tf.constant(1.0)) == 1
    with pytest.raises(KeyboardInterrupt):
        press()


def test_a_run_that_fails_all_the_same_says_why():
    x = tf.placeholder(tf.float32, [None])
    y = tf.reshape(x, [7])
    session = tf.Session()
    with (
        Presses(0).watch(session),
        pytest.raises(tf.errors.InvalidArgumentError),
    ):
        session.run(y, {x: [1.0]})
    assert session.run(tf.constant(1.0)) == 1


def test_a_handler_of_the_users_own_stays():
    seen = []
    signal.signal(signal.SIGINT, lambda *_: seen.append(1))
    x, session = tf.placeholder(tf.float32), tf.Session()
    with Presses(0).watch(session):
        assert session.run(x + 1.0, {x: 1.0}) == 2
    assert seen == [1]


class Impatient(Presses):
    """Presses, waits for a word, and presses once more."""

    def before(self, op):
        if self.ran == 1:
            press()
            time.sleep(0.3)
            press()
        self.ran += 1


def test_a_long_run_says_what_it_waits_for_and_a_second_stop_cuts_it(
    monkeypatch, capsys
):
    monkeypatch.setattr(stopping, "_PATIENCE", 0.01)
    x = tf.placeholder(tf.float32)
    y = tf.exp(tf.sin(tf.cos(x)))
    session = tf.Session()
    with Impatient().watch(session) as learner, pytest.raises(KeyboardInterrupt):
        session.run(y, {x: 1.0})
    assert learner.ran == 1  # Cut at once: the next operations did not run.
    assert "stop once more" in capsys.readouterr().err
    assert session.run(y, {x: 1.0}) > 0  # And nothing of it is left over.
    with pytest.raises(KeyboardInterrupt):
        press()


def test_a_program_ends_at_the_first_stop():
    program = """
        import signal, threading
        import edflow as tf
        x = tf.random_normal([200, 200])
        y, session = tf.matmul(x, x), tf.Session()
        session.run(y)
        threading.Timer(0.3, signal.raise_signal, [signal.SIGINT]).start()
        try:
            while True:
                session.run(y)
        except KeyboardInterrupt:
            print("stopped")
    """
    child = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)],
        check=True, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert child.stdout == "stopped\n"
