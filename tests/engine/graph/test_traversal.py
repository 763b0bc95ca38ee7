"""Backwards through a graph: what is needed, by whom, and in which order."""

import edflow as tf
from edflow.engine.graph import traversal


def names(ops):
    return [op.name for op in ops]


def test_operations_come_in_the_order_of_their_creation():
    x = tf.constant(1.0, name="x")
    a = tf.square(x, name="a")
    tf.negative(x, name="unrelated")
    b = tf.add(a, x, name="b")
    assert names(traversal.needed_for([b])) == ["x", "a", "b"]


def test_what_is_given_hides_what_lies_behind_it():
    x = tf.constant(1.0, name="x")
    a = tf.square(x, name="a")
    b = tf.negative(a, name="b")
    assert names(traversal.needed_for([b], given=[a])) == ["b"]
    assert traversal.needed_for([a], given=[a]) == []


def test_nobody_waits_for_an_operation_whose_output_is_given():
    a = tf.constant(1.0, name="a")
    with tf.control_dependencies([a]):
        b = tf.no_op(name="b")
    assert names(traversal.needed_for([b])) == ["a", "b"]
    assert names(traversal.needed_for([b], given=[a])) == ["b"]
    assert names(traversal.needed_for([b], control=False)) == ["b"]


def test_the_nearest_is_the_fewest_steps_back():
    x = tf.constant(1.0, name="x")
    far = tf.square(x, name="far")
    near = tf.square(tf.negative(far), name="near")
    target = tf.add(tf.negative(near), far)
    found = traversal.nearest([target], lambda op: op.type == "Square")
    assert found is far.op  # One step along `+ far`, two along `near`.
    assert traversal.nearest([x], lambda op: op.type == "Square") is None


def test_the_way_from_a_source_to_the_target_that_needs_it():
    x = tf.constant(1.0, name="x")
    y = tf.negative(tf.square(x, name="a"), name="y")
    met = list(traversal.backward([y]))
    assert traversal.way_to(x.op, met) == ["x", "a", "y"]


def test_dependence():
    x = tf.constant(1.0)
    y = tf.square(x)
    with tf.control_dependencies([y]):
        z = tf.constant(2.0)
    assert traversal.depends_on([y], [x])
    assert traversal.depends_on([x], [x])
    assert not traversal.depends_on([x], [y])
    assert not traversal.depends_on([z], [x])
    assert traversal.depends_on([z], [x], control=True)


def test_a_long_chain_is_no_recursion():
    x = tf.constant(1.0)
    for _ in range(20_000):
        x = tf.identity(x)
    assert len(traversal.needed_for([x])) == 20_001
