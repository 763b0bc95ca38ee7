"""Sparse indices and values, kept apart, made one SparseTensor."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from edflow.engine.face.dtypes import int64
from edflow.engine.graph import Tensor, name_scope
from edflow.engine.ops.array.axes import expand_dims
from edflow.engine.ops.array.casting import cast
from edflow.engine.ops.array.joining import concat
from edflow.engine.ops.sparse.arranging import sparse_reorder
from edflow.engine.ops.sparse.tensor import SparseTensor, as_sparse

__all__ = ["sparse_merge"]


def sparse_merge(
    sp_ids: Any,
    sp_values: Any,
    vocab_size: Any,
    name: str | None = None,
    already_sorted: bool = False,
) -> SparseTensor:
    """A SparseTensor whose last axes come from ids: `y[n, ids[n, i]] = values[n, i]`.

    Args:
      sp_ids: a SparseTensor of integers, or a list of them for several axes.
      sp_values: a SparseTensor with the same indices.
      vocab_size: the size of the new axis, or a list of sizes.
      name: the scope's name.
      already_sorted: the ids are in order.

    Raises:
      TypeError: one `vocab_size` where several are needed, or several for one.
      ValueError: not as many sizes as ids.
    """
    several = isinstance(sp_ids, list | tuple) and not hasattr(sp_ids, "dense_shape")
    if several != isinstance(vocab_size, list | tuple):
        raise TypeError(
            f"vocab_size must be {'a list of sizes' if several else 'one size'} for "
            f"{'a list of ids' if several else 'one tensor of ids'}, not {vocab_size!r}"
        )
    all_ids: Sequence[Any] = sp_ids if several else [sp_ids]
    sizes: Sequence[Any] = vocab_size if several else [vocab_size]
    if len(all_ids) != len(sizes):
        raise ValueError(f"{len(sizes)} sizes were given for {len(all_ids)} ids")
    with name_scope(name, "SparseMerge", [*all_ids, sp_values]):
        ids = [as_sparse(one) for one in all_ids]
        values = as_sparse(sp_values)
        columns = [expand_dims(_int64(one.values), axis=1) for one in ids]
        lengths = [cast(size, int64) for size in sizes]
        indices = concat([ids[0].indices[:, :-1], *columns], 1)
        shape = concat([ids[0].dense_shape[:-1], lengths], 0)
        merged = SparseTensor(indices, values.values, shape)
        if already_sorted:
            return merged
        ordered = sparse_reorder(merged)
        return SparseTensor(ordered.indices, ordered.values, shape)


def _int64(ids: Tensor) -> Tensor:
    return ids if ids.dtype is int64 else cast(ids, int64)
