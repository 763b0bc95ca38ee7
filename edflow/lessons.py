"""The lessons' notebooks: where they came with the package, and a copy to write in.

A learner works on a copy.  An update of edflow brings new lessons and refreshes those
that nobody has touched; a notebook that was edited or run stays as its learner left it.
"""

import hashlib
import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

RECORD = ".edflow-lessons.json"
"""What was copied, as file -> SHA-256: tells an untouched copy from a learner's."""


def shipped() -> Path:
    """The directory of the lessons as shipped: in a checkout, else inside the wheel.

    Raises:
        FileNotFoundError: the installation has lost them.
    """
    package = Path(__file__).parent
    for place in (package.parent / "notebooks", package / "_notebooks"):
        if any(place.glob("*.ipynb")):
            return place
    raise FileNotFoundError(
        f"no lessons beside or inside {package}; reinstall edflow: "
        "pip install --force-reinstall --no-deps edflow-tf1"
    )


@dataclass(frozen=True)
class Copied:
    """What one copying did, as sorted file names."""

    new: tuple[str, ...]
    refreshed: tuple[str, ...]
    kept: tuple[str, ...]
    """Changed by the learner, and left alone."""

    def __str__(self) -> str:
        counts = {
            "new": self.new,
            "brought up to date": self.refreshed,
            "kept as you left them": self.kept,
        }
        told = [f"{len(files)} {what}" for what, files in counts.items() if files]
        return ", ".join(told) or "up to date"


def copy(source: Path, target: Path) -> Copied:
    """Copy the lessons and what they need to `target`, but never over a learner's work.

    Raises:
        OSError: `target` cannot be written.
    """
    target.mkdir(parents=True, exist_ok=True)
    record_file = target / RECORD
    record: dict[str, str] = (
        json.loads(record_file.read_text("utf-8")) if record_file.exists() else {}
    )
    new: list[str] = []
    refreshed: list[str] = []
    kept: list[str] = []
    for name in _files(source):
        theirs, ours = target / name, _digest(source / name)
        if not theirs.exists():
            new.append(name)
        elif (digest := _digest(theirs)) == ours:
            record[name] = ours
            continue
        elif digest == record.get(name):
            refreshed.append(name)
        else:
            kept.append(name)
            continue
        theirs.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source / name, theirs)  # Content alone: a copy is writable.
        record[name] = ours
    record_file.write_text(json.dumps(record, indent=1, sort_keys=True), "utf-8")
    return Copied(tuple(new), tuple(refreshed), tuple(kept))


def _files(source: Path) -> Iterator[str]:
    """Every file below `source` that is part of a lesson, hidden ones left out."""
    for path in sorted(source.rglob("*")):
        name = path.relative_to(source)
        if path.is_file() and not any(
            part.startswith((".", "__")) for part in name.parts
        ):
            yield name.as_posix()


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
