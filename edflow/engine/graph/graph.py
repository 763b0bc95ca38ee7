"""Graph: the operations in the order of their creation, and their names.

Before this: `node.py`, what it is made of. Next: `ops/build.py`, how `tf.constant` and
`x + y` come to call `create_op`.
"""

from __future__ import annotations

import threading
from collections.abc import Generator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from types import MappingProxyType
from typing import Any

from edflow.engine.face.shapes import text
from edflow.engine.graph import control, lookup, values
from edflow.engine.graph.annotations import Annotations
from edflow.engine.graph.names import Names
from edflow.engine.graph.node import Operation, Tensor
from edflow.engine.graph.opdef import OpDef
from edflow.engine.graph.origin import calling_line
from edflow.engine.graph.spec import Spec

__all__ = ["Graph", "get_default_graph", "name_scope", "reset_default_graph"]


class Graph(Annotations):
    """A recipe: operations and the tensors that flow between them.

    Building computes nothing. A graph only grows, and its operations never change, so
    the order of creation is at every moment an order in which it can be run.

    >>> import edflow as tf
    >>> graph = tf.Graph()
    >>> with graph.as_default():
    ...     total = tf.constant(1.0) + tf.constant(2.0)
    >>> [op.name for op in graph.operations]
    ['Const', 'Const_1', 'add']
    """

    def __init__(self, outer: Graph | None = None) -> None:
        super().__init__()
        self.outer = outer
        """The graph around this one, where it is the body of a loop or a branch."""
        self._operations: list[Operation] = []
        self._by_name: dict[str, Operation] = {}
        self._names = Names()
        self._control: list[control.ControlScope] = []
        self._lock = threading.RLock()
        self.seed: int | None = None
        self.random_ops_seeded = 0
        """How many op seeds were drawn from the graph seed so far."""

    # -- operations -------------------------------------------------------------------

    @property
    def operations(self) -> tuple[Operation, ...]:
        """All operations in the order of their creation."""
        return tuple(self._operations)

    def get_operations(self) -> list[Operation]:
        return list(self._operations)

    @property
    def names(self) -> Mapping[str, Operation]:
        """The operations by their names, to look into, not to change."""
        return MappingProxyType(self._by_name)

    @property
    def root(self) -> Graph:
        """The graph that a session runs: this one, or the outermost around it."""
        return self if self.outer is None else self.outer.root

    @property
    def depth(self) -> int:
        """How many graphs are around this one."""
        return 0 if self.outer is None else self.outer.depth + 1

    def outside(self, tensor: Tensor) -> Tensor | None:
        """What an input of a body stands for in the graph around it, else None."""
        return None

    @property
    def version(self) -> int:
        """The number of operations: it grows with the graph."""
        return len(self._operations)

    def create_op(
        self,
        opdef: OpDef,
        inputs: Sequence[Tensor] = (),
        name: str | None = None,
        control_inputs: Sequence[Operation] = (),
    ) -> Operation:
        """Add one operation.

        Args:
          opdef: what it computes.
          inputs: the tensors it takes, of this graph.
          name: its name inside the current scopes, made unique; the op type by
            default. A name that ends in `/` is a scope that is opened already and is
            taken as it is.
          control_inputs: what it waits for besides what the open blocks demand.

        Raises:
          TypeError: the dtypes of the inputs do not fit.
          ValueError: the shapes do not fit, or an input is of another graph.
          RuntimeError: the graph is finalized.
        """
        with self._lock:
            self._check_not_finalized()
            inputs = [self.adopt(tensor) for tensor in inputs]
            full_name = self._names.for_op(name or opdef.type)
            opdef.bring_in(inputs)
            specs = self._infer(opdef, inputs, full_name)
            waits_for = control.control_inputs(self._control, inputs)
            if control_inputs:
                waits_for = list(dict.fromkeys([*waits_for, *control_inputs]))
            op = Operation(
                self, opdef, full_name, inputs, waits_for, specs, calling_line()
            )
            self._enter(op)
            return op

    def adopt(self, tensor: Tensor) -> Tensor:
        """The tensor as this graph may use it."""
        if tensor.op.graph is not self:
            raise ValueError(lookup.strangers(tensor.op, self))
        return tensor

    def _infer(
        self, opdef: OpDef, inputs: Sequence[Tensor], name: str
    ) -> tuple[Spec, ...]:
        specs = opdef.check(inputs)
        try:
            outputs = opdef.infer(*specs)
        except ValueError as error:
            shapes = ", ".join(f"{t.name} {text(t.spec.shape)}" for t in inputs)
            given = f" (inputs: {shapes})" if shapes else ""
            raise ValueError(f"{opdef.type} {name!r}: {error}{given}") from None
        outputs = (outputs,) if isinstance(outputs, Spec) else outputs
        return values.follow(opdef, specs, outputs)

    def _enter(self, op: Operation) -> None:
        self._annotate(op)
        for scope in self._control:
            scope.seen.add(op)
        for tensor in op.inputs:
            tensor.consumed_by(op)
        self._operations.append(op)
        self._by_name[op.name] = op

    # -- looking up -------------------------------------------------------------------

    def as_graph_element(
        self, obj: Any, allow_tensor: bool = True, allow_operation: bool = True
    ) -> Tensor | Operation:
        """The tensor or operation that `obj` names or stands for.

        Raises:
          TypeError: `obj` can be neither, or not the kind that is allowed.
          ValueError: a name has the wrong form, or `obj` is of another graph.
          KeyError: no such name in this graph.
        """
        return lookup.find(self, obj, allow_tensor, allow_operation)

    def get_operation_by_name(self, name: str) -> Operation:
        """The operation of that name; KeyError if there is none."""
        _check_text(name, "an operation's name")
        op = self.as_graph_element(name, allow_tensor=False)
        assert isinstance(op, Operation)
        return op

    def get_tensor_by_name(self, name: str) -> Tensor:
        """The tensor of that name, e.g. `add:0`; KeyError if there is none."""
        _check_text(name, "a tensor's name")
        tensor = self.as_graph_element(name, allow_operation=False)
        assert isinstance(tensor, Tensor)
        return tensor

    def is_feedable(self, tensor: Tensor) -> bool:
        """Whether a run may feed the tensor: every one, unless `prevent_feeding`."""
        return tensor not in self._collections.get("__unfeedable__", ())

    def prevent_feeding(self, tensor: Tensor) -> None:
        self.add_to_collection("__unfeedable__", tensor)

    # -- names ------------------------------------------------------------------------

    def unique_name(self, name: str, mark_as_used: bool = True) -> str:
        """`name` inside the current scope, with `_1`, `_2` … if it is taken."""
        return self._names.unique(name, mark_as_used)

    def get_name_scope(self) -> str:
        """The current name scope, without a final `/`."""
        return self._names.scope

    def name_scope(self, name: str | None) -> AbstractContextManager[str]:
        """Prefix the names of what is created inside with `name/`.

        A name that ends in `/` opens that very scope again; None or "" goes back to
        the top. Gives the prefix.
        """
        return self._names.open(name)

    def as_default(self) -> AbstractContextManager[Graph]:
        """Add new operations to this graph inside the block."""
        return _as_default(self)

    # -- control inputs ---------------------------------------------------------------

    @contextmanager
    def control_dependencies(
        self, control_inputs: Sequence[Any] | None
    ) -> Generator[None]:
        """Let what is created inside run only after `control_inputs`.

        None lifts all dependencies, also those of outer blocks.
        """
        outer = self._control
        if control_inputs is None:
            self._control = []
        else:
            found = map(self._as_operation, control_inputs)
            wanted = [op for op in found if op is not None]
            self._control = [*outer, control.open_scope(outer, wanted)]
        try:
            yield
        finally:
            self._control = outer

    def _as_operation(self, obj: Any) -> Operation | None:
        element = self.as_graph_element(obj)
        return element.op if isinstance(element, Tensor) else element

    @contextmanager
    def colocate_with(self, op: Any, ignore_existing: bool = False) -> Generator[None]:
        """Note the device of `op` for what is created inside."""
        with self.device(self.as_graph_element(op).device):
            yield


