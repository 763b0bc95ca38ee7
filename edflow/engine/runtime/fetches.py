"""The structure of what was asked for: taken apart before a run, rebuilt after it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, cast

from edflow.engine.graph import Graph, Operation, Tensor
from edflow.engine.runtime.plan import Element

Rebuild = Callable[[Iterator[Any]], Any]


def flatten(graph: Graph, fetches: Any) -> tuple[list[Element], Rebuild]:
    """The tensors and operations in `fetches`, and how to put their values in place.

    Lists, tuples, namedtuples and dicts may be nested in any way; a name or a variable
    stands for its tensor.

    Raises:
      TypeError: something in it can be neither tensor nor operation.
      ValueError, KeyError: a name that is not in the graph, or a foreign tensor.
    """
    leaves: list[Element] = []
    return leaves, _visit(graph, fetches, leaves)


def _visit(graph: Graph, fetch: Any, leaves: list[Element]) -> Rebuild:
    if isinstance(fetch, Tensor | Operation):
        leaves.append(_element(graph, fetch))
        return next
    kind = cast("Any", type(fetch))
    if isinstance(fetch, list | tuple):
        items = cast("Sequence[Any]", fetch)
        parts = [_visit(graph, item, leaves) for item in items]
        if hasattr(kind, "_fields"):
            return lambda values: kind(*[part(values) for part in parts])
        return lambda values: kind([part(values) for part in parts])
    if isinstance(fetch, Mapping):
        entries = cast("Mapping[Any, Any]", fetch).items()
        pairs = [(key, _visit(graph, item, leaves)) for key, item in entries]
        return lambda values: kind([(key, part(values)) for key, part in pairs])
    components = getattr(fetch, "fetch_components", None)
    if components is not None:
        tensors, combine = components()
        parts = [_visit(graph, tensor, leaves) for tensor in tensors]
        return lambda values: combine(*[part(values) for part in parts])
    leaves.append(_element(graph, fetch))
    return next


def _element(graph: Graph, fetch: Any) -> Element:
    if fetch is None:
        raise TypeError(
            "None cannot be fetched; a gradient that is None means that nothing flows "
            "from the target to that variable"
        )
    try:
        return graph.as_graph_element(fetch)
    except KeyError as error:
        raise ValueError(f"cannot fetch {fetch!r}: {error.args[0]}") from None
    except TypeError:
        raise TypeError(
            f"cannot fetch {fetch!r}, a {type(fetch).__name__}: a fetch is a tensor, "
            "an operation, a variable, the name of one, or a list, tuple or dict of "
            "these"
        ) from None
    except ValueError as error:
        raise ValueError(f"cannot fetch: {error}") from None
