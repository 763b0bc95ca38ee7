"""A graph as TensorFlow's message GraphDef: nodes, inputs and attributes.

The op classes bear TensorFlow's names, arguments and attributes, so that nothing has to
be translated: what an op's signature calls `x:T` is the attribute `T`, and each of its
fields is one more. Only branches and loops are more than a node: their bodies become
functions in the library of the graph.
"""

from __future__ import annotations

import warnings
from collections.abc import Container, Iterable, Sequence
from typing import Any

from edflow.engine.control.branching import If
from edflow.engine.control.looping import While
from edflow.engine.face.shapes import Shape
from edflow.engine.graph import Graph, Operation, Subgraph, Tensor
from edflow.engine.graph.traversal import needed_for
from edflow.engine.ops.state.refs import VariableV2
from edflow.files.attributes import number, put_attributes, put_dtypes, put_shapes
from edflow.files.lowering import bodies, lowered
from edflow.files.stepwise import beyond_tensorflow

# The version of TensorFlow 1.15's graphs: by it a reader knows what the ops mean.
PRODUCER = 134


def put_graph(graph: Graph, into: Any, add_shapes: bool = False) -> None:
    """Enter the graph into an empty `GraphDef`; a warning names what only edflow has.

    Args:
      graph: the graph.
      into: the message.
      add_shapes: also write what is known of the shapes of the outputs.

    Raises:
      UnimplementedError: an attribute of an op cannot be written.
    """
    graph = lowered(graph)
    _tell_of_own_ops(graph)
    writer = _Nodes(into.node, into.library.function, add_shapes)
    writer.shared = {
        writer.variable(taken)
        for op in graph.operations
        if bodies(op)
        for taken in op.inputs
        if taken.dtype.is_ref
    }
    for op in graph.operations:
        writer.add(op)
    if not into.library.function:
        into.ClearField("library")
    into.versions.producer = PRODUCER


def _tell_of_own_ops(graph: Graph) -> None:
    own = {
        " of ".join([op.type, *_dtypes_of_its_own(op)])
        for op in all_operations(graph)
        if beyond_tensorflow(op)
    }
    if own:
        warnings.warn(
            f"TensorFlow has no {', '.join(sorted(own))}: it cannot run the graph that "
            "is being written. edflow can, and the checkpoints are TensorFlow's all "
            "the same",
            stacklevel=4,
        )


def _dtypes_of_its_own(op: Operation) -> list[str]:
    """The dtypes with which TensorFlow lacks the op; none if it lacks it altogether."""
    if op.opdef.beyond_tensorflow is True:
        return []
    return sorted({y.dtype.base_dtype.name for y in op.outputs})


def all_operations(graph: Graph) -> list[Operation]:
    """The operations of a graph and of all bodies inside it."""
    found = list(graph.operations)
    for op in graph.operations:
        for body in bodies(op):
            found += all_operations(body)
    return found


