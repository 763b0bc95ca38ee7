"""Exercises of the lessons, checked: a hint, never the answer.

    from edflow.check import lesson01
    lesson01.exercise_1(my_answer)
"""

from edflow.check.exercise import Claim, Exercise, Verdict

__all__ = ["Claim", "Exercise", "Verdict"]
