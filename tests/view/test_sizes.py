"""What the pictures of runs weigh in a notebook: all their forms together."""

import numpy as np
import pytest

import edflow as tf

RANDOM = np.random.RandomState(0)
PAGE = 900
"""The width of a notebook's page, in px."""


def classified(logits, batch):
    labels = tf.placeholder(tf.int64, [None], name="labels")
    losses = tf.nn.sparse_softmax_cross_entropy_with_logits(
        labels=labels, logits=logits
    )
    return tf.reduce_mean(losses, name="loss"), {labels: RANDOM.randint(0, 10, batch)}


def cnn():
    x = tf.placeholder(tf.float32, [None, 28, 28, 1], name="x")
    y = x
    for i, filters in enumerate((8, 16), 1):
        y = tf.layers.conv2d(
            y, filters, 5, padding="same", activation=tf.nn.relu, name=f"conv{i}"
        )
        y = tf.layers.max_pooling2d(y, 2, 2, name=f"pool{i}")
    y = tf.layers.dense(tf.layers.flatten(y), 64, tf.nn.relu, name="dense1")
    loss, feed = classified(tf.layers.dense(y, 10, name="dense2"), 20)
    return loss, feed | {x: RANDOM.rand(20, 28, 28, 1)}


def lstm():
    x = tf.placeholder(tf.float32, [None, 12, 6], name="x")
    cell = tf.nn.rnn_cell.BasicLSTMCell(8)
    outputs, _ = tf.nn.dynamic_rnn(cell, x, dtype=tf.float32)
    loss, feed = classified(tf.layers.dense(outputs[:, -1], 10), 4)
    return loss, feed | {x: RANDOM.rand(4, 12, 6)}


def deep_net(layers=9):
    """Layers whose names differ: nothing folds but by its scope."""
    x = y = tf.placeholder(tf.float32, [None, 32], name="x")
    for i in range(layers):
        name = f"{chr(ord('a') + i)}layer"
        y = tf.layers.dense(y, 32, (tf.nn.relu, tf.tanh)[i % 2], name=name)
    return tf.reduce_mean(tf.square(y), name="loss"), {x: RANDOM.rand(5, 32)}


def three_hundred_ops():
    x = y = tf.placeholder(tf.float32, [3, 4], name="x")
    for i in range(100):
        y = tf.tanh(tf.multiply(y, 1 + i / 300) + 0.1, name=f"act{i % 7}")
    return tf.reduce_sum(y, name="loss"), {x: RANDOM.rand(3, 4)}


MODELS = [cnn, lstm, deep_net, three_hundred_ops]


@pytest.fixture(params=MODELS, ids=lambda make: make.__name__)
def run(request):
    """A session, a loss, the operation that trains, a feed."""
    loss, feed = request.param()
    train = loss
    if tf.trainable_variables():
        train = tf.train.AdamOptimizer().minimize(loss)
    sess = tf.Session()
    sess.run(tf.global_variables_initializer())
    return sess, loss, train, feed


def weight(picture):
    return sum(len(form.encode()) for form in picture._repr_mimebundle_().values())


def test_no_run_weighs_more_than_60_kb(run):
    sess, loss, train, feed = run
    pictures = {
        "run_path": tf.view.run_path(sess, loss, feed),
        "run_path of training": tf.view.run_path(sess, train, feed),
        "run_path without a feed": tf.view.run_path(sess, loss),
        "step": tf.view.step(sess, loss, feed),
        "session": tf.view.session(sess, fresh=tf.Session()),
        "profile": tf.view.profile(sess, train, feed),
    }
    weights = {name: weight(picture) for name, picture in pictures.items()}
    assert max(weights.values()) <= 60_000, weights


def test_no_graph_weighs_more_than_250_kb(run):
    assert weight(tf.view.graph()) <= 250_000


def test_of_a_net_that_is_too_large_fewer_boxes_are_stepped_through():
    steps = []
    for layers in (2, 6):
        loss, feed = deep_net(layers)
        sess = tf.Session()
        sess.run(tf.global_variables_initializer())
        picture = tf.view.step(sess, loss, feed)
        steps.append(int(picture.controls[0].labels[0].split(" of ")[1]))
        assert weight(picture) <= 60_000
        tf.reset_default_graph()
    assert steps[0] < steps[1] < 24


def test_layers_go_straight_down_a_page(fresh_graph):
    loss, feed = cnn()
    tf.train.AdamOptimizer().minimize(loss)
    tf.train.Saver()
    sess = tf.Session()
    sess.run(tf.global_variables_initializer())
    shown = (
        tf.view.graph(),
        tf.view.run_path(sess, loss),
        tf.view.step(sess, loss, feed),
    )
    assert max(picture.scene.width for picture in shown) <= PAGE


def test_three_hundred_variables_are_as_light_as_three(tmp_path):
    for i in range(300):
        tf.Variable(RANDOM.rand(3, i + 1), name=f"tower/layer_{i}/weights")
    one, other = tf.Session(), tf.Session()
    one.run(tf.global_variables_initializer())
    path = tf.train.Saver().save(one, str(tmp_path / "model"))
    for picture in (tf.view.session(a=one, b=other), tf.view.checkpoint(path)):
        assert weight(picture) <= 60_000
        assert picture.scene.width <= 720
        assert picture.text.count("\n") <= 30
        assert "more" in picture.text
        assert len(picture.table()) == 300
