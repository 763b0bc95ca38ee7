"""Sequences of different lengths in one tensor."""

from __future__ import annotations

from typing import Any

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import INDICES
from edflow.engine.face.shapes import compatible, text
from edflow.engine.graph import OpDef, Operation, Spec, Tensor
from edflow.engine.ops.arguments import one_of
from edflow.engine.ops.array.shape import axis_of
from edflow.engine.ops.build import apply


class ReverseSequence(OpDef):
    """y[b, t] = x[b, length[b] - 1 - t] within the sequence, x[b, t] behind its end."""

    takes = "input:T seq_lengths:Tlen"
    Tlen = INDICES
    seq_dim: int = 1
    batch_dim: int = 0

    def infer(self, input: Spec, seq_lengths: Spec) -> Spec:
        if seq_lengths.rank not in (None, 1):
            raise ValueError(
                f"seq_lengths must be a vector, not of rank {seq_lengths.rank}"
            )
        if input.shape is not None:
            axis_of(self.seq_dim, len(input.shape))
            batch = input.shape[axis_of(self.batch_dim, len(input.shape))]
            if not compatible((batch,), seq_lengths.shape):
                raise ValueError(
                    f"seq_lengths {text(seq_lengths.shape)} has not one length for "
                    f"each of {batch} sequences"
                )
        return Spec(input.shape, input.dtype)

    def compute(self, x: Array, lengths: Array) -> Array:
        steps = x.shape[self.seq_dim]
        if lengths.size and (lengths.min() < 0 or lengths.max() > steps):
            raise ValueError(
                f"lengths must be in [0, {steps}], but they go from {lengths.min()} to "
                f"{lengths.max()}"
            )
        time = np.arange(steps)
        backwards = lengths[:, None] - 1 - time
        order = np.where(backwards >= 0, backwards, time)
        moved = np.moveaxis(x, (self.batch_dim, self.seq_dim), (0, 1))
        picked = moved[np.arange(len(moved))[:, None], order]
        return np.moveaxis(picked, (0, 1), (self.batch_dim, self.seq_dim))

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        lengths = op.inputs[1]
        return reverse_sequence(dy, lengths, self.seq_dim, self.batch_dim), None


def reverse_sequence(
    input: Any,
    seq_lengths: Any,
    seq_axis: int | None = None,
    batch_axis: int | None = None,
    name: str | None = None,
    seq_dim: int | None = None,
    batch_dim: int | None = None,
) -> Tensor:
    """Each sequence of a batch read backwards, what is behind its end left in place.

    Args:
      input: a batch of sequences, all padded to one length.
      seq_lengths: [batch]: how long each one really is.
      seq_axis: the axis of time.
      batch_axis: the axis of the batch; 0 by default.
      name: the operation's name.
      seq_dim, batch_dim: the old names of the axes.

    >>> import edflow as tf
    >>> tf.Session().run(tf.reverse_sequence([[1, 2, 3], [4, 5, 6]], [2, 3], 1))
    array([[2, 1, 3],
           [6, 5, 4]], dtype=int32)
    """
    time = one_of(seq_axis=seq_axis, seq_dim=seq_dim)
    batch = one_of(batch_axis=batch_axis, batch_dim=batch_dim)
    if time is None:
        raise ValueError("reverse_sequence needs seq_axis, the axis of time")
    opdef = ReverseSequence(int(time), int(batch or 0))
    return apply(opdef, input, seq_lengths, name=name)
