"""What sessions hold, what a checkpoint will restore, where a run spends its time."""

import numpy as np
import pytest

import edflow as tf
from edflow.train import Saver
from edflow.view.frames import Player
from edflow.view.runs import profile, sessions
from edflow.view.scene import Text

# -- sessions -------------------------------------------------------------------------


def test_one_graph_two_sessions_two_values():
    w = tf.Variable(1.0, name="w")
    monday, tuesday = tf.Session(), tf.Session()
    monday.run(w.initializer)
    monday.run(tf.assign(w, 100.0))
    picture = tf.view.session(Monday=monday, Tuesday=tuesday)
    assert list(picture.table()) == [("w", "float32 []", "100", "no value yet")]
    assert "Monday holds w 100." in picture.description
    assert "Tuesday has no value yet for w." in picture.description
    kinds = [group.kind for group in picture.scene.groups]
    assert kinds.count("box filled") == kinds.count("box hollow") == 1


def test_looking_initializes_nothing_and_adds_nothing(fresh_graph):
    w = tf.Variable(1.0, name="w")
    sess = tf.Session()
    before = fresh_graph.version
    tf.view.session(sess)
    assert fresh_graph.version == before
    with pytest.raises(tf.errors.FailedPreconditionError):
        sess.run(w)


def test_a_closed_session_says_so():
    tf.Variable(1.0, name="w")
    sess = tf.Session()
    sess.close()
    assert "closed: its values are gone" in tf.view.session(sess).description


def test_a_cell_that_ran_twice_is_told():
    for _ in range(2):
        x = tf.placeholder(tf.float32, [], name="x")
        if x.op.name == "x":
            tf.square(x, name="y")
    sess = tf.Session()
    (warning,) = sessions.read({"s": sess}, {x: 1.0}).warnings
    assert "ran 2 times" in warning
    assert "what is fed to x_1 reaches nothing" in warning


def test_two_placeholders_of_two_lines_are_no_reason_to_warn():
    x = tf.placeholder(tf.float32, [], name="x")
    y = tf.placeholder(tf.float32, [], name="x")
    tf.add(x, y)
    assert sessions.read({"s": tf.Session()}).warnings == ()


def test_sessions_of_two_graphs_are_refused():
    other = tf.Session(graph=tf.Graph())
    with pytest.raises(ValueError, match="'b' runs another graph"):
        tf.view.session(a=tf.Session(), b=other)


def test_three_hundred_variables_stay_legible():
    for i in range(300):
        tf.Variable(float(i), name=f"v{i}")
    picture = tf.view.session(tf.Session())
    assert picture.scene.height < 1300
    assert len(picture.table()) == 300
    assert len(picture.html) < 60_000


# -- checkpoints ----------------------------------------------------------------------


@pytest.fixture
def saved(tmp_path):
    w = tf.Variable([[1.0, 2.0], [3.0, 4.0]], name="weights")
    b = tf.Variable([0.5, -0.5], name="bias")
    ema = tf.train.ExponentialMovingAverage(0.9)
    averaging = ema.apply([w])
    sess = tf.Session()
    sess.run(tf.global_variables_initializer())
    sess.run(tf.assign(w, w * 2))
    sess.run(averaging)
    path = Saver([w, b, ema.average(w)]).save(sess, str(tmp_path / "model"))
    tf.reset_default_graph()
    return path


def verdicts(picture):
    return {row[2] or row[0]: row[5] for row in picture.table()}


def test_it_foretells_what_restore_does(saved):
    good = tf.Variable(tf.zeros([2]), name="bias")
    assert verdicts(tf.view.checkpoint(saved))["bias"] == "restored"
    Saver([good]).restore(tf.Session(), saved)


@pytest.mark.parametrize(
    ("shape", "name", "told", "error"),
    [
        ([2, 2], "kernel", "no kernel in the file", tf.errors.NotFoundError),
        ([3], "bias", "shape [2] does not fit [3]", tf.errors.InvalidArgumentError),
    ],
)
def test_a_failure_is_seen_before_it_is_raised(saved, shape, name, told, error):
    v = tf.Variable(tf.zeros(shape), name=name)
    picture = tf.view.checkpoint(saved, [v])
    assert verdicts(picture)[name].startswith(told)
    assert "restoring will fail" in picture.description
    with pytest.raises(error):
        Saver([v]).restore(tf.Session(), saved)


def test_a_renamed_variable_is_found_and_its_cure_works(saved):
    kernel = tf.Variable(tf.zeros([2, 2]), name="kernel")
    assert "weights would fit" in verdicts(tf.view.checkpoint(saved))["kernel"]
    renamed = Saver({"weights": kernel})
    assert (
        verdicts(tf.view.checkpoint(saved, renamed))["kernel"] == "restored as kernel"
    )


def test_the_switch_restores_averages(saved):
    tf.Variable(tf.zeros([2, 2]), name="weights")
    picture = tf.view.checkpoint(saved)
    assert isinstance(picture, Player)
    off, on = picture.frame(0), picture.frame(1)
    assert "1 restored" in off.description
    words = [
        item.text
        for group in on.scene.groups
        for item in group.items
        if isinstance(item, Text)
    ]
    assert "restored from its average" in words
    assert "its average is taken instead" in words
    assert (off.scene.width, off.scene.height) == (on.scene.width, on.scene.height)


# -- profile --------------------------------------------------------------------------


def test_the_shares_add_up_and_the_slowest_comes_first():
    x = tf.placeholder(tf.float32, [300, 300], name="x")
    y = tf.reduce_sum(tf.matmul(x, x, name="product"), name="y")
    picture = tf.view.profile(tf.Session(), y, {x: np.ones([300, 300])}, runs=3)
    rows = list(picture.table())
    assert {row[0] for row in rows} == {"product", "y"}
    assert abs(sum(float(row[2].rstrip("%")) for row in rows) - 100) < 0.3
    assert {row[0]: row[3] for row in rows}["product"] == "360 KB"
    assert picture.description.startswith("Profile of y: ")


def test_the_watch_is_taken_off():
    sess = tf.Session()
    with profile.Stopwatch().watch(sess):
        pass
    assert sess.observers == []
