"""Models travel between edflow and TensorFlow, and go on there."""

import numpy as np
import pytest

import edflow
from edflow.engine.ops.build import apply
from edflow.engine.ops.recurrent.lstm import BlockLSTM, BlockLSTMV2

X = np.random.default_rng(0).normal(size=(6, 4)).astype(np.float32)


@pytest.fixture
def functional(tensorflow):
    """TensorFlow with branches and loops as functions."""
    tensorflow.enable_control_flow_v2()
    yield tensorflow
    tensorflow.disable_control_flow_v2()


def branching(tf, x, w):
    return tf.cond(tf.reduce_sum(x) > 0.0, lambda: tf.matmul(x, w), lambda: x - w[0])


def looping(tf, x, w):
    def turn(i, y):
        return i + 1, tf.tanh(tf.matmul(y, w))

    return tf.while_loop(lambda i, _: i < 3, turn, (0, x), maximum_iterations=5)[1]


def mapping(tf, x, w):
    return tf.map_fn(lambda row: tf.reduce_sum(row * w, axis=1), x)


def scanning(tf, x, w):
    return tf.scan(lambda total, row: tf.sin(total + row), x)


def nested(tf, x, w):
    def turn(i, y):
        return i + 1, tf.cond(i < 2, lambda: looping(tf, y, w), lambda: y * 2.0)

    return tf.while_loop(lambda i, _: i < 4, turn, (0, x))[1]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("build", [branching, looping, mapping, scanning, nested])
def test_functions_of_tensorflow_are_read(build, functional):
    tf = functional
    with tf.Graph().as_default() as graph, tf.Session() as session:
        x = tf.placeholder(tf.float32, [None, 4], name="x")
        w = tf.Variable(np.eye(4, dtype=np.float32) / 2, name="w")
        y = tf.identity(build(tf, x, w), name="y")
        session.run(w.initializer)
        expected = session.run(y, {x: X})
    with edflow.Graph().as_default() as read, edflow.Session() as session:
        edflow.import_graph_def(graph.as_graph_def(), name="")
        session.run("w/Assign")
        found = session.run("y:0", {"x:0": X})
        with_slope = edflow.gradients(
            read.get_tensor_by_name("y:0"), [read.get_tensor_by_name("w/read:0")]
        )
        assert build is scanning or with_slope[0] is not None
    np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-6)


def older_branches(tf):
    """All that TensorFlow 1's conditionals have: writes, draws, a gradient."""
    tf.set_random_seed(3)
    x = tf.placeholder(tf.float32, [None, 4], name="x")
    w = tf.Variable(tf.fill([4], 2.0), name="w")
    v = tf.Variable(w.initialized_value() * 2.0, name="v")
    positive = tf.reduce_sum(x) > 0.0

    def yes():
        return tf.cond(tf.reduce_sum(x) > 1.0, lambda: x * w, lambda: w + 0.0 * x)

    def no():
        with tf.control_dependencies([w.assign_add(tf.ones([4]))]):
            return x * w.read_value()

    y = tf.cond(positive, yes, no)
    y = tf.cond(positive, lambda: tf.nn.dropout(y, keep_prob=0.5, seed=5), lambda: y)
    z = tf.case([(positive, lambda: y * v)], default=lambda: y)
    return [y, z, *tf.gradients(z, [x, w])]


@pytest.mark.filterwarnings("ignore")
def test_older_branches_of_tensorflow_are_read(tensorflow):
    tf = tensorflow
    with tf.Graph().as_default() as graph:
        names = [tensor.name for tensor in older_branches(tf)]
        initializers = [variable.initializer.name for variable in tf.global_variables()]
    with edflow.Graph().as_default() as read:
        edflow.import_graph_def(graph.as_graph_def(), name="")
    results = []
    for module, where in ((tf, graph), (edflow, read)):
        with module.Session(graph=where) as session:
            session.run(initializers)
            results.append([session.run(names, {"x:0": x}) for x in (X, -X, X / 9)])
    for theirs, ours in zip(*results, strict=True):
        for a, b in zip(theirs, ours, strict=True):
            np.testing.assert_allclose(b, a, rtol=1e-5, atol=1e-6)
    # What was read can go back.
    again = tf.GraphDef.FromString(read.as_graph_def().SerializeToString())
    with tf.Graph().as_default():
        tf.import_graph_def(again)


