"""Every pass, held to one contract: the same answers with it and without."""

import inspect
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import edflow as tf
from edflow.engine.graph import OpDef
from edflow.engine.runtime import passes
from edflow.engine.runtime.plan import make_plan

PASSES = passes.DEFAULT_PASSES
SUBSETS = [(), *[(each,) for each in PASSES], PASSES, PASSES[::-1], PASSES + PASSES]
LARGE = 1 << 15  # Elements: enough for results to be written over inputs.


def plan_of(*fetches, feeds=()):
    return make_plan(fetches, feeds)


def kinds(plan):
    return [step.opdef.type for step in plan.steps]


# -- reads -----------------------------------------------------------------------------


def test_a_read_is_a_step_right_before_the_step_that_takes_it():
    v = tf.Variable(1.0, name="v")
    early = tf.square(v)
    add = tf.assign_add(v, 1.0)
    late = tf.square(v)
    plan = plan_of(early, add, late)
    assert kinds(plan) == [
        "VariableV2", "Identity", "Read", "Square", "Const", "AssignAdd", "Read",
        "Square", "Read",
    ]  # fmt: skip
    first, second, fetched = (step for step in plan.steps if step.is_read)
    assert (
        first.variables == second.variables == fetched.variables == (v.op.outputs[0],)
    )
    assert plan.results[1] is fetched.outputs[0]


def test_what_a_step_writes_and_what_it_only_hands_on():
    v = tf.Variable(1.0)
    plan = plan_of(tf.assign_add(v, tf.square(v)))
    writes = {step.opdef.type: step.writes for step in plan.steps}
    ref = v.op.outputs[0]
    assert writes["AssignAdd"] == (ref,)
    assert writes["Read"] == writes["Identity"] == writes["Square"] == ()
    assert [s.opdef.type for s in plan.steps if s.hands_on] == ["Identity"]


def test_a_plan_shows_where_variables_are_read():
    v = tf.Variable(1.0, name="v")
    page = str(tf.Session().plan(tf.square(v, name="y"))).splitlines()
    assert page[3:6] == [
        "        read v:0",
        "     3  y:0 float32[] = Square(v/read:0)",
        "  fetch y:0",
    ]


@pytest.mark.parametrize(
    "chosen", SUBSETS, ids=lambda s: "+".join(p.__name__ for p in s)
)
def test_equal_reads_with_a_write_between_are_two(chosen):
    v = tf.Variable(1.0)
    with tf.Session() as session:
        session.passes = chosen
        session.run(v.initializer)
        fetches = [tf.square(v), tf.assign_add(v, 1.0), tf.square(v)]
        assert session.run(fetches) == [1, 2, 4]


# -- the passes themselves -------------------------------------------------------------


def test_equal_operations_are_computed_once():
    x = tf.placeholder(tf.float32, name="x")
    a, b = tf.exp(x * 2.0, name="a"), tf.exp(x * 2.0, name="b")
    plan = passes.merge_equal(passes.fold_constants(plan_of(a + b, feeds=[x])))
    assert kinds(plan) == ["Mul", "Exp", "AddV2"]
    assert [op.name for op in plan.operations] == ["mul", "a", "mul_1", "b", "add"]


def test_draws_and_what_differs_in_a_sign_of_zero_are_not_equal():
    x = tf.placeholder(tf.float32)
    draws = tf.random_uniform([2]), tf.random_uniform([2])
    zeros = 1.0 / (x * 0.0), 1.0 / (x * -0.0)
    session = tf.Session()
    (a, b), (plus, minus) = session.run([draws, zeros], {x: 1.0})
    assert not np.array_equal(a, b)
    assert (plus, minus) == (np.inf, -np.inf)


def test_a_fed_output_is_nobodys_twin():
    x = tf.placeholder(tf.float32)
    a, b = tf.square(x, name="a"), tf.square(x, name="b")
    assert tf.Session().run([a + 0.0, b + 0.0], {x: 3.0, a: 5.0}) == [5, 9]
    assert tf.Session().run([a + 0.0, b + 0.0], {x: 3.0, b: 5.0}) == [9, 5]


