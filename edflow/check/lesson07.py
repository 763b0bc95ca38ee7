"""The exercises of lesson 07: the first training loop."""

from __future__ import annotations

from edflow.check.exercise import Claim, Exercise
from edflow.engine.graph import Tensor
from edflow.engine.graph.traversal import depends_on
from edflow.engine.runtime import Session

count_parameters = Exercise(
    "every pixel has a weight for every digit, and every digit a bias",
    Claim(lambda answer: isinstance(answer, int), "the answer is a whole number"),
    Claim(lambda answer: answer != 7840, "do the ten biases count too?"),
    Claim(
        lambda answer: answer == 7850,
        "multiply the sizes of W; then add what b has",
    ),
)


def _one_minus(mistakes: Tensor, accuracy: Tensor) -> bool:
    session = Session(graph=accuracy.graph)
    return all(
        abs(float(session.run(mistakes, {accuracy: value})) - (1 - value)) < 1e-6
        for value in (0.0, 0.25, 1.0)
    )


share_of_mistakes = Exercise(
    "a tensor made from a tensor: the graph goes on growing",
    Claim(
        lambda mistakes, accuracy: isinstance(mistakes, Tensor),
        "mistakes is to be a tensor, made from accuracy; nothing is run yet",
    ),
    Claim(
        lambda mistakes, accuracy: depends_on([mistakes], [accuracy]),
        "your tensor does not use accuracy",
    ),
    Claim(_one_minus, "if 97 of 100 are right, how many are wrong?"),
)
