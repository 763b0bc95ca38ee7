"""Where the time and the memory of a run go, on the picture of its graph."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from edflow.engine.graph import Operation
from edflow.engine.runtime import Observer, Session
from edflow.view import style
from edflow.view.graphs.data import read
from edflow.view.graphs.dot import dot
from edflow.view.graphs.draw import draw
from edflow.view.graphs.fold import Folds
from edflow.view.graphs.layout import layouts
from edflow.view.graphs.looks import Looks
from edflow.view.graphs.marks import Mark, Tone, with_lines
from edflow.view.picture import Picture
from edflow.view.style import rounded
from edflow.view.table import Table

WORTH_TELLING = 0.005
"""Share of the time from which a box says it."""


class Stopwatch(Observer):
    """Notes for each operation how long it took and how much it gave."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self.bytes: dict[str, int] = {}

    def after(self, op: Operation, outputs: tuple[Any, ...], seconds: float) -> None:
        """Add up the time over the runs; the memory is that of the last one."""
        self.seconds[op.name] += seconds
        self.bytes[op.name] = sum(getattr(value, "nbytes", 0) for value in outputs)


@dataclass(frozen=True)
class Profile:
    """Seconds and bytes of one run, by operation."""

    fetches: str
    seconds: Mapping[str, float]
    bytes: Mapping[str, int]
    runs: int

    @property
    def total(self) -> float:
        return sum(self.seconds.values())


def picture(
    sess: Session, fetches: Any, feed_dict: Mapping[Any, Any] | None, runs: int
) -> Picture:
    """Run `fetches` and draw its time on the graph."""
    sess.run(fetches, feed_dict)  # The first run plans, and compiles kernels.
    with Stopwatch().watch(sess) as watch:
        for _ in range(runs):
            sess.run(fetches, feed_dict)
    plan = sess.plan(fetches, list(feed_dict or ()))
    seconds = {name: total / runs for name, total in watch.seconds.items()}
    names = ", ".join(element.name.split(":")[0] for element in plan.fetches[:3])
    found = Profile(names, seconds, watch.bytes, runs)
    needed: list[Any] = [getattr(element, "op", element) for element in plan.fetches]
    looks = Looks(read(sess.graph, needed))
    drawn = looks.draw([looks.first(looks.parts[0])])[0]
    told = marks(found, drawn.folds)
    shown = with_lines(drawn.diagram, told)
    scene = draw(
        shown,
        layouts((dot(shown),))[0],
        _title(found),
        told,
        ["the darker, the longer it took · memory: what its result takes"],
    )
    return Picture(scene, finding(found), text(found), partial(table, found))


def marks(profile: Profile, folds: Folds) -> dict[str, Mark]:
    """For each box its time, its share and its memory."""
    found: dict[str, Mark] = {}
    for box, names in folds.content.items():
        seconds = sum(profile.seconds.get(name, 0.0) for name in names)
        share = seconds / profile.total if profile.total else 0.0
        if share < WORTH_TELLING:
            found[box] = Mark(Tone.WAITING)
            continue
        space = sum(profile.bytes.get(name, 0) for name in names)
        line = f"{_time(seconds)} · {share:.0%} · {_space(space)}"
        found[box] = Mark(line=line, fill=_warmth(share))
    return found


def _warmth(share: float) -> str:
    """White to orange, by the root of the share: small parts are to be seen too."""
    depth = min(share, 1.0) ** 0.5 * 0.75
    full = [int(style.ORANGE.stroke[at : at + 2], 16) for at in (1, 3, 5)]
    return "#" + "".join(f"{round(255 + (c - 255) * depth * 0.7):02x}" for c in full)


def _time(seconds: float) -> str:
    if seconds >= 0.1:
        return f"{rounded(seconds)} s"
    if seconds >= 1e-4:
        return f"{rounded(seconds * 1e3)} ms"
    return f"{rounded(seconds * 1e6)} µs"


def _space(count: float) -> str:
    for unit in ("B", "KB", "MB"):
        if count < 1000 or unit == "MB":
            return f"{rounded(count)} {unit}"
        count /= 1000
    raise AssertionError


def _slowest(profile: Profile) -> list[tuple[str, float]]:
    return sorted(profile.seconds.items(), key=lambda item: -item[1])


def _title(profile: Profile) -> str:
    count = len(profile.seconds)
    return f"{profile.fetches}: {_time(profile.total)} in {count} operations"


def finding(profile: Profile) -> str:
    """The total and the slowest operations, in words."""
    slow = ", ".join(
        f"{name} {seconds / profile.total:.0%}"
        for name, seconds in _slowest(profile)[:3]
        if profile.total
    )
    return f"Profile of {_title(profile)}. Most of it: {slow}."


def text(profile: Profile) -> str:
    """The title and the slowest operations."""
    first = Table(table(profile).columns, tuple(table(profile))[:12])
    return f"{_title(profile)}\n{first}"


def table(profile: Profile) -> Table:
    """One row for each operation, the slowest first."""
    rows = [
        (
            name,
            _time(seconds),
            f"{seconds / profile.total:.1%}" if profile.total else "",
            _space(profile.bytes[name]),
        )
        for name, seconds in _slowest(profile)
    ]
    return Table(("operation", "time", "share", "memory"), tuple(rows))
