"""Losses of scores that are judged one by one: logistic and Poisson."""

from __future__ import annotations

import math
from typing import Any

from edflow.engine.face.shapes import compatible, text
from edflow.engine.graph import Tensor, name_scope
from edflow.engine.ops.arguments import one_of
from edflow.engine.ops.array.filling import ones_like, zeros_like
from edflow.engine.ops.build import constant, convert_to_tensor
from edflow.engine.ops.math.arithmetic import add
from edflow.engine.ops.math.comparing import greater_equal, less_equal
from edflow.engine.ops.math.logic import logical_and
from edflow.engine.ops.math.powers import exp, log, log1p
from edflow.engine.ops.math.rounding import abs as abs_
from edflow.engine.ops.math.selecting import where
from edflow.engine.ops.nn.activations import relu
from edflow.engine.ops.nn.cross_entropy import only_named

__all__ = [
    "log_poisson_loss", "sigmoid_cross_entropy_with_logits",
    "weighted_cross_entropy_with_logits",
]  # fmt: skip


def sigmoid_cross_entropy_with_logits(
    _sentinel: Any = None,
    labels: Any = None,
    logits: Any = None,
    name: str | None = None,
) -> Tensor:
    """The cross entropy of each score, by itself, with its label.

    For classes that do not exclude each other. With x the logits and z the labels it is
    z (-log s(x)) + (1 - z) (-log(1 - s(x))), where s is the sigmoid; computed as
    max(x, 0) - x z + log(1 + exp(-|x|)), which never overflows.

    Args:
      _sentinel: stays empty, so that all arguments are named.
      labels: of the shape and dtype of `logits`, from 0 to 1.
      logits: scores of any size: this function applies the sigmoid itself.
      name: the operation's name.

    Returns:
      The losses, in the shape of `logits`.

    Raises:
      ValueError: the shapes differ.

    >>> import edflow as tf
    >>> loss = tf.nn.sigmoid_cross_entropy_with_logits(labels=[1.0], logits=[0.0])
    >>> tf.Session().run(loss)
    array([0.6931472], dtype=float32)
    """
    only_named("sigmoid_cross_entropy_with_logits", _sentinel, labels, logits)
    with name_scope(name, "logistic_loss", [logits, labels]) as scope:
        x, z = _alike(logits, labels, "logits", "labels")
        zeros = zeros_like(x)
        positive = greater_equal(x, zeros)
        # Selected, not by maximum and abs, whose slopes at 0 would not add up to 1/2.
        largest = where(positive, x, zeros)
        negative = where(positive, -x, x)
        return add(largest - x * z, log1p(exp(negative)), name=scope)


def weighted_cross_entropy_with_logits(
    labels: Any = None,
    logits: Any = None,
    pos_weight: Any = None,
    name: str | None = None,
    targets: Any = None,
) -> Tensor:
    """`sigmoid_cross_entropy_with_logits` where missing a positive costs more.

    Args:
      labels: of the shape and dtype of `logits`, from 0 to 1.
      logits: scores of any size.
      pos_weight: what a missed positive costs; above 1 for more recall, below 1 for
        more precision.
      name: the operation's name.
      targets: the old name of `labels`.

    Returns:
      The losses, in the shape of `logits`.
    """
    labels = one_of(labels=labels, targets=targets)
    with name_scope(name, "logistic_loss", [logits, labels]) as scope:
        x, z = _alike(logits, labels, "logits", "labels")
        weight = 1 + (pos_weight - 1) * z
        return add((1 - z) * x, weight * (log1p(exp(-abs_(x))) + relu(-x)), name=scope)


def log_poisson_loss(
    targets: Any,
    log_input: Any,
    compute_full_loss: bool = False,
    name: str | None = None,
) -> Tensor:
    """How surprising counts are, if they are drawn from a Poisson distribution.

    Args:
      targets: the counts.
      log_input: the logarithm of the predicted mean, of the shape of `targets`.
      compute_full_loss: add log(targets!), by Stirling's formula. It does not depend on
        the prediction, so training does not need it.
      name: the operation's name.

    Returns:
      exp(log_input) - log_input * targets, and log(targets!) if asked for.
    """
    with name_scope(name, "log_poisson_loss", [log_input, targets]):
        x, z = _alike(log_input, targets, "log_input", "targets")
        loss = exp(x) - x * z
        if not compute_full_loss:
            return loss
        half = constant(0.5, z.dtype)
        two_pi = constant(2 * math.pi, z.dtype)
        stirling = z * log(z) - z + half * log(two_pi * z)
        zeros = zeros_like(z)
        small = logical_and(greater_equal(z, zeros), less_equal(z, ones_like(z)))
        return loss + where(small, zeros, stirling)


def _alike(x: Any, z: Any, x_name: str, z_name: str) -> tuple[Tensor, Tensor]:
    """Both as tensors; ValueError if their shapes differ."""
    x = convert_to_tensor(x, name=x_name)
    z = convert_to_tensor(z, name=z_name)
    if not compatible(x.spec.shape, z.spec.shape):
        raise ValueError(
            f"{x_name} {text(x.spec.shape)} and {z_name} {text(z.spec.shape)} must "
            "have the same shape"
        )
    return x, z
