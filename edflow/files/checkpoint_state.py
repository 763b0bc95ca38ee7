"""The file `checkpoint`: which checkpoints a directory holds, and which is the latest.

It is a text that people read and edit: a protocol buffer, `CheckpointState`, as text.
"""

# Paths stay as they were written, `./model` too, which `Path` would not do.
# ruff: noqa: PTH117, PTH118

from __future__ import annotations

import logging
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from edflow.files import protos
from edflow.files.replacing import replacing

__all__ = [
    "generate_checkpoint_state_proto", "get_checkpoint_state",
    "update_checkpoint_state",
]  # fmt: skip

_log = logging.getLogger("tensorflow")


def get_checkpoint_state(
    checkpoint_dir: str | os.PathLike[str], latest_filename: str | None = None
) -> Any:
    """What the `checkpoint` file of a directory says; None if there is none.

    Paths in it that are relative come back joined to `checkpoint_dir`.

    Args:
      checkpoint_dir: the directory.
      latest_filename: the file's name, if it is not `checkpoint`.

    Raises:
      ValueError: the file names no latest checkpoint.
    """
    from google.protobuf.text_format import Parse, ParseError

    path = _state_path(checkpoint_dir, latest_filename)
    try:
        text = Path(path).read_text(encoding="utf-8")
        state = Parse(text, protos.CheckpointState())
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError, ParseError) as error:
        _log.warning("%s is ignored: %s", path, error)
        return None
    if not state.model_checkpoint_path:
        raise ValueError(
            f"{path} names no latest checkpoint; give the prefix of a checkpoint itself"
        )
    paths = state.all_model_checkpoint_paths
    paths[:] = [os.path.join(checkpoint_dir, path) for path in paths]
    latest = os.path.join(checkpoint_dir, state.model_checkpoint_path)
    state.model_checkpoint_path = latest
    return state


def generate_checkpoint_state_proto(
    save_dir: str,
    model_checkpoint_path: str,
    all_model_checkpoint_paths: Sequence[str] | None = None,
    all_model_checkpoint_timestamps: Sequence[float] | None = None,
    last_preserved_timestamp: float | None = None,
) -> Any:
    """The state to write into `save_dir`; where that is relative, so become the paths.

    Raises:
      ValueError: there are timestamps, but not one for each path.
    """
    paths = list(all_model_checkpoint_paths or ())
    if not paths or paths[-1] != model_checkpoint_path:
        paths.append(model_checkpoint_path)
    times = list(all_model_checkpoint_timestamps or ())
    if times and len(times) != len(paths):
        raise ValueError(
            f"{len(times)} timestamps were given for {len(paths)} checkpoints; "
            "give one for each"
        )
    if not os.path.isabs(save_dir):
        model_checkpoint_path, *paths = (
            path if os.path.isabs(path) else os.path.relpath(path, save_dir or ".")
            for path in (model_checkpoint_path, *paths)
        )
    return protos.CheckpointState(
        model_checkpoint_path=model_checkpoint_path,
        all_model_checkpoint_paths=paths,
        all_model_checkpoint_timestamps=times,
        last_preserved_timestamp=last_preserved_timestamp,
    )


def update_checkpoint_state(
    save_dir: str | os.PathLike[str],
    model_checkpoint_path: str,
    all_model_checkpoint_paths: Sequence[str] | None = None,
    latest_filename: str | None = None,
    all_model_checkpoint_timestamps: Sequence[float] | None = None,
    last_preserved_timestamp: float | None = None,
    save_relative_paths: bool = False,
) -> None:
    """Write the `checkpoint` file of a directory.

    Args:
      save_dir: the directory.
      model_checkpoint_path: the latest checkpoint.
      all_model_checkpoint_paths: those not yet deleted, the latest last.
      latest_filename: the file's name, `checkpoint` by default.
      all_model_checkpoint_timestamps: when each was written.
      last_preserved_timestamp: when the last one was written that is kept for good.
      save_relative_paths: write the paths relative to `save_dir`, so that it can be
        moved.

    Raises:
      RuntimeError: the file would take the place of the checkpoint itself.
    """
    from google.protobuf.text_format import MessageToString

    save_dir = os.fspath(save_dir)
    all_paths = list(all_model_checkpoint_paths or ())
    if save_relative_paths:
        model_checkpoint_path, *all_paths = (
            os.path.relpath(path, save_dir) if os.path.isabs(path) else path
            for path in (model_checkpoint_path, *all_paths)
        )
    state = generate_checkpoint_state_proto(
        save_dir,
        model_checkpoint_path,
        all_paths,
        all_model_checkpoint_timestamps,
        last_preserved_timestamp,
    )
    path = _state_path(save_dir, latest_filename)
    if path == state.model_checkpoint_path:
        raise RuntimeError(
            f"{path} is to hold the names of the checkpoints, so it cannot be one; "
            "choose another save_path"
        )
    with replacing(path) as file:
        file.write(MessageToString(state, as_utf8=True).encode())


def _state_path(directory: Any, latest_filename: str | None) -> str:
    return os.path.join(directory, latest_filename or "checkpoint")
