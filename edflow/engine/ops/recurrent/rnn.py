"""The plain recurrent network over a whole sequence as a single op."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from edflow.engine.face.arrays import Array
from edflow.engine.graph import Operation, Spec, Tensor
from edflow.engine.kernels import rnn
from edflow.engine.kernels.recurrence import Given
from edflow.engine.ops.build import apply
from edflow.engine.ops.recurrent.rules import (
    ACTIVATIONS,
    KERNEL_FLOATS,
    Block,
    BlockGrad,
    affine,
    check_arrays,
    sequence_spec,
    slopes_fit,
    state_shape,
)


class BlockRNN(Block):
    r"""h_t = tanh([x_t, h_{t-1}] w + b) for all steps t of a sequence.

    The `activation` may also be sigmoid.
    """

    takes = "x:T h_prev:T w:T b:T"
    gives = "h:T"
    T = KERNEL_FLOATS
    beyond_tensorflow = True
    activation: str = "tanh"
    states = (0,)

    def infer(self, x: Spec, h_prev: Spec, w: Spec, b: Spec) -> Spec:
        state = state_shape(self, 3, x, [h_prev], {"w": (w, 1)}, {"b": (b, 1)})
        return sequence_spec(x, state)

    def compute(self, x: Array, h_prev: Array, w: Array, b: Array) -> Array:
        check_arrays(self, x, h_prev, w, b)
        sigmoid = self.activation == "sigmoid"
        return rnn.forward(Given(x, h_prev), rnn.Weights(w, b), sigmoid)

    def step(
        self, gate: Callable[..., Any], x: Any, h: Any, w: Any, b: Any
    ) -> Sequence[Any]:
        return (gate("h", ACTIVATIONS[self.activation], affine(x, h, w, b)),)

    def gradient(self, op: Operation, dh: Any) -> Any:
        return apply(BlockRNNGrad(self.activation), *op.inputs, *op.outputs, dh)


class BlockRNNGrad(BlockGrad):
    """The gradients of BlockRNN from those of all its outputs."""

    takes = "x:T h_prev:T w:T b:T h:T h_grad:T"
    gives = "x_grad:T h_prev_grad:T w_grad:T b_grad:T"
    T = KERNEL_FLOATS
    beyond_tensorflow = True
    activation: str = "tanh"

    @property
    def forward(self) -> BlockRNN:
        return BlockRNN(self.activation)

    def infer(self, *specs: Spec) -> tuple[Spec, ...]:
        slopes_fit(self, *specs[4:])
        return tuple(Spec(spec.shape, spec.dtype) for spec in specs[:4])

    def compute(self, *arrays: Array) -> tuple[Array, ...]:
        check_arrays(self, *arrays)
        given, weights = Given(*arrays[:2]), rnn.Weights(*arrays[2:4])
        sigmoid = self.activation == "sigmoid"
        dgiven, dweights = rnn.backward(given, weights, sigmoid, *arrays[4:])
        return *dgiven, *dweights


def block_rnn(
    x: Tensor,
    h_prev: Any,
    w: Any,
    b: Any,
    activation: str = "tanh",
    name: str | None = None,
) -> Tensor:
    """A plain recurrent network over a whole sequence.

    Args:
      x: [time, batch, inputs], float32 or float64.
      h_prev: the output before the first step, [batch, units].
      w: [inputs + units, units].
      b: [units].
      activation: "tanh" or "sigmoid".
      name: the operation's name.

    Returns:
      h, [time, batch, units].
    """
    return apply(BlockRNN(activation), x, h_prev, w, b, name=name)
