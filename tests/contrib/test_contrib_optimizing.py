"""optimize_loss, and summaries of what layers put out."""

import numpy as np
import pytest

import edflow as tf

layers = tf.contrib.layers
KEYS = tf.GraphKeys


def names(collection):
    return [item.op.name for item in tf.get_collection(collection)]


def run(fetches):
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        return session.run(fetches)


def test_optimize_loss_trains_updates_and_summarizes():
    w = tf.get_variable("w", initializer=4.0)
    fixed = tf.get_variable("fixed", initializer=4.0)
    updated = tf.Variable(0, trainable=False)
    tf.add_to_collection(KEYS.UPDATE_OPS, updated.assign_add(1))
    step = tf.train.create_global_step()
    train = layers.optimize_loss(
        w * w + fixed,
        step,
        0.25,
        "SGD",
        gradient_multipliers={"fixed": 0.0, w: 2.0},
        clip_gradients=8.0,
        learning_rate_decay_fn=lambda rate, step: rate / 2,
        summaries=layers.OPTIMIZER_SUMMARIES,
    )
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        assert session.run(train) == 20
        # The gradient 16 is clipped to 8; the learning rate is half of 0.25.
        assert session.run([w, fixed, step, updated]) == [3, 4, 1, 1]
        written = tf.Summary.FromString(session.run(tf.summary.merge_all()))
    assert {value.tag for value in written.value} == {
        "OptimizeLoss/learning_rate_1",
        "OptimizeLoss/loss",
        "OptimizeLoss/global_norm/gradient_norm",
        "OptimizeLoss/global_norm/clipped_gradient_norm",
        "OptimizeLoss/gradients/w",
        "OptimizeLoss/gradients/fixed",
        "OptimizeLoss/gradient_norm/w",
        "OptimizeLoss/gradient_norm/fixed",
    }
    assert "OptimizeLoss/learning_rate" in names(KEYS.GLOBAL_VARIABLES)


@pytest.mark.parametrize(
    "optimizer",
    [
        *layers.OPTIMIZER_CLS_NAMES,
        tf.train.AdamOptimizer,
        tf.train.GradientDescentOptimizer(0.1),
        lambda rate: tf.train.MomentumOptimizer(rate, 0.5),
    ],
)
def test_optimize_loss_takes_any_optimizer(optimizer):
    w = tf.get_variable("w", initializer=4.0)
    train = layers.optimize_loss(w * w, None, 0.1, optimizer)
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        losses = [session.run(train) for _ in range(3)]
    assert losses[2] < losses[0]


def test_optimize_loss_refuses_what_it_cannot_do():
    w = tf.get_variable("w", initializer=4.0)
    for wrong, message in (
        ({"optimizer": "Sgd"}, "there is no optimizer 'Sgd'"),
        ({"learning_rate": -1.0}, "must not be negative"),
        ({"learning_rate": None}, "needs a learning_rate"),
        ({"summaries": ["los"]}, "there is no summary 'los'"),
        ({"clip_gradients": "much"}, "clip_gradients is a number"),
        ({"learning_rate_decay_fn": lambda r, s: r}, "needs a global_step"),
    ):
        given = {"learning_rate": 0.1, "optimizer": "SGD"} | wrong
        with pytest.raises(ValueError, match=message):
            layers.optimize_loss(w * w, None, **given)


def test_what_is_collected_is_summarized():
    y = layers.fully_connected(tf.zeros([2, 3]), 2, outputs_collections="activations")
    layers.summarize_activations()
    layers.summarize_variables("fully_connected/w")
    layers.summarize_tensor(tf.constant(1.0, name="one"))
    written = tf.Summary.FromString(run(tf.summary.merge_all()))
    assert [value.tag for value in written.value] == [
        f"{y.op.name}/zeros",
        f"{y.op.name}/activation",
        "fully_connected/weights_summary",
        "one_summary",
    ]


@pytest.mark.parametrize("limit", [None, 1.0])
def test_gradients_of_single_rows_stay_so(limit):
    table = tf.get_variable("table", initializer=[[3.0, 4.0], [5.0, 6.0]])
    loss = tf.reduce_sum(tf.gather(table, [0]) * [[3.0, 4.0]])
    train = tf.contrib.slim.learning.create_train_op(
        loss,
        tf.train.GradientDescentOptimizer(1.0),
        gradient_multipliers={table: 2.0},
        clip_gradient_norm=limit or 0,
    )
    assert "ScatterSub" in {op.type for op in tf.get_default_graph().get_operations()}
    moved = [0.6, 0.8] if limit else [6.0, 8.0]
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        assert session.run(train) == 25
        expected = [[3 - moved[0], 4 - moved[1]], [5, 6]]
        np.testing.assert_allclose(session.run(table), expected, rtol=1e-5)


def test_noise_on_gradients_moves_what_would_stand_still():
    w = tf.get_variable("w", initializer=tf.zeros([100]))
    train = layers.optimize_loss(
        tf.reduce_sum(w) * 0.0, None, 1.0, "SGD", gradient_noise_scale=0.1
    )
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        session.run(train)
        assert 0.05 < session.run(w).std() < 0.15
