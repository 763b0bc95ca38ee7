"""The widgets of runs: other fetches and feeds, values read again, other files."""

import numpy as np
import pytest
import traitlets
from IPython.testing.globalipapp import start_ipython

import edflow as tf
from edflow.view.scene import Text
from edflow.widgets import runs


def said(widget):
    """All texts of what is shown."""
    items = [item for group in widget.frame.scene.groups for item in group.items]
    return [item.text for item in items if isinstance(item, Text)]


# -- run path -------------------------------------------------------------------------


@pytest.fixture
def shopping():
    apples = tf.placeholder(tf.float32, [None], name="apples")
    price = tf.placeholder(tf.float32, [None], name="price")
    tf.multiply(apples, 0.5, name="kilos")
    total = tf.multiply(apples, price, name="total")
    return tf.Session(), apples, price, total


def test_a_path_that_cannot_begin_begins_when_it_is_fed(shopping):
    sess, apples, price, total = shopping
    shown = tf.view.run_path(sess, total).widget()
    assert "the run cannot begin" in shown.frame.description
    shown.feeds[apples].fed = True
    assert "Missing feed price" in shown.frame.description
    assert "Missing feed apples" not in shown.frame.description
    shown.feeds[price].fed = True
    assert "total: 1 of 5 operations run" in said(shown)
    assert shown.run.troubles == ()


def test_a_shape_that_clashes_is_told_while_it_is_typed(shopping):
    sess, apples, price, total = shopping
    shown = tf.view.run_path(sess, total, {apples: [1, 2], price: [1, 2]}).widget()
    before = shown.frame.scene.width
    shown.feeds[price].shape = "3"
    assert "apples [2], price [3]" in shown.frame.description
    shown.feeds[price].shape = "2"
    assert shown.run.troubles == ()
    assert shown.frame.scene.width == before


def test_another_fetch_has_another_way(shopping):
    sess, apples, _, total = shopping
    shown = tf.view.run_path(sess, total, {apples: [1.0]}).widget()
    shown.fetch = "kilos"
    assert shown.run.order == ("kilos",)
    assert shown.run.troubles == ()
    shown.step.value = 0
    assert shown.frame.description == (
        "After 1 of 1 operations, the last of them kilos."
    )
    shown.fetch = "as given"
    assert "Missing feed price" in shown.frame.description
    with pytest.raises(traitlets.TraitError, match="no operation of this graph"):
        shown.fetch = "pears"


def test_a_feed_moves_no_box_beside_the_others(shopping):
    sess, apples, price, total = shopping
    shown = tf.view.run_path(sess, total, {apples: [1.0], price: [2.0]}).widget()

    def places():
        titles = [
            next(item for item in group.items if isinstance(item, Text))
            for group in shown.frame.scene.groups
            if group.kind.startswith("box")
        ]
        x, y = titles[0].x, titles[0].y
        return [(round(one.x - x), round(one.y - y)) for one in titles]

    before = places()
    shown.feeds[price].fed = False
    assert len(set(places())) > 1
    assert places() == before


# -- sessions -------------------------------------------------------------------------


def test_values_are_read_again():
    w = tf.Variable(1.0, name="w")
    one, other = tf.Session(), tf.Session()
    one.run(w.initializer)
    shown = tf.view.session(one=one, other=other).widget()
    assert "other has no value yet for w" in shown.frame.description
    other.run(tf.assign(w, 7.0))
    shown.again.click()
    assert "one holds w 1. other holds w 7." in shown.frame.description


def test_values_are_read_after_every_cell_until_it_is_closed(monkeypatch):
    shell = start_ipython()
    monkeypatch.setattr(runs, "get_ipython", lambda: shell)
    w = tf.Variable(1.0, name="w")
    sess = tf.Session()
    shown = tf.view.session(sess).widget()
    assert shown.live
    sess.run(w.initializer)
    shell.events.trigger("post_run_cell", None)
    assert "session 1 holds w 1." in shown.frame.description
    shown.close()
    sess.run(tf.assign(w, 5.0))
    shell.events.trigger("post_run_cell", None)
    assert "session 1 holds w 1." in shown.frame.description


def test_of_many_variables_any_can_be_found():
    for i in range(100):
        tf.Variable(float(i), name=f"layer_{i}")
    shown = tf.view.session(tf.Session()).widget()
    assert "layer_99" not in said(shown)
    shown.first.value = shown.first.max
    assert "layer_99" in said(shown)
    shown.words.value = "_42"
    assert [text for text in said(shown) if text.startswith("layer")] == ["layer_42"]
    assert shown.first.layout.display == "none"


# -- profiles -------------------------------------------------------------------------


@pytest.fixture
def profiled():
    x = tf.placeholder(tf.float32, [200, 200], name="x")
    wide = tf.tile(x, [2, 2], name="wide")
    y = tf.reduce_sum(tf.matmul(x, x, name="product") + wide[:200, :200], name="y")
    feed = {x: np.ones([200, 200], np.float32)}
    return tf.view.profile(tf.Session(), y, feed, runs=2).widget()


def test_the_table_follows_what_it_is_sorted_by(profiled):
    profiled.by = "memory"
    first = profiled._table.value.index
    assert first("<td>wide</td>") < first("<td>product</td>")
    assert "the darker, the more memory its result takes" in said(profiled)
    with pytest.raises(traitlets.TraitError):
        profiled.by = "colour"


def test_it_runs_again_as_often_as_is_said(profiled):
    before = profiled.profile
    profiled.runs.value = 3
    profiled.again.click()
    assert profiled.profile is not before
    assert profiled.profile.runs == 3
    assert profiled.frame.description.startswith("Profile of y: ")


# -- checkpoints ----------------------------------------------------------------------


@pytest.fixture
def directory(tmp_path):
    w = tf.Variable([1.0, 2.0], name="w")
    ema = tf.train.ExponentialMovingAverage(0.9)
    averaging = ema.apply([w])
    sess = tf.Session()
    sess.run(tf.global_variables_initializer())
    plain, all_of_it = tf.train.Saver([w]), tf.train.Saver()
    plain.save(sess, str(tmp_path / "model"), global_step=9)
    sess.run(averaging)
    all_of_it.save(sess, str(tmp_path / "model"), global_step=10)
    return tmp_path


def test_each_checkpoint_of_the_directory_can_be_chosen(directory):
    shown = tf.view.checkpoint(directory).widget()
    assert [name for name, _ in shown._chosen.options] == ["model-9", "model-10"]
    assert "model-10: restoring will succeed" in shown.frame.description
    shown.path = str(directory / "model-9")
    assert "model-9: restoring will fail" in shown.frame.description
    assert "w/ExponentialMovingAverage fails" in shown.frame.description


def test_averages_are_restored_where_there_are_some(directory):
    shown = tf.view.checkpoint(directory, tf.trainable_variables()).widget()
    shown.averages = True
    assert "restored from its average" in said(shown)
    shown.path = str(directory / "model-9")
    assert shown._switch.disabled
    assert "restored from its average" not in said(shown)


def test_what_a_loop_has_written_since_is_found(directory):
    shown = tf.view.checkpoint(directory, tf.trainable_variables()).widget()
    for file in directory.glob("model-10.*"):
        file.with_name(file.name.replace("10", "11")).write_bytes(file.read_bytes())
    shown.again.click()
    assert [name for name, _ in shown._chosen.options][-1] == "model-11"
    assert shown.path == str(directory / "model-10")
