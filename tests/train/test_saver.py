"""tf.train.Saver: what is saved comes back, whole or not at all."""

import threading
from pathlib import Path

import numpy as np
import pytest

import edflow as tf
from edflow.files.bundle_writer import write_bundle


def session_with(*variables):
    session = tf.Session()
    session.run([variable.initializer for variable in variables])
    return session


@pytest.fixture
def two():
    n = tf.Variable(3, name="n", trainable=False)
    return tf.Variable([1.0, 2.0], name="w"), n


@pytest.fixture
def saved(two, tmp_path):
    """A checkpoint of w = [1, 2] and n = 3."""
    return tf.train.Saver(two).save(session_with(*two), tmp_path / "model")


def test_what_is_saved_comes_back(two, saved):
    with tf.Session() as other:
        tf.train.Saver().restore(other, saved)
        w, n = other.run(two)
    assert w.tolist() == [1, 2]
    assert n == 3


def test_saving_and_restoring_adds_nothing_to_the_graph(two, tmp_path):
    saver, session = tf.train.Saver(), session_with(*two)
    tf.get_default_graph().finalize()
    for step in range(3):
        saver.restore(session, saver.save(session, tmp_path / "m", global_step=step))


def test_a_saved_value_is_that_of_its_place_in_the_order(two, tmp_path):
    w, _ = two
    session = session_with(*two)
    with tf.control_dependencies([w.assign([5.0, 6.0])]):
        saver = tf.train.Saver([w])
    path = saver.save(session, tmp_path / "after")
    assert tf.train.load_variable(path, "w").tolist() == [5, 6]


def test_names_in_the_checkpoint_may_differ(two, tmp_path):
    w, n = two
    session = session_with(w, n)
    path = tf.train.Saver({"old/w": w, "old/n": n}).save(session, tmp_path / "m")
    assert tf.train.list_variables(path) == [("old/n", []), ("old/w", [2])]
    session.run([w.assign([0.0, 0.0]), n.assign(0)])
    tf.train.Saver({"old/w": w}).restore(session, path)
    assert session.run(w).tolist() == [1, 2]
    assert session.run(n) == 0


def test_averages_are_restored_into_the_variables_themselves(two, tmp_path):
    w, _ = two
    average = tf.train.ExponentialMovingAverage(0.5)
    update = average.apply([w])
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        session.run(w.assign([3.0, 2.0]))
        session.run(update)
        path = tf.train.Saver().save(session, tmp_path / "m")
        saver = tf.train.Saver(average.variables_to_restore())
        saver.restore(session, path)
        assert session.run(w).tolist() == [2, 2]


def test_what_a_checkpoint_lacks_may_be_left_out(two, saved):
    new = tf.Variable(7, name="new")
    restore = tf.contrib.framework.assign_from_checkpoint_fn
    session = session_with(new)
    restore(saved, [*two, new], ignore_missing_vars=True)(session)
    assert [session.run(v).tolist() for v in (*two, new)] == [[1, 2], 3, 7]
    assert restore(saved, [new], ignore_missing_vars=True) is None
    with pytest.raises(tf.errors.NotFoundError, match="no new"):
        restore(saved, [*two, new])(session)


def test_the_step_in_the_name_may_be_a_variable(two, tmp_path):
    path = tf.train.Saver().save(session_with(*two), tmp_path / "m", two[1])
    assert path == str(tmp_path / "m-3")


def test_a_kept_checkpoint_is_not_deleted(two, tmp_path, monkeypatch):
    now = [0.0]
    monkeypatch.setattr("time.time", lambda: now[0])
    saver = tf.train.Saver(max_to_keep=1, keep_checkpoint_every_n_hours=1)
    session = session_with(*two)
    for step in range(8):
        now[0] = step * 1500.0
        saver.save(session, tmp_path / "m", global_step=step)
    kept = sorted(path.stem for path in tmp_path.glob("*.index"))
    assert kept == ["m-3", "m-5", "m-7"]


def test_all_missing_names_are_told_with_those_that_are_near(saved):
    variables = [tf.Variable(1.0, name=name) for name in ("weights", "ww", "v")]
    with pytest.raises(tf.errors.NotFoundError) as caught:
        tf.train.Saver(variables).restore(tf.Session(), saved)
    assert "no v, weights, ww (it has w)" in str(caught.value)
    assert "list_variables" in str(caught.value)


