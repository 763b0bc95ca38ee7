"""What is drawn of a folded graph: boxes, arrows, and the scopes around them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from edflow.view.graphs.data import Kind, Op
from edflow.view.graphs.fold import Folds, type_counts
from edflow.view.style import TIMES, shortened

MANY = 3
"""From this many uses on, a source is drawn once more beside each of its users."""


@dataclass(frozen=True, slots=True)
class Box:
    """One visible node."""

    name: str
    kind: Kind
    title: str
    lines: tuple[str, ...] = ()
    """What it says below its title."""
    gives: tuple[str, ...] = ()
    """The dtype and shape of what leaves it."""
    card: str = ""
    """All there is to know, line by line."""
    scope: str = ""
    """The innermost scope drawn around it."""
    ops: int = 1
    ghost_of: str = ""
    """The box that this is a light copy of."""


@dataclass(frozen=True, slots=True)
class Arrow:
    """Something flows from one box to another, or (`control`) only an order."""

    source: str
    target: str
    control: bool = False


@dataclass(frozen=True, slots=True)
class Scope:
    """A frame around the boxes whose names begin alike."""

    name: str
    title: str
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Diagram:
    """A folded graph, ready to be laid out."""

    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    scopes: tuple[Scope, ...]
    folded: tuple[str, ...]
    """What was folded and how many operations that was."""
    ops: tuple[Op, ...]


def diagram(folds: Folds) -> Diagram:
    """The boxes and arrows of a folded graph, in order of creation."""
    order = {name: i for i, name in enumerate(folds.ops)}
    members = [sorted(names, key=order.__getitem__) for names in folds.content.values()]
    content = {
        folds.home[names[0]]: [folds.ops[name] for name in names]
        for names in sorted(members, key=lambda names: order[names[0]])
    }
    arrows, left = _arrows(folds)
    scopes = _scopes(content, folds)
    boxes = [_box(name, ops, folds, scopes, left) for name, ops in content.items()]
    boxes, arrows = _with_ghosts(boxes, arrows)
    folded = tuple(
        box.title if TIMES in box.title else f"{box.title} {TIMES}{box.ops} ops"
        for box in boxes
        if box.kind is Kind.FOLDER
    )
    starts = sum(box.name in folds.starts for box in boxes)
    if starts:
        folded += (f"{starts} initial value{'s' * (starts > 1)}",)
    frames = tuple(
        Scope(name, name.removeprefix(f"{parent}/"), parent)
        for name, parent in sorted(scopes.items())
    )
    return Diagram(
        tuple(boxes), tuple(arrows), frames, folded, tuple(folds.ops.values())
    )


# -- arrows ---------------------------------------------------------------------------


def _arrows(folds: Folds) -> tuple[list[Arrow], dict[str, str]]:
    """The arrows, and for boxes whose arrows are left out a note that says so."""
    found: dict[tuple[str, str], bool] = {}
    for op in folds.ops.values():
        here = folds.home[op.name]
        for given in op.inputs:
            found[folds.home[given.source], here] = False
        for before in op.waits_for:
            found.setdefault((folds.home[before], here), True)
    arrows = [
        Arrow(source, target, control)
        for (source, target), control in found.items()
        if source != target
    ]
    arriving: dict[str, list[Arrow]] = defaultdict(list)
    for arrow in arrows:
        arriving[arrow.target].append(arrow)
    left: dict[str, str] = {}
    dropped: set[Arrow] = set()
    for box, here in arriving.items():
        rule = _RULES.get(folds.folders.get(box, ""), _order)
        kept, note = rule(folds, box, here)
        if note:
            left[box] = note
            dropped |= set(here) - set(kept)
            arrows += [arrow for arrow in kept if arrow not in here]
    return [arrow for arrow in arrows if arrow not in dropped], left


def _backward(folds: Folds, box: str, here: list[Arrow]) -> tuple[list[Arrow], str]:
    """Gradients look at nearly all of the forward part; what they come from is y."""
    pattern = re.compile(re.escape(box) + r"/(.+?)_grad/")
    for name in folds.ops:
        match = pattern.match(name)
        if match and match[1] in folds.home:
            tensors = len(here)
            kept = [Arrow(folds.home[match[1]], box)]
            return kept, f"of {shortened(match[1], 24)}" if tensors else ""
    return here, ""


def _update(folds: Folds, box: str, here: list[Arrow]) -> tuple[list[Arrow], str]:
    """An optimizer writes to the variables: their number says it better than lines."""
    kept = [arrow for arrow in here if not _is(Kind.VARIABLE, arrow.source, folds)]
    count = len(here) - len(kept)
    return kept, f"updates {count} variable{'s' * (count > 1)}" if count else ""


def _save(folds: Folds, box: str, here: list[Arrow]) -> tuple[list[Arrow], str]:
    """A saver looks at all variables and gives to none that is drawn."""
    count = sum(folds.ops[name].type == "Assign" for name in folds.content[box])
    return [], f"of {count} variable{'s' * (count != 1)}" if here else ""


_RULES = {"gradients": _backward, "optimizer": _update, "saver": _save}


def _order(folds: Folds, box: str, here: list[Arrow]) -> tuple[list[Arrow], str]:
    """A group of many operations says how many it waits for."""
    control = [arrow for arrow in here if arrow.control]
    if len(control) <= MANY or len(control) < len(here):
        return here, ""
    count = len(folds.ops[box].waits_for) if box in folds.ops else len(control)
    return [], f"runs {count} ops"


# -- boxes ----------------------------------------------------------------------------


def _box(
    name: str,
    ops: list[Op],
    folds: Folds,
    scopes: dict[str, str],
    left: dict[str, str],
) -> Box:
    scope = _innermost(name, ops, scopes)
    title = name.removeprefix(f"{scope}/") if scope and name != scope else name
    if scope == name:
        title = name.rpartition("/")[2]
    notes = list(folds.notes.get(name, ()))
    note = left.get(name, "")
    why = folds.folders.get(name)
    if why is None:
        op = folds.ops[name]
        lines = (*_type_line(op, title), *notes, *([note] if note else []))
        if op.kind is Kind.VARIABLE:
            lines = (*_parts(name, ops, folds), *notes)
        if op.kind is Kind.CONSTANT:
            lines = (op.value,) if op.value else ()
        card = _card(op, len(ops))
        kind = op.kind
    else:
        count = why.removesuffix(" siblings")
        if count != why:
            title, lines = f"{title} … {TIMES}{count}", ()
        else:
            lines = (f"{TIMES}{len(ops)} ops", *([note] if note else []))
        card = f"{name}\n{len(ops)} operations folded: {type_counts(ops)}"
        kind = Kind.FOLDER
    gives = _gives(name, ops, folds)
    return Box(
        name,
        kind,
        shortened(title, 32),
        tuple(shortened(line, 36) for line in lines),
        gives,
        card,
        scope,
        len(ops),
    )


def _parts(name: str, ops: list[Op], folds: Folds) -> tuple[str, ...]:
    """The parts of a variable, as the value goes in and comes out."""
    parts = [op.name.rpartition("/")[2] for op in ops if op.part_of]
    if name in folds.starts and "Assign" in parts:
        parts[parts.index("Assign")] = f"Assign ← {folds.starts[name]}"
    return (" · ".join(parts),) if parts else ()


def _type_line(op: Op, title: str) -> tuple[str, ...]:
    """The op's type, unless its name says as much."""
    if op.kind is Kind.PLACEHOLDER:
        return ()
    said = re.sub(r"_\d+$", "", title.rpartition("/")[2]).replace("_", "").lower()
    kind = op.type.lower()
    return () if said in {kind, kind.removesuffix("v2")} else (op.type,)


