"""The exercises of lesson 15: batch normalization."""

from __future__ import annotations

from typing import Any

import numpy as np

from edflow.check.exercise import Claim, Exercise
from edflow.engine.face.keys import GraphKeys
from edflow.engine.graph import Operation
from edflow.engine.graph.traversal import needed_for

by_hand = Exercise(
    "mean 0, deviation 1: what is left is who is above the others, and how far",
    Claim(lambda answer: np.size(answer) == 3, "three numbers, one for each example"),
    Claim(
        lambda answer: abs(np.mean(answer)) < 1e-3,
        "take the mean of the batch away first: then the three add up to 0",
    ),
    Claim(
        lambda answer: abs(np.std(answer) - 1) < 0.01,
        "divide by the standard deviation, the root of the mean square",
    ),
    Claim(lambda answer: answer[0] < answer[1] < answer[2], "keep their order"),
)

how_many_batches = Exercise(
    "10 · (1 - 0.9 ** 22) is 9.02: slow, but it gets there",
    Claim(lambda answer: isinstance(answer, int), "the answer is a whole number"),
    Claim(
        lambda answer: 10 * (1 - 0.9**answer) > 9,
        "not there yet: after n batches 0.9 ** n of the way is still left",
    ),
    Claim(lambda answer: 10 * (1 - 0.9 ** (answer - 1)) <= 9, "it was there earlier"),
)


def _needed(op: Any) -> list[Operation]:
    return needed_for([getattr(op, "op", op)])


def _runs_updates(train: Any) -> bool:
    needed = _needed(train)
    updates = train.graph.get_collection(GraphKeys.UPDATE_OPS)
    return all(getattr(update, "op", update) in needed for update in updates)


runs_updates = Exercise(
    "every step of training now also fills the layer's memory",
    Claim(
        lambda train: isinstance(getattr(train, "op", train), Operation),
        "the answer is the operation that minimize returns",
    ),
    Claim(
        lambda train: any("Apply" in op.type for op in _needed(train)),
        "this operation changes no weight: is it what minimize returned?",
    ),
    Claim(
        _runs_updates,
        "it does not wait for the updates: call minimize inside the with block",
    ),
)
