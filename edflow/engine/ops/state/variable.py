"""tf.Variable: a value that lives in the session from one run to the next."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from edflow.engine.face.dtypes import DType
from edflow.engine.face.keys import GraphKeys
from edflow.engine.face.operand import Operand
from edflow.engine.face.shapes import TensorShape, is_full
from edflow.engine.graph import Graph, Operation, Tensor, get_default_graph, name_scope
from edflow.engine.ops.array.shape import identity
from edflow.engine.ops.build import apply, convert_to_tensor, register_conversion
from edflow.engine.ops.state.initial_values import in_any_order
from edflow.engine.ops.state.refs import (
    Assign,
    AssignAdd,
    AssignSub,
    VariableV2,
    count_up_to,
    reference,
)
from edflow.engine.ops.state.rows import RowWrites
from edflow.engine.ops.state.slices import variable_slice
from edflow.errors import OperatorNotAllowedInGraphError

__all__ = ["Variable", "assign", "assign_add", "assign_sub"]


class Variable(RowWrites, Operand):
    """A value that runs can change: weights, counters, statistics.

    Creating one adds three things to the graph: the variable itself (`w`), an operation
    that gives it its initial value (`w/Assign`), and one that reads it (`w/read`). It
    has no value in a session until the initializer has run there.

    Args:
      initial_value: a tensor, what can become one, or a function that makes one.
      trainable: whether optimizers change it by default.
      collections: the graph collections it joins; the global variables by default.
      validate_shape: if False, its shape may change by assignment.
      caching_device: accepted.
      name: its name, made unique; `Variable` by default.
      variable_def: not supported; a graph is read back with `tf.import_graph_def`.
      dtype: converts `initial_value`.
      expected_shape: a shape to hold `initial_value` against.
      import_scope: not used.
      constraint: a function from the new value to an allowed one, which optimizers
        apply after each update.
      use_resource, synchronization, aggregation: accepted; there is one kind of
        variable here.
      shape: the static shape, if it is to be wider than that of `initial_value`.

    Raises:
      ValueError: no initial value, or one whose shape is unknown.

    >>> import edflow as tf
    >>> count = tf.Variable(0, name="count")
    >>> step = tf.assign_add(count, 2)
    >>> with tf.Session() as session:
    ...     session.run(count.initializer)
    ...     [int(session.run(step)) for _ in range(3)]
    [2, 4, 6]
    """

    def __init__(
        self,
        initial_value: Any = None,
        trainable: bool | None = None,
        collections: Any = None,
        validate_shape: bool = True,
        caching_device: Any = None,
        name: str | None = None,
        variable_def: Any = None,
        dtype: Any = None,
        expected_shape: Any = None,
        import_scope: str | None = None,
        constraint: Callable[[Tensor], Tensor] | None = None,
        use_resource: bool | None = None,
        synchronization: Any = None,
        aggregation: Any = None,
        shape: Any = None,
    ):
        if initial_value is None:
            raise ValueError("a variable needs an initial_value, e.g. tf.zeros([10])")
        if constraint is not None and not callable(constraint):
            raise ValueError(f"constraint must be a function, not {constraint!r}")
        self.trainable = trainable is None or bool(trainable)
        self.constraint = constraint
        self.caching_device = caching_device
        keys = _collections(collections, self.trainable)
        # Also where a loop or a branch asks for it, a variable is made once and for
        # all, and its initial value waits for nothing.
        root = get_default_graph().root
        with root.as_default(), root.control_dependencies(None):
            self._build(initial_value, name, dtype, validate_shape, shape)
        self.graph.add_to_collections(keys, self)

    @classmethod
    def of_nodes(
        cls,
        variable: Tensor,
        initializer: Operation,
        snapshot: Tensor,
        initial_value: Tensor,
        trainable: bool = True,
    ) -> Variable:
        """A variable made up of nodes that are in the graph already.

        Args:
          variable: the reference.
          initializer: what gives it its initial value.
          snapshot: what reads it.
          initial_value: the initial value.
          trainable: whether optimizers change it by default.
        """
        self = cls.__new__(cls)
        self.trainable = trainable
        self.constraint = self.caching_device = None
        self._variable, self._snapshot = variable, snapshot
        self.initializer, self._initial_value = initializer, initial_value
        return self

    def _build(
        self,
        initial_value: Any,
        name: str | None,
        dtype: Any,
        validate: bool,
        shape: Any,
    ) -> None:
        with name_scope(
            name, "Variable", [] if callable(initial_value) else [initial_value]
        ) as scope:
            if callable(initial_value):
                with name_scope("Initializer"):
                    initial_value = initial_value()
                    value = convert_to_tensor(initial_value, dtype, "initial_value")
            else:
                value = convert_to_tensor(initial_value, dtype, "initial_value")
            static = value.spec.shape if shape is None else TensorShape(shape).sizes
            if validate and not is_full(static) and shape is None:
                raise ValueError(
                    f"the initial value {value.name} has the shape {value.shape}, not "
                    "fully known; give a full one, or pass validate_shape=False"
                )
            self._initial_value = value
            kind = value.dtype.base_dtype
            made = VariableV2(static if validate else None, kind)
            self._variable: Tensor = apply(made, name=scope)
            safe = in_any_order(value, self._variable.op.name)
            assign = apply(Assign(validate), self._variable, safe)
            self.initializer: Operation = assign.op
            self._snapshot: Tensor = identity(self._variable, name="read")

    # -- what it is -------------------------------------------------------------------

    @property
    def name(self) -> str:
        """The name of its tensor, e.g. `weights:0`."""
        return self._variable.name

    @property
    def op(self) -> Operation:
        return self._variable.op

    @property
    def graph(self) -> Graph:
        return self._variable.graph

    @property
    def dtype(self) -> DType:
        """The dtype of the reference, e.g. `float32_ref`."""
        return self._variable.dtype

    @property
    def device(self) -> str:
        return self._variable.device

    @property
    def shape(self) -> TensorShape:
        return self._variable.shape

    @property
    def initial_value(self) -> Tensor:
        """The tensor that the initializer writes."""
        return self._initial_value

    def start_from(self, value: Tensor) -> None:
        """Take another initial value, in a graph that was not run yet."""
        self.initializer = assign(self, value).op
        self._initial_value = value

    def get_shape(self) -> TensorShape:
        return self.shape

    def set_shape(self, shape: Any) -> None:
        """Add to what is known of the shape."""
        self._variable.set_shape(shape)
        self._snapshot.set_shape(shape)

    def _ref(self) -> Tensor:
        return self._variable

    def _as_graph_element(self) -> Tensor:
        return self._variable

    # -- reading ----------------------------------------------------------------------

    def value(self) -> Tensor:
        """The tensor that reads the variable, `name/read`."""
        return self._snapshot

    def read_value(self) -> Tensor:
        """A new read, made here: control dependencies around it hold for it."""
        return identity(self._variable, name="read")

    def __getitem__(self, index: Any) -> Tensor:
        """The value of a slice; `v[1:3].assign(x)` writes to it."""
        return variable_slice(self, index)

    if TYPE_CHECKING:  # Lent by `engine.control.branching`.

        def initialized_value(self) -> Tensor: ...

    def eval(self, session: Any = None) -> Any:
        """The value in `session`, or in the default session."""
        return self._variable.eval(session=session)

    # -- writing ----------------------------------------------------------------------

    def assign(
        self,
        value: Any,
        use_locking: bool = False,
        name: str | None = None,
        read_value: bool = True,
    ) -> Any:
        """A tensor that, when run, sets the variable and gives the new value."""
        return _written(assign(self, value, None, use_locking, name), read_value)

    def assign_add(
        self,
        delta: Any,
        use_locking: bool = False,
        name: str | None = None,
        read_value: bool = True,
    ) -> Any:
        """A tensor that, when run, adds `delta` and gives the new value."""
        return _written(assign_add(self, delta, use_locking, name), read_value)

    def assign_sub(
        self,
        delta: Any,
        use_locking: bool = False,
        name: str | None = None,
        read_value: bool = True,
    ) -> Any:
        """A tensor that, when run, subtracts `delta` and gives the new value."""
        return _written(assign_sub(self, delta, use_locking, name), read_value)

    def count_up_to(self, limit: int) -> Tensor:
        """A tensor that, when run, gives the value and adds 1, up to `limit`."""
        return count_up_to(self, limit)

    def load(self, value: Any, session: Any = None) -> None:
        """Set the value in `session`, or in the default session, at once.

        Adds nothing to the graph: `value` is fed to the initializer.
        """
        self.initializer.run({self.initializer.inputs[1]: value}, session)

    def __hash__(self) -> int:
        return id(self)

    def __iter__(self) -> Any:
        raise OperatorNotAllowedInGraphError(
            f"the variable {self.name} cannot be iterated over before the graph runs; "
            "take it apart with tf.unstack"
        )

    def __repr__(self) -> str:
        return f"<tf.Variable '{self.name}' shape={self.shape} dtype={self.dtype.name}>"


def _collections(collections: Any, trainable: bool) -> list[Any]:
    keys = [GraphKeys.GLOBAL_VARIABLES] if collections is None else list(collections)
    if trainable and GraphKeys.TRAINABLE_VARIABLES not in keys:
        keys.append(GraphKeys.TRAINABLE_VARIABLES)
    return keys


def _written(tensor: Tensor, read_value: bool) -> Any:
    return tensor if read_value else tensor.op


def _as_tensor(variable: Variable, dtype: DType | None, _name: str | None) -> Tensor:
    return convert_to_tensor(variable.value(), dtype)


register_conversion(Variable, _as_tensor)


def assign(
    ref: Any,
    value: Any,
    validate_shape: bool | None = None,
    use_locking: bool = True,
    name: str | None = None,
) -> Tensor:
    """A tensor that, when run, sets the variable `ref` and gives its new value.

    Args:
      ref: a variable.
      value: the new value, of the variable's dtype and shape.
      validate_shape: pass False to let the shape change.
      use_locking: accepted: an update is never half done.
      name: the operation's name.
    """
    ref = reference(ref)
    validate = ref.spec.shape is not None if validate_shape is None else validate_shape
    return apply(Assign(validate, use_locking), ref, value, name=name)


def assign_add(
    ref: Any, value: Any, use_locking: bool = False, name: str | None = None
) -> Tensor:
    """A tensor that, when run, adds `value` to the variable and gives the result."""
    return apply(AssignAdd(use_locking), reference(ref), value, name=name)


def assign_sub(
    ref: Any, value: Any, use_locking: bool = False, name: str | None = None
) -> Tensor:
    """A tensor that, when run, subtracts `value` and gives the result."""
    return apply(AssignSub(use_locking), reference(ref), value, name=name)
