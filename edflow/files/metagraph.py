"""The `.meta` file beside a checkpoint: the graph, its saver and its collections."""

from __future__ import annotations

import logging
import struct
from collections.abc import Collection, Iterable
from typing import Any

from edflow.engine.face.keys import GraphKeys
from edflow.engine.graph import Graph
from edflow.files import wire
from edflow.files.graphdef import graph_def

_TENSORFLOW = b"1.15.5"
_log = logging.getLogger("tensorflow")

# The collections whose items a reader takes for variables; in those of a program's own
# a variable is a name like any other.
OF_VARIABLES = frozenset(
    {
        GraphKeys.GLOBAL_VARIABLES,
        GraphKeys.TRAINABLE_VARIABLES,
        GraphKeys.LOCAL_VARIABLES,
        GraphKeys.MODEL_VARIABLES,
        GraphKeys.MOVING_AVERAGE_VARIABLES,
        GraphKeys.METRIC_VARIABLES,
        GraphKeys.GLOBAL_STEP,
    }
)


def meta_graph_def(
    graph: Graph,
    saver_def: Any = None,
    keys: Collection[str] | None = None,
    graph_content: bytes | None = None,
) -> bytes:
    """The graph as a serialized `MetaGraphDef`, for `tf.train.import_meta_graph`.

    Args:
      graph: the graph.
      saver_def: a `tf.train.SaverDef`, so that the reader gets a saver.
      keys: the collections to write; all by default.
      graph_content: another serialized `GraphDef` to write in the graph's place.

    Raises:
      UnimplementedError: the graph holds ops that TensorFlow does not have.
    """
    if graph_content is None:
        graph_content = graph_def(graph, add_shapes=True)
    content = wire.nested(1, wire.nested(5, _TENSORFLOW))
    content += wire.nested(2, graph_content)
    if saver_def is not None:
        content += wire.nested(3, _saver_def(saver_def))
    for key in graph.get_all_collection_keys():
        if key.startswith("__") or (keys is not None and key not in keys):
            continue
        items = graph.get_collection(key)
        if items and (collection := _collection(key, items)):
            entry = wire.nested(1, key.encode()) + wire.nested(2, collection)
            content += wire.nested(4, entry)
    return content


def _saver_def(saver: Any) -> bytes:
    """A `SaverDef`."""
    names = (saver.filename_tensor_name, saver.save_tensor_name, saver.restore_op_name)
    hours = struct.pack("<f", saver.keep_checkpoint_every_n_hours)
    return (
        b"".join(wire.nested(i, name.encode()) for i, name in enumerate(names, 1))
        + wire.integer(4, saver.max_to_keep)
        + wire.integer(5, saver.sharded)
        + wire.fixed32(6, int.from_bytes(hours, "little"))
        + wire.integer(7, saver.version)
    )


def _collection(key: str, items: list[Any]) -> bytes:
    """A `CollectionDef`; empty for what cannot be written, of which the log tells."""
    first = items[0]
    try:
        if key in OF_VARIABLES and all(hasattr(x, "initial_value") for x in items):
            return wire.nested(2, _values(map(variable_def, items)))
        runners = key == GraphKeys.QUEUE_RUNNERS
        if runners or isinstance(first, bytes | str):
            content = map(queue_runner_def if runners else _as_bytes, items)
            return wire.nested(2, _values(content))
        if isinstance(first, int):
            numbers = b"".join(wire.varint(item.__index__()) for item in items)
            return wire.nested(3, wire.nested(1, numbers))
        if isinstance(first, float):
            packed = struct.pack(f"<{len(items)}f", *items)
            return wire.nested(4, wire.nested(1, packed))
        return wire.nested(1, _values(item.name.encode() for item in items))
    except (AttributeError, TypeError, struct.error):
        _log.warning(
            "the collection %r is not written: a .meta file holds names of nodes, "
            "variables, text or numbers, all of one kind, but not %r",
            key,
            first,
        )
        return b""


def _as_bytes(item: Any) -> bytes:
    return item.encode() if isinstance(item, str) else bytes(memoryview(item))


def _values(items: Iterable[bytes]) -> bytes:
    return b"".join(wire.nested(1, item) for item in items)


def variable_def(variable: Any) -> bytes:
    """A `VariableDef`: the names of what makes up a variable."""
    return (
        wire.nested(1, variable.name.encode())
        + wire.nested(2, variable.initializer.name.encode())
        + wire.nested(3, variable.value().name.encode())
        + wire.nested(6, variable.initial_value.name.encode())
        + (wire.integer(7, 1) if variable.trainable else b"")
    )


def queue_runner_def(runner: Any) -> bytes:
    """A `QueueRunnerDef`: the names of what fills a queue and closes it."""
    ends = (e.code for e in runner.queue_closed_exception_types)
    return (
        wire.nested(1, runner.name.encode())
        + b"".join(wire.nested(2, op.name.encode()) for op in runner.enqueue_ops)
        + wire.nested(3, runner.close_op.name.encode())
        + wire.nested(4, runner.cancel_op.name.encode())
        + wire.nested(5, b"".join(map(wire.varint, ends)))
    )
