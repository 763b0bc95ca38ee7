"""Rows of random draws: what their numbers are is a matter of `tests/oracle`."""

import numpy as np
from case import Case, In, ints

from edflow.engine.ops.random.distributions import (
    Multinomial,
    RandomGamma,
    RandomPoissonV2,
    RandomShuffle,
)
from edflow.engine.ops.random.draws import (
    RandomStandardNormal,
    RandomUniform,
    RandomUniformInt,
    TruncatedNormal,
)

SEEDS = (87654321, 1)
DRAWN = "a draw does not depend on the shape it is asked for"


def normal(shape, y):
    return abs(y.mean()) < 0.2 and 0.8 < y.std() < 1.2 and np.abs(y).max() > 2


def truncated(shape, y):
    return abs(y.mean()) < 0.2 and 0.7 < y.std() < 1.0 and np.abs(y).max() < 2


def uniform(shape, y):
    return y.min() >= 0 and y.max() < 1 and abs(y.mean() - 0.5) < 0.1


def whole_numbers(shape, low, high, y):
    return set(y.ravel()) == set(range(low, high))


def a_permutation(x, y):
    return np.array_equal(np.sort(y, axis=0), np.sort(x, axis=0))


def likely_classes(logits, n, y):
    return (y[0] == 1).all() and set(y[1]) == {0, 1, 2}


def gammas(shape, alpha, y):
    return (y > 0).all() and np.allclose(y.mean(0), alpha, rtol=0.3)


def counts(shape, rate, y):
    return (y == np.floor(y)).all() and np.allclose(y.mean(0), rate, rtol=0.3)


CASES = [
    Case(RandomStandardNormal(*SEEDS), [ints(20, 20)], holds=normal, flat=DRAWN),
    Case(TruncatedNormal(*SEEDS), [ints(20, 20)], holds=truncated, flat=DRAWN),
    Case(RandomUniform(*SEEDS), [ints(20, 20)], holds=uniform, flat=DRAWN),
    Case(
        RandomUniformInt(*SEEDS),
        [ints(100), np.int32(-2), np.int32(3)],
        holds=whole_numbers,
    ),
    Case(
        RandomUniformInt(*SEEDS),
        [ints(10, 10), np.int64(0), np.int64(7)],
        holds=whole_numbers,
        label="int64",
    ),
    Case(
        RandomShuffle(*SEEDS),
        [In((7, 2), step=1.0)],
        holds=a_permutation,
        flat="an order has no slope",
    ),
    Case(
        Multinomial(*SEEDS),
        [np.float32([[0, 99, 0], [0, 0, 0]]), np.int32(40)],
        holds=likely_classes,
        flat="a class number has no slope",
    ),
    Case(
        RandomGamma(*SEEDS),
        [ints(400), np.float32([0.5, 1, 4])],
        holds=gammas,
        flat="not defined yet",
    ),
    Case(
        RandomPoissonV2(*SEEDS),
        [ints(400), np.float32([2, 30])],
        holds=counts,
        flat="a count has no slope",
    ),
]
