"""RNNCell: what happens in one step of a recurrent network."""

from __future__ import annotations

from typing import Any, NamedTuple

from edflow.engine.face import nest
from edflow.engine.face.dtypes import DType, as_dtype
from edflow.engine.face.shapes import TensorShape
from edflow.engine.graph import Tensor, name_scope
from edflow.engine.ops.array.filling import zeros
from edflow.engine.ops.array.shape import shape as shape_of
from edflow.engine.ops.array.stacking import stack
from edflow.engine.ops.build import convert_to_tensor
from edflow.engine.ops.layer import Layer
from edflow.engine.ops.state.initialization import trainable_variables
from edflow.engine.ops.state.scope import get_variable_scope, variable_scope

__all__ = ["LSTMStateTuple", "RNNCell"]


class RNNCell(Layer):
    """The base of all cells: define `state_size`, `output_size` and `call`.

    A cell maps an input [batch, depth] and the state before to an output
    [batch, output_size] and the state after. It becomes a network when
    `tf.nn.dynamic_rnn` calls it step by step.

    >>> import edflow as tf
    >>> class Sum(tf.nn.rnn_cell.RNNCell):
    ...     state_size = output_size = 1
    ...
    ...     def call(self, inputs, state):
    ...         total = state + inputs
    ...         return total, total
    >>> steps = tf.constant([[[1.0], [2.0], [3.0]]])
    >>> outputs, _ = tf.nn.dynamic_rnn(Sum(), steps, dtype=tf.float32)
    >>> tf.Session().run(outputs).ravel()
    array([1., 3., 6.], dtype=float32)
    """

    @property
    def state_size(self) -> Any:
        """The size of the state: a number, a TensorShape, or a structure of these."""
        raise NotImplementedError(
            f"{type(self).__name__} does not say its state_size; define it as a "
            "property, the number of elements of the state of one example"
        )

    @property
    def output_size(self) -> Any:
        """The size of an output: a number or a TensorShape."""
        raise NotImplementedError(
            f"{type(self).__name__} does not say its output_size; define it as a "
            "property, the number of elements of the output for one example"
        )

    @property
    def runs_over_time(self) -> bool:
        """Whether `cell(inputs, state, over_time=True)` takes a whole sequence."""
        return False

    @property
    def draws_by_step(self) -> bool:
        """Whether seeds settle what the cell draws anew in each step."""
        return False

    def __call__(
        self, inputs: Any, state: Any, scope: Any = None, **how: Any
    ) -> tuple[Any, Any]:
        """One step.

        Args:
          inputs: [batch, depth], or a structure of such tensors.
          state: the state before, in the structure of `state_size`.
          scope: a variable scope to use instead of the cell's own.
          **how: further arguments of `call`. Cells that can do so take
            `over_time=True`: then inputs and outputs are [time, batch, depth], and the
            new states those after each step.

        Returns:
          (output, new state).
        """
        # Variables that `call` makes by tf.get_variable are the cell's own.
        outer = get_variable_scope() if scope is None else scope
        with variable_scope(outer, custom_getter=self._own) as opened:
            chosen = {} if scope is None else {"scope": opened}
            return super().__call__(inputs, state, **chosen, **how)

    def _own(self, getter: Any, *args: Any, **settings: Any) -> Any:
        variable = getter(*args, **settings)
        trained = variable in trainable_variables()
        weights = self._trainable_weights if trained else self._non_trainable_weights
        if all(variable is not weight for weight in weights):
            weights.append(variable)
        return variable

    def zero_state(self, batch_size: Any, dtype: Any) -> Any:
        """A state of zeros.

        Args:
          batch_size: a number or a scalar tensor.
          dtype: of the state.

        Returns:
          Tensors [batch_size, size], in the structure of `state_size`.
        """
        with name_scope(f"{type(self).__name__}ZeroState"):
            return nest.map_structure(
                lambda size: zeros_of(batch_size, size, dtype), self.state_size
            )

    def get_initial_state(
        self, inputs: Any = None, batch_size: Any = None, dtype: Any = None
    ) -> Any:
        """`zero_state` for the batch size and dtype of `inputs`, or as given."""
        if inputs is not None:
            inputs = convert_to_tensor(inputs, name="inputs")
            batch_size = inputs.shape[0].value or shape_of(inputs)[0]
            dtype = inputs.dtype
        if batch_size is None or dtype is None:
            raise ValueError("an initial state needs batch_size and dtype, or inputs")
        return self.zero_state(batch_size, dtype)


