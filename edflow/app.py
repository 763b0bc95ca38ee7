"""tf.app: start a program whose options are flags."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

from edflow import flags, namespace

__all__ = ["flags", "run"]


def run(
    main: Callable[[list[str]], Any] | None = None, argv: Sequence[str] | None = None
) -> NoReturn:
    """Parse the flags, call `main(argv)` with what is left, and exit with its result.

    Args:
      main: by default the function `main` of the program.
      argv: the command line, by default the program's own.
    """
    rest = flags.FLAGS(list(sys.argv if argv is None else argv))
    chosen: Any = main or sys.modules["__main__"].main
    sys.exit(chosen(rest))


namespace.finish(__name__)
