"""The exercises of lesson 16: recurrent nets and the gates of an LSTM."""

from __future__ import annotations

from edflow.check.exercise import Claim, Exercise

left_over = Exercise(
    "0.9 sounds like a lot, and after fifty steps it is half a percent",
    Claim(lambda answer: isinstance(answer, int | float), "the answer is a number"),
    Claim(
        lambda answer: abs(answer - 45) > 1e-6,
        "50 times 0.9 adds up; what is left is a product: 0.9 · 0.9 · 0.9 ...",
    ),
    Claim(
        lambda answer: abs(answer - 0.9**50) < 5e-4,
        "one step leaves 0.9, two leave 0.9 · 0.9 = 0.81",
    ),
)

new_cell = Exercise(
    "almost all of the old, a little of the new",
    Claim(lambda answer: isinstance(answer, int | float), "the answer is a number"),
    Claim(
        lambda answer: abs(answer + 0.3) > 1e-6,
        "that lets all of the candidate in: how far is the input gate open?",
    ),
    Claim(
        lambda answer: abs(answer - 0.4) < 1e-6,
        "cell = forget · cell before + input · candidate",
    ),
)


def _gates(answer: object) -> bool:
    return isinstance(answer, dict) and set(answer) == {"forget", "input", "output"}


keep_a_secret = Exercise(
    "it keeps what it has, takes nothing in, and says nothing: a safe",
    Claim(
        _gates,
        'a dict of three numbers: {"forget": ..., "input": ..., "output": ...}',
    ),
    Claim(
        lambda answer: all(value in (0, 1) for value in answer.values()),
        "each gate is to be either shut, 0, or open, 1",
    ),
    Claim(
        lambda answer: answer["forget"] == 1,
        "what is multiplied by 0 is gone: which gate multiplies the cell?",
    ),
    Claim(lambda answer: answer["input"] == 0, "nothing new may come in"),
    Claim(lambda answer: answer["output"] == 0, "nothing may be seen from outside"),
)
