"""Layers of single units: dense, dropout, flatten."""

from __future__ import annotations

from typing import Any

from edflow.engine.control.branching import smart_cond
from edflow.engine.face.shapes import TensorShape
from edflow.engine.graph import Tensor
from edflow.engine.ops.array.axes import expand_dims, transpose
from edflow.engine.ops.array.shape import identity, reshape
from edflow.engine.ops.array.shape import shape as shape_of
from edflow.engine.ops.build import constant
from edflow.engine.ops.indexing.getitem import getitem
from edflow.engine.ops.input_spec import InputSpec
from edflow.engine.ops.layer import Layer
from edflow.engine.ops.linalg.tensordot import tensordot
from edflow.engine.ops.math.products import matmul
from edflow.engine.ops.nn.bias import bias_add
from edflow.engine.ops.nn.dropout import dropout as drop
from edflow.layers import arguments

__all__ = ["Dense", "Dropout", "Flatten", "dense", "dropout", "flatten"]


class Dense(Layer):
    """activation(inputs · kernel + bias): every unit sees every input.

    Args:
      units: how many outputs.
      activation: a function such as `tf.nn.relu`; None for none.
      use_bias: whether to add a bias.
      kernel_initializer: for the weights; Glorot's uniform one by default.
      bias_initializer: for the bias; zeros by default.
      kernel_regularizer: a function from the weights to a loss.
      bias_regularizer: a function from the bias to a loss.
      activity_regularizer: a function from the output to a loss.
      kernel_constraint: applied to the weights after each update by an optimizer.
      bias_constraint: applied to the bias likewise.
      trainable: whether optimizers change the variables.
      name: of the scope.

    Raises:
      ValueError: the size of the last axis of the inputs is unknown.
    """

    def __init__(
        self,
        units: int,
        activation: Any = None,
        use_bias: bool = True,
        kernel_initializer: Any = None,
        bias_initializer: Any = "zeros",
        kernel_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        kernel_constraint: Any = None,
        bias_constraint: Any = None,
        trainable: bool = True,
        name: str | None = None,
        **kwargs: Any,
    ):
        super().__init__(
            trainable, name, activity_regularizer=activity_regularizer, **kwargs
        )
        self.units = int(units)
        self.activation = arguments.activation(activation)
        self.use_bias = use_bias
        self.kernel_initializer = arguments.initializer(kernel_initializer)
        self.bias_initializer = arguments.initializer(bias_initializer)
        self.kernel_regularizer = kernel_regularizer
        self.bias_regularizer = bias_regularizer
        self.kernel_constraint = kernel_constraint
        self.bias_constraint = bias_constraint
        self.bias: Any = None
        self.input_spec = InputSpec(min_ndim=2)

    def build(self, input_shape: Any) -> None:
        """Make `kernel` and `bias`."""
        inputs = TensorShape(input_shape)[-1].value
        if inputs is None:
            raise ValueError(
                f"{self.name}: the last axis of the inputs is unknown, {input_shape}; "
                "it is the number of weights of a unit: give it by set_shape or reshape"
            )
        self.input_spec = InputSpec(min_ndim=2, axes={-1: inputs})
        self.kernel = self.add_weight(
            "kernel",
            [inputs, self.units],
            initializer=self.kernel_initializer,
            regularizer=self.kernel_regularizer,
            constraint=self.kernel_constraint,
        )
        if self.use_bias:
            self.bias = self.add_weight(
                "bias",
                [self.units],
                initializer=self.bias_initializer,
                regularizer=self.bias_regularizer,
                constraint=self.bias_constraint,
            )

    def compute_output_shape(self, input_shape: Any) -> TensorShape:
        """The shape of the outputs for inputs of a shape."""
        return TensorShape([*TensorShape(input_shape).as_list()[:-1], self.units])

    def call(self, inputs: Tensor) -> Tensor:
        """The product of the last axis with the weights, plus the bias."""
        if inputs.spec.rank == 2:
            y = matmul(inputs, self.kernel)
        else:
            y = tensordot(inputs, self.kernel, [[len(inputs.shape) - 1], [0]])
            y.set_shape([*inputs.shape[:-1], self.units])
        if self.use_bias:
            y = bias_add(y, self.bias)
        return y if self.activation is None else self.activation(y)


class Dropout(Layer):
    """While training, sets elements to 0 at random and scales the others up.

    Args:
      rate: the probability to drop an element, e.g. 0.1.
      noise_shape: the shape of the choice, broadcast to that of the inputs.
      seed: settles the choice.
      name: of the scope.
    """

    def __init__(
        self,
        rate: Any = 0.5,
        noise_shape: Any = None,
        seed: int | None = None,
        name: str | None = None,
        **kwargs: Any,
    ):
        super().__init__(name=name, **kwargs)
        if isinstance(rate, int | float) and not 0 <= rate <= 1:
            raise ValueError(f"rate must be between 0 and 1, not {rate}")
        self.rate = rate
        self.noise_shape = noise_shape
        self.seed = seed

    def call(self, inputs: Tensor, training: Any = False) -> Tensor:
        """The inputs, with some dropped if `training`."""
        return smart_cond(
            training,
            lambda: drop(
                inputs, noise_shape=self.noise_shape, seed=self.seed, rate=self.rate
            ),
            lambda: identity(inputs),
        )


class Flatten(Layer):
    """Each example as one row: [batch, ...] becomes [batch, the product of the rest].

    Args:
      data_format: "channels_first" moves the channels to the end before that.
      name: of the scope.
    """

    def __init__(
        self, data_format: str | None = None, name: str | None = None, **kwargs: Any
    ):
        super().__init__(name=name, **kwargs)
        self.data_format = data_format or "channels_last"
        self.channels_first = arguments.channels_first(self.data_format)
        self.input_spec = InputSpec(min_ndim=1)

    def call(self, inputs: Tensor) -> Tensor:
        """The rows."""
        rank = inputs.spec.rank
        if self.channels_first and rank is not None and rank > 1:
            inputs = transpose(inputs, [0, *range(2, rank), 1])
        if rank == 1:
            return expand_dims(inputs, 1)
        size = inputs.shape[1:].num_elements()
        if size is not None:
            return reshape(inputs, constant([-1, size]))
        batch: Any = inputs.shape[0].value
        if batch is None:
            batch = getitem(shape_of(inputs), 0)
        return reshape(inputs, [batch, -1])


dense = arguments.function_of(Dense, "dense")
flatten = arguments.function_of(Flatten, "flatten")


def dropout(
    inputs: Any,
    rate: Any = 0.5,
    noise_shape: Any = None,
    seed: int | None = None,
    training: Any = False,
    name: str | None = None,
) -> Tensor:
    """While training, sets elements to 0 at random and scales the others up.

    Args:
      inputs: a tensor.
      rate: the probability to drop an element; `tf.nn.dropout` asks for that to keep.
      noise_shape: the shape of the choice, broadcast to that of the inputs.
      seed: settles the choice.
      training: a truth value or a boolean tensor, e.g. a placeholder: a model that
        is only used drops nothing.
      name: of the scope.
    """
    return Dropout(rate, noise_shape, seed, name)(inputs, training=training)
