"""fully_connected and its kin; biases by themselves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from edflow.contrib.framework.arg_scoping import add_arg_scope
from edflow.contrib.framework.model_variables import model_variable
from edflow.contrib.layers.initializers import XAVIER, ZEROS
from edflow.contrib.layers.outputs import get_variable_collections
from edflow.contrib.layers.scoped import axes_of, finished, join, layer_scope
from edflow.engine.graph import Tensor
from edflow.engine.ops.build import convert_to_tensor
from edflow.engine.ops.nn import activations, bias
from edflow.layers.dense import Dense

__all__ = ["bias_add", "elu", "fully_connected", "linear", "relu", "relu6"]


@add_arg_scope
def fully_connected(
    inputs: Any,
    num_outputs: int,
    activation_fn: Callable[..., Tensor] | None = activations.relu,
    normalizer_fn: Callable[..., Tensor] | None = None,
    normalizer_params: Mapping[str, Any] | None = None,
    weights_initializer: Any = XAVIER,
    weights_regularizer: Any = None,
    biases_initializer: Any = ZEROS,
    biases_regularizer: Any = None,
    reuse: Any = None,
    variables_collections: Any = None,
    outputs_collections: Any = None,
    trainable: bool = True,
    scope: Any = None,
) -> Tensor:
    """activation(inputs · weights + biases): every unit sees every input.

    Args:
      inputs: at least [batch, inputs]; the last axis must be known.
      num_outputs: how many units.
      activation_fn: `tf.nn.relu` unless told otherwise; None for none.
      normalizer_fn: normalizes the sums, e.g. `batch_norm`, in place of biases.
      normalizer_params: its arguments.
      weights_initializer: for the weights; Xavier's by default.
      weights_regularizer: a function from the weights to a loss, which joins
        `tf.GraphKeys.REGULARIZATION_LOSSES`.
      biases_initializer: for the biases, zeros by default; None for no biases.
      biases_regularizer: as for the weights.
      reuse: find the variables of `scope` instead of making them.
      variables_collections: collections for all variables; or a dict of such by
        `weights` and `biases`.
      outputs_collections: collections for the outputs.
      trainable: whether optimizers change the variables.
      scope: of the variables; `fully_connected`, made unique, by default.

    >>> import edflow as tf
    >>> y = tf.contrib.layers.fully_connected(tf.zeros([5, 4]), 3)
    >>> y, [variable.name for variable in tf.model_variables()]  # doctest: +ELLIPSIS
    (<tf.Tensor 'fully_connected/Relu:0' ...>, ['fully_connected/weights:0', \
'fully_connected/biases:0'])
    """
    if not isinstance(num_outputs, int) and not hasattr(num_outputs, "__index__"):
        raise ValueError(f"num_outputs is a whole number, not {num_outputs!r}")
    names = {"kernel": "weights", "bias": "biases"}
    with layer_scope(scope, "fully_connected", inputs, reuse, names) as sc:
        layer = Dense(
            num_outputs,
            use_bias=normalizer_fn is None and biases_initializer is not None,
            kernel_initializer=weights_initializer,
            bias_initializer=biases_initializer,
            kernel_regularizer=weights_regularizer,
            bias_regularizer=biases_regularizer,
            trainable=trainable,
            name=sc.name,
            _scope=sc,
            _reuse=reuse,
        )
        y = layer(inputs)
        join(layer.kernel, variables_collections, "weights")
        join(layer.bias, variables_collections, "biases")
        return finished(
            y, sc, activation_fn, outputs_collections, normalizer_fn, normalizer_params
        )


linear = partial(fully_connected, activation_fn=None)
relu = partial(fully_connected, activation_fn=activations.relu)
relu6 = partial(fully_connected, activation_fn=activations.relu6)
elu = partial(fully_connected, activation_fn=activations.elu)


@add_arg_scope
def bias_add(
    inputs: Any,
    activation_fn: Callable[..., Tensor] | None = None,
    initializer: Any = ZEROS,
    regularizer: Any = None,
    reuse: Any = None,
    variables_collections: Any = None,
    outputs_collections: Any = None,
    trainable: bool = True,
    data_format: str = "NHWC",
    scope: Any = None,
) -> Tensor:
    """The inputs plus a bias for each feature; see `fully_connected`."""
    first = axes_of(data_format) == "channels_first"
    with layer_scope(scope, "BiasAdd", inputs, reuse, None) as sc:
        inputs = convert_to_tensor(inputs)
        biases = model_variable(
            "biases",
            [inputs.shape[1 if first else -1].value],
            inputs.dtype.base_dtype,
            initializer=initializer,
            regularizer=regularizer,
            collections=get_variable_collections(variables_collections, "biases"),
            trainable=trainable,
        )
        y = bias.bias_add(inputs, biases, data_format=data_format)
        return finished(y, sc, activation_fn, outputs_collections)
