"""Penalties on large weights, for `regularizer=` of `tf.get_variable` and layers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from edflow.engine.face.keys import GraphKeys
from edflow.engine.graph import Tensor, get_default_graph, name_scope
from edflow.engine.ops.build import constant, convert_to_tensor
from edflow.engine.ops.math import rounding
from edflow.engine.ops.math.arithmetic import multiply
from edflow.engine.ops.math.sums import add_n
from edflow.engine.ops.nn.norms import l2_loss
from edflow.engine.ops.reduce import reduce_sum

__all__ = [
    "apply_regularization", "l1_l2_regularizer", "l1_regularizer", "l2_regularizer",
    "sum_regularizer",
]  # fmt: skip

Regularizer = Callable[[Any], Tensor | None]


def l1_regularizer(scale: float, scope: str | None = None) -> Regularizer:
    """A function from weights to `scale * sum(|weights|)`: it makes weights zero.

    Args:
      scale: a float, at least 0.0, which means no penalty.
      scope: the name of the penalty.

    Raises:
      ValueError: `scale` is negative, or an integer.
    """
    if not _check(scale):
        return _no_penalty

    def l1(weights: Any, name: str | None = None) -> Tensor:
        with name_scope(scope or name, "l1_regularizer", [weights]) as path:
            factor = convert_to_tensor(scale, weights.dtype.base_dtype, name="scale")
            return multiply(factor, reduce_sum(rounding.abs(weights)), name=path)

    return l1


def l2_regularizer(scale: float, scope: str | None = None) -> Regularizer:
    """A function from weights to `scale * sum(weights ** 2) / 2`: it keeps them small.

    Args:
      scale: a float, at least 0.0, which means no penalty.
      scope: the name of the penalty.

    Raises:
      ValueError: `scale` is negative, or an integer.

    >>> import edflow as tf
    >>> penalty = tf.contrib.layers.l2_regularizer(0.5)(tf.constant([1.0, 3.0]))
    >>> float(tf.Session().run(penalty))
    2.5
    """
    if not _check(scale):
        return _no_penalty

    def l2(weights: Any, name: str | None = None) -> Tensor:
        with name_scope(scope or name, "l2_regularizer", [weights]) as path:
            factor = convert_to_tensor(scale, weights.dtype.base_dtype, name="scale")
            return multiply(factor, l2_loss(weights), name=path)

    return l2


def l1_l2_regularizer(
    scale_l1: float = 1.0, scale_l2: float = 1.0, scope: str | None = None
) -> Regularizer:
    """The sum of an L1 and an L2 penalty; a scale of 0.0 leaves one out."""
    _check(scale_l1)
    _check(scale_l2)
    scope = scope or "l1_l2_regularizer"
    if scale_l1 == 0:
        return l2_regularizer(scale_l2, scope)
    if scale_l2 == 0:
        return l1_regularizer(scale_l1, scope)
    both = sum_regularizer([l1_regularizer(scale_l1), l2_regularizer(scale_l2)], scope)
    assert both is not None
    return both


def sum_regularizer(
    regularizer_list: Sequence[Regularizer | None], scope: str | None = None
) -> Regularizer | None:
    """A function from weights to the sum of several penalties.

    None among the regularizers is left out; of none at all comes None.
    """
    regularizers = [r for r in regularizer_list if r is not None]
    if not regularizers:
        return None

    def total(weights: Any) -> Tensor | None:
        with name_scope(scope, "sum_regularizer", [weights]) as path:
            penalties = [regularizer(weights) for regularizer in regularizers]
            present = [penalty for penalty in penalties if penalty is not None]
            return add_n(present, name=path) if present else None

    return total


def apply_regularization(
    regularizer: Regularizer, weights_list: Sequence[Any] | None = None
) -> Tensor:
    """The sum of the penalties on several weights, put among the graph's losses.

    Args:
      regularizer: a function from weights to a scalar, or to None.
      weights_list: by default the collection `tf.GraphKeys.WEIGHTS`.

    Raises:
      ValueError: there are no weights, or a penalty is not a scalar.
    """
    graph = get_default_graph()
    weights_list = weights_list or graph.get_collection(GraphKeys.WEIGHTS)
    if not weights_list:
        raise ValueError("there are no weights to regularize; give a weights_list")
    with name_scope("get_regularization_penalty", values=weights_list) as path:
        penalties = [regularizer(weights) for weights in weights_list]
        penalties = [constant(0.0) if p is None else p for p in penalties]
        for penalty in penalties:
            if penalty.shape.ndims != 0:
                raise ValueError(
                    f"a penalty must be a scalar, but {penalty.name} has shape "
                    f"{penalty.shape}; sum it up with tf.reduce_sum"
                )
        total = add_n(penalties, name=path)
        graph.add_to_collection(GraphKeys.REGULARIZATION_LOSSES, total)
        return total


def _no_penalty(weights: Any) -> None:
    """What a scale of 0.0 makes of weights."""


def _check(scale: float) -> bool:
    """Whether `scale` asks for a penalty; ValueError if it cannot be meant."""
    if isinstance(scale, int) or scale < 0:
        raise ValueError(f"scale must be a float and at least 0.0, not {scale}")
    return scale != 0
