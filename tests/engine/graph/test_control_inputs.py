"""Control dependencies: demanded once, and never what flows anyway."""

import pytest

import edflow as tf


def controls(tensor):
    return [op.name for op in tensor.op.control_inputs]


@pytest.fixture
def abc():
    return [tf.constant(i, name=name) for i, name in enumerate("abc")]


def within(graph, *blocks):
    """A constant created inside nested blocks."""
    if not blocks:
        return tf.constant(0)
    with graph.control_dependencies(blocks[0]):
        return within(graph, *blocks[1:])


@pytest.mark.parametrize(
    ("blocks", "wanted"),
    [
        (["a"], "a"),
        (["ab"], "ab"),
        (["aa"], "a"),
        (["a", "b"], "ab"),
        (["ab", "bc"], "abc"),
        (["a", None], ""),
        (["a", None, "b"], "b"),
        ([""], ""),
    ],
)
def test_blocks_add_up_and_none_lifts_them(fresh_graph, abc, blocks, wanted):
    by_name = dict(zip("abc", abc, strict=True))
    lists = [b if b is None else [by_name[name] for name in b] for b in blocks]
    assert controls(within(fresh_graph, *lists)) == list(wanted)


def test_an_input_is_not_waited_for_twice(fresh_graph, abc):
    a, b, _ = abc
    with fresh_graph.control_dependencies([a, b]):
        assert controls(tf.identity(a)) == ["b"]


def test_what_takes_something_of_the_block_waits_through_it(fresh_graph, abc):
    with fresh_graph.control_dependencies(abc[:1]):
        inside = tf.constant(5)
        assert controls(tf.identity(inside)) == []


def test_an_inner_block_does_not_ask_again_for_what_the_outer_one_did(fresh_graph, abc):
    with fresh_graph.control_dependencies(abc[:1]):
        inside = tf.constant(5)
        with fresh_graph.control_dependencies(abc[:2]):
            assert controls(tf.identity(inside)) == ["b"]


def test_after_the_block_nothing_is_demanded(fresh_graph, abc):
    with fresh_graph.control_dependencies(abc):
        pass
    assert controls(tf.constant(1)) == []


def test_the_block_is_left_also_by_an_error(fresh_graph, abc):
    with pytest.raises(KeyError), fresh_graph.control_dependencies(abc):
        raise KeyError
    assert controls(tf.constant(1)) == []


def test_gradients_do_not_wait_for_the_block_around_them(fresh_graph):
    x = tf.constant(2.0)
    with fresh_graph.control_dependencies([tf.constant(1)]):
        y = tf.gradients(x * x, x)[0]
    names = [op for op in fresh_graph.operations if op.name.startswith("gradients/")]
    assert names
    assert not any(op.control_inputs for op in names)
    assert tf.Session().run(y) == 4


@pytest.mark.parametrize("item", [1, "nowhere", None])
def test_only_elements_of_the_graph_can_be_waited_for(fresh_graph, item):
    tf.constant(1)
    with (
        pytest.raises((TypeError, KeyError), match=r"\w"),
        fresh_graph.control_dependencies([item]),
    ):
        pass
