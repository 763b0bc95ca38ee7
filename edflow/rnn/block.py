"""Cells that are one operation a step, or one for a whole sequence."""

from __future__ import annotations

from typing import Any

import numpy as np

from edflow.engine.graph import Tensor
from edflow.engine.ops.array.shape import shape
from edflow.engine.ops.array.stacking import stack, unstack
from edflow.engine.ops.build import apply, convert_to_tensor
from edflow.engine.ops.initializers import Constant, Zeros
from edflow.engine.ops.input_spec import InputSpec
from edflow.engine.ops.layer import Layer
from edflow.engine.ops.recurrent import gru, lstm
from edflow.rnn.cell import (
    LayerCell,
    LSTMStateTuple,
    check_dtype,
    depth_of,
    zeros_of,
)
from edflow.rnn.whole import held, selected

__all__ = ["GRUBlockCell", "GRUBlockCellV2", "LSTMBlockCell", "LSTMBlockFusedCell"]


class _LSTMWeights:
    """The variables of an LSTM of one operation."""

    def __init__(
        self,
        num_units: int,
        forget_bias: float = 1.0,
        cell_clip: float | None = None,
        use_peephole: bool = False,
    ):
        self.units = num_units
        self.forget_bias = forget_bias
        self.cell_clip = -1.0 if cell_clip is None else cell_clip
        self.use_peephole = use_peephole
        self.peepholes: Any = None

    def build(self, layer: Layer, depth: int) -> None:
        units = self.units
        self.kernel = layer.add_weight("kernel", [depth + units, 4 * units])
        self.bias = layer.add_weight("bias", [4 * units], initializer=Zeros())
        if self.use_peephole:
            self.peepholes = tuple(
                layer.add_weight(f"w_{gate}_diag", [units]) for gate in "ifo"
            )


class LSTMBlockCell(LayerCell):
    """The LSTM with each step one operation, `LSTMBlockCell`.

    Args:
      num_units: how many units.
      forget_bias: added to f.
      cell_clip: keep the cell within -cell_clip..cell_clip; None for no bound.
      use_peephole: let the gates see the cell, each unit its own.
      dtype: of the variables.
      reuse: whether to find the variables, as for `tf.variable_scope`.
      name: of the scope.
    """

    def __init__(
        self,
        num_units: int,
        forget_bias: float = 1.0,
        cell_clip: float | None = None,
        use_peephole: bool = False,
        dtype: Any = None,
        reuse: Any = None,
        name: str = "lstm_cell",
    ):
        check_dtype(dtype)
        super().__init__(_reuse=reuse, name=name, dtype=dtype)
        self.input_spec = InputSpec(min_ndim=2)
        self._own_weights = _LSTMWeights(
            num_units, forget_bias, cell_clip, use_peephole
        )

    @property
    def state_size(self) -> LSTMStateTuple:
        return LSTMStateTuple(self._own_weights.units, self._own_weights.units)

    @property
    def output_size(self) -> int:
        return self._own_weights.units

    @property
    def runs_over_time(self) -> bool:
        return type(self) is LSTMBlockCell

    def build(self, input_shape: Any) -> None:
        """Make `kernel`, `bias` and the weights of the peepholes."""
        self._own_weights.build(self, depth_of(input_shape))

    def call(
        self, inputs: Tensor, state: Any, over_time: bool = False
    ) -> tuple[Tensor, LSTMStateTuple]:
        """One step, or all."""
        c, h = state
        own = self._own_weights
        if over_time:
            _, c, *_, h = lstm.block_lstm(
                inputs, c, h, own.kernel, own.bias, own.peepholes,
                forget_bias=own.forget_bias, cell_clip=own.cell_clip,
            )  # fmt: skip
        else:
            none = np.zeros(own.units, inputs.dtype.as_numpy_dtype)
            step = lstm.LSTMBlockCell(
                own.forget_bias, own.cell_clip, own.peepholes is not None
            )
            diagonals = own.peepholes or (none,) * 3
            _, c, *_, h = apply(step, inputs, c, h, own.kernel, *diagonals, own.bias)
        return h, LSTMStateTuple(c, h)


