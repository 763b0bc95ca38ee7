"""Writing a checkpoint so that there is a whole one at every instant."""

from __future__ import annotations

import glob
import os
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import as_dtype
from edflow.errors import DataLossError, NotFoundError, UnimplementedError
from edflow.files import strings
from edflow.files.bundle import Bundle, data_path, data_paths, index_path
from edflow.files.checksum import crc32c, mask
from edflow.files.entry import Entry, Header
from edflow.files.replacing import replacing
from edflow.files.table import table_bytes

_writing = threading.Lock()


def write_bundle(prefix: str, tensors: Mapping[str, Array]) -> None:
    """Write a checkpoint; a kill at any instant leaves the one that was there, whole.

    The index decides: with its renaming the new checkpoint takes the old one's place.
    So the new data must not yet bear the name that the old index refers to. They do
    not: the count of data files is part of their names, and 2 instead of 1 makes a free
    one, to be given up as soon as nothing refers to the proper name any more.

    The directory is made if it alone is missing, as TensorFlow has it.

    Raises:
      NotFoundError: the directory of the directory does not exist, or it is a file.
    """
    directory = Path(index_path(prefix)).parent
    try:
        directory.mkdir(exist_ok=True)
    except (FileNotFoundError, FileExistsError, NotADirectoryError):
        raise NotFoundError(
            None,
            None,
            f"there is no directory {directory} to save {prefix} in; create it first, "
            "e.g. with os.makedirs",
        ) from None
    with _writing:
        n_shards = 2 if _n_shards(prefix) == 1 else 1
        with replacing(data_path(prefix, 0, n_shards)) as file:
            entries = {name: _write(file, array) for name, array in tensors.items()}
        _write_index(prefix, entries, n_shards)
        if n_shards == 2 and _linked(data_path(prefix, 0, 2), data_path(prefix, 0, 1)):
            _write_index(prefix, entries, 1)
            n_shards = 1
        _remove_leftovers(prefix, data_path(prefix, 0, n_shards))


def _write(file: Any, array: Array) -> Entry:
    """Append a tensor to the data file."""
    offset = file.tell()
    dtype = array.dtype
    if dtype.hasobject:
        data, crc = strings.encode(array)
    else:
        dtype = dtype.newbyteorder("<")
        little = np.ascontiguousarray(array, dtype)
        data = little.reshape(-1).view(np.uint8).data
        crc = crc32c(data)
    file.write(data)
    number = as_dtype(dtype).as_datatype_enum
    return Entry(number, array.shape, 0, offset, len(data), mask(crc))


def _write_index(prefix: str, entries: Mapping[str, Entry], n_shards: int) -> None:
    items = {name.encode(): entry.encode() for name, entry in entries.items()}
    with replacing(index_path(prefix)) as file:
        file.write(table_bytes({b"": Header(n_shards).encode(), **items}))


def _n_shards(prefix: str) -> int | None:
    """The count of data files of the checkpoint that is there, if there is one."""
    try:
        return Bundle(prefix).n_shards
    except (NotFoundError, DataLossError, UnimplementedError):
        return None


def _linked(path: str, name: str) -> bool:
    """Give a file a second name, if this file system can."""
    beside = Path(f"{name}.{os.getpid()}.tmp")
    try:
        beside.unlink(missing_ok=True)
        os.link(path, beside)
        beside.replace(name)
    except OSError:
        return False
    return True


def _remove_leftovers(prefix: str, used: str) -> None:
    """Remove data that no index refers to: the old, and what a kill left behind."""
    start = Path(f"{prefix}.index")
    unfinished = f"{glob.escape(str(start.name)[:-6])}.[di]*.tmp"
    for path in (*data_paths(prefix), *start.parent.glob(unfinished)):
        if path != Path(used):
            path.unlink(missing_ok=True)
