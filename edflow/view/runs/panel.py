"""What is told at one stop of a run: a card with lines and a small map."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

from edflow.view import style
from edflow.view.bitmaps import bitmap
from edflow.view.outlines import rectangle
from edflow.view.runs.values import brief, statistics, value_items
from edflow.view.runs.way import Stop, Way, amount, leaves
from edflow.view.scene import Item, Path, Text, small
from edflow.view.style import TIMES, rounded, shortened

WIDTH = 330.0
PAD = 12.0
"""What is free around the lines."""
NO_MAP = bitmap(0, 0, 0, 0, [[0.0]])
NO_FRAME = Path((), style.LINE, width=0.8)

Panel = list[Item]


def panels_of(way: Way) -> list[Panel]:
    """What is told at each stop, and at last of the whole, in cards of one size.

    Each has an empty seat for a line or a map that only others have: then only what
    they say changes from frame to frame.
    """
    told = [_panel(way, stop) for stop in (*way.stops, None)]
    most = max(len(_texts(panel)) for panel in told)
    card = rectangle(0, 0, WIDTH - 12, height(told), 6)
    return [[Path(card, style.LINE, style.CARD, 1), *_seated(p, most)] for p in told]


def height(panels: Sequence[Panel]) -> float:
    """How high the cards are: as high as the longest needs."""
    return max(text.y for panel in panels for text in _texts(panel)) + 12 + PAD


def _seated(panel: Panel, most: int) -> Panel:
    texts = _texts(panel)
    maps = [item for item in panel if not isinstance(item, Text)]
    empty = small(PAD, PAD, "")
    return [*(maps or (NO_MAP, NO_FRAME)), *texts, *[empty] * (most - len(texts))]


def _texts(items: Sequence[Item]) -> list[Text]:
    return [item for item in items if isinstance(item, Text)]


def _panel(way: Way, stop: Stop | None) -> Panel:
    """What is told at a stop, from the upper left corner on."""
    if stop is None:
        return _summary(way)
    column = _Column()
    op = stop.node.op
    column.say(f"{stop.label}: {shortened(op.name, 26)}", bold=True)
    if op.type.lower() != op.name.lower():
        column.say(op.type)
    if not stop.back:
        formula = (type(op.opdef).__doc__ or "").strip().partition("\n")[0]
        for line in textwrap.wrap(formula, 46)[:3]:
            column.say(line, ink=style.INK)
        column.gap(6)
        for tensor in dict.fromkeys(op.inputs):
            given = next((n for n in way.chain.nodes if n.op is tensor.op), None)
            if given is not None:
                column.say(
                    f"takes {shortened(tensor.op.name, 26)} = {brief(given.value)}"
                )
        column.say("value")
        column.value(stop.node.value)
        return column.items
    node = stop.node
    column.say(f"∂{way.chain.y}/∂{shortened(op.name, 24)}: what arrives", ink=style.INK)
    if len(node.arriving) > 1:
        if node.value.size == 1:
            sent = " + ".join(brief(part) for _, part in node.arriving)
            column.say(f"{sent} = {brief(node.incoming)}", ink=style.INK)
        names = ", ".join(shortened(name, 16) for name, _ in node.arriving[:4])
        column.say(f"the sum of {len(node.arriving)} paths: {names}")
    column.value(node.incoming)
    _sent_on(way, stop, column)
    return column.items


def _sent_on(way: Way, stop: Stop, column: _Column) -> None:
    """What the box makes of the gradient for each of those it takes from."""
    nodes = way.inside[stop.box]
    own = {node.op.name for node in nodes}
    sent = [part for node in nodes for part in node.parts if part.to not in own]
    if sent:
        column.say(f"and what it passes on: gradient {TIMES} local derivative")
    else:
        column.say("nothing before it: here it ends", ink=style.INK)
    for part in sent[:4]:
        name = shortened(part.to, 26)
        if part.outgoing is None:
            column.say(f"→ {name}: not computed (which is not 0)")
        elif part.local is not None and len(nodes) == 1:
            incoming = brief(stop.node.incoming)
            equation = (
                f"{incoming} {TIMES} {rounded(part.local)} = {brief(part.outgoing)}"
            )
            column.say(f"→ {name}: {equation}", ink=style.INK, bold=True)
        else:
            column.say(f"→ {name}: {amount(part.outgoing)}", ink=style.INK, bold=True)
    if len(sent) > 4:
        column.say(f"→ and {len(sent) - 4} more")


def _summary(way: Way) -> Panel:
    column = _Column()
    column.say(f"{way.chain.y} = {brief(way.shown[-1].value)}", bold=True)
    column.say(f"the gradients of {way.chain.y}", ink=style.INK)
    for node in leaves(way)[:14]:
        name = shortened(node.op.name, 24)
        if node.incoming is None:
            column.say(f"{name}: not computed")
        elif node.incoming.size == 1:
            column.say(f"{name}: {brief(node.incoming)}", ink=style.INK, bold=True)
        else:
            column.say(f"{name} {brief(node.incoming)}", ink=style.INK, bold=True)
            column.say(f"   {statistics(node.incoming)}")
    return column.items


class _Column:
    """Lines and values, one below the other."""

    def __init__(self) -> None:
        self.y = PAD
        self.items: list[Item] = []

    def say(self, text: str, ink: str = style.MUTED, bold: bool = False) -> None:
        ink = style.INK if bold else ink
        text = shortened(text, 52)
        line = Text(PAD, self.y + 11, text, style.SMALL, ink, bold, "start")
        self.items.append(line)
        self.y += 17

    def gap(self, height: float) -> None:
        self.y += height

    def value(self, value: Any) -> None:
        items, height = value_items(PAD, self.y + 4, value)
        self.items += items
        self.y += height + 10
