"""Checkpoints go both ways: the very bytes, every dtype, whole states of training."""

from pathlib import Path

import numpy as np
import pytest

import edflow
from edflow.files.bundle import Bundle
from edflow.files.bundle_writer import write_bundle

KINDS = ["?", "f2", "f4", "f8", "c8", "c16"]
KINDS += [f"{sign}{size}" for sign in "iu" for size in (1, 2, 4, 8)]
SHAPES = [(), (1,), (2, 3), (0,), (4, 0, 2), (1000,)]


def text(*items):
    return np.array([*items, None], object)[:-1]


def tensors():
    random = np.random.default_rng(3)
    found = {
        f"{kind}/{i}": np.asarray(random.normal(0, 50, shape)).astype(kind)
        for kind in KINDS
        for i, shape in enumerate(SHAPES)
    }
    found |= {
        "text": text(b"", b"a\0b", b"x" * 300),
        "text/scalar": text(b"alone").reshape(()),
        "text/empty": np.empty([0, 2], object),
        "Ω/é": np.float32(1)[...],
    }
    return dict(sorted(found.items(), key=lambda item: item[0].encode()))


def many():
    return {f"layer_{i:04d}/some/long/name": np.float32([i]) for i in range(3000)}


def saved_by_tensorflow(tf, prefix, arrays):
    """A checkpoint of plain tensors."""
    with tf.Graph().as_default(), tf.Session() as session:
        constants = [tf.constant(array) for array in arrays.values()]
        save = tf.raw_ops.SaveV2(
            prefix=prefix,
            tensor_names=list(arrays),
            shape_and_slices=[""] * len(arrays),
            tensors=constants,
        )
        session.run(save)


@pytest.mark.filterwarnings("ignore:Casting complex")
@pytest.mark.parametrize("make", [tensors, many])
def test_the_bytes_are_tensorflows(tmp_path, tensorflow, make):
    write_bundle(f"{tmp_path}/ours", make())
    saved_by_tensorflow(tensorflow, f"{tmp_path}/theirs", make())
    for end in ("index", "data-00000-of-00001"):
        ours, theirs = tmp_path / f"ours.{end}", tmp_path / f"theirs.{end}"
        assert ours.read_bytes() == theirs.read_bytes(), end


@pytest.mark.filterwarnings("ignore:Casting complex")
def test_every_dtype_goes_both_ways(tmp_path, tensorflow):
    given = tensors()
    write_bundle(f"{tmp_path}/ours", given)
    saved_by_tensorflow(tensorflow, f"{tmp_path}/theirs", given)
    reader = tensorflow.train.NewCheckpointReader(f"{tmp_path}/ours")
    bundle = Bundle(f"{tmp_path}/theirs")
    for name, array in given.items():
        for found in (np.asarray(reader.get_tensor(name)), bundle.read(name)):
            assert found.shape == array.shape
            assert found.tolist() == array.tolist(), name
    assert reader.get_variable_to_shape_map() == {
        name: list(entry.shape) for name, entry in bundle.entries.items()
    }


def test_partitioned_variables_are_read_whole(tmp_path, tensorflow):
    tf = tensorflow
    with tf.Graph().as_default(), tf.Session() as session:
        split = tf.fixed_size_partitioner
        rows = tf.get_variable("rows", [300, 5, 7], partitioner=split(3, 0))
        columns = tf.get_variable("columns", [9, 500], partitioner=split(4, 1))
        session.run(tf.global_variables_initializer())
        tf.train.Saver(sharded=True).save(session, f"{tmp_path}/m")
        expected = session.run([rows.as_tensor(), columns.as_tensor()])
    for name, array in zip(("rows", "columns"), expected, strict=True):
        np.testing.assert_array_equal(
            edflow.train.load_variable(f"{tmp_path}/m", name), array
        )


def test_several_data_files_are_read(tmp_path, tensorflow):
    tf = tensorflow
    parts = {"a": np.ones(3), "b": np.arange(4), "c": text(b"c")}
    for name, array in parts.items():
        saved_by_tensorflow(tf, f"{tmp_path}/{name}", {name: array})
    with tf.Graph().as_default(), tf.Session() as session:
        merge = tf.raw_ops.MergeV2Checkpoints(
            checkpoint_prefixes=[f"{tmp_path}/{name}" for name in parts],
            destination_prefix=f"{tmp_path}/all",
        )
        session.run(merge)
    assert len(list(tmp_path.glob("all.data-*-of-00003"))) == 3
    bundle = Bundle(f"{tmp_path}/all")
    assert {n: bundle.read(n).tolist() for n in parts} == {
        n: array.tolist() for n, array in parts.items()
    }
    write_bundle(f"{tmp_path}/all", {"a": np.zeros(1)})
    assert len(list(tmp_path.glob("all.data-*"))) == 1


