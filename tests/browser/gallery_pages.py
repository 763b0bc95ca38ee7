"""The gallery's stored pictures, and how to press what is on them."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
from playwright.sync_api import TimeoutError

GALLERY = Path(__file__).parents[2] / "notebooks" / "gallery.ipynb"
CONTROLS = "input, select, button"
LOOK = "host => [...host.querySelectorAll('svg')].map(one => one.outerHTML).join('')"


def pictures() -> dict[str, list[str]]:
    """Under each heading of the stored gallery its pictures, as HTML."""
    found: dict[str, list[str]] = {}
    heading = ""
    for cell in nbformat.read(GALLERY, 4).cells:
        if cell.cell_type == "markdown":
            heading = (re.findall("^## (.+)$", cell.source, re.M) or [heading])[-1]
        for output in cell.get("outputs", ()):
            html = output.get("data", {}).get("text/html", "")
            if "<img alt=" in html:
                found.setdefault(heading, []).append(html)
    return found


PICTURES = [
    (f"{heading} {n}" if n else heading, html)
    for heading, several in pictures().items()
    for n, html in enumerate(several)
]
"""All of them with a name of their own."""


def show(page, html: str) -> None:
    """Put a picture on a page, and wait until its script has run."""
    page.set_content(f'<!doctype html><body style="margin:8px">{html}')
    page.wait_for_selector("svg")
    page.wait_for_function("!document.querySelector('img')")


def move(control) -> None:
    """Press the key that moves a control to the next place, or back from the last."""
    kind, last, empty = control.evaluate(
        """one => {
            const at = one.options ? one.selectedIndex : one.value;
            const last = one.options ? one.options.length - 1 : one.max;
            const kind = one.type || one.getAttribute("role");
            return [kind, +at === +last, one.value === ""];
        }"""
    )
    if kind == "search":
        control.press("a" if empty else "Backspace")
    elif kind == "range":
        control.press("ArrowLeft" if last else "ArrowRight")
    elif kind == "select-one":
        control.press("ArrowUp" if last else "ArrowDown")
    else:
        control.press("Space" if kind == "checkbox" else "Enter")


def press_everything(page, host) -> list[str]:
    """Move every control of one picture by key, and see that it changes.

    Returns:
      The names of what was pressed: controls first, then parts of the drawing.
    """
    pressed = []
    for control in _visible(host.locator(CONTROLS)):
        name = control.get_attribute("aria-label") or control.inner_text()
        _changes(page, host, control, name)
        pressed.append(name)
        if name.startswith("play"):
            control.press("Enter")  # Pause: else it would move what comes next.
    again = host.get_by_text("as at first")
    if again.count() and again.is_visible():
        again.press("Enter")
    for i in range(host.locator("svg [role=button]").count()):
        part = host.locator("svg [role=button]").nth(i)
        name = part.get_attribute("aria-label").split("\n")[0]
        _changes(page, host, part, name)
        pressed.append(name)
        if again.is_visible():
            again.press("Enter")
        else:
            part.press("Escape")
    return pressed


def _visible(found):
    return [one for one in found.all() if one.is_visible()]


def _changes(page, host, control, name: str) -> None:
    control.scroll_into_view_if_needed()
    picture = host.element_handle()
    before = picture.evaluate(LOOK)
    assert name, "a control has no name"
    move(control)
    try:
        page.wait_for_function(
            f"([host, before]) => ({LOOK})(host) !== before",
            arg=[picture, before],
            timeout=2000,
        )
    except TimeoutError as error:
        raise AssertionError(f"a key on {name!r} changes nothing") from error
