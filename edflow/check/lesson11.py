"""The exercises of lesson 11: moving averages."""

from __future__ import annotations

from edflow.check.exercise import Claim, Exercise

one_update = Exercise(
    "a tenth of the way: what decay leaves over is how far the shadow moves",
    Claim(lambda answer: isinstance(answer, int | float), "the answer is a number"),
    Claim(
        lambda answer: abs(answer - 9.0) > 1e-6,
        "that is what the shadow keeps; how much of the new value comes on top?",
    ),
    Claim(
        lambda answer: abs(answer - 1.0) < 1e-6,
        "shadow = 0.9 · shadow + 0.1 · value, with shadow 0 and value 10",
    ),
)


def _effective(decay: float, n: int) -> float:
    return min(decay, (1 + n) / (10 + n))


first_cap = Exercise(
    "from here on the decay you asked for holds",
    Claim(lambda answer: isinstance(answer, int), "the answer is a whole number"),
    Claim(
        lambda answer: _effective(0.9, answer) == 0.9,
        "(1 + n) / (10 + n) is still smaller than 0.9 there",
    ),
    Claim(
        lambda answer: _effective(0.9, answer - 1) < 0.9,
        "there is a smaller n that does",
    ),
)
