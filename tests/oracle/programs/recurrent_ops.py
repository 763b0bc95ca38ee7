"""The recurrent ops themselves, by their types."""

import numpy as np
from program import promises

from programs.recurrent_cells import ROUNDED, STATE, _inputs


def _raw(tf, name, values, **attributes):
    """An op by its type, with its inputs by their names, in their order."""
    if hasattr(tf, "raw_ops"):
        return list(getattr(tf.raw_ops, name)(**values, **attributes))
    from edflow.engine.ops.build import apply
    from edflow.engine.ops.recurrent import gru, lstm

    opdef = getattr(gru if name.startswith("GRU") else lstm, name)
    return list(apply(opdef(**attributes), *values.values()))


def _block(tf, name, last=None, **attributes):
    random = np.random.RandomState(2)
    x = tf.transpose(_inputs(tf), [1, 0, 2])
    c = tf.constant(STATE, tf.float32)
    shapes = {"w": (10, 24), "wci": 6, "wcf": 6, "wco": 6, "b": 24}
    weights = {
        key: tf.constant(random.standard_normal(shape) * 0.5, tf.float32)
        for key, shape in shapes.items()
    }
    values = {"x": x if last else x[0], "cs_prev": c, "h_prev": -c, **weights}
    if last:
        values = {"seq_len_max": tf.constant(last, tf.int64), **values}
    return x, values, _raw(tf, name, values, **attributes)


def _block_and_slopes(tf, *args, **attributes):
    x, values, outputs = _block(tf, *args, **attributes)
    loss = tf.reduce_sum(outputs[1] * 0.3) + tf.reduce_sum(outputs[6] ** 2)
    names = ["cs_prev", "w", "b"]
    if attributes.get("use_peephole"):
        names += ["wci", "wcf", "wco"]
    return outputs, tf.gradients(loss, [x, *(values[name] for name in names)])


@promises(**ROUNDED)
def block_lstm(tf):
    how = {"forget_bias": 0.7, "cell_clip": -1.0}
    return _block_and_slopes(tf, "BlockLSTM", 5, **how)


@promises(**ROUNDED)
def block_lstm_with_peepholes_and_clipping(tf):
    return _block_and_slopes(tf, "BlockLSTM", 5, use_peephole=True, cell_clip=0.6)


@promises(**ROUNDED)
def block_lstm_of_fewer_steps(tf):
    outputs, slopes = _block_and_slopes(tf, "BlockLSTM", 3, cell_clip=-1.0)
    # What TensorFlow leaves in the gates past the last step is what lay in memory.
    return [output[:3] for output in outputs], outputs[1], outputs[6], slopes


@promises(**ROUNDED)
def block_lstm_v2(tf):
    # By the op itself: TensorFlow registers the gradient of the first version for it,
    # which takes the columns of w for those of other gates.
    _, values, outputs = _block(tf, "BlockLSTMV2", 5, use_peephole=True)
    names = "i", "cs", "f", "o", "ci", "co", "h"
    values = {**values, **dict(zip(names, outputs, strict=True))}
    values |= {"cs_grad": outputs[0], "h_grad": outputs[2]}
    return outputs, _raw(tf, "BlockLSTMGradV2", values, use_peephole=True)


@promises(**ROUNDED)
def lstm_block_cell(tf):
    return _block(tf, "LSTMBlockCell", use_peephole=True, cell_clip=0.6)[-1]


@promises(**ROUNDED)
def lstm_block_cell_gradients(tf):
    _, values, outputs = _block(tf, "LSTMBlockCell", use_peephole=True)
    gates = dict(zip(("i", "cs", "f", "o", "ci", "co"), outputs[:-1], strict=True))
    slopes = {"cs_grad": outputs[0], "h_grad": outputs[2]}
    values = {**values, **gates, **slopes}
    return _raw(tf, "LSTMBlockCellGrad", values, use_peephole=True)


def _gru_step(tf):
    random = np.random.RandomState(2)
    shapes = {"x": (3, 4), "h_prev": (3, 6), "w_ru": (10, 12), "w_c": (10, 6)}
    shapes |= {"b_ru": 12, "b_c": 6}
    values = {
        key: tf.constant(random.standard_normal(shape) * 0.5, tf.float32)
        for key, shape in shapes.items()
    }
    return values, _raw(tf, "GRUBlockCell", values)


@promises(**ROUNDED)
def gru_block_cell(tf):
    return _gru_step(tf)[1]


@promises(**ROUNDED)
def gru_block_cell_gradients(tf):
    values, (r, u, c, h) = _gru_step(tf)
    values |= {"r": r, "u": u, "c": c, "d_h": h}
    return _raw(tf, "GRUBlockCellGrad", values)
