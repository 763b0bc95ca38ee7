"""The exercises of lesson 09: the optimizers' race."""

from __future__ import annotations

from typing import Any

from edflow.check.exercise import Claim, Exercise
from edflow.engine.graph import Graph
from edflow.engine.ops.state.initialization import global_variables_initializer
from edflow.engine.ops.state.variable import Variable
from edflow.engine.runtime import Session
from edflow.train.optimizer import Optimizer


def _close(answer: tuple[float, float], x: float, v: float) -> bool:
    return abs(answer[0] - x) < 1e-9 and abs(answer[1] - v) < 1e-9


momentum_by_hand = Exercise(
    "two lines are all of it, and the first is a memory",
    Claim(callable, "momentum_step is to be a function"),
    Claim(
        lambda step: step(1.0, 0.0, 2.0) is not ...,
        "return the new x and the new v in the place of the three dots",
    ),
    Claim(
        lambda step: len(step(1.0, 0.0, 2.0)) == 2,
        "two numbers come back: the new x and the new v",
    ),
    Claim(
        lambda step: abs(step(1.0, 5.0, 2.0)[1] - 6.5) < 1e-9,
        "what is left of the old v, and what comes on top of it?",
    ),
    Claim(
        lambda step: _close(step(1.0, 5.0, 2.0), 0.35, 6.5),
        "x moves against the *new* v, by rate times it",
    ),
    Claim(
        lambda step: _close(step(1.0, 1.0, 1.0, 0.5, 0.0), 0.5, 1.0),
        "use the arguments rate and mu, not 0.1 and 0.9",
    ),
)


def _steps_needed(optimizer: Any, most: int) -> int | None:
    """After how many steps one hundredth of the first loss is left."""
    with Graph().as_default() as graph, Session(graph=graph) as session:
        x, y = Variable(-7.0), Variable(1.6)
        loss = 0.04 * x * x + 1.2 * y * y
        train = optimizer.minimize(loss, var_list=[x, y])
        session.run(global_variables_initializer())
        goal = session.run(loss) / 100
        for step in range(1, most + 1):
            session.run(train)
            if session.run(loss) <= goal:
                return step
    return None


quick = Exercise(
    "quick enough; and how does it do on the saddle?",
    Claim(
        lambda optimizer: isinstance(optimizer, Optimizer),
        "make an optimizer, as in tf.train.MomentumOptimizer(rate, momentum)",
    ),
    Claim(
        lambda optimizer: _steps_needed(optimizer, 100) is not None,
        "it is not there after 100 steps; the picture shows which settings are",
    ),
    Claim(
        lambda optimizer: _steps_needed(optimizer, 25) is not None,
        "it arrives, but not in 25 steps; look at the picture with all five again",
    ),
)