# -- training goes on where the other left off ----------------------------------------

OPTIMIZERS = {
    "plain": lambda tf: tf.train.GradientDescentOptimizer(0.1),
    "momentum": lambda tf: tf.train.MomentumOptimizer(0.1, 0.9),
    "adam": lambda tf: tf.train.AdamOptimizer(0.1),
}


def training(tf, optimizer, averages=True):
    """A small regression: its steps one after the other, its loss, its saver."""
    x = np.float32([[1, 2], [3, 4], [5, 7]])
    with tf.variable_scope("net"):
        w = tf.get_variable("w", initializer=np.float32([[0.5], [-1.0]]))
        b = tf.get_variable("b", initializer=np.float32([0.25]))
    loss = tf.reduce_mean(tf.square(tf.matmul(tf.constant(x), w) + b - 1.0))
    step = tf.train.get_or_create_global_step()
    update = OPTIMIZERS[optimizer](tf).minimize(loss, global_step=step)
    steps = [update]
    if averages:
        steps += [tf.train.ExponentialMovingAverage(0.9, step).apply([w, b])]
    return steps, loss, tf.train.Saver()


def run(tf, optimizer, n, restore=None, save=None):
    """Train for `n` steps; gives the losses and what all variables hold."""
    with tf.Graph().as_default(), tf.Session() as session:
        steps, loss, saver = training(tf, optimizer)
        if restore:
            saver.restore(session, restore)
        else:
            session.run(tf.global_variables_initializer())
        losses = []
        for _ in range(n):
            for step in steps:
                session.run(step)
            losses.append(session.run(loss))
        if save:
            saver.save(session, save, write_meta_graph=False)
        return losses, {v.name: session.run(v) for v in tf.global_variables()}


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("first", ["edflow", "tensorflow"])
def test_training_goes_on_in_the_other(tmp_path, tensorflow, optimizer, first):
    one, other = edflow, tensorflow
    if first == "tensorflow":
        one, other = other, one
    path = f"{tmp_path}/m"
    run(one, optimizer, 5, save=path)
    losses, values = run(other, optimizer, 5, restore=path)
    expected, at_home = run(one, optimizer, 5, restore=path)
    np.testing.assert_allclose(losses, expected, rtol=1e-5)
    assert values.keys() == at_home.keys()
    for name, value in values.items():
        np.testing.assert_allclose(value, at_home[name], rtol=1e-4, err_msg=name)


def test_the_files_of_a_training_bear_the_same_names_and_sizes(tmp_path, tensorflow):
    sizes = []
    for tf in (edflow, tensorflow):
        folder = tmp_path / tf.__name__.partition(".")[0]
        folder.mkdir()
        run(tf, "adam", 3, save=f"{folder}/model.ckpt")
        sizes.append({p.name: p.stat().st_size for p in Path(folder).glob("model*")})
    assert sizes[0] == sizes[1]


# -- the graph goes along -------------------------------------------------------------


def nodes(graph):
    return {
        (op.name, op.type, *(tensor.name for tensor in op.inputs))
        for op in graph.get_operations()
    }


def losses(session, step, loss):
    """The loss before and after each of some steps, by the names of the nodes."""
    found = [session.run(loss)]
    for _ in range(3):
        session.run(session.graph.get_operation_by_name(step))
        found.append(session.run(loss))
    return found


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_tensorflow_goes_on_with_nothing_but_the_files(tmp_path, tensorflow, optimizer):
    path = f"{tmp_path}/m"
    with edflow.Graph().as_default() as graph, edflow.Session() as session:
        (step,), loss, saver = training(edflow, optimizer, averages=False)
        session.run(edflow.global_variables_initializer())
        saver.save(session, path)
        expected = losses(session, step.name, loss.name)
        ours, keys = nodes(graph), set(graph.get_all_collection_keys())

    tf = tensorflow
    with tf.Graph().as_default() as graph, tf.Session() as session:
        saver = tf.train.import_meta_graph(f"{path}.meta")
        assert nodes(graph) == ours
        assert set(graph.get_all_collection_keys()) == keys
        saver.restore(session, path)
        found = losses(session, step.name, loss.name)
        assert [v.name for v in tf.trainable_variables()] == ["net/w:0", "net/b:0"]
    np.testing.assert_allclose(found, expected, rtol=1e-5)
