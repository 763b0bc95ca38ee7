"""A checkpoint beside a graph: what restoring will do, before it does it."""

from __future__ import annotations

import os
import pathlib
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from edflow.engine.face.shapes import compatible
from edflow.engine.face.shapes import text as shape_text
from edflow.engine.graph import Graph, Operation, Tensor, get_default_graph
from edflow.files.checkpoints import CheckpointReader, checkpoint_prefix
from edflow.train.saveables import all_saveable, variables_by_name
from edflow.train.saver import Saver
from edflow.view import style
from edflow.view.charts import Plot, Scale
from edflow.view.frames import Frame, Switch, play
from edflow.view.graphs.dot import natural
from edflow.view.outlines import cylinder, polygon, polyline, rectangle
from edflow.view.picture import Picture
from edflow.view.runs.values import statistics
from edflow.view.scene import Group, Item, Path, Scene, Text, small
from edflow.view.style import Hue, fitted, shortened
from edflow.view.table import Table

AVERAGE = "/ExponentialMovingAverage"
MOST_ROWS = 24
ROW = 40.0
MARGIN, HEAD = 16.0, 74.0
FILE, GRAPH, VERDICT = 16.0, 302.0, 480.0
"""Where the three columns begin."""
WIDTH = 700.0
BINS = 16
CURE = ": Saver({"
"""Begins what to write, for which there is room in the table alone."""
TOLD = 33
"""Characters in a line of what restoring does; there is room for two."""

OK, FAILS, IGNORED = "restored", "fails", "ignored"
_SIGNS = {OK: "✓", FAILS: "✗", IGNORED: "·"}
_HUES = {OK: style.GREEN, FAILS: style.RED, IGNORED: style.GREY}


@dataclass(frozen=True)
class Row:
    """One tensor of the file, or one variable of the graph, or both."""

    verdict: str
    told: str
    """What restoring does with it, and the cure if it fails."""
    in_file: str = ""
    file_spec: str = ""
    values: Any = None
    variable: str = ""
    graph_spec: str = ""


@dataclass(frozen=True)
class Comparison:
    """A checkpoint and what a saver would do with it."""

    name: str
    size: int
    """Bytes of all tensors."""
    rows: tuple[Row, ...]

    @property
    def fails(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.verdict == FAILS)


@dataclass(frozen=True)
class Restored:
    """A checkpoint, and what a saver wants of it."""

    prefix: str
    wanted: Mapping[str, Tensor]


def checkpoint(path: str | os.PathLike[str], saver: Any = None) -> Picture:
    """A checkpoint beside the graph: what restoring it will do, before it does it.

    Its widget goes through all checkpoints of the directory.

    Args:
      path: what `Saver.save` or `tf.train.latest_checkpoint` gave, or a directory.
      saver: the `tf.train.Saver` that would restore it, or the `var_list` of one; by
        default all variables of the default graph.

    Raises:
      ValueError, NotFoundError: there is no such checkpoint.
    """
    restored = Restored(checkpoint_prefix(path), _wanted(saver))
    states = outcomes(restored.prefix, restored.wanted)
    told = text(states[0]), partial(table, states[0])
    if len(states) == 1:
        scene, said = frame(states, False).scene, finding(states[0])
        return Picture(scene, said, *told, subject=restored)
    switch = Switch("restore averages")
    return play([switch], partial(frame, states), *told, subject=restored)


def outcomes(prefix: str, wanted: Mapping[str, Tensor]) -> list[Comparison]:
    """What restoring does; and what it does if averages are taken for variables."""
    reader = CheckpointReader(prefix)
    name = prefix.rpartition(os.sep)[2]
    states = [compare(name, reader, wanted)]
    if any(one.endswith(AVERAGE) for one in reader.get_variable_to_shape_map()):
        states.append(compare(name, reader, _averaged(wanted, reader)))
    return states


def frame(states: Sequence[Comparison], averages: bool) -> Frame:
    """One of the outcomes, on a page that has room for each."""
    state = states[averages]
    return Frame(draw(state, max(map(_height, states))), finding(state))


def beside(prefix: str) -> list[str]:
    """The checkpoints in one directory, in the order of their numbers."""
    found = pathlib.Path(prefix).parent.glob("*.index")
    return sorted((str(one.with_suffix("")) for one in found), key=natural)


# -- data -----------------------------------------------------------------------------


def _wanted(saver: Any) -> dict[str, Tensor]:
    """The variables that are restored, by their names in the file."""
    if isinstance(saver, Saver):
        definition = saver.as_saver_def()
        if definition is None:
            return {}
        graph = saver_graph(saver)
        restore = graph.get_operation_by_name(definition.restore_op_name)
        return dict(sorted(map(_restored, restore.control_inputs)))
    return variables_by_name(all_saveable() if saver is None else saver)


