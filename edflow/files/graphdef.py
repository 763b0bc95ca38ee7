"""A graph as TensorFlow's GraphDef: nodes, inputs and attributes, as bytes.

The op classes bear TensorFlow's names, arguments and attributes, so that nothing has to
be translated: what an op's signature calls `x:T` is the attribute `T`, and each of its
fields is one more. Only branches and loops are more than a node: their bodies become
functions in the library of the graph.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from edflow.engine.control.branching import If
from edflow.engine.control.looping import While
from edflow.engine.graph import Graph, Operation, Subgraph, Tensor
from edflow.errors import UnimplementedError
from edflow.files import attributes as attr
from edflow.files import wire
from edflow.files.lowering import bodies, lowered, needed_for
from edflow.files.output_names import output_names

# The version of TensorFlow 1.15's graphs: by it a reader knows what the ops mean.
PRODUCER = 134


def graph_def(graph: Graph, add_shapes: bool = False) -> bytes:
    """The graph as a serialized `GraphDef`.

    Args:
      graph: the graph.
      add_shapes: also write what is known of the shapes of the outputs.

    Raises:
      UnimplementedError: it holds ops that TensorFlow does not have.
    """
    graph = lowered(graph)
    check_known(graph)
    library: dict[str, bytes] = {}
    writer = _Nodes(library, add_shapes)
    writer.shared = {
        writer.variable(taken)
        for op in graph.operations
        if bodies(op)
        for taken in op.inputs
        if taken.dtype.is_ref
    }
    nodes = b"".join(wire.nested(1, writer.node(op)) for op in graph.operations)
    functions = b"".join(wire.nested(1, function) for function in library.values())
    content = nodes + (wire.nested(2, functions) if functions else b"")
    return content + wire.nested(4, wire.integer(1, PRODUCER))


def check_known(graph: Graph) -> None:
    """Raise UnimplementedError, naming them all, for ops that TensorFlow lacks."""
    own = {
        f"{op.type} of {y.dtype.base_dtype.name}"
        for op in all_operations(graph)
        for y in op.outputs
        if y.dtype.base_dtype in op.opdef.beyond_tensorflow
    }
    if own:
        raise UnimplementedError(
            None,
            None,
            f"the graph cannot be written for TensorFlow, which has no "
            f"{', '.join(sorted(own))}. Checkpoints hold the values all the same",
        )


def all_operations(graph: Graph) -> list[Operation]:
    """The operations of a graph and of all bodies inside it."""
    found = list(graph.operations)
    for op in graph.operations:
        for body in bodies(op):
            found += all_operations(body)
    return found


class _Nodes:
    """Writes operations as `NodeDef`s."""

    def __init__(self, library: dict[str, bytes], add_shapes: bool = False):
        self.library = library
        self.add_shapes = add_shapes
        self.stateful = False
        """Whether one of them does more than compute its outputs."""
        self.shared: set[Operation] = set()
        """Variables that bodies use: they find them by name, also in another scope."""

    def node(self, op: Operation) -> bytes:
        """An operation as `NodeDef`."""
        if isinstance(op.opdef, If):
            return self._if(op, op.opdef)
        if isinstance(op.opdef, While):
            return self._while(op, op.opdef)
        self.stateful |= op.opdef.stateful
        attributes = attr.of_operation(op)
        if op in self.shared:
            attributes["shared_name"] = attr.text(resource_name(op))
        if self.add_shapes and op.outputs:
            known = attr.shapes(tensor.spec.shape for tensor in op.outputs)
            attributes["_output_shapes"] = known
        return self._written(op, op.type, op.inputs, attributes)

    def _written(
        self,
        op: Operation,
        op_type: str,
        inputs: Sequence[Tensor],
        attributes: dict[str, bytes],
        before: Sequence[str] = (),
    ) -> bytes:
        waits = dict.fromkeys([*(b.name for b in op.control_inputs), *before])
        parts = [wire.nested(1, op.name.encode()), wire.nested(2, op_type.encode())]
        parts += [wire.nested(3, self.input_name(x).encode()) for x in inputs]
        parts += [wire.nested(3, b"^" + name.encode()) for name in waits]
        if op.device:
            parts.append(wire.nested(4, op.device.encode()))
        if op.gradient_override is not None:
            attributes["_gradient_op_type"] = attr.text(op.gradient_override)
        parts += [
            wire.nested(5, attr.entry(name, value))
            for name, value in attributes.items()
        ]
        return b"".join(parts)

    def input_name(self, tensor: Tensor) -> str:
        """How a node refers to one of its inputs."""
        return tensor.name.removesuffix(":0")

    def variable(self, reference: Tensor) -> Operation:
        """The variable that a reference refers to."""
        while reference.op.type != "VariableV2":
            reference = reference.op.inputs[0]
        return reference.op

    def _if(self, op: Operation, opdef: If) -> bytes:
        taken = op.inputs[1:]
        outputs = op.outputs[: len(opdef.then_branch.outputs)]
        branches = {"then_branch": opdef.then_branch, "else_branch": opdef.else_branch}
        functions = {
            role: _Function(self, f"{op.name}/{role}", body, taken)
            for role, body in branches.items()
        }
        values = _values(taken, opdef.then_branch)
        attributes = {
            "Tcond": attr.dtype_attribute(op.inputs[0].dtype),
            "Tin": attr.dtypes(x.dtype for x in values),
            "Tout": attr.dtypes(y.dtype for y in outputs),
            "output_shapes": attr.shapes(y.spec.shape for y in outputs),
        }
        return self._owner(op, [op.inputs[0], *values], attributes, functions)

    def _while(self, op: Operation, opdef: While) -> bytes:
        n, taken = opdef.n_variables, op.inputs
        functions = {
            "cond": _Function(self, f"{op.name}/cond", opdef.cond, taken),
            "body": _Function(self, f"{op.name}/body", opdef.body, taken, n),
        }
        values = _values(taken, opdef.body)
        known = [x.spec.shape for x in [*opdef.body.inputs[:n], *values[n:]]]
        attributes = {
            "T": attr.dtypes(x.dtype for x in values),
            "output_shapes": attr.shapes(known),
            "parallel_iterations": attr.attribute(10, "int"),
        }
        return self._owner(op, values, attributes, functions)

    def _owner(
        self,
        op: Operation,
        inputs: Sequence[Tensor],
        attributes: dict[str, bytes],
        functions: dict[str, _Function],
    ) -> bytes:
        """The node that runs functions: variables reach these by their names.

        That the node waits for what has written to a variable must then be said.
        """
        for role, function in functions.items():
            attributes[role] = attr.function(function.add())
        if self.add_shapes:
            attributes["_output_shapes"] = attributes["output_shapes"]
        stateful = any(function.nodes.stateful for function in functions.values())
        self.stateful |= stateful
        writers = [
            x.op.name
            for x in op.inputs
            if x.dtype.is_ref and x.op.type not in ("VariableV2", "_Arg")
        ]
        op_type = op.type if stateful else f"Stateless{op.type}"
        return self._written(op, op_type, inputs, attributes, writers)


def _values(taken: Sequence[Tensor], body: Subgraph) -> list[Tensor]:
    """What a body takes as a value; the rest are variables."""
    pairs = zip(body.inputs, taken, strict=True)
    return [outer for arg, outer in pairs if not arg.dtype.is_ref]


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
        n_variables: int = 0,
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
        self.nodes = _Inside(outside, body, taken)
        self._inputs = [arg for arg in body.inputs if not arg.dtype.is_ref]
        unchanged = self._inputs[n_variables:] if n_variables else []
        self._outputs = [*body.outputs, *unchanged]
        operations = needed_for(body.outputs, body.inputs)
        self._content = self.nodes.all(operations, self._outputs)

    def add(self) -> str:
        """Enter the function into the library; gives the name it has there."""
        library, name, count = self.nodes.library, self.name, 1
        while name in library:
            name, count = f"{self.name}_{count}", count + 1
        library[name] = self._function_def(name)
        return name

    def _function_def(self, name: str) -> bytes:
        signature = wire.nested(1, name.encode())
        for i, arg in enumerate(self._inputs):
            signature += wire.nested(2, _argument(f"_arg{i}", arg))
        for i, output in enumerate(self._outputs):
            signature += wire.nested(3, _argument(f"output_{i}", output))
        if self.nodes.stateful:
            signature += wire.integer(17, 1)
        content = wire.nested(1, signature) + self._content
        for i, output in enumerate(self._outputs):
            source = self.nodes.input_name(output).encode()
            entry = wire.nested(1, f"output_{i}".encode()) + wire.nested(2, source)
            content += wire.nested(4, entry)
        for i, arg in enumerate(self._inputs):
            shape = attr.entry("_output_shapes", attr.shapes([arg.spec.shape]))
            entry = wire.integer(1, i) + wire.nested(2, wire.nested(1, shape))
            content += wire.nested(7, entry)
        return content


def _argument(name: str, tensor: Tensor) -> bytes:
    return wire.nested(1, name.encode()) + wire.integer(3, attr.number(tensor.dtype))


class _Inside(_Nodes):
    """Writes the operations of a body, which refer to outputs by their names."""

    def __init__(self, outside: _Nodes, body: Subgraph, taken: Sequence[Tensor]):
        super().__init__(outside.library, outside.add_shapes)
        self._variables: dict[Tensor, Operation] = {}
        self._names: dict[Tensor, str] = {}
        self._taken = set(body.names)
        self._shared: dict[Operation, str] = {}
        for arg, outer in zip(body.inputs, taken, strict=True):
            if arg.dtype.is_ref:
                self._variables[arg] = outside.variable(outer)
            else:
                self._names[arg] = f"_arg{len(self._names)}"

    def all(self, operations: Sequence[Operation], outputs: Sequence[Tensor]) -> bytes:
        """The nodes of `operations`, those of variables before them."""
        written = [self.node(op) for op in operations]
        written += [self._value(output) for output in outputs if output.dtype.is_ref]
        shared = [self._variable_node(*item) for item in self._shared.items()]
        return b"".join(wire.nested(3, node) for node in [*shared, *written])

    def input_name(self, tensor: Tensor) -> str:
        """How a node refers to one of its inputs: `op:output:0`."""
        if tensor not in self._names:
            if tensor in self._variables:
                return f"{self._share(self._variables[tensor])}:ref:0"
            op = tensor.op
            n = len(op.opdef.then_branch.outputs) if isinstance(op.opdef, If) else None
            places = output_names(op.type, len(op.outputs) if n is None else n)
            for output, place in zip(op.outputs, places, strict=False):
                self._names[output] = f"{op.name}:{place}"
        return self._names[tensor]

    def variable(self, reference: Tensor) -> Operation:
        while reference not in self._variables:
            reference = reference.op.inputs[0]
        return self._variables[reference]

    def _share(self, variable: Operation) -> str:
        if variable not in self._shared:
            self.stateful = True
            self._shared[variable] = self._unique(variable.name)
        return self._shared[variable]

    def _unique(self, name: str) -> str:
        free, count = name, 1
        while free in self._taken:
            free, count = f"{name}_{count}", count + 1
        self._taken.add(free)
        return free

    def _variable_node(self, variable: Operation, name: str) -> bytes:
        attributes = attr.of_operation(variable)
        attributes["shared_name"] = attr.text(resource_name(variable))
        content = wire.nested(1, name.encode()) + wire.nested(2, b"VariableV2")
        for key, value in attributes.items():
            content += wire.nested(5, attr.entry(key, value))
        return content

    def _value(self, reference: Tensor) -> bytes:
        """A node that reads a variable: what a function gives is a value."""
        name = self._unique(f"{reference.op.name}/value")
        content = wire.nested(1, name.encode()) + wire.nested(2, b"Identity")
        content += wire.nested(3, self.input_name(reference).encode())
        content += wire.nested(
            5, attr.entry("T", attr.dtype_attribute(reference.dtype))
        )
        if self.add_shapes:
            known = attr.entry("_output_shapes", attr.shapes([reference.spec.shape]))
            content += wire.nested(5, known)
        self._names[reference] = f"{name}:output:0"
        return content


def resource_name(variable: Operation) -> str:
    """The name under which a session keeps a variable."""
    return variable.get_attr("shared_name") or variable.name


# -- as messages ----------------------------------------------------------------------


def as_graph_def(
    self: Graph, from_version: int | None = None, add_shapes: bool = False
) -> Any:
    """The graph as a message, `tf.GraphDef`.

    Args:
      self: the graph.
      from_version: leave out the operations before this version of the graph.
      add_shapes: also write what is known of the shapes of the outputs.
    """
    from edflow.files.protos import GraphDef

    message = GraphDef.FromString(graph_def(self, add_shapes))
    del message.node[: from_version or 0]
    return message


def _node_def(op: Operation) -> Any:
    from edflow.files.protos import NodeDef

    return NodeDef.FromString(_Nodes({}).node(op))


# A graph knows of no files: what they lend to it stands here.
Graph.as_graph_def = as_graph_def  # type: ignore[attr-defined]
Operation.node_def = property(_node_def)