class _Nodes:
    """Writes operations as `NodeDef`s.

    Args:
      nodes: where to add them.
      library: where to add the functions that they run.
      add_shapes: whether to write what is known of the shapes of the outputs.
    """

    def __init__(self, nodes: Any, library: Any, add_shapes: bool = False):
        self.nodes = nodes
        self.library = library
        self.add_shapes = add_shapes
        self.functions: set[str] = set()
        """The names of the functions in the library."""
        self.stateful = False
        """Whether one of them does more than compute its outputs."""
        self.shared: set[Operation] = set()
        """Variables that bodies use: they find them by name, also in another scope."""

    def add(self, op: Operation) -> Any:
        """Add an operation; gives its node."""
        if isinstance(op.opdef, If):
            return self._if(op, op.opdef)
        if isinstance(op.opdef, While):
            return self._while(op, op.opdef)
        self.stateful |= op.opdef.stateful
        node = self._node(op, op.type, op.inputs)
        put_attributes(op, node.attr)
        if op in self.shared:
            node.attr["shared_name"].s = resource_name(op).encode()
        if self.add_shapes and op.outputs:
            known = (tensor.spec.shape for tensor in op.outputs)
            put_shapes(known, node.attr["_output_shapes"])
        return node

    def _node(
        self,
        op: Operation,
        op_type: str,
        inputs: Sequence[Tensor],
        before: Iterable[str] = (),
    ) -> Any:
        """A new node with all but the op's own attributes."""
        waits = dict.fromkeys([*(b.name for b in op.control_inputs), *before])
        sources = [self.input_name(x) for x in inputs] + [f"^{name}" for name in waits]
        node = self.nodes.add(name=op.name, op=op_type, input=sources, device=op.device)
        if op.gradient_override is not None:
            node.attr["_gradient_op_type"].s = op.gradient_override.encode()
        return node

    def input_name(self, tensor: Tensor) -> str:
        """How a node refers to one of its inputs."""
        return tensor.op.name if tensor.value_index == 0 else tensor.name

    def variable(self, reference: Tensor) -> Operation:
        """The variable that a reference refers to."""
        while not isinstance(reference.op.opdef, VariableV2):
            reference = reference.op.inputs[0]
        return reference.op

    def _if(self, op: Operation, opdef: If) -> Any:
        taken = op.inputs[1:]
        outputs = op.outputs[: len(opdef.then_branch.outputs)]
        functions = {
            "then_branch": self._function(op, "then_branch", opdef.then_branch, taken),
            "else_branch": self._function(op, "else_branch", opdef.else_branch, taken),
        }
        values = _values(taken, opdef.then_branch)
        known = [y.spec.shape for y in outputs]
        node = self._owner(op, [op.inputs[0], *values], functions, known)
        node.attr["Tcond"].type = number(op.inputs[0].dtype)
        put_dtypes((x.dtype for x in values), node.attr["Tin"])
        put_dtypes((y.dtype for y in outputs), node.attr["Tout"])
        return node

    def _while(self, op: Operation, opdef: While) -> Any:
        n, taken = opdef.n_variables, op.inputs
        functions = {
            "cond": self._function(op, "cond", opdef.cond, taken),
            "body": self._function(op, "body", opdef.body, taken, n),
        }
        values = _values(taken, opdef.body)
        known = [x.spec.shape for x in [*opdef.body.inputs[:n], *values[n:]]]
        node = self._owner(op, values, functions, known)
        put_dtypes((x.dtype for x in values), node.attr["T"])
        node.attr["parallel_iterations"].i = 10
        return node

    def _owner(
        self,
        op: Operation,
        inputs: Sequence[Tensor],
        functions: dict[str, _Function],
        known: Sequence[Shape],
    ) -> Any:
        """The node that runs functions: variables reach these by their names.

        That the node waits for what has written to a variable must then be said.
        """
        stateful = any(function.nodes.stateful for function in functions.values())
        self.stateful |= stateful
        writers = [x.op.name for x in op.inputs if x.dtype.is_ref and x.op.inputs]
        op_type = op.type if stateful else f"Stateless{op.type}"
        node = self._node(op, op_type, inputs, writers)
        for role, function in functions.items():
            node.attr[role].func.name = function.name
        put_shapes(known, node.attr["output_shapes"])
        if self.add_shapes:
            put_shapes(known, node.attr["_output_shapes"])
        return node

    def _function(
        self,
        op: Operation,
        role: str,
        body: Subgraph,
        taken: Sequence[Tensor],
        n_variables: int = 0,
    ) -> _Function:
        """A body of `op` as a new function of the library."""
        name = _free(f"{op.name}/{role}", self.functions)
        self.functions.add(name)
        return _Function(self, name, body, taken, n_variables)


def _values(taken: Sequence[Tensor], body: Subgraph) -> list[Tensor]:
    """What a body takes as a value; the rest are variables."""
    pairs = zip(body.inputs, taken, strict=True)
    return [outer for arg, outer in pairs if not arg.dtype.is_ref]


def _free(name: str, taken: Container[str]) -> str:
    """The name, with `_1`, `_2` … if it is taken."""
    free, count = name, 1
    while free in taken:
        free, count = f"{name}_{count}", count + 1
    return free


class _Function:
    """A body as a `FunctionDef`.

    A function takes values only. What a body does with a variable it does with a node
    of its own that bears the variable's name, `shared_name`: in a session all such
    nodes are one variable.
    """

    def __init__(
        self,
        outside: _Nodes,
        name: str,
        body: Subgraph,
        taken: Sequence[Tensor],
        n_variables: int,
    ):
        """Write the nodes that the outputs need.

        Args:
          outside: what writes the nodes around the one that runs the function.
          name: the function's name.
          body: the body.
          taken: what is given to its inputs.
          n_variables: of a loop's body, how many inputs change from turn to turn; the
            others it gives back.
        """
        self.name = name
        function = outside.library.add()
        function.signature.name = name
        self.nodes = nodes = _Inside(function.node_def, outside, body, taken)
        inputs = [arg for arg in body.inputs if not arg.dtype.is_ref]
        unchanged = inputs[n_variables:] if n_variables else []
        outputs = [*body.outputs, *unchanged]
        nodes.add_all(needed_for(body.outputs, body.inputs), outputs)
        for i, arg in enumerate(inputs):
            function.signature.input_arg.add(name=f"_arg{i}", type=number(arg.dtype))
            put_shapes([arg.spec.shape], function.arg_attr[i].attr["_output_shapes"])
        for i, output in enumerate(outputs):
            result = f"output_{i}"
            function.signature.output_arg.add(name=result, type=number(output.dtype))
            function.ret[result] = nodes.input_name(output)
        function.signature.is_stateful = nodes.stateful


