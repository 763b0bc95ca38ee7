"""The plain recurrent cell and the GRU."""

from __future__ import annotations

from typing import Any

from edflow.engine.graph import Tensor
from edflow.engine.ops.array.joining import concat
from edflow.engine.ops.array.splitting import split
from edflow.engine.ops.initializers import Constant, Zeros
from edflow.engine.ops.input_spec import InputSpec
from edflow.engine.ops.math.products import matmul
from edflow.engine.ops.math.trigonometry import sigmoid, tanh
from edflow.engine.ops.nn.bias import bias_add
from edflow.engine.ops.recurrent.gru import block_gru
from edflow.engine.ops.recurrent.rnn import block_rnn
from edflow.layers import arguments
from edflow.rnn.cell import LayerCell, check_dtype, depth_of

__all__ = ["BasicRNNCell", "GRUCell"]


def _bounded(activation: Any) -> str:
    """What an op for whole sequences calls an activation; empty if it has it not.

    None without bounds: relu could grow beyond all numbers on the padding past a
    sequence's end.
    """
    if activation is tanh:
        return "tanh"
    return "sigmoid" if activation is sigmoid else ""


class BasicRNNCell(LayerCell):
    """h = tanh([x, h_prev] kernel + bias): the plainest recurrent cell.

    `tf.nn.dynamic_rnn` makes of it a single `BlockRNN` operation.

    Args:
      num_units: how many units.
      activation: a function in place of tanh.
      reuse: whether to find the variables, as for `tf.variable_scope`.
      name: of the scope; `basic_rnn_cell` by default.
      dtype: of the variables; by default that of the first input.
    """

    def __init__(
        self,
        num_units: int,
        activation: Any = None,
        reuse: Any = None,
        name: str | None = None,
        dtype: Any = None,
        **kwargs: Any,
    ):
        check_dtype(dtype)
        super().__init__(_reuse=reuse, name=name, dtype=dtype, **kwargs)
        self.input_spec = InputSpec(min_ndim=2)
        self._num_units = num_units
        self._activation = arguments.activation(activation) or tanh
        self._bounded = _bounded(self._activation)

    @property
    def state_size(self) -> int:
        return self._num_units

    @property
    def output_size(self) -> int:
        return self._num_units

    @property
    def runs_over_time(self) -> bool:
        # A subclass may compute something else.
        return type(self) is BasicRNNCell and self._bounded != ""

    def build(self, input_shape: Any) -> None:
        """Make `kernel` and `bias`."""
        units = self._num_units
        self._kernel = self.add_weight("kernel", [depth_of(input_shape) + units, units])
        self._bias = self.add_weight("bias", [units], initializer=Zeros())

    def call(
        self, inputs: Tensor, state: Tensor, over_time: bool = False
    ) -> tuple[Tensor, Tensor]:
        """One step, or all."""
        if over_time:
            h = block_rnn(inputs, state, self._kernel, self._bias, self._bounded)
            return h, h
        total = matmul(concat([inputs, state], 1), self._kernel)
        output = self._activation(bias_add(total, self._bias))
        return output, output


class GRUCell(LayerCell):
    """A gated recurrent unit: h = u h_prev + (1 - u) c.

    The gates r (reset) and u (update) are sigmoids of [x, h_prev], the candidate c is
    tanh of [x, r h_prev]. Cho et al., 2014. `tf.nn.dynamic_rnn` makes of it a single
    `BlockGRU` operation.

    Args:
      num_units: how many units.
      activation: a function in place of tanh.
      reuse: whether to find the variables, as for `tf.variable_scope`.
      kernel_initializer: for the weights; by default that of the scope.
      bias_initializer: for the biases; by default 1 for the gates, 0 for the candidate.
      name: of the scope; `gru_cell` by default.
      dtype: of the variables; by default that of the first input.
    """

    def __init__(
        self,
        num_units: int,
        activation: Any = None,
        reuse: Any = None,
        kernel_initializer: Any = None,
        bias_initializer: Any = None,
        name: str | None = None,
        dtype: Any = None,
        **kwargs: Any,
    ):
        check_dtype(dtype)
        super().__init__(_reuse=reuse, name=name, dtype=dtype, **kwargs)
        self.input_spec = InputSpec(min_ndim=2)
        self._num_units = num_units
        self._activation = arguments.activation(activation) or tanh
        self._bounded = _bounded(self._activation)
        self._kernel_initializer = arguments.initializer(kernel_initializer)
        self._bias_initializer = arguments.initializer(bias_initializer)

    @property
    def state_size(self) -> int:
        return self._num_units

    @property
    def output_size(self) -> int:
        return self._num_units

    @property
    def runs_over_time(self) -> bool:
        return type(self) is GRUCell and self._bounded != ""

    def build(self, input_shape: Any) -> None:
        """Make the kernels and biases of the gates and of the candidate."""
        units, depth = self._num_units, depth_of(input_shape)
        weights, bias = self._kernel_initializer, self._bias_initializer
        rows = depth + units
        open_gates, zero = (bias, bias) if bias else (Constant(1.0), Zeros())
        self._gate_kernel = self.add_weight(
            "gates/kernel", [rows, 2 * units], initializer=weights
        )
        self._gate_bias = self.add_weight(
            "gates/bias", [2 * units], initializer=open_gates
        )
        self._candidate_kernel = self.add_weight(
            "candidate/kernel", [rows, units], initializer=weights
        )
        self._candidate_bias = self.add_weight(
            "candidate/bias", [units], initializer=zero
        )

    def call(
        self, inputs: Tensor, state: Tensor, over_time: bool = False
    ) -> tuple[Tensor, Tensor]:
        """One step, or all."""
        if over_time:
            *_, h = block_gru(
                inputs, state, self._gate_kernel, self._candidate_kernel,
                self._gate_bias, self._candidate_bias, self._bounded,
            )  # fmt: skip
            return h, h
        gates = matmul(concat([inputs, state], 1), self._gate_kernel)
        r, u = split(sigmoid(bias_add(gates, self._gate_bias)), 2, 1)
        heard = r * state
        candidate = matmul(concat([inputs, heard], 1), self._candidate_kernel)
        c = self._activation(bias_add(candidate, self._candidate_bias))
        h = u * state + (1 - u) * c
        return h, h
