"""What the gates of an LSTM did."""

from __future__ import annotations

from typing import Any, NamedTuple

from edflow.engine.face import nest
from edflow.engine.graph import Tensor
from edflow.engine.graph.traversal import nearest

__all__ = ["lstm_gates"]


class LSTMGates(NamedTuple):
    """All values inside an LSTM, each a tensor [time, batch, unit].

    `input`, `forget` and `output` are between 0, shut, and 1, open. The `candidate` is
    what could enter the cell; `cell` is what it holds; `hidden` is what it puts out.
    """

    input: Tensor
    forget: Tensor
    output: Tensor
    candidate: Tensor
    cell: Tensor
    hidden: Tensor


def lstm_gates(outputs: Any) -> LSTMGates:
    """The gates of the LSTM that `outputs` come from.

    Args:
      outputs: the outputs of `tf.nn.dynamic_rnn` or of another unroller, or the state
        of one of its layers: the LSTM nearest to them is taken.

    Raises:
      ValueError: they come from no `BlockLSTM` operation.

    >>> import edflow as tf
    >>> x = tf.ones([1, 3, 2])
    >>> cell = tf.nn.rnn_cell.BasicLSTMCell(4)
    >>> outputs, state = tf.nn.dynamic_rnn(cell, x, dtype=tf.float32)
    >>> print(tf.lstm_gates(outputs).forget.shape)
    (3, 1, 4)
    """
    tensors = [each for each in nest.flatten(outputs) if isinstance(each, Tensor)]
    op = nearest(tensors, lambda op: op.type in ("BlockLSTM", "BlockLSTMV2"))
    if op is None:
        raise ValueError(
            "these tensors come from no BlockLSTM operation, so their gates are not at "
            "hand; dynamic_rnn makes one of a BasicLSTMCell or LSTMCell with tanh, "
            "without projection, clipping or dropout of the state"
        )
    i, cs, f, o, ci, _, h = op.outputs
    return LSTMGates(i, f, o, ci, cs, h)
