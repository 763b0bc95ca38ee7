"""Bidirectional networks on top of each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from edflow.engine.graph import Tensor
from edflow.engine.ops.array.joining import concat
from edflow.engine.ops.state.scope import variable_scope
from edflow.rnn.dynamic import bidirectional_dynamic_rnn
from edflow.rnn.static import static_bidirectional_rnn

__all__ = ["stack_bidirectional_dynamic_rnn", "stack_bidirectional_rnn"]


def stack_bidirectional_dynamic_rnn(
    cells_fw: Sequence[Any],
    cells_bw: Sequence[Any],
    inputs: Any,
    initial_states_fw: Sequence[Any] | None = None,
    initial_states_bw: Sequence[Any] | None = None,
    dtype: Any = None,
    sequence_length: Any = None,
    parallel_iterations: int | None = None,
    time_major: bool = False,
    scope: Any = None,
    swap_memory: bool = False,
) -> tuple[Tensor, tuple[Any, ...], tuple[Any, ...]]:
    """Layers of two networks each: every layer reads both outputs of the one below.

    Args:
      cells_fw, cells_bw: the cells of the layers, from the lowest to the highest.
      inputs: [batch, time, depth].
      initial_states_fw, initial_states_bw: for each layer the state to start from.
      dtype: of the initial states, if none are given.
      sequence_length: how long each sequence is, [batch].
      parallel_iterations, swap_memory: accepted.
      time_major: whether inputs and outputs are [time, batch, ...].
      scope: a variable scope, or its name; `stack_bidirectional_rnn` by default.

    Returns:
      (outputs, states, states): both outputs of the highest layer side by side, and for
      each layer its last states.

    Raises:
      ValueError: the lists are empty, or not equally long.
    """
    starts = _starts(cells_fw, cells_bw, initial_states_fw, initial_states_bw)
    states: list[tuple[Any, Any]] = []
    with variable_scope(scope or "stack_bidirectional_rnn"):
        for k, (cell_fw, cell_bw, start_fw, start_bw) in enumerate(starts):
            with variable_scope(f"cell_{k}"):
                outputs, after = bidirectional_dynamic_rnn(
                    cell_fw, cell_bw, inputs, sequence_length, start_fw, start_bw,
                    dtype, time_major=time_major,
                )  # fmt: skip
                inputs = concat(outputs, 2)
                states.append(after)
    return inputs, tuple(fw for fw, _ in states), tuple(bw for _, bw in states)


def stack_bidirectional_rnn(
    cells_fw: Sequence[Any],
    cells_bw: Sequence[Any],
    inputs: Any,
    initial_states_fw: Sequence[Any] | None = None,
    initial_states_bw: Sequence[Any] | None = None,
    dtype: Any = None,
    sequence_length: Any = None,
    scope: Any = None,
) -> tuple[list[Tensor], tuple[Any, ...], tuple[Any, ...]]:
    """`stack_bidirectional_dynamic_rnn` over a list of [batch, depth]."""
    starts = _starts(cells_fw, cells_bw, initial_states_fw, initial_states_bw)
    states: list[tuple[Any, Any]] = []
    with variable_scope(scope or "stack_bidirectional_rnn"):
        for k, (cell_fw, cell_bw, start_fw, start_bw) in enumerate(starts):
            with variable_scope(f"cell_{k}") as layer:
                inputs, *after = static_bidirectional_rnn(
                    cell_fw, cell_bw, inputs, start_fw, start_bw, dtype,
                    sequence_length, layer,
                )  # fmt: skip
                states.append((after[0], after[1]))
    return inputs, tuple(fw for fw, _ in states), tuple(bw for _, bw in states)


def _starts(
    cells_fw: Sequence[Any], cells_bw: Sequence[Any], fw: Any, bw: Any
) -> list[tuple[Any, Any, Any, Any]]:
    none = [None] * len(cells_fw)
    lists = cells_fw, cells_bw, fw or none, bw or none
    if not cells_fw or len({len(each) for each in lists}) > 1:
        raise ValueError(
            "the lists of cells and initial states need one entry for each layer, but "
            f"have {[len(each) for each in lists]}"
        )
    return list(zip(*lists, strict=True))
