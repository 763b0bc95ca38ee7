"""Recurrent networks step by step: TensorFlow has no op for a whole sequence of them.

A block of edflow becomes a loop whose turn is one step of the cell, in plain ops; its
gradient a loop back, which finds in the outputs what the gates did. That loop carries
only what goes from step to step: the slopes of the weights are one product after it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from edflow.engine.control.looping import while_loop
from edflow.engine.control.tensor_lists import (
    TensorListReserve,
    TensorListSetItem,
    TensorListStack,
)
from edflow.engine.face.dtypes import int32
from edflow.engine.graph import Operation, Tensor
from edflow.engine.ops.array.axes import expand_dims
from edflow.engine.ops.array.casting import cast
from edflow.engine.ops.array.filling import zeros_like
from edflow.engine.ops.array.identity import stop_gradient
from edflow.engine.ops.array.joining import concat
from edflow.engine.ops.array.shape import shape
from edflow.engine.ops.array.splitting import split
from edflow.engine.ops.array.stacking import stack
from edflow.engine.ops.build import apply
from edflow.engine.ops.linalg.tensordot import tensordot
from edflow.engine.ops.math.clipping import clip_by_value
from edflow.engine.ops.math.products import matmul
from edflow.engine.ops.math.trigonometry import SigmoidGrad, TanhGrad, sigmoid, tanh
from edflow.engine.ops.reduce import reduce_sum

# Of tensors the operators are defined at run time, and items are tensors: hence Any.
Turn = Callable[..., tuple[Sequence[Any], Sequence[Any]]]


def has_steps(op: Operation) -> bool:
    """Whether TensorFlow lacks the operation, and it can be written step by step."""
    beyond = {y.dtype.base_dtype for y in op.outputs} & op.opdef.beyond_tensorflow
    return bool(beyond) and op.type in _IN_STEPS


def in_steps(op: Operation, inputs: Sequence[Tensor]) -> list[Tensor]:
    """The outputs of a recurrent operation, computed by a loop in the default graph.

    Args:
      op: the operation.
      inputs: what to take in the place of its inputs.
    """
    outputs = _IN_STEPS[op.type](op.opdef, *inputs)
    for made, known in zip(outputs, op.outputs, strict=True):
        made.set_shape(known.shape)
    return list(outputs)


def _over_steps(
    turn: Turn,
    states: Sequence[Any],
    steps: Any,
    time: Any,
    sizes: Sequence[Any],
    back: bool = False,
) -> tuple[list[Any], list[Any]]:
    """Go through a sequence.

    Args:
      turn: from a step's number and the states before it to the states after it and
        what it gives.
      states: the states at the start, each [batch, units].
      steps: how many steps to take.
      time: how many there are.
      sizes: of all that a turn gives the last size, the first being that of the batch.
      back: whether to begin at the last step.

    Returns:
      The states at the end, and what the turns gave, each [time, batch, size] and zero
      where no step was taken.
    """
    dtype = states[0].dtype.base_dtype
    batch = shape(states[0])[0]
    shapes = [stack([batch, size]) for size in sizes]
    lists = [apply(TensorListReserve(dtype), whole, time) for whole in shapes]

    def one(count: Any, before: Sequence[Any], lists: Sequence[Any]) -> Any:
        at = steps - 1 - count if back else count
        after, given = turn(at, *before)
        for new, old in zip(after, before, strict=True):
            new.set_shape(old.shape)
        put = TensorListSetItem(dtype)
        pairs = zip(lists, given, strict=True)
        filled = [apply(put, items, at, item) for items, item in pairs]
        return count + 1, list(after), filled

    start = (np.int32(0), list(states), lists)
    _, ends, lists = while_loop(lambda count, *_: count < steps, one, start)
    pairs = zip(lists, shapes, strict=True)
    return ends, [apply(TensorListStack(dtype), *pair) for pair in pairs]


def _sums(x: Any, h: Any, w: Any, b: Any) -> Any:
    return matmul(concat([x, h], 1), w) + b


def _activation(opdef: Any) -> Callable[[Any], Any]:
    return sigmoid if opdef.activation == "sigmoid" else tanh


def _slope(opdef: Any) -> SigmoidGrad | TanhGrad:
    return SigmoidGrad() if opdef.activation == "sigmoid" else TanhGrad()


def _before(start: Any, states: Any) -> Any:
    """The states before each of the steps, from those after them."""
    return concat([expand_dims(start, 0), states], 0)[:-1]


def _parts(w: Any, x: Any, h: Any) -> list[Any]:
    """The rows of w that meet the inputs, and those that meet the state."""
    return split(w, [_last(x), _last(h)], 0)


def _last(x: Any) -> Any:
    return shape(x)[-1]


def _of_sums(x: Any, heard: Any, w_x: Any, dsums: Any) -> tuple[Any, Any, Any]:
    """The slopes of all sums [x, heard] w + b, for x, w and b."""
    over_steps = [[0, 1], [0, 1]]
    dw = tensordot(concat([x, heard], 2), dsums, over_steps)
    return tensordot(dsums, w_x, [[2], [1]]), dw, reduce_sum(dsums, [0, 1])


# -- the plain network ----------------------------------------------------------------


def _rnn(opdef: Any, x: Any, h_prev: Any, w: Any, b: Any) -> list[Any]:
    def turn(t: Any, h: Any) -> Any:
        h = _activation(opdef)(_sums(x[t], h, w, b))
        return [h], [h]

    time = shape(x)[0]
    return _over_steps(turn, [h_prev], time, time, [_last(h_prev)])[1]


def _rnn_grad(
    opdef: Any, x: Any, h_prev: Any, w: Any, b: Any, h: Any, h_grad: Any
) -> list[Any]:
    w_x, w_h = _parts(w, x, h_prev)

    def turn(t: Any, dh: Any) -> Any:
        dsum = apply(_slope(opdef), h[t], dh + h_grad[t])
        return [matmul(dsum, w_h, transpose_b=True)], [dsum]

    time = shape(x)[0]
    start = [zeros_like(h_prev)]
    (dh,), (dsums,) = _over_steps(turn, start, time, time, [_last(w)], back=True)
    dx, dw, db = _of_sums(x, _before(h_prev, h), w_x, dsums)
    return [dx, dh, dw, db]


# -- GRU ------------------------------------------------------------------------------


def _gru(
    opdef: Any, x: Any, h_prev: Any, w_ru: Any, w_c: Any, b_ru: Any, b_c: Any
) -> list[Any]:
    def turn(t: Any, h: Any) -> Any:
        r, u = split(sigmoid(_sums(x[t], h, w_ru, b_ru)), 2, 1)
        c = _activation(opdef)(_sums(x[t], r * h, w_c, b_c))
        h = u * h + (1.0 - u) * c
        return [h], [r, u, c, h]

    time = shape(x)[0]
    return _over_steps(turn, [h_prev], time, time, [_last(h_prev)] * 4)[1]


def _gru_grad(
    opdef: Any,
    x: Any,
    h_prev: Any,
    w_ru: Any,
    w_c: Any,
    b_ru: Any,
    b_c: Any,
    r: Any,
    u: Any,
    c: Any,
    h: Any,
    h_grad: Any,
) -> list[Any]:
    (ru_x, ru_h), (c_x, c_h) = _parts(w_ru, x, h_prev), _parts(w_c, x, h_prev)
    heard = _before(h_prev, h)

    def turn(t: Any, dh: Any) -> Any:
        dh += h_grad[t]
        du = apply(SigmoidGrad(), u[t], dh * (heard[t] - c[t]))
        dc = apply(_slope(opdef), c[t], dh * (1.0 - u[t]))
        dreset = matmul(dc, c_h, transpose_b=True)
        dr = apply(SigmoidGrad(), r[t], dreset * heard[t])
        dru = concat([dr, du], 1)
        dh = dh * u[t] + dreset * r[t] + matmul(dru, ru_h, transpose_b=True)
        return [dh], [dru, dc]

    time = shape(x)[0]
    start, sizes = [zeros_like(h_prev)], [_last(w_ru), _last(w_c)]
    (dh,), (dru, dc) = _over_steps(turn, start, time, time, sizes, back=True)
    dx_ru, dw_ru, db_ru = _of_sums(x, heard, ru_x, dru)
    dx_c, dw_c, db_c = _of_sums(x, r * heard, c_x, dc)
    return [dx_ru + dx_c, dh, dw_ru, dw_c, db_ru, db_c]


# -- LSTM -----------------------------------------------------------------------------


def _lstm(
    opdef: Any,
    seq_len_max: Any,
    x: Any,
    cs_prev: Any,
    h_prev: Any,
    w: Any,
    wci: Any,
    wcf: Any,
    wco: Any,
    b: Any,
) -> list[Any]:
    def turn(t: Any, cs: Any, h: Any) -> Any:
        sums = split(_sums(x[t], h, w, b), 4, 1)
        i, ci, f, o = (sums[place] for place in opdef.order)
        if opdef.use_peephole:
            i, f = i + wci * cs, f + wcf * cs
        i, ci, f = sigmoid(i), tanh(ci), sigmoid(f + opdef.forget_bias)
        cs = ci * i + cs * f
        if opdef.cell_clip > 0:
            # The block's gradient passes a bound; so does that of a sum.
            clipped = clip_by_value(cs, -opdef.cell_clip, opdef.cell_clip)
            cs += stop_gradient(clipped - cs)
        if opdef.use_peephole:
            o += wco * cs
        o, co = sigmoid(o), tanh(cs)
        h = o * co
        return [cs, h], [i, cs, f, o, ci, co, h]

    time, steps = shape(x)[0], cast(seq_len_max, int32)
    return _over_steps(turn, [cs_prev, h_prev], steps, time, [_last(h_prev)] * 7)[1]


def _lstm_grad(
    opdef: Any,
    seq_len_max: Any,
    x: Any,
    cs_prev: Any,
    h_prev: Any,
    w: Any,
    wci: Any,
    wcf: Any,
    wco: Any,
    b: Any,
    i: Any,
    cs: Any,
    f: Any,
    o: Any,
    ci: Any,
    co: Any,
    h: Any,
    cs_grad: Any,
    h_grad: Any,
) -> list[Any]:
    w_x, w_h = _parts(w, x, h_prev)
    cells = _before(cs_prev, cs)

    def turn(t: Any, dcs: Any, dh: Any) -> Any:
        dcs, dh = dcs + cs_grad[t], dh + h_grad[t]
        do = apply(SigmoidGrad(), o[t], dh * co[t])
        dcs += apply(TanhGrad(), co[t], dh * o[t])
        if opdef.use_peephole:
            dcs += do * wco
        di = apply(SigmoidGrad(), i[t], dcs * ci[t])
        dci = apply(TanhGrad(), ci[t], dcs * i[t])
        df = apply(SigmoidGrad(), f[t], dcs * cells[t])
        dcs *= f[t]
        if opdef.use_peephole:
            dcs += di * wci + df * wcf
        slopes = di, dci, df, do
        dsum = concat([slopes[opdef.order.index(place)] for place in range(4)], 1)
        return [dcs, matmul(dsum, w_h, transpose_b=True)], [dsum]

    time, steps = shape(x)[0], cast(seq_len_max, int32)
    start = [zeros_like(cs_prev), zeros_like(h_prev)]
    (dcs, dh), (dsums,) = _over_steps(turn, start, steps, time, [_last(w)], back=True)
    dx, dw, db = _of_sums(x, _before(h_prev, h), w_x, dsums)
    if opdef.use_peephole:
        by_place = split(dsums, 4, 2)
        di, _, df, do = (by_place[place] for place in opdef.order)
        pairs = (di, cells), (df, cells), (do, cs)
        of_peepholes = [reduce_sum(slope * cell, [0, 1]) for slope, cell in pairs]
    else:
        of_peepholes = [zeros_like(weights) for weights in (wci, wcf, wco)]
    return [dx, dcs, dh, dw, *of_peepholes, db]


_IN_STEPS: dict[str, Callable[..., list[Any]]] = {
    "BlockRNN": _rnn,
    "BlockRNNGrad": _rnn_grad,
    "BlockGRU": _gru,
    "BlockGRUGrad": _gru_grad,
    "BlockLSTM": _lstm,
    "BlockLSTMGrad": _lstm_grad,
    "BlockLSTMV2": _lstm,
    "BlockLSTMGradV2": _lstm_grad,
}
