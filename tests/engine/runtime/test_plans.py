"""A plan holds what a fetch needs, in order, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import edflow as tf
from edflow.engine.runtime.passes import fold_constants
from edflow.engine.runtime.plan import make_plan


def planned(*fetches, feeds=()):
    return [op.name for op in make_plan(fetches, feeds).operations]


def test_only_what_is_needed_in_the_order_of_creation():
    a, b, c = (tf.constant(1.0, name=name) for name in "abc")
    total = tf.add(c, a, name="total")
    tf.add(total, b, name="more")
    assert planned(total) == ["a", "c", "total"]
    assert planned(total.op, b) == ["a", "b", "c", "total"]


def test_what_lies_behind_a_feed_is_not_run():
    a = tf.constant(1.0, name="a")
    b = tf.add(a, a, name="b")
    c = tf.add(b, b, name="c")
    assert planned(c, feeds=[b]) == ["c"]
    assert planned(b, feeds=[b]) == []


def test_control_inputs_are_needed_too(fresh_graph):
    a = tf.constant(1.0, name="a")
    with fresh_graph.control_dependencies([a]):
        b = tf.constant(2.0, name="b")
    assert planned(b) == ["a", "b"]


def test_a_missing_feed_names_the_way_to_it():
    x = tf.placeholder(tf.float32, [None, 2], name="images")
    loss = tf.add(tf.add(x, 1.0, name="shifted"), 1.0, name="loss")
    with pytest.raises(tf.errors.InvalidArgumentError) as caught:
        tf.Session().run(loss)
    message = str(caught.value)
    assert "'images'" in message
    assert "[?, 2]" in message
    assert "shifted <- loss" in message
    assert "test_plans.py, line" in message
    assert caught.value.op is x.op


def test_a_long_way_is_shortened():
    x = tf.placeholder(tf.float32)
    y = x
    for _ in range(100):
        y = y + 1.0
    with pytest.raises(tf.errors.InvalidArgumentError, match="…") as caught:
        tf.Session().run(y)
    assert len(str(caught.value)) < 400


def test_a_plan_is_a_page_to_read():
    x = tf.placeholder(tf.float32, [2], name="x")
    session = tf.Session()
    page = str(session.plan(tf.multiply(x, x, name="square"), [x]))
    assert page.splitlines() == [
        "1 of 2 operations",
        "  feed  x:0 float32[2]",
        "     1  square:0 float32[2] = Mul(x:0, x:0)",
        "  fetch square:0",
    ]


def test_the_same_fetch_has_the_same_program():
    x = tf.constant(1.0) + 1.0
    session = tf.Session()
    assert session.program_for((x,), ()) is session.program_for((x,), ())


def test_a_program_does_not_go_stale_when_the_graph_grows():
    v = tf.Variable(1.0)
    session = tf.Session()
    session.run(v.initializer)
    double = v * 2.0
    assert session.run(double) == 2
    session.run(v.assign(5.0))
    assert session.run(double) == 10


def test_a_chain_of_20000_operations_is_no_recursion():
    y = x = tf.placeholder(tf.float32)
    for _ in range(20_000):
        y = tf.negative(y)
    assert tf.Session().run(y, {x: 3.0}) == 3


# -- passes ---------------------------------------------------------------------------


def both_ways(fetches, feed=None):
    """The values with folding and without."""
    session = tf.Session()
    folded = session.run(fetches, feed)
    session = tf.Session()
    session.passes = ()
    return folded, session.run(fetches, feed)


NUMBERS = st.floats(-4, 4, width=32)
STEPS = st.lists(st.tuples(st.sampled_from("+-*/n"), NUMBERS), max_size=8)


@given(NUMBERS, NUMBERS, STEPS)
def test_folding_changes_no_value(fed, start, steps):
    tf.reset_default_graph()
    x = tf.placeholder(tf.float32)
    operate = {
        "+": tf.add,
        "-": tf.subtract,
        "*": tf.multiply,
        "/": tf.truediv,
        "n": lambda a, _: tf.negative(a),
    }
    alone = tf.constant(start)
    for symbol, number in steps:
        alone = operate[symbol](alone, number)
    folded, plain = both_ways([alone, alone + x], {x: fed})
    assert [v.tobytes() for v in folded] == [v.tobytes() for v in plain]


def test_folding_takes_out_what_depends_on_constants_alone():
    x = tf.placeholder(tf.float32, name="x")
    y = tf.multiply(x, tf.constant(2.0) + 1.0, name="y")
    plan = fold_constants(make_plan([y], [x]))
    assert [op.name for op in plan.operations] == ["y"]
    assert sorted(float(v) for v in plan.constants.values()) == [1, 2, 3]


def test_a_fed_constant_is_not_folded():
    c = tf.constant(1.0)
    y = c + 1.0
    assert tf.Session().run(y, {c: 5.0}) == 6
    assert tf.Session().run(c * 2.0, {c: 5.0}) == 10


def test_a_fed_output_of_a_folded_operation_stays_fed():
    a, b = tf.unstack(tf.constant([1.0, 2.0]))
    assert tf.Session().run(a + b, {a: 10.0}) == 12


def test_variables_are_not_folded():
    v = tf.Variable(1.0)
    plan = fold_constants(make_plan([v.value()], []))
    assert v.op in plan.operations


def test_what_cannot_be_folded_fails_when_it_runs():
    shape = tf.placeholder_with_default(tf.constant([3, 2]), [2])
    y = tf.reshape(tf.zeros([4]), shape, name="y")
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"'y'.*6 elements"):
        tf.Session().run(y)
