"""Structures whose leaves are tensors, or are made of tensors.

A composite leaf, such as a TensorArray or a SparseTensor, takes itself apart with
`components()` and is built again from others with `with_components(tensors)`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from edflow.engine.face import nest
from edflow.engine.graph import Tensor
from edflow.engine.ops.build import convert_to_tensor


def unpack(structure: Any) -> list[Tensor]:
    """The tensors in `structure`, from left to right."""
    tensors: list[Tensor] = []
    for leaf in nest.flatten(structure):
        if hasattr(leaf, "components"):
            tensors.extend(leaf.components())
        else:
            tensors.append(convert_to_tensor(leaf))
    return tensors


def pack(structure: Any, tensors: Iterable[Tensor]) -> Any:
    """`structure` with other tensors in the places of its own."""
    rest = iter(tensors)
    leaves = [_leaf(leaf, rest) for leaf in nest.flatten(structure)]
    return nest.pack_sequence_as(structure, leaves)


def _leaf(leaf: Any, tensors: Iterator[Tensor]) -> Any:
    if hasattr(leaf, "components"):
        count = len(leaf.components())
        return leaf.with_components([next(tensors) for _ in range(count)])
    return next(tensors)
