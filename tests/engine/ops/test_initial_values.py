"""Variables that start from others."""

import pytest

import edflow as tf


@pytest.mark.parametrize(
    "start", [lambda w: w * 2, lambda w: w + w, lambda w: tf.tile(w, [2])[:2] * 2]
)
def test_a_variable_made_of_another_starts_in_any_order(start):
    w = tf.Variable([1.0, 2.0])
    v = tf.Variable(start(w))
    session = tf.Session()
    session.run(v.initializer)
    assert session.run(v).tolist() == [2, 4]
    session.run(w.initializer)
    session.run(w.assign([5.0, 6.0]))
    session.run(v.initializer)
    assert session.run(v).tolist() == [10, 12]


def test_what_needs_no_variable_is_taken_as_it_is():
    tf.Variable(1.0)
    start = tf.ones([2])
    before = tf.get_default_graph().version
    variable = tf.Variable(start)
    assert variable.initializer.inputs[1] is start
    assert tf.get_default_graph().version == before + 3
