"""static_rnn: a cell over a list of inputs, each step with nodes of its own."""

from __future__ import annotations

from typing import Any

from edflow.engine.control.branching import cond
from edflow.engine.face import nest
from edflow.engine.face.dtypes import int32
from edflow.engine.graph import Tensor, get_default_graph
from edflow.engine.ops.array.casting import cast
from edflow.engine.ops.array.joining import concat
from edflow.engine.ops.array.sequences import reverse_sequence
from edflow.engine.ops.array.shape import identity, shape
from edflow.engine.ops.array.stacking import stack, unstack
from edflow.engine.ops.build import constant, convert_to_tensor
from edflow.engine.ops.reduce import reduce_max
from edflow.engine.ops.state.scope import variable_scope
from edflow.rnn.cell import assert_is_cell, zeros_of
from edflow.rnn.dynamic import first_state, takes_whole, unless
from edflow.rnn.whole import held, selected

__all__ = ["static_bidirectional_rnn", "static_rnn", "static_state_saving_rnn"]


def static_rnn(
    cell: Any,
    inputs: Any,
    initial_state: Any = None,
    dtype: Any = None,
    sequence_length: Any = None,
    scope: Any = None,
) -> tuple[list[Any], Any]:
    """A recurrent network over as many steps as the list of inputs is long.

    Args:
      cell: an RNNCell.
      inputs: a list with the input of each step, [batch, depth] or a structure.
      initial_state: the state before the first step; zeros by default.
      dtype: of the initial state, if none is given.
      sequence_length: how long each sequence is, [batch]. Past its end outputs are 0,
        and the state stays what it was at the end.
      scope: a variable scope, or its name; `rnn` by default.

    Returns:
      (outputs, state): the list of the outputs, and the state after the last step.

    Raises:
      TypeError: `cell` is no cell, or `inputs` no list.
      ValueError: no inputs; neither `initial_state` nor `dtype`; an unknown depth.
    """
    assert_is_cell("cell", cell)
    inputs = _listed(inputs)
    with variable_scope(scope or "rnn") as opened:
        batch = _batch_size(nest.flatten(inputs))
        state = first_state(cell, batch, initial_state, dtype)
        lengths = None if sequence_length is None else _lengths(sequence_length)
        if takes_whole(cell, inputs, state):
            outputs, states = cell(stack(inputs), state, over_time=True)
            final = selected(states, state, lengths)
            return unstack(held(outputs, lengths), len(inputs)), final
        step = _Step(cell, lengths, batch, dtype)
        results: list[Any] = []
        for time, each in enumerate(inputs):
            if time > 0:
                opened.reuse_variables()
            output, state = step(time, each, state)
            results.append(output)
    return results, state


class _Step:
    """One step, which leaves alone the sequences that have ended."""

    def __init__(self, cell: Any, lengths: Tensor | None, batch: Any, dtype: Any):
        self._cell = cell
        self._lengths = lengths
        self._batch = batch
        self._dtype = dtype
        self._longest = None if lengths is None else reduce_max(lengths)
        self._zeros: Any = None

    def __call__(self, time: int, inputs: Any, state: Any) -> tuple[Any, Any]:
        if self._lengths is None:
            return self._cell(inputs, state)
        if self._zeros is None:
            dtype = self._dtype or nest.flatten(state)[0].dtype.base_dtype
            self._zeros = nest.map_structure(
                lambda size: zeros_of(self._batch, size, dtype), self._cell.output_size
            )

        def all_ended() -> Any:
            return [self._zeros, state]

        def some_go_on() -> Any:
            output, after = self._cell(inputs, state)
            ended = constant(time) >= self._lengths
            return [unless(ended, self._zeros, output), unless(ended, state, after)]

        output, after = cond(constant(time) >= self._longest, all_ended, some_go_on)
        return output, after


def _listed(inputs: Any) -> list[Any]:
    if not isinstance(inputs, list | tuple):
        raise TypeError(
            f"inputs must be a list, one [batch, depth] for each step, not {inputs!r}; "
            "take a tensor apart with tf.unstack, or use tf.nn.dynamic_rnn"
        )
    if not inputs:
        raise ValueError("inputs must hold at least one step")
    return [nest.map_structure(convert_to_tensor, each) for each in inputs]