def _gives(name: str, ops: list[Op], folds: Folds) -> tuple[str, ...]:
    """Dtype and shape of what other boxes take from this one, or of its result."""
    used: dict[tuple[str, int], str] = {}
    for op in ops:
        for user, given in folds.uses[op.name]:
            there = folds.home[user.name]
            # Gradients and savers look into everything; what flows on is what others
            # take.
            onlooker = folds.folders.get(there) in {"gradients", "saver"}
            if there != name and not onlooker:
                used[op.name, given.output] = op.outputs[given.output]
    if not used:
        last = folds.ops.get(name)
        return tuple(dict.fromkeys(last.outputs)) if last else ()
    counts = Counter(used.values())
    # A variable's reference and its value look alike: they are one edge to a reader.
    if len(counts) == 1 or (len(counts) <= 2 and len(used) == len(counts)):
        return tuple(counts)
    return (f"{len(used)} tensors",)


def _card(op: Op, together: int) -> str:
    kind = "" if op.type == op.name else op.type
    lines = [op.name, kind, op.formula, *op.attributes]
    if op.value:
        lines.append(f"value {op.value}")
    lines += [f"gives {output}" for output in op.outputs]
    if together > 1:
        lines.append(f"{together} operations in this box")
    lines.append(f"made in {op.origin}")
    return "\n".join(line for line in lines if line)


# -- scopes ---------------------------------------------------------------------------


def _scopes(content: dict[str, list[Op]], folds: Folds) -> dict[str, str]:
    """The scopes worth a frame, those that hold several things, and their parents."""
    inside: dict[str, set[str]] = defaultdict(set)
    for name in content:
        parts = name.split("/")
        for i in range(1, len(parts)):
            inside["/".join(parts[:i])].add("/".join(parts[: i + 1]))
    drawn = {
        scope
        for scope, items in inside.items()
        if scope not in folds.folders and (len(items) > 1 or scope in content)
    }
    # An operation with only the constants that it was written with needs no frame.
    drawn = {
        scope
        for scope in drawn
        if scope not in content
        or any(not _is(Kind.CONSTANT, item, folds) for item in inside[scope])
    }
    return {scope: _above(scope, drawn) for scope in drawn}


def _is(kind: Kind, name: str, folds: Folds) -> bool:
    return name in folds.ops and folds.ops[name].kind is kind


def _above(name: str, drawn: Iterable[str]) -> str:
    drawn = set(drawn)
    while "/" in name:
        name = name.rpartition("/")[0]
        if name in drawn:
            return name
    return ""


def _innermost(name: str, ops: list[Op], scopes: dict[str, str]) -> str:
    # An op that has the name of a scope is that scope's result: it stands inside.
    return name if name in scopes else _above(name, scopes)


# -- ghosts ---------------------------------------------------------------------------


def _with_ghosts(
    boxes: list[Box], arrows: list[Arrow]
) -> tuple[list[Box], list[Arrow]]:
    """Light copies of sources that are used in many places, one beside each use."""
    uses = Counter(arrow.source for arrow in arrows if not arrow.control)
    by_name = {box.name: box for box in boxes}
    sources = {Kind.VARIABLE, Kind.PLACEHOLDER, Kind.CONSTANT, Kind.FORWARD}
    ghosts: list[Box] = []
    drawn: list[Arrow] = []
    for arrow in arrows:
        owner = by_name[arrow.source]
        if arrow.control or owner.kind not in sources or uses[arrow.source] < MANY:
            drawn.append(arrow)
            continue
        name = f"{owner.name} → {arrow.target}"
        scope = by_name[arrow.target].scope
        ghosts.append(
            replace(owner, name=name, lines=(), scope=scope, ghost_of=owner.name)
        )
        drawn.append(Arrow(name, arrow.target))
    return boxes + ghosts, drawn