class LayerCell(RNNCell):
    """A cell that makes its variables in `build`, as layers do."""

    _depth: int | None = None
    """Of the inputs that it was built for."""

    def __call__(
        self, inputs: Any, state: Any, scope: Any = None, **how: Any
    ) -> tuple[Any, Any]:
        for tensor in nest.flatten([inputs, state]):
            check_dtype(tensor.dtype)
        self._check_depth(inputs)
        self._check_state(state)
        return Layer.__call__(self, inputs, state, scope=scope, **how)

    def _check_depth(self, inputs: Any) -> None:
        depth = TensorShape(inputs.shape)[-1].value
        if self._depth not in (None, depth) and depth is not None:
            kind = type(self).__name__
            raise ValueError(
                f"this {kind} was built for inputs of {self._depth} and now gets some "
                f"of {depth}; layers need a cell each: "
                f"MultiRNNCell([{kind}(n) for _ in range(2)]), not [cell] * 2"
            )
        self._depth = depth

    def _check_state(self, state: Any) -> None:
        sizes = self.state_size
        if nest.is_sequence(sizes) != nest.is_sequence(state):
            raise TypeError(
                f"the state of a {type(self).__name__} is built as {sizes!r}, not "
                f"{state!r}; cell.zero_state(batch, dtype) makes one"
            )
        for size, part in zip(nest.flatten(sizes), nest.flatten(state), strict=True):
            width = TensorShape(part.shape)[-1].value if part.shape else None
            if isinstance(size, int) and width not in (None, size):
                raise ValueError(
                    f"the state given to this {type(self).__name__} is {width} wide, "
                    f"but it keeps {size}; cell.zero_state(batch, dtype) makes one"
                )


def check_dtype(dtype: Any) -> None:
    """ValueError if gates cannot work with it."""
    if dtype is None:
        return
    kind: DType = as_dtype(dtype).base_dtype
    if not (kind.is_floating or kind.is_complex):
        raise ValueError(
            f"a recurrent cell works on floats, not on {kind.name}; convert with "
            "tf.cast, or look words up with tf.nn.embedding_lookup"
        )


def depth_of(input_shape: Any) -> int:
    """The size of the last axis; ValueError if it is not known."""
    depth = TensorShape(input_shape)[-1].value
    if depth is None:
        raise ValueError(
            f"the last axis of the inputs is unknown: {input_shape}; a cell has one "
            "weight per input and unit, so give it by set_shape or reshape"
        )
    return depth


def zeros_of(batch_size: Any, size: Any, dtype: Any) -> Tensor:
    """Zeros [batch_size, *size], for a number or a shape `size`."""
    sizes = [size] if isinstance(size, int) else TensorShape(size).as_list()
    if not isinstance(batch_size, Tensor):
        return zeros([batch_size, *sizes], dtype)
    made = zeros(stack([batch_size, *sizes]), dtype)
    made.set_shape([None, *sizes])
    return made


class _Pair(NamedTuple):
    c: Any
    h: Any


class LSTMStateTuple(_Pair):
    """The state of an LSTM: the cell `c`, its memory, and the output `h`."""

    __slots__ = ()

    @property
    def dtype(self) -> DType:
        """The dtype of both; TypeError if they differ."""
        if self.c.dtype != self.h.dtype:
            raise TypeError(f"c is {self.c.dtype.name} but h is {self.h.dtype.name}")
        return self.c.dtype


def assert_is_cell(name: str, cell: Any) -> None:
    """TypeError unless `cell` can be used as a cell."""
    lacks = [part for part in ("output_size", "state_size") if not _has(cell, part)]
    if not (hasattr(cell, "zero_state") or hasattr(cell, "get_initial_state")):
        lacks.append("zero_state")
    if lacks or not callable(cell):
        missing = ", ".join(lacks) or "__call__"
        raise TypeError(
            f"{name} is no RNNCell, it lacks {missing}: {cell!r}; give e.g. "
            "tf.nn.rnn_cell.BasicLSTMCell(128)"
        )


def _has(cell: Any, part: str) -> bool:
    try:
        getattr(cell, part)
    except AttributeError:
        return False
    return True
