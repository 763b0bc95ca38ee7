"""What bodies promise beyond their values: what runs, what it costs, what it says."""

import tracemalloc

import numpy as np
import pytest
from effort import calls

import edflow as tf


def test_only_the_branch_that_is_taken_runs():
    taken, other = tf.Variable(0), tf.Variable(0)
    where = tf.placeholder(tf.bool)
    y = tf.cond(where, lambda: taken.assign_add(1), lambda: other.assign_add(1))
    session = tf.Session()
    session.run(tf.global_variables_initializer())
    for value in (True, True, False):
        session.run(y, {where: value})
    assert session.run([taken, other]) == [2, 1]


def test_a_branch_that_would_fail_is_not_run():
    x = tf.placeholder(tf.int32)
    y = tf.cond(tf.equal(x, 0), lambda: x, lambda: 12 // x)
    session = tf.Session()
    assert session.run(y, {x: 0}) == 0
    assert session.run(y, {x: 5}) == 2
    slope = tf.gradients(tf.cond(tf.equal(x, 0), lambda: 1.0, lambda: 2.0), x)
    assert slope == [None]


def chain(steps, x):
    """cos of cos of cos of x, and its slope."""
    _, y = tf.while_loop(
        lambda i, _: i < steps, lambda i, y: (i + 1, tf.cos(y)), (tf.constant(0), x)
    )
    return y, tf.gradients(y, x)[0]


def test_a_gradient_through_a_thousand_turns():
    x = tf.constant(0.3, tf.float64)
    steps = tf.placeholder(tf.int32, [])
    _, slope = chain(steps, x)
    value, expected = 0.3, 1.0
    for _ in range(1000):
        expected *= -np.sin(value)
        value = np.cos(value)
    found = tf.Session().run(slope, {steps: 1000})
    np.testing.assert_allclose(found, expected, 1e-9, 1e-300)


def cost(run, feeds):
    """How many functions are called, and the peak of memory in bytes."""
    run(feeds)
    work = calls(lambda: run(feeds))
    tracemalloc.start()
    run(feeds)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return work, peak


@pytest.mark.parametrize("kind", ["state", "scan"])
def test_time_and_memory_grow_with_the_turns_and_no_faster(kind):
    x = tf.placeholder(tf.float64, [None, 64])
    if kind == "scan":
        y = tf.scan(lambda total, row: tf.tanh(total + row), x)[-1]
    else:
        count = tf.shape(x)[0]
        start = (tf.constant(0), tf.ones([64], tf.float64))
        _, y = tf.while_loop(
            lambda i, _: i < count, lambda i, y: (i + 1, tf.tanh(y + x[0])), start
        )
    slope = tf.gradients(y, x)[0]
    session = tf.Session()

    def run(rows):
        return session.run(slope, {x: rows})

    run(np.ones((10, 64)))
    some, many = (cost(run, np.full((n, 64), 0.01)) for n in (250, 1000))
    assert many[0] < 4.2 * some[0], "four times the turns are four times the work"
    assert many[1] < 6 * some[1]


def test_what_is_drawn_in_a_body_is_the_same_on_the_way_back():
    x = tf.ones([1000])
    _, y = tf.while_loop(
        lambda i, _: i < 3,
        lambda i, y: (i + 1, tf.nn.dropout(y, 0.5)),
        (tf.constant(0), x),
    )
    slope = tf.gradients(y, x)[0]
    value, slope = tf.Session().run([y, slope])
    assert set(np.unique(value)) == {0.0, 8.0}
    np.testing.assert_array_equal(value, slope)  # Linear: y = slope * x, and x is 1.


def test_what_is_drawn_in_a_branch_is_the_same_on_the_way_back():
    x = tf.ones([1000])
    y = tf.cond(tf.reduce_sum(x) > 0, lambda: tf.nn.dropout(x, 0.5), lambda: x)
    slope = tf.gradients(y, x)[0]
    value, slope = tf.Session().run([y, slope])
    assert set(np.unique(value)) == {0.0, 2.0}
    np.testing.assert_array_equal(value, slope)


def test_an_error_in_a_body_names_the_operation_and_its_line():
    x = tf.placeholder(tf.float32, [None])

    def turn(i, y):
        return i + 1, y + tf.matmul([[1.0]], tf.reshape(x, [1, 1]), name="inner")[0]

    _, y = tf.while_loop(lambda i, _: i < 2, turn, (tf.constant(0), tf.zeros([1])))
    with pytest.raises(tf.errors.InvalidArgumentError) as caught:
        tf.Session().run(y, {x: [1.0, 2.0]})
    told = str(caught.value) + "".join(getattr(caught.value, "__notes__", []))
    assert "Reshape" in told
    assert "test_control.py" in told
    assert getattr(caught.value.op, "name", "").startswith("while/")


def test_variables_of_a_body_are_those_of_the_graph():
    def turn(i, y):
        with tf.variable_scope("layer", reuse=tf.AUTO_REUSE):
            w = tf.get_variable("w", [], initializer=tf.constant_initializer(2.0))
        return i + 1, y * w

    _, y = tf.while_loop(lambda i, _: i < 3, turn, (tf.constant(0), 1.0))
    (w,) = tf.trainable_variables()
    assert w.name == "layer/w:0"
    assert w.graph is tf.get_default_graph()
    session = tf.Session()
    session.run(tf.global_variables_initializer())
    assert session.run([y, tf.gradients(y, w)[0]]) == [8.0, 12.0]


def test_a_loop_can_train():
    w = tf.Variable(0.5)
    _, y = tf.while_loop(lambda i, _: i < 4, lambda i, y: (i + 1, y * w), (0, 1.0))
    step = tf.train.GradientDescentOptimizer(0.0005).minimize(tf.square(y - 16.0))
    session = tf.Session()
    session.run(tf.global_variables_initializer())
    for _ in range(500):
        session.run(step)
    assert abs(session.run(w) - 2.0) < 1e-3


def test_an_error_in_a_body_leaves_variables_whole():
    v = tf.Variable(1.0)
    x = tf.placeholder(tf.float32, [])

    def turn(i, y):
        with tf.control_dependencies([v.assign_add(1.0)]):
            return i + 1, tf.check_numerics(y / x, "broken")

    _, y = tf.while_loop(lambda i, _: i < 3, turn, (tf.constant(0), 1.0))
    session = tf.Session()
    session.run(v.initializer)
    with pytest.raises(tf.errors.InvalidArgumentError):
        session.run(y, {x: 0.0})
    assert session.run(v) == 2.0


@pytest.mark.parametrize("value", [True, False])
def test_a_branch_that_is_an_operation_has_the_value_of_the_predicate(value):
    either = tf.placeholder_with_default(value, [])
    assert tf.Session().run(tf.cond(either, tf.no_op, tf.no_op)) == value


def test_a_branch_or_a_body_without_return_is_told_so():
    either = tf.placeholder(tf.bool, [])
    with pytest.raises(ValueError, match=r"true_fn returns None.*`return`"):
        tf.cond(either, lambda: None, lambda: 1.0)
    with pytest.raises(ValueError, match=r"None is not a value.*`return`"):
        tf.while_loop(lambda i: i < 3, lambda i: None, [0])
