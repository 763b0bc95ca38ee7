"""Losses over so many classes that only some are looked at in each step."""

from __future__ import annotations

from typing import Any

from edflow.engine.face.dtypes import int32, int64
from edflow.engine.graph import Tensor, name_scope
from edflow.engine.ops.array.axes import expand_dims
from edflow.engine.ops.array.casting import cast
from edflow.engine.ops.array.filling import ones, ones_like, zeros_like
from edflow.engine.ops.array.identity import stop_gradient
from edflow.engine.ops.array.joining import concat, slice_
from edflow.engine.ops.array.shape import reshape, shape
from edflow.engine.ops.array.stacking import stack
from edflow.engine.ops.build import convert_to_tensor
from edflow.engine.ops.indexing.getitem import getitem
from edflow.engine.ops.math.arithmetic import multiply
from edflow.engine.ops.math.powers import log
from edflow.engine.ops.math.products import matmul
from edflow.engine.ops.nn.cross_entropy import softmax_cross_entropy_with_logits_v2
from edflow.engine.ops.nn.embedding import embedding_lookup
from edflow.engine.ops.nn.logistic import sigmoid_cross_entropy_with_logits
from edflow.engine.ops.random.candidates import (
    compute_accidental_hits,
    log_uniform_candidate_sampler,
)
from edflow.engine.ops.sparse.dense import sparse_to_dense

__all__ = ["nce_loss", "sampled_softmax_loss"]


def nce_loss(
    weights: Any,
    biases: Any,
    labels: Any,
    inputs: Any,
    num_sampled: int,
    num_classes: int,
    num_true: int = 1,
    sampled_values: Any = None,
    remove_accidental_hits: bool = False,
    partition_strategy: str = "mod",
    name: str | None = "nce_loss",
) -> Tensor:
    """Noise-contrastive estimation: tell the true class from classes drawn at random.

    What a step costs depends on `num_sampled`, not on the number of classes: so
    word2vec learns 50,000 words. For training only; to predict, score all classes.
    Gutmann and Hyvarinen, 2010.

    Args:
      weights: [num_classes, dim], a row for each class, or a list of parts of it.
      biases: [num_classes].
      labels: [batch, num_true], the true classes.
      inputs: [batch, dim].
      num_sampled: how many classes to draw, the same for the whole batch.
      num_classes: how many there are.
      num_true: how many true classes each example has.
      sampled_values: what a candidate sampler gave; by default a log-uniform one draws,
        which suits classes that are numbered by falling frequency.
      remove_accidental_hits: do not take for noise what is the true class.
      partition_strategy: of parts of `weights`, as for `tf.nn.embedding_lookup`.
      name: the scope's name.

    Returns:
      [batch], the losses.

    >>> import edflow as tf
    >>> weights, biases = tf.zeros([1000, 8]), tf.zeros([1000])
    >>> loss = tf.nn.nce_loss(weights, biases, [[3], [7]], tf.ones([2, 8]), 5, 1000)
    >>> loss.shape
    TensorShape([Dimension(2)])
    """
    logits, targets = _sampled_logits(
        weights, biases, labels, inputs, num_sampled, num_classes, num_true,
        sampled_values, remove_accidental_hits, partition_strategy, name, None,
    )  # fmt: skip
    return _sum_rows(
        sigmoid_cross_entropy_with_logits(
            labels=targets, logits=logits, name="sampled_losses"
        )
    )


def sampled_softmax_loss(
    weights: Any,
    biases: Any,
    labels: Any,
    inputs: Any,
    num_sampled: int,
    num_classes: int,
    num_true: int = 1,
    sampled_values: Any = None,
    remove_accidental_hits: bool = True,
    partition_strategy: str = "mod",
    name: str | None = "sampled_softmax_loss",
    seed: int | None = None,
) -> Tensor:
    """The cross entropy of a softmax over the true classes and some drawn at random.

    Arguments as for `tf.nn.nce_loss`, and `seed`, which settles the draws. For training
    only; to predict, score all classes. Jean et al., 2014.

    Returns:
      [batch], the losses: mostly less than those of the full softmax.
    """
    logits, targets = _sampled_logits(
        weights, biases, labels, inputs, num_sampled, num_classes, num_true,
        sampled_values, remove_accidental_hits, partition_strategy, name, seed,
    )  # fmt: skip
    targets = stop_gradient(targets, name="labels_stop_gradient")
    return softmax_cross_entropy_with_logits_v2(labels=targets, logits=logits)


