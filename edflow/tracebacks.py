"""What an error shows: the learner's own lines, not the engine's below them."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from types import TracebackType
from typing import Any

_PACKAGE = str(Path(__file__).parent) + os.sep
_RUNNER = "<frozen runpy>"
# What NumPy 2 says to programs of NumPy 1: names that are gone, and arrays of one
# element that are no numbers any more.
_OF_NUMPY_1 = re.compile(
    r"module 'numpy' has no attribute|'numpy\.ndarray' object has no attribute "
    r"'(tostring|itemset|newbyteorder|ptp)'|unexpected keyword argument 'newshape'"
    r"|only (0-dimensional|length-1) arrays can be converted"
)


def shorten(error: BaseException) -> BaseException:
    """Take edflow's frames out of the traceback of an error and of those behind it.

    They stay in errors that are edflow's own to mend, and where the environment says
    `EDFLOW_TRACEBACK=full`.
    """
    if os.environ.get("EDFLOW_TRACEBACK") == "full":
        return error
    seen: set[int] = set()
    one: BaseException | None = error
    while one is not None and id(one) not in seen:
        seen.add(id(one))
        if not isinstance(one, AssertionError) and type(one).__name__ != "UnknownError":
            one.__traceback__ = _without_own(one.__traceback__)
        one = one.__cause__ or one.__context__
    return error


def _without_own(whole: TracebackType | None) -> TracebackType | None:
    frames: list[TracebackType] = []
    while whole is not None:
        file = whole.tb_frame.f_code.co_filename
        if file == _RUNNER:
            frames.clear()  # What started the program is none of it.
        elif not file.startswith(_PACKAGE):
            frames.append(whole)
        whole = whole.tb_next
    for frame, after in zip(frames, [*frames[1:], None], strict=False):
        frame.tb_next = after
    return frames[0] if frames else None


def excepthook(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    """Print an uncaught error as `sys.excepthook` does, shortened, with a cure."""
    import traceback

    if _OF_NUMPY_1.search(str(error)):
        error.add_note(
            "programs of TensorFlow 1's age were written for NumPy 1: "
            f"{sys.executable} -m pip install 'numpy<2'"
        )
    traceback.print_exception(shorten(error.with_traceback(trace)))


def show_in_notebooks() -> None:
    """Let IPython, if this is one, show errors shortened; called once, on import."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    # Somebody else's handler stays.
    if shell is not None and not getattr(shell, "custom_exceptions", (True,)):
        shell.set_custom_exc((Exception,), _show)


def _show(
    shell: Any,
    kind: type[BaseException],
    error: BaseException,
    trace: TracebackType | None,
    tb_offset: int | None = None,
) -> None:
    error = shorten(error)
    shell.showtraceback((kind, error, error.__traceback__), tb_offset=tb_offset)
