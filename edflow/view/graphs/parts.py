"""Which way to look at a graph: its forward part, its backward part, or both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum

from edflow.view.graphs import fold
from edflow.view.graphs.data import Kind, Op


class Part(StrEnum):
    """The part of a graph that is drawn."""

    BOTH = "forward and backward"
    FORWARD = "forward only"
    BACKWARD = "backward only"


def folders(ops: Sequence[Op]) -> dict[str, tuple[str, str]]:
    """The operations of the backward part: the folder of each, and of what kind."""
    folds = fold.Folds({op.name: op for op in ops})
    for step in (fold.variables, fold.backward, fold.optimizers):
        step(folds)
    return {
        name: (home, folds.folders[home])
        for name, home in folds.home.items()
        if home in folds.folders
    }


def forward(ops: Sequence[Op]) -> list[Op]:
    """The operations that neither gradients nor updates are, nor serve alone."""
    gone = set(folders(ops))
    users: dict[str, set[str]] = {}
    for op in ops:
        for given in op.inputs:
            users.setdefault(given.source, set()).add(op.name)
            if given.source in gone:
                gone.add(op.name)  # It works on a gradient: clipping, a summary of it.
    kept = [
        op
        for op in ops
        if op.name not in gone
        and not (op.kind is Kind.CONSTANT and users.get(op.name, {""}) <= gone)
    ]
    names = {op.name for op in kept}
    return [_within(op, names) for op in kept]


def backward(ops: Sequence[Op]) -> list[Op]:
    """Gradients and updates, and as mere sources what they take of the rest."""
    gone = folders(ops)
    updates = {name for name, (_, why) in gone.items() if why == "optimizer"}
    late = set(gone)
    for op in ops:
        if any(given.source in late for given in op.inputs):
            late.add(op.name)
    # What is updated is told by the optimizer's box: it is no source of anything.
    takers = late - updates
    taken = {
        given.source for op in ops if op.name in takers for given in op.inputs
    } - late
    taken |= {op.part_of for op in ops if op.name in taken and op.part_of} - late
    kept: list[Op] = []
    names = late | taken
    for op in ops:
        if op.name in late or (op.name in taken and op.part_of):
            kept.append(_within(op, names))
        elif op.name in taken:
            plain = op.kind is Kind.OPERATION
            kind = Kind.FORWARD if plain else op.kind
            kept.append(replace(op, kind=kind, inputs=(), waits_for=()))
    return kept


def _within(op: Op, names: set[str]) -> Op:
    """`op`, with arrows only from what is drawn."""
    inputs = tuple(given for given in op.inputs if given.source in names)
    waits = tuple(before for before in op.waits_for if before in names)
    return replace(op, inputs=inputs, waits_for=waits)