def saver_graph(saver: Saver) -> Graph:
    """The graph that has the saver's operations: the default graph."""
    graph = get_default_graph()
    definition = saver.as_saver_def()
    assert definition is not None
    try:
        graph.get_operation_by_name(definition.restore_op_name)
    except KeyError:
        raise ValueError(
            "the saver belongs to another graph than the default one; call "
            "view.checkpoint inside `with graph.as_default():`"
        ) from None
    return graph


def _restored(assign: Operation) -> tuple[str, Tensor]:
    """The name in the file and the variable of one assignment of a saver."""
    value = assign.inputs[1]
    while value.op.type != "RestoreV2":
        value = value.op.inputs[0]
    names = value.op.inputs[1].op.get_attr("value")
    name = np.ravel(names)[value.value_index]
    return name.decode() if isinstance(name, bytes) else str(name), assign.inputs[0]


def _averaged(
    wanted: Mapping[str, Tensor], reader: CheckpointReader
) -> dict[str, Tensor]:
    """The same variables, but from their averages where the file has them."""
    return {
        name + AVERAGE if reader.has_tensor(name + AVERAGE) else name: ref
        for name, ref in wanted.items()
        if not name.endswith(AVERAGE)
    }


def compare(
    name: str, reader: CheckpointReader, wanted: Mapping[str, Tensor]
) -> Comparison:
    """What becomes of every tensor in the file and every variable wanted."""
    shapes = reader.get_variable_to_shape_map()
    values = {one: np.asarray(reader.get_tensor(one)) for one in shapes}
    free = [one for one in sorted(shapes) if one not in wanted]
    rows = [_row(one, ref, values, free) for one, ref in wanted.items()]
    rows += [_ignored(one, values[one], wanted) for one in free]
    order = {FAILS: 0, OK: 1, IGNORED: 2}
    rows.sort(key=lambda row: order[row.verdict])
    return Comparison(name, sum(v.nbytes for v in values.values()), tuple(rows))


def _row(
    name: str, ref: Tensor, values: Mapping[str, np.ndarray], free: list[str]
) -> Row:
    known = f"{ref.dtype.base_dtype.name} {shape_text(ref.spec.shape)}"
    here = {"variable": ref.op.name, "graph_spec": known}
    if name not in values:
        alike = [
            one
            for one in free
            if compatible(ref.spec.shape, values[one].shape)
            and ref.dtype.base_dtype.as_numpy_dtype == values[one].dtype
        ]
        told = f"no {shortened(name, 24)} in the file"
        if alike:
            told += f"; {alike[0]} would fit{CURE}'{alike[0]}': …}})"
        return Row(FAILS, told, **here)
    value = values[name]
    there = {"in_file": name, "file_spec": _spec(value), "values": value}
    if not compatible(ref.spec.shape, value.shape):
        told = f"shape {list(value.shape)} does not fit {shape_text(ref.spec.shape)}"
        return Row(FAILS, told, **there, **here)
    if value.dtype != ref.dtype.base_dtype.as_numpy_dtype:
        told = f"{value.dtype} does not fit {ref.dtype.base_dtype.name}"
        return Row(FAILS, told, **there, **here)
    told = "restored" if name == ref.op.name else f"restored as {ref.op.name}"
    if name.endswith(AVERAGE) and name != ref.op.name:
        told = "restored from its average"
    return Row(OK, told, **there, **here)


def _ignored(name: str, value: np.ndarray, wanted: Mapping[str, Tensor]) -> Row:
    told = "nobody asks for it: ignored"
    if name.endswith(AVERAGE):
        told = f"the average of {shortened(name.removesuffix(AVERAGE), 20)}: ignored"
    elif name + AVERAGE in wanted:
        told = "its average is taken instead"
    return Row(IGNORED, told, name, _spec(value), value)


def _spec(value: np.ndarray) -> str:
    kind = "string" if value.dtype == object else value.dtype.name
    return f"{kind} {list(value.shape)}"


# -- drawing --------------------------------------------------------------------------


def _height(state: Comparison) -> float:
    return HEAD + ROW * min(len(state.rows), MOST_ROWS) + 34


def draw(state: Comparison, height: float) -> Scene:
    """The scene: a row for each tensor, from the file to the graph."""
    heads = ((FILE, "in the file"), (GRAPH, "in the graph"), (VERDICT, "restoring"))
    titles: list[Item] = [Text(MARGIN, 28, _title(state), bold=True, anchor="start")]
    titles += [small(x, 54, said, bold=True) for x, said in heads]
    more = len(state.rows) - MOST_ROWS
    shown = state.rows[:MOST_ROWS]
    groups = [Group("title", tuple(titles))]
    groups += [_drawn(row, HEAD + i * ROW) for i, row in enumerate(shown)]
    said = f"… and {more} more" if more > 0 else ""
    y = HEAD + ROW * len(shown) + 14
    rest = small(MARGIN, y, said)
    return Scene(WIDTH, height, (*groups, Group("rest", (rest,))))