def _sampled_logits(
    weights: Any,
    biases: Any,
    labels: Any,
    inputs: Any,
    num_sampled: int,
    num_classes: int,
    num_true: int,
    sampled_values: Any,
    remove_accidental_hits: bool,
    strategy: str,
    name: str | None,
    seed: int | None,
) -> tuple[Tensor, Tensor]:
    """Scores and their targets, [batch, num_true + num_sampled] both.

    From the scores the logarithm of how often a class is drawn is taken away: else
    frequent classes, drawn all the time, would learn to score low.
    """
    parts = weights if isinstance(weights, list) else [weights]
    with name_scope(name, "compute_sampled_logits", [*parts, biases, inputs, labels]):
        labels, inputs = convert_to_tensor(labels), convert_to_tensor(inputs)
        if labels.dtype.base_dtype is not int64:
            labels = cast(labels, int64)
        flat = reshape(labels, [-1])
        if sampled_values is None:
            sampled_values = log_uniform_candidate_sampler(
                labels, num_true, num_sampled, True, num_classes, seed
            )
        sampled, true_count, sampled_count = map(stop_gradient, sampled_values)
        sampled = cast(sampled, int64)
        ids = concat([flat, sampled], 0)
        all_w = embedding_lookup(parts, ids, strategy)
        true_w = slice_(all_w, [0, 0], stack([getitem(shape(flat), 0), -1]))
        sampled_w = slice_(all_w, stack([getitem(shape(flat), 0), 0]), [-1, -1])
        sampled_logits = matmul(inputs, sampled_w, transpose_b=True)
        all_b = embedding_lookup(biases, ids, strategy)
        true_b = slice_(all_b, [0], shape(flat))
        sampled_b = slice_(all_b, shape(flat), [-1])
        true_logits = _dots(inputs, true_w, num_true)
        true_logits += reshape(true_b, [-1, num_true])
        sampled_logits += sampled_b
        if remove_accidental_hits:
            hits = _hits(labels, sampled, num_true, num_sampled)
            sampled_logits += cast(hits, sampled_logits.dtype)
        true_logits -= log(true_count)
        sampled_logits -= log(sampled_count)
        logits = concat([true_logits, sampled_logits], 1)
        targets = [
            ones_like(true_logits) / num_true,
            zeros_like(sampled_logits),
        ]
        return logits, concat(targets, 1)


def _dots(inputs: Tensor, true_w: Tensor, num_true: int) -> Tensor:
    """The product of each input with the weights of its true classes."""
    dim = getitem(shape(true_w), slice(1, 2))
    rows = concat([[-1, num_true], dim], 0)
    products = multiply(expand_dims(inputs, 1), reshape(true_w, rows))
    products = reshape(products, concat([[-1], dim], 0))
    return reshape(_sum_rows(products), [-1, num_true])


def _hits(labels: Tensor, sampled: Tensor, num_true: int, num_sampled: int) -> Tensor:
    """[batch, num_sampled]: what makes the score of an accidental hit hopeless."""
    rows, places, weights = compute_accidental_hits(labels, sampled, num_true)
    rows = reshape(rows, [-1, 1])
    places = reshape(cast(places, int32), [-1, 1])
    indices = concat([rows, places], 1, "sparse_indices")
    batch = getitem(shape(labels), slice(None, 1))
    sizes = concat([batch, expand_dims(num_sampled, 0)], 0)
    return sparse_to_dense(indices, sizes, weights, 0.0, validate_indices=False)


def _sum_rows(x: Tensor) -> Tensor:
    """The sum of each row, as a product with ones."""
    columns = getitem(shape(x), 1)
    return reshape(matmul(x, ones(stack([columns, 1]), x.dtype)), [-1])
