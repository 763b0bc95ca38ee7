"""Files that appear whole or not at all, whatever kills the writer."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


@contextmanager
def replacing(path: str) -> Iterator[BinaryIO]:
    """A file to write to, which takes its place under `path` when the block ends.

    Until then whatever was there stays. The content is on the disk before the name is:
    a power cut cannot leave a name without its content.
    """
    beside = Path(f"{path}.{os.getpid()}-{threading.get_ident()}.tmp")
    try:
        with beside.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
