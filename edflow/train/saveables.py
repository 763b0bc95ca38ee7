"""Which variables a saver saves, and under which names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from edflow.engine.graph import GraphKeys, Tensor, get_default_graph
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
        named = dict(var_list)
    elif isinstance(var_list, list | tuple | set | frozenset):
        named = {}
        for variable in _flat(var_list):
            name = getattr(variable, "op", variable).name if _is_ref(variable) else ""
            if name in named:
                raise ValueError(f"two of the variables to save have the name {name}")
            named[name] = variable
    else:
        raise TypeError(
            f"the variables to save are a list or a dict, not {var_list!r}; "
            "for a single one write [variable]"
        )
    if not named:
        raise ValueError(
            "there are no variables to save; create the Saver after the variables"
        )
    for name, variable in named.items():
        if not isinstance(name, str):
            raise TypeError(f"a variable's name in a checkpoint is text, not {name!r}")
        if not _is_ref(variable):
            raise TypeError(f"only variables can be saved, not {variable!r} ({name})")
    found = {name: reference(named[name]) for name in sorted(named)}
    if len(set(found.values())) < len(found):
        seen: dict[Tensor, str] = {}
        for name, ref in found.items():
            first = seen.setdefault(ref, name)
            if first != name:
                raise ValueError(
                    f"the variable {ref.op.name} would be saved both as {first} and as "
                    f"{name}; save it once, and restore it with a Saver for each name"
                )
    return found


def _flat(items: Iterable[Any]) -> Iterable[Any]:
    for item in items:
        if isinstance(item, list | tuple):
            yield from _flat(item)
        else:
            yield item


def _is_ref(value: Any) -> bool:
    """Whether it is a variable, or the tensor that stands for one."""
    if isinstance(value, Tensor):
        return value.dtype.is_ref
    return hasattr(value, "_ref")
