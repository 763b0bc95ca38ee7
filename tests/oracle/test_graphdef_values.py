"""A graph in a file is the same graph: in TensorFlow, and read back in edflow."""

import inspect

import pytest
from program import Promise
from programs import FAMILIES, PROGRAMS
from written import (
    ELSEWHERE,
    first_difference,
    initializers_of,
    programs_of,
    tensors_in,
    values,
)

import edflow
from edflow.errors import NotFoundError, UnimplementedError


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("family", FAMILIES)
def test_what_is_read_back_is_the_same(family):
    found = []
    for name, written, promise in programs_of(family):
        with edflow.Graph().as_default() as graph:
            edflow.import_graph_def(written.message, name="")
        if graph.as_graph_def(add_shapes=True) != written.message:
            found.append(f"{name}: another message")
        ours = written.values(edflow, written.graph)
        again = written.values(edflow, graph)
        found.append(first_difference(name, ours, again, promise))
    assert not any(found), "\n".join(filter(None, found))


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("family", FAMILIES)
def test_tensorflow_computes_the_same(family, tensorflow):
    found = []
    for name, written, promise in programs_of(family):
        if not written.is_tensorflows:
            continue
        message = tensorflow.GraphDef.FromString(written.message.SerializeToString())
        with tensorflow.Graph().as_default() as graph:
            tensorflow.import_graph_def(message, name="")
        if name not in ELSEWHERE:
            ours = written.values(edflow, written.graph)
            theirs = written.values(tensorflow, graph)
            found.append(first_difference(name, ours, theirs, promise))
    assert not any(found), "\n".join(filter(None, found))


def built_by_tensorflow(program, tf):
    """TensorFlow's graph of a program; None if it is about an error."""
    graph = tf.Graph()
    with graph.as_default():
        try:
            made = program(tf)
            made = next(made) if inspect.isgenerator(made) else made
        except Exception:
            return None, []
    names = [t.name for t in tensors_in(made, tf.Tensor) if t.graph is graph]
    return graph, names


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("family", FAMILIES)
def test_what_tensorflow_wrote_runs_here(family, tensorflow):
    found = []
    for name, program in PROGRAMS.items():
        promise = getattr(program, "promise", Promise())
        if not name.startswith(f"{family}.") or promise.instead or name in ELSEWHERE:
            continue
        graph, names = built_by_tensorflow(program, tensorflow)
        if graph is None:
            continue
        with edflow.Graph().as_default() as read:
            try:
                edflow.import_graph_def(graph.as_graph_def(add_shapes=True), name="")
            except (NotFoundError, UnimplementedError):
                continue  # Ops that edflow does not have, or loops of the older form.
            except ValueError:
                continue  # What TensorFlow finds only when it runs.
        initializers = initializers_of(graph)
        theirs = values(tensorflow, graph, initializers, names)
        ours = values(edflow, read, initializers, names)
        found.append(first_difference(name, ours, theirs, promise))
    assert not any(found), "\n".join(filter(None, found))