def _drawn(row: Row, top: float) -> Group:
    hue = _HUES[row.verdict]
    items: list[Item] = [
        Path(rectangle(8, top - 4, WIDTH - 16, ROW - 5, 5), fill=_ground(row))
    ]
    if row.in_file:
        items += _named(FILE, top, row.in_file, row.file_spec, 168)
        items += _histogram(FILE + 172, top + 1, row.values, hue)
    if row.variable:
        drum = cylinder(GRAPH, top, 20, 26, 4)
        known = row.verdict == OK
        fill = style.ORANGE.fill if known else style.CARD
        items.append(
            Path(drum, style.ORANGE.stroke, fill, dash="" if known else "3 2.5")
        )
        items += _named(GRAPH + 28, top, row.variable, row.graph_spec, 144)
    if row.verdict == OK:
        y = top + 13
        items.append(
            Path(polyline((GRAPH - 38, y), (GRAPH - 14, y)), hue.stroke, width=1.6)
        )
        tip = polygon((GRAPH - 7, y), (GRAPH - 15, y - 4), (GRAPH - 15, y + 4))
        items.append(Path(tip, fill=hue.stroke))
    sign = _SIGNS[row.verdict]
    items.append(
        Text(VERDICT, top + 17, sign, 14, hue.stroke, bold=True, anchor="start")
    )
    told = row.told.partition(CURE)[0]
    lines = textwrap.wrap(shortened(told, 2 * TOLD - 6), TOLD)
    first = top + 16 if len(lines) == 1 else top + 10
    items += [
        Text(VERDICT + 18, first + 15 * i, line, style.SMALL, anchor="start")
        for i, line in enumerate(lines)
    ]
    details = [row.variable or row.in_file, row.told]
    if row.in_file:
        details += [f"{row.in_file} {row.file_spec}", statistics(row.values)]
    return Group("box", tuple(items), "\n".join(details), row.variable or row.in_file)


def _ground(row: Row) -> str:
    return style.RED.fill if row.verdict == FAILS else "#f7f8f9"


def _named(x: float, top: float, name: str, spec: str, width: float) -> list[Item]:
    said = fitted(name, width, style.SMALL, bold=True)
    return [
        Text(x, top + 10, said, style.SMALL, bold=True, anchor="start"),
        small(x, top + 25, spec),
    ]


def _histogram(left: float, top: float, values: Any, hue: Hue) -> list[Item]:
    """How the numbers are distributed; a single one as itself."""
    if values.dtype.kind not in "fiub":
        return []
    if values.size == 1:
        one = style.rounded(float(values.reshape(-1)[0]))
        return [Text(left + 36, top + 16, one, style.SMALL, bold=True)]
    numbers = values.astype(float).ravel()
    numbers = numbers[np.isfinite(numbers)]
    if not numbers.size:
        return []
    heights, edges = np.histogram(numbers, BINS)
    x, y = Scale.around(edges), Scale(0, float(heights.max()))
    plot = Plot(left, top, 72, 25, x, y)
    base = Path(
        polyline((left, top + 25), (left + 72, top + 25)), style.LINE, width=0.8
    )
    return [plot.bars(edges, heights, hue), base]


# -- words ----------------------------------------------------------------------------


def _title(state: Comparison) -> str:
    counts = {one: sum(row.verdict == one for row in state.rows) for one in _SIGNS}
    ends = "restoring will fail" if counts[FAILS] else "restoring will succeed"
    words = {FAILS: "fail" if counts[FAILS] > 1 else "fails"}
    parts = [f"{n} {words.get(one, one)}" for one, n in counts.items() if n]
    size = style.memory(state.size, "bytes")
    return f"{state.name}: {ends} ({', '.join(parts)}; {size})"


def finding(state: Comparison) -> str:
    """What restoring will do, in words; first of all what fails."""
    told = [f"{row.variable} fails: {row.told}." for row in state.fails[:4]]
    restored = [row.variable for row in state.rows if row.verdict == OK]
    if restored:
        some = ", ".join(restored[:8]) + (", …" if len(restored) > 8 else "")
        told.append(f"Restored: {some}.")
    return f"Checkpoint {_title(state)}. {' '.join(told)}".strip()


def text(state: Comparison) -> str:
    """The title and the table."""
    return f"{_title(state)}\n{table(state).told(MOST_ROWS)}"


def table(state: Comparison) -> Table:
    """One row for each tensor or variable."""
    rows = [
        (
            row.in_file,
            row.file_spec,
            row.variable,
            row.graph_spec,
            _SIGNS[row.verdict],
            row.told,
        )
        for row in state.rows
    ]
    columns = ("in the file", "there", "in the graph", "here", "", "restoring")
    return Table(columns, tuple(rows))
