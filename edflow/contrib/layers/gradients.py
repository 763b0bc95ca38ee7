"""Gradients changed on their way from the loss to the variables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from edflow.engine.graph import Tensor
from edflow.engine.ops.build import convert_to_tensor
from edflow.engine.ops.indexed_slices import IndexedSlices

Pairs = list[tuple[Any, Any]]


def changed(grad: Any, change: Callable[[Tensor], Tensor]) -> Any:
    """A gradient changed; of one of single rows their values; None stays None."""
    if isinstance(grad, IndexedSlices):
        return IndexedSlices(change(grad.values), grad.indices, grad.dense_shape)
    return grad if grad is None else change(grad)


def values_of(grad: Any) -> Tensor:
    """The numbers of a gradient."""
    return grad.values if isinstance(grad, IndexedSlices) else grad


def multiplied(pairs: Iterable[tuple[Any, Any]], factors: Mapping[Any, Any]) -> Pairs:
    """The gradients times the factor of their variable, or of its name."""

    def scaled(grad: Any, var: Any) -> Any:
        factor = factors.get(var, factors.get(var.op.name))
        if factor is None:
            return grad
        return changed(grad, lambda x: x * convert_to_tensor(factor, x.dtype))

    return [(scaled(grad, var), var) for grad, var in pairs]
