"""One step of a GRU as a single op."""

from __future__ import annotations

from typing import Any

import numpy as np

from edflow.engine.graph import OpDef, Operation, Spec
from edflow.engine.graph.arrays import Array
from edflow.engine.graph.dtypes import float32
from edflow.engine.graph.shapes import merge
from edflow.engine.kernels.gates import sigmoid_rows, tanh_rows
from edflow.engine.ops.array.joining import concat
from edflow.engine.ops.build import apply
from edflow.engine.ops.math.products import matmul
from edflow.engine.ops.reduce import reduce_sum

FLOAT = frozenset([float32])


class GRUBlockCell(OpDef):
    """r, u = sigmoid([x, h_prev] w_ru + b_ru), c = tanh([x, r h_prev] w_c + b_c)

    h = u h_prev + (1 - u) c.
    """

    takes = "x:T h_prev:T w_ru:T w_c:T b_ru:T b_c:T"
    T = FLOAT

    def infer(self, x: Spec, h_prev: Spec, *_: Spec) -> tuple[Spec, ...]:
        batch = None if x.shape is None else x.shape[0]
        return (Spec(merge(h_prev.shape, (batch, None)), x.dtype),) * 4

    def compute(
        self, x: Array, h_prev: Array, w_ru: Array, w_c: Array, b_ru: Array, b_c: Array
    ) -> tuple[Array, ...]:
        ru = np.concatenate([x, h_prev], 1) @ w_ru
        ru += b_ru
        sigmoid_rows(ru.reshape(-1), np.float32(0), ru.reshape(-1))
        r, u = np.split(ru, 2, 1)
        c = np.concatenate([x, r * h_prev], 1) @ w_c
        c += b_c
        tanh_rows(c.reshape(-1), c.reshape(-1))
        return r, u, c, u * h_prev + (1 - u) * c

    def gradient(self, op: Operation, *dys: Any) -> Any:
        if any(dy is not None for dy in dys[:3]) or dys[3] is None:
            raise LookupError(
                f"no gradient flows through the gates of {op.name}, only through its "
                "output h; to train on gates use tf.nn.rnn_cell.GRUCell"
            )
        x, h_prev, *weights = op.inputs
        r, u, c, _ = op.outputs
        dx, dh_prev, dc, dru = apply(
            GRUBlockCellGrad(), x, h_prev, *weights, r, u, c, dys[3]
        )
        dw_ru = matmul(concat([x, h_prev], 1), dru, transpose_a=True)
        dw_c = matmul(concat([x, h_prev * r], 1), dc, transpose_a=True)  # type: ignore[operator]
        return dx, dh_prev, dw_ru, dw_c, reduce_sum(dru, [0]), reduce_sum(dc, [0])


class GRUBlockCellGrad(OpDef):
    """Gradients for x, for h_prev, and for the sums before c and before r and u."""

    takes = "x:T h_prev:T w_ru:T w_c:T b_ru:T b_c:T r:T u:T c:T d_h:T"
    T = FLOAT

    def infer(self, x: Spec, h_prev: Spec, *_: Spec) -> tuple[Spec, ...]:
        state = merge(h_prev.shape, (None, None))
        assert state is not None
        batch, units = state
        both = None if units is None else 2 * units
        kinds = x.shape, state, state, (batch, both)
        return tuple(Spec(shape, x.dtype) for shape in kinds)

    def compute(
        self,
        x: Array,
        h_prev: Array,
        w_ru: Array,
        w_c: Array,
        b_ru: Array,
        b_c: Array,
        *rest: Array,
    ) -> tuple[Array, ...]:
        r, u, c, dh = rest
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
