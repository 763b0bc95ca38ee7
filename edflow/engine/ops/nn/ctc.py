"""CTC: the loss of a sequence of labels of which nobody said when each one comes."""

from __future__ import annotations

from typing import Any

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import float16, float32, float64
from edflow.engine.face.shapes import merge, text
from edflow.engine.graph import OpDef, Operation, Spec, Tensor
from edflow.engine.kernels.ctc import align
from edflow.engine.kernels.threads import spread
from edflow.engine.ops.arguments import one_of
from edflow.engine.ops.array.axes import expand_dims, transpose
from edflow.engine.ops.array.casting import cast
from edflow.engine.ops.array.identity import PreventGradient
from edflow.engine.ops.build import apply, convert_to_tensor
from edflow.engine.ops.nn.softmax import shifted
from edflow.engine.ops.sparse.tensor import SparseTensor

__all__ = ["ctc_loss"]


class CTCLoss(OpDef):
    """loss[n] = -log of the sum, over all alignments, of prod_t softmax(x)[t, n, a_t].

    An alignment a names a class for each step: the labels in order, each once or
    several times in a row, with blanks (the last class) between them.
    """

    takes = "inputs:T labels_indices:int64 labels_values:int32 sequence_length:int32"
    gives = "loss:T gradient:T"
    T = frozenset({float32, float64})
    preprocess_collapse_repeated: bool = False
    ctc_merge_repeated: bool = True
    ignore_longer_outputs_than_inputs: bool = False

    def infer(self, x: Spec, indices: Spec, values: Spec, lengths: Spec) -> Any:
        merge(indices.shape, (*merged_vector(values), 2))
        time, n, classes = check_steps(x, lengths)
        return Spec((n,), x.dtype), Spec((time, n, classes), x.dtype)

    def compute(
        self, x: Array, indices: Array, values: Array, lengths: Array
    ) -> tuple[Array, Array]:
        time, batch, classes = x.shape
        check_lengths(lengths, time, batch)
        paths = [
            self._path(labels, n, steps, classes - 1)
            for n, (labels, steps) in enumerate(
                zip(_by_item(indices, values, batch), lengths.tolist(), strict=True)
            )
        ]
        starts = np.cumsum([0, *map(len, paths)])
        log_y = shifted(x)
        y = np.exp(log_y)
        total = y.sum(axis=-1, keepdims=True)
        log_y -= np.log(total)
        y /= total
        idle = np.arange(time)[:, None] >= lengths
        y[idle | (np.diff(starts) == 0)] = 0
        loss = np.zeros(batch, x.dtype)
        if batch:
            joined = np.concatenate(paths)
            merges = self.ctc_merge_repeated
            spread(align, batch, log_y, joined, starts, lengths, merges, loss, y)
        return loss, y

    def _path(self, labels: Array, n: int, steps: int, blank: int) -> Array:
        """The labels of item n with blanks around each; empty if it is left out."""
        if not len(labels):
            raise ValueError(f"item {n} of the batch has no labels; leave it out")
        if labels.min() < 0:
            raise ValueError(
                f"the labels of item {n} are {labels}, but none may be < 0"
            )
        if len(labels) > steps:
            if self.ignore_longer_outputs_than_inputs:
                return np.empty(0, np.int64)
            raise ValueError(
                f"item {n} has {len(labels)} labels but only {steps} steps to put them "
                "out; give it more steps, or leave such items out with "
                "ignore_longer_outputs_than_inputs=True"
            )
        ends = labels >= blank  # What pads the labels may be the blank.
        if (np.diff(ends.astype(np.int8)) < 0).any():
            raise ValueError(
                f"the labels of item {n} are {labels}: they end at the first one above "
                f"{blank - 1}, the last label, but others follow"
            )
        labels = labels[~ends]
        if self.preprocess_collapse_repeated and len(labels):
            labels = labels[np.r_[True, labels[1:] != labels[:-1]]]
        path = np.full(2 * len(labels) + 1, blank, np.int64)
        path[1::2] = labels
        return path

    def gradient(self, op: Operation, dloss: Any, _: Any) -> Any:
        if dloss is None:
            return (None,) * 4
        why = "the op CTCLoss computes its first derivative itself, and no second"
        slope = apply(PreventGradient(why), op.outputs[1])
        return expand_dims(dloss, -1) * slope, None, None, None


def merged_vector(values: Spec) -> tuple[int | None, ...]:
    """The shape of what must be a vector."""
    return merge(values.shape, (None,)) or (None,)


