"""A graph as plain data: what there is to draw, read from public nouns only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np

from edflow.engine.face.shapes import count, text
from edflow.engine.graph import Graph, Operation, Tensor
from edflow.engine.graph.origin import describe
from edflow.engine.graph.traversal import needed_for
from edflow.view.style import shortened, written


class Kind(StrEnum):
    """What a box of the picture stands for."""

    PLACEHOLDER = "placeholder"
    VARIABLE = "variable"
    CONSTANT = "constant"
    OPERATION = "operation"
    FORWARD = "from the forward part"
    FOLDER = "folder"


_KINDS = {
    "Placeholder": Kind.PLACEHOLDER,
    "PlaceholderWithDefault": Kind.PLACEHOLDER,
    "VariableV2": Kind.VARIABLE,
    "Const": Kind.CONSTANT,
}


@dataclass(frozen=True, slots=True)
class Input:
    """One tensor that an operation takes."""

    source: str
    output: int
    argument: str
    parameter: bool
    """Says how to compute (a shape, an axis), not what to compute with."""


@dataclass(frozen=True, slots=True)
class Op:
    """One operation, as text."""

    name: str
    type: str
    kind: Kind
    inputs: tuple[Input, ...]
    waits_for: tuple[str, ...]
    """The operations it has control edges from."""
    outputs: tuple[str, ...]
    """Dtype and shape of each output, e.g. `float32 [?, 784]`."""
    formula: str
    """The mathematics: the first line of the op class's docstring."""
    attributes: tuple[str, ...]
    origin: str
    """Where the learner's code made it: `cell 5, line 3`."""
    value: str = ""
    """A constant's value, if it is short."""
    part_of: str = ""
    """The variable whose `Assign` or `read` this is."""
    elements: int = 0
    """How many numbers a variable holds, if its shape is known."""


def read(graph: Graph, fetched: Sequence[Operation] | None = None) -> tuple[Op, ...]:
    """The operations of `graph` in order of creation, or those `fetched` ones need."""
    return tuple(map(_op, graph.operations if fetched is None else needed_for(fetched)))


def _op(op: Operation) -> Op:
    kind = _KINDS.get(op.type, Kind.OPERATION)
    constant = kind is Kind.CONSTANT
    return Op(
        name=op.name,
        type=op.type,
        kind=kind,
        inputs=tuple(_inputs(op)),
        waits_for=tuple(before.name for before in op.control_inputs),
        outputs=tuple(map(_edge, op.outputs)),
        formula=_first_line(type(op.opdef).__doc__),
        attributes=_attributes(op, hidden=("value", "dtype") if constant else ()),
        origin=describe(op.origin),
        value=_value(op.get_attr("value")) if constant else "",
        part_of=_variable_of(op),
        elements=count(op.outputs[0].spec.shape) or 0 if kind is Kind.VARIABLE else 0,
    )


def _edge(tensor: Tensor) -> str:
    return f"{tensor.dtype.base_dtype.name} {text(tensor.spec.shape)}"


def _first_line(doc: str | None) -> str:
    return (doc or "").strip().partition("\n")[0].strip()


def _attributes(op: Operation, hidden: tuple[str, ...]) -> tuple[str, ...]:
    said = [
        f"{name}={shortened(_said(value), 40)}"
        for name, value in op.opdef.attributes.items()
        if name not in hidden and value not in ("", (), None)
    ]
    return (*said, f"on {op.device}") if op.device else tuple(said)


def _said(value: Any) -> str:
    """An attribute in words that are the same in every run: no addresses."""
    if isinstance(value, Graph):  # The body of a loop or a branch.
        return " ".join(op.type for op in value.operations if op.inputs) or "nothing"
    name = getattr(value, "name", getattr(value, "__name__", None))
    plain = type(value).__repr__ is not object.__repr__
    return str(name or (value if plain else type(value).__name__))


def _inputs(op: Operation) -> Iterable[Input]:
    taken = [
        (arg, tensor)
        for arg, tensors in op.opdef.by_argument(op.inputs)
        for tensor in tensors
    ]
    kinds = [arg.type for arg, _ in taken]
    data = "T" if "T" in kinds or not taken else kinds[0]
    for arg, tensor in taken:
        yield Input(
            source=tensor.op.name,
            output=tensor.value_index,
            argument=arg.name,
            parameter=arg.name == "shape" or (arg.type != data and not arg.is_list),
        )


def _variable_of(op: Operation) -> str:
    """The variable that `op` was made with: `w` for `w/Assign` and `w/read`."""
    owner, _, part = op.name.rpartition("/")
    if op.inputs and op.inputs[0].op.name == owner:
        kind = op.inputs[0].op.type
        if (op.type, part) in {("Assign", "Assign"), ("Identity", "read")}:
            return owner if _KINDS.get(kind) is Kind.VARIABLE else ""
    return ""


def _value(value: Any) -> str:
    """A short constant as a learner would write it, else nothing."""
    array = np.asarray(value)
    if array.size > 4 and array.dtype.kind in "bif" and (array == array.flat[0]).all():
        return f"all {written(array.flat[0])}"
    if array.size > 8 or array.ndim > 2:
        return ""
    return shortened(written(array), 28)
