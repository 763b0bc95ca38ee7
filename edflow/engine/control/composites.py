"""Structures whose leaves are tensors, or are made of tensors.

A composite leaf, such as a TensorArray or a SparseTensor, takes itself apart with
`components()` and is built again from others with `with_components(tensors)`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from edflow.engine.face import nest
from edflow.engine.graph import Operation, Tensor
from edflow.engine.ops.build import constant, convert_to_tensor
from edflow.engine.ops.grouping import with_dependencies


def unpack(structure: Any) -> list[Tensor]:
    """The tensors in `structure`, from left to right; None is no tensor."""
    tensors: list[Tensor] = []
    for leaf in nest.flatten(structure):
        if hasattr(leaf, "components"):
            tensors.extend(leaf.components())
        elif isinstance(leaf, Operation):
            # An operation has no value; that it has run is one.
            tensors.append(with_dependencies([leaf], constant(True)))
        elif leaf is not None:
            tensors.append(convert_to_tensor(leaf))
    return tensors


def pack(structure: Any, tensors: Iterable[Tensor]) -> Any:
    """`structure` with other tensors in the places of its own."""
    rest = iter(tensors)
    leaves = [_leaf(leaf, rest) for leaf in nest.flatten(structure)]
    return nest.pack_sequence_as(structure, leaves)


def _leaf(leaf: Any, tensors: Iterator[Tensor]) -> Any:
    if leaf is None:
        return None
    if hasattr(leaf, "components"):
        count = len(leaf.components())
        return leaf.with_components([next(tensors) for _ in range(count)])
    return next(tensors)
