"""Long short-term memory: BasicLSTMCell and LSTMCell."""

from __future__ import annotations

from typing import Any

from edflow.engine.graph import Tensor
from edflow.engine.ops.array.joining import concat, slice_
from edflow.engine.ops.array.splitting import split
from edflow.engine.ops.build import constant
from edflow.engine.ops.initializers import Zeros
from edflow.engine.ops.input_spec import InputSpec
from edflow.engine.ops.math.arithmetic import add, multiply
from edflow.engine.ops.math.clipping import clip_by_value
from edflow.engine.ops.math.products import matmul
from edflow.engine.ops.math.trigonometry import sigmoid, tanh
from edflow.engine.ops.nn.bias import bias_add
from edflow.engine.ops.recurrent.lstm import block_lstm
from edflow.layers import arguments
from edflow.rnn.cell import LayerCell, LSTMStateTuple, check_dtype, depth_of

__all__ = ["BasicLSTMCell", "LSTMCell"]


class BasicLSTMCell(LayerCell):
    """The LSTM without extras: a cell c that gates fill, keep and read.

    [i, j, f, o] = [x, h_prev] kernel + bias; c = sigmoid(f + forget_bias) c_prev +
    sigmoid(i) tanh(j); h = sigmoid(o) tanh(c). `tf.nn.dynamic_rnn` makes of it a single
    `BlockLSTM` operation, and `edflow.lstm_gates` shows what its gates did.

    Args:
      num_units: how many units.
      forget_bias: added to f, so that at first the cell keeps what it holds.
      state_is_tuple: whether the state is an `LSTMStateTuple`, else one tensor
        [batch, 2 num_units].
      activation: a function in place of tanh.
      reuse: whether to find the variables, as for `tf.variable_scope`.
      name: of the scope; `basic_lstm_cell` by default.
      dtype: of the variables; by default that of the first input.
    """

    def __init__(
        self,
        num_units: int,
        forget_bias: float = 1.0,
        state_is_tuple: bool = True,
        activation: Any = None,
        reuse: Any = None,
        name: str | None = None,
        dtype: Any = None,
        **kwargs: Any,
    ):
        kwargs.pop("input_size", None)  # An argument of the first releases.
        check_dtype(dtype)
        super().__init__(_reuse=reuse, name=name, dtype=dtype, **kwargs)
        self.input_spec = InputSpec(min_ndim=2)
        self._num_units = num_units
        self._forget_bias = forget_bias
        self._state_is_tuple = state_is_tuple
        self._activation = arguments.activation(activation) or tanh

    @property
    def state_size(self) -> Any:
        units = self._num_units
        return LSTMStateTuple(units, units) if self._state_is_tuple else 2 * units

    @property
    def output_size(self) -> int:
        return self._num_units

    @property
    def runs_over_time(self) -> bool:
        # A subclass may compute something else.
        return type(self) is BasicLSTMCell and self._activation is tanh

    def build(self, input_shape: Any) -> None:
        """Make `kernel` and `bias`."""
        units = self._num_units
        self._kernel = self.add_weight(
            "kernel", [depth_of(input_shape) + units, 4 * units]
        )
        self._bias = self.add_weight("bias", [4 * units], initializer=Zeros())

    def call(
        self, inputs: Tensor, state: Any, over_time: bool = False
    ) -> tuple[Tensor, Any]:
        """One step, or all."""
        c, h = state if self._state_is_tuple else split(state, 2, 1)
        if over_time:
            _, c, *_, h = block_lstm(
                inputs, c, h, self._kernel, self._bias, forget_bias=self._forget_bias
            )
        else:
            c, h = self._step(inputs, c, h)
        return h, LSTMStateTuple(c, h) if self._state_is_tuple else concat([c, h], -1)

    def _step(self, inputs: Tensor, c: Tensor, h: Tensor) -> tuple[Tensor, Tensor]:
        one = constant(1)
        sums = matmul(concat([inputs, h], 1), self._kernel)
        i, j, f, o = split(bias_add(sums, self._bias), 4, one)
        bias = constant(self._forget_bias, f.dtype)
        kept = multiply(c, sigmoid(add(f, bias)))
        c = add(kept, multiply(sigmoid(i), self._activation(j)))
        return c, multiply(self._activation(c), sigmoid(o))


