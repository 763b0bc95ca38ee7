"""The methods of the default graph, as functions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from edflow.engine.graph import get_default_graph, name_scope

__all__ = [
    "add_to_collection", "add_to_collections", "colocate_with", "container",
    "control_dependencies", "device", "get_collection", "get_collection_ref",
    "op_scope", "set_random_seed",
]  # fmt: skip


def control_dependencies(control_inputs: Any) -> AbstractContextManager[None]:
    """Let the operations created inside run only after `control_inputs`.

    Args:
      control_inputs: operations, tensors and variables; None lifts the dependencies
        of the blocks around it.

    >>> import edflow as tf
    >>> count = tf.Variable(0)
    >>> with tf.control_dependencies([tf.assign_add(count, 1)]):
    ...     after = count.read_value()
    >>> with tf.Session() as session:
    ...     session.run(count.initializer)
    ...     print(session.run(after))
    1
    """
    return get_default_graph().control_dependencies(control_inputs)


def device(device_name_or_function: Any) -> AbstractContextManager[None]:
    """Note a device, e.g. "/gpu:0", for the operations created inside.

    It is kept and shown, and written to files; edflow computes on the CPU.
    """
    return get_default_graph().device(device_name_or_function)


def colocate_with(
    op: Any, ignore_existing: bool = False
) -> AbstractContextManager[None]:
    """Note the device of `op` for the operations created inside."""
    return get_default_graph().colocate_with(op, ignore_existing)


@contextmanager
def container(container_name: str) -> Iterator[str]:
    """Accepted: containers tell the variables of one server's clients apart."""
    yield container_name


def add_to_collection(name: Any, value: Any) -> None:
    """Append `value` to a collection of the default graph."""
    get_default_graph().add_to_collection(name, value)


def add_to_collections(names: Any, value: Any) -> None:
    """Append `value` to one collection or to each of several."""
    get_default_graph().add_to_collections(names, value)


def get_collection(key: Any, scope: str | None = None) -> list[Any]:
    """A copy of a collection of the default graph.

    Args:
      key: its name, e.g. `tf.GraphKeys.LOSSES`.
      scope: a regular expression: only items whose name begins with a match.
    """
    return get_default_graph().get_collection(key, scope)


def get_collection_ref(key: Any) -> list[Any]:
    """The collection itself: what is appended to this list stays."""
    return get_default_graph().get_collection_ref(key)


def op_scope(
    values: Sequence[Any], name: str | None, default_name: str | None = None
) -> AbstractContextManager[str]:
    """`tf.name_scope` with its arguments in the order of an early TensorFlow."""
    return name_scope(name, default_name, values)


def set_random_seed(seed: int | None) -> None:
    """Let the random operations of the default graph draw the same in every session.

    Call it before they are created: each takes its own seed from `seed` and from its
    place in the order of creation. None takes the graph's seed back.

    >>> import edflow as tf
    >>> tf.set_random_seed(1)
    >>> draw = tf.random_uniform([])
    >>> first, again = [float(tf.Session().run(draw)) for _ in range(2)]
    >>> first == again
    True
    """
    get_default_graph().root.seed = seed
