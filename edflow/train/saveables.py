"""Which variables a saver saves, and under which names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from edflow.engine.face.keys import GraphKeys
from edflow.engine.graph import Tensor, get_default_graph
from edflow.engine.ops.state.refs import reference


def all_saveable() -> list[Any]:
    """What is saved by default: the global variables of the default graph."""
    graph = get_default_graph()
    return [
        *graph.get_collection(GraphKeys.GLOBAL_VARIABLES),
        *graph.get_collection(GraphKeys.SAVEABLE_OBJECTS),
    ]


def variables_by_name(var_list: Any) -> dict[str, Tensor]:
    """The variables by their names in the checkpoint, sorted, as references.

    Args:
      var_list: a dict from names to variables, or a nested list of variables.

    Raises:
      ValueError: there are none, two have one name, or one has two.
      TypeError: something else than a name or a variable is among them.
    """
    if isinstance(var_list, Mapping):
        pairs = list(var_list.items())
    elif isinstance(var_list, list | tuple | set | frozenset):
        pairs = [(_reference(v).op.name, v) for v in _flat(var_list)]
    else:
        raise TypeError(
            f"the variables to save are a list or a dict, not {var_list!r}; "
            "for a single one write [variable]"
        )
    if not pairs:
        raise ValueError(
            "there are no variables to save; create the Saver after the variables"
        )
    found: dict[str, Tensor] = {}
    saved_as: dict[Tensor, str] = {}
    for name, variable in pairs:
        if not isinstance(name, str) or not name:
            raise TypeError(f"a variable's name in a checkpoint is text, not {name!r}")
        if name in found:
            raise ValueError(f"two of the variables to save have the name {name}")
        ref = _reference(variable)
        if ref in saved_as:
            raise ValueError(
                f"{variable.name} would be saved as {saved_as[ref]} and as {name}; "
                "save it once, and restore it with a Saver for each name"
            )
        found[name], saved_as[ref] = ref, name
    return dict(sorted(found.items()))


def _flat(items: Iterable[Any]) -> Iterable[Any]:
    for item in items:
        if isinstance(item, list | tuple):
            yield from _flat(item)
        else:
            yield item


def _reference(variable: Any) -> Tensor:
    try:
        return reference(variable)
    except TypeError:
        raise TypeError(f"only variables can be saved, not {variable!r}") from None
