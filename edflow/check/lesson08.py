"""The exercises of lesson 08: decay."""

from __future__ import annotations

from typing import Any

from edflow.check.exercise import Claim, Exercise
from edflow.engine.graph import Tensor
from edflow.engine.runtime import Session


def _rates(rate: Tensor, step: Any, at: tuple[int, ...]) -> list[float]:
    session = Session(graph=rate.graph)
    read = step.value()
    return [float(session.run(rate, {read: number})) for number in at]


def _halves(rate: Tensor, step: Any) -> bool:
    start, middle, later = _rates(rate, step, (0, 100, 200))
    return abs(middle / start - 0.5) < 1e-3 and abs(later / start - 0.25) < 1e-3


half_every_hundred = Exercise(
    "halved every hundred steps: it never reaches zero, and soon is almost there",
    Claim(lambda rate, step: isinstance(rate, Tensor), "the rate is a tensor"),
    Claim(
        lambda rate, step: len(set(_rates(rate, step, (0, 100)))) == 2,
        "your rate does not depend on global_step",
    ),
    Claim(_halves, "what is the rate at step 100, divided by the rate at step 0?"),
)


def _stairs(rate: Tensor, step: Any) -> bool:
    first, last, next_one = _rates(rate, step, (0, 99, 100))
    return first == last != next_one


in_stairs = Exercise(
    "within a stair the fraction step / decay_steps is rounded down",
    Claim(lambda rate, step: isinstance(rate, Tensor), "the rate is a tensor"),
    Claim(_stairs, "the rate is to stay the same from step 0 to 99, and drop at 100"),
)
