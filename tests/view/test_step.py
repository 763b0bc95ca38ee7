"""A run and its gradients, op by op: the numbers are those of the engine."""

import numpy as np
import pytest

import edflow as tf
from edflow.view.runs.chain import follow
from edflow.view.runs.values import (
    COLUMNS,
    ROWS,
    brief,
    matrix,
    statistics,
    value_items,
)


@pytest.fixture
def joined():
    """y = t² + 3t: two ways from t to y."""
    t = tf.placeholder(tf.float32, [], name="t")
    y = tf.add(tf.square(t, name="squared"), 3.0 * t, name="y")
    return tf.Session(), t, y


def node(chain, name):
    return next(node for node in chain.nodes if node.op.name == name)


def gradient(chain, name):
    """What arrives at the operation; that something does."""
    incoming = node(chain, name).incoming
    assert incoming is not None
    return incoming


def test_incoming_times_local_is_outgoing(joined):
    sess, t, y = joined
    chain = follow(sess, y, {t: 2.0})
    squared = node(chain, "squared")
    (part,) = squared.parts
    assert (squared.incoming, part.local, part.outgoing) == (1.0, 4.0, 4.0)


def test_where_paths_join_gradients_add_up(joined):
    sess, t, y = joined
    at_t = node(follow(sess, y, {t: 2.0}), "t")
    assert sorted(float(sent) for _, sent in at_t.arriving) == [3.0, 4.0]
    assert at_t.incoming == 7.0


def test_an_operation_on_one_tensor_twice_sends_back_once():
    t = tf.placeholder(tf.float32, [], name="t")
    y = tf.multiply(t, t, name="y")
    (part,) = node(follow(tf.Session(), y, {t: 3.0}), "y").parts
    assert part.outgoing == 6.0


def test_not_computed_is_not_zero():
    t = tf.placeholder(tf.float32, [], name="t")
    y = tf.multiply(tf.stop_gradient(t, name="wall"), t, name="y")
    zero = tf.nn.relu(y, name="flat")
    chain = follow(tf.Session(), zero, {t: 0.0})
    assert gradient(chain, "y") == 0.0
    (part,) = node(chain, "wall").parts
    assert part.outgoing is None
    flat = follow(tf.Session(), tf.nn.relu(-t, name="low"), {t: 1.0})
    assert gradient(flat, "t") == 0.0


def test_the_graph_of_the_learner_stays_as_it_is(joined, fresh_graph):
    sess, t, y = joined
    before = fresh_graph.version
    tf.view.step(sess, y, {t: 2.0})
    assert fresh_graph.version == before


def test_the_gradients_of_a_net_are_those_of_the_engine():
    x = tf.placeholder(tf.float32, [None, 4], name="x")
    labels = tf.placeholder(tf.int64, [None], name="labels")
    w = tf.Variable(tf.truncated_normal([4, 3], seed=1), name="w")
    b = tf.Variable(tf.zeros([3]), name="b")
    logits = tf.nn.dropout(tf.tanh(tf.matmul(x, w) + b), 0.5, seed=2)
    loss = tf.reduce_mean(
        tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits)
    )
    feed = {x: np.arange(8.0).reshape(2, 4) / 8, labels: [0, 2]}
    one, other = tf.Session(), tf.Session()
    for sess in (one, other):
        sess.run(tf.global_variables_initializer())
    chain = follow(one, loss, feed)
    # The same draw of the mask: the same place in the order of two equal sessions.
    dw, db = other.run(tf.gradients(loss, [w, b]), feed)
    np.testing.assert_allclose(gradient(chain, "w"), dw, rtol=1e-5)
    np.testing.assert_allclose(gradient(chain, "b"), db, rtol=1e-5)


def test_a_lookup_sends_back_to_all_rows():
    table = tf.Variable(np.ones([4, 2], np.float32), name="table")
    y = tf.reduce_sum(tf.nn.embedding_lookup(table, [1, 1, 3]), name="y")
    sess = tf.Session()
    sess.run(table.initializer)
    found = gradient(follow(sess, y), "table")
    np.testing.assert_array_equal(found[:, 0], [0, 2, 0, 1])


def test_a_fed_tensor_is_where_the_way_ends():
    t = tf.placeholder(tf.float32, [], name="t")
    half = tf.multiply(t, 0.5, name="half")
    y = tf.square(half, name="y")
    chain = follow(tf.Session(), y, {half: 3.0})
    assert [one.op.name for one in chain.nodes] == ["half", "y"]
    assert gradient(chain, "half") == 6.0


def test_the_picture_says_the_result_and_the_gradients(joined):
    sess, t, y = joined
    picture = tf.view.step(sess, y, {t: 2.0})
    assert picture.description == "y = 10, step by step. ∂y/∂t = 7."
    labels = picture.controls[0].labels
    assert labels[0] == "forward 1 of 4"
    assert labels[-2:] == ("backward 4 of 4", "all")
    assert len(picture.html) <= 60_000


def test_all_frames_are_of_one_size(joined):
    sess, t, y = joined
    picture = tf.view.step(sess, y, {t: 2.0})
    frames = [picture.frame(i) for i in range(len(picture.controls[0].values))]
    assert len({(f.scene.width, f.scene.height) for f in frames}) == 1


def test_the_panel_stands_beside_the_box_that_it_tells_of():
    x = y = tf.placeholder(tf.float32, [2, 3], name="x")
    for i in range(20):
        y = tf.tanh(y, name=f"layer{i}")
    picture = tf.view.step(tf.Session(), y, {x: np.ones([2, 3])})
    tops = []
    for at in range(len(picture.controls[0].values)):
        scene = picture.frame(at).scene
        panel = next(group for group in scene.groups if group.kind == "panel")
        tops.append(panel.shift[1])
        assert 0 < panel.shift[1] < scene.height
    forward, backward = tops[:21], tops[21:-1]
    assert forward == sorted(forward)
    assert backward == sorted(backward, reverse=True)
    assert tops[0] < tops[20]


def test_values_are_numbers_or_small_maps():
    assert brief(np.float32(0.25)) == "0.25"
    assert brief(np.zeros([3, 4])) == "[3, 4]"
    assert brief(b"text") == "b'text'"
    assert statistics([1.0, np.nan, 3.0]) == "min 1 · mean 2 · max 3 · 1 not finite"
    numbers, which = matrix(np.ones([2, 30, 30, 5]))
    assert numbers.shape == (ROWS, COLUMNS)
    assert which == "[0, :, :, 0]"
    items, _ = value_items(0, 0, np.eye(3))
    assert any(getattr(item, "text", "") == "[3, 3]" for item in items)
