"""Operation and Tensor: the nodes and edges of a graph.

Before this: `opdef.py`. Next: `graph.py`, which holds them in order.

An operation is one use of an OpDef; a tensor is one of its outputs. Neither holds a
value: values exist only while a session runs.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from edflow.engine.face.dtypes import DType
from edflow.engine.face.operand import Symbolic
from edflow.engine.face.shapes import TensorShape, as_shape, merge
from edflow.engine.graph.opdef import OpDef
from edflow.engine.graph.origin import Origin
from edflow.engine.graph.spec import Spec

if TYPE_CHECKING:
    from edflow.engine.graph.graph import Graph

__all__ = ["Operation", "Tensor"]


class Tensor(Symbolic):
    """One output of an operation: a name, a dtype and a shape, but no value yet.

    `session.run(tensor)` computes its value.
    """

    __slots__ = ("__weakref__", "_consumers", "op", "spec", "value_index")

    def __init__(self, op: Operation, value_index: int, spec: Spec):
        self.op = op
        self.value_index = value_index
        self.spec = spec
        self._consumers: list[Operation] = []

    @property
    def name(self) -> str:
        """`node:output`, e.g. `add:0`."""
        return f"{self.op.name}:{self.value_index}"

    @property
    def dtype(self) -> DType:
        return self.spec.dtype

    @property
    def shape(self) -> TensorShape:
        """The shape as far as it is known before the graph runs."""
        return TensorShape(self.spec.shape)

    @property
    def graph(self) -> Graph:
        return self.op.graph

    @property
    def device(self) -> str:
        return self.op.device

    def get_shape(self) -> TensorShape:
        return self.shape

    def set_shape(self, shape: Any) -> None:
        """Add to what is known of the shape; ValueError if it contradicts it."""
        merged = merge(self.spec.shape, as_shape(shape))
        self.spec = Spec(merged, self.spec.dtype, self.spec.value)

    def consumed_by(self, op: Operation) -> None:
        """Note that `op`, which is being created, takes this tensor."""
        self._consumers.append(op)

    def consumers(self) -> list[Operation]:
        """The operations that take this tensor as an input."""
        return list(self._consumers)

    def __hash__(self) -> int:
        return id(self)

    def __eq__(self, other: object) -> bool:
        """Whether it is the same tensor; `tf.equal` compares values."""
        return self is other

    def __str__(self) -> str:
        shape = "" if self.spec.shape is None else f", shape={self.shape}"
        device = f", device={self.device}" if self.device else ""
        return f'Tensor("{self.name}"{shape}, dtype={self.dtype.name}{device})'

    def __repr__(self) -> str:
        return f"<tf.Tensor '{self.name}' shape={self.shape} dtype={self.dtype.name}>"

    def __copy__(self) -> Tensor:
        return self

    def __deepcopy__(self, memo: object) -> Tensor:
        return self


class Operation:
    """A node of the graph: one use of an op, with its inputs and its place.

    Control inputs are operations that must run before this one though nothing flows.
    """

    __slots__ = (
        "__weakref__",
        "control_inputs",
        "device",
        "gradient_override",
        "graph",
        "index",
        "inputs",
        "name",
        "opdef",
        "origin",
        "outputs",
    )

    def __init__(
        self,
        graph: Graph,
        opdef: OpDef,
        name: str,
        inputs: Sequence[Tensor],
        control_inputs: Sequence[Operation],
        specs: Sequence[Spec],
        origin: Origin,
    ):
        self.graph = graph
        self.opdef = opdef
        self.name = name
        self.inputs = tuple(inputs)
        self.control_inputs = tuple(control_inputs)
        self.outputs = tuple(Tensor(self, i, spec) for i, spec in enumerate(specs))
        self.device = ""
        self.gradient_override: str | None = None
        self.origin = origin
        self.index = graph.version  # Its place in the order of creation.

    @property
    def type(self) -> str:
        """TensorFlow's name of the op type, e.g. `MatMul`."""
        return self.opdef.type

    if TYPE_CHECKING:  # Declared as in `Operand`: files and sessions lend them.
        node_def: Any

        def run(self, feed_dict: Any = None, session: Any = None) -> None: ...

    def values(self) -> tuple[Tensor, ...]:
        return self.outputs

    @property
    def traceback(self) -> list[tuple[str, int]]:
        """Where the learner's code created this operation: (file, line)."""
        return [self.origin]

    def get_attr(self, name: str) -> Any:
        """An attribute of the op by its name; ValueError if it has none such."""
        try:
            return self.opdef.attributes[name]
        except KeyError:
            known = ", ".join(self.opdef.attributes) or "none"
            raise ValueError(
                f"operation {self.name} has no attribute {name!r}; it has {known}"
            ) from None

    def __str__(self) -> str:
        inputs = ", ".join(tensor.name for tensor in self.inputs)
        return f"{self.name} = {self.opdef!r}({inputs})"

    def __repr__(self) -> str:
        return f"<tf.Operation '{self.name}' type={self.type}>"

    def __copy__(self) -> Operation:
        return self

    def __deepcopy__(self, memo: object) -> Operation:
        return self
