"""Embeddings of sets of symbols that may be empty, or hold what is no symbol."""

from __future__ import annotations

from typing import Any

from edflow.engine.face.dtypes import int64
from edflow.engine.graph import Tensor, name_scope
from edflow.engine.ops.array.casting import cast
from edflow.engine.ops.array.filling import zeros_like
from edflow.engine.ops.array.joining import concat
from edflow.engine.ops.array.padding import tile
from edflow.engine.ops.array.shape import reshape
from edflow.engine.ops.array.shape import shape as shape_of
from edflow.engine.ops.array.stacking import stack
from edflow.engine.ops.math.comparing import greater, greater_equal
from edflow.engine.ops.math.selecting import where
from edflow.engine.ops.nn.embedding import embedding_lookup_sparse
from edflow.engine.ops.reduce import reduce_prod
from edflow.engine.ops.sparse.arranging import (
    sparse_fill_empty_rows,
    sparse_reshape,
    sparse_retain,
)
from edflow.engine.ops.sparse.tensor import SparseTensor

__all__ = ["safe_embedding_lookup_sparse"]


def safe_embedding_lookup_sparse(
    embedding_weights: Any,
    sparse_ids: SparseTensor,
    sparse_weights: SparseTensor | None = None,
    combiner: str = "mean",
    default_id: int | None = None,
    name: str | None = None,
    partition_strategy: str = "div",
    max_norm: float | None = None,
) -> Tensor:
    """`embedding_lookup_sparse` for rows that may be empty, and ids that are none.

    Ids below 0, and such of no positive weight, are left out (of weight all but with
    the combiner "sum").

    Args:
      embedding_weights: the table, or a list of its parts.
      sparse_ids: [rows, ..., ids] of whole numbers.
      sparse_weights: how much each id counts, or None.
      combiner: "mean", "sqrtn" or "sum".
      default_id: what an empty row is taken to hold; None for a vector of zeros.
      name: the name of the operations.
      partition_strategy: as for `tf.nn.embedding_lookup`.
      max_norm: the greatest length of a vector.

    Returns:
      [rows, ..., length].

    Raises:
      ValueError: there are no weights.
    """
    if embedding_weights is None or (
        isinstance(embedding_weights, list | tuple) and not embedding_weights
    ):
        raise ValueError("embedding_weights is empty; give a table, or its parts")
    with name_scope(name, "embedding_lookup") as scope:
        shape = cast(sparse_ids.dense_shape, int64)
        rank = sparse_ids.dense_shape.shape[0].value
        # All axes but the last are rows.
        rows = stack([reduce_prod(shape[: (rank or 0) - 1]), shape[-1]])
        ids = sparse_reshape(sparse_ids, rows)
        weights = sparse_weights
        if weights is not None:
            weights = SparseTensor(ids.indices, weights.values, ids.dense_shape)
        ids, weights = _kept(ids, weights, greater_equal(ids.values, 0))
        if weights is not None and combiner != "sum":
            ids, weights = _kept(ids, weights, greater(weights.values, 0))
        ids, empty = sparse_fill_empty_rows(ids, default_id or 0)
        if weights is not None:
            weights, _ = sparse_fill_empty_rows(weights, 1.0)
        y = embedding_lookup_sparse(
            embedding_weights,
            ids,
            weights,
            partition_strategy,
            name=None if default_id is None else scope,
            combiner=combiner,
            max_norm=max_norm,
        )
        if default_id is None:
            empty = tile(reshape(empty, [-1, 1]), stack([1, shape_of(y)[1]]))
            y = where(empty, zeros_like(y), y, name=scope)
        final = reshape(y, concat([shape[:-1], cast(shape_of(y)[1:], int64)], 0))
        final.set_shape([*[None] * ((rank or 2) - 1), *y.shape[1:]])
        return final


def _kept(ids: Any, weights: Any, valid: Tensor) -> tuple[Any, Any]:
    kept = sparse_retain(ids, valid)
    return kept, None if weights is None else sparse_retain(weights, valid)
