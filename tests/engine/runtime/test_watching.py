"""Observers see every step and change none; errors say what, with what, and where."""

import re

import numpy as np
import pytest

import edflow as tf
from edflow.engine.runtime.observe import Observer


class Diary(Observer):
    """Writes down every call."""

    def __init__(self):
        self.lines = []

    def start(self, plan):
        self.lines.append("start")

    def before(self, op):
        self.lines.append(f"before {op.name}")

    def after(self, op, outputs, seconds):
        assert seconds >= 0
        self.lines.append(
            f"after {op.name} {[np.asarray(o).tolist() for o in outputs]}"
        )

    def failed(self, op, error):
        self.lines.append(f"failed {op.name} {type(error).__name__}")

    def finish(self, plan):
        self.lines.append("finish")


def test_an_observer_sees_each_step_in_order():
    x = tf.placeholder(tf.float32, name="x")
    y = tf.negative(tf.multiply(x, x, name="square"), name="y")
    session = tf.Session()
    with Diary().watch(session) as diary:
        assert session.run(y, {x: 3.0}) == -9
    session.run(y, {x: 3.0})
    assert diary.lines == [
        "start",
        "before square",
        "after square [9.0]",
        "before y",
        "after y [-9.0]",
        "finish",
    ]


def test_an_observer_sees_the_values_of_variables():
    v = tf.Variable([1.0], name="v")
    step = tf.assign_add(v, [2.0], name="step")
    session = tf.Session()
    session.run(v.initializer)
    with Diary().watch(session) as diary:
        session.run(step)
    assert "after step [[3.0]]" in diary.lines


def test_a_failure_is_seen_and_ends_the_run():
    x, y = tf.placeholder(tf.float32), tf.placeholder(tf.float32)
    z = tf.add(x, y, name="z")
    session = tf.Session()
    with (
        Diary().watch(session) as diary,
        pytest.raises(tf.errors.InvalidArgumentError),
    ):
        session.run(tf.negative(z), {x: [1, 2], y: [1, 2, 3]})
    assert diary.lines == ["start", "before z", "failed z ValueError"]
    assert session.observers == []


def test_watching_changes_no_result():
    v = tf.Variable([1.0, 2.0])
    fetches = [v * 2.0, v.assign_add([1.0, 1.0]), v]
    session = tf.Session()
    session.run(v.initializer)
    plain = session.run(fetches)
    session.run(v.initializer)
    with Observer().watch(session):
        watched = session.run(fetches)
    for one, other in zip(plain, watched, strict=True):
        np.testing.assert_array_equal(one, other)


# -- failures -------------------------------------------------------------------------


@pytest.mark.parametrize("watched", [False, True])
def test_an_error_carries_op_shapes_and_line(watched):
    x = tf.placeholder(tf.float32, [None, None], name="x")
    y = tf.placeholder(tf.float32, [None, None], name="y")
    z = tf.matmul(x, y, name="logits")
    line = z.op.traceback[-1][1]
    session = tf.Session()
    if watched:
        session.observers.append(Observer())
    with pytest.raises(tf.errors.InvalidArgumentError) as caught:
        session.run(z, {x: np.ones((2, 3)), y: np.ones((4, 5))})
    session.observers.clear()
    (note,) = caught.value.__notes__
    assert re.search(r"MatMul 'logits'", note)
    assert "x:0 float32[2, 3]" in note
    assert "y:0 float32[4, 5]" in note
    assert f"test_watching.py, line {line}" in note
    assert caught.value.op is z.op


def test_an_uninitialized_variable_is_named():
    v = tf.Variable(1.0, name="weights")
    with pytest.raises(tf.errors.FailedPreconditionError, match="weights") as caught:
        tf.Session().run(v * 2.0)
    assert caught.value.__notes__


def test_a_run_after_a_failure_is_as_good_as_new():
    x = tf.placeholder(tf.float32)
    y = tf.reshape(x, [2, 2])
    session = tf.Session()
    with pytest.raises(tf.errors.InvalidArgumentError):
        session.run(y, {x: [1.0]})
    assert session.run(y, {x: np.ones(4)}).shape == (2, 2)


def test_division_by_zero_is_silent():
    assert tf.Session().run(tf.constant([1.0]) / 0.0).tolist() == [np.inf]


CLASSES = [c for c in vars(tf.errors).values() if isinstance(c, type)]
CODED = [c for c in CLASSES if getattr(c, "code", None) is not None]


@pytest.mark.parametrize("kind", [c for c in CODED if not c.__name__.startswith("_")])
def test_every_error_knows_its_code(kind):
    error = kind(None, None, "what happened")
    name = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", kind.__name__.removesuffix("Error"))
    assert error.error_code == getattr(tf.errors, name.upper())
    assert str(error) == error.message == "what happened"
    assert isinstance(error, tf.errors.OpError)
