"""A graph that edflow writes is one that TensorFlow reads, attribute for attribute."""

import inspect

import numpy as np
import pytest
from program import Promise
from programs import PROGRAMS

import edflow
from edflow.errors import UnimplementedError
from edflow.files.graphdef import graph_def

# Later releases than that of these graphs have attributes that repeat what is known.
NEWER = {"MatMul": {"grad_a", "grad_b"}, "BatchMatMulV2": {"grad_x", "grad_y"}}

SAME_NODES = {
    name: program
    for name, program in PROGRAMS.items()
    if getattr(program, "promise", Promise()).nodes == "all"
}


def build(program, tf):
    """The graph of a program, without running it; None if it fails."""
    graph = tf.Graph()
    with graph.as_default():
        try:
            made = program(tf)
            if inspect.isgenerator(made):
                next(made)
        except Exception:
            return None
    return graph


def attributes(node, tf):
    """The attributes that say what a node computes."""
    found = {}
    for name, value in node.attr.items():
        if name.startswith("_") or name in NEWER.get(node.op, ()):
            continue
        if value.HasField("tensor"):
            array = tf.make_ndarray(value.tensor)
            value = (array.dtype, array.shape, array.tolist())
        found[name] = value
    return found


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("program", SAME_NODES.values(), ids=SAME_NODES)
def test_the_attributes_are_tensorflows(program, tensorflow):
    tf = tensorflow
    ours, theirs = build(program, edflow), build(program, tf)
    if ours is None or theirs is None:
        pytest.skip("the program is about an error")
    try:
        written = tf.GraphDef.FromString(graph_def(ours))
    except UnimplementedError as error:
        pytest.skip(str(error))
    with tf.Graph().as_default() as read:
        tf.import_graph_def(written, name="")
    expected = {node.name: node for node in theirs.as_graph_def().node}
    for node in read.as_graph_def().node:
        if node.name in expected and node.op == expected[node.name].op:
            np.testing.assert_equal(
                attributes(node, tf), attributes(expected[node.name], tf), node.name
            )
