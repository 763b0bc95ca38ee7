"""A graph that edflow writes is one that TensorFlow reads, attribute for attribute."""

import inspect
import warnings

import numpy as np
import pytest
from program import Promise
from programs import FAMILIES, PROGRAMS

import edflow
from edflow.errors import UnimplementedError

# Attributes that do not settle what an op computes.
HINTS = {
    "MatMul": {"grad_a", "grad_b"},
    "BatchMatMulV2": {"grad_x", "grad_y"},
    "Conv2D": {"use_cudnn_on_gpu"},
    "PreventGradient": {"message"},
}


def graph_of(program, tf):
    """The graph of a program, without running it; None if it is about an error."""
    graph = tf.Graph()
    with graph.as_default():
        try:
            made = program(tf)
            if inspect.isgenerator(made):
                next(made)
        except Exception:
            return None
    return graph


def read(message, tf):
    with tf.Graph().as_default() as graph:
        theirs = tf.GraphDef.FromString(message.SerializeToString())
        tf.import_graph_def(theirs, name="")
    return {node.name: node for node in graph.as_graph_def().node}


def attributes(node, tf):
    """What a node computes; texts are our own."""
    found = {}
    for name, value in node.attr.items():
        if name.startswith("_") or name in HINTS.get(node.op, ()):
            continue
        if name == "shared_name" and value.s.decode() == node.name:
            continue  # So the body of a branch finds a variable: by its own name.
        if value.HasField("tensor"):
            array = tf.make_ndarray(value.tensor)
            text = array.dtype.hasobject
            found[name] = array.dtype, array.shape, text or array.tolist()
        else:
            found[name] = value
    return found


def differences(program, tf):
    """The nodes of a program that differ, as messages."""
    ours, theirs = graph_of(program, edflow), graph_of(program, tf)
    if ours is None or theirs is None:
        return
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        try:
            message = ours.as_graph_def()
        except UnimplementedError:
            return  # It says so: a Python function, or the function of a dataset.
    if told:
        return  # It says so: it holds ops that TensorFlow does not have.
    written = read(message, tf)
    expected = {node.name: node for node in theirs.as_graph_def().node}
    for name in written.keys() & expected.keys():
        one, other = written[name], expected[name]
        if one.op == other.op:
            try:
                np.testing.assert_equal(attributes(one, tf), attributes(other, tf))
            except AssertionError as error:
                yield f"{program.__name__}: {one.op} {name}: {error}"


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("family", FAMILIES)
def test_the_attributes_are_tensorflows(family, tensorflow):
    found = [
        difference
        for name, program in PROGRAMS.items()
        if name.startswith(f"{family}.")
        and getattr(program, "promise", Promise()).nodes == "all"
        for difference in differences(program, tensorflow)
    ]
    assert not found, "\n".join(found)
