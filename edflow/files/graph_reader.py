"""Reading nodes: those of a GraphDef, and those of the functions in its library."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from typing import Any

from edflow.engine.control.branching import If
from edflow.engine.control.looping import While
from edflow.engine.face.dtypes import as_dtype
from edflow.engine.face.shapes import Shape, compatible, merge
from edflow.engine.graph import Graph, OpDef, Operation, Spec, Subgraph, Tensor
from edflow.engine.ops.array.shape import identity
from edflow.files.node_reader import BRANCHES, LOOPS, opdef_of
from edflow.files.tensor_proto import shape_of


def node_name(text: str) -> str:
    """The node that an input names: `split` for `split:1` and for `^split`."""
    return text.removeprefix("^").partition(":")[0]


def needed_names(
    names: Iterable[str], sources: Callable[[str], Iterable[str]]
) -> Iterator[str]:
    """The nodes `names` and all that they need, each once; `sources` says of what."""
    waiting = list(dict.fromkeys(names))
    met = set(waiting)
    while waiting:
        yield (name := waiting.pop())
        fresh = dict.fromkeys(source for source in sources(name) if source not in met)
        met.update(fresh)
        waiting += fresh


def after_sources(
    name: str, sources: Callable[[str], Iterable[str]], done: Container[str]
) -> Iterator[str]:
    """What is to be done for `name`, itself the last, each after its sources.

    Args:
      name: a node.
      sources: what must be done before a node.
      done: where a node is once it is done, which is before the next one is asked for.

    Raises:
      ValueError: a node is among its own sources.
    """
    stack, waiting = [name], set()
    while stack:
        top = stack[-1]
        if top in done:
            stack.pop()
        elif not (missing := [s for s in sources(top) if s not in done]):
            yield stack.pop()
        elif top in waiting:
            raise ValueError(f"the node {top} takes what it leads to itself")
        else:
            waiting.add(top)
            stack += missing[::-1]


class Reader:
    """Adds nodes to a graph, each after those that it takes something from."""

    def __init__(
        self, into: Graph, nodes: Mapping[str, Any], library: Mapping[str, Any]
    ):
        self.into = into
        self.prefix = ""
        self.nodes = nodes
        self.library = library
        self._operations: dict[str, Operation] = {}
        self._outputs: dict[str, list[Tensor]] = {}
        self._used: set[str] = set()
        """The names of the outputs that something takes."""

    def read_all(self) -> None:
        """Add all nodes, in their order if that is one in which they can be run."""
        for node in self.nodes.values():
            self._used.update(name for name in node.input if name[0] != "^")
        for name, node in self.nodes.items():
            if not self.skips(node):
                self.read(name)

    def read(self, name: str) -> Operation:
        """The operation of a node, after those that it takes something from."""
        for ready in after_sources(name, self._sources, self._operations):
            self._operations[ready] = self._read(self.nodes[ready])
        return self._operations[name]

    def skips(self, node: Any) -> bool:
        """Whether a node is left to others to ask for."""
        return False

    def controls(self, node: Any) -> list[str]:
        """The control inputs that a node has here."""
        return [text for text in node.input if text[0] == "^"]

    def _sources(self, name: str) -> Iterator[str]:
        """The nodes that must be there before the node `name`."""
        node = self.nodes[name]
        values = [text for text in node.input if text[0] != "^"]
        for text in [*values, *self.controls(node)]:
            if self.given(text) is None:
                source = node_name(text)
                if source not in self.nodes:
                    raise ValueError(
                        f"Node '{node.name}': Unknown input node '{text}', which is "
                        "not in the graph_def"
                    )
                yield source
        for variable in self._variables(node):
            yield from self.node_of_variable(variable)

    def _variables(self, node: Any) -> list[str]:
        """The variables that a node reaches by their names: those of its functions."""
        return list(
            dict.fromkeys(
                found
                for function in self._functions(node)
                for inner in function.node_def
                for found in (
                    [variable_name(inner)]
                    if inner.op == "VariableV2"
                    else self._variables(inner)
                )
            )
        )

    def _functions(self, node: Any) -> list[Any]:
        if node.op not in BRANCHES | LOOPS:
            return []
        roles = ("then_branch", "else_branch", "cond", "body")
        names = [node.attr[role].func.name for role in roles if role in node.attr]
        for name in names:
            if name not in self.library:
                raise ValueError(
                    f"the node {node.name} runs the function {name}, which is not in "
                    "the library of the graph_def"
                )
        return [self.library[name] for name in names]

    # -- one node ---------------------------------------------------------------------

    def _read(self, node: Any) -> Operation:
        inputs = [self.tensor(text) for text in node.input if text[0] != "^"]
        if node.op in BRANCHES:
            op, outputs = self._branch(node, inputs)
        elif node.op in LOOPS:
            op, outputs = self._loop(node, inputs)
        else:
            op = self._plain(node, inputs)
            outputs = op.outputs
        op.device = node.device or op.device
        if "_gradient_op_type" in node.attr:
            op.gradient_override = node.attr["_gradient_op_type"].s.decode()
        for key in ("_output_shapes", "output_shapes"):
            # Of a dataset they are the shapes of what it holds.
            if key in node.attr and key not in op.opdef.attributes:
                _set_shapes(outputs, node.attr[key])
        self._outputs[node.name] = list(outputs)
        return op

    def _create(self, node: Any, opdef: OpDef, inputs: Sequence[Tensor]) -> Operation:
        waits = [self._waited_for(text) for text in self.controls(node)]
        return self.into.create_op(opdef, inputs, self.name_for(node), waits)

    def _plain(self, node: Any, inputs: Sequence[Tensor]) -> Operation:
        """An operation that is one node, whose inputs are of the dtypes it declares."""
        opdef = opdef_of(node)
        for arg, taken in opdef.by_argument(inputs):
            if arg.type not in node.attr or not node.attr[arg.type].type:
                continue
            declared = as_dtype(node.attr[arg.type].type).base_dtype
            for x in taken:
                if x.dtype.base_dtype is not declared:
                    raise ValueError(
                        f"the node {node.name} takes {declared.name} as its {arg.name},"
                        f" but {x.name} is {x.dtype.base_dtype.name}; convert it with "
                        f"tf.cast(…, tf.{declared.name})"
                    )
        try:
            return self._create(node, opdef, inputs)
        except TypeError as error:
            raise ValueError(f"the node {node.name}: {error}") from None

    def name_for(self, node: Any) -> str:
        """The name of the new operation; the slash: it is taken as it is."""
        return f"{self.prefix}{node.name}/"

    def given(self, text: str) -> Tensor | Operation | None:
        """What stands for an input that is not the output of one of the nodes."""
        return None

    def tensor(self, text: str) -> Tensor:
        """The tensor that a node's input names."""
        given = self.given(text)
        if isinstance(given, Tensor):
            return given
        name, place = self._place(text)
        outputs = self._outputs[name]
        if place >= len(outputs):
            raise ValueError(
                f"Invalid return output {place} of node '{name}', which has "
                f"{len(outputs)} output(s)"
            )
        return outputs[place]

    def _place(self, text: str) -> tuple[str, int]:
        """The node and the number of the output that `text` names."""
        name, _, index = text.partition(":")
        return name, int(index or 0)

    def _waited_for(self, text: str) -> Operation:
        given = self.given(text)
        return given if isinstance(given, Operation) else self._operations[text[1:]]

    def variable(self, name: str) -> Tensor:
        """The reference to the variable that a session keeps under `name`."""
        raise NotImplementedError

    def node_of_variable(self, name: str) -> list[str]:
        """The node of that variable, if it is among these."""
        return []

    # -- branches and loops -----------------------------------------------------------

    def _branch(
        self, node: Any, inputs: list[Tensor]
    ) -> tuple[Operation, Sequence[Tensor]]:
        taken = inputs[1:]
        references = [self.variable(v) for v in self._variables(node)]
        then_branch, else_branch = (
            self._body(node, function, [x.spec for x in taken], taken, references)
            for function in self._functions(node)
        )
        made = If(then_branch, else_branch)
        op = self._create(node, made, [inputs[0], *taken, *references])
        return op, op.outputs[: len(then_branch.outputs)]

    def _loop(
        self, node: Any, inputs: list[Tensor]
    ) -> tuple[Operation, Sequence[Tensor]]:
        """A While; what no turn changes is not a variable of the loop."""
        test, turn = self._functions(node)
        n = len(inputs)
        while n > 1 and self._is_constant(node, turn, n - 1):
            n -= 1
        shapes = [shape_of(s) for s in node.attr["output_shapes"].list.shape]
        shapes = shapes or [None] * len(inputs)
        specs = [
            Spec(shape, x.dtype.base_dtype)
            for shape, x in zip(shapes[:n], inputs, strict=False)
        ] + [x.spec for x in inputs[n:]]
        references = [self.variable(v) for v in self._variables(node)]
        cond = self._body(node, test, specs, inputs, references)
        body = self._body(node, turn, specs, inputs, references)
        body.outputs = body.outputs[:n]
        made = While(cond, body, n)
        op = self._create(node, made, [*inputs, *references])
        return op, [*op.outputs[:n], *inputs[n:]]

    def _is_constant(self, node: Any, turn: Any, i: int) -> bool:
        """Whether a loop only hands on its input i, and nobody takes it from there."""
        argument, output = turn.signature.input_arg[i], turn.signature.output_arg[i]
        handed_on = turn.ret[output.name] == argument.name
        return handed_on and self._used.isdisjoint(self.names_of(node, i))

    def names_of(self, node: Any, i: int) -> set[str]:
        """The texts by which nodes take the output i of a node."""
        return {f"{node.name}:{i}", node.name} if i == 0 else {f"{node.name}:{i}"}

    def _body(
        self,
        node: Any,
        function: Any,
        specs: Sequence[Spec],
        taken: Sequence[Tensor],
        references: Sequence[Tensor],
    ) -> Subgraph:
        """A function as the body of a branch or a loop."""
        body = Subgraph(self.into)
        reader = FunctionReader(body, function, self.library)
        reader.prefix = self.prefix
        reader.add_inputs(specs, taken)
        names = self._variables(node)
        for name, reference in zip(names, references, strict=True):
            reader.add_variable(name, reference)
        reader.read_all()
        body.outputs = reader.results()
        return body


