"""tf.contrib.slim: training in one call, stopped and gone on with; evaluation; nets."""

import importlib
import logging
import threading

import numpy as np
import pytest

import edflow as tf

slim = tf.contrib.slim


def model():
    """The distance of w from 3, and the operation that makes it smaller."""
    w = slim.model_variable("w", initializer=tf.constant(0.0))
    loss = slim.losses.mean_squared_error(w, 3.0)
    tf.summary.scalar("loss", loss)
    train_op = slim.learning.create_train_op(
        loss, tf.train.GradientDescentOptimizer(0.25)
    )
    return w, train_op


def train(steps, logdir, **given):
    with tf.Graph().as_default():
        _, train_op = model()
        given = {"number_of_steps": steps, "save_summaries_secs": 0} | given
        return slim.learning.train(train_op, logdir, **given)


# -- training -------------------------------------------------------------------------


def test_training_goes_on_from_its_checkpoint(tmp_path):
    whole = train(8, tmp_path / "whole")
    assert train(5, tmp_path / "parts") == 9 / 4**4
    assert tf.train.latest_checkpoint(tmp_path / "parts").endswith("model.ckpt-5")
    assert train(8, tmp_path / "parts") == whole == 9 / 4**7
    assert {"model.ckpt-0.index", "graph.pbtxt", "model.ckpt-8.index"} <= {
        path.name for path in (tmp_path / "parts").iterdir()
    }
    reader = tf.train.load_checkpoint(tmp_path / "parts")
    assert reader.get_tensor("w") == 3 * (1 - 0.5**8)
    assert reader.get_tensor("global_step") == 8


def test_an_interrupted_training_goes_on_from_its_last_save(tmp_path):
    class PulledPlugError(Exception):
        pass

    def step(sess, train_op, global_step, settings):
        loss, stop = slim.learning.train_step(sess, train_op, global_step, settings)
        if sess.run(global_step) == 4:
            raise PulledPlugError
        return loss, stop

    with pytest.raises(PulledPlugError):
        # So short an interval saves before every step.
        train(8, tmp_path, train_step_fn=step, save_interval_secs=1e-9)
    assert tf.train.latest_checkpoint(tmp_path).endswith("model.ckpt-3")
    assert train(8, tmp_path) == 9 / 4**7


def test_old_checkpoints_are_deleted_across_trainings(tmp_path):
    for steps in range(2, 12, 2):
        train(steps, tmp_path)
    kept = sorted(path.stem for path in tmp_path.glob("*.index"))
    assert len(kept) == 5
    assert "model.ckpt-0" not in kept