def check_steps(x: Spec, lengths: Spec) -> tuple[int | None, ...]:
    """The sizes of inputs [time, batch, class] with one length for each item."""
    if x.rank not in (None, 3):
        raise ValueError(
            f"the inputs must be [time, batch, class], not of shape {text(x.shape)}"
        )
    time, batch, classes = x.shape or (None, None, None)
    (number,) = merged_vector(lengths)
    if None not in (batch, number) and batch != number:
        raise ValueError(
            f"the inputs {text(x.shape)} hold {batch} items, [time, batch, class], but "
            f"there are {number} lengths in sequence_length"
        )
    return time, number if batch is None else batch, classes


def check_lengths(lengths: Array, time: int, batch: int) -> None:
    """ValueError unless there is a length within 0..time for each item."""
    if len(lengths) != batch:
        raise ValueError(f"{batch} items, but {len(lengths)} lengths")
    if batch and not 0 <= lengths.min() <= lengths.max() <= time:
        raise ValueError(
            f"sequence_length must lie within 0..{time}, the steps of the inputs, but "
            f"it holds {lengths.min()} to {lengths.max()}"
        )


def _by_item(indices: Array, values: Array, batch: int) -> list[Array]:
    """The labels of each item of the batch."""
    items, places = indices[:, 0], indices[:, 1]
    if len(items):
        steps = np.diff(items)
        if (steps < 0).any() or (np.diff(places)[steps == 0] <= 0).any():
            raise ValueError("the labels are out of order; use tf.sparse_reorder")
        if not 0 <= items[0] <= items[-1] < batch:
            raise ValueError(
                f"the labels are of items {items[0]} to {items[-1]}, but the batch has "
                f"items 0 to {batch - 1}"
            )
    return np.split(values, np.searchsorted(items, np.arange(1, batch)))[:batch]


def ctc_loss(
    labels: Any,
    inputs: Any = None,
    sequence_length: Any = None,
    preprocess_collapse_repeated: bool = False,
    ctc_merge_repeated: bool = True,
    ignore_longer_outputs_than_inputs: bool = False,
    time_major: bool = True,
    logits: Any = None,
) -> Tensor:
    """How unlikely a net finds the labels, whenever each of them may come.

    For text in pictures and speech in sound: the labels are known and their order, but
    not at which step each stands. The net has one class more than there are labels, the
    blank, for steps at which nothing new comes. Graves et al., 2006.

    Args:
      labels: a SparseTensor of int32 [batch, longest]: the labels of each item.
      inputs: [time, batch, classes], scores, before the softmax. The blank is the last
        class.
      sequence_length: [batch], the number of steps of each item.
      preprocess_collapse_repeated: make of equal neighbours among the labels one.
      ctc_merge_repeated: take equal neighbours among the steps for one label; two equal
        labels then need a blank between them.
      ignore_longer_outputs_than_inputs: a loss of 0 for items with more labels than
        steps, instead of an error.
      time_major: False where the inputs are [batch, time, classes].
      logits: another name of `inputs`.

    Returns:
      [batch], the losses; infinite where no alignment is possible.

    Raises:
      TypeError: `labels` is not a SparseTensor.

    >>> import edflow as tf
    >>> labels = tf.SparseTensor([[0, 0]], [0], [1, 1])  # one item, with one label 0
    >>> even = tf.zeros([2, 1, 2])  # two steps; label 0 and the blank equally likely
    >>> loss = tf.nn.ctc_loss(labels, even, sequence_length=[2])
    >>> tf.Session().run(tf.exp(-loss))  # "00", "0-" and "-0" of four
    array([0.75], dtype=float32)
    """
    if not isinstance(labels, SparseTensor):
        raise TypeError(
            f"labels must be a SparseTensor [batch, longest] of int32, not {labels!r}"
        )
    x = convert_to_tensor(one_of(logits=logits, inputs=inputs), name="logits")
    if not time_major:
        x = transpose(x, [1, 0, 2])
    dtype = x.dtype.base_dtype
    loss, _ = apply(
        CTCLoss(
            preprocess_collapse_repeated,
            ctc_merge_repeated,
            ignore_longer_outputs_than_inputs,
        ),
        cast(x, float32) if dtype is float16 else x,
        labels.indices,
        labels.values,
        sequence_length,
    )
    return cast(loss, float16) if dtype is float16 else loss
