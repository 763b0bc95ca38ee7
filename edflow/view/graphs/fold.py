"""Folding: which operations share a box, so that a picture stays legible.

Each step looks for one kind of thing that a reader takes as a whole and gives its
operations one home. `ladder` tries the steps in turn, from most to least detailed.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from edflow.view.graphs.data import Input, Kind, Op

LIMIT = 150
"""Boxes beyond which siblings and scopes are folded."""
KEPT = ("gradients", "optimizer", "saver")
"""Folders that stay what they are when the scopes around them fold."""
ROOMY = 24
"""Boxes up to which what one call made is shown in full."""


@dataclass
class Folds:
    """Which box each operation is in; at first, each is in one of its own."""

    ops: dict[str, Op]
    unfold: frozenset[str] = frozenset()
    """Folders to leave open."""
    shut: frozenset[str] = frozenset()
    """Scopes to fold, however few boxes there are."""
    home: dict[str, str] = field(default_factory=dict)
    """The box of each operation."""
    content: dict[str, list[str]] = field(default_factory=dict)
    """The operations in each box."""
    folders: dict[str, str] = field(default_factory=dict)
    """The boxes that stand for many operations, and why: what kind of folder."""
    notes: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    """What a box says beside its name."""
    starts: dict[str, str] = field(default_factory=dict)
    """The initial values of variables that are told in their boxes."""
    uses: dict[str, list[tuple[Op, Input]]] = field(default_factory=dict)
    limit: int = LIMIT
    """How many boxes may be left."""
    rung: int = 0
    """How far down the ladder this is."""

    def __post_init__(self) -> None:
        self.home = {name: name for name in self.ops}
        self.content = {name: [name] for name in self.ops}
        self.uses = {name: [] for name in self.ops}
        for op in self.ops.values():
            for given in op.inputs:
                self.uses[given.source].append((op, given))

    def join(self, boxes: Iterable[str], into: str) -> None:
        """Put what is in `boxes` into one."""
        target = self.content.setdefault(into, [])
        for box in set(boxes) - {into}:
            for name in self.content[box]:
                self.home[name] = into
            target += self.content.pop(box)
            self.notes.pop(box, None)
            self.folders.pop(box, None)

    def close(self, folder: str, members: Iterable[str], why: str) -> None:
        """Make a folder of the boxes of `members`, unless it is to stay open."""
        boxes = {self.home[name] for name in members}
        if folder not in self.unfold and len(boxes) > 1:
            self.join(boxes, folder)
            self.folders[folder] = why

    def alone(self) -> list[Op]:
        """The operations that are not inside a folder."""
        home, folders = self.home, self.folders
        return [op for op in self.ops.values() if home[op.name] not in folders]


Step = Callable[[Folds], None]


def ladder(
    ops: Sequence[Op],
    unfold: Collection[str] = (),
    shut: Collection[str] = (),
    roomy: int = ROOMY,
    limit: int = LIMIT,
) -> Iterator[Folds]:
    """One folding of `ops`, folded further each time, wherever few boxes are left.

    The first rungs put together what a reader takes as a whole; those after `calls`
    are for graphs that are too large otherwise.
    """
    by_name = {op.name: op for op in ops}
    folds = Folds(by_name, frozenset(unfold), frozenset(shut), limit=limit)
    rungs: list[tuple[int, list[Step]]] = [
        (roomy, [variables, backward, optimizers, savers, shut_scopes, parameters]),
        (limit, [initial_values, operands, calls]),
        (limit, [siblings]),
        (limit, [equal_ops]),
        (limit, [scopes]),
        (len(ops), [types]),
    ]
    for folds.rung, (room, steps) in enumerate(rungs):
        for step in steps:
            step(folds)
        if len(folds.content) <= room:
            yield folds


# -- what is always one thing ---------------------------------------------------------


def variables(folds: Folds) -> None:
    """A variable, its `Assign` and its `read` are one variable with its parts."""
    for op in folds.ops.values():
        if op.part_of in folds.ops:
            folds.join([op.name], op.part_of)


def parameters(folds: Folds) -> None:
    """A constant shape or axis, used once, is written into the box of its user."""
    _write_in(folds, lambda _, given: given.parameter)


def operands(folds: Folds) -> None:
    """So is an operand that was written as a plain number: `add/y` in `x + 1`."""
    _write_in(folds, lambda constant, _: bool(constant.value))


def _write_in(folds: Folds, wanted: Callable[[Op, Input], bool]) -> None:
    for op in list(folds.alone()):
        if op.kind is not Kind.CONSTANT:
            continue
        uses = [
            (user, given)
            for user, given in folds.uses[op.name]
            if folds.folders.get(folds.home[user.name]) != "gradients"
        ]
        if len(uses) != 1:
            continue
        user, given = uses[0]
        of_the_user = given.parameter or op.name.startswith(f"{user.name}/")
        if of_the_user and folds.home[op.name] == op.name and wanted(op, given):
            home = folds.home[user.name]
            folds.join([op.name], home)
            folds.notes[home].append(f"{given.argument} = {op.value or op.outputs[0]}")


_GRADIENTS = re.compile(r"((?:.*?/)?gradients(?:_\d+)?)/")


def backward(folds: Folds) -> None:
    """What `tf.gradients` built is one folder."""
    scopes: dict[str, list[str]] = defaultdict(list)
    for op in folds.alone():
        if match := _GRADIENTS.match(op.name):
            scopes[match[1]].append(op.name)
    for scope, members in scopes.items():
        folds.close(scope, members, "gradients")


_SAVERS = {"SaveV2", "Assign"}
"""What saves and restores every variable says nothing about whose a variable is."""
_UPDATE = re.compile(r"(.+?)/update_.+/(?:Resource)?(?:Sparse)?(?:Apply|Scatter)")


def optimizers(folds: Folds) -> None:
    """An optimizer's updates are one folder, with the variables of its own."""
    updates: dict[str, set[str]] = defaultdict(set)
    for op in folds.alone():
        if match := _UPDATE.match(op.name):
            updates[match[1]].add(op.origin)
    for scope, origins in updates.items():
        members = _below(folds, scope)
        inside = set(members)
        for op in list(folds.alone()):
            if op.kind is Kind.VARIABLE and op.origin in origins:
                own = set(_below(folds, op.name))
                users = {
                    user.name
                    for name in own
                    for user, _ in folds.uses[name]
                    if user.type not in _SAVERS
                }
                if users <= inside | own:
                    members += own
        folds.close(scope, members, "optimizer")


