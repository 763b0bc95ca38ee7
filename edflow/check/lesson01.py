"""The exercises of lesson 01: a graph is a recipe."""

from __future__ import annotations

from typing import Any

from edflow.check.exercise import Claim, Exercise
from edflow.engine.graph import Graph, Tensor
from edflow.engine.runtime import Session


def _is_recipe(y: Any, x: Any) -> bool:
    tensors = isinstance(y, Tensor) and isinstance(x, Tensor)
    return tensors and x.op.type == "Placeholder"


def _fits(y: Tensor, x: Tensor) -> bool:
    session = Session(graph=x.graph)
    return all(
        abs(session.run(y, {x: value}) - (value * value + 1)) < 1e-5
        for value in (-2.0, 0.0, 3.0)
    )


square_plus_one = Exercise(
    "the same recipe, as many results as you have numbers",
    Claim(
        _is_recipe, "x is to be a tf.placeholder, and y a tensor that is made from it"
    ),
    Claim(
        lambda y, x: any(x in op.inputs for op in x.graph.operations),
        "nothing uses your x yet",
    ),
    Claim(_fits, "run y for x = 3: is it 3·3 + 1?"),
)


def _operations(answer: Any) -> int:
    graph = Graph()
    with graph.as_default():
        from edflow.engine.ops.build import constant

        a, b = constant(2.0), constant(3.0)
        _ = (a + b) * (a + b)
    return answer == graph.version


count_operations = Exercise(
    "yes: the sum is written twice, so it is in the graph twice",
    Claim(lambda answer: isinstance(answer, int), "the answer is a whole number"),
    Claim(
        _operations,
        "count every line that makes something: constants too, and what Python calls "
        "twice is made twice",
    ),
)
