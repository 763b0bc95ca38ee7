"""Which variables a graph has, by scope, by name and by pattern."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from edflow.engine.face.keys import GraphKeys
from edflow.engine.graph import get_default_graph
from edflow.engine.ops.state.scope import VariableScope

__all__ = [
    "filter_variables", "get_local_variables", "get_model_variables",
    "get_trainable_variables", "get_unique_variable", "get_variable_full_name",
    "get_variables", "get_variables_by_name", "get_variables_by_suffix",
    "get_variables_to_restore",
]  # fmt: skip


def get_variables(
    scope: str | VariableScope | None = None,
    suffix: str | None = None,
    collection: Any = GraphKeys.GLOBAL_VARIABLES,
) -> list[Any]:
    """The variables whose names begin and end as told.

    Args:
      scope: how the names begin, as a regular expression; or a variable scope.
      suffix: how they end.
      collection: where to look.
    """
    if isinstance(scope, VariableScope):
        scope = scope.name
    if suffix is not None:
        end = suffix if ":" in suffix else f"{suffix}:"
        scope = f"{scope or ''}.*{end}"
    return get_default_graph().get_collection(collection, scope)


def get_model_variables(
    scope: str | VariableScope | None = None, suffix: str | None = None
) -> list[Any]:
    """The variables of the model: weights, biases, statistics. See `get_variables`."""
    return get_variables(scope, suffix, GraphKeys.MODEL_VARIABLES)


def get_local_variables(
    scope: str | VariableScope | None = None, suffix: str | None = None
) -> list[Any]:
    """The variables that are not saved. Arguments as for `get_variables`."""
    return get_variables(scope, suffix, GraphKeys.LOCAL_VARIABLES)


def get_trainable_variables(
    scope: str | VariableScope | None = None, suffix: str | None = None
) -> list[Any]:
    """The variables that optimizers change. Arguments as for `get_variables`."""
    return get_variables(scope, suffix, GraphKeys.TRAINABLE_VARIABLES)


def get_variables_by_suffix(
    suffix: str, scope: str | VariableScope | None = None
) -> list[Any]:
    """The variables whose names end in `suffix`."""
    return get_variables(scope=scope, suffix=suffix)


def get_variables_by_name(
    given_name: str, scope: str | VariableScope | None = None
) -> list[Any]:
    """The variables whose last name is `given_name`: the biases of all layers, say."""
    return get_variables(scope, f"/{given_name}:|^{given_name}:")


def get_unique_variable(var_op_name: str) -> Any:
    """The variable of that full name.

    Raises:
      ValueError: there is none.
    """
    candidates = get_variables(scope=re.escape(var_op_name))
    for candidate in candidates:
        if candidate.op.name == var_op_name:
            return candidate
    near = ", ".join(candidate.op.name for candidate in candidates)
    raise ValueError(
        f"there is no variable {var_op_name!r}"
        + (f"; there are {near}" if near else "; tf.global_variables() has all")
    )


def get_variable_full_name(var: Any) -> str:
    """The name by which a checkpoint knows the variable."""
    return var.op.name


def get_variables_to_restore(
    include: Sequence[str] | None = None, exclude: Sequence[str] | None = None
) -> list[Any]:
    """The variables of some scopes without those of others.

    A trained network is carried over to new classes by restoring all but its last
    layer: `get_variables_to_restore(exclude=["vgg_16/fc8"])`.

    Args:
      include: scopes, or names of variables; all by default.
      exclude: likewise.

    Raises:
      TypeError: one of them is no list.
    """
    included = get_variables() if include is None else _of_scopes(include, "include")
    excluded = set(_of_scopes(exclude, "exclude")) if exclude is not None else set()
    return [var for var in included if var not in excluded]


def _of_scopes(scopes: Any, name: str) -> list[Any]:
    if not isinstance(scopes, list | tuple):
        raise TypeError(f"{name} is a list of scopes, not {scopes!r}; write [scope]")
    return [var for scope in scopes for var in get_variables(scope)]


def filter_variables(
    var_list: Iterable[Any],
    include_patterns: Sequence[str] | None = None,
    exclude_patterns: Sequence[str] | None = None,
    reg_search: bool = True,
) -> list[Any]:
    """The variables whose names match one of some patterns and none of others.

    Args:
      var_list: variables.
      include_patterns: regular expressions; by default all match.
      exclude_patterns: likewise; by default none matches.
      reg_search: look for the patterns anywhere in a name, not at its beginning.
    """
    matches = re.search if reg_search else re.match

    def among(patterns: Sequence[str], var: Any) -> bool:
        return any(matches(pattern, var.op.name) for pattern in patterns)

    return [
        var
        for var in var_list
        if (include_patterns is None or among(include_patterns, var))
        and not among(exclude_patterns or (), var)
    ]
