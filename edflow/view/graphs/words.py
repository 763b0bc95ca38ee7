"""A graph in words: the title, the description for readers, the numbers, the table."""

from __future__ import annotations

from edflow.view.graphs.boxes import Diagram
from edflow.view.graphs.data import Kind, Op
from edflow.view.table import Table


def title(diagram: Diagram) -> str:
    """What there is, in one line: `61 operations: 2 placeholders, 8 variables …`."""
    parts = []
    for kind in (Kind.PLACEHOLDER, Kind.VARIABLE, Kind.CONSTANT):
        ops = _shown(diagram, kind)
        if ops:
            elements = sum(op.elements for op in ops)
            numbers = f" ({_many(elements, 'number')})" if elements else ""
            parts.append(_many(len(ops), kind.value) + numbers)
    counts = ": " + ", ".join(parts) if parts else ""
    return _many(len(diagram.ops), "operation") + counts


def _shown(diagram: Diagram, kind: Kind) -> list[Op]:
    """The operations of a kind that have a box: not those inside a folder."""
    boxes = {box.name for box in diagram.boxes if box.kind is kind}
    return [op for op in diagram.ops if op.name in boxes]


def _many(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'s' * (count != 1)}"


def description(diagram: Diagram) -> str:
    """The finding for those who cannot see it: what goes in, and the way through."""
    sentences = [f"Computation graph of {title(diagram)}."]
    inputs = [f"{op.name} {op.outputs[0]}" for op in _shown(diagram, Kind.PLACEHOLDER)]
    if inputs:
        sentences.append(f"To be fed: {_listed(inputs)}.")
    variables = [f"{op.name} {op.outputs[0]}" for op in _shown(diagram, Kind.VARIABLE)]
    if variables:
        sentences.append(f"Variables: {_listed(variables)}.")
    way = _longest_way(diagram)
    if len(way) > 1:
        sentences.append(f"The longest way through it: {' → '.join(way)}.")
    if diagram.folded:
        sentences.append(f"Folded: {', '.join(diagram.folded)}.")
    return " ".join(sentences)


def _listed(items: list[str], most: int = 8) -> str:
    more = f" and {len(items) - most} more" if len(items) > most else ""
    return ", ".join(items[:most]) + more


def _longest_way(diagram: Diagram, most: int = 24) -> list[str]:
    """The titles along the longest chain of arrows, its middle left out if need be."""
    order = {box.name: i for i, box in enumerate(diagram.boxes)}
    best: dict[str, list[str]] = {box.name: [box.title] for box in diagram.boxes}
    forward = [
        arrow
        for arrow in diagram.arrows
        if not arrow.control and order[arrow.source] < order[arrow.target]
    ]
    titles = {box.name: box.title for box in diagram.boxes}
    length = dict.fromkeys(titles, 1)
    before: dict[str, str] = {}
    for arrow in sorted(forward, key=lambda arrow: order[arrow.target]):
        if length[arrow.source] + 1 > length[arrow.target]:
            length[arrow.target] = length[arrow.source] + 1
            before[arrow.target] = arrow.source
    if not best:
        return []
    name: str | None = max(length, key=lambda box: length[box])
    way: list[str] = []
    while name is not None:
        way.append(titles[name])
        name = before.get(name)
    way.reverse()
    return way if len(way) <= most else [*way[: most // 2], "…", *way[-most // 2 :]]


def text(diagram: Diagram) -> str:
    """The numbers, for a terminal or a reader of plain text."""
    lines = [f"graph of {title(diagram)}"]
    for kind in (Kind.PLACEHOLDER, Kind.VARIABLE):
        lines += [
            f"  {kind.value:12} {op.name:24} {op.outputs[0]}"
            for op in _shown(diagram, kind)
        ]
    if len(lines) > 33:
        lines = [*lines[:32], f"  … {len(lines) - 32} more"]
    lines += [f"  folded       {part}" for part in diagram.folded]
    return "\n".join(lines)


def table(diagram: Diagram) -> Table:
    """One row per operation: name, type, inputs, what it gives, where it was made."""
    rows = [
        (
            op.name,
            op.type,
            ", ".join(f"{given.source}:{given.output}" for given in op.inputs),
            ", ".join(op.outputs),
            op.origin,
        )
        for op in diagram.ops
    ]
    return Table(("operation", "type", "inputs", "outputs", "made in"), tuple(rows))
