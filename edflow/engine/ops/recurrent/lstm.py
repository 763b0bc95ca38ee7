"""LSTM as single ops: over a whole sequence, and one step of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import float64
from edflow.engine.graph import OpDef, Operation, Spec, Tensor
from edflow.engine.kernels import lstm
from edflow.engine.ops.array.filling import zeros_like
from edflow.engine.ops.array.identity import stop_gradient
from edflow.engine.ops.array.joining import concat
from edflow.engine.ops.array.shape import shape
from edflow.engine.ops.array.splitting import split
from edflow.engine.ops.build import apply
from edflow.engine.ops.math.clipping import clip_by_value
from edflow.engine.ops.math.products import matmul
from edflow.engine.ops.math.trigonometry import sigmoid, tanh
from edflow.engine.ops.recurrent.rules import (
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

GATES = "i cs f o ci co h"
OPEN = {"cs": "cells", "h": "outputs"}
DOUBLE = frozenset({float64})


class BlockLSTM(Block):
    r"""[i, ci, f, o]_t = [x_t, h_{t-1}] w + b, through sigmoid, and tanh for ci;

    cs_t = f cs_{t-1} + i ci, co = tanh(cs_t), h_t = o co; the sum before f is raised by
    forget_bias. With peepholes i and f also see cs_{t-1}, and o sees cs_t.
    """

    takes = "seq_len_max:int64 x:T cs_prev:T h_prev:T w:T wci:T wcf:T wco:T b:T"
    gives = "i:T cs:T f:T o:T ci:T co:T h:T"
    T = KERNEL_FLOATS
    beyond_tensorflow = DOUBLE
    forget_bias: float = 1.0
    cell_clip: float = 3.0
    use_peephole: bool = False

    states = (1, 6)
    order: ClassVar = (0, 1, 2, 3)
    """Where in w the columns of i, ci, f, o stand."""

    def infer(self, seq_len_max: Spec, x: Spec, *rest: Spec) -> tuple[Spec, ...]:
        return (sequence_spec(x, _state_shape(self, 3, x, *rest)),) * 7

    def compute(self, seq_len_max: Array, *arrays: Array) -> tuple[Array, ...]:
        check_arrays(self, seq_len_max, *arrays)
        given, weights = _read(self.use_peephole, *arrays)
        steps, weights = _steps(seq_len_max, given.x), _ordered(weights, self.order)
        return lstm.forward(steps, given, weights, self.forget_bias, self.cell_clip)

    def step(self, gate: Callable[..., Any], *inputs: Any) -> Sequence[Any]:
        x, cs, h, w, wci, wcf, wco, b = inputs
        sums = split(affine(x, h, w, b), 4, 1)
        i, ci, f, o = (sums[place] for place in self.order)
        if self.use_peephole:
            i, f = i + wci * cs, f + wcf * cs
        i, ci = gate("i", sigmoid, i), gate("ci", tanh, ci)
        f = gate("f", sigmoid, f + self.forget_bias)
        cs = gate("cs", self._bounded, ci * i + cs * f)
        if self.use_peephole:
            o += wco * cs
        o, co = gate("o", sigmoid, o), gate("co", tanh, cs)
        return i, cs, f, o, ci, co, o * co

    def _bounded(self, cs: Any) -> Any:
        """The cell within its bound, which a gradient passes."""
        if self.cell_clip <= 0:
            return cs
        clipped = clip_by_value(cs, -self.cell_clip, self.cell_clip)
        return cs + stop_gradient(clipped - cs)

    def gradient(self, op: Operation, *dys: Any) -> Any:
        refuse_gate_slopes(op, dys, GATES, OPEN)
        dcs, dh = (
            zeros_like(op.outputs[at]) if dys[at] is None else dys[at] for at in (1, 6)
        )
        backwards = self.backwards(self.use_peephole)
        return [None, *apply(backwards, *op.inputs, *op.outputs, dcs, dh)]

    @property
    def backwards(self) -> type[BlockLSTMGrad]:
        return BlockLSTMGrad


class BlockLSTMGrad(BlockGrad):
    """The gradients of BlockLSTM from those of all cells and all outputs.

    As in TensorFlow, a cell that was clipped passes its gradient on.
    """

    takes = (
        "seq_len_max:int64 x:T cs_prev:T h_prev:T w:T wci:T wcf:T wco:T b:T "
        "i:T cs:T f:T o:T ci:T co:T h:T cs_grad:T h_grad:T"
    )
    gives = (
        "x_grad:T cs_prev_grad:T h_prev_grad:T w_grad:T wci_grad:T wcf_grad:T "
        "wco_grad:T b_grad:T"
    )
    T = KERNEL_FLOATS
    beyond_tensorflow = DOUBLE
    use_peephole: bool

    order: ClassVar = (0, 1, 2, 3)

    @property
    def forward(self) -> BlockLSTM:
        return BlockLSTM(use_peephole=self.use_peephole)

    def infer(self, seq_len_max: Spec, *specs: Spec) -> tuple[Spec, ...]:
        slopes_fit(self, *specs[-3:])
        return tuple(Spec(spec.shape, spec.dtype) for spec in specs[:8])

    def compute(self, seq_len_max: Array, *arrays: Array) -> tuple[Array, ...]:
        check_arrays(self, seq_len_max, *arrays)
        given, weights = _read(self.use_peephole, *arrays[:8])
        steps, weights = _steps(seq_len_max, given.x), _ordered(weights, self.order)
        outputs, slopes = lstm.Outputs(*arrays[8:-2]), arrays[-2:]
        dgiven, dweights = lstm.backward(steps, given, weights, outputs, *slopes)
        back = tuple(int(place) for place in np.argsort(self.order))
        dw, dpeepholes, db = _ordered(dweights, back)
        return *dgiven, dw, *dpeepholes, db


class BlockLSTMV2(BlockLSTM):
    """BlockLSTM with the columns of w in the order i, f, ci, o, and no forget_bias."""

    forget_bias: ClassVar[float] = 0.0
    cell_clip: float = 0.0
    use_peephole: bool = False

    order = (0, 2, 1, 3)

    @property
    def backwards(self) -> type[BlockLSTMGrad]:
        return BlockLSTMGradV2


class BlockLSTMGradV2(BlockLSTMGrad):
    """The gradients of BlockLSTMV2."""

    use_peephole: bool

    order = (0, 2, 1, 3)

    @property
    def forward(self) -> BlockLSTM:
        return BlockLSTMV2(use_peephole=self.use_peephole)


class LSTMBlockCell(OpDef):
    """One step of BlockLSTM: its outputs i, cs, f, o, ci, co, h are [batch, units]."""

    takes = "x:T cs_prev:T h_prev:T w:T wci:T wcf:T wco:T b:T"
    gives = "i:T cs:T f:T o:T ci:T co:T h:T"
    T = KERNEL_FLOATS
    beyond_tensorflow = DOUBLE
    forget_bias: float = 1.0
    cell_clip: float = 3.0
    use_peephole: bool = False

    def infer(self, x: Spec, *rest: Spec) -> tuple[Spec, ...]:
        return (Spec(_state_shape(self, 2, x, *rest), x.dtype),) * 7

    def compute(self, x: Array, *rest: Array) -> tuple[Array, ...]:
        check_arrays(self, x, *rest)
        given, weights = _read(self.use_peephole, x[None], *rest)
        outputs = lstm.forward(1, given, weights, self.forget_bias, self.cell_clip)
        return tuple(output[0] for output in outputs)

    def gradient(self, op: Operation, *dys: Any) -> Any:
        refuse_gate_slopes(op, dys, GATES, OPEN)
        x, cs_prev, h_prev, w, *rest = op.inputs
        gates = op.outputs[:-1]
        dcs, dh = (
            zeros_like(op.outputs[at]) if dys[at] is None else dys[at] for at in (1, 6)
        )
        backwards = LSTMBlockCellGrad(self.use_peephole)
        inputs = (x, cs_prev, h_prev, w, *rest, *gates, dcs, dh)
        dcs_prev, dsums, dwci, dwcf, dwco = apply(backwards, *inputs)
        dx, dh_prev = split(
            matmul(dsums, w, transpose_b=True),
            [shape(x)[1], shape(h_prev)[1]],
            axis=1,
        )
        dx.set_shape(x.shape)
        dh_prev.set_shape(h_prev.shape)
        dw = matmul(concat([x, h_prev], 1), dsums, transpose_a=True)
        db = reduce_sum(dsums, [0])
        return dx, dcs_prev, dh_prev, dw, dwci, dwcf, dwco, db


class LSTMBlockCellGrad(OpDef):
    """Gradients for cs_prev, for the sums before the four gates, and for peepholes."""

    takes = (
        "x:T cs_prev:T h_prev:T w:T wci:T wcf:T wco:T b:T "
        "i:T cs:T f:T o:T ci:T co:T cs_grad:T h_grad:T"
    )
    gives = "cs_prev_grad:T dicfo:T wci_grad:T wcf_grad:T wco_grad:T"
    T = KERNEL_FLOATS
    beyond_tensorflow = DOUBLE
    use_peephole: bool

    def infer(self, x: Spec, *rest: Spec) -> tuple[Spec, ...]:
        batch, units = _state_shape(self, 2, x, *rest[:7])
        sums = Spec((batch, None if units is None else 4 * units), x.dtype)
        return (Spec((batch, units), x.dtype), sums, *(Spec((units,), x.dtype),) * 3)

    def compute(self, *arrays: Array) -> tuple[Array, ...]:
        _, cs_prev, _, _, wci, wcf, wco, _, i, cs, f, o, ci, co, dcs, dh = arrays
        do = dh * co * o * (1 - o)
        dcs = dcs + dh * o * (1 - co * co)
        if self.use_peephole:
            dcs += do * wco
        di = dcs * ci * i * (1 - i)
        dci = dcs * i * (1 - ci * ci)
        df = dcs * cs_prev * f * (1 - f)
        dcs *= f
        dpeepholes = [np.zeros_like(wci)] * 3
        if self.use_peephole:
            dcs += di * wci + df * wcf
            pairs = (di, cs_prev), (df, cs_prev), (do, cs)
            dpeepholes = [(dgate * cell).sum(0) for dgate, cell in pairs]
        return dcs, np.concatenate([di, dci, df, do], 1), *dpeepholes


def _state_shape(
    opdef: OpDef, rank: int, x: Spec, *rest: Spec
) -> tuple[int | None, int | None]:
    cs_prev, h_prev, w, wci, wcf, wco, b = rest
    biases = {"wci": (wci, 1), "wcf": (wcf, 1), "wco": (wco, 1), "b": (b, 4)}
    return state_shape(opdef, rank, x, [cs_prev, h_prev], {"w": (w, 4)}, biases)


def _steps(seq_len_max: Array, x: Array) -> int:
    if not 0 <= seq_len_max <= len(x):
        raise ValueError(
            f"seq_len_max is {int(seq_len_max)}, but the sequence has {len(x)} steps"
        )
    return int(seq_len_max)


def _read(peephole: bool, *arrays: Array) -> tuple[lstm.Given, lstm.Weights]:
    """The inputs of an op as the kernels take them."""
    x, cs_prev, h_prev, w, wci, wcf, wco, b = arrays
    peepholes = np.stack([wci, wcf, wco]) if peephole else np.empty((0, 0), w.dtype)
    return lstm.Given(x, cs_prev, h_prev), lstm.Weights(w, peepholes, b)


def _ordered(weights: lstm.Weights, order: tuple[int, ...]) -> lstm.Weights:
    """The weights with their four blocks of columns in another order."""
    if order == (0, 1, 2, 3):
        return weights
    w, b = (
        np.concatenate([np.split(part, 4, -1)[k] for k in order], -1)
        for part in (weights.w, weights.b)
    )
    return weights._replace(w=w, b=b)


def block_lstm(
    x: Tensor,
    cs_prev: Any,
    h_prev: Any,
    w: Any,
    b: Any,
    peepholes: Any = None,
    seq_len_max: Any = None,
    forget_bias: float = 1.0,
    cell_clip: float = -1.0,
    name: str | None = None,
) -> tuple[Tensor, ...]:
    """An LSTM over a whole sequence, with all that its gates did.

    Args:
      x: [time, batch, inputs], float32 or float64.
      cs_prev: the cell before the first step, [batch, units].
      h_prev: the output before the first step, [batch, units].
      w: [inputs + units, 4 units], its columns those of i, ci, f, o.
      b: [4 units].
      peepholes: the weights from the cell to i, f and o, three of [units].
      seq_len_max: how many steps to take; by default all.
      forget_bias: added to the sum before f.
      cell_clip: the bound of the cell; none if it is not positive.
      name: the operation's name.

    Returns:
      (i, cs, f, o, ci, co, h), each [time, batch, units].
    """
    if seq_len_max is None:
        seq_len_max = shape(x, out_type="int64")[0]
    none = np.zeros(b.shape[0].value // 4, x.dtype.as_numpy_dtype)
    diagonals = peepholes or (none,) * 3
    opdef = BlockLSTM(forget_bias, cell_clip, peepholes is not None)
    return apply(opdef, seq_len_max, x, cs_prev, h_prev, w, *diagonals, b, name=name)
