"""The four MNIST files: found in a folder, else fetched from a public mirror."""

import functools
import hashlib
import os
import queue
import tempfile
import threading
import time
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from urllib.request import urlopen

MIRRORS = (
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
)

# SHA-256 of the gzip archives as published.
FILES = {
    "train-images-idx3-ubyte.gz": (
        "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"
    ),
    "train-labels-idx1-ubyte.gz": (
        "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"
    ),
    "t10k-images-idx3-ubyte.gz": (
        "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"
    ),
    "t10k-labels-idx1-ubyte.gz": (
        "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"
    ),
}

_SMALLEST = "t10k-labels-idx1-ubyte.gz"

# Without a network a lesson must go on at once: all mirrors together get this long
# to answer, and the outcome is remembered.
_PATIENCE_SECONDS = 3.0
_STALL_SECONDS = 10.0


def locate(folder: Path, source_url: str) -> list[Path] | None:
    """Paths of the four files of `FILES`, fetched into `folder` if need be.

    None where `folder` has none of them and they cannot be fetched;
    FileNotFoundError where it has only some.
    """
    missing = [name for name in FILES if _find(folder, name) is None]
    if missing:
        try:
            _fetch(missing, folder, source_url.rstrip("/") + "/")
        except (OSError, HTTPException) as reason:
            if len(missing) == len(FILES):
                return None
            raise FileNotFoundError(
                f"{str(folder)!r} lacks {' and '.join(missing)}, which could not be "
                f"downloaded ({reason}); copy what is missing there, or name an "
                "empty folder to use the bundled digits"
            ) from reason
    return [path for name in FILES if (path := _find(folder, name))]


def _find(folder: Path, name: str) -> Path | None:
    """The file `name` in `folder`: gzipped or not, `-idx3` or `.idx3`."""
    plain = name.removesuffix(".gz")
    for spelling in (plain, plain.replace("-idx", ".idx")):
        for candidate in (folder / f"{spelling}.gz", folder / spelling):
            if candidate.is_file():
                return candidate
    return None


def _fetch(names: list[str], folder: Path, source_url: str) -> None:
    """Downloads `names` into `folder`, all of them or none."""
    if os.environ.get("EDFLOW_OFFLINE", "0") not in ("", "0"):
        raise OSError("EDFLOW_OFFLINE is set")
    known = source_url in MIRRORS
    source = _first_to_answer(MIRRORS if known else (source_url,))
    print(  # noqa: T201  11 MB may take a while: say what the wait is for
        f"Downloading {', '.join(names)} from {source} into {str(folder)!r}"
    )
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".download-") as beside:
        for name in names:
            with _open(source + name, _STALL_SECONDS) as response:
                content = response.read()
            # A source of the caller's own may hold other images (Fashion-MNIST).
            if known and hashlib.sha256(content).hexdigest() != FILES[name]:
                raise OSError(f"{source}{name} is not the published file")
            Path(beside, name).write_bytes(content)
        for name in names:
            Path(beside, name).replace(folder / name)


def _open(url: str, timeout: float) -> HTTPResponse:
    return urlopen(url, timeout=timeout)  # noqa: S310  file: is a fair source too


def _first_to_answer(sources: tuple[str, ...]) -> str:
    """The quickest of `sources`; OSError where none answers in time."""
    source = _race(sources)
    if source is None:
        raise OSError(
            f"no answer from {' or '.join(sources)} in {_PATIENCE_SECONDS:g} seconds"
        )
    return source


@functools.cache
def _race(sources: tuple[str, ...]) -> str | None:
    """The first source to answer a request for the smallest of the files."""
    answers: queue.SimpleQueue[str | None] = queue.SimpleQueue()

    def knock(source: str) -> None:
        try:
            _open(source + _SMALLEST, _PATIENCE_SECONDS).close()
        except (OSError, HTTPException, ValueError):
            answers.put(None)
        else:
            answers.put(source)

    # Threads, because a name look-up heeds no time-out; daemons, because a stuck
    # one must not keep the interpreter from ending.
    deadline = time.monotonic() + _PATIENCE_SECONDS
    for source in sources:
        threading.Thread(target=knock, args=[source], daemon=True).start()
    for _ in sources:
        try:
            answer = answers.get(timeout=max(0.0, deadline - time.monotonic()))
        except queue.Empty:
            break
        if answer is not None:
            return answer
    return None
