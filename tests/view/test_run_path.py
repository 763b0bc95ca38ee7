"""The way of a run: what it needs, in which order, and what is in its way."""

import numpy as np
import pytest

import edflow as tf
from edflow.view.graphs.marks import Tone
from edflow.view.runs.path import marks
from edflow.view.runs.rehearsal import rehearse


@pytest.fixture
def shopping():
    apples = tf.placeholder(tf.float32, [], name="apples")
    shoes = tf.placeholder(tf.float32, [], name="shoes")
    fruit = tf.multiply(apples, 0.5, name="fruit")
    clothes = tf.multiply(shoes, 60.0, name="clothes")
    total = tf.add(fruit, clothes, name="total")
    return tf.Session(), apples, shoes, fruit, total


def test_only_what_is_needed_runs_and_in_the_order_of_the_plan(shopping):
    sess, apples, _, fruit, _ = shopping
    run = rehearse(sess, fruit, {apples: 4})
    plan = sess.plan(fruit, [apples])
    assert run.order == tuple(op.name for op in plan.operations) == ("fruit",)
    assert run.settled == {"fruit/y"}
    assert run.fed == {"apples": "float32 []"}
    assert run.troubles == ()
    assert run.reached == 1


def test_every_missing_feed_is_told_with_its_way_and_its_cure(shopping):
    sess, *_, total = shopping
    run = rehearse(sess, total)
    assert [trouble.op for trouble in run.troubles] == ["apples", "shoes"]
    assert run.troubles[1].told == "missing feed shoes needed by clothes <- total"
    assert run.troubles[1].cure.startswith("add shoes: …, float32 of shape []")
    assert run.reached == 0


def test_the_picture_agrees_with_the_error_of_the_run(shopping):
    sess, apples, _, _, total = shopping
    with pytest.raises(tf.errors.InvalidArgumentError, match="clothes <- total"):
        sess.run(total, {apples: 4})
    picture = tf.view.run_path(sess, total, {apples: 4})
    assert "needed by clothes <- total" in picture.description
    assert "the run cannot begin" in picture.text


def test_a_clash_of_shapes_is_seen_before_the_run():
    x = tf.placeholder(tf.float32, [None, 3], name="x")
    y = tf.placeholder(tf.float32, [None, 3], name="y")
    both = tf.add(x, y, name="both")
    after = tf.reduce_sum(both, name="after")
    sess = tf.Session()
    feed = {x: np.zeros([2, 3]), y: np.zeros([4, 3])}
    run = rehearse(sess, after, feed)
    assert [trouble.op for trouble in run.troubles] == ["both"]
    assert "x [2, 3], y [4, 3]" in run.troubles[0].told
    assert run.reached == 0
    with pytest.raises(tf.errors.InvalidArgumentError):
        sess.run(after, feed)


def test_a_fed_value_that_does_not_fit_is_told():
    x = tf.placeholder(tf.float32, [None, 3], name="x")
    run = rehearse(tf.Session(), tf.square(x), {x: np.zeros([2, 4])})
    assert run.troubles[0].op == "x"
    assert "[2, 4]" in run.troubles[0].told


def test_a_variable_without_a_value_is_told_unless_it_is_being_initialized():
    w = tf.Variable(1.0, name="w")
    sess = tf.Session()
    assert rehearse(sess, w.read_value()).troubles[0].sign == "no value yet"
    assert rehearse(sess, w.initializer).troubles == ()
    sess.run(w.initializer)
    assert rehearse(sess, w.read_value()).troubles == ()


def test_after_a_failure_it_shows_how_far_the_run_came():
    x = tf.placeholder(tf.int32, None, name="x")
    doubled = tf.multiply(x, 2, name="doubled")
    picked = tf.gather([1, 2, 3], doubled, name="picked")
    last = tf.negative(picked, name="last")
    sess = tf.Session()
    with pytest.raises(tf.errors.InvalidArgumentError) as caught:
        sess.run(last, {x: 5})
    run = rehearse(sess, last, {x: 5}, caught.value)
    assert run.ran
    assert run.order[: run.reached] == ("doubled",)
    picture = tf.view.run_path(sess, last, {x: 5}, caught.value)
    assert "stopped after 1 of 3 operations" in picture.text


def test_nothing_is_computed_and_the_graph_does_not_grow(shopping, fresh_graph):
    w = tf.Variable(1.0, name="w")
    up = tf.assign_add(w, 1.0)
    sess = shopping[0]
    sess.run(w.initializer)
    before = fresh_graph.version
    tf.view.run_path(sess, up)
    assert fresh_graph.version == before
    assert sess.run(w) == 1.0


def test_boxes_are_faded_waiting_current_or_alarming(shopping):
    sess, apples, shoes, fruit, total = shopping
    run = rehearse(sess, total, {apples: 4, shoes: 1})
    looks = tf.view.graph().looks
    drawn = looks.draw([looks.first(looks.parts[0])])[0]
    told = marks(run, drawn.diagram, drawn.folds, 2)
    assert told["clothes"].tone is Tone.CURRENT
    assert told["total"].tone is Tone.WAITING
    assert told["fruit"].badge == "1"
    assert told["apples"].line == "fed float32 []"
    half = rehearse(sess, fruit, {apples: 4})
    told = marks(half, drawn.diagram, drawn.folds, None)
    assert told["shoes"].tone is told["total"].tone is Tone.FADED
    missing = rehearse(sess, total, {apples: 4})
    told = marks(missing, drawn.diagram, drawn.folds, None)
    assert told["shoes"].tone is Tone.ALARM


def test_the_table_says_what_each_operation_does(shopping):
    sess, apples, _, _, total = shopping
    rows = list(tf.view.run_path(sess, total, {apples: 4}).table())
    assert ("", "shoes", "not fed") in rows
    assert ("3", "total", "is not reached") in rows
