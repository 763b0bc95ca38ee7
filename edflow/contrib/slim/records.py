"""What a training leaves behind: checkpoints, summaries, the graph."""

from __future__ import annotations

import logging
import time
from pathlib import Path
from typing import Any

from edflow.errors import UnimplementedError
from edflow.files.event_writer import FileWriter
from edflow.files.graph_files import write_graph
from edflow.train.saver import Saver

_log = logging.getLogger("tensorflow")
DEFAULT: Any = object()


class Records:
    """What a training leaves in its directory: checkpoints, summaries, the graph."""

    def __init__(
        self,
        logdir: Any,
        sess: Any,
        saver: Saver,
        step: Any,
        summary_op: Any,
        writer: Any,
    ):
        self._sess, self._saver, self._step = sess, saver, step
        self._summary_op = summary_op
        self._path = None if logdir is None else Path(logdir) / "model.ckpt"
        self._save_at = self._summarize_at = 0.0
        self._writer = writer
        if self._path is not None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            if writer is DEFAULT:
                self._writer = FileWriter(self._path.parent)
            self._write_graph()
        elif writer is DEFAULT:
            self._writer = None

    def _write_graph(self) -> None:
        assert self._path is not None
        graph = self._sess.graph
        try:
            write_graph(graph, self._path.parent, "graph.pbtxt")
            if self._writer is not None:
                self._writer.add_graph(graph)
        except UnimplementedError as error:
            _log.warning("the graph is not written: %s", error)

    def keep(self, save_secs: float, summary_secs: float) -> None:
        """Save and summarize, each if it is time; the first time at once."""
        now = time.monotonic()
        if self._path is not None and save_secs and now >= self._save_at:
            self._save_at = now + save_secs
            _log.info("Saving checkpoint to path %s", self._path)
            self._saver.save(self._sess, self._path, global_step=self._step)
        if summary_secs and now >= self._summarize_at:
            self._summarize_at = now + summary_secs
            self._summarize()

    def _summarize(self) -> None:
        if self._writer is None or self._summary_op is None:
            return
        summary, step = self._sess.run([self._summary_op, self._step])
        self._writer.add_summary(summary, step)

    def finish(self) -> None:
        """Save the last step."""
        if self._path is not None:
            _log.info("Finished training! Saving model to disk.")
            self._saver.save(self._sess, self._path, global_step=self._step)
        if self._writer is not None:
            self._writer.close()
