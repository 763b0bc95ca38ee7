"""Layers learn, share and explain themselves."""

import inspect

import numpy as np
import pytest

import edflow as tf


def test_a_small_network_learns_a_circle():
    tf.set_random_seed(0)
    points = np.random.default_rng(0).uniform(-1, 1, [256, 2]).astype(np.float32)
    inside = (np.square(points).sum(1, keepdims=True) < 0.5).astype(np.float32)
    hidden = tf.layers.dense(tf.constant(points), 16, activation=tf.nn.tanh)
    logits = tf.layers.dense(hidden, 1)
    cross_entropy = tf.nn.sigmoid_cross_entropy_with_logits(
        labels=inside, logits=logits
    )
    loss = tf.reduce_mean(cross_entropy)
    train = tf.train.AdamOptimizer(0.03).minimize(loss)
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        for _ in range(300):
            session.run(train)
        right = (session.run(logits) > 0) == (inside > 0)
    assert right.mean() > 0.95


def test_the_averages_of_batch_normalization_come_to_those_of_the_data():
    x = np.random.default_rng(0).normal(3, 2, [1000, 4]).astype(np.float32)
    training = tf.placeholder(tf.bool, [])
    y = tf.layers.batch_normalization(tf.constant(x), training=training, momentum=0.5)
    updates = tf.get_collection(tf.GraphKeys.UPDATE_OPS)
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        untrained = session.run(y, {training: False})
        np.testing.assert_allclose(untrained, x, rtol=1e-2)
        for _ in range(30):
            session.run(updates, {training: True})
        normal = session.run(y, {training: False})
    np.testing.assert_allclose(normal.mean(0), 0, atol=1e-2)
    np.testing.assert_allclose(normal.std(0), 1, atol=1e-2)


@pytest.mark.parametrize("shape", [[8, 5], [8, 4, 5], [8, 6, 6, 5]])
def test_batch_normalization_in_training_is_normal_over_all_but_its_axis(shape):
    x = tf.random_normal(shape, 5.0, 3.0, seed=1)
    y = tf.layers.batch_normalization(x, training=True)
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        value = session.run(y).reshape(-1, 5)
    np.testing.assert_allclose(value.mean(0), 0, atol=1e-4)
    np.testing.assert_allclose(value.var(0), 1, atol=1e-2)


@pytest.mark.parametrize("option", ["renorm", "virtual_batch_size", "adjustment"])
def test_what_batch_normalization_cannot_do_it_says(option):
    with pytest.raises(ValueError, match="not supported; leave them out"):
        tf.layers.batch_normalization(tf.zeros([2, 3]), **{option: 1})


def test_channels_first_is_channels_last_transposed():
    images = np.random.default_rng(0).random([2, 6, 6, 3], np.float32)
    arguments = {"filters": 4, "kernel_size": 3, "padding": "same", "name": "shared"}
    last = tf.layers.conv2d(tf.constant(images), **arguments)
    turned = tf.transpose(tf.constant(images), [0, 3, 1, 2])
    first = tf.layers.conv2d(
        turned, data_format="channels_first", reuse=True, **arguments
    )
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        a, b = session.run([last, first])
    np.testing.assert_allclose(a, b.transpose(0, 2, 3, 1), rtol=1e-5, atol=1e-6)


def test_a_function_shows_the_arguments_of_its_layer():
    function, layer = tf.layers.conv2d, tf.layers.Conv2D
    shown = list(inspect.signature(function).parameters)
    own = [p for p in inspect.signature(layer).parameters if p != "kwargs"]
    assert shown == ["inputs", *own, "reuse"]
    assert "kernel_size:" in function.__doc__


def test_a_name_given_by_position_is_the_scope():
    arguments = inspect.signature(tf.layers.Dense).parameters
    defaults = [p.default for p in list(arguments.values())[1:-2]]
    y = tf.layers.dense(tf.zeros([1, 2]), 3, *defaults, "tenth")
    assert y.op.name == "tenth/BiasAdd"


def test_errors_name_the_layer_the_shape_and_the_cure():
    with pytest.raises(ValueError, match=r"dense_1: .*\(2, \?\).*set_shape"):
        tf.layers.dense(tf.placeholder(tf.float32, [2, None]), 3)
    with pytest.raises(
        ValueError, match=r"conv2d_1 expects a tensor of rank 4.*\(2, 3\)"
    ):
        tf.layers.conv2d(tf.zeros([2, 3]), 3, 3)
    with pytest.raises(ValueError, match="no activation 'rleu'; there are elu, relu"):
        tf.layers.dense(tf.zeros([2, 3]), 3, activation="rleu")
    with pytest.raises(ValueError, match="no initializer 'xavier'; there are zeros"):
        tf.layers.dense(tf.zeros([2, 3]), 3, kernel_initializer="xavier")


def test_a_frozen_layer_has_nothing_to_train():
    layer = tf.layers.Dense(2, trainable=False)
    layer(tf.zeros([1, 2]))
    assert layer.trainable_variables == []
    assert len(layer.non_trainable_variables) == 2
    assert tf.trainable_variables() == []
