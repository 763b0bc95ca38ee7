"""tf.train.import_meta_graph and export_meta_graph: graphs with their collections."""

from __future__ import annotations

import logging
import os
from collections.abc import Collection
from pathlib import Path
from typing import Any

from edflow.engine.graph import Graph, get_default_graph
from edflow.engine.ops.state.variable import Variable
from edflow.errors import UnimplementedError
from edflow.files.importing import import_graph_def
from edflow.files.metagraph import OF_VARIABLES, meta_graph_def
from edflow.files.replacing import replacing
from edflow.train.saveables import all_saveable
from edflow.train.saver import Saver

__all__ = ["export_meta_graph", "import_meta_graph"]

_log = logging.getLogger("tensorflow")

# What TensorFlow notes of its older branches and loops: nothing for other readers.
_CONTEXTS = frozenset({"cond_context", "while_context"})


def export_meta_graph(
    filename: str | os.PathLike[str] | None = None,
    meta_info_def: Any = None,
    graph_def: Any = None,
    saver_def: Any = None,
    collection_list: Collection[str] | None = None,
    as_text: bool = False,
    graph: Graph | None = None,
    export_scope: str | None = None,
    clear_devices: bool = False,
    clear_extraneous_savers: bool = False,
    strip_default_attrs: bool = False,
    save_debug_info: bool = False,
    **kwargs: Any,
) -> Any:
    """The graph with its collections as a `tf.MetaGraphDef`, and as a file.

    Args:
      filename: where to write it, if it is to be written; its directory is made if
        need be.
      meta_info_def: replaces what is said of the version and the tags.
      graph_def: another `tf.GraphDef` to write in the graph's place.
      saver_def: `saver.as_saver_def()`, so that the reader gets a saver.
      collection_list: the keys of the collections to write; all by default.
      as_text: write text for people.
      graph: the graph, by default the default graph.
      export_scope: not supported: a graph is written whole.
      clear_devices: leave out the devices.
      clear_extraneous_savers, strip_default_attrs, save_debug_info: accepted.
      **kwargs: accepted.

    Raises:
      UnimplementedError: an attribute of an op cannot be written.
    """
    from google.protobuf.text_format import MessageToString

    if export_scope:
        raise UnimplementedError(
            None,
            None,
            f"export_scope={export_scope!r}: a graph is written whole; write it, and "
            "take the nodes that you need with tf.graph_util.extract_sub_graph",
        )
    graph = graph or get_default_graph()
    meta = meta_graph_def(graph, saver_def, collection_list, graph_def)
    if meta_info_def is not None:
        meta.meta_info_def.Clear()
        meta.meta_info_def.MergeFromString(meta_info_def.SerializeToString())
    if clear_devices:
        _clear_devices(meta.graph_def)
    if filename is not None:
        Path(filename).parent.mkdir(parents=True, exist_ok=True)
        with replacing(os.fspath(filename)) as file:
            text = MessageToString(meta, as_utf8=True).encode() if as_text else None
            file.write(text or meta.SerializeToString(deterministic=True))
    return meta


