"""Summaries of what a network computes and learns, for TensorBoard."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from edflow.engine.face.dtypes import float32
from edflow.engine.face.keys import GraphKeys
from edflow.engine.graph import Tensor, get_default_graph
from edflow.engine.ops.array.casting import cast
from edflow.engine.ops.math.comparing import equal
from edflow.engine.ops.nn.norms import zero_fraction
from edflow.engine.ops.reduce import reduce_mean
from edflow.summary import numbers

__all__ = [
    "summarize_activation", "summarize_activations", "summarize_biases",
    "summarize_collection", "summarize_tensor", "summarize_tensors",
    "summarize_variables", "summarize_weights",
]  # fmt: skip


def summarize_tensor(tensor: Any, tag: str | None = None) -> Tensor:
    """A summary of a tensor: its value if it is a scalar, else a histogram.

    Args:
      tensor: a tensor or variable.
      tag: what TensorBoard calls it, its name and `_summary` by default.
    """
    summary = numbers.scalar if tensor.shape.ndims == 0 else numbers.histogram
    return summary(tag or f"{tensor.op.name}_summary", tensor)


def summarize_activation(op: Tensor) -> Tensor:
    """A histogram of what a layer puts out; of a ReLU's also the part that is zero."""
    if op.op.type in ("Relu", "Softplus", "Relu6"):
        numbers.scalar(f"{op.op.name}/zeros", zero_fraction(op))
    if op.op.type == "Relu6":
        sixes = reduce_mean(cast(equal(op, 6.0), float32))
        numbers.scalar(f"{op.op.name}/sixes", sixes)
    return numbers.histogram(f"{op.op.name}/activation", op)


def summarize_tensors(
    tensors: Iterable[Any], summarizer: Callable[[Any], Tensor] = summarize_tensor
) -> list[Tensor]:
    """A summary of each."""
    return [summarizer(tensor) for tensor in tensors]


def summarize_collection(
    collection: Any,
    name_filter: str | None = None,
    summarizer: Callable[[Any], Tensor] = summarize_tensor,
) -> list[Tensor]:
    """A summary of each tensor of a collection whose name matches a pattern."""
    found = get_default_graph().get_collection(collection, name_filter)
    return summarize_tensors(found, summarizer)


def summarize_variables(name_filter: str | None = None) -> list[Tensor]:
    """A summary of each global variable."""
    return summarize_collection(GraphKeys.GLOBAL_VARIABLES, name_filter)


def summarize_weights(name_filter: str | None = None) -> list[Tensor]:
    """A summary of each tensor of `tf.GraphKeys.WEIGHTS`."""
    return summarize_collection(GraphKeys.WEIGHTS, name_filter)


def summarize_biases(name_filter: str | None = None) -> list[Tensor]:
    """A summary of each tensor of `tf.GraphKeys.BIASES`."""
    return summarize_collection(GraphKeys.BIASES, name_filter)


def summarize_activations(
    name_filter: str | None = None,
    summarizer: Callable[[Any], Tensor] = summarize_activation,
) -> list[Tensor]:
    """A summary of each tensor of `tf.GraphKeys.ACTIVATIONS`."""
    return summarize_collection(GraphKeys.ACTIVATIONS, name_filter, summarizer)
