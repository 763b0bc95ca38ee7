"""Graphs: they grow, one is the default, and what is in them can be found."""

import copy
import gc
import threading
import weakref

import pytest

import edflow as tf
from edflow.engine.graph import OpDef, Spec
from edflow.engine.ops.build import apply


def test_operations_stand_in_the_order_of_their_creation(fresh_graph):
    x = tf.constant(1.0, name="x")
    y = x + 1.0
    assert [op.index for op in fresh_graph.operations] == [0, 1, 2]
    assert fresh_graph.version == 3
    assert [op.name for op in x.consumers()] == ["add"]
    assert y.op.inputs[0] is x


def test_blocks_of_graphs_nest():
    outer, inner = tf.Graph(), tf.Graph()
    with outer.as_default():
        with inner.as_default():
            assert tf.get_default_graph() is inner
        assert tf.get_default_graph() is outer


def test_a_block_holds_for_its_thread_only(fresh_graph):
    seen = []
    with tf.Graph().as_default():
        thread = threading.Thread(target=lambda: seen.append(tf.get_default_graph()))
        thread.start()
        thread.join()
    assert seen == [fresh_graph]


def test_threads_may_build_into_one_graph(fresh_graph):
    def build():
        for _ in range(50):
            tf.constant(1)

    threads = [threading.Thread(target=build) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({op.name for op in fresh_graph.operations}) == 400
    assert [op.index for op in fresh_graph.operations] == list(range(400))


def test_resetting_inside_a_block_is_refused():
    with (
        tf.Graph().as_default(),
        pytest.raises(AssertionError, match="leave the block"),
    ):
        tf.reset_default_graph()


def test_tensors_of_two_graphs_do_not_mix():
    with tf.Graph().as_default():
        x = tf.constant(1.0)
    with pytest.raises(ValueError, match="belongs to another graph"):
        tf.add(x, tf.constant(1.0))


def test_an_op_goes_to_the_graph_of_its_inputs(fresh_graph):
    with tf.Graph().as_default() as graph:
        x = tf.constant(1.0)
    y = x + 1.0
    assert y.graph is graph
    assert fresh_graph.version == 0


def test_a_finalized_graph_does_not_grow(fresh_graph):
    x = tf.constant(1.0)
    fresh_graph.finalize()
    with pytest.raises(RuntimeError, match="finalized"):
        tf.constant(2.0)
    assert fresh_graph.finalized
    assert tf.Session().run(x) == 1


def test_a_failing_op_leaves_the_graph_as_it_was(fresh_graph):
    x, y = tf.zeros([2]), tf.zeros([3])
    before = fresh_graph.operations
    with pytest.raises(ValueError, match="broadcast"):
        tf.add(x, y)
    assert fresh_graph.operations == before
    assert x.consumers() == []


def test_shape_errors_name_op_and_inputs():
    x, y = tf.zeros([2], name="x"), tf.zeros([3], name="y")
    with pytest.raises(ValueError, match=r"'sum'.*x:0 \[2\], y:0 \[3\]"):
        tf.add(x, y, name="sum")


LOOKUPS = [
    ("x:0", ValueError, {"allow_tensor": False}),
    ("x", ValueError, {"allow_operation": False}),
    ("x:1", KeyError, {}),
    ("x:a", ValueError, {}),
    ("y:0", KeyError, {}),
    ("y", KeyError, {}),
    (3, TypeError, {}),
    (None, TypeError, {}),
]


@pytest.mark.parametrize(("name", "error", "allowed"), LOOKUPS)
def test_looking_up_what_is_not_there(fresh_graph, name, error, allowed):
    tf.constant(1, name="x")
    with pytest.raises(error, match=r"\w"):
        fresh_graph.as_graph_element(name, **allowed)


def test_a_mistyped_name_is_guessed(fresh_graph):
    tf.constant(1, name="weights")
    with pytest.raises(KeyError, match="did you mean 'weights'"):
        fresh_graph.get_operation_by_name("wieghts")


def test_an_element_of_another_graph_is_not_found(fresh_graph):
    with tf.Graph().as_default():
        x = tf.constant(1)
    with pytest.raises(ValueError, match="another"):
        fresh_graph.as_graph_element(x)


def test_collections_are_copied_out_but_their_ref_is_live(fresh_graph):
    fresh_graph.add_to_collection("c", 1)
    fresh_graph.get_collection("c").append(2)
    assert fresh_graph.get_collection("c") == [1]
    fresh_graph.get_collection_ref("c").append(3)
    assert fresh_graph.get_collection("c") == [1, 3]
    fresh_graph.clear_collection("c")
    assert fresh_graph.get_collection("c") == []


def test_attributes_by_name():
    x = tf.constant(1.0, name="x")
    assert x.op.get_attr("dtype") is tf.float32
    with pytest.raises(ValueError, match="no attribute 'nothing'; it has"):
        x.op.get_attr("nothing")


def test_copies_of_tensors_are_the_tensors():
    x = tf.constant(1.0)
    assert copy.copy(x) is copy.deepcopy([x])[0] is x
    assert copy.deepcopy(x.op) is x.op


@pytest.mark.parametrize("use", [bool, len, iter, float, int, lambda x: [1, 2][x]])
def test_a_tensor_is_no_value(use):
    with pytest.raises(TypeError, match=r"before the graph runs|iterated"):
        use(tf.constant([1.0]))


def test_equality_of_tensors_is_identity():
    x = tf.constant(1.0)
    assert x == x  # noqa: PLR0124 - equality itself is claimed.
    assert x != tf.constant(1.0)
    assert {x: 1}[x] == 1


def test_the_origin_is_the_callers_line():
    x = tf.constant(1.0) + 1.0
    filename, line = x.op.traceback[-1]
    assert filename == __file__
    assert line == test_the_origin_is_the_callers_line.__code__.co_firstlineno + 1


def test_dropped_graphs_are_freed():
    refs = []
    for _ in range(1000):
        with tf.Graph().as_default() as graph:
            x = tf.Variable([1.0]) * 2.0
            tf.gradients(x, tf.constant(1.0))
        refs.append(weakref.ref(graph))
    del graph, x
    gc.collect()
    assert not any(ref() for ref in refs)


def test_an_op_without_rules_says_so():
    class Ruleless(OpDef):
        """y = ?"""

        takes = "x:T"

    class Sketched(Ruleless):
        """y = ?"""

        def infer(self, x: Spec) -> Spec:
            return x

    with pytest.raises(NotImplementedError, match="define infer"):
        apply(Ruleless(), 1.0)
    y = apply(Sketched(), 1.0)
    with pytest.raises(tf.errors.OpError, match="define compute"):
        tf.Session().run(y)
    with pytest.raises(LookupError, match="no gradient is defined"):
        tf.gradients(y, y.op.inputs[0])
    for name in ("Ruleless", "Sketched"):
        del OpDef.registry[name]
