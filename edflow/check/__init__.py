"""Exercises of the lessons, checked: a hint, never the answer.

Each lesson has a module of its own: `lesson01.square_plus_one(y, x)`.
"""

from edflow.check.exercise import Claim, Exercise, Verdict

__all__ = ["Claim", "Exercise", "Verdict"]
