"""Subgraph: the body of a loop or a branch, as a graph inside another."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from edflow.engine.face.dtypes import DType
from edflow.engine.face.shapes import Shape
from edflow.engine.graph.graph import Graph
from edflow.engine.graph.node import Operation, Tensor
from edflow.engine.graph.opdef import OpDef
from edflow.engine.graph.spec import Spec


class _Arg(OpDef):
    """A value that comes from outside the body, anew for each turn."""

    gives = "output:dtype"
    stateful = True
    dtype: DType
    shape: Shape = None

    def infer(self, *specs: Any) -> Spec:
        return Spec(self.shape, self.dtype)


class Subgraph(Graph):
    """A graph whose operations run as one step of the graph around it.

    What the body uses from outside becomes an input by itself; a variable comes in as
    the variable, so that the body reads and writes it in its own order, turn by turn.
    Names and collections are those of the graph around it, as if the body stood there.

    Args:
      outer: the graph around it.
      own_names: its names begin anew, as those inside a function of TensorFlow do.
    """

    def __init__(self, outer: Graph, own_names: bool = False):
        super().__init__(outer)
        self.around = outer
        self.inputs: list[Tensor] = []
        self.outputs: list[Tensor] = []
        self.captures: dict[Tensor, Tensor] = {}
        """For each tensor used from outside, the input that stands for it in here."""
        self.stands_for: dict[Tensor, Tensor] = {}
        """For inputs what is handed in from outside; see `OpDef.bring_in`."""
        self.waits_for: dict[Operation, None] = {}
        """Operations outside that something in here must wait for."""
        if not own_names:
            self._names = outer._names
        self._collections = outer._collections
        self._devices = list(outer._devices)
        self._gradient_overrides = list(outer._gradient_overrides)

    def add_input(self, spec: Spec, name: str) -> Tensor:
        """A new input of which `spec` is known."""
        scope = self.get_name_scope()
        # The final slash: inputs use up no name of the graph around the body.
        full_name = f"{scope}/{name}/" if scope else f"{name}/"
        with self.control_dependencies(None):  # It waits for nothing in here.
            op = self.create_op(_Arg(spec.dtype, spec.shape), (), full_name)
        arg = op.outputs[0]
        arg.spec = spec
        self.inputs.append(arg)
        return arg

    def adopt(self, tensor: Tensor) -> Tensor:
        """The tensor itself, or the input that brings it in from outside."""
        if tensor.op.graph is self:
            return tensor
        outside = self.around.adopt(tensor)
        if outside not in self.captures:
            name = f"{outside.op.name}_{outside.value_index}/Enter"
            self.captures[outside] = arg = self.add_input(outside.spec, name)
            self.stands_for[arg] = outside
        return self.captures[outside]

    def outside(self, tensor: Tensor) -> Tensor | None:
        return self.stands_for.get(tensor)

    def _as_operation(self, obj: Any) -> Operation | None:
        """An operation in here; one outside is waited for by the body as a whole."""
        element = getattr(obj, "_as_graph_element", lambda: obj)()
        op = getattr(element, "op", element)
        if isinstance(op, Operation) and op.graph is not self:
            self.waits_for[op] = None
            return None
        return super()._as_operation(obj)


def variable_behind(
    tensor: Tensor, fed: Collection[Tensor] = frozenset()
) -> Tensor | None:
    """The variable that `tensor` is in a run; None where it is a value.

    A reference is followed back through updates, `w/read` and the inputs of bodies to
    the variable itself. In place of a `fed` tensor flows what was fed.
    """
    while True:
        op = tensor.op
        if (outside := op.graph.outside(tensor)) is not None:
            tensor, fed = outside, ()
        elif (
            op.inputs
            and op.inputs[0].dtype.is_ref
            and (tensor.dtype.is_ref or (op.opdef.hands_on and tensor not in fed))
        ):
            tensor = op.inputs[0]
        else:
            return tensor if tensor.dtype.is_ref else None
