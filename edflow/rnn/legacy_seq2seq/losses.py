"""Losses of sequences that are lists: one tensor for each step."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from typing import Any

from edflow.engine.graph import Tensor, name_scope
from edflow.engine.ops.array.casting import cast
from edflow.engine.ops.array.shape import reshape, shape
from edflow.engine.ops.build import convert_to_tensor
from edflow.engine.ops.math.sums import add_n
from edflow.engine.ops.nn.cross_entropy import sparse_softmax_cross_entropy_with_logits
from edflow.engine.ops.reduce import reduce_sum
from edflow.engine.ops.state.scope import get_variable_scope, variable_scope

__all__ = ["model_with_buckets", "sequence_loss", "sequence_loss_by_example"]

LossFunction = Callable[..., Any]


def sequence_loss_by_example(
    logits: Sequence[Any],
    targets: Sequence[Any],
    weights: Sequence[Any],
    average_across_timesteps: bool = True,
    softmax_loss_function: LossFunction | None = None,
    name: str | None = None,
) -> Tensor:
    """The cross entropy of each sequence.

    Args:
      logits: for each step the scores [batch, classes].
      targets: for each step the true classes [batch].
      weights: for each step how much it counts [batch], 0 for padding.
      average_across_timesteps: divide by the sum of the weights.
      softmax_loss_function: in place of the cross entropy; called with `labels` and
        `logits`, or, if it has no arguments of these names, with logits and labels.
      name: the scope's name.

    Returns:
      [batch], the losses.

    Raises:
      ValueError: the lists differ in length.
    """
    if not len(logits) == len(targets) == len(weights):
        raise ValueError(
            "logits, targets and weights must be lists of one length, but have "
            f"{len(logits)}, {len(targets)} and {len(weights)} elements"
        )
    loss = _named(softmax_loss_function)
    everything = [*logits, *targets, *weights]
    with name_scope(name, "sequence_loss_by_example", everything):
        weights = [convert_to_tensor(weight) for weight in weights]
        losses = [
            loss(target, logit) * weight
            for logit, target, weight in zip(logits, targets, weights, strict=True)
        ]
        total: Any = add_n(losses)
        if average_across_timesteps:
            total = total / (add_n(weights) + 1e-12)  # All weights may be 0.
    return total


def _named(loss: LossFunction | None) -> Callable[[Any, Any], Any]:
    """A function from labels and logits, whatever order the given one has."""
    if loss is None:
        return _cross_entropy
    given = loss
    names = inspect.signature(given).parameters
    if {"labels", "logits"} <= set(names):
        return lambda labels, logits: given(labels=labels, logits=logits)
    return lambda labels, logits: given(logits, labels)  # As before TensorFlow 1.0.


def _cross_entropy(labels: Any, logits: Any) -> Tensor:
    labels = reshape(labels, [-1])
    return sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits)


def sequence_loss(
    logits: Sequence[Any],
    targets: Sequence[Any],
    weights: Sequence[Any],
    average_across_timesteps: bool = True,
    average_across_batch: bool = True,
    softmax_loss_function: LossFunction | None = None,
    name: str | None = None,
) -> Tensor:
    """The sum of `sequence_loss_by_example`, divided by the size of the batch.

    Args:
      logits, targets, weights, average_across_timesteps, softmax_loss_function, name:
        as for `sequence_loss_by_example`.
      average_across_batch: whether to divide.
    """
    with name_scope(name, "sequence_loss", [*logits, *targets, *weights]):
        each = sequence_loss_by_example(
            logits, targets, weights, average_across_timesteps, softmax_loss_function
        )
        cost: Any = reduce_sum(each)
        if average_across_batch:
            cost = cost / cast(shape(targets[0])[0], cost.dtype)
    return cost


def model_with_buckets(
    encoder_inputs: Sequence[Any],
    decoder_inputs: Sequence[Any],
    targets: Sequence[Any],
    weights: Sequence[Any],
    buckets: Sequence[tuple[int, int]],
    seq2seq: Callable[..., Any],
    softmax_loss_function: LossFunction | None = None,
    per_example_loss: bool = False,
    name: str | None = None,
) -> tuple[list[Any], list[Tensor]]:
    """One model for sequences of several lengths, with the same variables.

    Args:
      encoder_inputs: a list of inputs for the encoder, for the longest bucket.
      decoder_inputs: a list of inputs for the decoder.
      targets: for each step the true classes [batch].
      weights: for each step how much it counts [batch].
      buckets: pairs of how many steps of encoder and decoder a bucket has, from the
        shortest to the longest.
      seq2seq: a function from encoder inputs and decoder inputs to (outputs, state).
      softmax_loss_function: as for `sequence_loss_by_example`.
      per_example_loss: whether losses are [batch], not one number.
      name: the scope's name.

    Returns:
      (outputs, losses), for each bucket one.

    Raises:
      ValueError: a list is shorter than the last bucket.
    """
    encoder_steps, decoder_steps = buckets[-1]
    for what, values, least in (
        ("encoder_inputs", encoder_inputs, encoder_steps),
        ("targets", targets, decoder_steps),
        ("weights", weights, decoder_steps),
    ):
        if len(values) < least:
            raise ValueError(
                f"{what} has {len(values)} steps, less than the {least} of the last "
                "bucket"
            )
    measure = sequence_loss_by_example if per_example_loss else sequence_loss
    outputs: list[Any] = []
    losses: list[Tensor] = []
    with name_scope(name, "model_with_buckets", list(encoder_inputs)):
        for k, (sources, steps) in enumerate(buckets):
            with variable_scope(get_variable_scope(), reuse=True if k else None):
                made, _ = seq2seq(encoder_inputs[:sources], decoder_inputs[:steps])
                outputs.append(made)
                losses.append(
                    measure(
                        made, targets[:steps], weights[:steps],
                        softmax_loss_function=softmax_loss_function,
                    )
                )  # fmt: skip
    return outputs, losses
