"""Picture: something to see that is there wherever a notebook goes."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from importlib import resources
from os import PathLike
from pathlib import Path
from typing import Any

from edflow.view.live import widget
from edflow.view.scene import Scene
from edflow.view.svg import svg
from edflow.view.table import Table


@dataclass(frozen=True)
class Picture:
    """A scene, what it shows in words, and its numbers.

    In Jupyter it shows itself: as an `<img>`, which untrusted notebooks and exported
    pages keep, and where scripts may run as the same drawing inline, which can be
    pointed at and walked through with the Tab key.
    """

    scene: Scene
    description: str
    """The finding in words, for readers who cannot see the picture."""
    text: str
    """The numbers, for plain text."""
    make_table: Callable[[], Table]
    dot: str = ""
    """The graph in Graphviz's language, if this is a picture of a graph."""
    subject: Any = field(default=None, kw_only=True)
    """What `widget` looks at again and again, if that is more than the picture."""

    @cached_property
    def svg(self) -> str:
        """The picture as a file of its own, with a title on each part."""
        return svg(self.scene, self.description)

    @cached_property
    def html(self) -> str:
        """The picture as part of a page: no network, no ids, no style left behind."""
        # Beside the image, not in it: what they say of cells must stay readable to
        # those who compare a notebook with its next run.
        cards = [group.card for group in self.scene.groups if group.card]
        said = json.dumps(cards, ensure_ascii=False).replace("</", "<\\/")
        return (
            f"<div>{image(self.scene, self.description)}"
            f"<script>({script('picture.js')})({script('cards.js')},{said});</script>"
            "</div>"
        )

    def widget(self) -> Any:
        """The same as ipywidgets: each move asks the kernel, and so may go anywhere."""
        return widget(self if self.subject is None else self.subject)

    def table(self) -> Table:
        """The numbers behind the picture as a table."""
        return self.make_table()

    def save(self, path: str | PathLike[str]) -> Path:
        """Write the picture to a file; the name's ending says how.

        Args:
          path: a name that ends in .svg, .png, .html or, for a graph, .dot.

        Raises:
          ValueError: another ending.
        """
        path = Path(path)
        match path.suffix.lower():
            case ".svg":
                path.write_text(self.svg, "utf-8")
            case ".html":
                path.write_text(_PAGE.format(self.html), "utf-8")
            case ".dot" if self.dot:
                path.write_text(self.dot, "utf-8")
            case ".png":
                from edflow.view.raster import png

                path.write_bytes(png(self.scene))
            case ending:
                raise ValueError(
                    f"a picture cannot be saved under a name that ends in {ending!r}; "
                    "let it end in .svg, .png or .html"
                )
        return path

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, str]:
        return {"text/html": self.html, "text/plain": self.text}

    def __repr__(self) -> str:
        return self.text


def image(scene: Scene, description: str, links: bool = True) -> str:
    """The scene as an `<img>` that needs no script, no network and no trust."""
    drawn = svg(scene, description, cards=False, links=links)
    data = base64.b64encode(drawn.encode()).decode()
    return (
        f'<img alt="{escape(description)}" width="{round(scene.width)}" '
        f'src="data:image/svg+xml;base64,{data}">'
    )


def script(name: str) -> str:
    """One of the scripts that travel with pictures, without what only indents it."""
    text = resources.files("edflow.view").joinpath(name).read_text("utf-8").strip()
    return re.sub(r"\n\s*(//.*(?=\n))?", "\n", text)


_PAGE = """<!doctype html>
<html><head><meta charset="utf-8"></head><body>{}</body></html>
"""
