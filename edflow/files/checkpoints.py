"""Looking for checkpoints, into them, and removing them; no session is needed."""

from __future__ import annotations

import glob
import logging
import os
from pathlib import Path
from typing import Any

from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import DType
from edflow.errors import DataLossError, NotFoundError
from edflow.files.bundle import Bundle, data_paths, index_path
from edflow.files.checkpoint_state import get_checkpoint_state

__all__ = [
    "CheckpointReader", "checkpoint_exists", "get_checkpoint_mtimes",
    "latest_checkpoint", "list_variables", "load_checkpoint", "load_variable",
    "remove_checkpoint",
]  # fmt: skip

_log = logging.getLogger("tensorflow")


def latest_checkpoint(
    checkpoint_dir: str | os.PathLike[str], latest_filename: str | None = None
) -> str | None:
    """The prefix of the latest checkpoint in a directory, for `Saver.restore`.

    Args:
      checkpoint_dir: the directory.
      latest_filename: the file that names it, if it is not `checkpoint`.

    Returns:
      The prefix, or None if there is no checkpoint.
    """
    state = get_checkpoint_state(checkpoint_dir, latest_filename)
    if state is None:
        return None
    if checkpoint_exists(state.model_checkpoint_path):
        return state.model_checkpoint_path
    _log.warning(
        "%s names the checkpoint %s, but it is not there",
        latest_filename or "checkpoint",
        state.model_checkpoint_path,
    )
    return None


def checkpoint_exists(checkpoint_prefix: str | os.PathLike[str]) -> bool:
    """Whether there is a checkpoint of this prefix, e.g. `model.ckpt-100`."""
    return _found(checkpoint_prefix) is not None


def get_checkpoint_mtimes(
    checkpoint_prefixes: list[str | os.PathLike[str]],
) -> list[float]:
    """When each checkpoint was written, in seconds since 1970; without missing ones."""
    found = filter(None, map(_found, checkpoint_prefixes))
    return [path.stat().st_mtime for path in found]


def _found(prefix: str | os.PathLike[str]) -> Path | None:
    """The file that shows that a checkpoint is there; `prefix` may be a pattern."""
    prefix = os.fspath(prefix)
    for path in (index_path(prefix), prefix):
        if Path(path).is_file():
            return Path(path)
        matching = sorted(glob.glob(path))  # noqa: PTH207 - Path's takes no absolute one
        if matching:
            return Path(matching[0])
    return None


def remove_checkpoint(
    checkpoint_prefix: str | os.PathLike[str],
    checkpoint_format_version: int = 2,
    meta_graph_suffix: str = "meta",
) -> None:
    """Delete the files of a checkpoint, if they are there.

    Args:
      checkpoint_prefix: its prefix.
      checkpoint_format_version: accepted; there is one format here.
      meta_graph_suffix: the extension of the file that holds its graph.
    """
    prefix = os.fspath(checkpoint_prefix)
    # The index first: data without an index are no checkpoint, not a damaged one.
    doomed = (f"{prefix}.{meta_graph_suffix}", index_path(prefix), *data_paths(prefix))
    for path in doomed:
        Path(path).unlink(missing_ok=True)


class CheckpointReader:
    """What a checkpoint holds: `tf.train.NewCheckpointReader(prefix)`.

    Raises:
      NotFoundError: there is no checkpoint of that prefix.
      DataLossError: its index is damaged, or it is no checkpoint.
    """

    def __init__(self, filepattern: str | os.PathLike[str]):
        self._bundle = open_checkpoint(filepattern)

    def get_variable_to_shape_map(self) -> dict[str, list[int]]:
        """The shape of each tensor, by name."""
        return {name: list(e.shape) for name, e in self._bundle.entries.items()}

    def get_variable_to_dtype_map(self) -> dict[str, DType]:
        """The dtype of each tensor, by name."""
        return {name: entry.dtype for name, entry in self._bundle.entries.items()}

    def has_tensor(self, tensor_str: str) -> bool:
        return tensor_str in self._bundle.entries

    def get_tensor(self, tensor_str: str) -> Any:
        """The value of a tensor: an array, a NumPy scalar or, for text, bytes.

        Raises:
          NotFoundError: the checkpoint has no tensor of that name.
          DataLossError: its bytes are damaged.
        """
        array: Array = self._bundle.read(tensor_str)
        return array.copy() if array.ndim else array[()]

    def debug_string(self) -> bytes:
        """A line for each tensor: name, dtype, shape."""
        lines = (
            f"{name} ({_PROTO_NAMES.get(e.dtype_name, e.dtype_name.upper())}) "
            f"[{','.join(map(str, e.shape))}]\n"
            for name, e in self._bundle.entries.items()
        )
        return "".join(lines).replace("(", "(DT_").encode()


_PROTO_NAMES = {"float32": "FLOAT", "float64": "DOUBLE", "float16": "HALF"}


def open_checkpoint(prefix: str | os.PathLike[str]) -> Bundle:
    """The checkpoint, its index read; an error says what `prefix` is instead."""
    prefix = os.fspath(prefix)
    try:
        return Bundle(prefix)
    except NotFoundError:
        if not Path(prefix).is_file():
            raise
    stem, dot, end = prefix.rpartition(".")
    cure = (
        f"give its prefix, {stem}"
        if dot and end.startswith(("index", "data-", "meta"))
        else "checkpoints of TensorFlow's first format (V1) cannot be read"
    )
    raise DataLossError(None, None, f"the file {prefix} is not a checkpoint; {cure}")


def load_checkpoint(ckpt_dir_or_file: str | os.PathLike[str]) -> CheckpointReader:
    """A reader of a checkpoint, or of the latest in a directory.

    Raises:
      ValueError: the directory holds no checkpoint.
      NotFoundError: there is no checkpoint of that prefix.
    """
    return CheckpointReader(checkpoint_prefix(ckpt_dir_or_file))


def checkpoint_prefix(ckpt_dir_or_file: str | os.PathLike[str]) -> str:
    """The prefix itself, or for a directory that of its latest checkpoint."""
    if not Path(ckpt_dir_or_file).is_dir():
        return os.fspath(ckpt_dir_or_file)
    latest = latest_checkpoint(ckpt_dir_or_file)
    if latest is None:
        raise ValueError(
            f"the directory {os.fspath(ckpt_dir_or_file)} has no `checkpoint` file "
            "that names a checkpoint; give the prefix of one"
        )
    return latest


def load_variable(ckpt_dir_or_file: str | os.PathLike[str], name: str) -> Any:
    """The value that a checkpoint holds of a variable.

    Args:
      ckpt_dir_or_file: the prefix of a checkpoint, or a directory.
      name: the variable's name, with or without `:0`.
    """
    return load_checkpoint(ckpt_dir_or_file).get_tensor(name.removesuffix(":0"))


def list_variables(
    ckpt_dir_or_file: str | os.PathLike[str],
) -> list[tuple[str, list[int]]]:
    """The names and shapes of what a checkpoint holds, sorted by name."""
    return sorted(load_checkpoint(ckpt_dir_or_file).get_variable_to_shape_map().items())
