"""Branches in TensorFlow 1's older form, read as `If` operations.

There a branch is no body of its own. A `Switch` hands its input on through one of two
outputs, as the predicate says; what takes the other one does not run; a `Merge` hands
on whichever of its inputs arrives. So the condition under which a node runs is what the
switches above it demand, and a merge is a choice between what leads to its two inputs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from edflow.engine.control.bodies import share_captures, waits_for
from edflow.engine.control.branching import If
from edflow.engine.face.dtypes import int32
from edflow.engine.graph import Graph, OpDef, Operation, Spec, Subgraph, Tensor
from edflow.engine.ops.array.shape import Identity
from edflow.engine.ops.build import constant
from edflow.errors import UnimplementedError
from edflow.files.graph_reader import Reader, after_sources, needed_names, node_name

SWITCHES = frozenset({"Switch", "RefSwitch"})
MERGES = frozenset({"Merge", "RefMerge"})

Condition = tuple[str, int]
"""A predicate, by the name of its tensor, and the output of the switch: 1 if true."""


class Choice(NamedTuple):
    """What a merge does: of two inputs it hands on number `first` if all is true."""

    predicate: str
    inputs: list[str]
    first: int

    def place(self, side: int) -> int:
        """Which input is handed on if the predicate is true (1), or not (0)."""
        return self.first if side else 1 - self.first


class Conditions:
    """Under which conditions each of the nodes runs."""

    def __init__(self, nodes: Mapping[str, Any]):
        self._nodes = nodes
        self._found: dict[str, frozenset[Condition]] = {}
        self.taken = {text for node in nodes.values() for text in node.input}
        self.read: set[str] = set()
        """Nodes that must run once and that have been read."""
        if any(node.op in SWITCHES for node in nodes.values()):
            for name in nodes:
                for ready in after_sources(name, self._sources, self._found):
                    self._found[ready] = self._find(ready)

    def __getitem__(self, name: str) -> frozenset[Condition]:
        return self._found.get(name, frozenset())

    def switched(self, text: str) -> tuple[Condition, str] | None:
        """For the output of a switch its condition, and the input that it hands on."""
        name, _, index = text.partition(":")
        node = self._nodes.get(name)
        if node is None or node.op not in SWITCHES:
            return None
        return (self._predicate(node.input[1]), int(index or 0)), node.input[0]

    def choice(self, merge: Any) -> Choice:
        """What a merge depends on, and which of its inputs it then hands on."""
        inputs = [text for text in merge.input if text[0] != "^"]
        if len(inputs) == 2:
            first, second = (self._of(text) for text in inputs)
            for predicate, side in first - second:
                if (predicate, 1 - side) in second:
                    return Choice(predicate, inputs, 0 if side else 1)
        raise _not_a_branch(merge)

    @cached_property
    def kept(self) -> set[str]:
        """Nodes that must run once though more than one merge needs them.

        Such are random draws and writes to variables: the gradient of a branch, itself
        a branch, wants the very numbers that were drawn.
        """
        merges = [node for node in self._nodes.values() if node.op in MERGES]
        uses = Counter(name for merge in merges for name in self._lasting(merge))
        return {name for name, count in uses.items() if count > 1}

    def _lasting(self, merge: Any) -> Iterator[str]:
        """The nodes right above a merge, in its two branches, that must run once."""
        predicate = self.choice(merge).predicate

        def within(name: str) -> Iterator[str]:
            """The sources that stand in one of the branches too."""
            for source in map(node_name, self._nodes[name].input):
                if any(p == predicate for p, _ in self[source] - self[merge.name]):
                    yield source

        for name in needed_names(within(merge.name), within):
            kind = OpDef.registry.get(self._nodes[name].op)
            once = kind is not None and kind.stateful is True
            if once and len(self[name] - self[merge.name]) == 1:
                yield name

    def _of(self, text: str) -> frozenset[Condition]:
        own = self[node_name(text)]
        switched = self.switched(text) if text[0] != "^" else None
        return own | {switched[0]} if switched else own

    def _find(self, name: str) -> frozenset[Condition]:
        """All conditions of a node; those of a merge are what its inputs share."""
        node = self._nodes[name]
        values = [self._of(text) for text in node.input if text[0] != "^"]
        waits = [self._of(text) for text in node.input if text[0] == "^"]
        if node.op in MERGES:
            return frozenset.intersection(*values).union(*waits)
        return frozenset().union(*values, *waits)

    def _sources(self, name: str) -> list[str]:
        sources = map(node_name, self._nodes[name].input)
        return [source for source in sources if source in self._nodes]

    def _predicate(self, text: str) -> str:
        """The tensor behind the names that a predicate has."""
        while (node := self._nodes.get(node_name(text))) and node.op == "Identity":
            text = node.input[0]
        return text.removesuffix(":0")


def _not_a_branch(node: Any) -> UnimplementedError:
    return UnimplementedError(
        None,
        None,
        f"the node {node.name} ({node.op}) is not part of two branches under one "
        "predicate, as tf.cond makes them, so edflow cannot read it; take the part "
        "without it: tf.graph_util.extract_sub_graph",
    )


class LiftingReader(Reader):
    """A reader that makes `If` operations of switches and merges."""

    def __init__(
        self,
        into: Graph,
        nodes: Mapping[str, Any],
        library: Mapping[str, Any],
        conditions: Conditions,
    ):
        super().__init__(into, nodes, library)
        self.conditions = conditions
        self._kept: dict[str, tuple[Tensor, Spec]] = {}
        """What branches give besides: values of nodes that must run once."""

    def skips(self, node: Any) -> bool:
        """Whether the node belongs into a branch: it is read with its merge."""
        return node.op in SWITCHES or bool(self.conditions[node.name])

    def now(self, text: str) -> Tensor:
        """The tensor, read now if it was not yet."""
        if self.given(text) is None:
            self.read(node_name(text))
        return self.tensor(text)

    def controls(self, node: Any) -> list[str]:
        """The control inputs; to wait for a switch is to wait for what it takes."""
        found: dict[str, None] = {}
        stack = super().controls(node)[::-1]
        while stack:
            text = stack.pop()
            source = self.nodes.get(node_name(text))
            if source is not None and source.op in SWITCHES:
                stack += [f"^{node_name(x)}" for x in reversed(source.input)]
            else:
                found[text] = None
        return list(found)

    def _sources(self, name: str) -> Iterator[str]:
        # What a branch takes from outside it asks for when it is read.
        return iter(()) if self.nodes[name].op in MERGES else super()._sources(name)

    def _read(self, node: Any) -> Operation:
        if node.op in SWITCHES:
            raise _not_a_branch(node)
        return self._merge(node) if node.op in MERGES else super()._read(node)

    def kept(self, text: str) -> tuple[Tensor, Spec] | None:
        """The value of a node that has run in a branch, and what is known of it."""
        return self._kept.get(text if ":" in text else f"{text}:0")

    def _merge(self, node: Any) -> Operation:
        """An `If` for a merge: its branches give what leads to the two inputs."""
        choice = self.conditions.choice(node)
        sides = [self._side(choice, side) for side in (1, 0)]
        kept = [side.values_to_keep() for side in sides]
        for i, side in enumerate(sides):
            if f"{node.name}:1" in self.conditions.taken:
                side.give(side.number(choice.place(1 - i)))
            for j, values in enumerate(kept):
                for tensor in values.values():
                    side.give(tensor if i == j else side.nothing(tensor.spec))
        bodies = [side.body for side in sides]
        captured = share_captures(*bodies)
        inputs = [self.now(choice.predicate), *captured]
        with self.into.control_dependencies(waits_for(*bodies)):
            op = self.into.create_op(If(*bodies), inputs, self._branch_name(node))
        waits = [self.read(node_name(text)) for text in self.controls(node)]
        name = self.name_for(node)
        merge = self.into.create_op(Identity(), op.outputs[:1], name, waits)
        merged = merge.outputs[0]
        n_kept = sum(map(len, kept))
        n = len(bodies[0].outputs) - n_kept
        self._outputs[node.name] = [merged, *op.outputs[1:n]]
        texts = [
            (text, tensor.spec) for values in kept for text, tensor in values.items()
        ]
        for output, (text, spec) in zip(op.outputs[n : n + n_kept], texts, strict=True):
            self._kept[text] = output, Spec(spec.shape, spec.dtype.base_dtype)
        return merge

    def _side(self, choice: Choice, side: int) -> BranchReader:
        """The branch for one value of the predicate, which gives what leads to it."""
        body = Subgraph(self.into)
        reader = BranchReader(body, self, (choice.predicate, side))
        reader.give(reader.now(choice.inputs[choice.place(side)]))
        return reader

    def _branch_name(self, merge: Any) -> str:
        """The name of the `If` for a merge, `cond` for `cond/Merge`."""
        scope, _, last = merge.name.rpartition("/")
        name = scope if scope and last.startswith("Merge") else f"{merge.name}/branch"
        return f"{self.into.unique_name(self.prefix + name)}/"


class BranchReader(LiftingReader):
    """Reads the nodes of one branch, as far as they are asked for."""

    def __init__(self, body: Subgraph, around: LiftingReader, condition: Condition):
        super().__init__(body, around.nodes, around.library, around.conditions)
        self.prefix = around.prefix
        self.body = body
        self._around = around
        self._condition = condition

    def give(self, tensor: Tensor) -> None:
        """Add an output to the branch."""
        self.body.outputs.append(self.body.adopt(tensor))

    def number(self, value: int) -> Tensor:
        """A constant in the branch."""
        with self.body.as_default():
            return constant(value, int32, name="value_index")

    def nothing(self, spec: Spec) -> Tensor:
        """What this branch gives for a value that only the other one keeps."""
        dtype = spec.dtype.base_dtype
        with self.body.as_default():
            return constant(np.zeros((), dtype.as_numpy_dtype), dtype, name="nothing")

    def values_to_keep(self) -> dict[str, Tensor]:
        """What the branch gives besides, by the names that nodes know it by."""
        found = {text: tensor for text, (tensor, _) in self._kept.items()}
        for name in self.conditions.kept & self._outputs.keys():
            for i, tensor in enumerate(self._outputs[name]):
                found[f"{name}:{i}"] = tensor
        return dict(sorted(found.items()))

    def kept(self, text: str) -> tuple[Tensor, Spec] | None:
        own = super().kept(text)
        outer = self._around.kept(text) if own is None else None
        if outer is None:
            return own
        tensor, spec = outer
        return self.into.adopt(tensor), spec

    def given(self, text: str) -> Tensor | Operation | None:
        if text[0] == "^":
            return None
        switched = self.conditions.switched(text)
        if switched is not None and switched[0] == self._condition:
            return self.into.adopt(self._around.now(switched[1]))
        if self._condition not in self.conditions[node_name(text)]:
            return self.into.adopt(self._around.now(text))
        found = self._around.kept(text)
        if found is None:
            return None
        arg = self.into.adopt(found[0])
        arg.spec = found[1]  # The other branch gave nothing, of no particular shape.
        return arg

    def _read(self, node: Any) -> Operation:
        if node.name in self.conditions.kept:
            if node.name in self.conditions.read:
                raise UnimplementedError(
                    None,
                    None,
                    f"{node.name} ({node.op}) would run twice: two branches need it, "
                    "and neither can hand it to the other; take the part without one: "
                    "tf.graph_util.extract_sub_graph",
                )
            self.conditions.read.add(node.name)
        return super()._read(node)

    def controls(self, node: Any) -> list[str]:
        """The control inputs inside; the branch as a whole waits for the others."""
        inside = []
        for text in super().controls(node):
            name = node_name(text)
            if self._condition not in self.conditions[name]:
                self.body.waits_for[self._around.read(name)] = None
            elif (found := self._around.kept(name)) is not None:
                self.body.waits_for[found[0].op] = None
            else:
                inside.append(text)
        return inside

    def variable(self, name: str) -> Tensor:
        return self.into.adopt(self._around.variable(name))
