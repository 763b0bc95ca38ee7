"""Devices: accepted, shown, and honest that all runs on the CPU."""

import edflow as tf
from edflow.engine.runtime.placement import CPU


def test_the_log_says_where_each_operation_runs_and_once(capsys):
    with tf.device("/gpu:0"):
        x = tf.placeholder(tf.float32, name="x")
        y = tf.square(x, name="y")
    session = tf.Session(config=tf.ConfigProto(log_device_placement=True))
    session.run(y, {x: 2.0})
    session.run(y, {x: 3.0})
    told = capsys.readouterr().err.splitlines()
    assert told == [
        f"y: (Square): {CPU} (asked for /device:GPU:0: edflow computes on the CPU)"
    ]


def test_without_the_option_nothing_is_logged(capsys):
    tf.Session().run(tf.constant(1.0) + 1.0)
    assert capsys.readouterr().err == ""


def test_a_wish_is_kept_on_the_operation():
    with tf.device("/job:ps"), tf.device("/cpu:0"):
        x = tf.placeholder(tf.float32)
    assert x.device == "/job:ps/device:CPU:0"