class LSTMCell(LayerCell):
    """The LSTM with extras: peepholes, clipping, a projection of the output.

    Hochreiter and Schmidhuber 1997; Sak et al. 2014.

    Args:
      num_units: how many units.
      use_peepholes: let the gates see the cell, each unit its own.
      cell_clip: keep the cell within -cell_clip..cell_clip.
      initializer: for the weights; by default that of the scope.
      num_proj: project the output to so many numbers, which also go round.
      proj_clip: keep the projection within -proj_clip..proj_clip.
      num_unit_shards, num_proj_shards: accepted.
      forget_bias: added to f, so that at first the cell keeps what it holds.
      state_is_tuple: whether the state is an `LSTMStateTuple`, else one tensor.
      activation: a function in place of tanh.
      reuse: whether to find the variables, as for `tf.variable_scope`.
      name: of the scope; `lstm_cell` by default.
      dtype: of the variables; by default that of the first input.
    """

    def __init__(
        self,
        num_units: int,
        use_peepholes: bool = False,
        cell_clip: float | None = None,
        initializer: Any = None,
        num_proj: int | None = None,
        proj_clip: float | None = None,
        num_unit_shards: int | None = None,
        num_proj_shards: int | None = None,
        forget_bias: float = 1.0,
        state_is_tuple: bool = True,
        activation: Any = None,
        reuse: Any = None,
        name: str | None = None,
        dtype: Any = None,
        **kwargs: Any,
    ):
        kwargs.pop("input_size", None)  # An argument of the first releases.
        check_dtype(dtype)
        super().__init__(_reuse=reuse, name=name, dtype=dtype, **kwargs)
        self.input_spec = InputSpec(min_ndim=2)
        self._num_units = num_units
        self._use_peepholes = use_peepholes
        self._cell_clip = cell_clip
        self._initializer = arguments.initializer(initializer)
        self._num_proj = num_proj
        self._proj_clip = proj_clip
        self._forget_bias = forget_bias
        self._state_is_tuple = state_is_tuple
        self._activation = arguments.activation(activation) or tanh

    @property
    def state_size(self) -> Any:
        sizes = LSTMStateTuple(self._num_units, self.output_size)
        return sizes if self._state_is_tuple else sum(sizes)

    @property
    def output_size(self) -> int:
        return self._num_proj or self._num_units

    @property
    def runs_over_time(self) -> bool:
        # BlockLSTM knows no projection, and where it clips, its gradient does not stop.
        plain = self._num_proj is None and self._cell_clip is None
        return plain and type(self) is LSTMCell and self._activation is tanh

    def build(self, input_shape: Any) -> None:
        """Make `kernel`, `bias`, and the weights of peepholes and projection."""
        units, initializer = self._num_units, self._initializer
        self._kernel = self.add_weight(
            "kernel",
            [depth_of(input_shape) + self.output_size, 4 * units],
            initializer=initializer,
        )
        self._bias = self.add_weight("bias", [4 * units], initializer=Zeros())
        if self._use_peepholes:
            self._w_f, self._w_i, self._w_o = (
                self.add_weight(f"w_{gate}_diag", [units], initializer=initializer)
                for gate in "fio"
            )
        if self._num_proj is not None:
            self._proj_kernel = self.add_weight(
                "projection/kernel", [units, self._num_proj], initializer=initializer
            )

    def call(
        self, inputs: Tensor, state: Any, over_time: bool = False
    ) -> tuple[Tensor, Any]:
        """One step, or all."""
        if self._state_is_tuple:
            c, h = state
        else:
            units = self._num_units
            c = slice_(state, [0, 0], [-1, units])
            h = slice_(state, [0, units], [-1, self.output_size])
        if over_time:
            peeps = (self._w_i, self._w_f, self._w_o) if self._use_peepholes else None
            _, c, *_, h = block_lstm(
                inputs, c, h, self._kernel, self._bias, peeps,
                forget_bias=self._forget_bias,
            )  # fmt: skip
        else:
            c, h = self._step(inputs, c, h)
        return h, LSTMStateTuple(c, h) if self._state_is_tuple else concat([c, h], -1)

    def _step(self, inputs: Tensor, c: Any, h: Any) -> tuple[Tensor, Tensor]:
        activation = self._activation
        sums = matmul(concat([inputs, h], 1), self._kernel)
        i, j, f, o = split(bias_add(sums, self._bias), 4, 1)
        f = f + self._forget_bias
        if self._use_peepholes:
            i, f = i + self._w_i * c, f + self._w_f * c
        c = sigmoid(f) * c + sigmoid(i) * activation(j)
        if self._cell_clip is not None:
            c = clip_by_value(c, -self._cell_clip, self._cell_clip)
        if self._use_peepholes:
            o = o + self._w_o * c
        h = sigmoid(o) * activation(c)
        if self._num_proj is not None:
            h = matmul(h, self._proj_kernel)
            if self._proj_clip is not None:
                h = clip_by_value(h, -self._proj_clip, self._proj_clip)
        return c, h