def normalized(tf):
    """Batch normalization by a feed and moving averages: branches on variables."""
    tf.set_random_seed(1)
    x = tf.placeholder(tf.float32, [None, 4], name="x")
    training = tf.placeholder_with_default(True, [], name="training")
    layers = tf.layers
    hidden = layers.batch_normalization(layers.dense(x, 5), training=training)
    loss = tf.reduce_mean(tf.square(hidden - 1.0), name="loss")
    step = tf.train.get_or_create_global_step()
    with tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS)):
        descent = tf.train.MomentumOptimizer(0.1, 0.9).minimize(loss, step)
    average = tf.train.ExponentialMovingAverage(0.9, step)
    with tf.control_dependencies([descent]):
        tf.group(average.apply(tf.trainable_variables()), name="train")


def network(tf):
    """A training step, node for node the same on both sides."""
    tf.set_random_seed(1)
    x = tf.placeholder(tf.float32, [None, 4], name="x")
    w = tf.get_variable("w", [4, 3], initializer=tf.random_normal_initializer(seed=2))
    y = tf.nn.softmax(tf.matmul(x, w), name="y")
    loss = tf.reduce_mean(tf.square(y - 1.0), name="loss")
    step = tf.train.get_or_create_global_step()
    descent = tf.train.AdamOptimizer(0.1).minimize(loss, step)
    tf.add_to_collection(tf.GraphKeys.UPDATE_OPS, descent)
    with tf.control_dependencies([descent]):
        tf.no_op(name="train")


def with_loops(tf):
    """A recurrent net, turn by turn, and its gradient."""
    tf.set_random_seed(1)
    x = tf.placeholder(tf.float32, [None, 4], name="x")
    cell = tf.nn.rnn_cell.BasicRNNCell(3, activation=tf.nn.softplus)
    outputs, _ = tf.nn.dynamic_rnn(cell, tf.reshape(x, [-1, 2, 2]), dtype=tf.float32)
    loss = tf.reduce_mean(tf.square(outputs - 1.0), name="loss")
    step = tf.train.get_or_create_global_step()
    with tf.control_dependencies([tf.train.AdamOptimizer(0.1).minimize(loss, step)]):
        tf.no_op(name="train")


def with_blocks(tf):
    """Recurrent nets that are one op in edflow, which TensorFlow does not have."""
    tf.set_random_seed(1)
    x = tf.reshape(tf.placeholder(tf.float32, [None, 4], name="x"), [-1, 2, 4])
    cells = tf.nn.rnn_cell
    nets = [
        (cells.GRUCell(3), tf.float32),
        (cells.BasicRNNCell(3), tf.float32),
        (cells.GRUCell(3), tf.float64),
        (cells.LSTMCell(3, use_peepholes=True), tf.float64),
    ]
    losses = []
    for i, (cell, dtype) in enumerate(nets):
        outputs, _ = tf.nn.dynamic_rnn(
            cell, tf.cast(x, dtype), [2, 1, 2], dtype=dtype, scope=f"net{i}"
        )
        losses.append(tf.cast(tf.reduce_mean(tf.square(outputs - 1.0)), tf.float32))
    loss = tf.add_n(losses, name="loss")
    step = tf.train.get_or_create_global_step()
    with tf.control_dependencies([tf.train.AdamOptimizer(0.1).minimize(loss, step)]):
        tf.no_op(name="train")


def trained(session, n):
    for _ in range(n):
        session.run("train", {"x:0": X})
    return session.run("loss:0", {"x:0": X})


SIDES = [
    (network, True),
    (network, False),
    (normalized, True),
    (normalized, False),
    (with_loops, True),
    (with_blocks, True),
]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("build", "from_edflow"), SIDES)
def test_a_training_goes_on_on_the_other_side(build, from_edflow, tensorflow, tmp_path):
    first, second = (edflow, tensorflow) if from_edflow else (tensorflow, edflow)
    with first.Graph().as_default(), first.Session() as session:
        build(first)
        saver = first.train.Saver()
        session.run(first.global_variables_initializer())
        trained(session, 2)
        path = saver.save(session, f"{tmp_path}/model")
        collections = {
            key: len(items)
            for key in session.graph.get_all_collection_keys()
            if not key.startswith("__")
            and key != "cond_context"
            and (items := session.graph.get_collection(key))
        }
        expected = trained(session, 2)
    with second.Graph().as_default() as graph, second.Session() as session:
        second.train.import_meta_graph(f"{path}.meta").restore(session, path)
        np.testing.assert_allclose(trained(session, 2), expected, rtol=1e-5)
        assert collections == {
            key: len(graph.get_collection(key))
            for key in graph.get_all_collection_keys()
        }
        assert isinstance(second.train.get_global_step(), second.Variable)
        assert all(v.trainable for v in second.trainable_variables())


