"""The house keeps its shape: sizes, names, layout, and a light front door."""

import ast
import io
import re
import subprocess
import sys
import tokenize
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = sorted((ROOT / "edflow").rglob("*.py"))
FILES = [*SOURCES, *sorted((ROOT / "tests").rglob("*.py"))]

LONGEST = 400
SAYS_NOTHING = {"utils", "util", "helpers", "helper", "base", "common", "misc"}
TOP_LEVEL = {
    "LICENSE",
    "README.md",
    "assets",
    "edflow",
    "notebooks",
    "pyproject.toml",
    "tests",
}
HEAVY = {
    "IPython",
    "graphviz",
    "ipywidgets",
    "matplotlib",
    "numba",
    "pygraphviz",
    "scipy",
}


def shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imported(path: Path) -> Iterator[str]:
    """Every module that a file imports, at its top or inside a function."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{name.name}" for name in node.names)


@pytest.mark.parametrize("path", FILES, ids=shown)
def test_a_file_can_be_read_at_a_sitting(path: Path):
    length = len(path.read_text("utf-8").splitlines())
    assert length <= LONGEST, f"{shown(path)} has {length} lines; split it by subject"


def test_every_name_says_something():
    assert not [shown(path) for path in FILES if path.stem in SAYS_NOTHING]


def test_the_top_level_is_fixed():
    if (ROOT / ".git").exists():  # What git does not track is nobody's business.
        git = ["git", "-c", "safe.directory=*", "-C", str(ROOT), "ls-files"]
        listed = subprocess.run(git, check=True, capture_output=True, text=True).stdout
        names = {line.partition("/")[0] for line in listed.splitlines()}
    else:
        names = {path.name for path in ROOT.iterdir()}
    assert {name for name in names if not name.startswith(".")} <= TOP_LEVEL


def test_importing_edflow_is_light():
    program = "import sys, edflow; print(*sys.modules)"
    child = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    )
    loaded = {name.partition(".")[0] for name in child.stdout.split()}
    assert "edflow" in loaded
    assert not loaded & HEAVY


def test_only_the_jit_module_imports_numba():
    users = {
        shown(path)
        for path in SOURCES
        if any(name.partition(".")[0] == "numba" for name in imported(path))
    }
    assert users == {"edflow/engine/kernels/jit.py"}


def test_kernels_know_nothing_else_of_edflow():
    foreign = {
        (shown(path), name)
        for path in SOURCES
        if path.is_relative_to(ROOT / "edflow/engine/kernels")
        for name in imported(path)
        if name.startswith("edflow") and not name.startswith("edflow.engine.kernels")
    }
    assert not foreign


# -- the reading path -----------------------------------------------------------------

LINK = re.compile(r"\]\((edflow/engine/\S+\.py)\)")
PATH = [ROOT / link for link in LINK.findall((ROOT / "README.md").read_text("utf-8"))]
EVENING = 1500


def code_lines(path: Path) -> int:
    """The lines that hold code: no docstrings, no comments, no blank ones."""
    source = path.read_text("utf-8")
    prose = {
        line
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        for line in range(node.lineno, node.end_lineno + 1)
    }
    nothing = {
        tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT,
        tokenize.DEDENT, tokenize.ENDMARKER,
    }  # fmt: skip
    code = {
        line
        for token in tokenize.generate_tokens(io.StringIO(source).readline)
        if token.type not in nothing
        for line in range(token.start[0], token.end[0] + 1)
    }
    return len(code - prose)


def test_the_engine_is_an_evenings_reading():
    assert len(PATH) == 12
    assert sum(map(code_lines, PATH)) < EVENING


def test_each_page_tells_what_came_before_and_what_comes_next():
    for before, page in pairwise(PATH):
        assert f"`{page.name}`" in said(before) or f"/{page.name}`" in said(before)
        assert "Before this:" in said(page)


def said(path: Path) -> str:
    return ast.get_docstring(ast.parse(path.read_text("utf-8")))
