"""What the graph knows, and what sessions hold: the same variables, several values."""

from __future__ import annotations

import re
import textwrap
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from edflow.engine.face.shapes import text as shape_text
from edflow.engine.graph import Graph, Operation
from edflow.engine.graph.origin import describe
from edflow.engine.runtime import Session
from edflow.engine.runtime.feeds import fed_tensors
from edflow.errors import FailedPreconditionError
from edflow.view import style
from edflow.view.outlines import cylinder, rectangle
from edflow.view.picture import Picture
from edflow.view.runs.values import brief, statistics, strip
from edflow.view.scene import Group, Item, Path, Scene, Text, small
from edflow.view.style import fitted
from edflow.view.table import Table
from edflow.view.targets import is_placeholder

MOST_ROWS = 24
GRAPH_PANE = 250.0
SESSION_PANE = 200.0
ROW = 44.0
MARGIN = 16.0
TOUCH = "#ffffff00"
"""Not to be seen, but there: what lies under it can be pointed at anywhere."""
HEAD = 60.0
"""Where the first row begins."""


@dataclass(frozen=True)
class Held:
    """What one session holds."""

    name: str
    values: Mapping[str, Any]
    """By variable; one that is not initialized is missing."""
    closed: bool = False


@dataclass(frozen=True)
class State:
    """The variables of a graph and what sessions hold of them."""

    variables: tuple[tuple[str, str], ...]
    """Name, and dtype and shape: all that the graph knows."""
    sessions: tuple[Held, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class Watched:
    """Sessions of one graph, and a feed that does not do what is expected of it."""

    sessions: Mapping[str, Session]
    feed_dict: Any = None


def session(
    *sessions: Session, feed_dict: Mapping[Any, Any] | None = None, **named: Session
) -> Picture:
    """What the graph knows of its variables, beside the values that sessions hold.

    Warns where a cell that ran twice made a second placeholder of one name. Its widget
    reads the values again after every cell.

    Args:
      *sessions, **named: sessions of one graph; `session(Monday=a, Tuesday=b)` gives
        them names.
      feed_dict: a feed that does not do what you expect.

    >>> import edflow as tf
    >>> w = tf.Variable(1.0, name="w")
    >>> fresh, used = tf.Session(), tf.Session()
    >>> used.run(w.initializer)
    >>> print(session(fresh=fresh, used=used))
    variable  in the graph  fresh         used
    w         float32 []    no value yet  1
    """
    shown = {f"session {i}": sess for i, sess in enumerate(sessions, 1)} | named
    if not shown:
        raise ValueError("session shows at least one tf.Session; give it yours")
    state = read(shown, feed_dict)
    return Picture(
        draw(state),
        finding(state),
        text(state),
        partial(table, state),
        subject=Watched(shown, feed_dict),
    )


# -- data -----------------------------------------------------------------------------


def read(sessions: Mapping[str, Session], feed_dict: Any = None) -> State:
    """Fetch every variable from every session; nothing is initialized by it."""
    graph = next(iter(sessions.values())).graph
    for name, sess in sessions.items():
        if sess.graph is not graph:
            raise ValueError(
                f"the session {name!r} runs another graph than the first one; show "
                "sessions of one graph at a time"
            )
    variables = [op for op in graph.operations if op.type in {"VariableV2", "Variable"}]
    held = [_held(name, sess, variables) for name, sess in sessions.items()]
    known = [
        (op.name, f"{op.outputs[0].dtype.base_dtype.name} {_shape(op)}")
        for op in variables
    ]
    fed = fed_tensors(graph, feed_dict or {})
    warnings = _twins(graph, {tensor.op.name for tensor in fed})
    return State(tuple(known), tuple(held), tuple(warnings))


def _shape(op: Operation) -> str:
    return shape_text(op.outputs[0].spec.shape)


def _held(name: str, sess: Session, variables: list[Operation]) -> Held:
    values: dict[str, Any] = {}
    for op in variables:
        try:
            values[op.name] = sess.run(op.outputs[0])
        except FailedPreconditionError:
            continue  # Not initialized: that is what the picture is to show.
        except RuntimeError:
            return Held(name, {}, closed=True)
    return Held(name, values)


def _twins(graph: Graph, fed: set[str]) -> list[str]:
    """A warning for each placeholder that the same line made more than once."""
    alike: dict[tuple[str, int, str], list[Operation]] = defaultdict(list)
    for op in graph.operations:
        if is_placeholder(op):
            stem = re.sub(r"_\d+$", "", op.name)
            alike[stem, op.origin[1], _shape(op)].append(op)
    warnings = []
    for (stem, _, _), ops in alike.items():
        if len(ops) < 2:
            continue
        names = ", ".join(op.name for op in ops)
        used = [op.name for op in ops if op.outputs[0].consumers()]
        unused = [op.name for op in ops if op.name in fed and op.name not in used]
        last = ops[-1].name
        if unused:
            effect = f"what is fed to {', '.join(unused)} reaches nothing"
        elif used and used[0] != last:
            effect = f"what was built from {used[0]} does not see what {last} is fed"
        else:
            continue  # What stands unused does no harm.
        where = describe(ops[-1].origin)
        warnings.append(
            f"the line that makes {stem} ran {len(ops)} times ({where}): there are "
            f"{names}; {effect}. Run all cells from the top, after reset_default_graph"
        )
    return warnings


# -- drawing --------------------------------------------------------------------------


def draw(state: State, words: str = "", first: int = 0) -> Scene:
    """The scene: on the left the graph, then a pane for each session.

    Args:
      state: what there is.
      words: what the names of the variables to show have in them.
      first: how many of these to leave out.
    """
    found = [variable for variable in state.variables if words in variable[0]][first:]
    shown = found[:MOST_ROWS]
    rows = max(len(shown), 1)
    bottom = HEAD + rows * ROW + 6
    width = MARGIN * 2 + GRAPH_PANE + len(state.sessions) * SESSION_PANE
    more = len(found) - len(shown)
    notes = [f"… and {more} more variables"] * (more > 0)
    for warning in state.warnings:
        notes += textwrap.wrap(f"⚠ {warning}", int((width - 40) / 6.2))
    groups = [
        _pane(MARGIN, GRAPH_PANE - 14, bottom, "the graph", "names, no values"),
        *(_graph_row(i, *variable) for i, variable in enumerate(shown)),
    ]
    for i, held in enumerate(state.sessions):
        left = MARGIN + GRAPH_PANE + i * SESSION_PANE
        count = sum(name in held.values for name, _ in state.variables)
        said = "closed: its values are gone"
        if not held.closed:
            said = f"{count} of {len(state.variables)} have a value"
        groups.append(
            _pane(
                left,
                SESSION_PANE - 14,
                bottom,
                fitted(held.name, SESSION_PANE - 40, style.TITLE, bold=True),
                said,
            )
        )
        groups += [_value(left, j, name, held) for j, (name, _) in enumerate(shown)]
    lines = [
        Text(
            MARGIN,
            bottom + 24 + 17 * i,
            line,
            style.SMALL,
            style.RED.stroke
            if state.warnings and not line.startswith("…")
            else style.MUTED,
            anchor="start",
        )
        for i, line in enumerate(notes)
    ]
    height = bottom + 16 + (17 * len(lines) + 6 if lines else 0)
    return Scene(width, height, (*groups, Group("notes", tuple(lines))))


def _pane(left: float, width: float, bottom: float, title: str, said: str) -> Group:
    frame = rectangle(left, MARGIN, width, bottom - MARGIN, 7)
    return Group(
        "pane",
        (
            Path(frame, "#b9c0c9", "#5b6b800d", 1),
            Text(left + 12, MARGIN + 19, title, bold=True, anchor="start"),
            small(left + 12, MARGIN + 36, said),
        ),
    )


def _graph_row(i: int, name: str, known: str) -> Group:
    left, top = MARGIN + 12, HEAD + i * ROW
    drum = Path(cylinder(left, top + 6, 26, 30), style.ORANGE.stroke, style.CARD)
    said = fitted(name, GRAPH_PANE - 66, style.TITLE, bold=True)
    return Group(
        "box variable",
        (
            drum,
            Text(left + 36, top + 19, said, bold=True, anchor="start"),
            small(left + 36, top + 34, known),
        ),
        f"{name}\n{known}\nthe graph knows its name, dtype and shape",
        name,
    )


def _value(pane: float, i: int, name: str, held: Held) -> Group:
    left, top = pane + 12, HEAD + i * ROW
    outline = cylinder(left, top + 6, 26, 30)
    row = rectangle(pane + 1, top, SESSION_PANE - 16, ROW)
    if name not in held.values:
        said = "no value" if held.closed else "no value yet"
        return Group(
            "box hollow",
            (
                Path(row, fill=TOUCH),
                Path(outline, style.GREY.stroke, style.CARD, dash="3 2.5"),
                small(left + 36, top + 26, said),
            ),
            f"{name} in {held.name}\nnot initialized",
            name,
        )
    value = held.values[name]
    items: list[Item] = [
        Path(row, fill=TOUCH),
        Path(outline, style.ORANGE.stroke, style.ORANGE.fill),
    ]
    if np.size(value) == 1:
        one = fitted(brief(value), SESSION_PANE - 66, 15, bold=True)
        items.append(Text(left + 36, top + 27, one, 15, bold=True, anchor="start"))
    else:
        items += strip(left + 36, top + 6, value)
        mean = fitted(_middle(value), SESSION_PANE - 66, style.SMALL)
        items.append(small(left + 36, top + 34, mean))
    card = f"{name} in {held.name}\n{brief(value)}\n{statistics(value)}"
    return Group("box filled", tuple(items), card, name)


def _middle(value: Any) -> str:
    array = np.asarray(value)
    if array.dtype.kind not in "fiu" or not array.size:
        return brief(value)
    low, high = style.rounded(float(array.min())), style.rounded(float(array.max()))
    return f"all {low}" if low == high else f"{low} to {high}"


# -- words ----------------------------------------------------------------------------


def _said(value: Any) -> str:
    return brief(value) if np.size(value) == 1 else _middle(value)


def finding(state: State) -> str:
    """Who holds what, in words."""
    count = len(state.variables)
    sentences = [f"{count} variable{'s' * (count != 1)} in the graph."]
    for held in state.sessions:
        missing = [name for name, _ in state.variables if name not in held.values]
        some = [
            f"{name} {_said(value)}" for name, value in list(held.values.items())[:6]
        ]
        if held.closed:
            sentences.append(f"{held.name} is closed: its values are gone.")
        elif some:
            sentences.append(f"{held.name} holds {', '.join(some)}.")
        if missing and not held.closed:
            more = f" and {len(missing) - 6} more" if len(missing) > 6 else ""
            listed = ", ".join(missing[:6]) + more
            sentences.append(f"{held.name} has no value yet for {listed}.")
    return " ".join([*sentences, *(f"Warning: {w}." for w in state.warnings)])


def text(state: State) -> str:
    """The table, and the warnings below it."""
    lines = [
        table(state).told(MOST_ROWS),
        *(f"⚠ {warning}" for warning in state.warnings),
    ]
    return "\n".join(lines)


def table(state: State) -> Table:
    """One row for each variable: what the graph knows, what each session holds."""
    names = [held.name for held in state.sessions]
    rows = [
        (
            name,
            known,
            *(
                _said(held.values[name]) if name in held.values else "no value yet"
                for held in state.sessions
            ),
        )
        for name, known in state.variables
    ]
    return Table(("variable", "in the graph", *names), tuple(rows))
