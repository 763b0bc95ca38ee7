"""The stop button lets a run end: what was trained is all of one step."""

import random
import signal
import subprocess
import sys
import textwrap
import threading
import time

import numpy as np
import pytest

import edflow as tf
from edflow.engine.runtime import stopping


@pytest.fixture
def stop():
    """Presses the button once, after so many seconds; the plain handler is set."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    timers = []

    def press(*seconds):
        for each in seconds:
            timers.append(threading.Timer(each, signal.raise_signal, [signal.SIGINT]))
            timers[-1].start()

    yield press
    for timer in timers:
        timer.join()
    signal.signal(signal.SIGINT, before)


def adam_and_average():
    w = tf.Variable(np.ones([64, 64], np.float32))
    step = tf.train.get_or_create_global_step()
    loss = tf.reduce_sum(tf.square(w))
    train = tf.train.AdamOptimizer(0.1, 0.5, 0.5).minimize(loss, global_step=step)
    average = tf.train.ExponentialMovingAverage(0.5)
    with tf.control_dependencies([train]):
        return average.apply([w]), step


def forever(session, train):
    while True:
        session.run(train)


def test_all_variables_are_of_one_step(stop):
    train, step = adam_and_average()
    session = tf.Session()
    session.run(tf.global_variables_initializer())
    mirror = tf.Session()
    mirror.run(tf.global_variables_initializer())
    session.run(train)
    mirror.run(train)
    dice, taken = random.Random(1), 1
    for _ in range(60):
        stop(dice.uniform(0.0005, 0.006))
        with pytest.raises(KeyboardInterrupt):
            forever(session, train)
        now = session.run(step)
        for _ in range(now - taken):
            mirror.run(train)
        taken = now
    for ours, theirs in zip(
        session.run(tf.global_variables()),
        mirror.run(tf.global_variables()),
        strict=True,
    ):
        np.testing.assert_array_equal(ours, theirs)


def test_between_runs_the_button_works_at_once(stop):
    tf.Session().run(tf.constant(1.0))
    stop(0.01)
    with pytest.raises(KeyboardInterrupt):
        time.sleep(5)


def test_a_handler_of_the_users_own_stays():
    seen = []
    before = signal.signal(signal.SIGINT, lambda *_: seen.append(1))
    try:
        tf.Session().run(tf.constant(1.0))
        signal.raise_signal(signal.SIGINT)
    finally:
        signal.signal(signal.SIGINT, before)
    assert seen == [1]


def test_a_long_run_says_what_it_waits_for_and_a_second_stop_cuts_it(
    stop, monkeypatch, capsys
):
    monkeypatch.setattr(stopping, "_PATIENCE", 0.05)
    i = tf.while_loop(lambda i: i < 10**9, lambda i: i + 1, [tf.constant(0)])
    session = tf.Session()
    stop(0.1, 0.4)
    start = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        session.run(i)
    assert time.monotonic() - start > 0.3  # The first one waited.
    assert "stop once more" in capsys.readouterr().err
    assert session.run(tf.constant(3)) == 3  # And nothing of it is left over.
    stop(0.01)
    with pytest.raises(KeyboardInterrupt):
        time.sleep(5)


def test_a_program_ends_at_the_first_stop():
    program = """
        import signal, threading, time
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
        check=True, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert child.stdout == "stopped\n"
    assert not child.stderr
