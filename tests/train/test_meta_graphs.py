"""tf.train.import_meta_graph: a training goes on from its files alone."""

import logging
import warnings
from typing import Any

import numpy as np
import pytest

import edflow as tf
from edflow.engine.graph import OpDef
from edflow.engine.ops.build import apply

X = np.random.default_rng(0).normal(size=(6, 4)).astype(np.float32)
ON, OFF = ({"x:0": X, "training:0": on} for on in (True, False))


def model():
    """A step with branches: batch normalization by a feed, moving averages."""
    tf.set_random_seed(1)
    x = tf.placeholder(tf.float32, [None, 4], name="x")
    training = tf.placeholder(tf.bool, [], name="training")
    hidden = tf.layers.dense(x, 5, name="dense")
    hidden = tf.layers.batch_normalization(hidden, training=training)
    loss = tf.reduce_mean(tf.square(hidden - 1.0), name="loss")
    step = tf.train.get_or_create_global_step()
    with tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS)):
        descent = tf.train.MomentumOptimizer(0.1, 0.9).minimize(loss, step)
    with tf.control_dependencies([descent]):
        average = tf.train.ExponentialMovingAverage(0.9, step)
        train = tf.group(average.apply(tf.trainable_variables()), name="train")
    tf.add_to_collection("losses of mine", loss)
    tf.add_to_collection("train", train)
    for key, value in (("sizes", 5), ("rates", 0.5), ("notes", "a note")):
        tf.add_to_collection(key, value)


@pytest.fixture
def saved(tmp_path):
    """The prefix of a checkpoint in the middle of a training, and its later loss."""
    with tf.Graph().as_default(), tf.Session() as session:
        model()
        session.run(tf.global_variables_initializer())
        session.run("train", ON)
        prefix = tf.train.Saver(max_to_keep=3).save(session, tmp_path / "model")
        session.run("train", ON)
        return prefix, session.run("loss:0", OFF)


def test_the_training_goes_on(saved):
    prefix, expected = saved
    with tf.Session() as session:
        saver = tf.train.import_meta_graph(f"{prefix}.meta")
        saver.restore(session, prefix)
        session.run("train", ON)
        assert session.run("loss:0", OFF) == expected
        assert saver.as_saver_def().max_to_keep == 3


def test_the_collections_are_there(saved):
    tf.train.import_meta_graph(f"{saved[0]}.meta")
    graph = tf.get_default_graph()
    assert [v.name for v in tf.trainable_variables()] == [
        "dense/kernel:0",
        "dense/bias:0",
        "batch_normalization/gamma:0",
        "batch_normalization/beta:0",
    ]
    assert len(tf.get_collection(tf.GraphKeys.UPDATE_OPS)) == 2
    assert tf.train.get_global_step().name == "global_step:0"
    assert tf.get_collection("losses of mine") == [graph.get_tensor_by_name("loss:0")]
    assert tf.get_collection("train") == [graph.get_operation_by_name("train")]
    assert tf.get_collection("sizes") == [5]
    assert tf.get_collection("rates") == [0.5]
    assert tf.get_collection("notes") == [b"a note"]


def test_a_variable_is_one_in_all_collections(saved):
    tf.train.import_meta_graph(f"{saved[0]}.meta")
    everything = set(tf.global_variables())
    assert set(tf.trainable_variables()) < everything
    assert set(tf.moving_average_variables()) < everything
    assert all(v.trainable for v in tf.trainable_variables())
    assert not tf.train.get_global_step().trainable


def test_two_models_stand_side_by_side(saved):
    prefix, _ = saved
    with tf.Session() as session:
        for scope in ("one", "two"):
            saver = tf.train.import_meta_graph(f"{prefix}.meta", import_scope=scope)
            saver.restore(session, prefix)
        feeds = {
            f"{scope}/{key}": x for scope in ("one", "two") for key, x in OFF.items()
        }
        one, two = session.run(["one/loss:0", "two/loss:0"], feeds)
        assert one == two
    assert len({v.name for v in tf.global_variables()}) == len(tf.global_variables())


@pytest.mark.parametrize(
    ("inside", "given", "found"),
    [("m", None, "m"), ("m", "s", "m/s"), ("m/n", None, "m/n")],
)
def test_a_graph_is_read_into_the_name_scope_it_stands_in(saved, inside, given, found):
    prefix, _ = saved
    with tf.name_scope(inside):
        saver = tf.train.import_meta_graph(f"{prefix}.meta", import_scope=given)
    with tf.Session() as session:
        saver.restore(session, prefix)
        session.run(f"{found}/loss:0", {f"{found}/{key}": x for key, x in OFF.items()})
    assert all(v.name.startswith(f"{found}/") for v in tf.global_variables())


def test_what_was_read_can_be_saved(saved, tmp_path):
    prefix, _ = saved
    with tf.Session() as session:
        saver = tf.train.import_meta_graph(f"{prefix}.meta")
        saver.restore(session, prefix)
        again = saver.save(session, tmp_path / "again")
    one, other = (tf.train.import_meta_graph(f"{p}.meta") for p in (prefix, again))
    assert one.as_saver_def().save_tensor_name == other.as_saver_def().save_tensor_name