@pytest.mark.parametrize("kind", [BlockLSTM, BlockLSTMV2])
def test_a_block_of_fewer_steps_and_bounded_cells(kind, tensorflow):
    draw = np.random.default_rng(0).normal
    shapes = (4, 3, 2), (3, 5), (3, 5), (7, 20), (5,), (5,), (5,), (20,)
    with edflow.Graph().as_default() as graph, edflow.Session() as session:
        xs = [edflow.constant(draw(size=shape)) for shape in shapes]
        block = kind(cell_clip=0.5, use_peephole=True)
        _, cs, *_, h = outputs = apply(block, edflow.constant(2, edflow.int64), *xs)
        results = [*outputs, *edflow.gradients(cs * cs + edflow.sin(h), xs)]
        expected = session.run(results)
    message = tensorflow.GraphDef.FromString(graph.as_graph_def().SerializeToString())
    with tensorflow.Graph().as_default(), tensorflow.Session() as session:
        tensorflow.import_graph_def(message, name="")
        found = session.run([tensor.name for tensor in results])
    for ours, theirs in zip(expected, found, strict=True):
        np.testing.assert_allclose(theirs, ours, rtol=1e-10, atol=1e-12)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("from_edflow", [True, False])
def test_a_frozen_graph_runs_on_the_other_side(from_edflow, tensorflow, tmp_path):
    first, second = (edflow, tensorflow) if from_edflow else (tensorflow, edflow)
    with first.Graph().as_default() as graph, first.Session() as session:
        network(first)
        session.run(first.global_variables_initializer())
        expected = session.run("y:0", {"x:0": X})
        frozen = first.graph_util.convert_variables_to_constants(
            session, graph.as_graph_def(), ["y"]
        )
        slim = first.graph_util.remove_training_nodes(frozen, ["y"])
        path = first.train.write_graph(slim, str(tmp_path), "f.pb", as_text=False)
    message = second.GraphDef()
    with second.gfile.GFile(path, "rb") as file:
        message.ParseFromString(file.read())
    with second.Graph().as_default(), second.Session() as session:
        (y,) = second.import_graph_def(message, {"x:0": X}, ["y:0"])
        np.testing.assert_allclose(session.run(y), expected, rtol=1e-6)
    assert "VariableV2" not in {node.op for node in message.node}


def in_trouble(tf, gd):
    """What importing goes wrong with, by the words of the arguments."""
    node = tf.GraphDef()
    node.node.add(name="y", op="Neg", input=["missing"])
    unknown = tf.GraphDef()
    unknown.node.add(name="y", op="NoSuchOp")
    return [
        lambda: tf.import_graph_def("no message"),
        lambda: tf.import_graph_def(gd, input_map=[1]),
        lambda: tf.import_graph_def(gd, input_map={"no:0": tf.constant(1.0)}),
        lambda: tf.import_graph_def(gd, input_map={"x:0": 1.0}, name=""),
        lambda: tf.import_graph_def(gd, return_elements=["no"]),
        lambda: tf.import_graph_def(gd, return_elements=["no:0"]),
        lambda: tf.import_graph_def(gd, return_elements=["y:7"]),
        lambda: tf.import_graph_def(node),
        lambda: tf.import_graph_def(unknown),
        lambda: tf.train.import_meta_graph("/no/such/file.meta"),
        lambda: tf.graph_util.extract_sub_graph(gd, ["no"]),
        lambda: tf.graph_util.extract_sub_graph(gd, "y"),
        lambda: tf.graph_util.extract_sub_graph("no message", ["y"]),
    ]


def errors(tf):
    with tf.Graph().as_default() as graph:
        network(tf)
    found = []
    for call in in_trouble(tf, graph.as_graph_def()):
        with tf.Graph().as_default():
            try:
                call()
            except Exception as error:
                found.append(type(error).__name__)
            else:
                found.append("none")
    return found


@pytest.mark.filterwarnings("ignore")
def test_errors_are_of_tensorflows_classes(tensorflow):
    assert errors(edflow) == errors(tensorflow)
