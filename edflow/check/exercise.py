"""Exercise: what an answer must fulfil, with a hint for each thing that is missing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import Any


@dataclass(frozen=True)
class Claim:
    """One thing that is true of a right answer, and the hint where it is not."""

    holds: Callable[..., Any]
    hint: str


@dataclass(frozen=True)
class Verdict:
    """What a check says: true if the answer is right, else it holds a hint."""

    right: bool
    message: str

    def __bool__(self) -> bool:
        return self.right

    def __repr__(self) -> str:
        return f"{'✓' if self.right else '○ not yet:'} {self.message}"

    def _repr_html_(self) -> str:
        # Sign, words and colour say the same: none is needed to read it.
        colour = "#1b7837" if self.right else "#8a5a00"
        return (
            f'<div role="status" style="border-left:4px solid {colour};'
            "background:#fbfbf8;color:#222;padding:6px 10px;font:14px sans-serif;"
            f'max-width:680px">{escape(repr(self))}</div>'
        )


class Exercise:
    """A check for one exercise: call it with the answer.

    Args:
      praise: what a right answer is told.
      *claims: what must be true of it, in the order in which a learner gets there.

    >>> double = Exercise(
    ...     "twice as much",
    ...     Claim(callable, "write a function"),
    ...     Claim(lambda f: f(3) == 6, "what does it make of 3?"),
    ... )
    >>> double(...)
    ○ not yet: put your answer in the place of the three dots
    >>> double(lambda x: x + 2)
    ○ not yet: what does it make of 3?
    >>> double(lambda x: 2 * x)
    ✓ twice as much
    """

    def __init__(self, praise: str, *claims: Claim):
        self._praise = praise
        self._claims = claims

    def __call__(self, *answers: Any) -> Verdict:
        if any(answer is ... for answer in answers):
            return Verdict(False, "put your answer in the place of the three dots")
        for claim in self._claims:
            try:
                holds = bool(claim.holds(*answers))
            except Exception as error:  # Whatever an unfinished answer raises, hint.
                first_line = str(error).split("\n")[0]
                return Verdict(False, f"{claim.hint} (it raised: {first_line})")
            if not holds:
                return Verdict(False, claim.hint)
        return Verdict(True, self._praise)
