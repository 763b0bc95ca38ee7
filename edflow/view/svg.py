"""A scene as SVG text: the same bytes for the same scene, and no element ids."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from edflow.view import style
from edflow.view.outlines import relative
from edflow.view.scene import Bitmap, Group, Item, Path, Scene, number, rectangle


def svg(scene: Scene, description: str, cards: bool = True, links: bool = True) -> str:
    """The scene as a document of its own.

    Args:
      scene: what to draw.
      description: the same in words.
      cards: put what there is to tell about each group into it, as its title.
      links: say which names each group belongs to, for scripts that ask.
    """
    width, height = number(scene.width), number(scene.height)
    background = Path(
        rectangle(0.5, 0.5, scene.width - 1, scene.height - 1, 8),
        stroke=style.EDGE_OF_CARD,
        fill=style.CARD,
        width=1,
    )
    body = "\n".join(_group(group, cards, links) for group in scene.groups)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" font-family="{escape(style.FONT)}" '
        f'font-size="{style.SMALL:g}" text-anchor="middle" fill="none" '
        f'stroke-width="{_LINE:g}" '
        f'role="group" aria-label="{escape(description)}">\n'
        f"{markup([background])}\n{body}\n</svg>\n"
    )


def _group(group: Group, cards: bool, links: bool) -> str:
    said = f' data-links="{escape(group.links)}"' if links and group.links else ""
    said += "".join(f' {name}="{value}"' for name, value in placed(group).items())
    title = f"<title>{escape(group.card)}</title>" if cards and group.card else ""
    return f'<g class="{group.kind}"{said}>{title}{markup(group.items)}</g>'


def placed(moving: Group | Path) -> dict[str, str]:
    """What says how far something is moved."""
    if moving.shift == (0, 0):
        return {}
    x, y = map(number, moving.shift)
    return {"transform": f"translate({x} {y})"}


def markup(items: Sequence[Item]) -> str:
    """The items as elements, one after another."""
    return "".join(map(_element, items))


def _element(item: Item) -> str:
    said = "".join(f' {name}="{value}"' for name, value in attributes(item).items())
    if isinstance(item, Path):
        return f"<path{said}/>"
    if isinstance(item, Bitmap):
        return f'<image{said} preserveAspectRatio="none" {_SHARP}/>'
    return f"<text{said}>{escape(item.text)}</text>"


_LINE = Path("").width
"""How thick lines are if nothing else is said: said once, on the whole drawing."""
_SHARP = 'style="image-rendering:pixelated"'


def attributes(item: Item) -> dict[str, str]:
    """What an item's element is given, but for the text inside it.

    What most texts and lines have in common they take from the drawing.
    """
    if isinstance(item, Path):
        given = {"d": relative(item.d)}
        if item.fill != "none":
            given["fill"] = item.fill
        if item.stroke != "none":
            given["stroke"] = item.stroke
            if item.width != _LINE:
                given["stroke-width"] = number(item.width)
        if item.dash:
            given["stroke-dasharray"] = item.dash
        return given | placed(item)
    if isinstance(item, Bitmap):
        return {
            "x": number(item.left),
            "y": number(item.top),
            "width": number(item.width),
            "height": number(item.height),
            "href": f"data:image/png;base64,{item.png}",
        }
    given = {"x": number(item.x), "y": number(item.y), "fill": item.fill}
    if item.size != style.SMALL:
        given["font-size"] = f"{item.size:g}"
    if item.anchor != "middle":
        given["text-anchor"] = item.anchor
    return given | ({"font-weight": "600"} if item.bold else {})
