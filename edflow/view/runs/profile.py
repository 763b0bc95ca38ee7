"""Where the time and the memory of a run go, on the picture of its graph."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from edflow.engine.graph import Operation
from edflow.engine.runtime import Observer, Session
from edflow.view import style
from edflow.view.graphs.data import Kind, read
from edflow.view.graphs.dot import dot
from edflow.view.graphs.draw import draw as graph
from edflow.view.graphs.layout import layouts
from edflow.view.graphs.looks import Drawn, Look, Looks
from edflow.view.graphs.marks import MOST_MARKED, Mark, Tone, with_lines
from edflow.view.picture import Picture
from edflow.view.scene import Scene
from edflow.view.style import memory, rounded
from edflow.view.table import Table

_ROOM = "88.8 ms · 88% · 888 KB"
"""As long as most lines are: another run says other numbers in the same boxes."""
TIME, MEMORY = "time", "memory"
"""What a box is darker for."""


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

    @property
    def space(self) -> int:
        """Bytes of all results together."""
        return sum(self.bytes.values())


@dataclass(frozen=True)
class Measured:
    """A run that can be measured again."""

    profile: Profile
    graph: Drawn
    again: Callable[[int], Profile]
    """Takes over how many runs."""


def profile(
    sess: Session,
    fetches: Any,
    feed_dict: Mapping[Any, Any] | None = None,
    runs: int = 1,
) -> Picture:
    """Where the time and the memory of a run go, drawn on its graph.

    It really runs, once more than `runs` says: a training step trains. Its widget runs
    it again, and sorts by time or by memory.

    Args:
      sess: the session.
      fetches, feed_dict: what to run.
      runs: over how many runs to take the mean.
    """
    measure_again = partial(measure, sess, fetches, feed_dict)
    found = measure_again(runs)
    drawn = needed(sess, fetches, feed_dict)
    return Picture(
        draw(found, drawn),
        finding(found),
        text(found),
        partial(table, found),
        subject=Measured(found, drawn, measure_again),
    )


def measure(
    sess: Session, fetches: Any, feed_dict: Mapping[Any, Any] | None, runs: int
) -> Profile:
    """Time and memory of each operation, as the mean of so many runs."""
    sess.run(fetches, feed_dict)  # The first run plans, and compiles kernels.
    with Stopwatch().watch(sess) as watch:
        for _ in range(runs):
            sess.run(fetches, feed_dict)
    plan = sess.plan(fetches, list(feed_dict or ()))
    seconds = {name: total / runs for name, total in watch.seconds.items()}
    names = ", ".join(element.name.split(":")[0] for element in plan.fetches[:3])
    return Profile(names, seconds, watch.bytes, runs)


def needed(
    sess: Session, fetches: Any, feed_dict: Mapping[Any, Any] | None = None
) -> Drawn:
    """The graph of what the run needs."""
    plan = sess.plan(fetches, list(feed_dict or ()))
    ops: list[Any] = [getattr(element, "op", element) for element in plan.fetches]
    return Looks(read(sess.graph, ops)).draw([Look(limit=MOST_MARKED)])[0]


def draw(profile: Profile, drawn: Drawn, by: str = TIME) -> Scene:
    """The scene: the darker a box, the more of the time (or the memory) it takes."""
    told = marks(profile, drawn, by)
    shown = with_lines(drawn.diagram, told)
    (place,) = layouts((dot(shown),))
    note = {
        TIME: "the darker, the longer it took · memory: what its result takes",
        MEMORY: "the darker, the more memory its result takes",
    }
    return graph(shown, place, _title(profile), told, [note[by]])


def marks(profile: Profile, drawn: Drawn, by: str = TIME) -> dict[str, Mark]:
    """For each box that computes its time, its share and its memory."""
    kinds = {box.name: box.kind for box in drawn.diagram.boxes}
    found: dict[str, Mark] = {}
    for box, names in drawn.folds.content.items():
        seconds = sum(profile.seconds.get(name, 0.0) for name in names)
        space = sum(profile.bytes.get(name, 0) for name in names)
        share = seconds / (profile.total or 1.0)
        part = space / (profile.space or 1)
        if not seconds or kinds.get(box) is Kind.VARIABLE:
            found[box] = Mark(Tone.WAITING)
            continue
        line = f"{_time(seconds)} · {_percent(share)} · {memory(space)}"
        fill = _warmth(share if by == TIME else part)
        found[box] = Mark(line=line, room=_ROOM, fill=fill)
    return found


def _percent(share: float) -> str:
    return "<1%" if 0 < share < 0.005 else f"{share:.0%}"


def _warmth(share: float) -> str:
    """White to orange, by the root of the share: small parts are to be seen too."""
    return style.on_white(style.ORANGE.stroke, min(share, 1.0) ** 0.5 * 0.525)


def _time(seconds: float) -> str:
    if seconds >= 0.1:
        return f"{rounded(seconds)} s"
    if seconds >= 1e-4:
        return f"{rounded(seconds * 1e3)} ms"
    return f"{rounded(seconds * 1e6)} µs"


def _largest(profile: Profile) -> list[str]:
    """The operations, the one with the largest result first."""
    return sorted(profile.bytes, key=lambda name: -profile.bytes[name])


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
    return f"{_title(profile)}\n{table(profile).told()}"


def table(profile: Profile, by: str = TIME) -> Table:
    """One row for each operation, what took most first."""
    slow = dict(_slowest(profile))
    total = profile.total or 1.0
    rows = [
        (
            name,
            _time(profile.seconds[name]),
            f"{profile.seconds[name] / total:.1%}",
            memory(profile.bytes[name]),
        )
        for name in (slow if by == TIME else _largest(profile))
    ]
    return Table(("operation", "time", "share", "memory"), tuple(rows))
