"""The file `checkpoint`: which checkpoints a directory holds, and which is the latest.

It is a text that people read and edit: a protocol buffer, `CheckpointState`, as text.
"""

# Paths stay as they were written, `./model` too, which `Path` would not do.
# ruff: noqa: PTH117, PTH118

from __future__ import annotations

import ast
import logging
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from edflow.files.replacing import replacing

__all__ = [
    "CheckpointState", "generate_checkpoint_state_proto", "get_checkpoint_state",
    "update_checkpoint_state",
]  # fmt: skip

_log = logging.getLogger("tensorflow")


@dataclass
class CheckpointState:
    """The checkpoints of a directory.

    model_checkpoint_path: the latest.
    all_model_checkpoint_paths: those not yet deleted, oldest first.
    all_model_checkpoint_timestamps: when each was written, in seconds since 1970.
    last_preserved_timestamp: when the last one was written that is kept for good.

    >>> print(CheckpointState("model-2", ["model-1", "model-2"]), end="")
    model_checkpoint_path: "model-2"
    all_model_checkpoint_paths: "model-1"
    all_model_checkpoint_paths: "model-2"
    """

    model_checkpoint_path: str = ""
    all_model_checkpoint_paths: list[str] = field(default_factory=list)
    all_model_checkpoint_timestamps: list[float] = field(default_factory=list)
    last_preserved_timestamp: float | None = None

    def __str__(self) -> str:
        """The text of the file."""
        lines = [f"model_checkpoint_path: {_quoted(self.model_checkpoint_path)}"]
        lines += [
            f"all_model_checkpoint_paths: {_quoted(path)}"
            for path in self.all_model_checkpoint_paths
        ]
        lines += [
            f"all_model_checkpoint_timestamps: {seconds}"
            for seconds in self.all_model_checkpoint_timestamps
        ]
        if self.last_preserved_timestamp is not None:
            lines.append(f"last_preserved_timestamp: {self.last_preserved_timestamp}")
        return "\n".join(lines) + "\n"

    @classmethod
    def parse(cls, text: str) -> CheckpointState:
        """The state in the text of a file; ValueError if it is none."""
        state = cls()
        text = text.lstrip()
        position = 0
        while match := _FIELD.match(text, position):
            name, literal = match["name"], match["value"]
            value = _unquoted(literal) if literal[0] in "\"'" else float(literal)
            if isinstance(getattr(state, name), list):
                getattr(state, name).append(value)
            else:
                setattr(state, name, value)
            position = match.end()
        if position < len(text):
            line = text.count("\n", 0, position) + 1
            raise ValueError(f"line {line} is not understood")
        return state


_FIELD = re.compile(
    r"""
    (?P<name>model_checkpoint_path | all_model_checkpoint_(?:paths|timestamps)
      | last_preserved_timestamp)
    \s*:\s*
    (?P<value>"(?:[^"\\\n]|\\.)*" | '(?:[^'\\\n]|\\.)*' | [-+.\w]+)
    (?:\s|\#.*)*""",
    re.VERBOSE,
)
_ESCAPES = {"\n": r"\n", "\r": r"\r", "\t": r"\t", '"': r"\"", "'": r"\'", "\\": r"\\"}


def _quoted(text: str) -> str:
    shown = (
        _ESCAPES.get(c) or (f"\\{ord(c):03o}" if c < " " or c == "\x7f" else c)
        for c in text
    )
    return f'"{"".join(shown)}"'


def _unquoted(literal: str) -> str:
    """The text that a literal stands for; older files escape UTF-8 byte by byte."""
    ascii_only = literal.encode("utf-8").decode("latin-1")
    escaped = "".join(c if c < "\x7f" else f"\\x{ord(c):02x}" for c in ascii_only)
    return ast.literal_eval(f"b{escaped}").decode()


# -- public functions -----------------------------------------------------------------


def get_checkpoint_state(
    checkpoint_dir: str | os.PathLike[str], latest_filename: str | None = None
) -> CheckpointState | None:
    """What the `checkpoint` file of a directory says; None if there is none.

    Paths in it that are relative come back joined to `checkpoint_dir`.

    Args:
      checkpoint_dir: the directory.
      latest_filename: the file's name, if it is not `checkpoint`.

    Raises:
      ValueError: the file names no latest checkpoint.
    """
    path = _state_path(checkpoint_dir, latest_filename)
    try:
        state = CheckpointState.parse(Path(path).read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError, SyntaxError) as error:
        _log.warning("%s is ignored: %s", path, error)
        return None
    if not state.model_checkpoint_path:
        raise ValueError(
            f"{path} names no latest checkpoint; give the prefix of a checkpoint itself"
        )
    joined = [
        os.path.join(checkpoint_dir, path) for path in state.all_model_checkpoint_paths
    ]
    latest = os.path.join(checkpoint_dir, state.model_checkpoint_path)
    state.model_checkpoint_path, state.all_model_checkpoint_paths = latest, joined
    return state


def generate_checkpoint_state_proto(
    save_dir: str,
    model_checkpoint_path: str,
    all_model_checkpoint_paths: Sequence[str] | None = None,
    all_model_checkpoint_timestamps: Sequence[float] | None = None,
    last_preserved_timestamp: float | None = None,
) -> CheckpointState:
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
    return CheckpointState(
        model_checkpoint_path, paths, times, last_preserved_timestamp
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
        file.write(str(state).encode())


def _state_path(directory: Any, latest_filename: str | None) -> str:
    return os.path.join(directory, latest_filename or "checkpoint")
