"""A scene as SVG text: the same bytes for the same scene, and no element ids."""

from __future__ import annotations

from html import escape

from edflow.view import style
from edflow.view.scene import Group, Path, Scene, Text, number, rectangle


def svg(scene: Scene, description: str, cards: bool = True) -> str:
    """The scene as a document of its own.

    Args:
      scene: what to draw.
      description: the same in words.
      cards: put what there is to tell about each group into it, as its title.
    """
    width, height = number(scene.width), number(scene.height)
    background = Path(
        rectangle(0.5, 0.5, scene.width - 1, scene.height - 1, 8),
        stroke=style.EDGE_OF_CARD,
        fill=style.CARD,
        width=1,
    )
    body = "\n".join(_group(group, cards) for group in scene.groups)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" font-family="{escape(style.FONT)}" '
        f'role="group" aria-label="{escape(description)}">\n'
        f"{_item(background)}\n{body}\n</svg>\n"
    )


def _group(group: Group, cards: bool) -> str:
    items = "".join(map(_item, group.items))
    links = f' data-links="{escape(group.links)}"' if group.links else ""
    title = f"<title>{escape(group.card)}</title>" if cards and group.card else ""
    return f'<g class="{group.kind}"{links}>{title}{items}</g>'


def _item(item: Path | Text) -> str:
    return _path(item) if isinstance(item, Path) else _text(item)


def _path(path: Path) -> str:
    stroke = ""
    if path.stroke != "none":
        stroke = f' stroke="{path.stroke}" stroke-width="{number(path.width)}"'
    dash = f' stroke-dasharray="{path.dash}"' if path.dash else ""
    return f'<path d="{path.d}" fill="{path.fill}"{stroke}{dash}/>'


def _text(text: Text) -> str:
    weight = ' font-weight="600"' if text.bold else ""
    return (
        f'<text x="{number(text.x)}" y="{number(text.y)}" font-size="{text.size:g}" '
        f'text-anchor="{text.anchor}" fill="{text.fill}"{weight}>'
        f"{escape(text.text)}</text>"
    )
