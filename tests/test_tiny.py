"""The inner loop's smoke test: edflow in a minute's reading and under three seconds."""

import numpy as np
import pytest

import edflow as tf


def test_a_graph_is_built_and_then_run():
    total = tf.constant(1.0) + tf.constant(2.0)
    assert str(total) == 'Tensor("add:0", shape=(), dtype=float32)'
    assert tf.Session().run(total) == 3


def test_a_placeholder_is_fed():
    x = tf.placeholder(tf.float32, [None])
    with tf.Session() as session:
        assert session.run(x * 2.0, {x: [1, 2]}).tolist() == [2, 4]


def test_a_variable_counts():
    count = tf.Variable(0, name="count")
    step = tf.assign_add(count, 1)
    with tf.Session() as session:
        session.run(count.initializer)
        assert [session.run(step) for _ in range(3)] == [1, 2, 3]


def test_a_line_is_fitted():
    x = tf.placeholder(tf.float32)
    y = tf.placeholder(tf.float32)
    w, b = tf.Variable(0.0), tf.Variable(0.0)
    error = w * x + b - y
    loss = tf.reduce_mean(error * error)
    slopes = tf.gradients(loss, [w, b])
    train = [v.assign_sub(0.5 * slope) for v, slope in zip((w, b), slopes, strict=True)]
    xs = np.linspace(-1, 1, 20)
    with tf.Session() as session:
        session.run([w.initializer, b.initializer])
        for _ in range(100):
            session.run(train, {x: xs, y: 3 * xs + 1})
        assert session.run([w, b]) == pytest.approx([3, 1], abs=1e-3)


def test_a_mistake_is_found_while_building():
    with pytest.raises(ValueError, match="do not broadcast"):
        tf.zeros([2]) + tf.zeros([3])


def test_a_mistake_while_running_says_where():
    x = tf.placeholder(tf.float32)
    y = tf.reshape(x, [2, 2])
    with pytest.raises(tf.errors.InvalidArgumentError) as caught:
        tf.Session().run(y, {x: [1.0]})
    assert "test_tiny.py, line" in caught.value.__notes__[0]
