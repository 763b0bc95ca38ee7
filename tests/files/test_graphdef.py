"""A graph as a GraphDef and back: the same message, the same values."""

import numpy as np
import pytest
from effort import calls
from loops import LOOPS, built, values

import edflow as tf
from edflow.engine.graph import OpDef
from edflow.engine.ops.build import apply
from edflow.errors import NotFoundError, UnimplementedError
from edflow.files.lowering import lowered

X = np.float32([[1, 2], [3, 4]])


def agree(ours, theirs):
    for one, other in zip(ours, theirs, strict=True):
        for a, b in zip(one, other, strict=True):
            np.testing.assert_allclose(a, b, rtol=1e-5, atol=1e-6)


def read_back(message, name=""):
    with tf.Graph().as_default() as graph:
        tf.import_graph_def(message, name=name)
    return graph


# -- branches and loops ---------------------------------------------------------------


@pytest.mark.parametrize("program", LOOPS)
def test_what_is_read_back_is_written_as_it_was(program):
    graph, initializers, names = built(program)
    message = graph.as_graph_def(add_shapes=True)
    again = read_back(message)
    assert again.as_graph_def(add_shapes=True) == message
    agree(
        values(tf, again, initializers, names), values(tf, graph, initializers, names)
    )


@pytest.mark.parametrize("program", LOOPS)
def test_it_runs_in_a_scope_too(program):
    graph, initializers, names = built(program)
    again = read_back(graph.as_graph_def(), name="part")
    inside = [f"part/{name}" for name in initializers], [f"part/{n}" for n in names]
    agree(values(tf, again, *inside), values(tf, graph, initializers, names))


@pytest.mark.parametrize("program", LOOPS)
def test_gradients_in_tensorflows_ops_are_the_same(program):
    graph, initializers, names = built(program)
    copy = lowered(graph)
    assert "WhileGrad" not in {op.type for op in copy.operations}
    agree(values(tf, copy, initializers, names), values(tf, graph, initializers, names))


def test_what_is_read_back_can_be_differentiated():
    graph, _, (y, slope) = built(branch := LOOPS[4])
    with read_back(graph.as_graph_def()).as_default() as again, tf.Session() as session:
        session.run("x/Assign")
        x = again.get_tensor_by_name("x:0")
        found = session.run([tf.gradients(again.get_tensor_by_name(y), x)[0], slope])
    assert found[0] == pytest.approx(found[1], rel=1e-5), branch


def test_a_graph_is_not_changed_by_being_written():
    graph, _, _ = built(LOOPS[8])
    before = graph.version, graph.unique_name("while", mark_as_used=False)
    graph.as_graph_def()
    assert (graph.version, graph.unique_name("while", mark_as_used=False)) == before


def test_a_branch_without_effects_is_stateless():
    x = tf.constant(1.0)
    tf.cond(x > 0.0, lambda: x, lambda: -x, name="calm")
    tf.cond(x > 0.0, lambda: tf.random_uniform([]), lambda: x, name="wild")
    types = {node.name: node.op for node in tf.get_default_graph().as_graph_def().node}
    assert (types["calm"], types["wild"]) == ("StatelessIf", "If")


def test_ops_that_tensorflow_does_not_have_are_named_and_can_be_read_back():
    cell = tf.contrib.rnn.GRUBlockCellV2(3, dtype=tf.float64)
    y, _ = cell(tf.ones([2, 4], tf.float64), tf.ones([2, 3], tf.float64))
    with pytest.warns(UserWarning, match="TensorFlow has no GRUBlockCell of float64:"):
        message = tf.get_default_graph().as_graph_def()
    types = {op.name: op.type for op in read_back(message).operations}
    assert types[y.op.name] == "GRUBlockCell"


class Forgotten(OpDef):
    """y = x, in words that TensorFlow does not know."""

    takes = "x:T"
    beyond_tensorflow = True

    def infer(self, x):
        return x


def test_an_op_that_tensorflow_lacks_altogether_is_named_in_a_body_too():
    x = tf.constant(1.0)
    tf.cond(x > 0.0, lambda: apply(Forgotten(), x), lambda: x)
    with pytest.warns(UserWarning, match="TensorFlow has no Forgotten: it"):
        tf.get_default_graph().as_graph_def()


def test_the_work_grows_with_the_operations_and_no_faster():
    def effort(count):
        with tf.Graph().as_default() as graph:
            x = tf.constant(1.0)
            for _ in range(count):
                x = tf.add(x, 1.0)
        return calls(graph.as_graph_def)

    effort(10)  # What is loaded and looked up once.
    assert effort(2000) < 2.1 * effort(1000)


# -- messages -------------------------------------------------------------------------


