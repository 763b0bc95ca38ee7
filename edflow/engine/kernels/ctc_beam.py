"""The label sequences that a CTC net finds most likely, by beam search.

Many alignments spell one label sequence, so the best alignment need not spell the best
sequence. The search follows the `width` most likely sequences from step to step, each
with the probabilities of the alignments so far that spell it: those that end in a blank
and those that end in its last label.

Hannun, Maas, Jurafsky and Ng: First-pass large vocabulary continuous speech recognition
using bi-directional recurrent DNNs (2014).
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
NEVER = -np.inf
START = 0


class Sequences:
    """All label sequences met so far, each a number: its parent, and one label more."""

    def __init__(self) -> None:
        self.parent = [-1]
        self.label = [-1]
        self._numbers: dict[tuple[int, int], int] = {}

    def longer(self, sequence: int, label: int) -> int:
        """The number of `sequence` followed by `label`."""
        number = self._numbers.setdefault((sequence, label), len(self.parent))
        if number == len(self.parent):
            self.parent.append(sequence)
            self.label.append(label)
        return number

    def labels(self, sequence: int) -> list[int]:
        """The labels of `sequence`, from the first to the last."""
        found: list[int] = []
        while sequence != START:
            found.append(self.label[sequence])
            sequence = self.parent[sequence]
        return found[::-1]


def beam_search(
    log_y: Array, width: int, paths: int
) -> tuple[list[list[int]], list[float]]:
    """The `paths` most likely label sequences and the logarithms of their probability.

    Args:
      log_y: [time, class], the logarithms of the probabilities at each step; the last
        class is the blank.
      width: how many sequences to follow.
      paths: how many to return, fewer if fewer are possible.
    """
    sequences = Sequences()
    beam = [START]
    blank, label = np.zeros(1), np.full(1, NEVER)
    for step in log_y.astype(np.float64):
        beam, blank, label = _next(sequences, beam, blank, label, step, width)
    best = beam[:paths]
    scores = np.logaddexp(blank, label)[:paths]
    return [sequences.labels(sequence) for sequence in best], scores.tolist()


def _next(
    sequences: Sequences,
    beam: list[int],
    blank: Array,
    label: Array,
    step: Array,
    width: int,
) -> tuple[list[int], Array, Array]:
    """The beam after one more step, the most likely sequence first."""
    number = len(beam)
    total = np.logaddexp(blank, label)
    last = np.array([sequences.label[sequence] for sequence in beam])
    ended = last >= 0
    # A label that follows itself is a new one only behind a blank.
    grown = total[:, None] + step[:-1]
    rows = np.flatnonzero(ended)
    grown[rows, last[rows]] = blank[rows] + step[last[rows]]
    # A sequence stays what it is by a blank, or by its last label once more ...
    still_blank = total + step[-1]
    still_label = np.where(ended, label + step[last], NEVER)
    # ... or is reached from its parent, if that is in the beam as well.
    places = {sequence: k for k, sequence in enumerate(beam)}
    for k, sequence in enumerate(beam):
        above = places.get(sequences.parent[sequence])
        if above is not None:
            entry = above, last[k]
            still_label[k] = np.logaddexp(still_label[k], grown[entry])
            grown[entry] = NEVER
    stay = np.logaddexp(still_blank, still_label)
    scores = np.concatenate([stay, grown.reshape(-1)])
    order = np.argsort(-scores, kind="stable")[:width]
    order = order[scores[order] > NEVER]
    new_blank = np.where(order < number, still_blank[order % number], NEVER)
    new_label = np.where(order < number, still_label[order % number], scores[order])
    classes = len(step) - 1
    kept = [
        beam[k]
        if k < number
        else sequences.longer(beam[(k - number) // classes], (k - number) % classes)
        for k in order.tolist()
    ]
    return kept, new_blank, new_label
