"""Convolutions: weights that slide over sequences, images, volumes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from edflow.contrib.framework.arg_scoping import add_arg_scope
from edflow.contrib.layers.initializers import XAVIER, ZEROS
from edflow.contrib.layers.scoped import axes_of, finished, join, layer_scope
from edflow.engine.graph import Tensor
from edflow.engine.ops.build import convert_to_tensor
from edflow.engine.ops.nn.activations import relu
from edflow.layers.convolution import Conv1D, Conv2D, Conv3D, Convolution
from edflow.layers.transposed import Conv2DTranspose, Conv3DTranspose

__all__ = [
    "conv1d", "conv2d", "conv2d_transpose", "conv3d", "conv3d_transpose",
    "convolution", "convolution1d", "convolution2d", "convolution2d_transpose",
    "convolution3d", "convolution3d_transpose",
]  # fmt: skip

_BY_RANK: dict[int, type[Convolution]] = {3: Conv1D, 4: Conv2D, 5: Conv3D}
_NAMES = {"kernel": "weights", "bias": "biases"}


def _convolution(
    inputs: Any,
    num_outputs: int,
    kernel_size: Any,
    stride: Any = 1,
    padding: str = "SAME",
    data_format: str | None = None,
    rate: Any = 1,
    activation_fn: Callable[..., Tensor] | None = relu,
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
    conv_dims: int | None = None,
) -> Tensor:
    """activation(convolution + biases), over sequences, images or volumes.

    Args:
      inputs: [batch, ..., channels], of 1, 2 or 3 spatial axes.
      num_outputs: how many outputs at each place.
      kernel_size: the window: one number, or one for each spatial axis.
      stride: the step, likewise.
      padding: "SAME" (as many places as inputs, at a stride of 1) or "VALID" (only
        whole windows).
      data_format: "NHWC", or "NCHW" where the channels stand first; likewise "NWC",
        "NDHWC" …
      rate: the distance between the elements of a window.
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
      scope: of the variables; `Conv`, made unique, by default.
      conv_dims: how many spatial axes there must be; by default what the inputs have.

    Raises:
      ValueError: another number of axes.
    """
    axes = axes_of(data_format)
    with layer_scope(scope, "Conv", inputs, reuse, _NAMES) as sc:
        inputs = convert_to_tensor(inputs)
        rank = inputs.shape.ndims
        if rank not in _BY_RANK or conv_dims not in (None, rank - 2):
            wanted = "1, 2 or 3" if conv_dims is None else conv_dims
            raise ValueError(
                f"a convolution over {wanted} spatial axes wants inputs with two axes "
                f"more, for the batch and the channels, not of shape {inputs.shape}"
            )
        layer = _BY_RANK[rank](
            num_outputs,
            kernel_size,
            stride,
            padding,
            axes,
            rate,
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


def _over(conv_dims: int) -> Callable[..., Tensor]:
    """The convolution over so many spatial axes: `arg_scope` knows it by itself."""

    @wraps(_convolution)
    def convolution(*args: Any, **kwargs: Any) -> Tensor:
        return _convolution(*args, conv_dims=conv_dims, **kwargs)

    convolution.__name__ = convolution.__qualname__ = f"convolution{conv_dims}d"
    return add_arg_scope(convolution)


_convolution.__name__ = _convolution.__qualname__ = "convolution"
convolution = add_arg_scope(_convolution)
convolution1d = conv1d = _over(1)
convolution2d = conv2d = _over(2)
convolution3d = conv3d = _over(3)


def _transposed(
    kind: type[Conv2DTranspose | Conv3DTranspose], name: str, default: str
) -> Callable[..., Tensor]:
    def transposed(
        inputs: Any,
        num_outputs: int,
        kernel_size: Any,
        stride: Any = 1,
        padding: str = "SAME",
        data_format: str | None = None,
        activation_fn: Callable[..., Tensor] | None = relu,
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
        """A transposed convolution: each input paints a window, `stride` apart.

        The weights are [window..., outputs, inputs]. Arguments as for `convolution`.
        """
        with layer_scope(scope, default, inputs, reuse, _NAMES) as sc:
            layer = kind(
                num_outputs,
                kernel_size,
                stride,
                padding,
                axes_of(data_format),
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
                y,
                sc,
                activation_fn,
                outputs_collections,
                normalizer_fn,
                normalizer_params,
            )

    transposed.__name__ = transposed.__qualname__ = name
    return add_arg_scope(transposed)


convolution2d_transpose = conv2d_transpose = _transposed(
    Conv2DTranspose, "convolution2d_transpose", "Conv2d_transpose"
)
convolution3d_transpose = conv3d_transpose = _transposed(
    Conv3DTranspose, "convolution3d_transpose", "Conv3d_transpose"
)
