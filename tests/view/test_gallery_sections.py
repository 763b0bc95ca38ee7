"""The gallery's cells are what they promise: short, and whole without the others."""

import ast
import re
from pathlib import Path

import nbformat
import pytest

import edflow as tf

GALLERY = Path(__file__).parents[2] / "notebooks" / "gallery.ipynb"


def sections():
    """Each heading with its text, and its cells one after another."""
    found = {}
    for cell in nbformat.read(GALLERY, 4).cells:
        if cell.cell_type == "markdown" and (
            heading := re.match("#+ (.+)", cell.source)
        ):
            text, cells = found[heading[1]] = [cell.source], []
        elif cell.cell_type == "markdown":
            text.append(cell.source)
        else:
            cells.append(cell.source)
    return found


(_, first), *SECTIONS = sections().items()
IMPORTS = first[1][0]


@pytest.mark.parametrize("name", dict(SECTIONS))
def test_a_section_works_alone_after_the_first_cell(name):
    text, cells = dict(SECTIONS)[name]
    assert "**Lets you see**" in text[0]
    session = {}
    exec(IMPORTS, session)
    for cell in cells:
        assert len([line for line in cell.splitlines() if line.strip()]) <= 6
        *before, last = ast.parse(cell).body
        exec(compile(ast.Module(before, []), name, "exec"), session)
        shown = run_last(last, session)
    assert isinstance(shown, tf.Graph) or "text/html" in shown._repr_mimebundle_()


def run_last(node, session):
    """What Jupyter would show of the last statement of a cell."""
    if isinstance(node, ast.Expr):
        return eval(compile(ast.Expression(node.value), "last", "eval"), session)
    exec(compile(ast.Module([node], []), "last", "exec"), session)
    return None


def test_each_picture_has_a_section():
    text = GALLERY.read_text("utf-8")
    named = {name for name in tf.view.__all__ if f"tf.view.{name}(" in text}
    assert named == set(tf.view.__all__)