def _batch_size(inputs: list[Tensor]) -> Any:
    for x in inputs:
        sizes = x.spec.shape
        if sizes is None or len(sizes) < 1 or None in sizes[1:]:
            raise ValueError(
                f"the inputs must be [batch, depth] with a known depth, but {x.name} "
                f"has shape {x.shape}; give it by set_shape or reshape"
            )
    known = inputs[0].shape[0].value
    return known or shape(inputs[0])[0]


def _lengths(sequence_length: Any) -> Tensor:
    lengths = convert_to_tensor(sequence_length, name="sequence_length")
    if lengths.spec.rank not in (None, 1):
        raise ValueError(
            "sequence_length must hold one number for each sequence, so be of rank 1, "
            f"not of shape {lengths.shape}"
        )
    return cast(lengths, int32)


def static_state_saving_rnn(
    cell: Any,
    inputs: Any,
    state_saver: Any,
    state_name: Any,
    sequence_length: Any = None,
    scope: Any = None,
) -> tuple[list[Any], Any]:
    """`static_rnn` from a saved state, saving its last state again.

    Args:
      cell: an RNNCell.
      inputs: a list with the input of each step, [batch, depth].
      state_saver: an object with the methods `state(name)`, which gives a saved
        state, and `save_state(name, value)`, which gives an operation.
      state_name: the names, in the structure of the cell's state.
      sequence_length: how long each sequence is, [batch].
      scope: a variable scope, or its name.
    """
    sizes = cell.state_size
    names = nest.flatten(state_name)
    alike = nest.is_sequence(sizes) == nest.is_sequence(state_name)
    if not alike or len(names) != len(nest.flatten(sizes)):
        raise ValueError(
            f"state_name must be built as the cell's state: {state_name!r} does not "
            f"fit {sizes!r}"
        )
    state = nest.pack_sequence_as(sizes, [state_saver.state(name) for name in names])
    outputs, state = static_rnn(
        cell, inputs, state, sequence_length=sequence_length, scope=scope
    )
    pairs = zip(names, nest.flatten(state), strict=True)
    saves = [state_saver.save_state(name, part) for name, part in pairs]
    with get_default_graph().control_dependencies(saves):
        outputs[-1] = nest.map_structure(identity, outputs[-1])
        state = nest.map_structure(identity, state)
    return outputs, state


def static_bidirectional_rnn(
    cell_fw: Any,
    cell_bw: Any,
    inputs: Any,
    initial_state_fw: Any = None,
    initial_state_bw: Any = None,
    dtype: Any = None,
    sequence_length: Any = None,
    scope: Any = None,
) -> tuple[list[Any], Any, Any]:
    """Two networks over a list of inputs: one reads forwards, one backwards.

    Args:
      cell_fw: the cell that reads forwards.
      cell_bw: the cell that reads each sequence from its end.
      inputs: a list with the input of each step, [batch, depth].
      initial_state_fw, initial_state_bw: the states before the first step.
      dtype: of the initial states, if none are given.
      sequence_length: how long each sequence is, [batch].
      scope: a variable scope, or its name; `bidirectional_rnn` by default.

    Returns:
      (outputs, state, state): the list of both outputs side by side, and both states.
    """
    assert_is_cell("cell_fw", cell_fw)
    assert_is_cell("cell_bw", cell_bw)
    inputs = _listed(inputs)
    with variable_scope(scope or "bidirectional_rnn"):
        with variable_scope("fw") as fw:
            ahead, state_fw = static_rnn(
                cell_fw, inputs, initial_state_fw, dtype, sequence_length, fw
            )
        with variable_scope("bw") as bw:
            turned = _backwards(inputs, sequence_length)
            back, state_bw = static_rnn(
                cell_bw, turned, initial_state_bw, dtype, sequence_length, bw
            )
    pairs = zip(ahead, _backwards(back, sequence_length), strict=True)
    outputs = [
        nest.map_structure(lambda a, b: concat([a, b], 1), one, other)
        for one, other in pairs
    ]
    return outputs, state_fw, state_bw


def _backwards(steps: list[Any], lengths: Any) -> list[Any]:
    if lengths is None:
        return steps[::-1]
    columns = zip(*map(nest.flatten, steps), strict=True)
    turned = [
        unstack(reverse_sequence(stack(column), lengths, seq_axis=0, batch_axis=1))
        for column in columns
    ]
    rows = zip(*turned, strict=True)
    return [nest.pack_sequence_as(steps[0], row) for row in rows]
