"""The `.meta` file beside a checkpoint: the graph, its saver and its collections."""

from __future__ import annotations

import logging
from collections.abc import Collection
from typing import Any

from edflow.engine.face.keys import GraphKeys
from edflow.engine.graph import Graph
from edflow.files.graphdef import put_graph

_TENSORFLOW = "1.15.5"
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
    given: Any = None,
) -> Any:
    """The graph as a `MetaGraphDef`, for `tf.train.import_meta_graph`.

    Args:
      graph: the graph.
      saver_def: a `tf.train.SaverDef`, so that the reader gets a saver.
      keys: the collections to write; all by default.
      given: another `GraphDef` to write in the graph's place.

    Raises:
      UnimplementedError: an attribute of an op cannot be written.
    """
    from edflow.files.protos import MetaGraphDef

    meta = MetaGraphDef()
    meta.meta_info_def.tensorflow_version = _TENSORFLOW
    if given is None:
        put_graph(graph, meta.graph_def, add_shapes=True)
    else:
        meta.graph_def.MergeFromString(given.SerializeToString())
    if saver_def is not None:
        for field in meta.saver_def.DESCRIPTOR.fields:
            setattr(meta.saver_def, field.name, getattr(saver_def, field.name))
    for key in graph.get_all_collection_keys():
        if key.startswith("__") or (keys is not None and key not in keys):
            continue
        if items := graph.get_collection(key):
            try:
                _put_collection(key, items, meta.collection_def[key])
            except (AttributeError, TypeError, ValueError):
                del meta.collection_def[key]
                _log.warning(
                    "the collection %r is not written: a .meta file holds names of "
                    "nodes, variables, text or numbers, all of one kind, but not %r",
                    key,
                    items[0],
                )
    return meta


def _put_collection(key: str, items: list[Any], into: Any) -> None:
    """Enter a collection into a `CollectionDef`."""
    first = items[0]
    if key in OF_VARIABLES and all(hasattr(x, "initial_value") for x in items):
        texts = [_variable_def(x).SerializeToString() for x in items]
        into.bytes_list.value.extend(texts)
    elif key == GraphKeys.QUEUE_RUNNERS:
        texts = [_queue_runner_def(x).SerializeToString() for x in items]
        into.bytes_list.value.extend(texts)
    elif isinstance(first, bytes | str):
        into.bytes_list.value.extend(map(_as_bytes, items))
    elif isinstance(first, int):
        into.int64_list.value.extend(items)
    elif isinstance(first, float):
        into.float_list.value.extend(items)
    else:
        into.node_list.value.extend(item.name for item in items)


def _as_bytes(item: Any) -> bytes:
    return item.encode() if isinstance(item, str) else bytes(memoryview(item))


def _variable_def(variable: Any) -> Any:
    """A `VariableDef`: the names of what makes up a variable."""
    from edflow.files.protos import VariableDef

    return VariableDef(
        variable_name=variable.name,
        initializer_name=variable.initializer.name,
        snapshot_name=variable.value().name,
        initial_value_name=variable.initial_value.name,
        trainable=variable.trainable,
    )


def _queue_runner_def(runner: Any) -> Any:
    """A `QueueRunnerDef`: the names of what fills a queue and closes it."""
    from edflow.files.protos import QueueRunnerDef

    return QueueRunnerDef(
        queue_name=runner.name,
        enqueue_op_name=[op.name for op in runner.enqueue_ops],
        close_op_name=runner.close_op.name,
        cancel_op_name=runner.cancel_op.name,
        queue_closed_exception_types=[
            e.code for e in runner.queue_closed_exception_types
        ],
    )
