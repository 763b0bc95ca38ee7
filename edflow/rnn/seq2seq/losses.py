"""sequence_loss: the cross entropy of a batch of sequences."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from edflow.engine.graph import Tensor, name_scope
from edflow.engine.ops.array.shape import reshape, shape
from edflow.engine.ops.build import convert_to_tensor
from edflow.engine.ops.nn.cross_entropy import sparse_softmax_cross_entropy_with_logits
from edflow.engine.ops.reduce import reduce_sum

__all__ = ["sequence_loss"]


def sequence_loss(
    logits: Any,
    targets: Any,
    weights: Any,
    average_across_timesteps: bool = True,
    average_across_batch: bool = True,
    softmax_loss_function: Callable[..., Any] | None = None,
    name: str | None = None,
) -> Tensor:
    """The weighted cross entropy of sequences, so that padding does not count.

    Args:
      logits: [batch, steps, classes], scores.
      targets: [batch, steps], the true classes.
      weights: [batch, steps], how much each step counts: 1, or 0 for padding.
      average_across_timesteps: whether to take the mean over the steps.
      average_across_batch: whether to take the mean over the batch.
      softmax_loss_function: a function of `labels` [n] and `logits` [n, classes] in
        place of the cross entropy.
      name: the scope's name.

    Returns:
      One number; without one of the means [batch] or [steps], without both [batch,
      steps].

    Raises:
      ValueError: another number of axes.

    >>> import edflow as tf
    >>> even = tf.zeros([1, 3, 2])
    >>> loss = tf.contrib.seq2seq.sequence_loss(even, [[0, 1, 0]], [[1.0, 1.0, 0.0]])
    >>> round(float(tf.Session().run(loss)), 4)  # log 2
    0.6931
    """
    logits, targets = convert_to_tensor(logits), convert_to_tensor(targets)
    weights = convert_to_tensor(weights)
    for what, x, axes in (
        ("logits", logits, ["batch", "steps", "classes"]),
        ("targets", targets, ["batch", "steps"]),
        ("weights", weights, ["batch", "steps"]),
    ):
        if x.spec.rank not in (None, len(axes)):
            raise ValueError(f"{what} must be [{', '.join(axes)}], not {x.shape}")
    loss = softmax_loss_function or sparse_softmax_cross_entropy_with_logits
    with name_scope(name, "sequence_loss", [logits, targets, weights]):
        rows = reshape(logits, [-1, shape(logits)[2]])
        each = loss(labels=reshape(targets, [-1]), logits=rows)
        each = each * reshape(weights, [-1])
        if average_across_timesteps and average_across_batch:
            return reduce_sum(each) / (reduce_sum(weights) + 1e-12)
        each = reshape(each, shape(logits)[:2])
        each.set_shape(targets.shape)
        if not (average_across_timesteps or average_across_batch):
            return each
        axis = 1 if average_across_timesteps else 0
        return reduce_sum(each, axis) / (reduce_sum(weights, axis) + 1e-12)
