"""Embeddings: sequences of symbols as sequences of vectors."""

from __future__ import annotations

from typing import Any

from edflow.contrib.framework.arg_scoping import add_arg_scope
from edflow.contrib.framework.model_variables import model_variable
from edflow.engine.graph import Tensor, name_scope
from edflow.engine.ops.array.gathering import gather
from edflow.engine.ops.array.joining import concat
from edflow.engine.ops.array.shape import reshape
from edflow.engine.ops.array.shape import shape as shape_of
from edflow.engine.ops.array.unique import unique as distinct
from edflow.engine.ops.build import convert_to_tensor
from edflow.engine.ops.nn.embedding import embedding_lookup
from edflow.engine.ops.state.scope import variable_scope

__all__ = ["embed_sequence", "embedding_lookup_unique"]


@add_arg_scope
def embed_sequence(
    ids: Any,
    vocab_size: int | None = None,
    embed_dim: int | None = None,
    unique: bool = False,
    initializer: Any = None,
    regularizer: Any = None,
    trainable: bool = True,
    scope: Any = None,
    reuse: Any = None,
) -> Tensor:
    """Sequences of symbols as sequences of vectors, from a table that is learnt.

    Args:
      ids: whole numbers [batch, steps].
      vocab_size: how many symbols there are.
      embed_dim: the length of a vector.
      unique: look each symbol up once, however often it occurs.
      initializer: for the table.
      regularizer: for the table.
      trainable: whether optimizers change it.
      scope: of the variable `embeddings`; `EmbedSequence` by default.
      reuse: find the table of `scope` instead of making it.

    Returns:
      [batch, steps, embed_dim].

    Raises:
      ValueError: a new table, but its sizes are not given.
    """
    if not (reuse or (vocab_size and embed_dim)):
        raise ValueError(
            "a new table needs vocab_size and embed_dim, not "
            f"{vocab_size} and {embed_dim}; give them, or reuse a table"
        )
    with variable_scope(scope, "EmbedSequence", [ids], reuse=reuse):
        known = vocab_size is not None and embed_dim is not None
        embeddings = model_variable(
            "embeddings",
            [vocab_size, embed_dim] if known else None,
            initializer=initializer,
            regularizer=regularizer,
            trainable=trainable,
        )
        look_up = embedding_lookup_unique if unique else embedding_lookup
        return look_up(embeddings, ids)


def embedding_lookup_unique(
    params: Any, ids: Any, partition_strategy: str = "mod", name: str | None = None
) -> Tensor:
    """`tf.nn.embedding_lookup` that looks each id up once, however often it occurs."""
    with name_scope(name, "EmbeddingLookupUnique", [params, ids]):
        ids = convert_to_tensor(ids)
        found, places = distinct(reshape(ids, [-1]))
        rows = gather(embedding_lookup(params, found, partition_strategy), places)
        y = reshape(rows, concat([shape_of(ids), shape_of(rows)[1:]], 0))
        y.set_shape(ids.shape.concatenate(rows.shape[1:]))
        return y