def savers(folds: Folds) -> None:
    """What saves and restores is one folder: it has an arrow from every variable."""
    for op in folds.alone():
        if op.type == "SaveV2" and "/" in op.name:
            scope = op.name.rpartition("/")[0]
            folds.close(scope, _below(folds, scope), "saver")


def _below(folds: Folds, scope: str) -> list[str]:
    prefix = f"{scope}/"
    return [name for name in folds.ops if name == scope or name.startswith(prefix)]


def shut_scopes(folds: Folds) -> None:
    """What the reader has shut; gradients and updates in it stay what they are."""
    for scope in sorted(folds.shut):
        inside = (op.name for op in folds.alone())
        members = [n for n in inside if n == scope or n.startswith(f"{scope}/")]
        folds.close(scope, members, "scope")


# -- what one line of the learner made ------------------------------------------------


def initial_values(folds: Folds) -> None:
    """What only computes a variable's initial value is a word in the variable's box."""
    for op in list(folds.alone()):
        if op.type != "Assign" or not op.part_of or len(op.inputs) < 2:
            continue
        variable, value = op.part_of, folds.ops[op.inputs[1].source]
        inside = _only_for(folds, op, value)
        if value.name in inside:
            folds.join([folds.home[name] for name in inside], variable)
            folds.starts[variable] = _as_words(variable, value)


def _only_for(folds: Folds, user: Op, value: Op) -> set[str]:
    """`value` and what nothing but `user` needs through it."""
    inside: set[str] = set()
    stack = [value]
    while stack:
        op = stack.pop()
        only = all(u is user or u.name in inside for u, _ in folds.uses[op.name])
        source = op.kind in {Kind.VARIABLE, Kind.PLACEHOLDER} or op.part_of
        if only and not source and folds.home[op.name] not in folds.folders:
            inside.add(op.name)
            stack.extend(folds.ops[given.source] for given in op.inputs)
    return inside


