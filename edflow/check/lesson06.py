"""The exercises of lesson 06: backward, node by node."""

from __future__ import annotations

from typing import Any

from edflow.check.exercise import Claim, Exercise
from edflow.engine.graph import Tensor
from edflow.engine.runtime import Session

arrives_at_error = Exercise(
    "the slope of a square is twice what is squared",
    Claim(lambda answer: isinstance(answer, int | float), "the answer is a number"),
    Claim(
        lambda answer: answer != 3,
        "that is the error itself; how strongly does its square follow it?",
    ),
    Claim(
        lambda answer: answer != 9,
        "that is the loss; how strongly does it follow the error?",
    ),
    Claim(
        lambda answer: abs(answer - 6) < 1e-6,
        "with x = 4 the guess is 3 · 4 + 1; the slope of error² is 2 · error",
    ),
)


def _slopes(slope: Tensor, t: Any) -> list[float]:
    session = Session(graph=slope.graph)
    return [float(session.run(slope, {t: value})) for value in (-1.0, 2.0, 3.0)]


def _is_gradient(slope: Tensor, t: Any) -> bool:
    return any("_grad" in op.name for op in slope.graph.operations)


slope_of_cube = Exercise(
    "tf.gradients wrote 3 · t² for you, op by op",
    Claim(
        lambda slope, t: not isinstance(slope, list),
        "tf.gradients gives a list, one gradient for each thing asked for: take it out",
    ),
    Claim(lambda slope, t: isinstance(slope, Tensor), "the answer is a tensor"),
    Claim(
        lambda slope, t: _slopes(slope, t) != [-1.0, 8.0, 27.0],
        "that is the cube; ask for its gradient",
    ),
    Claim(
        lambda slope, t: all(
            abs(a - b) < 1e-3
            for a, b in zip(_slopes(slope, t), (3.0, 12.0, 27.0), strict=True)
        ),
        "at t = 2 the slope of t³ is 12: does yours say so?",
    ),
    Claim(_is_gradient, "it is right; now let tf.gradients find it"),
)
