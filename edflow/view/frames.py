"""Pictures with controls: every frame is drawn beforehand, a small script shows them.

A picture that asks the kernel for each move of a slider stutters (50 to 100 ms), and is
dead in a saved notebook. Frames that travel with the picture change in a millisecond,
everywhere. Of all frames only what differs is kept: an attribute that follows one of
two sliders is stored once for each place of that one.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar

import numpy as np

from edflow.view.picture import Picture, image, script
from edflow.view.scene import Group, Item, Scene, Text
from edflow.view.style import rounded
from edflow.view.svg import attributes, markup, placed
from edflow.view.table import Table


@dataclass(frozen=True)
class Control:
    """Something to set, with the values that it goes through."""

    kind: ClassVar[str]
    name: str
    values: tuple[Any, ...]
    start: int = 0
    """The place among `values` that is shown at first."""
    labels: tuple[str, ...] = ()
    """What the reader sees for each value, by default the value."""

    def says(self, place: int) -> str:
        """The label of the value at `place`."""
        if self.labels:
            return self.labels[place]
        value = self.values[place]
        if isinstance(value, int):
            return f"{value:,}"
        return value if isinstance(value, str) else rounded(value)


@dataclass(frozen=True)
class Slider(Control):
    """A row of values to slide along; `plays` adds a button that does it."""

    kind = "slider"
    plays: bool = False


@dataclass(frozen=True)
class Choice(Control):
    """A list to choose from."""

    kind = "choice"


@dataclass(frozen=True)
class Switch(Control):
    """Off or on."""

    kind = "switch"
    values: tuple[Any, ...] = (False, True)
    labels: tuple[str, ...] = ("off", "on")


@dataclass(frozen=True)
class Frame:
    """One state of a picture: the drawing, and its finding in words."""

    scene: Scene
    description: str


@dataclass(frozen=True, repr=False)
class Player(Picture):
    """A picture with controls, made by `play`."""

    controls: tuple[Control, ...] = field(kw_only=True)
    draw: Callable[..., Frame] = field(kw_only=True)
    live: tuple[Control, ...] = field(kw_only=True)

    @cached_property
    def html(self) -> str:
        """The picture as part of a page: no network, no ids, no style left behind."""
        places = (range(len(control.values)) for control in self.controls)
        frames = [self.frame(*at) for at in itertools.product(*places)]
        controls = [_described(control) for control in self.controls]
        sizes = tuple(len(control.values) for control in self.controls)
        given = json.dumps(
            [controls, changes(frames, sizes)],
            ensure_ascii=False,
            separators=(",", ":"),
        ).replace("</", "<\\/")
        return (
            f"<div>{image(self.scene, self.description, links=False)}"
            f"<script>({script('frames.js')})(...{given});</script></div>"
        )

    def frame(self, *places: int) -> Frame:
        """The frame with each control at the given place."""
        values = (c.values[i] for c, i in zip(self.controls, places, strict=True))
        return self.draw(*values)


def play(
    controls: Sequence[Control],
    draw: Callable[..., Frame],
    text: str,
    make_table: Callable[[], Table],
    live: Sequence[Control] = (),
    subject: Any = None,
) -> Player:
    """A picture that its reader can move.

    Args:
      controls: what can be set. All combinations are drawn: mind their number.
      draw: takes one value for each control and returns a `Frame`. The scenes of all
        frames are of one size. They are smallest to keep if each has the same groups
        with the same items, in which only positions, colours and texts change.
      text: the numbers, for plain text.
      make_table: the numbers as a table.
      live: the controls of `widget()`, with finer steps than can be drawn beforehand.
      subject: what `widget()` shows, if that is more than the controls.
    """
    controls = tuple(controls)
    first = draw(*(control.values[control.start] for control in controls))
    return Player(
        scene=first.scene,
        description=first.description,
        text=text,
        make_table=make_table,
        controls=controls,
        draw=draw,
        live=tuple(live) or controls,
        subject=subject,
    )


def changes(frames: Sequence[Frame], sizes: tuple[int, ...]) -> list[list[Any]]:
    """What differs between frames, as the script reads it.

    Args:
      frames: one for each combination of places, the last control's changing fastest.
      sizes: how many places each control has.

    Returns:
      Blocks of [attribute, controls that it follows, targets, values, codes]. A target
      is [group, item], or [group, -1] for all that is in the group, or [-1, -1] for the
      drawing. A code lists for each place which of the values is taken, in base 36, as
      many digits for each as the number of values needs. A sixth member says that each
      code is followed by how often it comes in a row, which is shorter where little
      happens.
    """
    depth = max(len(frame.scene.groups) for frame in frames)
    columns = {(-1, -1): [{"aria-label": frame.description} for frame in frames]}
    for g in range(depth):
        groups = [_at(frame.scene.groups, g) for frame in frames]
        moves = [placed(group) for group in groups]
        kinds = {tuple(map(type, group.items)) for group in groups}
        if len(kinds) > 1:
            wholes = [{"*": markup(group.items)} for group in groups]
            columns[g, -1] = [a | b for a, b in zip(moves, wholes, strict=True)]
            continue
        columns[g, -1] = moves
        for i in range(len(groups[0].items)):
            items = [group.items[i] for group in groups]
            if any(item != items[0] for item in items):
                columns[g, i] = [_states(item) for item in items]
    blocks: dict[tuple[str, tuple[int, ...]], list[tuple[Any, list[Any]]]] = {}
    for target, states in columns.items():
        for name in dict.fromkeys(itertools.chain(*states)):
            values = [state.get(name) for state in states]
            follows, kept = _along(values, sizes)
            if follows:
                blocks.setdefault((name, follows), []).append((target, kept))
    return [_block(name, follows, c) for (name, follows), c in blocks.items()]


def _at(groups: tuple[Group, ...], place: int) -> Group:
    return groups[place] if place < len(groups) else Group("", ())


def _states(item: Item) -> dict[str, str]:
    return attributes(item) | ({"": item.text} if isinstance(item, Text) else {})


def _along(values: list[Any], sizes: tuple[int, ...]) -> tuple[tuple[int, ...], list]:
    """The controls that values follow, and one value for each of their places."""
    seen: dict[Any, int] = {}
    codes = np.reshape([seen.setdefault(value, len(seen)) for value in values], sizes)
    follows = []
    for axis in range(len(sizes)):
        first = codes.take([0], axis)
        if (codes == first).all():
            codes = first
        else:
            follows.append(axis)
    known = list(seen)
    return tuple(follows), [known[code] for code in codes.ravel()]


def _block(
    name: str, follows: tuple[int, ...], columns: list[tuple[Any, list[Any]]]
) -> list[Any]:
    seen: dict[Any, int] = {}
    for _, kept in columns:
        for value in kept:
            seen.setdefault(value, len(seen))
    digits = next(n for n in itertools.count(1) if 36**n >= len(seen))
    codes = [[_digits(seen[value], digits) for value in kept] for _, kept in columns]
    plain = ["".join(row) for row in codes]
    runs = ["".join(_runs(row)) for row in codes]
    told = [name, follows, [target for target, _ in columns], list(seen)]
    shorter = len("".join(runs)) < len("".join(plain))
    return [*told, runs, 1] if shorter else [*told, plain]


def _runs(codes: list[str]) -> Iterator[str]:
    """Each code once for all that are alike in a row, with their number."""
    for code, alike in itertools.groupby(codes):
        count = sum(1 for _ in alike)
        for done in range(0, count, 35):
            yield code + _digits(min(count - done, 35), 1)


def _digits(value: int, count: int) -> str:
    return np.base_repr(value, 36).zfill(count).lower()


def _described(control: Control) -> dict[str, Any]:
    said = {
        "kind": control.kind,
        "name": control.name,
        "labels": [control.says(place) for place in range(len(control.values))],
        "start": control.start,
    }
    return said | ({"plays": 1} if getattr(control, "plays", False) else {})
