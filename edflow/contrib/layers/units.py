"""Layers without variables: flatten, dropout, one-hot encoding, softmax …"""

from __future__ import annotations

from typing import Any

from edflow.contrib.framework.arg_scoping import add_arg_scope
from edflow.contrib.layers.outputs import collect_named_outputs, last_dimension
from edflow.contrib.layers.scoped import layer_scope
from edflow.engine.face.dtypes import int32, int64
from edflow.engine.graph import Tensor, name_scope
from edflow.engine.ops.array.casting import cast
from edflow.engine.ops.array.gathering import one_hot
from edflow.engine.ops.array.shape import reshape
from edflow.engine.ops.array.shape import shape as shape_of
from edflow.engine.ops.build import convert_to_tensor
from edflow.engine.ops.math.powers import sqrt, square
from edflow.engine.ops.nn import softmax as activation
from edflow.engine.ops.reduce import reduce_max, reduce_sum
from edflow.engine.ops.state.scope import variable_scope
from edflow.layers.dense import Dropout
from edflow.layers.dense import flatten as flat

__all__ = ["dropout", "flatten", "maxout", "one_hot_encoding", "softmax", "unit_norm"]


@add_arg_scope
def dropout(
    inputs: Any,
    keep_prob: Any = 0.5,
    noise_shape: Any = None,
    is_training: Any = True,
    outputs_collections: Any = None,
    scope: Any = None,
    seed: int | None = None,
) -> Tensor:
    """While training, sets elements to 0 at random and scales the others up.

    Args:
      inputs: a tensor.
      keep_prob: the probability to keep an element.
      noise_shape: the shape of the choice, broadcast to that of the inputs.
      is_training: may be a boolean tensor, e.g. a placeholder.
      outputs_collections: collections for the outputs.
      scope: the name of the operations.
      seed: settles the choice.
    """
    with layer_scope(scope, "Dropout", inputs, None, None) as sc:
        layer = Dropout(1 - keep_prob, noise_shape, seed, name=sc.name, _scope=sc)
        y = layer(inputs, training=is_training)
        return collect_named_outputs(outputs_collections, sc.name, y)


@add_arg_scope
def flatten(
    inputs: Any, outputs_collections: Any = None, scope: str | None = None
) -> Tensor:
    """Each example as one row: [batch, ...] becomes [batch, the product of the rest].

    >>> import edflow as tf
    >>> print(tf.contrib.layers.flatten(tf.zeros([5, 2, 3])).shape)
    (5, 6)
    """
    with name_scope(scope, "Flatten", [inputs]) as sc:
        return collect_named_outputs(outputs_collections, sc, flat(inputs))


@add_arg_scope
def one_hot_encoding(
    labels: Any,
    num_classes: int,
    on_value: float = 1.0,
    off_value: float = 0.0,
    outputs_collections: Any = None,
    scope: str | None = None,
) -> Tensor:
    """Classes as rows that are 0.0, but 1.0 at the class's place."""
    with name_scope(scope, "OneHotEncoding", [labels, num_classes]) as sc:
        labels = convert_to_tensor(labels)
        if labels.dtype is int32:
            labels = cast(labels, int64)
        y = one_hot(labels, num_classes, on_value=on_value, off_value=off_value)
        return collect_named_outputs(outputs_collections, sc, y)


@add_arg_scope
def softmax(logits: Any, scope: str | None = None) -> Tensor:
    """Probabilities out of the scores of the last axis, whatever the other axes."""
    with variable_scope(scope, "softmax", [logits]):
        logits = convert_to_tensor(logits)
        rows = reshape(logits, [-1, last_dimension(logits.shape, 2)])
        y = reshape(activation.softmax(rows), shape_of(logits))
        y.set_shape(logits.shape)
        return y


@add_arg_scope
def unit_norm(
    inputs: Any, dim: int, epsilon: float = 1e-7, scope: str | None = None
) -> Tensor:
    """The inputs, each vector along the axis `dim` scaled to length 1."""
    with variable_scope(scope, "UnitNorm", [inputs]):
        inputs = convert_to_tensor(inputs)
        rank = inputs.shape.ndims
        if rank is None or not 0 <= dim < rank:
            raise ValueError(f"dim must be an axis of the inputs {inputs.shape}: {dim}")
        return inputs / sqrt(epsilon + reduce_sum(square(inputs), dim, keepdims=True))


@add_arg_scope
def maxout(
    inputs: Any, num_units: int, axis: int = -1, scope: str | None = None
) -> Tensor:
    """The largest of each group of features: `num_units` groups along an axis."""
    with variable_scope(scope, "MaxOut", [inputs]):
        inputs = convert_to_tensor(inputs)
        sizes = inputs.shape.as_list()
        axis %= len(sizes)
        if sizes[axis] is None or sizes[axis] % num_units:
            raise ValueError(
                f"the axis {axis} of the inputs {inputs.shape} cannot be divided into "
                f"{num_units} groups"
            )
        known = [shape_of(inputs)[i] if n is None else n for i, n in enumerate(sizes)]
        known[axis : axis + 1] = [num_units, sizes[axis] // num_units]
        y = reduce_max(reshape(inputs, known), axis + 1)
        sizes[axis] = num_units
        y.set_shape(sizes)
        return y