def test_training_without_a_directory_writes_nothing(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert train(3, None) == 9 / 4**2
    assert not list(tmp_path.iterdir())


def test_training_ends_where_the_data_end(tmp_path):
    def step(sess, train_op, global_step, settings):
        if sess.run(global_step) == 2:
            raise tf.errors.OutOfRangeError(None, None, "no more")
        return slim.learning.train_step(sess, train_op, global_step, settings)

    assert train(None, tmp_path, train_step_fn=step) == 9 / 4
    assert tf.train.latest_checkpoint(tmp_path).endswith("model.ckpt-2")


def test_training_fills_the_queues_that_it_reads_from(tmp_path):
    before = threading.active_count()
    rows = tf.constant([[1.0], [2.0], [3.0]])
    row = tf.train.input_producer(rows, num_epochs=4, seed=1).dequeue()
    x = tf.train.batch([row], 2)
    y = tf.contrib.slim.fully_connected(x, 1, activation_fn=None)
    loss = tf.losses.mean_squared_error(2 * x, y)
    optimizer = tf.train.GradientDescentOptimizer(0.05)
    train = tf.contrib.slim.learning.create_train_op(loss, optimizer)
    tf.contrib.slim.learning.train(train, str(tmp_path), number_of_steps=100)
    with tf.Session() as session:
        tf.train.Saver().restore(session, tf.train.latest_checkpoint(str(tmp_path)))
        assert session.run(tf.train.get_global_step()) == 6  # 12 rows, two at a time.
    assert threading.active_count() == before


def test_training_tells_its_losses(caplog):
    caplog.set_level(logging.INFO, "tensorflow")
    train(4, None, log_every_n_steps=2)
    lines = [line for line in caplog.messages if line.startswith("global step")]
    assert [line.split(" (")[0] for line in lines] == [
        "global step 2: loss = 2.2500",
        "global step 4: loss = 0.1406",
    ]


def test_training_writes_summaries(tmp_path):
    train(3, tmp_path, save_summaries_secs=1e-9)
    (events,) = tmp_path.glob("events*")
    written = {
        event.step: event.summary.value[0].simple_value
        for event in tf.train.summary_iterator(str(events))
        if event.summary.value
    }
    assert written == {0: 9, 1: 2.25, 2: 0.5625}


def test_the_first_values_may_be_another_models(tmp_path):
    def start(session):
        session.run(tf.global_variables()[0].assign(1.0))

    assert train(1, tmp_path, init_fn=start) == 4
    # Not once there is a checkpoint.
    assert train(2, tmp_path, init_fn=start) == 1
    with pytest.raises(RuntimeError, match="w, global_step have no values"):
        train(1, None, init_op=None)


def test_what_training_refuses():
    for given, message in (
        ({"steps": 0}, "number_of_steps must be above 0"),
        ({"steps": 1, "summary_op": tf.constant("")}, "summaries need a logdir"),
    ):
        with pytest.raises(ValueError, match=message):
            train(given.pop("steps"), None, **given)
    with pytest.raises(ValueError, match="train_op is None"):
        slim.learning.train(None, None)


# -- the training operation -----------------------------------------------------------


def test_a_train_op_runs_updates_clips_and_multiplies():
    w = tf.get_variable("w", initializer=4.0)
    v = tf.get_variable("v", initializer=4.0)
    kept = tf.get_variable("kept", initializer=4.0)
    count = tf.Variable(0, trainable=False)
    tf.add_to_collection(tf.GraphKeys.UPDATE_OPS, count.assign_add(1))
    train_op = slim.learning.create_train_op(
        w * w + v * v + kept,
        tf.train.GradientDescentOptimizer(1.0),
        variables_to_train=[w, v],
        gradient_multipliers={"v": 0.25},
        clip_gradient_norm=3.0,
        summarize_gradients=True,
    )
    step = tf.train.get_global_step()
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        assert session.run(train_op) == 36
        assert session.run([w, v, kept, count, step]) == [1, 2, 4, 1, 1]
        written = tf.Summary.FromString(session.run(tf.summary.merge_all()))
    assert [value.tag for value in written.value] == [
        "summarize_grads/w/gradient",
        "summarize_grads/w/gradient_norm",
        "summarize_grads/v/gradient",
        "summarize_grads/v/gradient_norm",
    ]
    assert train_op in tf.get_collection(tf.GraphKeys.TRAIN_OP)


def test_a_loss_that_is_no_number_stops_the_training():
    w = tf.get_variable("w", initializer=0.0)
    sgd = tf.train.GradientDescentOptimizer(1.0)
    train_op = slim.learning.create_train_op(tf.log(w), sgd)
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        with pytest.raises(tf.errors.InvalidArgumentError, match="LossTensor is inf"):
            session.run(train_op)


def test_a_factor_needs_a_gradient():
    w, v = tf.get_variable("w", []), tf.get_variable("v", [])
    with pytest.raises(ValueError, match="v has no gradient"):
        slim.learning.multiply_gradients([(w * 1, w), (None, v)], {v: 2.0})


# -- losses, metrics, evaluation ------------------------------------------------------


def test_losses_take_predictions_first():
    logits = tf.constant([[2.0, 0.0], [0.0, 1.0]])
    hot = tf.constant([[1.0, 0.0], [1.0, 0.0]])
    losses = slim.losses
    pairs = [
        (losses.softmax_cross_entropy(logits, hot), tf.losses.softmax_cross_entropy),
        (losses.sigmoid_cross_entropy(logits, hot), tf.losses.sigmoid_cross_entropy),
        (losses.absolute_difference(logits, hot), tf.losses.absolute_difference),
        (losses.mean_squared_error(logits, hot), tf.losses.mean_squared_error),
        (losses.log_loss(tf.sigmoid(logits), hot), None),
    ]
    values = [ours for ours, _ in pairs]
    theirs = [f(hot, logits) for _, f in pairs if f]
    theirs.append(tf.losses.log_loss(hot, tf.sigmoid(logits)))
    sparse = losses.sparse_softmax_cross_entropy(logits, [0, 0])
    hinge = losses.hinge_loss(logits, hot)
    assert hinge not in losses.get_losses()
    assert len(losses.get_losses()) == 11
    with tf.Session() as session:
        np.testing.assert_array_equal(*session.run([values, theirs]))
        assert session.run(sparse) == session.run(values[0])
        assert session.run(hinge).tolist() == [[0, 1], [1, 2]]


def test_metrics_take_predictions_first():
    guessed, right = tf.constant([1, 1, 0, 1]), tf.constant([1, 0, 0, 1])
    values, updates = slim.metrics.aggregate_metrics(
        slim.metrics.streaming_precision(guessed, right),
        slim.metrics.streaming_recall(guessed, right),
        slim.metrics.streaming_mean([1.0, 2.0]),
    )
    now = slim.metrics.accuracy(guessed, right, weights=[1.0, 2.0, 0.0, 1.0])
    with tf.Session() as session:
        session.run(tf.local_variables_initializer())
        session.run(updates)
        np.testing.assert_allclose(session.run(values), [2 / 3, 1, 1.5])
        assert session.run(now) == 0.5


def test_evaluation_restores_and_measures(tmp_path):
    train(2, tmp_path)
    w, _ = model()
    value, update = slim.metrics.streaming_mean(w)
    given = {"num_evals": 3, "eval_op": update, "final_op": value}
    path = tf.train.latest_checkpoint(tmp_path)
    found = slim.evaluation.evaluate_once("", path, tmp_path / "eval", **given)
    assert found == 2.25
    (events,) = (tmp_path / "eval").glob("events*")
    steps = [e.step for e in tf.train.summary_iterator(str(events)) if e.summary.value]
    assert steps == [2]


def test_evaluation_follows_a_training(tmp_path):
    train(2, tmp_path)
    w, _ = model()
    seen = []

    def trained_on():
        seen.append(len(seen))
        if len(seen) == 1:
            train(3, tmp_path)
        return len(seen) > 1

    last = slim.evaluation.evaluation_loop(
        "",
        tmp_path,
        tmp_path / "eval",
        final_op=w,
        eval_interval_secs=0,
        timeout=0,
        timeout_fn=trained_on,
    )
    assert (last, len(seen)) == (2.625, 2)


def test_a_model_is_measured(capsys):
    slim.fully_connected(tf.zeros([1, 3]), 4)
    size = slim.model_analyzer.analyze_vars(slim.get_model_variables(), print_info=True)
    assert size == (16, 64)
    assert "fully_connected/weights:0 (float32_ref 3x4)" in capsys.readouterr().out


# -- nets -----------------------------------------------------------------------------


def test_vgg_is_the_published_one():
    images = tf.placeholder(tf.float32, [None, 224, 224, 3])
    with slim.arg_scope(slim.nets.vgg.vgg_arg_scope()):
        logits, points = slim.nets.vgg.vgg_16(images, is_training=False)
    assert logits.shape.as_list() == [None, 1000]
    assert logits.name == "vgg_16/fc8/squeezed:0"
    assert list(points)[-2:] == ["vgg_16/fc7", "vgg_16/fc8"]
    count, _ = slim.model_analyzer.analyze_vars(slim.get_model_variables())
    assert count == 138_357_544
    assert len(tf.losses.get_regularization_losses()) == 16


def test_inception_v3_is_the_published_one():
    inception = slim.nets.inception
    images = tf.placeholder(tf.float32, [None, 299, 299, 3])
    with slim.arg_scope(inception.inception_v3_arg_scope()):
        logits, points = inception.inception_v3(
            images, num_classes=1001, is_training=True
        )
    assert logits.shape.as_list() == [None, 1001]
    shapes = {name: tensor.shape.as_list() for name, tensor in points.items()}
    assert shapes["Mixed_5d"] == [None, 35, 35, 288]
    assert shapes["Mixed_6e"] == [None, 17, 17, 768]
    assert shapes["Mixed_7c"] == [None, 8, 8, 2048]
    assert shapes["AuxLogits"] == shapes["Predictions"] == [None, 1001]
    weights = [v for v in tf.trainable_variables() if "AuxLogits" not in v.name]
    count, _ = slim.model_analyzer.analyze_vars(weights)
    # What is published of it, for 1000 classes and without the second head.
    assert count - (2048 + 1) == 23_817_352
    assert "InceptionV3/Mixed_5c/Branch_1/Conv_1_0c_5x5/BatchNorm/beta" in {
        v.op.name for v in slim.get_model_variables()
    }
    # 94 convolutions, and two of the second head.
    assert len(tf.get_collection("moving_vars")) == 2 * (94 + 2)


def test_a_small_inception_trains():
    tf.set_random_seed(1)
    inception = slim.nets.inception
    pixels = np.random.default_rng(0).uniform(-1, 1, [2, 107, 107, 3])
    images = tf.constant(pixels, tf.float32)
    with slim.arg_scope(inception.inception_v3_arg_scope()):
        logits, points = inception.inception_v3(images, 3, depth_multiplier=0.1)
    tf.losses.sparse_softmax_cross_entropy([0, 2], logits)
    tf.losses.sparse_softmax_cross_entropy([0, 2], points["AuxLogits"], 0.4)
    loss = tf.losses.get_total_loss()
    train_op = slim.learning.create_train_op(loss, tf.train.AdamOptimizer(0.01))
    losses = []

    def step(*given):
        value, stop = slim.learning.train_step(*given)
        losses.append(value)
        return value, stop

    slim.learning.train(train_op, None, step, number_of_steps=8)
    assert losses[-1] < losses[0]


def test_programs_find_the_nets_where_tensorflow_kept_them():
    path = "edflow.contrib.slim.python.slim.nets.inception_v3"
    kept = importlib.import_module(path)
    assert kept is slim.python.slim.nets.inception_v3
    assert kept.inception_v3 is slim.nets.inception.inception_v3
    assert kept.inception_v3.default_image_size == 299


def test_evaluation_gives_no_value_to_what_is_not_restored(tmp_path):
    train(2, tmp_path)
    model()
    other = tf.get_variable("other", [])
    with pytest.raises(tf.errors.FailedPreconditionError, match="other"):
        slim.evaluation.evaluate_once(
            "",
            tf.train.latest_checkpoint(tmp_path),
            tmp_path,
            final_op=other,
            variables_to_restore=slim.get_model_variables(),
            summary_op=None,
        )