def test_the_same_result_fetched_twice_is_two_arrays():
    x = tf.placeholder(tf.float32, [2])
    one, other = tf.Session().run([tf.square(x), tf.square(x)], {x: [1.0, 2.0]})
    one[:] = 0
    np.testing.assert_array_equal(other, [1, 4])


def test_passes_leave_the_plan_that_they_are_given_alone():
    v = tf.Variable(1.0)
    plan = plan_of(tf.exp(v * 2.0 + 1.0), tf.assign_add(v, 1.0))
    before = str(plan)
    for each in PASSES:
        each(plan)
    assert str(plan) == before


# -- the contract ----------------------------------------------------------------------

UNARY = [tf.square, tf.negative, tf.identity, tf.nn.relu, tf.stop_gradient]
BINARY = [tf.add, tf.multiply, tf.subtract, tf.maximum]
WRITES = [tf.assign, tf.assign_add, tf.assign_sub]
GRAPHS = st.lists(
    st.tuples(
        st.sampled_from(["unary", "binary", "write", "if", "while", "constant"]),
        st.integers(0, 9),
        st.integers(0, 99),
        st.integers(0, 99),
    ),
    min_size=2,
    max_size=14,
)


def build(recipe, variables):
    """A graph that a recipe describes: what it computes, in order of creation."""
    made = [v.value() for v in variables]
    for kind, which, i, j in recipe:
        x, y = made[i % len(made)], made[j % len(made)]
        v = variables[which % len(variables)]
        if kind == "unary":
            made.append(UNARY[which % len(UNARY)](x))
        elif kind == "binary":
            made.append(BINARY[which % len(BINARY)](x, v if which % 3 else y))
        elif kind == "write":
            made.append(WRITES[which % len(WRITES)](v, tf.clip_by_value(x, -9.0, 9.0)))
        elif kind == "constant":
            made.append(tf.constant(float(which), shape=variables[0].shape) * 0.5)
        elif kind == "if":
            made.append(
                tf.cond(
                    tf.reduce_sum(x) > tf.reduce_sum(v),
                    lambda v=v, x=x: tf.assign(v, tf.tanh(x)) + v,
                    lambda v=v, y=y: v * y,
                )
            )
        else:
            made.append(loop(v, x))
        made[-1] = tf.clip_by_value(made[-1], -99.0, 99.0)
    return made


def loop(v, x):
    def turn(i, total):
        write = tf.assign_add(v, tf.tanh(total))
        with tf.control_dependencies([write]):
            return i + 1, tf.tanh(total + v)

    return tf.while_loop(lambda i, _: i < 2, turn, [tf.constant(0), tf.tanh(x)])[1]


def answers(fetches, variables, chosen, seed):
    rng = np.random.default_rng(seed)
    with tf.Session() as session:
        session.passes = chosen
        for v in variables:
            v.load(rng.normal(size=v.shape.as_list()).astype(np.float32), session)
        first = session.run(fetches)
        return first, session.run(fetches), session.run(list(variables))


@settings(deadline=None)  # Each example plans and runs the graph nine times.
@given(GRAPHS, st.sampled_from([(3,), (LARGE,)]), st.integers(0, 9))
def test_all_passes_give_what_no_pass_gives(recipe, shape, seed):
    tf.reset_default_graph()
    variables = [tf.Variable(tf.zeros(shape)) for _ in range(2)]
    fetches = build(recipe, variables)
    plain = answers(fetches, variables, (), seed)
    for chosen in SUBSETS[1:]:
        better = answers(fetches, variables, chosen, seed)
        for one, other in zip(plain, better, strict=True):
            for a, b in zip(one, other, strict=True):
                assert a.tobytes() == b.tobytes()


def test_the_registry_holds_no_step_of_plans():
    assert "Read" not in OpDef.registry


def test_the_readme_shows_a_pass_as_it_is():
    page = (Path(__file__).parents[3] / "README.md").read_text("utf-8")
    assert inspect.getsource(passes.merge_equal) in page
