"""Normalizing each example by itself: layer_norm, instance_norm."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from edflow.contrib.framework.arg_scoping import add_arg_scope
from edflow.contrib.framework.model_variables import model_variable
from edflow.contrib.layers.outputs import get_variable_collections
from edflow.contrib.layers.scoped import axes_of, finished, layer_scope
from edflow.engine.face.dtypes import float16
from edflow.engine.graph import Tensor
from edflow.engine.ops.array.shape import reshape
from edflow.engine.ops.build import convert_to_tensor
from edflow.engine.ops.initializers import Ones, Zeros
from edflow.engine.ops.nn.batch_norm import batch_normalization
from edflow.engine.ops.nn.moments import moments

__all__ = ["instance_norm", "layer_norm"]


@add_arg_scope
def layer_norm(
    inputs: Any,
    center: bool = True,
    scale: bool = True,
    activation_fn: Callable[..., Tensor] | None = None,
    reuse: Any = None,
    variables_collections: Any = None,
    outputs_collections: Any = None,
    trainable: bool = True,
    begin_norm_axis: int = 1,
    begin_params_axis: int = -1,
    scope: Any = None,
) -> Tensor:
    """gamma (x - mean) / deviation + beta, over the features of each example.

    Unlike batch normalization it does the same in training and in use, and depends on
    no other example (Ba and others, 2016).

    Args:
      inputs: [batch, ..., features].
      center: whether there is a beta.
      scale: whether there is a gamma.
      activation_fn: None for none.
      reuse: find the variables of `scope` instead of making them.
      variables_collections: for all variables, or a dict of such by name.
      outputs_collections: collections for the outputs.
      trainable: whether optimizers change the variables.
      begin_norm_axis: the first axis over which mean and variance are taken.
      begin_params_axis: the first axis of beta and gamma.
      scope: of the variables; `LayerNorm`, made unique, by default.
    """
    with layer_scope(scope, "LayerNorm", inputs, reuse, None) as sc:
        inputs = convert_to_tensor(inputs)
        rank = len(inputs.shape)
        first = begin_norm_axis % rank
        if begin_params_axis >= rank or begin_norm_axis >= rank:
            raise ValueError(
                f"begin_norm_axis {begin_norm_axis} and begin_params_axis "
                f"{begin_params_axis} must be axes of the inputs {inputs.shape}"
            )
        shape = inputs.shape[begin_params_axis:]
        if not shape.is_fully_defined():
            raise ValueError(
                f"the sizes of beta and gamma, {shape}, are not all known; give the "
                f"inputs {inputs.shape} a known shape by set_shape or reshape"
            )
        beta = _parameter(
            "beta", center, shape, inputs, variables_collections, trainable
        )
        gamma = _parameter(
            "gamma", scale, shape, inputs, variables_collections, trainable
        )
        mean, variance = moments(inputs, list(range(first, rank)), keep_dims=True)
        # A half's 1 + 1e-12 is 1.
        epsilon = 1e-3 if inputs.dtype.base_dtype is float16 else 1e-12
        y = batch_normalization(inputs, mean, variance, beta, gamma, epsilon)
        y.set_shape(inputs.shape)
        return finished(y, sc, activation_fn, outputs_collections)


@add_arg_scope
def instance_norm(
    inputs: Any,
    center: bool = True,
    scale: bool = True,
    epsilon: float = 1e-06,
    activation_fn: Callable[..., Tensor] | None = None,
    param_initializers: Mapping[str, Any] | None = None,
    reuse: Any = None,
    variables_collections: Any = None,
    outputs_collections: Any = None,
    trainable: bool = True,
    data_format: str = "NHWC",
    scope: Any = None,
) -> Tensor:
    """gamma (x - mean) / deviation + beta, over the places of each image and channel.

    It takes an image's contrast away, which style transfer wants. Arguments as for
    `layer_norm` and `batch_norm`.
    """
    with layer_scope(scope, "InstanceNorm", inputs, reuse, None) as sc:
        inputs = convert_to_tensor(inputs)
        rank = len(inputs.shape)
        axis = 1 if axes_of(data_format) == "channels_first" else rank - 1
        shape = inputs.shape[axis : axis + 1]
        start = param_initializers or {}
        beta = _parameter(
            "beta", center, shape, inputs, variables_collections, trainable, start
        )
        gamma = _parameter(
            "gamma", scale, shape, inputs, variables_collections, trainable, start
        )
        places = [each for each in range(1, rank) if each != axis]
        mean, variance = moments(inputs, places, keep_dims=True)

        def along(vector: Any) -> Any:
            if vector is None or axis == rank - 1:
                return vector
            return reshape(vector, [-1] + [1] * (rank - 2))

        y = batch_normalization(
            inputs, mean, variance, along(beta), along(gamma), epsilon
        )
        y.set_shape(inputs.shape)
        return finished(y, sc, activation_fn, outputs_collections)


_START = {"beta": Zeros(), "gamma": Ones()}


def _parameter(
    name: str,
    wanted: bool,
    shape: Any,
    inputs: Tensor,
    collections: Any,
    trainable: bool,
    start: Mapping[str, Any] = _START,
) -> Any:
    if not wanted:
        return None
    return model_variable(
        name,
        shape,
        inputs.dtype.base_dtype,
        initializer=start.get(name, _START[name]),
        collections=get_variable_collections(collections, name),
        trainable=trainable,
    )
