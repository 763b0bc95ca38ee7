"""All programs, gathered from the families beside this file."""

from collections.abc import Callable
from importlib import import_module
from inspect import getmembers, isfunction
from pathlib import Path

FAMILIES = sorted(path.stem for path in Path(__file__).parent.glob("[a-z]*.py"))

PROGRAMS: dict[str, Callable] = {}
"""Every program by `family.name`, in the order of their lines."""

BROKEN: dict[str, Exception] = {}
"""Families that could not be loaded: a test names them, the other programs run."""


def _load(family: str) -> None:
    module = import_module(f"programs.{family}")
    found = [
        (function.__code__.co_firstlineno, name, function)
        for name, function in getmembers(module, isfunction)
        if function.__module__ == module.__name__ and not name.startswith("_")
    ]
    PROGRAMS.update((f"{family}.{name}", program) for _, name, program in sorted(found))


for family in FAMILIES:
    try:
        _load(family)
    except Exception as error:
        BROKEN[family] = error