class LSTMBlockFusedCell(Layer):
    """The LSTM over a whole sequence as one operation, `BlockLSTM`.

    Not a cell but a network: it takes [time, batch, depth].

    Args:
      num_units: how many units.
      forget_bias: added to f.
      cell_clip: keep the cell within -cell_clip..cell_clip; None for no bound.
      use_peephole: let the gates see the cell, each unit its own.
      reuse: whether to find the variables, as for `tf.variable_scope`.
      dtype: of the variables.
      name: of the scope.
    """

    def __init__(
        self,
        num_units: int,
        forget_bias: float = 1.0,
        cell_clip: float | None = None,
        use_peephole: bool = False,
        reuse: Any = None,
        dtype: Any = None,
        name: str = "lstm_fused_cell",
    ):
        super().__init__(_reuse=reuse, name=name, dtype=dtype)
        self.input_spec = InputSpec(ndim=3)
        self._own_weights = _LSTMWeights(
            num_units, forget_bias, cell_clip, use_peephole
        )

    @property
    def num_units(self) -> int:
        return self._own_weights.units

    def build(self, input_shape: Any) -> None:
        """Make `kernel`, `bias` and the weights of the peepholes."""
        self._own_weights.build(self, depth_of(input_shape))

    def __call__(
        self,
        inputs: Any,
        initial_state: Any = None,
        dtype: Any = None,
        sequence_length: Any = None,
        scope: Any = None,
    ) -> tuple[Any, LSTMStateTuple]:
        """The outputs [time, batch, units], and the last state.

        Args:
          inputs: [time, batch, depth], or a list of [batch, depth]; of a list, the
            outputs are one too.
          initial_state: (c, h), each [batch, units]; zeros by default.
          dtype: accepted; the zeros are of the dtype of the inputs.
          sequence_length: how long each sequence is, [batch].
          scope: a variable scope to use instead of the layer's own.
        """
        listed = isinstance(inputs, list | tuple)
        whole = stack(inputs) if listed else convert_to_tensor(inputs)
        others: Any = (initial_state, sequence_length)
        outputs, state = super().__call__(whole, *others, scope=scope)
        return (unstack(outputs) if listed else outputs), state

    def call(
        self, inputs: Tensor, initial_state: Any, sequence_length: Any
    ) -> tuple[Tensor, LSTMStateTuple]:
        """All steps."""
        own = self._own_weights
        if initial_state is None:
            batch = inputs.shape[1].value or shape(inputs)[1]
            c = h = zeros_of(batch, own.units, inputs.dtype)
        else:
            c, h = initial_state
        _, cs, *_, hs = lstm.block_lstm(
            inputs, c, h, own.kernel, own.bias, own.peepholes,
            forget_bias=own.forget_bias, cell_clip=own.cell_clip,
        )  # fmt: skip
        states, start = LSTMStateTuple(cs, hs), LSTMStateTuple(c, h)
        return held(hs, sequence_length), selected(states, start, sequence_length)


class GRUBlockCell(LayerCell):
    """The GRU with each step one operation, `GRUBlockCell`.

    Args:
      num_units: how many units.
      cell_size: the old name of `num_units`.
      reuse: whether to find the variables, as for `tf.variable_scope`.
      name: of the scope.
      dtype: of the variables.
    """

    _names = ("w_ru", "b_ru", "w_c", "b_c")

    def __init__(
        self,
        num_units: int | None = None,
        cell_size: int | None = None,
        reuse: Any = None,
        name: str = "gru_cell",
        dtype: Any = None,
    ):
        super().__init__(_reuse=reuse, name=name, dtype=dtype)
        if (num_units is None) == (cell_size is None):
            raise ValueError("give num_units; cell_size is its old name")
        self.input_spec = InputSpec(min_ndim=2)
        self._units = num_units or cell_size or 0

    @property
    def state_size(self) -> int:
        return self._units

    @property
    def output_size(self) -> int:
        return self._units

    @property
    def runs_over_time(self) -> bool:
        return type(self) in (GRUBlockCell, GRUBlockCellV2)

    def build(self, input_shape: Any) -> None:
        """Make the weights and biases of the gates and of the candidate."""
        units = self._units
        rows = depth_of(input_shape) + units
        w_ru, b_ru, w_c, b_c = self._names
        self._w_ru = self.add_weight(w_ru, [rows, 2 * units])
        self._b_ru = self.add_weight(b_ru, [2 * units], initializer=Constant(1.0))
        self._w_c = self.add_weight(w_c, [rows, units])
        self._b_c = self.add_weight(b_c, [units], initializer=Zeros())

    def call(
        self, inputs: Tensor, state: Tensor, over_time: bool = False
    ) -> tuple[Tensor, Tensor]:
        """One step, or all."""
        op = gru.BlockGRU() if over_time else gru.GRUBlockCell()
        weights = self._w_ru, self._w_c, self._b_ru, self._b_c
        *_, h = apply(op, inputs, state, *weights)
        return h, h


class GRUBlockCellV2(GRUBlockCell):
    """GRUBlockCell with the variable names of `GRUCell`."""

    _names = ("gates/kernel", "gates/bias", "candidate/kernel", "candidate/bias")
