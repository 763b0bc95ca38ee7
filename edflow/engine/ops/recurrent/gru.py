"""GRU as single ops: over a whole sequence, and one step of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import float64
from edflow.engine.face.shapes import merge
from edflow.engine.graph import OpDef, Operation, Spec, Tensor
from edflow.engine.kernels import gru
from edflow.engine.kernels.recurrence import Given
from edflow.engine.ops.array.joining import concat
from edflow.engine.ops.array.splitting import split
from edflow.engine.ops.build import apply
from edflow.engine.ops.math.products import matmul
from edflow.engine.ops.math.trigonometry import sigmoid
from edflow.engine.ops.recurrent.rules import (
    ACTIVATIONS,
    KERNEL_FLOATS,
    Block,
    BlockGrad,
    affine,
    check_arrays,
    refuse_gate_slopes,
    sequence_spec,
    slopes_fit,
    state_shape,
)
from edflow.engine.ops.reduce import reduce_sum

GATES = "r u c h"


class BlockGRU(Block):
    r"""[r, u]_t = sigmoid([x_t, h_{t-1}] w_ru + b_ru),

    c_t = tanh([x_t, r_t h_{t-1}] w_c + b_c), h_t = u_t h_{t-1} + (1 - u_t) c_t: a GRU
    over a whole sequence. The `activation` of c may also be sigmoid.
    """

    takes = "x:T h_prev:T w_ru:T w_c:T b_ru:T b_c:T"
    gives = "r:T u:T c:T h:T"
    T = KERNEL_FLOATS
    beyond_tensorflow = True
    activation: str = "tanh"
    states = (3,)

    def infer(self, x: Spec, *rest: Spec) -> tuple[Spec, ...]:
        return (sequence_spec(x, _state_shape(self, 3, x, *rest)),) * 4

    def compute(self, *arrays: Array) -> tuple[Array, ...]:
        check_arrays(self, *arrays)
        given, weights = Given(*arrays[:2]), gru.Weights(*arrays[2:])
        return gru.forward(given, weights, self.activation == "sigmoid")

    def step(self, gate: Callable[..., Any], *inputs: Any) -> Sequence[Any]:
        x, h, w_ru, w_c, b_ru, b_c = inputs
        r, u = split(affine(x, h, w_ru, b_ru), 2, 1)
        r, u = gate("r", sigmoid, r), gate("u", sigmoid, u)
        c = gate("c", ACTIVATIONS[self.activation], affine(x, r * h, w_c, b_c))
        return r, u, c, u * h + (1.0 - u) * c

    def gradient(self, op: Operation, *dys: Any) -> Any:
        refuse_gate_slopes(op, dys, GATES, {"h": "outputs"})
        backwards = BlockGRUGrad(self.activation)
        return apply(backwards, *op.inputs, *op.outputs, dys[-1])


class BlockGRUGrad(BlockGrad):
    """The gradients of BlockGRU from those of all its outputs h."""

    takes = "x:T h_prev:T w_ru:T w_c:T b_ru:T b_c:T r:T u:T c:T h:T h_grad:T"
    gives = "x_grad:T h_prev_grad:T w_ru_grad:T w_c_grad:T b_ru_grad:T b_c_grad:T"
    T = KERNEL_FLOATS
    beyond_tensorflow = True
    activation: str = "tanh"

    @property
    def forward(self) -> BlockGRU:
        return BlockGRU(self.activation)

    def infer(self, *specs: Spec) -> tuple[Spec, ...]:
        slopes_fit(self, *specs[-2:])
        return tuple(Spec(spec.shape, spec.dtype) for spec in specs[:6])

    def compute(self, *arrays: Array) -> tuple[Array, ...]:
        check_arrays(self, *arrays)
        given, weights = Given(*arrays[:2]), gru.Weights(*arrays[2:6])
        outputs, sigmoid = gru.Outputs(*arrays[6:-1]), self.activation == "sigmoid"
        dgiven, dweights = gru.backward(given, weights, sigmoid, outputs, arrays[-1])
        return *dgiven, *dweights


def _state_shape(
    opdef: OpDef, rank: int, x: Spec, *rest: Spec
) -> tuple[int | None, int | None]:
    h_prev, w_ru, w_c, b_ru, b_c = rest
    weights = {"w_ru": (w_ru, 2), "w_c": (w_c, 1)}
    biases = {"b_ru": (b_ru, 2), "b_c": (b_c, 1)}
    return state_shape(opdef, rank, x, [h_prev], weights, biases)


def block_gru(
    x: Tensor,
    h_prev: Any,
    w_ru: Any,
    w_c: Any,
    b_ru: Any,
    b_c: Any,
    activation: str = "tanh",
    name: str | None = None,
) -> tuple[Tensor, ...]:
    """A GRU over a whole sequence, with all that its gates did.

    Args:
      x: [time, batch, inputs], float32 or float64.
      h_prev: the output before the first step, [batch, units].
      w_ru: [inputs + units, 2 units], its columns those of r (reset) and u (update).
      w_c: [inputs + units, units], of the candidate.
      b_ru: [2 units].
      b_c: [units].
      activation: of the candidate, "tanh" or "sigmoid".
      name: the operation's name.

    Returns:
      (r, u, c, h), each [time, batch, units].
    """
    return apply(BlockGRU(activation), x, h_prev, w_ru, w_c, b_ru, b_c, name=name)


class GRUBlockCell(OpDef):
    """One step of BlockGRU: its outputs r, u, c, h are [batch, units]."""

    takes = "x:T h_prev:T w_ru:T w_c:T b_ru:T b_c:T"
    gives = "r:T u:T c:T h:T"
    T = KERNEL_FLOATS
    beyond_tensorflow = frozenset({float64})

    def infer(self, x: Spec, *rest: Spec) -> tuple[Spec, ...]:
        return (Spec(_state_shape(self, 2, x, *rest), x.dtype),) * 4

    def compute(self, x: Array, h_prev: Array, *weights: Array) -> tuple[Array, ...]:
        check_arrays(self, x, h_prev, *weights)
        given = Given(x[None], h_prev)
        outputs = gru.forward(given, gru.Weights(*weights), sigmoid=False)
        return tuple(output[0] for output in outputs)

    def gradient(self, op: Operation, *dys: Any) -> Any:
        refuse_gate_slopes(op, dys, GATES, {"h": "outputs"})
        x, h_prev, *weights = op.inputs
        r, u, c, _ = op.outputs
        dx, dh_prev, dc, dru = apply(
            GRUBlockCellGrad(), x, h_prev, *weights, r, u, c, dys[-1]
        )
        dw_ru = matmul(concat([x, h_prev], 1), dru, transpose_a=True)
        dw_c = matmul(concat([x, h_prev * r], 1), dc, transpose_a=True)
        return dx, dh_prev, dw_ru, dw_c, reduce_sum(dru, [0]), reduce_sum(dc, [0])


class GRUBlockCellGrad(OpDef):
    """Gradients for x, for h_prev, and for the sums before c and before r and u."""

    takes = "x:T h_prev:T w_ru:T w_c:T b_ru:T b_c:T r:T u:T c:T d_h:T"
    gives = "d_x:T d_h_prev:T d_c_bar:T d_r_bar_u_bar:T"
    T = KERNEL_FLOATS
    beyond_tensorflow = frozenset({float64})

    def infer(self, x: Spec, h_prev: Spec, *_: Spec) -> tuple[Spec, ...]:
        state = merge(h_prev.shape, (None, None))
        batch, units = state
        both = None if units is None else 2 * units
        kinds = x.shape, state, state, (batch, both)
        return tuple(Spec(shape, x.dtype) for shape in kinds)

    def compute(self, *arrays: Array) -> tuple[Array, ...]:
        x, h_prev, w_ru, w_c, _, _, r, u, c, dh = arrays
        inputs = x.shape[1]
        dc = dh * (1 - u) * (1 - c * c)
        du = dh * (h_prev - c) * u * (1 - u)
        dxhr = dc @ w_c.T
        dhr = dxhr[:, inputs:]
        dr = dhr * h_prev * r * (1 - r)
        dru = np.concatenate([dr, du], 1)
        dxh = dru @ w_ru.T
        dx = dxh[:, :inputs] + dxhr[:, :inputs]
        dh_prev = dxh[:, inputs:] + dhr * r + dh * u
        return dx, dh_prev, dc, dru
