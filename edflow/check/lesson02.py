"""The exercises of lesson 02: run only what you ask for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from edflow.check.exercise import Claim, Exercise
from edflow.engine.graph import Tensor
from edflow.engine.graph.traversal import needed_for
from edflow.engine.runtime import Session

without_shoes = Exercise(
    "what is not needed is not run, and what is not run needs no food",
    Claim(
        lambda fetch: isinstance(fetch, Tensor),
        "the answer is one of the tensors of the picture",
    ),
    Claim(
        lambda fetch: all(op.name != "shoes" for op in needed_for([fetch])),
        "go back from your tensor along the lines: do you come past shoes?",
    ),
    Claim(lambda fetch: fetch.op.type == "Mul", "it is one of the products"),
)


def _runs(total: Tensor, feeds: Any) -> bool:
    Session(graph=total.graph).run(total, dict(feeds))
    return True


def _is_fifty(total: Tensor, feeds: Any) -> bool:
    return float(Session(graph=total.graph).run(total, dict(feeds))) == 50.0


make_it_fifty = Exercise(
    "any tensor can be fed: the run starts there",
    Claim(
        lambda total, feeds: isinstance(feeds, Mapping) and len(feeds) > 0,
        "the answer is a dict: tensor -> value",
    ),
    Claim(_runs, "something is still missing"),
    Claim(_is_fifty, "it runs, but the total is not 50"),
)
