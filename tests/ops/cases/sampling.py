"""Rows of candidate samplers: which they draw is a matter of `tests/oracle`."""

import numpy as np
from case import Case, ints

from edflow.engine.ops.random.candidates import (
    AllCandidateSampler,
    ComputeAccidentalHits,
    FixedUnigramCandidateSampler,
    LogUniformCandidateSampler,
    UniformCandidateSampler,
)

SEEDS = (87654321, 1)
TRUE = np.array([[0, 3], [9, 1]], np.int64)
COUNTS = tuple(float(n) for n in range(1, 11))


def often(probability):
    """Whether 3,000 draws are as the probabilities say."""

    def holds(true, drawn, true_count, count):
        p = np.array([probability(k) for k in range(10)])
        found = np.bincount(drawn, minlength=10) / len(drawn)
        return (
            np.allclose(found, p, atol=0.03)
            and np.allclose(true_count, 3000 * p[true], rtol=1e-5)
            and np.allclose(count, 3000 * p[drawn], rtol=1e-5)
        )

    return holds


def are_different(true, drawn, true_count, count):
    return (
        len(set(drawn.tolist())) == 6
        and set(drawn.tolist()) <= set(range(10))
        and (count > 0).all()
        and (count <= 1).all()
    )


CASES = [
    Case(
        LogUniformCandidateSampler(*SEEDS, 2, 3000, False, 10),
        [TRUE],
        holds=often(lambda k: np.log((k + 2) / (k + 1)) / np.log(11)),
        static=False,
    ),
    Case(
        UniformCandidateSampler(*SEEDS, 2, 3000, False, 10),
        [TRUE],
        holds=often(lambda k: 0.1),
        static=False,
    ),
    Case(
        FixedUnigramCandidateSampler(*SEEDS, 2, 3000, False, 10, 1.0, 0, COUNTS),
        [TRUE],
        holds=often(lambda k: (k + 1) / 55),
        static=False,
    ),
    *(
        Case(op, [TRUE], holds=are_different, static=False, label="all different")
        for op in (
            LogUniformCandidateSampler(*SEEDS, 2, 6, True, 10),
            UniformCandidateSampler(*SEEDS, 2, 6, True, 10),
            FixedUnigramCandidateSampler(*SEEDS, 2, 6, True, 10, 1.0, 0, COUNTS),
        )
    ),
    Case(
        AllCandidateSampler(*SEEDS, 2, 5, True),
        [TRUE],
        lambda true: (
            np.arange(5),
            np.ones(true.shape, np.float32),
            np.ones(5, np.float32),
        ),
        static=False,
    ),
    Case(
        ComputeAccidentalHits(2),
        [TRUE, np.array([1, 5, 0, 3], np.int64)],
        lambda true, drawn: (
            ints(0, 0, 1),
            np.array([2, 3, 0]),
            np.full(3, np.finfo(np.float32).min),
        ),
        static=False,
    ),
]
