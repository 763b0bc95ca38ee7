"""Two pictures as one: what differs between them is seen at once."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache, partial
from html import escape
from typing import Any

from edflow.view import style
from edflow.view.frames import Control, Frame, Player, play
from edflow.view.logs import Training
from edflow.view.picture import Picture
from edflow.view.scene import Group, Scene, Text
from edflow.view.table import Table

PAGE = 980
"""Width in px up to which two pictures stand beside each other, else one below."""
GAP = 12
HEAD = 30
"""Height in px of the name over each."""
FRAMES = 400
"""With more than these together, two pictures keep controls of their own."""
_FONT = escape(style.FONT)


@dataclass(frozen=True, repr=False)
class Pair(Picture):
    """Two pictures with controls of their own."""

    names: tuple[str, str] = field(kw_only=True)
    pictures: tuple[Picture, Picture] = field(kw_only=True)

    @cached_property
    def html(self) -> str:
        """Both as parts of one page."""
        both = "".join(
            f'<div style="min-width:0"><div style="font:600 15px {_FONT}">'
            f"{escape(name)}</div>{picture.html}</div>"
            for name, picture in zip(self.names, self.pictures, strict=True)
        )
        return f'<div style="display:flex;flex-wrap:wrap;gap:{GAP}px">{both}</div>'


def compare(
    first: Picture | Training,
    second: Picture | Training,
    names: tuple[str, str] = ("first", "second"),
) -> Picture:
    """Two pictures together, beside each other or, if they are wide, one below.

    Args:
      first, second: pictures of any kind, or what `tf.view.training` returned: two
        loops are drawn to the same scale. A control that both have moves both at once.
      names: what to call them.

    Raises:
      TypeError: one of them is not a picture.

    >>> import edflow as tf
    >>> calm = tf.view.ema([1.0, 0.0] * 50)
    >>> wild = tf.view.ema([9.0, 0.0] * 50)
    >>> both = tf.view.compare(calm, wild, names=("calm", "wild"))
    >>> print(both.table().columns)
    ('picture', 'decay', 'steps averaged', 'shadow', 'with num_updates', 'debiased', \
'moves a step')
    """
    if isinstance(first, Training) and isinstance(second, Training):
        first, second = first.beside(second), second.beside(first)
    one, other = pictures = _picture(first), _picture(second)
    text = f"{names[0]}: {one.text}\n{names[1]}: {other.text}"
    make_table = partial(_table, pictures, names)
    if isinstance(one, Player) and isinstance(other, Player):
        linked = _linked(one, other)
        controls, _ = _merged(one.controls, other.controls, linked, names)
        if linked and math.prod(len(each.values) for each in controls) <= FRAMES:
            live, _ = _merged(one.live, other.live, linked, names)
            draw = _both(one, other, linked, names)
            return play(controls, draw, text, make_table, live)
    said = f"{names[0]}: {one.description} {names[1]}: {other.description}"
    return Pair(
        joined(one.scene, other.scene, names),
        said,
        text,
        make_table,
        names=names,
        pictures=pictures,
    )


def _picture(shown: Picture | Training) -> Picture:
    shown = shown.picture if isinstance(shown, Training) else shown
    if not isinstance(shown, Picture):
        raise TypeError(
            f"compare takes two pictures, as tf.view.graph(...) makes them, not a "
            f"{type(shown).__name__}"
        )
    return shown


def _linked(one: Player, other: Player) -> frozenset[str]:
    """The names of the controls that are the same in both."""
    fixed = {control.name for control in (*one.controls, *other.controls)}
    same = {control.name for control in one.controls if control in other.controls}
    if not same:
        return frozenset()
    # What only the widget has goes with them; what both have it takes as they do.
    same |= {c.name for c in one.live if c in other.live and c.name not in fixed}
    return frozenset(same)


def _merged(
    first: Sequence[Control],
    second: Sequence[Control],
    linked: Collection[str],
    names: tuple[str, str],
) -> tuple[list[Control], list[int]]:
    """The controls of two pictures, and which of them are those of the second."""
    own = {c.name for c in first} & {c.name for c in second} - set(linked)
    merged = [_named(c, names[0]) if c.name in own else c for c in first]
    at = {control.name: place for place, control in enumerate(first)}
    places = []
    for control in second:
        if control.name in linked:
            places.append(at[control.name])
        else:
            places.append(len(merged))
            merged.append(_named(control, names[1]) if control.name in own else control)
    return merged, places


def _named(control: Control, name: str) -> Control:
    return replace(control, name=f"{control.name}, {name}")


def _both(
    one: Player, other: Player, linked: Collection[str], names: tuple[str, str]
) -> Callable[..., Frame]:
    """What draws both, with the values of the page's controls or of the widget's."""
    first, second = (lru_cache(FRAMES)(each.draw) for each in (one, other))
    known = {}
    for mine, others in ((one.live, other.live), (one.controls, other.controls)):
        merged, places = _merged(mine, others, linked, names)
        known[len(merged)] = len(mine), places

    def draw(*values: Any) -> Frame:
        count, places = known[len(values)]
        left = first(*values[:count])
        right = second(*(values[place] for place in places))
        said = f"{names[0]}: {left.description} {names[1]}: {right.description}"
        return Frame(joined(left.scene, right.scene, names), said)

    return draw


def joined(first: Scene, second: Scene, names: tuple[str, str]) -> Scene:
    """One scene of two, with a name over each."""
    beside = first.width + GAP + second.width <= PAGE
    x = first.width + GAP if beside else 0
    y = 0 if beside else first.height + HEAD + GAP
    groups = [_name(names[0], 0, 0), *_moved(first, 0, HEAD)]
    groups += [_name(names[1], x, y), *_moved(second, x, y + HEAD)]
    width = max(first.width, x + second.width)
    height = max(first.height + HEAD, y + HEAD + second.height)
    return Scene(width, height, tuple(groups))


def _name(name: str, x: float, y: float) -> Group:
    text = Text(x + 16, y + 24, name, 15, style.BLUE.stroke, True, "start")
    return Group("name", (text,))


def _moved(scene: Scene, x: float, y: float) -> list[Group]:
    return [
        replace(group, shift=(group.shift[0] + x, group.shift[1] + y))
        for group in scene.groups
    ]


def _table(pictures: tuple[Picture, Picture], names: tuple[str, str]) -> Table:
    """The rows of both, if they have the same columns; else those of each in turn."""
    first, second = (picture.table() for picture in pictures)
    same = first.columns == second.columns
    width = max(len(first.columns), len(second.columns))
    heads = first.columns if same else ("",) * width
    rows = []
    for name, table in zip(names, (first, second), strict=True):
        lines = list(table) if same else [table.columns, *table]
        rows += [(name, *line, *("",) * (width - len(line))) for line in lines]
    return Table(("picture", *heads), tuple(rows))