def _check_text(name: Any, what: str) -> None:
    if not isinstance(name, str):
        raise TypeError(f"{what} is a string, not a {type(name).__name__}")


# -- the default graph ----------------------------------------------------------------


class _Nesting(threading.local):
    """The graphs of the open `as_default()` blocks: each thread has its own."""

    def __init__(self) -> None:
        self.graphs: list[Graph] = []


_nesting = _Nesting()


def innermost_graph() -> Graph | None:
    """The graph of the innermost open `as_default()` block, if there is one."""
    return _nesting.graphs[-1] if _nesting.graphs else None


@contextmanager
def _as_default(graph: Graph) -> Generator[Graph]:
    _nesting.graphs.append(graph)
    try:
        yield graph
    finally:
        _nesting.graphs.pop()


# The graph outside all blocks is one for the whole process: a learner's cells, tasks
# and threads all build into it.
_ambient = Graph()


def get_default_graph() -> Graph:
    """The graph that new operations are added to."""
    return innermost_graph() or _ambient


def reset_default_graph() -> None:
    """Start over with an empty default graph.

    Raises:
      AssertionError: inside a `with graph.as_default()` block.
    """
    global _ambient
    if innermost_graph() is not None:
        raise AssertionError(
            "reset_default_graph cannot be called inside `with graph.as_default()`; "
            "leave the block first"
        )
    _ambient = Graph()


def common_graph(values: Sequence[Any]) -> Graph:
    """The graph that tensors among `values` belong to, else the default graph.

    Raises:
      ValueError: they belong to different graphs.
    """
    innermost = get_default_graph()
    if innermost.outer is not None:
        return innermost  # A branch or loop body takes in what it uses from outside.
    found: Operation | None = None
    for value in values:
        op = value if isinstance(value, Operation) else getattr(value, "op", None)
        if not isinstance(op, Operation):
            continue
        if found is None:
            found = op
        elif op.graph is not found.graph:
            raise ValueError(lookup.strangers(op, found))
    return innermost if found is None else found.graph


@contextmanager
def name_scope(
    name: str | None, default_name: str | None = None, values: Sequence[Any] = ()
) -> Generator[str]:
    """Prefix the names of operations created inside the block.

    Args:
      name: the scope's name, or None for `default_name`. One that ends in `/` opens
        that very scope again.
      default_name: used when `name` is None: how functions name their parts.
      values: tensors that the block will use; they must be of one graph, which
        becomes the default graph inside.

    Gives:
      The full prefix, e.g. `layer1/`.
    """
    if name is None and default_name is None and values:
        raise ValueError("name_scope needs a name or a default_name")
    graph = common_graph(values)
    chosen = default_name if name is None else name
    with graph.as_default(), graph.name_scope(chosen) as scope:
        yield scope
