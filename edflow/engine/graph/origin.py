"""Where in the learner's code an operation was created."""

from __future__ import annotations

import os
import sys
from pathlib import Path

Origin = tuple[str, int]
"""File name and line number."""

_PACKAGE = str(Path(__file__).parents[2]) + os.sep
# The package's lessons and examples are programs of the learner's kind, not engine.
_UNKNOWN: Origin = ("<unknown>", 0)


def calling_line() -> Origin:
    """The innermost line outside edflow that led to this call."""
    frame = sys._getframe(1)  # pyright: ignore[reportPrivateUsage]
    while frame is not None:
        filename = frame.f_code.co_filename
        if not filename.startswith(_PACKAGE):
            return filename, frame.f_lineno
        frame = frame.f_back
    return _UNKNOWN


def describe(origin: Origin) -> str:
    """The origin as a learner knows it: `cell 5, line 3`, or `train.py, line 12`."""
    filename, line = origin
    cell = _cell_number(filename)
    if cell is not None:
        return f"cell {cell}, line {line}"
    return f"{Path(filename).name}, line {line}"


def _cell_number(filename: str) -> int | None:
    """The execution number of the notebook cell that Python knows as `filename`.

    IPython compiles each cell under a made-up file name and remembers which cell it
    was. It is asked only if it is loaded already.
    """
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    if shell is None:
        return None
    return getattr(shell.compile, "_filename_map", {}).get(filename)