@pytest.mark.parametrize(
    ("initial", "words"),
    [
        ([1.0, 2.0, 3.0], "w has shape [2] in it, but the variable has [3]"),
        ([1, 2], "w is float32 in it, but the variable is int32"),
    ],
)
def test_a_variable_that_does_not_fit_changes_no_other(saved, initial, words):
    n, w = tf.Variable(100), tf.Variable(initial)
    session = session_with(n, w)
    saver = tf.train.Saver({"n": n, "w": w})
    with pytest.raises(tf.errors.InvalidArgumentError) as caught:
        saver.restore(session, saved)
    assert words in str(caught.value)
    assert session.run(n) == 100
    assert session.run(w).tolist() == initial


def test_a_damaged_tensor_changes_no_other(two, saved):
    data = Path(f"{saved}.data-00000-of-00001")
    data.write_bytes(data.read_bytes()[:-1] + b"\x55")  # w comes after n.
    w, n = two
    session = session_with(w, n)
    session.run(n.assign(100))
    with pytest.raises(tf.errors.DataLossError, match="tensor w is damaged"):
        tf.train.Saver().restore(session, saved)
    assert session.run(n) == 100


def test_a_dtype_that_only_tensorflow_has_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(tf.DType, "as_datatype_enum", 14)
    write_bundle(f"{tmp_path}/m", {"w": np.ones(2, np.float32)})
    monkeypatch.undo()
    saver = tf.train.Saver({"w": tf.Variable([0.0, 0.0])})
    with pytest.raises(tf.errors.InvalidArgumentError, match="dtype 14"):
        saver.restore(tf.Session(), tmp_path / "m")


@pytest.mark.parametrize("end", [".index", ".data-00000-of-00001"])
def test_a_file_in_place_of_a_prefix_is_told_apart(saved, end):
    with pytest.raises(tf.errors.DataLossError, match=r"give its prefix, .*/model\n"):
        tf.train.Saver().restore(tf.Session(), saved + end)


def test_an_older_format_is_refused(two):
    with pytest.raises(ValueError, match="old format"):
        tf.train.Saver(write_version=tf.train.SaverDef.V1)


# -- threads --------------------------------------------------------------------------


def test_threads_may_save_one_path_at_once(two, tmp_path):
    saver, session = tf.train.Saver(), session_with(*two)
    failures = []

    def save():
        try:
            for _ in range(20):
                saver.save(session, tmp_path / "m")
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=save) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    saver.restore(session, tmp_path / "m")
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {"checkpoint", "m.index", "m.data-00000-of-00001", "m.meta"}


def test_a_graph_that_cannot_be_written_keeps_no_value_from_being_saved(
    two, tmp_path, monkeypatch, caplog
):
    def overflowing(*_):
        raise OverflowError("too large")

    monkeypatch.setattr("edflow.train.saver.meta_graph_def", overflowing)
    session = session_with(*two)
    path = tf.train.Saver(two).save(session, tmp_path / "m")
    assert tf.train.latest_checkpoint(tmp_path) == path
    assert tf.train.load_variable(path, "w").tolist() == [1, 2]
    assert "m.meta is not written: too large" in caplog.text


def test_one_missing_directory_is_made_two_are_not(two, tmp_path):
    saver, session = tf.train.Saver(two), session_with(*two)
    assert Path(saver.save(session, tmp_path / "new" / "m") + ".index").is_file()
    with pytest.raises(ValueError, match=r"Parent directory of .* doesn't exist"):
        saver.save(session, tmp_path / "a" / "b" / "m")
    assert not (tmp_path / "a").exists()


def test_no_directory_is_made_for_variables_without_values(two, tmp_path):
    with pytest.raises(tf.errors.FailedPreconditionError):
        tf.train.Saver(two).save(tf.Session(), tmp_path / "new" / "m")
    assert not (tmp_path / "new").exists()


def test_graphs_are_written_into_new_directories(two, tmp_path):
    tf.train.export_meta_graph(tmp_path / "a" / "b" / "m.meta")
    tf.train.write_graph(two[0].graph, tmp_path / "c" / "d", "g.pb")
    tf.summary.FileWriter(str(tmp_path / "e" / "f")).close()
    with pytest.raises(tf.errors.NotFoundError, match="no directory"):
        tf.train.write_graph(two[0].graph, tmp_path, "none/g.pb")
    assert sorted(p.name for p in tmp_path.glob("*/*")) == ["b", "d", "f"]
