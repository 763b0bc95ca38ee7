"""The exercises of lesson 12: saving and restoring."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from edflow.check.exercise import Claim, Exercise
from edflow.engine.ops.state.variable import Variable

names_in_file = Exercise(
    "a checkpoint is a map from names to arrays, and nothing more",
    Claim(
        lambda names: not isinstance(names, str) and len(list(names)) > 0,
        "the answer is a list of names; tf.train.list_variables gives (name, shape)",
    ),
    Claim(
        lambda names: all(isinstance(name, str) for name in names),
        "names only, without the shapes",
    ),
    Claim(
        lambda names: sorted(names) == ["bias", "weights"],
        "the first saver of this lesson wrote two variables",
    ),
)


def _maps(mapping: Any, variable: Variable) -> bool:
    return any(value is variable for value in mapping.values())


renamed = Exercise(
    "in the file it is called weights, in the graph whatever you like",
    Claim(
        lambda mapping, variable: isinstance(mapping, Mapping),
        "a dict: name in the file -> variable in the graph",
    ),
    Claim(_maps, "which variable is to be filled?"),
    Claim(
        lambda mapping, variable: set(mapping) == {"weights"},
        "the key is the name in the file",
    ),
)
