"""Names are unique, say where they stand, and are TensorFlow's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import edflow as tf
from edflow.engine.graph.names import Names

SPELLINGS = st.sampled_from(["a", "A", "a_1", "a_2", "A_1", "b", "a_1_1", "a/b"])


@given(st.lists(SPELLINGS, max_size=12))
def test_names_are_unique_whatever_was_asked_for(asked):
    names = Names()
    given_names = [names.unique(name).lower() for name in asked]
    assert len(set(given_names)) == len(given_names)


@given(st.lists(SPELLINGS, max_size=8), SPELLINGS)
def test_a_name_that_is_free_is_taken_as_it_is(asked, name):
    names = Names()
    taken = {names.unique(other).lower() for other in asked}
    if name.lower() not in taken:
        assert names.unique(name) == name


@given(SPELLINGS)
def test_peeking_takes_nothing(name):
    names = Names()
    assert names.unique(name, mark_as_used=False) == names.unique(name)


@pytest.mark.parametrize(
    ("asked", "given_names"),
    [
        (["add", "add", "add"], ["add", "add_1", "add_2"]),
        (["add_1", "add", "add"], ["add_1", "add", "add_2"]),
        (["add", "add", "add_1"], ["add", "add_1", "add_1_1"]),
        (["A", "a", "A"], ["A", "a_1", "A_2"]),
    ],
)
def test_numbers_are_tensorflows(asked, given_names):
    names = Names()
    assert [names.unique(name) for name in asked] == given_names


@pytest.mark.parametrize("name", ["two words", "_x", "-x", "ü", "a:0", "/a"])
def test_what_is_no_name_for_an_op_is_refused(name):
    with pytest.raises(ValueError, match="not a valid name"):
        tf.constant(1, name=name)


@pytest.mark.parametrize("name", ["two words", "_x", "a:0"])
def test_what_is_no_name_for_a_scope_is_refused(name):
    with pytest.raises(ValueError, match="not a valid name"), tf.name_scope(name):
        pass


def test_inside_a_scope_an_underscore_may_begin_a_scope():
    with tf.name_scope("a"), tf.name_scope("_b") as scope:
        assert scope == "a/_b/"


def test_a_scope_is_left_also_by_an_error(fresh_graph):
    with pytest.raises(KeyError), tf.name_scope("a"):
        raise KeyError
    assert fresh_graph.get_name_scope() == ""


def test_a_scope_without_any_name_is_refused():
    with pytest.raises(ValueError, match="name"), tf.name_scope(None, values=[1]):
        pass


def test_a_tensors_name_is_its_op_and_its_place():
    x = tf.constant(1, name="x")
    assert (x.name, x.op.name, x.value_index) == ("x:0", "x", 0)
