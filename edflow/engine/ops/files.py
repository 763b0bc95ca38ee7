"""Whole files, read and written when the graph runs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from glob import glob
from pathlib import Path
from typing import Any

import numpy as np

from edflow import errors
from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import string
from edflow.engine.face.shapes import text
from edflow.engine.graph import OpDef, Operation, Spec, Tensor
from edflow.engine.ops.build import apply

__all__ = ["matching_files", "read_file", "write_file"]


class ReadFile(OpDef):
    """y = the bytes of the file of this name."""

    takes = "filename:string"
    gives = "contents:string"
    stateful = True

    def infer(self, filename: Spec) -> Spec:
        _check_single(filename, "filename")
        return Spec((), string)

    def compute(self, filename: Any) -> Array:
        with _failures(filename) as path:
            return np.array(path.read_bytes(), object)


class WriteFile(OpDef):
    """The file of this name gets these bytes."""

    takes = "filename:string contents:string"
    gives = ""
    stateful = True

    def infer(self, filename: Spec, contents: Spec) -> tuple[()]:
        _check_single(filename, "filename")
        _check_single(contents, "contents")
        return ()

    def compute(self, filename: Any, contents: Any) -> tuple[()]:
        with _failures(filename) as path:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(_scalar(contents))
        return ()


class MatchingFiles(OpDef):
    """y = the names of the files that fit one of the patterns, in order."""

    takes = "pattern:string"
    gives = "filenames:string"
    stateful = True

    def infer(self, pattern: Spec) -> Spec:
        if pattern.rank not in (None, 0, 1):
            raise ValueError(
                "pattern must be one text or a vector of texts, not of shape "
                f"{text(pattern.shape)}"
            )
        return Spec((None,), string)

    def compute(self, pattern: Any) -> Array:
        patterns = np.asarray(pattern, object).reshape(-1)
        # Path.glob would not take a pattern that begins at the root.
        names = sorted({name for one in patterns for name in glob(one)})  # noqa: PTH207
        return np.array([*names, None], object)[:-1]


def _check_single(spec: Spec, name: str) -> None:
    if spec.rank not in (None, 0):
        raise ValueError(f"{name} must be one text, not of shape {text(spec.shape)}")


def _scalar(value: Any) -> bytes:
    """NumPy hands out a single text as an array, or as what it holds."""
    return np.asarray(value, object).item()


@contextmanager
def _failures(filename: Any) -> Iterator[Path]:
    """The path, whose failures are raised as TensorFlow's errors."""
    path = Path(_scalar(filename).decode())
    try:
        yield path
    except FileNotFoundError:
        raise errors.NotFoundError(None, None, f"there is no file {path}") from None
    except PermissionError as error:
        raise errors.PermissionDeniedError(None, None, f"{path}: {error}") from None
    except OSError as error:
        raise errors.FailedPreconditionError(None, None, f"{path}: {error}") from None


def read_file(filename: Any, name: str | None = None) -> Tensor:
    """The content of a file, as one text of bytes.

    Args:
      filename: its path.
      name: the operation's name.

    Raises:
      NotFoundError: in a run, there is no such file.

    >>> import edflow as tf
    >>> print(tf.read_file("picture.jpg"))
    Tensor("ReadFile:0", shape=(), dtype=string)
    """
    return apply(ReadFile(), filename, name=name)


def write_file(filename: Any, contents: Any, name: str | None = None) -> Operation:
    """An operation that writes a file, and the folders on the way to it.

    Args:
      filename: its path; what was there is gone.
      contents: a text of bytes.
      name: the operation's name.
    """
    return apply(WriteFile(), filename, contents, name=name)


def matching_files(pattern: Any, name: str | None = None) -> Tensor:
    """The names of the files that fit a pattern, in alphabetical order.

    Args:
      pattern: a path with `*`, `?` or `[a-z]`, or a vector of such.
      name: the operation's name.
    """
    return apply(MatchingFiles(), pattern, name=name)
