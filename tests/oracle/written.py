"""The graphs of programs in files, and what comes out of them on either side."""

import inspect
import warnings

from compare import in_values
from program import Promise, Runs
from programs import PROGRAMS

import edflow

# What TensorFlow's own session does not let one fetch, or writes as other bytes.
ELSEWHERE = {
    "normalization.fused_batch_norm_at_test_time": "an output that is never computed",
    "empties.normalizing_an_empty_batch_as_known": "an output that is never computed",
}
ROUNDING = Promise(rtol=1e-4, atol=2e-5)


def tensors_in(result, kind):
    """The tensors that a program returns."""
    if isinstance(result, Runs):
        return tensors_in(result.fetch, kind)
    if isinstance(result, dict):
        return tensors_in(list(result.values()), kind)
    if isinstance(result, list | tuple) and not hasattr(result, "dense_shape"):
        return [tensor for item in result for tensor in tensors_in(item, kind)]
    return [result] if isinstance(result, kind) else []


def initializers_of(graph):
    """The names of what gives variables their initial values."""
    return [
        variable.initializer.name
        for key in ("variables", "local_variables")
        for variable in graph.get_collection(key)
    ]


def values(tf, graph, initializers, names):
    """What tensors are, or the name of the error."""
    found = []
    with tf.Session(graph=graph) as session:
        for name in initializers:
            session.run(name)
        for name in names:
            try:
                found.append(session.run(name))
            except Exception as error:
                found.append(type(error).__name__)
    return found


class Written:
    """The graph of a program as a message, and what to run there."""

    def __init__(self, program):
        graph = edflow.Graph()
        with graph.as_default():
            made = program(edflow)
            made = next(made) if inspect.isgenerator(made) else made
        self.graph = graph
        with warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("always")
            self.message = graph.as_graph_def(add_shapes=True)
        self.is_tensorflows = not told
        """Whether TensorFlow has all its ops."""
        tensors = tensors_in(made, edflow.Tensor)
        self.names = [t.name for t in tensors if t.graph is graph]

    def values(self, tf, graph):
        """What the tensors are there."""
        return values(tf, graph, initializers_of(self.graph), self.names)


def programs_of(family):
    """The programs whose graph can be built and written."""
    for name, program in PROGRAMS.items():
        if not name.startswith(f"{family}."):
            continue
        try:
            written = Written(program)
        except Exception:
            continue  # It is about an error, or about files.
        promise = getattr(program, "promise", Promise())
        yield name, written, promise


def is_error(value):
    """Whether it is the name of an error: text that is a value consists of bytes."""
    return isinstance(value, str)


def first_difference(name, ours, theirs, promise):
    if not promise.values:
        return ""
    pairs = zip(ours, theirs, strict=True)
    # What lacks a feed is wrong in both, in words and classes of their own.
    both = [(a, b) for a, b in pairs if not (is_error(a) and is_error(b))]
    loose = Promise(
        rtol=max(promise.rtol or 0, ROUNDING.rtol),
        atol=max(promise.atol or 0, ROUNDING.atol),
    )
    found = in_values([a for a, _ in both], [b for _, b in both], loose)
    return f"{name}: {found}" if found else ""
