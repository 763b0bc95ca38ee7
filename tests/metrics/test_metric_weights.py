"""Weights of which only a run can tell how many axes they have."""

import numpy as np
import pytest

import edflow as tf

COLUMN, ROW = np.float32([[100], [1], [1]]), np.float32([100, 1, 1])


@pytest.mark.parametrize("weights", [COLUMN, ROW])
@pytest.mark.parametrize("labels", [[[1], [0], [0]], [1, 0, 0]])
def test_each_example_has_its_own_weight(labels, weights):
    fed = tf.placeholder(tf.float32)
    _, update = tf.metrics.accuracy(labels, [1, 1, 1], fed)
    with tf.Session() as session:
        session.run(tf.local_variables_initializer())
        assert session.run(update, {fed: weights}) == pytest.approx(100 / 102)


@pytest.mark.parametrize("metric", ["mean_iou", "mean_per_class_accuracy"])
@pytest.mark.parametrize("weights", [COLUMN, ROW])
def test_classes_weigh_the_same_whether_the_rank_is_known_or_fed(metric, weights):
    # TensorFlow 2.21 cannot build these of an unknown rank.
    fed = tf.placeholder(tf.float32)
    updates = [
        getattr(tf.metrics, metric)([[1], [0], [0]], [[1], [1], [0]], 2, w)[1]
        for w in (fed, tf.constant(ROW))
    ]
    with tf.Session() as session:
        session.run(tf.local_variables_initializer())
        of_fed, of_known = session.run(updates, {fed: weights})
    np.testing.assert_allclose(of_fed, of_known)
