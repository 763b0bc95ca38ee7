"""Values come back in the structure that was asked for, and they are the caller's."""

from collections import OrderedDict, namedtuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import edflow as tf

Pair = namedtuple("Pair", "first second")

STRUCTURES = st.recursive(
    st.integers(0, 3),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.lists(inner, max_size=3).map(tuple),
        st.builds(Pair, inner, inner),
        st.dictionaries(st.text(max_size=2), inner, max_size=3),
        st.dictionaries(st.integers(), inner, max_size=3).map(OrderedDict),
    ),
    max_leaves=12,
)


def mapped(structure, function):
    """The structure with `function` of every integer leaf."""
    if isinstance(structure, int | np.integer):
        return function(structure)
    if isinstance(structure, dict):
        pairs = [(k, mapped(v, function)) for k, v in structure.items()]
        return type(structure)(pairs)
    parts = [mapped(item, function) for item in structure]
    return Pair(*parts) if isinstance(structure, Pair) else type(structure)(parts)


@given(STRUCTURES)
def test_any_nesting_comes_back_as_it_was(structure):
    tf.reset_default_graph()
    tensors = [tf.constant(i) for i in range(4)]
    result = tf.Session().run(mapped(structure, tensors.__getitem__))
    assert mapped(result, int) == structure
    assert kinds(result) == kinds(structure)


def kinds(structure):
    """The classes of a nested structure, without its leaves."""
    if isinstance(structure, dict):
        return type(structure), [kinds(v) for v in structure.values()]
    if isinstance(structure, list | tuple):
        return type(structure), [kinds(v) for v in structure]
    return None


@pytest.mark.parametrize("spell", [str, lambda name: name.encode().decode()])
def test_a_name_stands_for_what_it_names(spell):
    x = tf.constant(3, name="x")
    assert tf.Session().run([spell("x:0"), spell("x"), x.op]) == [3, None, None]


@pytest.mark.parametrize("value", [1.5, 1, True, "a", 1j])
def test_a_scalar_is_a_numpy_scalar(value):
    result = tf.Session().run(tf.constant(value))
    assert isinstance(result, np.generic | bytes)


NO_FETCH = [
    (None, TypeError),
    (3, TypeError),
    ([1.5], TypeError),
    ("nowhere", ValueError),
    ("nowhere:0", ValueError),
    ({"a": object()}, TypeError),
]


@pytest.mark.parametrize(("fetch", "error"), NO_FETCH)
def test_what_cannot_be_fetched_is_refused(fetch, error):
    tf.constant(1)
    with pytest.raises(error, match="cannot"):
        tf.Session().run(fetch)


def test_a_tensor_of_another_graph_is_refused():
    with tf.Graph().as_default():
        x = tf.constant(1)
    tf.constant(1)
    with pytest.raises(ValueError, match="another"):
        tf.Session().run(x)


# -- nobody else holds what was fetched -----------------------------------------------

OWNED = {
    "a constant": lambda: tf.constant([1.0, 2.0]),
    "a variable": lambda: tf.Variable([1.0, 2.0]),
    "the value of a variable": lambda: tf.Variable([1.0, 2.0]).value(),
    "a reshape of a constant": lambda: tf.reshape(tf.constant([1.0, 2.0]), [2, 1]),
    "an identity of a variable": lambda: tf.identity(tf.Variable([1.0, 2.0])),
    "a folded sum": lambda: tf.constant([1.0]) + 1.0,
    "a result": lambda: tf.Variable([1.0, 2.0]) * 2.0,
    "an update": lambda: tf.assign(tf.Variable([0.0, 0.0]), [1.0, 2.0]),
    "a sum over nothing": lambda: tf.reduce_sum(
        tf.Variable([1.0]), tf.zeros([0], tf.int32)
    ),
}


@pytest.mark.parametrize("build", OWNED.values(), ids=OWNED)
def test_changing_what_was_fetched_changes_nothing_else(build, fresh_graph):
    x = build()
    session = tf.Session()
    session.run([v.initializer for v in fresh_graph.get_collection("variables")])
    first = session.run([x, x])
    wanted = first[0].copy()
    for array in first:
        array[...] = 100
    assert not np.shares_memory(*first)
    np.testing.assert_array_equal(session.run(x), wanted)


@pytest.mark.parametrize("through", [tf.identity, lambda x: x, lambda x: x + 0.0])
def test_what_was_fed_stays_the_callers(through):
    x = tf.placeholder(tf.float32, [2])
    given_array = np.ones(2, np.float32)
    result = tf.Session().run(through(x), {x: given_array})
    result += 5
    assert given_array.tolist() == [1, 1]
    assert not np.shares_memory(result, given_array)


def test_what_was_assigned_from_a_feed_is_the_variables_own():
    v = tf.Variable([0.0, 0.0])
    x = tf.placeholder(tf.float32, [2])
    update = v.assign(x)
    session = tf.Session()
    given_array = np.ones(2, np.float32)
    session.run(update, {x: given_array})
    given_array[:] = 7
    assert session.run(v).tolist() == [1, 1]


def test_running_twice_changes_nothing():
    x = tf.constant([1.0]) * 3.0
    session = tf.Session()
    assert session.run(x) == session.run(x) == 3
