"""What can become of an answer of yes or no, once the truth is known."""

from __future__ import annotations

from typing import NamedTuple


class Outcome(NamedTuple):
    """One of four: what was true, and what was said."""

    name: str
    """Of the metric, and of the variable that counts it."""
    true: bool
    said: bool


TP = Outcome("true_positives", true=True, said=True)
FN = Outcome("false_negatives", true=True, said=False)
TN = Outcome("true_negatives", true=False, said=False)
FP = Outcome("false_positives", true=False, said=True)

OUTCOMES = TP, FN, TN, FP
