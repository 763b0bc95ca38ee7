"""Rows of CTC: small enough that all alignments can be written down."""

from itertools import groupby, product

import numpy as np
from case import Case, In, ints

from edflow.engine.ops.array.identity import PreventGradient
from edflow.engine.ops.build import apply
from edflow.engine.ops.nn.ctc import CTCLoss
from edflow.engine.ops.nn.ctc_decoding import CTCBeamSearchDecoder, CTCGreedyDecoder

INDICES = np.array([[0, 0], [0, 1], [1, 0]], np.int64)
LABELS = [[0, 0], [1]]
LENGTHS = ints(4, 3)


def probabilities(x):
    e = np.exp(x - x.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def spelled(alignment, blank, merge=True):
    if merge:
        alignment = [label for label, _ in groupby(alignment)]
    return tuple(label for label in alignment if label != blank)


def all_sequences(y, merge=True):
    """The probability of every label sequence, summed over alignments."""
    time, classes = y.shape
    total = {}
    for alignment in product(range(classes), repeat=time):
        labels = spelled(alignment, classes - 1, merge)
        likely = np.prod([y[t, k] for t, k in enumerate(alignment)])
        total[labels] = total.get(labels, 0.0) + likely
    return total


def loss(merge):
    def reference(x, indices, values, lengths):
        y = probabilities(x.astype(np.float64))
        found = [
            -np.log(all_sequences(y[:steps, n], merge)[tuple(LABELS[n])])
            for n, steps in enumerate(lengths)
        ]
        return np.array(found, x.dtype)

    return reference


def only_loss(op):
    return lambda *inputs: apply(op, *inputs)[0]


def is_best_path(x, lengths, indices, values, shape, scores):
    best = x.argmax(-1)
    rows = [spelled(best[:n, k], x.shape[-1] - 1) for k, n in enumerate(lengths)]
    assert values.tolist() == [label for row in rows for label in row]
    assert indices[:, 0].tolist() == [k for k, row in enumerate(rows) for _ in row]
    assert shape.tolist() == [len(rows), max(map(len, rows))]
    sums = [-x[:n, k].max(-1).sum() for k, n in enumerate(lengths)]
    return np.allclose(scores[:, 0], sums)


def are_most_likely(x, lengths, *outputs):
    *parts, scores = outputs
    indices, values, _ = parts[:2], parts[2:4], parts[4:]
    for n, steps in enumerate(lengths):
        totals = all_sequences(probabilities(x[:steps, n].astype(np.float64)))
        best = sorted(totals, key=totals.get, reverse=True)[:2]
        for path, labels in enumerate(best):
            found = values[path][indices[path][:, 0] == n]
            assert tuple(found.tolist()) == labels
            assert np.isclose(scores[n, path], np.log(totals[labels]), rtol=1e-4)
    return True


CASES = [
    Case(
        CTCLoss(),
        [In((4, 2, 3)), INDICES, ints(0, 0, 1), LENGTHS],
        loss(merge=True),
        build=only_loss(CTCLoss()),
        wrt=(0,),
        smooth=False,
    ),
    Case(
        CTCLoss(ctc_merge_repeated=False),
        [In((4, 2, 3)), INDICES, ints(0, 0, 1), LENGTHS],
        loss(merge=False),
        build=only_loss(CTCLoss(ctc_merge_repeated=False)),
        wrt=(0,),
        smooth=False,
        label="not merging",
    ),
    Case(
        CTCGreedyDecoder(merge_repeated=True),
        [In((6, 3, 3)), ints(6, 2, 5)],
        holds=is_best_path,
        flat="labels are whole numbers",
        static=False,
    ),
    Case(
        CTCBeamSearchDecoder(100, 2, merge_repeated=False),
        [In((5, 2, 3)), ints(5, 3)],
        holds=are_most_likely,
        flat="labels are whole numbers",
        static=False,
    ),
    Case(
        PreventGradient("there is none"),
        [(2, 3)],
        lambda x: x,
        flat="that is what it is for",
    ),
]
