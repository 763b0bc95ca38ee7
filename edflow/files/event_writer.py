"""FileWriter: what hands summaries, graphs and logs to TensorBoard."""

from __future__ import annotations

import logging
import os
import time
import warnings
from types import TracebackType
from typing import Any, ClassVar

from edflow.engine.graph import Graph
from edflow.errors import UnimplementedError
from edflow.files.events import EventFile
from edflow.files.graphdef import as_graph_def
from edflow.files.metagraph import meta_graph_def as written_meta_graph

__all__ = ["FileWriter", "FileWriterCache"]

_log = logging.getLogger("tensorflow")


class FileWriter:
    """Writes events into a file of `logdir`, for TensorBoard and `tf.view.events`.

    Args:
      logdir: the directory, which is made if need be.
      graph: a graph to show there.
      max_queue, flush_secs: accepted; every event is written at once.
      graph_def: the old way to give a graph, as a `GraphDef`.
      filename_suffix: what the file's name ends with.
      session: accepted; events do not go through the graph.

    Raises:
      TypeError: the graph is none.
      ValueError: both a graph and a GraphDef.

    >>> import tempfile
    >>> import edflow as tf
    >>> logdir = tempfile.mkdtemp()
    >>> loss = tf.Summary(value=[tf.Summary.Value(tag="loss", simple_value=0.5)])
    >>> with tf.summary.FileWriter(logdir) as writer:
    ...     writer.add_summary(loss, global_step=1)
    >>> tf.view.events(logdir).table()
    metric  step 1  lowest  highest
    loss    0.5     0.5     0.5
    """

    def __init__(
        self,
        logdir: str | os.PathLike[str],
        graph: Any = None,
        max_queue: int = 10,
        flush_secs: float = 120,
        graph_def: Any = None,
        filename_suffix: str | None = None,
        session: Any = None,
    ):
        self._logdir = os.fspath(logdir)
        self._suffix = filename_suffix or ""
        self._file: EventFile | None = EventFile(self._logdir, self._suffix)
        self._described: set[str] = set()
        self._run_tags: set[str] = set()
        if graph is not None or graph_def is not None:
            self.add_graph(graph, graph_def=graph_def)
            if isinstance(graph, Graph):
                self._add_own_meta_graph(graph)

    def get_logdir(self) -> str:
        """The directory."""
        return self._logdir

    def add_summary(self, summary: Any, global_step: Any = None) -> None:
        """Write what a summary op gave.

        Args:
          summary: the bytes that a run returned, or a `tf.Summary`.
          global_step: the step of the training that it tells of.
        """
        from edflow.files.protos import Summary

        known = isinstance(summary, Summary)
        message = summary if known else Summary.FromString(summary)
        for value in message.value:
            # TensorBoard wants to be told of a tag's kind once.
            if value.tag in self._described:
                value.ClearField("metadata")
            self._described.add(value.tag)
        self._add(global_step, summary=message)

    def add_session_log(self, session_log: Any, global_step: Any = None) -> None:
        """Write a `tf.SessionLog`: that a session began, ended, or was saved."""
        self._add(global_step, session_log=session_log)

    def add_graph(
        self, graph: Any, global_step: Any = None, graph_def: Any = None
    ) -> None:
        """Write a graph, for TensorBoard's page of graphs.

        Args:
          graph: a `tf.Graph`.
          global_step: the step of the training at which it is written.
          graph_def: the old way to give it, as a `GraphDef`.

        Raises:
          TypeError: it is neither.
          ValueError: both are given.
        """
        if graph is not None and graph_def is not None:
            raise ValueError("a graph and a graph_def were given; give only graph")
        given: Any = graph_def if graph is None else graph
        if isinstance(given, Graph):
            try:
                given = as_graph_def(given, add_shapes=True)
            except UnimplementedError as error:
                _log.warning("the graph is left out of the events: %s", error)
                return
        if not (hasattr(given, "SerializeToString") and hasattr(given, "node")):
            raise TypeError(
                f"the graph must be a tf.Graph, not {given!r}; give sess.graph"
            )
        content = given.SerializeToString(deterministic=True)
        self._add(global_step, graph_def=content)

    def add_meta_graph(self, meta_graph_def: Any, global_step: Any = None) -> None:
        """Write a `MetaGraphDef`.

        Raises:
          TypeError: it is none.
        """
        if not hasattr(meta_graph_def, "graph_def"):
            raise TypeError(f"a MetaGraphDef is needed, not {meta_graph_def!r}")
        content = meta_graph_def.SerializeToString()
        self._add(global_step, meta_graph_def=content)

    def add_run_metadata(
        self, run_metadata: Any, tag: str, global_step: Any = None
    ) -> None:
        """Write down that a run was traced; of its `tf.RunMetadata` nothing is kept.

        Args:
          run_metadata: what a run with `run_metadata=` filled in.
          tag: a name that no other run of this writer has.
          global_step: the step of the training that ran.

        Raises:
          ValueError: the tag was used before.
        """
        if tag in self._run_tags:
            raise ValueError(f"the tag {tag!r} was already used; choose another")
        self._run_tags.add(tag)
        to_bytes = getattr(run_metadata, "SerializeToString", bytes)
        content = {"tag": tag, "run_metadata": to_bytes()}
        self._add(global_step, tagged_run_metadata=content)

    def add_event(self, event: Any) -> None:
        """Write a `tf.Event`."""
        if self._file is None:
            _warn_closed()
        else:
            self._file.add(event)

    def flush(self) -> None:
        """Do nothing: every event is written at once."""
        if self._file is None:
            _warn_closed()

    def close(self) -> None:
        """End the file; what is added after that is lost, with a warning."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def reopen(self) -> None:
        """Go on in a new file of the same directory, if this one is closed."""
        if self._file is None:
            self._file = EventFile(self._logdir, self._suffix)

    def _add(self, global_step: Any, **what: Any) -> None:
        from edflow.files.protos import Event

        event = Event(wall_time=time.time(), **what)
        if global_step is not None:
            event.step = int(global_step)
        self.add_event(event)

    def _add_own_meta_graph(self, graph: Graph) -> None:
        try:
            meta = written_meta_graph(graph)
        except UnimplementedError:
            return  # `add_graph` has told.
        content = meta.SerializeToString(deterministic=True)
        self._add(None, meta_graph_def=content)

    def __enter__(self) -> FileWriter:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _warn_closed() -> None:
    warnings.warn(
        "this FileWriter is closed and writes nothing; call its reopen() first",
        stacklevel=4,
    )


class FileWriterCache:
    """One `FileWriter` for each directory."""

    _writers: ClassVar[dict[str, FileWriter]] = {}

    @staticmethod
    def get(logdir: str) -> FileWriter:
        """The writer of a directory, made at first use."""
        writers = FileWriterCache._writers
        if logdir not in writers:
            writers[logdir] = FileWriter(logdir)
        return writers[logdir]

    @staticmethod
    def clear() -> None:
        """Close and forget all of them."""
        for writer in FileWriterCache._writers.values():
            writer.close()
        FileWriterCache._writers.clear()
