"""Graph: the operations in the order of their creation, and their names."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from types import MappingProxyType
from typing import Any

from edflow.engine.face import devices
from edflow.engine.face.shapes import text
from edflow.engine.graph import control, lookup, nesting, values
from edflow.engine.graph.names import Names
from edflow.engine.graph.node import Operation, Tensor
from edflow.engine.graph.opdef import OpDef
from edflow.engine.graph.origin import calling_line
from edflow.engine.graph.spec import Spec


class Graph:
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
        self.outer = outer
        """The graph around this one, where it is the body of a loop or a branch."""
        self._operations: list[Operation] = []
        self._by_name: dict[str, Operation] = {}
        self._names = Names()
        self._control: list[control.ControlScope] = []
        self._devices: list[str | Callable[..., Any] | None] = []
        self._gradient_overrides: list[dict[str, str]] = []
        self._collections: dict[Any, list[Any]] = {}
        self._finalized = False
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
            specs = self._infer(opdef, inputs, full_name)
            demanded = control.control_inputs(self._control, inputs)
            waits_for = list(dict.fromkeys([*demanded, *control_inputs]))
            op = Operation(
                self, opdef, full_name, inputs, waits_for, specs, calling_line()
            )
            self._enter(op)
            return op

    def adopt(self, tensor: Tensor) -> Tensor:
        """The tensor as this graph may use it."""
        if tensor.op.graph is not self:
            raise ValueError(
                f"{tensor.name} belongs to another graph than the one being built; "
                "create both inside one `with graph.as_default():`"
            )
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
        if self._devices:
            op.device = devices.resolve(self._devices, op)
        for overrides in self._gradient_overrides:
            op.gradient_override = overrides.get(op.type, op.gradient_override)
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
        return nesting.push(self)

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

    # -- devices, gradients, collections ----------------------------------------------

    @contextmanager
    def device(self, device_name_or_function: Any) -> Generator[None]:
        """Note a device for what is created inside; everything runs on the CPU."""
        if isinstance(device_name_or_function, str):
            devices.parse(device_name_or_function)
        self._devices.append(device_name_or_function)
        try:
            yield
        finally:
            self._devices.pop()

    @contextmanager
    def colocate_with(self, op: Any, ignore_existing: bool = False) -> Generator[None]:
        """Note the device of `op` for what is created inside."""
        with self.device(self.as_graph_element(op).device):
            yield

    @contextmanager
    def gradient_override_map(self, op_type_map: dict[str, str]) -> Generator[None]:
        """Give ops created inside, by type, a gradient registered under a name."""
        self._gradient_overrides.append(dict(op_type_map))
        try:
            yield
        finally:
            self._gradient_overrides.pop()

    def add_to_collection(self, name: Any, value: Any) -> None:
        """Append `value` to the collection `name`."""
        self._check_not_finalized()
        self._collections.setdefault(name, []).append(value)

    def add_to_collections(self, names: Any, value: Any) -> None:
        """Append `value` to one collection or to each of several, once each."""
        names = (names,) if isinstance(names, str) else tuple(dict.fromkeys(names))
        for name in names:
            self.add_to_collection(name, value)

    def get_collection_ref(self, name: Any) -> list[Any]:
        """The collection itself: what is appended to it stays."""
        return self._collections.setdefault(name, [])

    def get_collection(self, name: Any, scope: str | None = None) -> list[Any]:
        """A copy of the collection; with `scope`, of the items whose name matches it.

        Args:
          name: the collection's key, e.g. one of `tf.GraphKeys`.
          scope: a regular expression for the beginning of the items' names.
        """
        items = self._collections.get(name, [])
        if scope is None:
            return list(items)
        pattern = re.compile(scope)
        return [item for item in items if pattern.match(getattr(item, "name", ""))]

    def get_all_collection_keys(self) -> list[Any]:
        return [key for key in self._collections if isinstance(key, str)]

    @property
    def collections(self) -> list[Any]:
        return self.get_all_collection_keys()

    def clear_collection(self, name: Any) -> None:
        self._check_not_finalized()
        self._collections.pop(name, None)

    # -- finalizing -------------------------------------------------------------------

    @property
    def finalized(self) -> bool:
        return self._finalized

    def finalize(self) -> None:
        """Forbid further changes: a guard against graphs that grow inside a loop."""
        self._finalized = True

    def _check_not_finalized(self) -> None:
        if self._finalized:
            raise RuntimeError(
                "the graph is finalized and cannot be changed; "
                "build everything before the training loop"
            )


def _check_text(name: Any, what: str) -> None:
    if not isinstance(name, str):
        raise TypeError(f"{what} is a string, not a {type(name).__name__}")
