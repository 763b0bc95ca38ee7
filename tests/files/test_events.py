"""Event files: what FileWriter writes, and what can be read of it."""

import warnings
from pathlib import Path

import numpy as np
import pytest

import edflow as tf


def events(logdir):
    """All events of a directory but the first of each file."""
    found = []
    for path in sorted(Path(logdir).glob("events.out.tfevents.*")):
        first, *rest = tf.train.summary_iterator(path)
        assert first.file_version == "brain.Event:2"
        found += rest
    return found


def kinds(logdir):
    return [event.WhichOneof("what") for event in events(logdir)]


def scalar(value=0.5):
    return tf.Summary(value=[tf.Summary.Value(tag="loss", simple_value=value)])


def test_summaries_arrive_with_step_and_time(tmp_path):
    summary = tf.summary.scalar("loss", tf.constant(0.5))
    with tf.Session() as sess, tf.summary.FileWriter(str(tmp_path)) as writer:
        writer.add_summary(sess.run(summary), 3)
        writer.add_summary(sess.run(summary), np.int64(4))
        writer.add_summary(scalar(2.5))
    found = events(tmp_path)
    assert [event.step for event in found] == [3, 4, 0]
    assert [e.summary.value[0].simple_value for e in found] == [0.5, 0.5, 2.5]
    assert all(event.wall_time > 1.4e9 for event in found)


def test_a_graph_is_written_with_its_meta_graph(tmp_path):
    tf.add(tf.constant(1.0, name="a"), 2.0, name="sum")
    tf.summary.FileWriter(tmp_path, tf.get_default_graph()).close()
    graph, meta = events(tmp_path)
    assert b"sum" in graph.graph_def
    assert b"_output_shapes" in graph.graph_def
    assert b"sum" in meta.meta_graph_def


def test_an_event_is_on_the_disk_before_any_flush(tmp_path):
    writer = tf.summary.FileWriter(tmp_path)
    writer.add_summary(scalar(), 1)
    assert kinds(tmp_path) == ["summary"]
    writer.close()


def test_logs_and_traced_runs(tmp_path):
    with tf.summary.FileWriter(tmp_path) as writer:
        writer.add_session_log(tf.SessionLog(status=tf.SessionLog.START), 1)
        writer.add_run_metadata(tf.RunMetadata(), "run 1", 2)
        with pytest.raises(ValueError, match="already used"):
            writer.add_run_metadata(tf.RunMetadata(), "run 1", 3)
        writer.add_event(tf.Event(step=7))
    assert kinds(tmp_path) == ["session_log", "tagged_run_metadata", None]
    assert events(tmp_path)[0].session_log.status == tf.SessionLog.START


def test_two_writers_of_one_second_share_no_file(tmp_path):
    for value in (1.0, 2.0, 3.0):
        with tf.summary.FileWriter(tmp_path) as writer:
            writer.add_summary(scalar(value))
    assert len(kinds(tmp_path)) == 3


def test_a_closed_writer_warns_and_a_reopened_one_goes_on(tmp_path):
    writer = tf.summary.FileWriter(tmp_path, filename_suffix=".mine")
    writer.close()
    writer.close()
    with pytest.warns(UserWarning, match="closed"):
        writer.add_summary(scalar(), 1)
    with pytest.warns(UserWarning, match="closed"):
        writer.flush()
    writer.reopen()
    writer.add_summary(scalar(), 2)
    writer.flush()
    writer.close()
    assert [event.step for event in events(tmp_path)] == [2]
    assert len(list(tmp_path.glob("*.mine"))) == 2
    assert writer.get_logdir() == str(tmp_path)


def test_a_tag_is_described_once(tmp_path):
    text = tf.summary.text("words", tf.constant("hello"))
    with tf.Session() as sess, tf.summary.FileWriter(tmp_path) as writer:
        for step in range(2):
            writer.add_summary(sess.run(text), step)
    first, second = (event.summary.value[0] for event in events(tmp_path))
    assert first.metadata.plugin_data.plugin_name == "text"
    assert not second.HasField("metadata")
    assert first.tensor.string_val == second.tensor.string_val == [b"hello"]


def test_only_graphs_are_taken_for_graphs(tmp_path):
    graph = tf.Graph()
    with pytest.raises(TypeError, match=r"must be a tf\.Graph"):
        tf.summary.FileWriter(tmp_path, "graph")
    with pytest.raises(ValueError, match="give only graph"):
        tf.summary.FileWriter(tmp_path, graph, graph_def=graph)
    writer = tf.summary.FileWriter(tmp_path)
    with pytest.raises(TypeError, match="MetaGraphDef"):
        writer.add_meta_graph(b"meta")


def test_the_old_names(tmp_path):
    loss = tf.constant(0.5)
    tf.scalar_summary("the loss!", loss, name="s")
    tf.histogram_summary("h", [1.0, 2.0])
    tf.image_summary("i", tf.zeros([1, 2, 2, 1]), max_images=1)
    tf.audio_summary("a", tf.zeros([1, 5]), 8000.0)
    merged = tf.merge_summary([tf.merge_all_summaries()])
    with tf.Session() as sess:
        writer = tf.train.SummaryWriter(str(tmp_path), sess.graph)
        writer.add_summary(sess.run(merged))
        writer.close()
    tags = [value.tag for value in events(tmp_path)[-1].summary.value]
    assert tags == ["the loss!", "h", "i/image", "a/audio/0"]


def test_one_writer_for_a_directory(tmp_path):
    cache = tf.summary.FileWriterCache
    writer = cache.get(str(tmp_path))
    assert cache.get(str(tmp_path)) is writer
    cache.clear()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        writer.flush()
    assert caught
    assert cache.get(str(tmp_path)) is not writer
    cache.clear()
