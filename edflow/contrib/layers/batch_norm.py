"""batch_norm: each feature with mean 0 and variance 1 over the batch."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from edflow.contrib.framework.arg_scoping import add_arg_scope
from edflow.contrib.framework.model_variables import model_variable
from edflow.contrib.layers.outputs import get_variable_collections
from edflow.contrib.layers.scoped import axes_of, finished, join, layer_scope
from edflow.engine.control.branching import smart_cond, smart_constant_value
from edflow.engine.face.keys import GraphKeys
from edflow.engine.graph import Tensor, get_default_graph
from edflow.engine.ops.array.filling import ones, zeros
from edflow.engine.ops.array.shape import identity, reshape
from edflow.engine.ops.array.shape import shape as shape_of
from edflow.engine.ops.build import convert_to_tensor
from edflow.engine.ops.initializers import Ones, Zeros
from edflow.engine.ops.nn import batch_norm as composed
from edflow.engine.ops.nn.fused_batch_norm import fused_batch_norm
from edflow.engine.ops.nn.moments import moments, weighted_moments
from edflow.layers.normalization import BatchNormalization
from edflow.train.moving_averages import assign_moving_average

__all__ = ["batch_norm"]

_START = {
    "beta": Zeros(),
    "gamma": Ones(),
    "moving_mean": Zeros(),
    "moving_variance": Ones(),
}


@add_arg_scope
def batch_norm(
    inputs: Any,
    decay: float = 0.999,
    center: bool = True,
    scale: bool = False,
    epsilon: float = 0.001,
    activation_fn: Callable[..., Tensor] | None = None,
    param_initializers: Mapping[str, Any] | None = None,
    param_regularizers: Mapping[str, Any] | None = None,
    updates_collections: Any = GraphKeys.UPDATE_OPS,
    is_training: Any = True,
    reuse: Any = None,
    variables_collections: Any = None,
    outputs_collections: Any = None,
    trainable: bool = True,
    batch_weights: Any = None,
    fused: bool | None = None,
    data_format: str = "NHWC",
    zero_debias_moving_mean: bool = False,
    scope: Any = None,
    renorm: bool = False,
    renorm_clipping: Any = None,
    renorm_decay: float = 0.99,
    adjustment: Any = None,
) -> Tensor:
    """(x - mean) / sqrt(variance + epsilon) + beta, feature by feature.

    While training, mean and variance are those of the batch, and moving averages
    follow them: by operations in `tf.GraphKeys.UPDATE_OPS`, which the training must run
    (`slim.learning.create_train_op` and `optimize_loss` do), or on the spot with
    `updates_collections=None`. In use it takes the averages.

    Args:
      inputs: [batch, ..., features].
      decay: how much of the averages stays in each step; 0.9 for short trainings.
      center: whether there is a beta.
      scale: whether there is a factor gamma; a ReLU layer after it needs none.
      epsilon: keeps the root away from 0.
      activation_fn: None for none.
      param_initializers: by name, `beta`, `gamma`, `moving_mean`, `moving_variance`.
      param_regularizers: likewise, for `beta` and `gamma`.
      updates_collections: where the updates are put; None to update whenever the
        outputs are computed.
      is_training: may be a boolean tensor, e.g. a placeholder.
      reuse: find the variables of `scope` instead of making them.
      variables_collections: collections for all variables, or a dict of such by name.
      outputs_collections: collections for the outputs.
      trainable: whether optimizers change beta and gamma.
      batch_weights: [batch], how much each example counts.
      fused: False to compute images by single operations.
      data_format: "NHWC", or "NCHW" where the channels stand first.
      zero_debias_moving_mean: correct the averages for their start at zero.
      scope: of the variables; `BatchNorm`, made unique, by default.
      renorm, renorm_clipping, renorm_decay, adjustment: not supported.
    """
    inputs = convert_to_tensor(inputs)
    rank = len(inputs.shape)
    axis = 1 if axes_of(data_format) == "channels_first" else rank - 1
    fusible = fused is not False and batch_weights is None and rank in (2, 4)
    with layer_scope(scope, "BatchNorm", inputs, reuse, None) as sc:
        start = _START | dict(param_initializers or {})
        regularizers = dict(param_regularizers or {})
        # What tf.layers cannot do: updates on the spot, weights, rows in one operation.
        if (
            batch_weights is None
            and updates_collections == GraphKeys.UPDATE_OPS
            and not zero_debias_moving_mean
            and not (fusible and rank == 2)
        ):
            layer = BatchNormalization(
                axis,
                decay,
                epsilon,
                center,
                scale,
                **{f"{name}_initializer": value for name, value in start.items()},
                **{f"{name}_regularizer": r for name, r in regularizers.items()},
                renorm=renorm,
                fused=False if fused is False else None,
                trainable=trainable,
                adjustment=adjustment,
                name=sc.name,
                _scope=sc,
                _reuse=reuse,
            )
            y = layer(inputs, training=is_training)
            for name in _START:
                join(getattr(layer, name), variables_collections, name)
            return finished(y, sc, activation_fn, outputs_collections)
        if renorm or adjustment is not None:
            raise ValueError("batch_norm: renorm and adjustment are not supported")

        def parameter(name: str, wanted: bool, trained: bool = False) -> Any:
            if not wanted:
                return None
            return model_variable(
                name,
                [inputs.shape[axis].value],
                inputs.dtype.base_dtype,
                initializer=start[name],
                regularizer=regularizers.get(name),
                collections=get_variable_collections(variables_collections, name),
                trainable=trained,
            )

        beta = parameter("beta", center, trainable)
        gamma = parameter("gamma", scale, trainable)
        averages = parameter("moving_mean", True), parameter("moving_variance", True)
        if fusible:
            y, *statistics = _fused(
                inputs, gamma, beta, averages, epsilon, axis, is_training
            )
        else:
            y, *statistics = _composed(
                inputs, gamma, beta, averages, epsilon, axis, is_training, batch_weights
            )
        if smart_constant_value(is_training) is not False:
            debias = (zero_debias_moving_mean, False)
            updates = [
                _follow(is_training, *each, decay)
                for each in zip(averages, statistics, debias, strict=True)
            ]
            if updates_collections is None:
                with get_default_graph().control_dependencies(updates):
                    y = identity(y)
            else:
                for update in updates:
                    get_default_graph().add_to_collections(updates_collections, update)
        y.set_shape(inputs.shape)
        return finished(y, sc, activation_fn, outputs_collections)


def _follow(
    training: Any, average: Any, value: Tensor, debias: bool, decay: float
) -> Tensor:
    return smart_cond(
        training,
        lambda: assign_moving_average(average, value, decay, debias),
        average.value,
    )


def _fused(
    x: Tensor,
    gamma: Any,
    beta: Any,
    averages: tuple[Any, Any],
    epsilon: float,
    axis: int,
    training: Any,
) -> tuple[Tensor, Tensor, Tensor]:
    """Outputs, mean and variance in one operation; rows are images of one pixel."""
    size, dtype = averages[0].shape, averages[0].dtype.base_dtype
    rows = x.shape.ndims == 2
    images = reshape(x, [-1, 1, 1, *size]) if rows else x

    def normalized(is_training: bool) -> tuple[Tensor, Tensor, Tensor]:
        return fused_batch_norm(
            images,
            ones(size, dtype) if gamma is None else gamma,
            zeros(size, dtype) if beta is None else beta,
            None if is_training else averages[0],
            None if is_training else averages[1],
            epsilon,
            "NCHW" if axis == 1 and not rows else "NHWC",
            is_training,
        )

    y, mean, variance = smart_cond(
        training, partial(normalized, True), partial(normalized, False)
    )
    return (reshape(y, shape_of(x)) if rows else y), mean, variance


def _composed(
    x: Tensor,
    gamma: Any,
    beta: Any,
    averages: tuple[Any, Any],
    epsilon: float,
    axis: int,
    training: Any,
    weights: Any,
) -> tuple[Tensor, Tensor, Tensor]:
    """Outputs, mean and variance by single operations."""
    rank = len(x.shape)
    mean, variance = averages
    own_mean, own_variance = mean.value(), variance.value()
    if smart_constant_value(training) is not False:
        others = [each for each in range(rank) if each != axis]
        if weights is None:
            own_mean, own_variance = moments(x, others)
        else:
            weights = reshape(convert_to_tensor(weights), [-1] + [1] * (rank - 1))
            own_mean, own_variance = weighted_moments(x, others, weights)
        mean = smart_cond(training, lambda: own_mean, mean.value)
        variance = smart_cond(training, lambda: own_variance, variance.value)

    def along(vector: Any) -> Any:
        if vector is None or axis == rank - 1:
            return vector
        return reshape(vector, [-1] + [1] * (rank - 1 - axis))

    y = composed.batch_normalization(
        x, along(mean), along(variance), along(beta), along(gamma), epsilon
    )
    return y, own_mean, own_variance