def _as_words(variable: str, value: Op) -> str:
    if value.value:
        return value.value
    around = variable.rpartition("/")[0]
    own = value.name.removeprefix(f"{variable}/").removeprefix("Initializer/")
    if around:
        own = own.removeprefix(f"{around}/")
    return _stem(own.split("/")[0])


def calls(folds: Folds) -> None:
    """A scope that one line of the learner filled is one call: `dropout`, `save`."""
    made: dict[str, set[str]] = defaultdict(set)
    members: dict[str, list[str]] = defaultdict(list)
    for op in folds.alone():
        for scope in _scopes_of(op.name, folds.ops):
            members[scope].append(op.name)
            made[scope].add(op.origin)
            if op.kind in {Kind.VARIABLE, Kind.PLACEHOLDER}:
                made[scope].add("")  # These are worth seeing wherever they are.
    for scope in sorted(members, key=lambda scope: scope.count("/")):
        if len(made[scope]) == 1:
            folds.close(scope, members[scope], "call")


def _scopes_of(name: str, ops: Collection[str]) -> Iterator[str]:
    """The scopes an operation is in, from outside in; its own name may be one."""
    parts = name.split("/")
    for i in range(1, len(parts)):
        yield "/".join(parts[:i])
    if name in ops:
        yield name


# -- what has to go if there is too much ----------------------------------------------


def siblings(folds: Folds) -> None:
    """Scopes that are built alike, side by side, are one box: `layer …`."""
    content: dict[str, list[Op]] = defaultdict(list)
    for op in folds.ops.values():
        if folds.folders.get(folds.home[op.name]) not in KEPT:
            for scope in _scopes_of(op.name, ()):
                content[scope].append(op)
    alike: dict[tuple[object, ...], list[str]] = defaultdict(list)
    for scope, ops in sorted(content.items(), key=lambda item: item[0].count("/")):
        parent, _, own = scope.rpartition("/")
        alike[parent, _stem(own), tuple(op.type for op in ops)].append(scope)
    done: set[str] = set()
    for group in alike.values():
        if len(group) > 2 and done.isdisjoint(_scopes_of(group[0], ())):
            done.update(group)
            members = [op.name for scope in group for op in content[scope]]
            folds.close(group[0], members, f"{len(group)} siblings")


def equal_ops(folds: Folds) -> None:
    """Operations of one type and shape, numbered in one scope, are one box."""
    _gather(folds, lambda op: (_stem(op.name), op.type, op.outputs))


def types(folds: Folds) -> None:
    """When nothing else helps: all operations of one type are one box."""
    _gather(folds, lambda op: op.type)


def _gather(folds: Folds, key: Callable[[Op], object]) -> None:
    alike: dict[object, list[str]] = defaultdict(list)
    for op in folds.alone():
        if folds.home[op.name] == op.name:
            alike[key(op)].append(op.name)
    for group in alike.values():
        if len(group) > 2:
            folds.close(group[0], group, f"{len(group)} siblings")


def scopes(folds: Folds) -> None:
    """The deepest scopes become folders, level by level, until the rest is legible."""
    depth = max((op.name.count("/") for op in folds.alone()), default=0)
    while depth and len(folds.content) > folds.limit:
        content: dict[str, list[str]] = defaultdict(list)
        for op in folds.ops.values():
            parts = op.name.split("/")
            if len(parts) > depth:
                content["/".join(parts[:depth])].append(op.name)
        for scope, members in content.items():
            if not any(folds.folders.get(folds.home[m]) in KEPT for m in members):
                folds.close(scope, members, "scope")
        depth -= 1


def _stem(name: str) -> str:
    """A name without its number: `cell` for `cell_12`, `add_grad` for `add_7_grad`."""
    return re.sub(r"_?\d+(?=_grad$|$)", "", name)


def type_counts(ops: Sequence[Op]) -> str:
    """The most frequent types in words: `12 Mul, 8 MatMul, …`."""
    counts = Counter(op.type for op in ops).most_common()
    listed = ", ".join(f"{count} {kind}" for kind, count in counts[:5])
    return f"{listed}, …" if len(counts) > 5 else listed
