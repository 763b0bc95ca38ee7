"""`view.batchnorm`: which statistics a run took, and what the moving ones become."""

import numpy as np
import pytest

import edflow as tf
from edflow.view.normalization.data import TRAINING, USE, read
from edflow.view.normalization.draw import draw, example, finding, warning

BATCH = np.random.RandomState(5).gamma(3, 2, size=(50, 4, 4, 3)) + np.array([0, 5, -20])
FUSED = pytest.mark.parametrize("images", [False, True])


def layer(images, training, follow=False):
    """A layer, its feed, and a session in which its variables have values."""
    batch = BATCH if images else BATCH[:, 0, 0]
    x = tf.placeholder(tf.float32, [None, *batch.shape[1:]], name="x")
    y = tf.layers.batch_normalization(x, training=training, momentum=0.8, name="norm")
    if follow:
        with tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS)):
            tf.no_op(name="train")
    session = tf.Session()
    session.run(tf.global_variables_initializer())
    return y, {x: batch}, session


@FUSED
@pytest.mark.parametrize("way", [TRAINING, USE])
def test_it_sees_which_statistics_the_run_took(images, way):
    y, feed, session = layer(images, way == TRAINING)
    data = read(tf.nn.relu(y), feed, session)
    assert data.way == way
    fetched = session.run(y, feed).reshape(-1, 3)
    np.testing.assert_allclose(data.output(way), fetched, rtol=1e-3, atol=1e-3)


@FUSED
def test_a_placeholder_decides_run_by_run(images):
    training = tf.placeholder(tf.bool, [], name="training")
    y, feed, session = layer(images, training)
    assert read(y, feed | {training: True}, session).way == TRAINING
    assert read(y, feed | {training: False}, session).way == USE


@FUSED
@pytest.mark.parametrize("switched", [False, True])
def test_more_batches_are_what_the_updates_would_make(images, switched):
    training = tf.placeholder_with_default(True, []) if switched else True
    y, feed, session = layer(images, training, follow=True)
    promised = read(y, feed, session).later(3)
    for _ in range(3):
        session.run("train", feed)
    data = read(y, feed, session)
    np.testing.assert_allclose(data.moving_mean, promised.moving_mean, rtol=1e-4)
    # The fused operation averages the unbiased variance, which is a little larger.
    np.testing.assert_allclose(
        data.moving_variance, promised.moving_variance, rtol=5e-3
    )


def test_updates_that_nothing_runs_are_called_out():
    y, feed, session = layer(False, True)
    assert "UPDATE_OPS never run" in warning(read(y, feed, session))
    assert "UPDATE_OPS never run" in tf.view.batchnorm(y, feed, session).description


def test_updates_that_have_not_run_yet_say_who_runs_them():
    y, feed, session = layer(False, True, follow=True)
    assert warning(read(y, feed, session)).endswith("train runs them")
    session.run("train", feed)
    assert not warning(read(y, feed, session))


def test_a_layer_in_use_alone_is_no_mistake():
    y, feed, session = layer(False, False)
    assert not warning(read(y, feed, session))


def test_after_enough_batches_both_ways_agree():
    y, feed, session = layer(False, True)
    data = read(y, feed, session)
    assert "in training" in finding(data, 1)
    assert "in use as in training" in finding(data.later(100), 1)


def test_the_example_is_the_first_one_in_numbers():
    y, feed, session = layer(False, True)
    said = example(read(y, feed, session), 2, TRAINING).replace("\N{MINUS SIGN}", "-")
    left, right = said.split(" = ")
    assert eval(left.replace("·", "*")) == pytest.approx(float(right), abs=0.02)
    assert float(right) == pytest.approx(session.run(y, feed)[0, 2], abs=0.01)


def test_a_picture_stays_small_and_its_frames_of_one_size():
    y, feed, session = layer(True, True)
    picture = tf.view.batchnorm(y, feed, session)
    assert len(picture.html) <= 60_000
    data = read(y, feed, session)
    sizes = {
        (frame.scene.width, frame.scene.height)
        for frame in (draw(data, 0, 0), draw(data, 2, 500))
    }
    assert len(sizes) == 1
    assert [row[0] for row in picture.table()] == ["0", "1", "2"]


def test_what_has_no_such_layer_is_refused():
    with pytest.raises(ValueError, match="x:0 comes from no batch normalization"):
        tf.view.batchnorm(tf.constant(1.0, name="x"))
