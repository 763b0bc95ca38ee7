"""MultiRNNCell: cells on top of each other."""

from __future__ import annotations

from collections.abc import MappingView, Sequence
from typing import Any

from edflow.engine.face import nest
from edflow.engine.graph import Tensor, name_scope
from edflow.engine.ops.array.joining import concat, slice_
from edflow.engine.ops.state.scope import variable_scope
from edflow.rnn.cell import RNNCell

__all__ = ["MultiRNNCell"]


class MultiRNNCell(RNNCell):
    """Cells on top of each other: each takes the output of the one below.

    Args:
      cells: from the lowest to the highest. Each must be a cell of its own:
        `[cell() for _ in range(n)]`, not `[cell] * n`.
      state_is_tuple: whether the state is a tuple of the cells' states, else these are
        joined to one tensor.

    Raises:
      TypeError: `cells` is no list or tuple.
      ValueError: there are no cells; or some have tuples for states, but the whole
        is to have none.
    """

    def __init__(self, cells: Sequence[RNNCell], state_is_tuple: bool = True):
        super().__init__()
        if not cells:
            raise ValueError("MultiRNNCell needs at least one cell")
        if not isinstance(cells, list | tuple | MappingView):
            raise TypeError(f"cells must be a list or tuple, not {cells!r}")
        self._cells = list(cells)
        self._state_is_tuple = state_is_tuple
        if not state_is_tuple and any(nest.is_sequence(c.state_size) for c in cells):
            raise ValueError(
                "some cells have tuples for states, "
                f"{[cell.state_size for cell in cells]}; leave out "
                "state_is_tuple=False, or give it to the cells too"
            )

    @property
    def state_size(self) -> Any:
        sizes = tuple(cell.state_size for cell in self._cells)
        return sizes if self._state_is_tuple else sum(sizes)

    @property
    def output_size(self) -> Any:
        return self._cells[-1].output_size

    @property
    def runs_over_time(self) -> bool:
        parts = [getattr(cell, "runs_over_time", False) for cell in self._cells]
        return type(self) is MultiRNNCell and all(parts)

    @property
    def draws_by_step(self) -> bool:
        return any(getattr(cell, "draws_by_step", False) for cell in self._cells)

    @property
    def trainable_weights(self) -> list[Any]:
        """Those of all cells."""
        parts = [getattr(cell, "trainable_weights", []) for cell in self._cells]
        return [w for part in parts for w in part] if self.trainable else []

    @property
    def non_trainable_weights(self) -> list[Any]:
        """Those of all cells."""
        kind = "non_trainable_weights" if self.trainable else "weights"
        return [w for cell in self._cells for w in getattr(cell, kind, [])]

    def zero_state(self, batch_size: Any, dtype: Any) -> Any:
        """The zero states of all cells."""
        with name_scope(f"{type(self).__name__}ZeroState"):
            if not self._state_is_tuple:
                return super().zero_state(batch_size, dtype)
            return tuple(cell.zero_state(batch_size, dtype) for cell in self._cells)

    def call(self, inputs: Tensor, state: Any, **how: Any) -> tuple[Any, Any]:
        """The input through all cells."""
        if self._state_is_tuple and not nest.is_sequence(state):
            raise ValueError(
                f"the state must be a tuple of {len(self._cells)}, one for each cell, "
                f"not {state!r}"
            )
        states: list[Any] = []
        place = 0
        for k, cell in enumerate(self._cells):
            with variable_scope(f"cell_{k}"):
                if self._state_is_tuple:
                    before = state[k]
                else:
                    before = slice_(state, [0, place], [-1, cell.state_size])
                    place += cell.state_size
                inputs, after = cell(inputs, before, **how)
                states.append(after)
        return inputs, tuple(states) if self._state_is_tuple else concat(states, -1)
