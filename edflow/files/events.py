"""Event files: what a program tells TensorBoard, record by record."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from edflow.files.records import TFRecordWriter, tf_record_iterator

__all__ = ["summary_iterator"]

_VERSION = "brain.Event:2"


class EventFile:
    """A new event file of a directory, which is made if need be.

    Every event is on its way to the disk when `add` returns, so that TensorBoard sees
    it at once and a kernel that dies loses none.

    Args:
      directory: where it goes.
      suffix: what its name ends with.
    """

    def __init__(self, directory: str, suffix: str = ""):
        from edflow.files.protos import Event

        Path(directory).mkdir(parents=True, exist_ok=True)
        now = time.time()
        self.path = _fresh(directory, int(now), suffix)
        self._records = TFRecordWriter(self.path)
        self.add(Event(wall_time=now, file_version=_VERSION))

    def add(self, event: Any) -> None:
        """Write an `Event`."""
        self._records.write(event.SerializeToString())

    def close(self) -> None:
        """End the file."""
        self._records.close()


def _fresh(directory: str, second: int, suffix: str) -> Path:
    """A name by which TensorBoard knows an event file, and which none has yet.

    It tells the second it was made; TensorFlow overwrites a file of the same second.
    """
    host = socket.gethostname()
    while True:
        path = Path(directory, f"events.out.tfevents.{second:010}.{host}{suffix}")
        try:
            path.open("xb").close()
        except FileExistsError:
            second += 1
        else:
            return path


def summary_iterator(path: str | os.PathLike[str]) -> Iterator[Any]:
    """The events of an event file, one by one, as `Event` messages.

    Args:
      path: the file.

    Raises:
      NotFoundError: there is no such file.
      DataLossError: it is damaged, or it ends inside an event.
    """
    from edflow.files.protos import Event

    return map(Event.FromString, tf_record_iterator(path))