def test_a_message_says_what_the_file_says(tmp_path):
    model()
    saver = tf.train.Saver()
    message = saver.export_meta_graph(tmp_path / "m.meta")
    text = tf.train.export_meta_graph(
        tmp_path / "m.txt", saver_def=saver.as_saver_def(), as_text=True
    )
    assert isinstance(message, tf.MetaGraphDef)
    assert text == message
    for given in (message, tmp_path / "m.meta", tmp_path / "m.txt"):
        with tf.Graph().as_default() as graph:
            assert tf.train.import_meta_graph(given) is not None
            assert len(graph.operations) == len(message.graph_def.node)


def test_only_some_collections_and_no_devices():
    with tf.device("/gpu:0"):
        model()
    message = tf.train.export_meta_graph(collection_list=["sizes"], clear_devices=True)
    assert list(message.collection_def) == ["sizes"]
    assert not any(node.device for node in message.graph_def.node)


def test_without_variables_there_is_no_saver():
    tf.constant(1.0, name="one")
    message = tf.train.export_meta_graph()
    with tf.Graph().as_default():
        assert tf.train.import_meta_graph(message) is None


def test_what_cannot_be_written_is_said(caplog):
    tf.add_to_collection("things", object())
    tf.add_to_collection("mixed", 1)
    tf.add_to_collection("mixed", "one")
    with caplog.at_level(logging.WARNING, "tensorflow"):
        message = tf.train.export_meta_graph()
    assert not message.collection_def
    assert "'things'" in caplog.text
    assert "'mixed'" in caplog.text


def test_files_that_are_none(tmp_path):
    with pytest.raises(OSError, match="no file"):
        tf.train.import_meta_graph(tmp_path / "none.meta")
    (tmp_path / "text.meta").write_text("no graph")
    with pytest.raises(OSError, match="it is no MetaGraphDef"):
        tf.train.import_meta_graph(tmp_path / "text.meta")


def test_a_scope_is_not_written_alone():
    with pytest.raises(tf.errors.UnimplementedError, match="extract_sub_graph"):
        tf.train.export_meta_graph(export_scope="layer")


@pytest.mark.parametrize("dtype", [tf.float32, tf.float64])
@pytest.mark.parametrize("cell", ["GRUCell", "BasicRNNCell", "LSTMCell"])
def test_the_training_of_a_recurrent_network_goes_on(cell, dtype, tmp_path):
    tf.set_random_seed(1)
    x = tf.constant(np.random.default_rng(0).normal(size=(2, 4, 3)), dtype)
    outputs, _ = tf.nn.dynamic_rnn(getattr(tf.nn.rnn_cell, cell)(5), x, dtype=dtype)
    loss = tf.reduce_mean(tf.square(outputs - 1.0), name="loss")
    tf.train.AdamOptimizer(0.1).minimize(loss, name="train")
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        session.run("train")
        prefix = tf.train.Saver().save(session, tmp_path / "model")
        session.run("train")
        expected = session.run("loss:0")
    with tf.Graph().as_default(), tf.Session() as session:
        tf.train.import_meta_graph(f"{prefix}.meta").restore(session, prefix)
        session.run("train")
        assert session.run("loss:0") == pytest.approx(expected, rel=1e-5)


class Called(OpDef):
    """y = function(x)."""

    takes = "x:T"
    beyond_tensorflow = True
    function: Any

    def infer(self, x):
        return x


@pytest.mark.filterwarnings("ignore:TensorFlow has no Called")
def test_a_saver_says_once_why_there_is_no_graph(tmp_path, caplog):
    apply(Called(abs), tf.Variable(1.0), name="y")
    saver = tf.train.Saver()
    with tf.Session() as session, caplog.at_level(logging.WARNING, "tensorflow"):
        session.run(tf.global_variables_initializer())
        for step in (1, 2):
            path = saver.save(session, tmp_path / "m", global_step=step)
    assert tf.train.checkpoint_exists(path)
    assert not (tmp_path / "m-1.meta").exists()
    assert caplog.text.count("its attribute function is a builtin") == 1


def test_a_graph_that_only_edflow_can_read_is_written_with_one_warning(tmp_path):
    cell = tf.contrib.rnn.GRUBlockCellV2(3, dtype=tf.float64)
    y, _ = cell(tf.ones([2, 4], tf.float64), tf.ones([2, 3], tf.float64))
    saver = tf.train.Saver()
    with tf.Session() as session, warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("default")
        session.run(tf.global_variables_initializer())
        expected = session.run(y)
        for step in (1, 2):
            path = saver.save(session, tmp_path / "m", global_step=step)
    assert ["GRUBlockCell of float64" in str(each.message) for each in told] == [True]
    with tf.Graph().as_default(), tf.Session() as session:
        tf.train.import_meta_graph(f"{path}.meta").restore(session, path)
        np.testing.assert_array_equal(session.run(y.name), expected)


def test_queue_runners_are_written_for_tensorflow():
    tf.train.batch([tf.train.range_input_producer(3).dequeue()], 2)
    (_, runner) = (
        tf.train.export_meta_graph().collection_def["queue_runners"].bytes_list.value
    )
    assert b"batch/fifo_queue_enqueue" in runner
    assert b"batch/fifo_queue_Close_1" in runner
