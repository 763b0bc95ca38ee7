"""tf.train.write_graph: a graph in a file of its own."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from edflow.files.replacing import replacing

__all__ = ["write_graph"]


def write_graph(
    graph_or_graph_def: Any,
    logdir: str | os.PathLike[str],
    name: str,
    as_text: bool = True,
) -> str:
    """Write a graph to a file; gives its path.

    Args:
      graph_or_graph_def: a `tf.Graph` or a `tf.GraphDef`.
      logdir: the directory, which is made if need be.
      name: the file's name, by habit `*.pbtxt` for text and `*.pb` for bytes.
      as_text: write text for people, not bytes.
    """
    from google.protobuf.text_format import MessageToString

    as_graph_def = getattr(graph_or_graph_def, "as_graph_def", None)
    message = as_graph_def() if as_graph_def else graph_or_graph_def
    Path(logdir).mkdir(parents=True, exist_ok=True)
    path = str(Path(logdir) / name)
    with replacing(path) as file:
        if as_text:
            file.write(MessageToString(message).encode())
        else:
            file.write(message.SerializeToString(deterministic=True))
    return path
