"""Outputs of layers in collections, each under an alias: a network's end points."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from typing import Any

from edflow import namespace
from edflow.engine.control.branching import smart_cond, smart_constant_value
from edflow.engine.graph import Graph, Tensor, get_default_graph
from edflow.engine.ops.state.scope import of_graph

__all__ = [
    "append_tensor_alias", "collect_named_outputs", "constant_value",
    "convert_collection_to_dict", "gather_tensors_aliases", "get_tensor_aliases",
    "get_variable_collections", "last_dimension", "smart_cond",
]  # fmt: skip

constant_value = smart_constant_value


def collect_named_outputs(collections: Any, alias: str, outputs: Tensor) -> Tensor:
    """Put a tensor into collections, under an alias; gives the tensor back.

    Args:
      collections: a name, or a list of names; None for none.
      alias: what `convert_collection_to_dict` calls it.
      outputs: the tensor.
    """
    if collections:
        append_tensor_alias(outputs, alias)
        get_default_graph().add_to_collections(collections, outputs)
    return outputs


def append_tensor_alias(tensor: Tensor, alias: str) -> Tensor:
    """Give a tensor one more alias."""
    _aliases(tensor.graph).setdefault(tensor, []).append(alias.removesuffix("/"))
    return tensor


def get_tensor_aliases(tensor: Tensor) -> list[str]:
    """The aliases of a tensor; its name without `:0` if it was given none."""
    known = _aliases(tensor.graph)
    return known.get(tensor, [tensor.name.removesuffix(":0")])


def gather_tensors_aliases(tensors: Iterable[Tensor]) -> list[str]:
    """The aliases of several tensors."""
    return [alias for tensor in tensors for alias in get_tensor_aliases(tensor)]


def convert_collection_to_dict(
    collection: Any, clear_collection: bool = False
) -> OrderedDict[str, Tensor]:
    """The tensors of a collection by their aliases.

    Args:
      collection: its name.
      clear_collection: empty the collection.

    >>> import edflow as tf
    >>> slim = tf.contrib.slim
    >>> net = slim.fully_connected(
    ...     tf.zeros([1, 2]), 3, scope="a", outputs_collections="ends"
    ... )
    >>> list(slim.utils.convert_collection_to_dict("ends"))
    ['a']
    """
    graph = get_default_graph()
    tensors = graph.get_collection(collection)
    if clear_collection:
        graph.clear_collection(collection)
    return OrderedDict(
        (alias, tensor) for tensor in tensors for alias in get_tensor_aliases(tensor)
    )


def get_variable_collections(variables_collections: Any, name: str) -> Any:
    """The collections that the variables of a kind join.

    Args:
      variables_collections: a list for all, or a dict of lists by kind.
      name: the kind: `weights`, `biases`, `moving_mean` …
    """
    if isinstance(variables_collections, dict):
        return variables_collections.get(name)
    return variables_collections


def last_dimension(shape: Any, min_rank: int = 1) -> int:
    """The size of the last axis; ValueError if it or the rank are not known."""
    if shape.ndims is None or shape.ndims < min_rank:
        raise ValueError(f"the shape must have at least {min_rank} axes, not {shape}")
    if shape[-1].value is None:
        raise ValueError(f"the size of the last axis must be known, not {shape}")
    return shape[-1].value


def _aliases(graph: Graph) -> dict[Tensor, list[str]]:
    with graph.as_default():
        return of_graph(graph, ("aliases of tensors",), dict)


namespace.finish(__name__)
