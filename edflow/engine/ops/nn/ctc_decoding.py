"""CTC decoding: from the scores of a net at each step to labels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import float32, float64, int64
from edflow.engine.graph import OpDef, Operation, Spec, Tensor
from edflow.engine.kernels.ctc_beam import beam_search
from edflow.engine.ops.build import apply
from edflow.engine.ops.nn.ctc import check_lengths, check_steps
from edflow.engine.ops.nn.softmax import shifted
from edflow.engine.ops.sparse.tensor import SparseTensor

__all__ = ["ctc_beam_search_decoder", "ctc_greedy_decoder"]

SPARSE = (Spec((None, 2), int64), Spec((None,), int64), Spec((2,), int64))


class CTCGreedyDecoder(OpDef):
    """The best class of each step, merged where repeated, without the blanks."""

    takes = "inputs:T sequence_length:int32"
    gives = (
        "decoded_indices:int64 decoded_values:int64 decoded_shape:int64 "
        "log_probability:T"
    )
    T = frozenset({float32, float64})
    merge_repeated: bool = False
    blank_index: int = -1

    def infer(self, x: Spec, lengths: Spec) -> tuple[Spec, ...]:
        _, batch, classes = check_steps(x, lengths)
        if classes is not None and not -classes <= self.blank_index < classes:
            raise ValueError(
                f"blank_index is {self.blank_index}, but there are {classes} classes"
            )
        return *SPARSE, Spec((batch, 1), x.dtype)

    def compute(self, x: Array, lengths: Array) -> tuple[Array, ...]:
        time, batch, classes = x.shape
        check_lengths(lengths, time, batch)
        best = x.argmax(axis=-1)
        emitted = best != self.blank_index % classes
        if self.merge_repeated:
            emitted[1:] &= best[1:] != best[:-1]
        within = np.arange(time)[:, None] < lengths
        emitted &= within
        decoded = [best[emitted[:, n], n] for n in range(batch)]
        highest = np.where(within, x.max(axis=-1), 0).astype(x.dtype)
        return *_sparse(decoded), -highest.sum(axis=0)[:, None]

    def gradient(self, op: Operation, *dys: Any) -> Any:
        return None, None


class CTCBeamSearchDecoder(OpDef):
    """The label sequences of the highest probability, summed over alignments."""

    takes = "inputs:T sequence_length:int32"
    gives = (
        "decoded_indices:top_paths*int64 decoded_values:top_paths*int64 "
        "decoded_shape:top_paths*int64 log_probability:T"
    )
    T = frozenset({float32, float64})
    beam_width: int
    top_paths: int
    merge_repeated: bool = True

    def infer(self, x: Spec, lengths: Spec) -> tuple[Spec, ...]:
        _, batch, _ = check_steps(x, lengths)
        if not 1 <= self.top_paths <= self.beam_width:
            raise ValueError(
                f"top_paths must lie within 1..beam_width, but is {self.top_paths} of "
                f"{self.beam_width}"
            )
        places, labels, shape = ((spec,) * self.top_paths for spec in SPARSE)
        return *places, *labels, *shape, Spec((batch, self.top_paths), x.dtype)

    def compute(self, x: Array, lengths: Array) -> tuple[Array, ...]:
        time, batch, _ = x.shape
        check_lengths(lengths, time, batch)
        log_y = shifted(x)
        log_y -= np.log(np.exp(log_y).sum(axis=-1, keepdims=True))
        best: list[list[list[int]]] = []  # For each item the paths.
        scores = np.empty((batch, self.top_paths), x.dtype)
        for n, steps in enumerate(lengths.tolist()):
            sequences, found = beam_search(
                log_y[:steps, n], self.beam_width, self.top_paths
            )
            if len(sequences) < self.top_paths:
                raise ValueError(
                    f"item {n} has only {len(sequences)} possible label sequences, but "
                    f"top_paths is {self.top_paths}"
                )
            best.append(sequences)
            scores[n] = found
        if self.merge_repeated:
            best = [[_merged(labels) for labels in paths] for paths in best]
        parts = [_sparse([paths[k] for paths in best]) for k in range(self.top_paths)]
        places, labels, shape = zip(*parts, strict=True)
        return *places, *labels, *shape, scores

    def gradient(self, op: Operation, *dys: Any) -> Any:
        return None, None


def _merged(labels: Sequence[int]) -> list[int]:
    """The labels, equal neighbours made one."""
    return [x for k, x in enumerate(labels) if k == 0 or x != labels[k - 1]]


def _sparse(rows: Sequence[Any]) -> tuple[Array, Array, Array]:
    """Rows of labels as the three parts of a sparse tensor."""
    sizes = [len(row) for row in rows]
    places = [(n, k) for n, size in enumerate(sizes) for k in range(size)]
    labels = [label for row in rows for label in row]
    return (
        np.array(places, np.int64).reshape(-1, 2),
        np.array(labels, np.int64),
        np.array([len(rows), max(sizes, default=0)], np.int64),
    )


def ctc_greedy_decoder(
    inputs: Any,
    sequence_length: Any,
    merge_repeated: bool = True,
    blank_index: int | None = None,
) -> tuple[list[SparseTensor], Tensor]:
    """The labels of the best class at each step.

    Args:
      inputs: [time, batch, classes], scores.
      sequence_length: [batch], the number of steps of each item.
      merge_repeated: take equal classes in a row for one label.
      blank_index: the class that is no label; the last by default.

    Returns:
      A list of one SparseTensor of int64, [batch, longest]: the labels. And [batch, 1]:
      minus the sum of the best scores.

    >>> import edflow as tf
    >>> steps = tf.one_hot([0, 0, 2, 0, 1], 3)  # of classes 0, 1 and 2, the blank
    >>> (labels,), _ = tf.nn.ctc_greedy_decoder(tf.expand_dims(steps, 1), [5])
    >>> tf.Session().run(tf.sparse_tensor_to_dense(labels))
    array([[0, 0, 1]])
    """
    blank = -1 if blank_index is None else blank_index
    decoder = CTCGreedyDecoder(merge_repeated, blank)
    *labels, scores = apply(decoder, inputs, sequence_length)
    return [SparseTensor(*labels)], scores


def ctc_beam_search_decoder(
    inputs: Any,
    sequence_length: Any,
    beam_width: int = 100,
    top_paths: int = 1,
    merge_repeated: bool = True,
) -> tuple[list[SparseTensor], Tensor]:
    """The labels of the highest probability, summed over all alignments.

    Args:
      inputs: [time, batch, classes], scores. The blank is the last class.
      sequence_length: [batch], the number of steps of each item.
      beam_width: how many label sequences to follow.
      top_paths: how many to return.
      merge_repeated: make of equal neighbours among the labels *found* one: "ABBA"
        becomes "ABA". You mostly want False.

    Returns:
      A list of `top_paths` SparseTensors of int64, [batch, longest]: the labels, the
      most likely first. And [batch, top_paths], the logarithms of their probabilities.

    >>> import edflow as tf
    >>> y = [[0.4, 0.6], [0.4, 0.6]]  # Two steps: the label 0, or nothing.
    >>> x = tf.log(tf.expand_dims(y, 1))
    >>> (first, _), scores = tf.nn.ctc_beam_search_decoder(x, [2], top_paths=2)
    >>> tf.Session().run(first.values)  # One label, though no label twice is best.
    array([0])
    >>> tf.Session().run(tf.exp(scores)).round(3)
    array([[0.64, 0.36]], dtype=float32)
    """
    decoder = CTCBeamSearchDecoder(beam_width, top_paths, merge_repeated)
    *parts, scores = apply(decoder, inputs, sequence_length)
    places, labels, shapes = (parts[k * top_paths :][:top_paths] for k in range(3))
    triples = zip(places, labels, shapes, strict=True)
    return [SparseTensor(*triple) for triple in triples], scores
