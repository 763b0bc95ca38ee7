"""Records and events: TensorFlow reads what edflow writes, and edflow TensorFlow's."""

from pathlib import Path

import numpy as np
import pytest

import edflow

RECORDS = [b"hello", b"", bytes(range(256)) * 3000, b"x" * 100]
OPTIONS = ["", "GZIP", "ZLIB"]


def write(tf, path, options):
    with tf.python_io.TFRecordWriter(str(path), options) as writer:
        for record in RECORDS:
            writer.write(record)


def read(tf, path, options):
    return list(tf.python_io.tf_record_iterator(str(path), options))


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("kind", OPTIONS)
def test_records_both_ways(tmp_path, tensorflow, kind):
    for tf in (edflow, tensorflow):
        write(tf, tmp_path / tf.__name__, tf.python_io.TFRecordOptions(kind))
    for reader in (edflow, tensorflow):
        options = reader.python_io.TFRecordOptions(kind)
        for writer in (edflow, tensorflow):
            assert read(reader, tmp_path / writer.__name__, options) == RECORDS
    if not kind:
        ours, theirs = (tmp_path / tf.__name__ for tf in (edflow, tensorflow))
        assert ours.read_bytes() == theirs.read_bytes()


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("kept", [0, 3, 11, 12, 15, 20, 21, 30, 36, 37, 40])
def test_a_cut_file_ends_or_fails_as_in_tensorflow(tmp_path, tensorflow, kept):
    write(edflow, tmp_path / "r", "")
    (tmp_path / "r").write_bytes((tmp_path / "r").read_bytes()[:kept])
    found = []
    for tf in (edflow, tensorflow):
        try:
            found.append(read(tf, tmp_path / "r", None))
        except Exception as error:
            found.append(type(error).__name__)
    assert found[0] == found[1]


def program(tf, logdir):
    """A training loop as the books write it."""
    random = np.random.RandomState(1)
    x = tf.placeholder(tf.float32, [None, 2], name="x")
    with tf.name_scope("layer"):
        w = tf.Variable(tf.ones([2, 1]), name="w")
        y = tf.matmul(x, w)
        tf.summary.histogram("weights", w)
    loss = tf.reduce_mean(tf.square(y - 1), name="loss")
    tf.summary.scalar("loss", loss)
    tf.summary.image("input", tf.reshape(x, [1, 2, 2, 1]))
    tf.summary.audio("noise", tf.reshape(x, [1, 4]) / 4, 8000.0)
    tf.summary.text("words", tf.constant("**hello**"))
    train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
    merged = tf.summary.merge_all()
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        writer = tf.summary.FileWriter(logdir, sess.graph)
        for step in range(5):
            feed = {x: random.uniform(size=(2, 2))}
            summary, _ = sess.run([merged, train], feed)
            writer.add_summary(summary, step)
        writer.close()


@pytest.fixture(scope="module")
def logdirs(tmp_path_factory, tensorflow):
    """The program's events, by edflow and by TensorFlow."""
    folders = {}
    for tf in (edflow, tensorflow):
        folders[tf] = str(tmp_path_factory.mktemp("logs"))
        with tf.Graph().as_default():
            program(tf, folders[tf])
    return folders


def accumulated(logdir):
    """What TensorBoard's own reader finds."""
    reader = pytest.importorskip(
        "tensorboard.backend.event_processing.event_accumulator"
    )
    keep_all = {"tensors": 0, "images": 0, "audio": 0, "histograms": 0}
    return reader.EventAccumulator(logdir, keep_all).Reload()


@pytest.mark.filterwarnings("ignore")
def test_tensorboard_reads_the_same(logdirs, tensorflow):
    ours, theirs = map(accumulated, logdirs.values())
    assert ours.Tags() == theirs.Tags()
    assert ours.Tags()["graph"]
    assert ours.Tags()["meta_graph"]
    for tag in ours.Tags()["tensors"]:
        pairs = zip(ours.Tensors(tag), theirs.Tensors(tag), strict=True)
        for step, events in enumerate(pairs):
            assert [event.step for event in events] == [step, step]
            a, b = (tensorflow.make_ndarray(event.tensor_proto) for event in events)
            if tag.startswith("input"):  # A PNG packed by another library.
                np.testing.assert_array_equal(a[:2], b[:2])
            elif a.dtype == object:
                np.testing.assert_array_equal(a, b)
            else:
                np.testing.assert_allclose(a, b, rtol=1e-5)
    plugins = ours.summary_metadata, theirs.summary_metadata
    assert plugins[0] == plugins[1]


@pytest.mark.filterwarnings("ignore")
def test_tensorboard_has_the_graph(logdirs, tensorflow):
    ours, theirs = (accumulated(logdir).Graph() for logdir in logdirs.values())
    names = [  # Gradients are composed otherwise.
        {node.name for node in graph.node if not node.name.startswith("gradients")}
        for graph in (ours, theirs)
    ]
    assert names[0] == names[1]
    shapes = {
        node.name: node.attr["_output_shapes"].list.shape[0]
        for node in ours.node
        if node.name in ("layer/w", "x")
    }
    assert [dim.size for dim in shapes["layer/w"].dim] == [2, 1]
    assert [dim.size for dim in shapes["x"].dim] == [-1, 2]


@pytest.mark.filterwarnings("ignore")
def test_edflow_reads_tensorflows_events(logdirs, tensorflow):
    paths = [str(*Path(logdir).iterdir()) for logdir in logdirs.values()]
    found = [
        [
            (event.step, event.WhichOneof("what"), [v.tag for v in event.summary.value])
            for event in edflow.train.summary_iterator(path)
        ]
        for path in paths
    ]
    assert found[0] == found[1]
    theirs = [
        (event.step, event.WhichOneof("what"), [v.tag for v in event.summary.value])
        for event in tensorflow.train.summary_iterator(paths[0])
    ]
    assert theirs == found[0]


def test_examples_are_the_same_bytes(tensorflow):
    made = []
    for tf in (edflow, tensorflow):
        message = tf.train.SequenceExample()
        message.context.feature["label"].int64_list.value.extend([1, -5])
        steps = message.feature_lists.feature_list["steps"].feature
        steps.add().float_list.value.append(0.5)
        steps.add().bytes_list.value.append(b"raw")
        made.append(message.SerializeToString())
    assert made[0] == made[1]
