"""A graph to walk through: the drawings that a click may lead to, made beforehand."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from html import escape
from typing import Any

from edflow.view.graphs.data import Kind, Op
from edflow.view.graphs.layout import LayoutError
from edflow.view.graphs.looks import Drawn, Look, Looks
from edflow.view.picture import Picture, script
from edflow.view.scene import Group, Path, Scene, moved
from edflow.view.svg import markup, number, svg

# How much is drawn beforehand. A drawing of 40 boxes takes 10 ms and 6 KB.
MOST_STATES = 14
MOST_BOXES = 500
MOST_BYTES = 150_000
MOST_OPS = 8_000
"""In all states together: the folding of a graph goes over each of its operations."""


@dataclass(frozen=True, repr=False)
class Explorer(Picture):
    """The picture of a graph, whose scopes and parts its reader can open and shut."""

    looks: Looks = field(kw_only=True)
    look: Look = field(kw_only=True)
    """The one that is seen first."""

    @cached_property
    def html(self) -> str:
        """The picture as part of a page: no network, no ids, no style left behind."""
        image = svg(self.scene, self.description, cards=False)
        data = base64.b64encode(image.encode()).decode()
        cards, packed = self._packed()
        # Beside the image, not in it: what they say of cells must stay readable to
        # those who compare a notebook with its next run.
        said = json.dumps(cards, ensure_ascii=False).replace("</", "<\\/")
        return (
            f'<div><img alt="{escape(self.description)}" '
            f'width="{round(self.scene.width)}" '
            f'src="data:image/svg+xml;base64,{data}">'
            f"<script>({script('graphs/explorer.js')})({script('cards.js')},{said},"
            f'"{packed}");</script></div>'
        )

    def _packed(self) -> tuple[list[str], str]:
        """The cards seen first, and all states as compressed JSON."""
        looks = baked(self.looks, self.look)
        while True:
            cards, packed = self._states(looks)
            if len(packed) <= MOST_BYTES or len(looks) == 1:
                return cards, packed
            looks = looks[: max(1, len(looks) * 2 // 3)]

    def _states(self, looks: list[Look]) -> tuple[list[str], str]:
        drawn = self.looks.draw(looks)
        cards = dict.fromkeys(
            group.card for one in drawn for group in one.scene.groups if group.card
        )
        first = len({group.card for group in self.scene.groups if group.card})
        places = {card: i for i, card in enumerate(cards)}
        reach = ancestors(self.looks.ops)
        states = [
            _state(one, look, drawn, looks, places, reach, self.looks)
            for one, look in zip(drawn, looks, strict=True)
        ]
        told = {
            "names": "\n".join(op.name for op in self.looks.ops),
            "parts": self.looks.parts,
            "states": states,
            "cards": list(cards)[first:],
        }
        text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
        # Without a date, and so the same bytes in every run.
        packed = gzip.compress(text.encode(), mtime=0)
        return list(cards)[:first], base64.b64encode(packed).decode()


def baked(looks: Looks, first: Look) -> list[Look]:
    """The looks that one click from the first one leads to, as far as there is room."""
    wanted = [first, *(looks.first(part) for part in looks.parts)]
    found = list(dict.fromkeys(wanted))
    if len(looks.ops) * len(found) > MOST_OPS:
        return [first]
    try:
        starts = looks.draw(found)
    except LayoutError:
        return [first]
    room = MOST_BOXES - sum(len(one.diagram.boxes) for one in starts)
    for look, one in zip(found[: len(starts)], starts, strict=True):
        for name, is_folder in one.toggles():
            size = len(one.diagram.boxes)
            size += min(len(one.folds.content[name]), 100) // 3 if is_folder else 0
            many = len(found) >= min(MOST_STATES, MOST_OPS // len(looks.ops))
            if many or size > room:
                continue
            room -= size
            found.append(look.toggled(name, is_folder))
    found = list(dict.fromkeys(found))
    try:
        looks.draw(found)
    except LayoutError:
        return list(dict.fromkeys(wanted))
    return found


def ancestors(ops: Sequence[Op]) -> dict[str, int]:
    """For each operation the set of those that it needs, itself included, as bits."""
    place = {op.name: i for i, op in enumerate(ops)}
    reach = {name: 1 << i for name, i in place.items()}
    for op in ops:
        for name in (*(given.source for given in op.inputs), *op.waits_for):
            reach[op.name] |= reach.get(name, 0)
    return reach


def _state(
    one: Drawn,
    look: Look,
    drawn: list[Drawn],
    looks: list[Look],
    places: dict[str, int],
    reach: dict[str, int],
    among: Looks,
) -> dict[str, Any]:
    def leads_to(name: str, is_folder: bool) -> int:
        direct = look.toggled(name, is_folder)
        # Where two openings at once were not drawn, the second shuts the first.
        for target in (direct, among.first(look.part).toggled(name, is_folder)):
            if target in looks and drawn[looks.index(target)].dot != one.dot:
                return looks.index(target)
        return -1

    boxes = one.diagram.boxes
    box_of = {name: i for i, name in enumerate(box.name for box in boxes)}
    home = [box_of.get(one.folds.home.get(op.name, ""), -1) for op in among.ops]
    return {
        "svg": _compact(one.scene) if look != looks[0] else "",
        "cards": [places[group.card] for group in one.scene.groups if group.card],
        "opens": [
            leads_to(box.name, True) if box.kind is Kind.FOLDER else -1 for box in boxes
        ],
        "scopes": [box.name for box in boxes],
        "shuts": [
            [leads_to(scope.name, False), scope.name] for scope in one.diagram.scopes
        ],
        "home": home,
        "needs": _needs(one, home, box_of, reach),
        "part": among.parts.index(look.part),
        "parts": [
            looks.index(first) if (first := among.first(part)) in looks else 0
            for part in among.parts
        ],
    }


def _compact(scene: Scene) -> str:
    """The scene as SVG in which equal boxes are equal text, wherever they stand."""
    page = svg(replace(scene, groups=()), "")
    groups = "".join(map(_from_its_corner, scene.groups))
    return page.replace("</svg>", f"{groups}</svg>")


def _from_its_corner(group: Group) -> str:
    x, y = _corner(group)
    place = f' transform="translate({number(x)} {number(y)})"' if x or y else ""
    links = f' data-links="{escape(group.links)}"' if group.links else ""
    return (
        f'<g class="{group.kind}"{links}{place}>'
        f"{markup([moved(item, -x, -y) for item in group.items])}</g>"
    )


def _corner(group: Group) -> tuple[float, float]:
    """Where a box's first line starts, (0, 0) for what is no box."""
    first = group.items[0]
    if not group.kind.startswith("box") or not isinstance(first, Path):
        return 0, 0
    return first.outline[0].start


def _needs(
    one: Drawn, home: list[int], box_of: dict[str, int], reach: dict[str, int]
) -> list[tuple[str, int, str]]:
    """For each box which boxes what it makes needs, and how many operations."""
    said = []
    target_of = {a.source: a.target for a in one.diagram.arrows}
    for box in one.diagram.boxes:
        name = box.ghost_of or box.name
        if box.kind is Kind.FOLDER or name not in reach:
            said.append(("", 0, name))
            continue
        bits = reach[name]
        lit = {home[i] for i in _ones(bits)}
        lit |= {
            box_of[ghost.name]
            for ghost in one.diagram.boxes
            if ghost.ghost_of and box_of[target_of[ghost.name]] in lit
        }
        lit.add(box_of[box.name])
        mask = "".join("01"[i in lit] for i in range(len(box_of)))
        said.append((mask, bits.bit_count(), name))
    return said


def _ones(bits: int) -> list[int]:
    """The places of the ones in a number."""
    digits = f"{bits:b}"[::-1]
    return [i for i, digit in enumerate(digits) if digit == "1"]
