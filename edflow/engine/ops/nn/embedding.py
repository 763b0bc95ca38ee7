"""Embeddings: rows of a table, looked up by number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from edflow.engine.face.dtypes import int32
from edflow.engine.face.shapes import is_full, merge
from edflow.engine.graph import Tensor, name_scope
from edflow.engine.ops.array.axes import expand_dims
from edflow.engine.ops.array.casting import cast
from edflow.engine.ops.array.gathering import dynamic_stitch, gather
from edflow.engine.ops.array.joining import concat
from edflow.engine.ops.array.partitioning import dynamic_partition
from edflow.engine.ops.array.ranges import range_
from edflow.engine.ops.array.shape import identity, rank, reshape, shape, size
from edflow.engine.ops.array.stacking import stack
from edflow.engine.ops.array.unique import unique
from edflow.engine.ops.build import constant, convert_to_tensor
from edflow.engine.ops.indexing.sorted_segments import segment_sum
from edflow.engine.ops.math.arithmetic import maximum
from edflow.engine.ops.math.comparing import less
from edflow.engine.ops.math.powers import sqrt
from edflow.engine.ops.math.selecting import where
from edflow.engine.ops.nn.clipping import clip_by_norm
from edflow.engine.ops.reduce import reduce_sum

__all__ = ["embedding_lookup", "embedding_lookup_sparse"]


def embedding_lookup(
    params: Any,
    ids: Any,
    partition_strategy: str = "mod",
    name: str | None = None,
    validate_indices: bool = True,
    max_norm: float | None = None,
) -> Tensor:
    """The rows of a table that `ids` name.

    Its gradient touches these rows only, so a table of 50,000 words trains as fast as
    one of 50.

    Args:
      params: the table [n, ...], or a list of tables that hold its rows in parts.
      ids: whole numbers of any shape.
      partition_strategy: how parts share the rows: "mod" deals them out like cards,
        "div" cuts the table into equal pieces.
      name: the operation's name.
      validate_indices: accepted; ids are always checked.
      max_norm: the greatest length of a row; longer ones are scaled down.

    Returns:
      The shape of `ids` followed by that of a row.

    >>> import edflow as tf
    >>> table = tf.constant([[0.0, 0.1], [1.0, 1.1], [2.0, 2.1]])
    >>> tf.Session().run(tf.nn.embedding_lookup(table, [2, 0]))
    array([[2. , 2.1],
           [0. , 0.1]], dtype=float32)
    """
    tables = params if isinstance(params, list) else [params]
    if not tables:
        raise ValueError("embedding_lookup needs a table, but the list is empty")
    with name_scope(name, "embedding_lookup", [*tables, ids]) as scope:
        tables = [convert_to_tensor(table, name="params") for table in tables]
        ids = convert_to_tensor(ids, name="ids")
        if len(tables) == 1:
            rows = gather(tables[0], ids, name=scope)
            return identity(_shortened(rows, ids, max_norm))
        return _from_parts(tables, ids, partition_strategy, max_norm, scope)


def _shortened(rows: Tensor, ids: Tensor, max_norm: float | None) -> Tensor:
    """The rows, scaled down to `max_norm` where they are longer."""
    if max_norm is None:
        return rows
    if ids.spec.rank is None or rows.spec.rank is None:
        return clip_by_norm(rows, max_norm, range_(rank(ids), rank(rows)))
    return clip_by_norm(rows, max_norm, list(range(ids.spec.rank, rows.spec.rank)))


def _from_parts(
    tables: Sequence[Tensor],
    ids: Tensor,
    strategy: str,
    max_norm: float | None,
    scope: str,
) -> Tensor:
    """Each part looks up its own; then all rows take their places."""
    flat = reshape(ids, [-1])
    places = range_(size(flat))
    part, row = _addresses(tables, flat, strategy)
    part = cast(part, int32)
    rows = dynamic_partition(row, part, len(tables))
    wheres = dynamic_partition(places, part, len(tables))
    found = [gather(table, r) for table, r in zip(tables, rows, strict=True)]
    together = dynamic_stitch(wheres, found, name=scope)
    element: Any = None
    for table in tables:
        own = None if table.spec.shape is None else table.spec.shape[1:]
        element = merge(element, own)
    known = is_full(element)
    sizes = constant(element, int32, [len(element)]) if known else shape(tables[0])[1:]
    together = reshape(together, concat([shape(ids), sizes], 0))
    if ids.spec.shape is not None and element is not None:
        together.set_shape([*ids.spec.shape, *element])
    return _shortened(together, ids, max_norm)


def _addresses(
    tables: Sequence[Tensor], ids: Tensor, strategy: str
) -> tuple[Tensor, Tensor]:
    """For each id the number of its part and its row in there."""
    parts = len(tables)
    if strategy == "mod":
        return ids % parts, ids // parts
    if strategy != "div":
        raise ValueError(f'partition_strategy must be "mod" or "div", not {strategy!r}')
    total = _total(tables, ids)
    # The first `extra` parts have one row more than the others.
    least, extra = total // parts, total % parts
    part = maximum(ids // (least + 1), (ids - extra) // least)
    return part, where(less(part, extra), ids % (least + 1), (ids - extra) % least)


def _total(tables: Sequence[Tensor], ids: Tensor) -> Tensor:
    dtype = ids.dtype.base_dtype
    lengths = tuple(None if t.spec.shape is None else t.spec.shape[0] for t in tables)
    if is_full(lengths):
        return constant(sum(lengths), dtype)
    return reduce_sum(cast(stack([shape(table)[0] for table in tables]), dtype))


def embedding_lookup_sparse(
    params: Any,
    sp_ids: Any,
    sp_weights: Any,
    partition_strategy: str = "mod",
    name: str | None = None,
    combiner: str | None = None,
    max_norm: float | None = None,
    allow_fast_lookup: bool = False,
) -> Tensor:
    """For each row of ids one row: the embeddings of its ids, combined.

    Args:
      params: the table, or its parts, as for `tf.nn.embedding_lookup`.
      sp_ids: a SparseTensor [rows, ...] of ids; every row has at least one.
      sp_weights: a SparseTensor of weights with the same indices, or None for 1.
      partition_strategy: as for `tf.nn.embedding_lookup`.
      name: the operation's name.
      combiner: "mean" (the default), "sum", or "sqrtn": the sum divided by the root of
        the sum of squared weights.
      max_norm: the greatest length of a row; longer ones are scaled down.
      allow_fast_lookup: accepted.

    Returns:
      [rows, ...], the embeddings.

    Raises:
      TypeError: `sp_ids` or `sp_weights` is not a SparseTensor.
    """
    combiner = "mean" if combiner is None else combiner
    if combiner not in ("mean", "sum", "sqrtn"):
        raise ValueError(f'combiner must be "mean", "sum" or "sqrtn", not {combiner!r}')
    for what, value in (("sp_ids", sp_ids), ("sp_weights", sp_weights)):
        if not (hasattr(value, "indices") or (value is None and what == "sp_weights")):
            raise TypeError(f"{what} must be a SparseTensor, not {value!r}")
    with name_scope(name, "embedding_lookup_sparse", [params]) as scope:
        row = cast(sp_ids.indices[:, 0], int32)
        # Each id is looked up once, however often it occurs.
        ids, occurrences = unique(sp_ids.values)
        table = embedding_lookup(params, ids, partition_strategy, max_norm=max_norm)
        rows = gather(table, occurrences)
        weights = _weights(rows, sp_weights)
        total = segment_sum(rows * weights, row)
        if combiner == "sum":
            return identity(total, name=scope)
        if combiner == "mean":
            return identity(total / segment_sum(weights, row), name=scope)
        return identity(total / sqrt(segment_sum(weights * weights, row)), name=scope)


def _weights(rows: Tensor, sp_weights: Any) -> Tensor:
    """One weight a row, [n, 1, ...] so that it spreads over the row."""
    if sp_weights is None:
        weights = cast(range_(shape(rows)[0]) * 0 + 1, rows.dtype)
    else:
        weights = cast(sp_weights.values, rows.dtype)
    for _ in range((rows.spec.rank or 2) - 1):
        weights = expand_dims(weights, -1)
    return weights
