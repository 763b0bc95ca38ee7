"""batch_norm and its kin: what they compute, and what follows what."""

import numpy as np
import pytest

import edflow as tf

layers = tf.contrib.layers
KEYS = tf.GraphKeys


def names(collection):
    return [item.op.name for item in tf.get_collection(collection)]


def shapes():
    return {v.op.name: v.shape.as_list() for v in tf.model_variables()}


def run(fetches):
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        return session.run(fetches)


BATCH_NORM = {
    "BatchNorm/beta": [3],
    "BatchNorm/moving_mean": [3],
    "BatchNorm/moving_variance": [3],
}


@pytest.mark.parametrize("size", [[8, 3], [8, 5, 3], [4, 5, 6, 3]])
@pytest.mark.parametrize("updates", [KEYS.UPDATE_OPS, "mine", None])
@pytest.mark.parametrize("fused", [None, False])
def test_batch_norm_normalizes_and_follows(size, updates, fused):
    x = np.random.default_rng(0).normal(3, 2, size).astype(np.float32)
    training = tf.placeholder(tf.bool, [])
    y = layers.batch_norm(
        tf.constant(x),
        is_training=training,
        decay=0.5,
        updates_collections=updates,
        fused=fused,
    )
    assert shapes() == BATCH_NORM
    assert names(KEYS.TRAINABLE_VARIABLES) == ["BatchNorm/beta"]
    assert len(tf.get_collection(updates or "none")) == (2 if updates else 0)
    mean, variance = tf.model_variables()[-2:]
    axes = tuple(range(len(size) - 1))
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        np.testing.assert_allclose(session.run(y, {training: False}), x, rtol=1e-3)
        out, _ = session.run([y, tf.get_collection(updates or "none")], {training: 1})
        np.testing.assert_allclose(out.mean(axes), 0, atol=1e-4)
        np.testing.assert_allclose(out.var(axes), 1, atol=1e-2)
        got_mean, got_variance = session.run([mean, variance])
    np.testing.assert_allclose(got_mean, x.mean(axes) / 2, rtol=1e-4)
    # One operation for all reports the variance of the population, n / (n - 1).
    fuses = len(size) in (2, 4) and fused is None
    rest = x.size // 3
    factor = rest / (rest - 1) if fuses else 1
    expected = (1 + x.var(axes) * factor) / 2
    np.testing.assert_allclose(got_variance, expected, rtol=1e-4)


def test_batch_norm_in_use_updates_nothing():
    layers.batch_norm(tf.zeros([4, 3]), is_training=False)
    layers.batch_norm(tf.zeros([4, 3]), is_training=False, updates_collections=None)
    assert tf.get_collection(KEYS.UPDATE_OPS) == []


def test_batch_norm_weighs_examples():
    x = np.array([[1.0], [3.0], [100.0]], np.float32)
    y = layers.batch_norm(tf.constant(x), batch_weights=[1.0, 1.0, 0.0], epsilon=0.0)
    np.testing.assert_allclose(run(y)[:2], [[-1], [1]], rtol=1e-5)


def test_the_parameters_of_batch_norm_start_as_told():
    y = layers.batch_norm(
        tf.zeros([2, 2, 2, 3]),
        scale=True,
        param_initializers={"beta": tf.constant_initializer(7.0)},
        param_regularizers={"gamma": layers.l2_regularizer(2.0)},
        variables_collections={"moving_mean": ["averages"]},
        activation_fn=tf.nn.relu,
        scope="bn",
    )
    assert y.name == "bn/Relu:0"
    assert names("averages") == ["bn/moving_mean"]
    loss, value = run([tf.losses.get_regularization_loss(), y])
    assert (loss, value.max(), value.min()) == (3.0, 7.0, 7.0)


def test_a_normalizer_takes_the_place_of_the_biases():
    layers.conv2d(tf.zeros([1, 4, 4, 2]), 3, 1, normalizer_fn=layers.batch_norm)
    layers.fully_connected(tf.zeros([1, 4]), 3, biases_initializer=None)
    assert list(shapes()) == [
        "Conv/weights",
        "Conv/BatchNorm/beta",
        "Conv/BatchNorm/moving_mean",
        "Conv/BatchNorm/moving_variance",
        "fully_connected/weights",
    ]


def test_layer_norm_is_normal_in_each_example():
    x = tf.random_normal([4, 3, 5], 2.0, 3.0, seed=1)
    value = run(layers.layer_norm(x)).reshape(4, -1)
    np.testing.assert_allclose(value.mean(1), 0, atol=1e-5)
    np.testing.assert_allclose(value.std(1), 1, rtol=1e-4)
    image = run(layers.instance_norm(tf.random_normal([2, 6, 6, 3], seed=1)))
    np.testing.assert_allclose(image.mean((1, 2)), 0, atol=1e-5)
