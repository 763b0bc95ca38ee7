"""raw_rnn: a loop over a cell in which the user's own function feeds each step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from edflow.engine.control.looping import while_loop
from edflow.engine.control.tensor_array import TensorArray
from edflow.engine.face import nest
from edflow.engine.graph import Tensor
from edflow.engine.ops.array.shape import shape
from edflow.engine.ops.build import constant, convert_to_tensor
from edflow.engine.ops.math.logic import logical_not, logical_or
from edflow.engine.ops.reduce import reduce_all
from edflow.engine.ops.state.scope import variable_scope
from edflow.rnn.cell import assert_is_cell, zeros_of
from edflow.rnn.dynamic import unless

__all__ = ["raw_rnn"]


def raw_rnn(
    cell: Any,
    loop_fn: Callable[..., Any],
    parallel_iterations: int | None = None,
    swap_memory: bool = False,
    scope: Any = None,
) -> tuple[Any, Any, Any]:
    """A recurrent network that decides as it goes: what next, and whether to end.

    Args:
      cell: an RNNCell.
      loop_fn: `loop_fn(time, cell_output, cell_state, loop_state)` gives (finished,
        next input, next state, what to emit, next loop state). Before the first step
        it is called with time 0 and None for the rest: then it gives the first
        state, and for what to emit an example of its shape and dtype without the
        batch, or None if the cell's outputs are emitted.
      parallel_iterations, swap_memory: accepted.
      scope: a variable scope, or its name; `rnn` by default.

    Returns:
      (emitted, state, loop state): what was emitted as a TensorArray, or a structure
      of these; and the last states.

    Raises:
      TypeError: `cell` is no cell, or `loop_fn` no function.
    """
    assert_is_cell("cell", cell)
    if not callable(loop_fn):
        raise TypeError(f"loop_fn must be a function, not {loop_fn!r}")
    with variable_scope(scope or "rnn"):
        time = constant(0)
        finished, inputs, state, emit, loop_state = loop_fn(time, None, None, None)
        keeps_state = loop_state is not None
        loop_state = loop_state if keeps_state else constant(0)
        state = nest.map_structure(convert_to_tensor, state)
        nest.assert_same_structure(state, cell.state_size, check_types=False)
        batch, example = _batch(nest.flatten(inputs)[0]), nest.flatten(state)[0]
        sizes, dtypes = _emitted(cell, emit, example)
        structure = cell.output_size if emit is None else emit
        pairs = list(zip(sizes, dtypes, strict=True))
        arrays = [TensorArray(dtype, 0, dynamic_size=True) for _, dtype in pairs]
        zeros = [zeros_of(batch, size, dtype) for size, dtype in pairs]
        zero_emit = nest.pack_sequence_as(structure, zeros)

        def step(
            time: Any, ended: Any, inputs: Any, arrays: Any, before: Any, loop: Any
        ) -> Any:
            output, after = cell(inputs, before)
            done, inputs, after, emit, new_loop = loop_fn(time + 1, output, after, loop)
            nest.assert_same_structure(before, after)
            emit = unless(ended, zero_emit, emit)
            written = [
                array.write(time, value)
                for array, value in zip(arrays, nest.flatten(emit), strict=True)
            ]
            return (
                time + 1,
                logical_or(ended, done),
                inputs,
                written,
                unless(ended, before, after),
                loop if new_loop is None else new_loop,
            )

        *_, arrays, state, loop_state = while_loop(
            lambda _, ended, *__: logical_not(reduce_all(ended)),
            step,
            [time, finished, inputs, arrays, state, loop_state],
        )
    emitted = nest.pack_sequence_as(structure, arrays)
    return emitted, state, loop_state if keeps_state else None


def _batch(first: Tensor) -> Any:
    return first.shape[0].value or shape(first)[0]


def _emitted(cell: Any, emit: Any, state: Tensor) -> tuple[list[Any], list[Any]]:
    """Sizes and dtypes of what is emitted for one example."""
    if emit is None:
        sizes = nest.flatten(cell.output_size)
        return sizes, [state.dtype.base_dtype] * len(sizes)
    examples = [convert_to_tensor(each) for each in nest.flatten(emit)]
    return [each.shape for each in examples], [each.dtype for each in examples]
