"""The global step: one variable that counts the training steps of a graph."""

from __future__ import annotations

from typing import Any

from edflow.engine.face.dtypes import int64
from edflow.engine.face.keys import GraphKeys
from edflow.engine.graph import Graph, Tensor, get_default_graph
from edflow.engine.ops.initializers import Zeros
from edflow.engine.ops.state.sharing import get_variable
from edflow.engine.ops.state.variable import Variable

__all__ = [
    "assert_global_step", "create_global_step", "get_global_step",
    "get_or_create_global_step", "global_step",
]  # fmt: skip


def get_global_step(graph: Graph | None = None) -> Any:
    """The graph's global step: a variable or tensor, or None if there is none.

    It is what the collection `GLOBAL_STEP` holds, else what is named `global_step:0`.

    Raises:
      TypeError: what bears the name is not a scalar integer.
    """
    graph = graph or get_default_graph()
    found = graph.get_collection(GraphKeys.GLOBAL_STEP)
    if len(found) > 1:
        return None
    if not found and "global_step" not in graph.names:
        return None
    step = found[0] if found else graph.get_tensor_by_name("global_step:0")
    assert_global_step(step)
    return step


def create_global_step(graph: Graph | None = None) -> Variable:
    """Create the graph's global step, an int64 variable that starts at 0.

    Raises:
      ValueError: there is one already.
    """
    graph = graph or get_default_graph()
    if get_global_step(graph) is not None:
        raise ValueError(
            "the graph has a global step already; use tf.train.get_global_step(), or "
            "get_or_create_global_step()"
        )
    with graph.as_default(), graph.name_scope(None):
        return get_variable(
            GraphKeys.GLOBAL_STEP,
            shape=[],
            dtype=int64,
            initializer=Zeros(),
            trainable=False,
            collections=[GraphKeys.GLOBAL_VARIABLES, GraphKeys.GLOBAL_STEP],
        )


def get_or_create_global_step(graph: Graph | None = None) -> Any:
    """The graph's global step, created if there is none."""
    graph = graph or get_default_graph()
    step = get_global_step(graph)
    return create_global_step(graph) if step is None else step


def assert_global_step(global_step_tensor: Any) -> None:
    """Raise TypeError unless it is a scalar integer variable or tensor."""
    if not isinstance(global_step_tensor, Variable | Tensor):
        raise TypeError(f"a global step is a variable, not {global_step_tensor!r}")
    dtype = global_step_tensor.dtype.base_dtype
    if not dtype.is_integer:
        raise TypeError(f"a global step is an integer, not {dtype.name}")
    if global_step_tensor.shape.ndims not in (0, None):
        shape = global_step_tensor.shape
        raise TypeError(f"a global step is a scalar, not of shape {shape}")


def global_step(sess: Any, global_step_tensor: Any) -> int:
    """The number of steps so far in the session `sess`, as a Python integer.

    >>> import edflow as tf
    >>> step = tf.train.create_global_step()
    >>> with tf.Session() as session:
    ...     session.run(tf.global_variables_initializer())
    ...     tf.train.global_step(session, step)
    0
    """
    return int(sess.run(global_step_tensor))