class _Inside(_Nodes):
    """Writes the operations of a body, which refer to outputs by their names."""

    def __init__(
        self, nodes: Any, outside: _Nodes, body: Subgraph, taken: Sequence[Tensor]
    ):
        super().__init__(nodes, outside.library, outside.add_shapes)
        self.functions = outside.functions
        self._variables: dict[Tensor, Operation] = {}
        self._names: dict[Tensor, str] = {}
        self._taken = set(body.names)
        self._shared: dict[Operation, str] = {}
        for arg, outer in zip(body.inputs, taken, strict=True):
            if arg.dtype.is_ref:
                self._variables[arg] = outside.variable(outer)
            else:
                self._names[arg] = f"_arg{len(self._names)}"

    def add_all(
        self, operations: Sequence[Operation], outputs: Sequence[Tensor]
    ) -> None:
        """Add `operations`, and what reads the variables among the outputs."""
        for op in operations:
            self.add(op)
        for output in outputs:
            if output.dtype.is_ref:
                self._add_value(output)

    def input_name(self, tensor: Tensor) -> str:
        """How a node refers to one of its inputs: `op:output:0`."""
        if tensor not in self._names:
            if tensor in self._variables:
                return f"{self._share(self._variables[tensor])}:ref:0"
            op = tensor.op
            n = len(op.opdef.then_branch.outputs) if isinstance(op.opdef, If) else None
            places = op.opdef.output_names(len(op.outputs) if n is None else n)
            for output, place in zip(op.outputs, places, strict=False):
                self._names[output] = f"{op.name}:{place}"
        return self._names[tensor]

    def variable(self, reference: Tensor) -> Operation:
        while reference not in self._variables:
            reference = reference.op.inputs[0]
        return self._variables[reference]

    def _share(self, variable: Operation) -> str:
        """The name of the node that stands for a variable, made at first use."""
        if variable not in self._shared:
            self.stateful = True
            name = self._shared[variable] = self._unique(variable.name)
            node = self.nodes.add(name=name, op=variable.type)
            put_attributes(variable, node.attr)
            node.attr["shared_name"].s = resource_name(variable).encode()
        return self._shared[variable]

    def _unique(self, name: str) -> str:
        free = _free(name, self._taken)
        self._taken.add(free)
        return free

    def _add_value(self, reference: Tensor) -> None:
        """A node that reads a variable: what a function gives is a value."""
        name = self._unique(f"{reference.op.name}/value")
        node = self.nodes.add(name=name, op="Identity")
        node.input.append(self.input_name(reference))
        node.attr["T"].type = number(reference.dtype)
        if self.add_shapes:
            put_shapes([reference.spec.shape], node.attr["_output_shapes"])
        self._names[reference] = f"{name}:output:0"


def resource_name(variable: Operation) -> str:
    """The name under which a session keeps a variable."""
    return variable.get_attr("shared_name") or variable.name


# -- lent to graphs -------------------------------------------------------------------


def as_graph_def(
    self: Graph, from_version: int | None = None, add_shapes: bool = False
) -> Any:
    """The graph as a message, `tf.GraphDef`.

    Ops that TensorFlow does not have are written too; a warning names them.

    Args:
      self: the graph.
      from_version: leave out the operations before this version of the graph.
      add_shapes: also write what is known of the shapes of the outputs.
    """
    from edflow.files.protos import GraphDef

    put_graph(self, message := GraphDef(), add_shapes)
    del message.node[: from_version or 0]
    return message


def _node_def(op: Operation) -> Any:
    from edflow.files.protos import GraphDef

    message = GraphDef()
    return _Nodes(message.node, message.library.function).add(op)


# A graph knows of no files: what they lend to it stands here.
Graph.as_graph_def = as_graph_def  # type: ignore[attr-defined]
Operation.node_def = property(_node_def)
