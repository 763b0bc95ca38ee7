"""A directory of events as a picture: curves, distributions, runs."""

import numpy as np
import pytest

import edflow as tf
from edflow.summary.numbers import histogram_of
from edflow.view.scene import Text
from edflow.view.tensorboard import SHARES, draw, lines_of, read


def write(logdir, steps, tag="loss", scale=1.0, **options):
    with tf.summary.FileWriter(str(logdir), **options) as writer:
        for step in steps:
            value = tf.Summary.Value(tag=tag, simple_value=scale / (step + 1))
            writer.add_summary(tf.Summary(value=[value]), step)


def write_histograms(logdir, tag="weights"):
    random = np.random.default_rng(2)
    with tf.summary.FileWriter(str(logdir)) as writer:
        for step in range(5):
            histogram = histogram_of(random.normal(step, 1, 1000))
            value = tf.Summary.Value(tag=tag, histo=histogram)
            writer.add_summary(tf.Summary(value=[value]), step)


def texts(scene):
    return [item.text for g in scene.groups for item in g.items if type(item) is Text]


def test_curves_with_their_ends(tmp_path):
    write(tmp_path / "run", range(10))
    picture = tf.view.events(tmp_path / "run")
    assert repr(picture).startswith("run, 10 steps: loss 1 → 0.1\n")
    assert picture.table().rows == (
        ("loss", "1", "0.333", "0.2", "0.125", "0.1", "0.1", "1"),
    )
    assert "loss" in texts(picture.scene)
    assert "What run logged. run, 10 steps: loss 1 → 0.1." in picture.description


def test_distributions_below_the_curves(tmp_path):
    write(tmp_path, range(5))
    write_histograms(tmp_path)
    picture = tf.view.events(tmp_path)
    shown = texts(picture.scene)
    assert shown.index("loss") < shown.index("two thirds") < shown.index("weights")
    assert [row[0] for row in picture.table()] == ["loss", "median of weights"]
    only = tf.view.events(tmp_path, tags="w*")
    assert "1 histogram" in repr(only)
    assert only.scene.height < picture.scene.height


def test_lines_of_a_histogram_are_its_quantiles():
    values = np.random.default_rng(1).normal(3, 2, 100_000)
    found = lines_of(histogram_of(values))
    np.testing.assert_allclose(found, np.quantile(values, SHARES), atol=0.1)
    assert found[0] == values.min()
    assert found[-1] == values.max()
    assert lines_of(histogram_of(np.full(7, 2.5))).tolist() == [2.5] * 5
    assert np.isnan(lines_of(histogram_of(np.zeros(0)))).all()


def test_directories_are_runs(tmp_path):
    write(tmp_path / "train", range(3))
    write(tmp_path / "test", range(3), scale=2.0)
    curves = read(tmp_path).report.curves
    assert [curve.name for curve in curves] == ["test/loss", "train/loss"]
    assert curves[0].values[0] == 2 * curves[1].values[0]


def test_a_run_that_went_on_is_one_curve(tmp_path):
    write(tmp_path, range(5))
    write(tmp_path, range(3, 8), scale=10.0)
    (curve,) = read(tmp_path).report.curves
    assert curve.steps.tolist() == list(range(8))
    assert curve.values[3] == 2.5


def test_a_file_that_is_being_written_shows_what_is_whole(tmp_path):
    write(tmp_path, range(5))
    (path,) = tmp_path.iterdir()
    path.write_bytes(path.read_bytes()[:-3])
    assert read(tmp_path).report.curves[0].steps.tolist() == [0, 1, 2, 3]


def test_many_histograms_are_left_to_the_table(tmp_path):
    for i in range(14):
        write_histograms(tmp_path / f"{i:02}")
    logged = read(tmp_path)
    assert sum(text.endswith("/weights") for text in texts(draw(logged))) == 12
    assert len(tf.view.events(tmp_path).table()) == 14


def test_nothing_to_see_says_what_to_write(tmp_path):
    with pytest.raises(tf.errors.NotFoundError, match="write some with"):
        tf.view.events(tmp_path)
    write(tmp_path, range(2))
    with pytest.raises(tf.errors.NotFoundError, match=r"of the names acc\*, w"):
        tf.view.events(tmp_path, tags=["acc*", "w"])
