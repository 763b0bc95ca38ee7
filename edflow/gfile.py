"""tf.gfile: files and directories, by TensorFlow's names and with its errors."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from os import PathLike
from pathlib import Path
from typing import IO, Any

from edflow import errors, namespace

__all__ = [
    "Copy", "DeleteRecursively", "Exists", "FastGFile", "GFile", "Glob",
    "IsDirectory", "ListDirectory", "MakeDirs", "MkDir", "Open", "Remove", "Rename",
    "Stat", "Walk",
]  # fmt: skip

Name = str | bytes | PathLike[str]


class GFile:
    """A file, opened when first read or written.

    Args:
      name: its path.
      mode: r, w, a or r+, with b for bytes instead of text in UTF-8.

    Raises:
      NotFoundError: on the first use, there is no such file or directory.
    """

    def __init__(self, name: Name, mode: str = "r"):
        self._path = _path(name)
        self._mode = mode
        self._opened: IO[Any] | None = None

    @property
    def name(self) -> str:
        return str(self._path)

    @property
    def mode(self) -> str:
        return self._mode

    def _file(self) -> IO[Any]:
        if self._opened is None:
            encoding = None if "b" in self._mode else "utf-8"
            with _translated(self._path):
                self._opened = self._path.open(self._mode, encoding=encoding)
        return self._opened

    def read(self, n: int = -1) -> Any:
        """The next `n` characters or bytes, by default all that are left."""
        return self._file().read(n)

    def readline(self) -> Any:
        """The next line with its end, empty after the last one."""
        return self._file().readline()

    def readlines(self) -> list[Any]:
        """All lines that are left."""
        return self._file().readlines()

    def write(self, file_content: Any) -> None:
        """Write text, or bytes where the mode has a b."""
        self._file().write(file_content)

    def seek(self, offset: int = 0, whence: int = 0) -> None:
        """Go to a place in the file."""
        self._file().seek(offset, whence)

    def tell(self) -> int:
        """The current place in the file."""
        return self._file().tell()

    def size(self) -> int:
        """How many bytes the file has."""
        return Stat(self._path).length

    def flush(self) -> None:
        """Hand what was written to the system."""
        self._file().flush()

    def close(self) -> None:
        """Close the file; it opens again when used."""
        if self._opened is not None:
            self._opened.close()
            self._opened = None

    def __iter__(self) -> Iterator[Any]:
        return iter(self._file())

    def __enter__(self) -> GFile:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


FastGFile = Open = GFile


class FileStatistics:
    """What `Stat` tells of a file: its length, when it changed, what it is."""

    def __init__(self, length: int, mtime_nsec: int, is_directory: bool):
        self.length = length
        self.mtime_nsec = mtime_nsec
        self.is_directory = is_directory


def Exists(filename: Name) -> bool:
    """Whether there is such a file or directory."""
    return _path(filename).exists()


def IsDirectory(dirname: Name) -> bool:
    """Whether there is such a directory."""
    return _path(dirname).is_dir()


def ListDirectory(dirname: Name) -> list[str]:
    """The names of what is in a directory, sorted."""
    with _translated(_path(dirname)):
        return sorted(entry.name for entry in _path(dirname).iterdir())


def MkDir(dirname: Name) -> None:
    """Make a directory in one that is there."""
    with _translated(_path(dirname)):
        _path(dirname).mkdir()


def MakeDirs(dirname: Name) -> None:
    """Make a directory with all those above it; fine if it is there."""
    with _translated(_path(dirname)):
        _path(dirname).mkdir(parents=True, exist_ok=True)


def Glob(filename: Any) -> list[str]:
    """The paths that match a pattern such as `data/*.png`, or any of several."""
    patterns = filename if isinstance(filename, list | tuple) else [filename]
    found = []
    for pattern in map(_path, patterns):
        relative = pattern.relative_to(pattern.anchor)
        found += sorted(str(path) for path in Path(pattern.anchor).glob(str(relative)))
    return found


def Walk(
    top: Name, in_order: bool = True
) -> Iterator[tuple[str, list[str], list[str]]]:
    """For each directory from `top` down its path, directories and files.

    Args:
      top: the directory to begin with.
      in_order: a directory comes before those in it, else after them.
    """
    root = _path(top)
    if not root.is_dir():
        return
    entries = sorted(root.iterdir())
    directories = [entry for entry in entries if entry.is_dir()]
    files = [entry.name for entry in entries if not entry.is_dir()]
    here = str(root), [entry.name for entry in directories], files
    if in_order:
        yield here
    for directory in directories:
        yield from Walk(directory, in_order)
    if not in_order:
        yield here


def Copy(oldpath: Name, newpath: Name, overwrite: bool = False) -> None:
    """Copy a file.

    Raises:
      AlreadyExistsError: `newpath` is there and `overwrite` is False.
    """
    _check_free(newpath, overwrite)
    with _translated(_path(oldpath)):
        shutil.copyfile(_path(oldpath), _path(newpath))


def Rename(oldname: Name, newname: Name, overwrite: bool = False) -> None:
    """Move a file or directory; errors as for `Copy`."""
    _check_free(newname, overwrite)
    with _translated(_path(oldname)):
        _path(oldname).replace(_path(newname))


def Remove(filename: Name) -> None:
    """Delete a file."""
    with _translated(_path(filename)):
        _path(filename).unlink()


def DeleteRecursively(dirname: Name) -> None:
    """Delete a directory with all that is in it."""
    with _translated(_path(dirname)):
        shutil.rmtree(_path(dirname))


def Stat(filename: Name) -> FileStatistics:
    """The length and age of a file."""
    with _translated(_path(filename)):
        found = _path(filename).stat()
    return FileStatistics(found.st_size, found.st_mtime_ns, _path(filename).is_dir())


def _path(name: Name) -> Path:
    return Path(name.decode() if isinstance(name, bytes) else name)


def _check_free(name: Name, overwrite: bool) -> None:
    if not overwrite and _path(name).exists():
        raise errors.AlreadyExistsError(
            None,
            None,
            f"{_path(name)} exists already; pass overwrite=True to replace it",
        )


@contextmanager
def _translated(path: Path) -> Iterator[None]:
    """Python's errors on files as TensorFlow's."""
    try:
        yield
    except FileNotFoundError as error:
        missing = error.filename or path
        raise errors.NotFoundError(
            None, None, f"{missing}; no such file or directory"
        ) from None
    except FileExistsError:
        raise errors.AlreadyExistsError(None, None, f"{path} exists already") from None
    except PermissionError:
        raise errors.PermissionDeniedError(
            None, None, f"no permission for {path}"
        ) from None


namespace.finish(__name__)