def import_meta_graph(
    meta_graph_or_file: Any,
    clear_devices: bool = False,
    import_scope: str | None = None,
    **kwargs: Any,
) -> Saver | None:
    """Add a graph that was saved to the default graph, with its collections.

    Args:
      meta_graph_or_file: the path of a `.meta` file, of edflow or of TensorFlow, or a
        `tf.MetaGraphDef`.
      clear_devices: leave out the devices.
      import_scope: what to prefix all names with, inside of the current name scope.
      **kwargs: `input_map` and `return_elements` as for `tf.import_graph_def`.

    Returns:
      A saver that restores the variables, or None if there are none.

    Raises:
      OSError: there is no such file, or it is no `.meta` file.
      NotFoundError: the graph holds ops that edflow does not have; all are named.
      UnimplementedError: it holds branches or loops in TensorFlow 1's older form.

    >>> import tempfile, edflow as tf
    >>> w = tf.Variable([1.0, 2.0], name="w")
    >>> with tempfile.TemporaryDirectory() as folder, tf.Session() as session:
    ...     session.run(w.initializer)
    ...     path = tf.train.Saver().save(session, folder + "/model")
    ...     with tf.Graph().as_default(), tf.Session() as other:
    ...         saver = tf.train.import_meta_graph(path + ".meta")
    ...         saver.restore(other, path)
    ...         other.run("w:0")
    array([1., 2.], dtype=float32)
    """
    meta = _meta_graph(meta_graph_or_file)
    if clear_devices:
        _clear_devices(meta.graph_def)
    graph = get_default_graph()
    scope, name = graph.get_name_scope(), import_scope
    if import_scope:
        scope = graph.unique_name(import_scope, mark_as_used=False)
    elif scope:
        name = f"{scope}/"  # Opens the current scope again.
    known = {k: v for k, v in kwargs.items() if k in ("input_map", "return_elements")}
    import_graph_def(meta.graph_def, name=name or "", **known)
    prefix = f"{scope}/" if scope else ""
    variables: dict[str, Variable] = {}
    for key in sorted(meta.collection_def):
        for item in _items(key, meta.collection_def[key], graph, prefix, variables):
            graph.add_to_collection(key, item)
    if meta.HasField("saver_def"):
        return Saver(saver_def=meta.saver_def, name=scope)
    if all_saveable():
        return Saver()
    _log.info("there is no saver: the graph has no variables to restore")
    return None


def _meta_graph(given: Any) -> Any:
    from edflow.files.protos import MetaGraphDef

    if hasattr(given, "SerializeToString"):
        return MetaGraphDef.FromString(given.SerializeToString())
    path = os.fspath(given)
    if not Path(path).is_file():
        raise OSError(f"File does not exist: there is no file {path}")
    return parsed(Path(path).read_bytes(), MetaGraphDef, path)


def parsed(content: bytes, message: Any, path: str) -> Any:
    """A message from a file's content, be it bytes or text; OSError for neither."""
    from google.protobuf.message import DecodeError
    from google.protobuf.text_format import Parse, ParseError

    try:
        return message.FromString(content)
    except DecodeError:
        pass
    try:
        return Parse(content.decode(), message())
    except (ParseError, UnicodeDecodeError):
        name = message.DESCRIPTOR.name
        raise OSError(
            f"Cannot parse file {path}: it is no {name}; give the path of a .meta file"
        ) from None


def _clear_devices(graph_def: Any) -> None:
    for node in graph_def.node:
        node.device = ""


def _items(
    key: str, content: Any, graph: Graph, prefix: str, variables: dict[str, Variable]
) -> list[Any]:
    """What a `CollectionDef` holds, as elements of the graph where they are names."""
    kind = content.WhichOneof("kind")
    if kind is None or key in _CONTEXTS:
        return []
    values = getattr(content, kind).value
    if kind == "node_list":
        return [graph.as_graph_element(_scoped(name, prefix)) for name in values]
    if kind != "bytes_list" or key not in OF_VARIABLES:
        return list(values)
    return [_variable(value, graph, prefix, variables) for value in values]


def _variable(
    content: bytes, graph: Graph, prefix: str, variables: dict[str, Variable]
) -> Variable:
    """The variable of a `VariableDef`: one object, in however many collections."""
    from edflow.files.protos import VariableDef

    message = VariableDef.FromString(content)
    if message.variable_name not in variables:
        variables[message.variable_name] = variable_of(message, graph, prefix)
    return variables[message.variable_name]


def variable_of(message: Any, graph: Graph, prefix: str = "") -> Variable:
    """A variable around the nodes that a `VariableDef` names."""

    def tensor(name: str) -> Any:
        return graph.get_tensor_by_name(_scoped(name, prefix))

    initializer = graph.get_operation_by_name(_scoped(message.initializer_name, prefix))
    initial = message.initial_value_name
    return Variable.of_nodes(
        tensor(message.variable_name),
        initializer,
        tensor(message.snapshot_name),
        tensor(initial) if initial else initializer.inputs[1],
        # Files from before TensorFlow 1.11 do not say; the collections do.
        trainable=message.trainable,
    )


def _scoped(name: str, prefix: str) -> str:
    return f"^{prefix}{name[1:]}" if name.startswith("^") else prefix + name
