"""The `.meta` file beside a checkpoint: the graph, its saver and its collections."""

from __future__ import annotations

import struct
from collections.abc import Iterable
from typing import Any

from edflow.engine.graph import Graph, Operation, Tensor
from edflow.files import wire
from edflow.files.graphdef import graph_def

_TENSORFLOW = b"1.15.5"


def meta_graph_def(graph: Graph, saver_def: Any = None) -> bytes:
    """The graph as a serialized `MetaGraphDef`, for `tf.train.import_meta_graph`.

    Args:
      graph: the graph.
      saver_def: a `tf.train.SaverDef`, so that the reader gets a saver.

    Raises:
      UnimplementedError: the graph holds what has no form in a GraphDef here.
    """
    content = wire.nested(1, wire.nested(5, _TENSORFLOW))
    content += wire.nested(2, graph_def(graph))
    if saver_def is not None:
        content += wire.nested(3, _saver_def(saver_def))
    for key in graph.get_all_collection_keys():
        collection = _collection(graph.get_collection(key))
        if collection and not key.startswith("__"):
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


def _collection(items: list[Any]) -> bytes:
    """A `CollectionDef` of variables or of nodes; empty for anything else."""
    if items and all(isinstance(item, Tensor | Operation) for item in items):
        return wire.nested(1, _values(item.name.encode() for item in items))
    if items and all(hasattr(item, "initial_value") for item in items):
        return wire.nested(2, _values(map(_variable_def, items)))
    return b""


def _values(items: Iterable[bytes]) -> bytes:
    return b"".join(wire.nested(1, item) for item in items)


def _variable_def(variable: Any) -> bytes:
    """A `VariableDef`: the names of what makes up a variable."""
    return (
        wire.nested(1, variable.name.encode())
        + wire.nested(2, variable.initializer.name.encode())
        + wire.nested(3, variable.value().name.encode())
        + wire.nested(6, variable.initial_value.name.encode())
        + (wire.integer(7, 1) if variable.trainable else b"")
    )
