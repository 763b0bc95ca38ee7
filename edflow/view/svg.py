"""A scene as SVG text: the same bytes for the same scene, and no element ids.

Half of what a picture weighs is outlines. In relative commands, to a tenth of a px, and
with no character that can be spared, they take half of what absolute ones do.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from html import escape

from edflow.view import style
from edflow.view.outlines import Outline, Point, rectangle
from edflow.view.scene import Bitmap, Group, Item, Path, Scene


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


_LINE = Path(()).width
"""How thick lines are if nothing else is said: said once, on the whole drawing."""
_SHARP = 'style="image-rendering:pixelated"'


def attributes(item: Item) -> dict[str, str]:
    """What an item's element is given, but for the text inside it.

    What most texts and lines have in common they take from the drawing.
    """
    if isinstance(item, Path):
        given = {"d": commands(item.outline)}
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


def number(value: float) -> str:
    """A coordinate as text: a tenth of a px is enough, and stable."""
    return f"{round(value, 1) + 0.0:.1f}".removesuffix(".0")  # + 0.0: never "-0".


# -- outlines -------------------------------------------------------------------------


@lru_cache(maxsize=2048)
def commands(outline: Outline) -> str:
    """An outline in SVG's relative commands.

    >>> commands(rectangle(10, 20, 20, 5.5))
    'M10 20h20v5.5h-20z'
    """
    written: list[str] = []
    here, last = (0, 0), ""
    for stroke in outline:
        start = _tenths(stroke.start)
        steps = [f"m{_numbers(_way(here, start))}" if last else f"M{_numbers(start)}"]
        here = start
        for segment in stroke.segments:
            ends = [_tenths(point) for point in segment]
            steps.append(_step([_way(here, end) for end in ends]))
            here = ends[-1]
        if stroke.closed:
            steps.append("z")
            here = start
        for step in steps:
            written.append(_joined(last, step))
            last = step
    return "".join(written)


Tenths = tuple[int, int]
"""A point in tenths of a px: whole numbers add up without an error."""


def _tenths(point: Point) -> Tenths:
    x, y = point
    return round(round(x, 1) * 10), round(round(y, 1) * 10)  # As `number` rounds.


def _way(start: Tenths, end: Tenths) -> Tenths:
    return end[0] - start[0], end[1] - start[1]


def _step(moves: list[Tenths]) -> str:
    """One command: where it leads, from where the pen is."""
    if len(moves) > 1:
        return "c" + _numbers(sum(moves, ()))
    ((dx, dy),) = moves
    if not dy:
        return "h" + _numbers((dx,))
    return "l" + _numbers((dx, dy)) if dx else "v" + _numbers((dy,))


def _numbers(tenths: tuple[int, ...]) -> str:
    """The numbers in a row; where a sign or a second point parts them, no space."""
    said = ""
    for tenth in tenths:
        whole, part = divmod(abs(tenth), 10)
        digits = f"{whole or ''}.{part}" if part else f"{whole}"
        word = "-" * (tenth < 0) + digits
        said += _space(said, word) + word
    return said


def _space(before: str, word: str) -> str:
    last = re.split("[a-zA-Z -]", before)[-1]
    apart = not before or word[0] == "-" or (word[0] == "." and "." in last)
    return "" if apart else " "


def _joined(last: str, step: str) -> str:
    """The command without its letter, where it is the same as the one before it."""
    if step[0] != last[:1] or step[0] in "mMz":
        return step
    return _space(last, step[1:]) + step[1:]
