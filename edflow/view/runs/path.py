"""The way of a run through its graph, as a picture."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from edflow.engine.graph import Graph
from edflow.engine.runtime import Session
from edflow.errors import OpError
from edflow.view.frames import Frame, Slider, play
from edflow.view.graphs.boxes import Box, Diagram
from edflow.view.graphs.data import Kind, read
from edflow.view.graphs.dot import dot
from edflow.view.graphs.draw import draw
from edflow.view.graphs.fold import Folds
from edflow.view.graphs.layout import Layout, layouts
from edflow.view.graphs.looks import Drawn, Look, Looks
from edflow.view.graphs.marks import MOST_MARKED, Mark, Tone, with_lines
from edflow.view.picture import Picture
from edflow.view.runs.rehearsal import Rehearsal, rehearse
from edflow.view.table import Table

MOST_FRAMES = 60
TO = "\N{EN DASH}"
LINE = 96
"""Characters in a line above the picture."""


@dataclass(frozen=True)
class Asked:
    """What a run was asked for."""

    sess: Session
    fetches: Any
    feed_dict: Mapping[Any, Any]


def run_path(
    sess: Session,
    fetches: Any,
    feed_dict: Mapping[Any, Any] | None = None,
    failure: OpError | None = None,
) -> Picture:
    """The way of a run through the graph, before it runs: nothing is computed.

    Numbers say in which order the operations would run, grey ones are not needed, red
    ones stop the run: a feed that is missing, a variable without a value, shapes that
    do not fit; with the cure. In its widget you choose what is fetched and what is fed.

    Args:
      sess: the session; its variables are only read.
      fetches, feed_dict: what you would give to `sess.run`.
      failure: the error of a run that failed: shows how far it came.

    >>> import edflow as tf
    >>> x = tf.placeholder(tf.float32, [], name="x")
    >>> y = tf.square(x, name="y")
    >>> print(run_path(tf.Session(), y))
    y: 1 of 2 operations wait, the run cannot begin
      ✗ missing feed x needed by y: add x: …, float32 of shape [], to feed_dict
         1  y
    """
    asked = Asked(sess, fetches, feed_dict or {})
    run = rehearse(sess, fetches, feed_dict, failure)
    slider, frame = course(run, whole(sess.graph))
    words = finding(run), text(run), partial(table, run)
    if len(slider.values) < 2:
        return Picture(frame(None).scene, *words, subject=asked)
    return play([slider], frame, *words[1:], subject=asked)


def whole(graph: Graph) -> Drawn:
    """The graph that ways are drawn on."""
    return Looks(read(graph)).draw([Look(brief=True, limit=MOST_MARKED)])[0]


def course(
    run: Rehearsal, drawn: Drawn
) -> tuple[Slider, Callable[[int | None], Frame]]:
    """The places where the way can be stopped at, and what draws it there."""
    folds = drawn.folds
    shown = with_lines(drawn.diagram, marks(run, drawn.diagram, folds, None))
    (place,) = layouts((dot(shown),))
    stops = _stops(run, folds)
    labels = (*(f"{at} of {len(run.order)}" for at in stops), "end")
    slider = Slider("step", (*stops, None), len(stops), labels, plays=True)
    return slider, partial(_frame, run, shown, folds, place)


def _stops(run: Rehearsal, folds: Folds) -> list[int]:
    """How many operations have run at each place of the slider: one more box each."""
    homes = [folds.home[name] for name in run.order[: run.reached]]
    ends = [
        i + 1
        for i, home in enumerate(homes)
        if i + 1 == len(homes) or homes[i + 1] != home
    ]
    step = -(-len(ends) // MOST_FRAMES) or 1
    return ends[step - 1 :: step]


def marks(
    run: Rehearsal, diagram: Diagram, folds: Folds, done: int | None
) -> dict[str, Mark]:
    """What is told of each box when `done` operations have run; None: at the end."""
    troubles = {folds.home[trouble.op]: trouble.sign for trouble in run.troubles}
    fed = {folds.home[name]: shape for name, shape in run.fed.items()}
    needed = {folds.home[name] for name in run.needed}
    places: dict[str, list[int]] = {}
    for i, name in enumerate(run.order, 1):
        places.setdefault(folds.home[name], []).append(i)
    ran = run.reached if done is None else done
    found: dict[str, Mark] = {}
    for box in diagram.boxes:
        name = box.ghost_of or box.name
        numbers = places.get(name, [])
        badge = None if box.ghost_of else _range(numbers)
        room = _room(box, fed.get(name, ""))
        if name in troubles:
            mark = Mark(Tone.ALARM, badge, f"✗ {troubles[name]}", room)
        elif name in fed:
            mark = Mark(Tone.PLAIN, None, f"fed {fed[name]}", room)
        elif name not in needed:
            mark = Mark(Tone.FADED, room=room)
        elif numbers and min(numbers) > ran:
            mark = Mark(Tone.WAITING, badge)
        elif done is not None and numbers and max(numbers) >= ran >= min(numbers):
            mark = Mark(Tone.CURRENT, badge)
        else:
            mark = Mark(Tone.PLAIN, badge)
        found[box.name] = mark
    return found


def _room(box: Box, fed: str) -> str:
    """Room in a placeholder for what is fed, so that a feed does not move the graph."""
    if box.kind is not Kind.PLACEHOLDER or box.ghost_of:
        return f"fed {fed}" if fed else ""
    known = box.gives[0].replace("?", "000") if box.gives else ""
    return max(f"fed {known}", f"fed {fed}", key=len)


def _range(numbers: Sequence[int]) -> str | None:
    if not numbers:
        return None
    first, last = numbers[0], numbers[-1]
    if len(numbers) == 1:
        return str(first)
    return (
        f"{first}{TO}{last}"
        if last - first + 1 == len(numbers)
        else f"{first} … {last}"
    )


def _frame(
    run: Rehearsal, diagram: Diagram, folds: Folds, place: Layout, done: int | None
) -> Frame:
    notes = ["numbers: the order in which they run · grey: not needed"]
    for trouble in run.troubles[:3]:
        said = f"✗ {trouble.told}" + (f": {trouble.cure}" if trouble.cure else "")
        notes += textwrap.wrap(said, LINE, subsequent_indent="   ")
    told = marks(run, diagram, folds, done)
    scene = draw(diagram, place, _title(run), told, notes)
    return Frame(scene, finding(run) if done is None else _so_far(run, done))


def _so_far(run: Rehearsal, done: int) -> str:
    last = run.order[done - 1]
    return f"After {done} of {len(run.order)} operations, the last of them {last}."


def _title(run: Rehearsal) -> str:
    names = ", ".join(run.fetches[:3]) + (", …" if len(run.fetches) > 3 else "")
    count = f"{len(run.order)} of {run.total} operations"
    if not run.troubles:
        return f"{names}: {count} run"
    if run.ran:
        return f"{names}: stopped after {run.reached} of {len(run.order)} operations"
    if run.reached:
        return f"{names}: would stop after {run.reached} of {len(run.order)} operations"
    return f"{names}: {count} wait, the run cannot begin"


def finding(run: Rehearsal) -> str:
    """The way in words: how many operations, in which order, and what is in the way."""
    order = run.order
    way = ", ".join(order if len(order) <= 12 else [*order[:6], "…", *order[-5:]])
    sentences = [f"Run path of {_title(run)}."]
    sentences += [f"{t.told[:1].upper()}{t.told[1:]}. {t.cure}." for t in run.troubles]
    if run.fed:
        sentences.append(
            "Fed: " + ", ".join(f"{n} {s}" for n, s in run.fed.items()) + "."
        )
    sentences.append(f"In this order: {way}.")
    return " ".join(sentences)


def text(run: Rehearsal) -> str:
    """The numbers in lines."""
    lines = [_title(run)]
    lines += [f"  ✗ {trouble.told}: {trouble.cure}" for trouble in run.troubles]
    lines += [f"  fed   {name:24} {shape}" for name, shape in run.fed.items()]
    shown = list(enumerate(run.order, 1))
    if len(shown) > 30:
        shown = [*shown[:20], (0, f"… {len(shown) - 28} more"), *shown[-8:]]
    lines += [f"  {i or '':4}  {name}" for i, name in shown]
    return "\n".join(lines)


def table(run: Rehearsal) -> Table:
    """One row for each operation that the run needs."""
    signs = {trouble.op: trouble.sign for trouble in run.troubles}
    rows = [("", name, f"fed {shape}") for name, shape in run.fed.items()]
    rows += [("", name, sign) for name, sign in signs.items() if name not in run.order]
    for i, name in enumerate(run.order, 1):
        state = "runs" if i <= run.reached else "is not reached"
        rows.append((str(i), name, signs.get(name, state)))
    return Table(("order", "operation", "state"), tuple(rows))
