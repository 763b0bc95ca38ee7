"""Weights fit the losses: what the graph cannot tell, a run checks."""

import pytest

import edflow as tf

LOSSES = [[1.0], [2.0], [3.0]]


@pytest.mark.parametrize("shape", [None, [None, None]])
def test_weights_that_would_stretch_the_losses_are_refused_in_the_run(shape):
    weights = tf.placeholder(tf.float32, shape)
    loss = tf.losses.compute_weighted_loss(LOSSES, weights)
    with tf.Session() as session:
        assert session.run(loss, {weights: [[1.0], [0.0], [3.0]]}) == 5.0
        with pytest.raises(tf.errors.InvalidArgumentError, match="cannot be spread"):
            session.run(loss, {weights: [[1.0, 2.0, 3.0]]})


def test_weights_that_lack_an_axis_are_refused_in_the_run():
    weights = tf.placeholder(tf.float32)
    loss = tf.losses.compute_weighted_loss(LOSSES, weights)
    with tf.Session() as session:
        assert session.run(loss, {weights: 2.0}) == 4.0
        with pytest.raises(tf.errors.InvalidArgumentError, match="as many axes"):
            session.run(loss, {weights: [1.0, 2.0, 3.0]})
