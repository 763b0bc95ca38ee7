"""dynamic_rnn: a cell over sequences whose length is known when the graph runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from edflow.engine.control.looping import while_loop
from edflow.engine.control.tensor_array import TensorArray
from edflow.engine.face import nest
from edflow.engine.face.dtypes import int32
from edflow.engine.face.shapes import TensorShape
from edflow.engine.graph import Tensor, get_default_graph
from edflow.engine.ops.array.axes import expand_dims, reverse, transpose
from edflow.engine.ops.array.casting import cast
from edflow.engine.ops.array.joining import concat
from edflow.engine.ops.array.ranges import range_
from edflow.engine.ops.array.sequences import reverse_sequence
from edflow.engine.ops.array.shape import identity, rank, shape
from edflow.engine.ops.assertions import assert_equal
from edflow.engine.ops.build import constant, convert_to_tensor
from edflow.engine.ops.math.arithmetic import maximum, minimum
from edflow.engine.ops.math.selecting import where
from edflow.engine.ops.recurrent.rules import KERNEL_FLOATS
from edflow.engine.ops.reduce import reduce_max
from edflow.engine.ops.state.scope import variable_scope
from edflow.rnn.cell import assert_is_cell, zeros_of
from edflow.rnn.whole import held, selected

__all__ = ["bidirectional_dynamic_rnn", "dynamic_rnn"]


def dynamic_rnn(
    cell: Any,
    inputs: Any,
    sequence_length: Any = None,
    initial_state: Any = None,
    dtype: Any = None,
    parallel_iterations: int | None = None,
    swap_memory: bool = False,
    time_major: bool = False,
    scope: Any = None,
) -> tuple[Any, Any]:
    """A recurrent network: the cell, step by step over the inputs.

    An LSTM, a GRU or a plain network, alone or stacked, becomes one operation for all
    steps (`BlockLSTM`, `BlockGRU`, `BlockRNN`); any other cell runs in a loop.

    Args:
      cell: an RNNCell.
      inputs: [batch, time, ...], or a structure of such tensors.
      sequence_length: how long each sequence is, [batch]. Past its end outputs are 0,
        and the state stays what it was at the end.
      initial_state: the state before the first step; zeros by default.
      dtype: of the initial state, if none is given.
      parallel_iterations, swap_memory: accepted.
      time_major: whether inputs and outputs are [time, batch, ...].
      scope: a variable scope, or its name; `rnn` by default.

    Returns:
      (outputs, state): [batch, time, output_size], and the state after the last step.

    Raises:
      TypeError: `cell` is no cell.
      ValueError: neither `initial_state` nor `dtype`; or the depth of the inputs is
        unknown.

    >>> import edflow as tf
    >>> words = tf.placeholder(tf.float32, [None, 20, 50])
    >>> outputs, state = tf.nn.dynamic_rnn(
    ...     tf.nn.rnn_cell.BasicLSTMCell(128), words, dtype=tf.float32
    ... )
    >>> print(outputs.shape, state.h.shape)
    (?, 20, 128) (?, 128)
    >>> [variable.name for variable in tf.trainable_variables()]
    ['rnn/basic_lstm_cell/kernel:0', 'rnn/basic_lstm_cell/bias:0']
    """
    assert_is_cell("cell", cell)
    with variable_scope(scope or "rnn"):
        inputs = nest.map_structure(convert_to_tensor, inputs)
        if not time_major:
            inputs = nest.map_structure(batch_and_time_swapped, inputs)
        batch = _batch_size(nest.flatten(inputs))
        lengths = None
        if sequence_length is not None:
            lengths = _lengths(sequence_length, batch)
        state = first_state(cell, batch, initial_state, dtype)
        if takes_whole(cell, inputs, state):
            outputs, states = cell(inputs, state, over_time=True)
            outputs, final = held(outputs, lengths), selected(states, state, lengths)
        else:
            outputs, final = _loop(cell, inputs, state, lengths, batch, dtype)
        if not time_major:
            outputs = nest.map_structure(batch_and_time_swapped, outputs)
    return outputs, final


def batch_and_time_swapped(x: Tensor) -> Tensor:
    """[batch, time, ...] as [time, batch, ...], and back."""
    if x.spec.shape is None:
        return transpose(x, concat([[1, 0], range_(2, rank(x))], 0))
    return transpose(x, [1, 0, *range(2, len(x.spec.shape))])


def takes_whole(cell: Any, inputs: Any, state: Any) -> bool:
    """Whether the cell can be given all of `inputs` at once.

    Args:
      cell: the cell.
      inputs: [time, batch, depth], or a list of [batch, depth].
      state: the state before the first step.
    """
    if not getattr(cell, "runs_over_time", False):
        return False
    if isinstance(inputs, list) and cell.draws_by_step:
        return False  # There each step has a random op of its own, with its own seed.
    steps = inputs if isinstance(inputs, list) else [inputs]
    rank = 2 if isinstance(inputs, list) else 3
    plain = all(isinstance(x, Tensor) and x.spec.rank == rank for x in steps)
    states = map(convert_to_tensor, nest.flatten(state))
    return plain and all(x.dtype.base_dtype in KERNEL_FLOATS for x in [*steps, *states])


def _batch_size(inputs: list[Tensor]) -> Any:
    """The number of sequences, as a number if it is known."""
    for x in inputs:
        sizes = x.spec.shape
        if sizes is None:
            continue
        if len(sizes) < 2:
            raise ValueError(
                f"the inputs need axes for batch and time, but {x.name} has shape "
                f"{x.shape}"
            )
        if sizes[1] is not None:
            return sizes[1]
    return shape(inputs[0])[1]


def _lengths(sequence_length: Any, batch: Any) -> Tensor:
    lengths = cast(sequence_length, int32)
    if lengths.spec.rank not in (None, 1):
        raise ValueError(
            "sequence_length must hold one number for each sequence, so be of rank 1, "
            f"not of shape {lengths.shape}"
        )
    lengths = identity(lengths, name="sequence_length")
    expected = expand_dims(convert_to_tensor(batch, int32), 0)
    message = "sequence_length must hold one number for each sequence of the batch"
    check = assert_equal(shape(lengths), expected, message=message)
    with get_default_graph().control_dependencies([] if check is None else [check]):
        return identity(lengths, name="CheckSeqLen")


def first_state(cell: Any, batch: Any, initial_state: Any, dtype: Any) -> Any:
    """The state to start from; ValueError if nothing says what it is."""
    if initial_state is not None:
        return initial_state
    if dtype is None:
        raise ValueError(
            "give an initial_state, or the dtype of the zeros to start from, e.g. "
            "dtype=tf.float32"
        )
    if hasattr(cell, "get_initial_state"):
        return cell.get_initial_state(inputs=None, batch_size=batch, dtype=dtype)
    return cell.zero_state(batch, dtype)


def _loop(
    cell: Any, inputs: Any, state: Any, lengths: Any, batch: Any, dtype: Any
) -> tuple[Any, Any]:
    """The cell step by step, as the body of a While."""
    first = nest.flatten(inputs)[0]
    known = _check_inputs(nest.flatten(inputs))
    steps = shape(first)[0] if known is None else constant(known)
    state = nest.map_structure(convert_to_tensor, state)
    if dtype is None:
        dtype = nest.flatten(state)[0].dtype.base_dtype
    sizes = cell.output_size
    rows = nest.map_structure(lambda x: TensorArray(x.dtype, steps).unstack(x), inputs)
    arrays = nest.map_structure(
        lambda size: TensorArray(dtype, steps, element_shape=_element(first, size)),
        sizes,
    )
    # A sequence that nobody has yet reached the end of need not be looked at.
    last = steps if lengths is None else minimum(steps, maximum(1, reduce_max(lengths)))
    zeros = nest.map_structure(lambda size: zeros_of(batch, size, dtype), sizes)

    def step(time: Tensor, arrays: Any, before: Any) -> Any:
        row = nest.map_structure(lambda array: array.read(time), rows)
        output, after = cell(row, before)
        nest.assert_same_structure(sizes, output, check_types=False)
        nest.assert_same_structure(before, after)
        if lengths is not None:
            ended = time >= lengths
            output = unless(ended, zeros, output)
            after = unless(ended, before, after)
        written = [
            array.write(time, each)
            for array, each in zip(
                nest.flatten(arrays), nest.flatten(output), strict=True
            )
        ]
        return time + 1, nest.pack_sequence_as(arrays, written), after

    time = constant(0, name="time")
    _, arrays, final = while_loop(
        lambda time, *_: time < last,
        step,
        (time, arrays, state),
    )

    def whole(array: TensorArray, size: Any) -> Tensor:
        stacked = array.stack()
        stacked.set_shape([known, *_element(first, size)])
        return stacked

    return nest.map_structure(whole, arrays, sizes), final


def unless(ended: Tensor, old: Any, new: Any) -> Any:
    """The new values, but the old ones where a sequence has ended."""

    def one(old: Any, new: Any) -> Any:
        if hasattr(new, "components") or new.spec.rank == 0:
            return new
        chosen = where(ended, old, new)
        chosen.set_shape(old.shape)
        return chosen

    return nest.map_structure(one, old, new)


def _element(first: Tensor, size: Any) -> list[int | None]:
    """The static shape of an output of the whole batch."""
    batch = first.shape[1].value
    return [batch, *([size] if isinstance(size, int) else TensorShape(size).as_list())]


def _check_inputs(inputs: list[Tensor]) -> int | None:
    """The number of steps, if it is known; ValueError for inputs that do not fit."""
    steps: int | None = None
    for x in inputs:
        sizes = x.spec.shape
        if sizes is None or len(sizes) < 3 or None in sizes[2:]:
            raise ValueError(
                f"the inputs must be [batch, time, depth] with a known depth, but "
                f"{x.name} has shape {x.shape}; give it by set_shape or reshape"
            )
        if None not in (steps, sizes[0]) and steps != sizes[0]:
            raise ValueError(
                f"all inputs need the same number of steps, not {steps} and {sizes[0]}"
            )
        steps = sizes[0] if steps is None else steps
    return steps


def bidirectional_dynamic_rnn(
    cell_fw: Any,
    cell_bw: Any,
    inputs: Any,
    sequence_length: Any = None,
    initial_state_fw: Any = None,
    initial_state_bw: Any = None,
    dtype: Any = None,
    parallel_iterations: int | None = None,
    swap_memory: bool = False,
    time_major: bool = False,
    scope: Any = None,
) -> tuple[tuple[Any, Any], tuple[Any, Any]]:
    """Two recurrent networks: one reads forwards, one backwards.

    Args:
      cell_fw: the cell that reads forwards.
      cell_bw: the cell that reads each sequence from its end.
      inputs: [batch, time, ...], or a structure of such tensors.
      sequence_length: how long each sequence is, [batch].
      initial_state_fw, initial_state_bw: the states before the first step.
      dtype: of the initial states, if none are given.
      parallel_iterations, swap_memory: accepted.
      time_major: whether inputs and outputs are [time, batch, ...].
      scope: a variable scope, or its name; `bidirectional_rnn` by default.

    Returns:
      ((outputs, outputs), (state, state)): each of the forward network and of the
      backward one. Outputs stand where the inputs stood that they were read from.
    """
    assert_is_cell("cell_fw", cell_fw)
    assert_is_cell("cell_bw", cell_bw)
    turned = _backwards(sequence_length, time_major)
    settings = {"dtype": dtype, "time_major": time_major}
    with variable_scope(scope or "bidirectional_rnn"):
        with variable_scope("fw") as fw:
            outputs_fw, state_fw = dynamic_rnn(
                cell_fw, inputs, sequence_length, initial_state_fw,
                scope=fw, **settings,
            )  # fmt: skip
        with variable_scope("bw") as bw:
            outputs_bw, state_bw = dynamic_rnn(
                cell_bw, nest.map_structure(turned, inputs), sequence_length,
                initial_state_bw, scope=bw, **settings,
            )  # fmt: skip
    return (outputs_fw, nest.map_structure(turned, outputs_bw)), (state_fw, state_bw)


def _backwards(sequence_length: Any, time_major: bool) -> Callable[[Any], Tensor]:
    """What turns each sequence round, leaving what stands past its end."""
    batch, time = (1, 0) if time_major else (0, 1)
    if sequence_length is None:
        return lambda x: reverse(x, [time])
    return lambda x: reverse_sequence(
        x, sequence_length, seq_axis=time, batch_axis=batch
    )
