"""tf.graph_util, tf.train.write_graph: graphs cut down, frozen and kept in files."""

import numpy as np
import pytest

import edflow as tf

X = np.float32([[1.0, 2.0]])


def network():
    """A session with a little trained network, x -> y, and its loss."""
    x = tf.placeholder(tf.float32, [None, 2], name="x")
    w = tf.Variable([[1.0], [2.0]], name="w")
    y = tf.identity(tf.matmul(x, w), name="y")
    loss = tf.reduce_mean(tf.square(y), name="loss")
    train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
    session = tf.Session()
    session.run(tf.global_variables_initializer())
    session.run(train, {x: X})
    return session


def frozen(session, *outputs, **options):
    return tf.graph_util.convert_variables_to_constants(
        session, session.graph.as_graph_def(), list(outputs), **options
    )


def test_the_part_that_leads_to_a_node():
    message = network().graph.as_graph_def()
    part = tf.graph_util.extract_sub_graph(message, ["y"])
    assert [node.name for node in part.node] == ["x", "w", "w/read", "MatMul", "y"]
    assert part.versions == message.versions


@pytest.mark.parametrize(
    ("nodes", "error", "words"),
    [(["z"], AssertionError, "z is not in graph"), ("y", TypeError, "list of names")],
)
def test_nodes_that_are_not_there(nodes, error, words):
    message = network().graph.as_graph_def()
    with pytest.raises(error, match=words):
        tf.graph_util.extract_sub_graph(message, nodes)


def test_a_frozen_graph_needs_no_variables(tmp_path):
    session = network()
    expected = session.run("y:0", {"x:0": X})
    path = tf.train.write_graph(
        frozen(session, "y"), tmp_path / "new", "f.pb", as_text=False
    )
    message = tf.GraphDef()
    with tf.gfile.FastGFile(path, "rb") as file:
        message.ParseFromString(file.read())
    with tf.Graph().as_default(), tf.Session() as other:
        (y,) = tf.import_graph_def(message, {"x:0": X}, ["y:0"])
        np.testing.assert_array_equal(other.run(y), expected)
        assert not tf.global_variables()


def test_some_variables_may_stay():
    session = network()
    for options in (
        {"variable_names_whitelist": []},
        {"variable_names_blacklist": "w"},
    ):
        kept = frozen(session, "y", **options)
        assert {node.op for node in kept.node if node.name == "w"} == {"VariableV2"}


def test_what_a_branch_reads_is_frozen_too():
    w = tf.Variable(3.0, name="w")
    on = tf.placeholder(tf.bool, name="on")
    tf.identity(tf.cond(on, w.read_value, lambda: -w.read_value()), name="y")
    session = tf.Session()
    session.run(w.initializer)
    with tf.Graph().as_default(), tf.Session() as other:
        (y,) = tf.import_graph_def(frozen(session, "y"), return_elements=["y:0"])
        assert [other.run(y, {"import/on:0": side}) for side in (True, False)] == [
            3,
            -3,
        ]


def test_a_variable_without_value_cannot_be_frozen():
    network()
    with pytest.raises(tf.errors.FailedPreconditionError):
        frozen(tf.Session(), "y")


def test_nodes_that_hand_on_are_left_out():
    message = frozen(network(), "y")
    slim = tf.graph_util.remove_training_nodes(message, protected_nodes=["y"])
    assert [node.name for node in slim.node] == ["x", "w", "MatMul", "y"]
    assert list(slim.node[2].input) == ["x", "w"]


def test_what_is_waited_for_stays():
    with tf.control_dependencies([tf.identity(tf.constant(1.0), name="first")]):
        tf.negative(tf.constant(2.0), name="then")
    message = tf.get_default_graph().as_graph_def()
    slim = tf.graph_util.remove_training_nodes(message)
    assert [node.name for node in slim.node] == [node.name for node in message.node]


def test_a_graph_as_text(tmp_path):
    path = tf.train.write_graph(network().graph, tmp_path, "graph.pbtxt")
    text = (tmp_path / "graph.pbtxt").read_text()
    assert path == str(tmp_path / "graph.pbtxt")
    assert 'name: "w/read"' in text
    assert "DT_FLOAT" in text


def test_the_shape_of_a_tensor_by_its_name():
    network()
    shape = tf.graph_util.tensor_shape_from_node_def_name(None, "w")
    assert shape.as_list() == [2, 1]
