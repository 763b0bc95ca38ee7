"""All rows, gathered from the families beside this file."""

from importlib import import_module
from pathlib import Path

from case import Case

FAMILIES = sorted(path.stem for path in Path(__file__).parent.glob("[a-z]*.py"))

CASES: list[Case] = []
BROKEN: dict[str, Exception] = {}
"""Families that could not be loaded: a test names them, the other rows are tested."""

for family in FAMILIES:
    try:
        CASES += import_module(f"cases.{family}").CASES
    except Exception as error:
        BROKEN[family] = error