def line():
    with tf.Graph().as_default() as graph:
        x = tf.placeholder(tf.float32, [None, 2], name="x")
        tf.multiply(x, 2.0, name="y")
    return graph.as_graph_def()


def test_a_message_travels_as_bytes():
    message = tf.GraphDef()
    message.ParseFromString(line().SerializeToString())
    assert [node.name for node in message.node] == ["x", "y/y", "y"]
    assert message.node[2].attr["T"].type == tf.float32.as_datatype_enum
    assert tf.get_default_graph().as_graph_def().node[:] == []


def test_an_operation_has_its_node():
    y = tf.add(tf.constant(1.0, name="a"), 2.0, name="b")
    node = y.op.node_def
    assert isinstance(node, tf.NodeDef)
    assert (node.name, node.op, list(node.input)) == ("b", "AddV2", ["a", "b/y"])


def test_a_part_of_a_graph_begins_at_a_version():
    graph = tf.get_default_graph()
    tf.constant(1.0, name="a")
    version = graph.version
    tf.constant(2.0, name="b")
    assert [node.name for node in graph.as_graph_def(version).node] == ["b"]


# -- tf.import_graph_def --------------------------------------------------------------


def test_names_get_a_prefix_of_their_own():
    for wanted in ("import/y", "import_1/y"):
        (op,) = tf.import_graph_def(line(), return_elements=["y"])
        assert op.name == wanted
    assert tf.import_graph_def(line(), name="net") is None
    assert tf.get_default_graph().get_tensor_by_name("net/y:0").shape[1] == 2


def test_names_that_are_taken_are_made_unique():
    tf.constant(1.0, name="x")
    (y,) = tf.import_graph_def(line(), name="", return_elements=["y:0"])
    assert (y.name, y.op.inputs[0].name) == ("y:0", "x_1:0")
    assert tf.constant(1.0, name="y").name == "y_1:0"


def test_inputs_may_be_tensors_of_the_graph():
    (y,) = tf.import_graph_def(line(), {"x:0": tf.constant(X)}, ["y:0"])
    (z,) = tf.import_graph_def(line(), {"x": X}, ["y:0"])
    assert z.op.inputs[0].name == "import_1/_inputs/Const:0"
    with tf.Session() as session:
        for found in session.run([y, z]):
            np.testing.assert_array_equal(found, 2 * X)


def test_the_order_of_nodes_does_not_matter():
    backwards = tf.GraphDef(node=reversed(line().node))
    (y,) = tf.import_graph_def(backwards, {"x": X}, ["y:0"])
    with tf.Session() as session:
        np.testing.assert_array_equal(session.run(y), 2 * X)


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        ({"return_elements": ["z"]}, ValueError, "Requested return node 'z'"),
        ({"return_elements": ["z:0"]}, ValueError, "Requested return tensor 'z:0'"),
        ({"return_elements": ["y:1"]}, ValueError, "has 1 output"),
        ({"input_map": {"z:0": X}}, ValueError, r"not found in graph_def: \[z:0\]"),
        ({"input_map": {"x:0": X}, "name": ""}, ValueError, "non-empty `name`"),
        ({"input_map": [1]}, TypeError, "must be a dictionary"),
        ({"return_elements": [1]}, TypeError, "list of names"),
    ],
)
def test_arguments_that_do_not_fit(arguments, error, words):
    with pytest.raises(error, match=words):
        tf.import_graph_def(line(), **arguments)


def test_only_messages_are_imported():
    with pytest.raises(TypeError, match="must be a GraphDef proto"):
        tf.import_graph_def(line().SerializeToString())


def test_unknown_ops_are_named_all():
    message = tf.GraphDef()
    for name in ("FirstOfMine", "SecondOfMine"):
        message.node.add(name=name, op=name)
    with pytest.raises(NotFoundError, match="FirstOfMine, SecondOfMine"):
        tf.import_graph_def(message)
    assert not tf.get_default_graph().operations


def test_an_unknown_input_is_named():
    message = tf.GraphDef()
    message.node.add(name="y", op="Neg", input=["x"])
    with pytest.raises(ValueError, match="Unknown input node 'x'"):
        tf.import_graph_def(message)


def test_an_attribute_that_edflow_does_not_have_must_be_harmless():
    message = line()
    cast = message.node.add(name="z", op="Cast", input=["y"])
    for name, dtype in (("SrcT", tf.float32), ("DstT", tf.int32)):
        cast.attr[name].type = dtype.as_datatype_enum
    cast.attr["Truncate"].b = True
    with pytest.raises(UnimplementedError, match="Truncate=True"):
        tf.import_graph_def(message)
    cast.attr["Truncate"].b = False
    tf.import_graph_def(message)