class FunctionReader(Reader):
    """Reads a function of the library into the body of a branch or a loop."""

    def __init__(self, body: Subgraph, function: Any, library: Mapping[str, Any]):
        super().__init__(body, {n.name: n for n in function.node_def}, library)
        self._function = function
        self._inputs: dict[str, Tensor] = {}
        self._references: dict[str, Tensor] = {}
        self._used.update(function.ret.values())

    def add_inputs(self, specs: Sequence[Spec], taken: Sequence[Tensor]) -> None:
        """Add the inputs, and note what each is given from outside."""
        arguments = self._function.signature.input_arg
        assert isinstance(self.into, Subgraph)
        for i, (arg, spec, x) in enumerate(zip(arguments, specs, taken, strict=True)):
            noted = self._function.arg_attr.get(i)
            shapes = noted.attr["_output_shapes"].list.shape if noted else ()
            shape = spec.shape
            if len(shapes) == 1 and compatible(shape, shape_of(shapes[0])):
                shape = merge(shape, shape_of(shapes[0]))
            known = Spec(shape, spec.dtype.base_dtype, spec.value)
            made = self.into.add_input(known, arg.name)
            self._inputs[arg.name] = made
            self.into.captures.setdefault(x, made)

    def add_variable(self, name: str, reference: Tensor) -> None:
        """Add an input that brings in a variable."""
        assert isinstance(self.into, Subgraph)
        self._references[name] = self.into.adopt(reference)

    def results(self) -> list[Tensor]:
        """The outputs, once all that the function does besides is done."""
        function = self._function
        names = [function.ret[output.name] for output in function.signature.output_arg]
        found = [self.tensor(name) for name in names]
        effects = [self._operations[name] for name in function.control_ret.values()]
        if not effects or not found:
            return found
        with self.into.as_default(), self.into.control_dependencies(effects):
            return [identity(found[0]), *found[1:]]

    def given(self, text: str) -> Tensor | Operation | None:
        if text in self._inputs:
            return self._inputs[text]
        node = self.nodes.get(node_name(text))
        if node is not None and node.op == "VariableV2" and text[0] != "^":
            return self._references[variable_name(node)]
        return None

    def _read(self, node: Any) -> Operation:
        if node.op == "VariableV2":
            return self._references[variable_name(node)].op
        return super()._read(node)

    def _place(self, text: str) -> tuple[str, int]:
        name, _, output = text.partition(":")
        opdef = self._operations[name].opdef
        return name, opdef.output_names(len(self._outputs[name])).index(output)

    def names_of(self, node: Any, i: int) -> set[str]:
        return {f"{node.name}:output:{i}"}

    def variable(self, name: str) -> Tensor:
        return self._references[name]


def variable_name(node: Any) -> str:
    """The name under which a session keeps the variable of a node."""
    return node.attr["shared_name"].s.decode() or node.name


def _set_shapes(outputs: Iterable[Tensor], attribute: Any) -> None:
    known: list[Shape] = [shape_of(shape) for shape in attribute.list.shape]
    for tensor, shape in zip(outputs, known, strict=False):
        tensor.set_shape(shape)
