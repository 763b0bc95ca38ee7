"""Batch normalization: each feature with mean 0 and variance 1 over the batch."""

from __future__ import annotations

from functools import partial
from typing import Any

from edflow.engine.control.branching import smart_cond, smart_constant_value
from edflow.engine.face.dtypes import float16, float32
from edflow.engine.face.shapes import TensorShape
from edflow.engine.graph import Tensor, name_scope
from edflow.engine.ops.array.casting import cast
from edflow.engine.ops.array.filling import ones, zeros
from edflow.engine.ops.array.shape import reshape
from edflow.engine.ops.build import constant, convert_to_tensor
from edflow.engine.ops.input_spec import InputSpec
from edflow.engine.ops.layer import Layer
from edflow.engine.ops.nn import batch_norm, fused_batch_norm
from edflow.engine.ops.nn.moments import moments
from edflow.engine.ops.state.variable import assign_sub
from edflow.layers import arguments

__all__ = ["BatchNormalization", "batch_normalization"]


class BatchNormalization(Layer):
    """gamma (x - mean) / sqrt(variance + epsilon) + beta, feature by feature.

    While training, mean and variance are those of the batch, and operations in
    `tf.GraphKeys.UPDATE_OPS` follow them with moving averages; in use it takes these.
    The training operation must run the updates:

        updates = tf.get_collection(tf.GraphKeys.UPDATE_OPS)
        with tf.control_dependencies(updates):
            train = optimizer.minimize(loss)

    Args:
      axis: the axis of the features: -1, or 1 for images with channels first.
      momentum: how much of the moving averages stays in each step.
      epsilon: keeps the root away from 0.
      center: whether there is a beta.
      scale: whether there is a gamma.
      beta_initializer: zeros by default.
      gamma_initializer: ones by default.
      moving_mean_initializer: zeros by default.
      moving_variance_initializer: ones by default.
      beta_regularizer: a function from beta to a loss.
      gamma_regularizer: a function from gamma to a loss.
      beta_constraint: applied to beta after each update by an optimizer.
      gamma_constraint: applied to gamma likewise.
      renorm: not supported.
      renorm_clipping: not supported.
      renorm_momentum: not supported.
      fused: compute images in one operation; by default where that is possible.
      trainable: whether optimizers change beta and gamma.
      virtual_batch_size: not supported.
      adjustment: not supported.
      name: of the scope.

    Raises:
      ValueError: an option that is not supported, or an unknown number of features.
    """

    def __init__(
        self,
        axis: Any = -1,
        momentum: float = 0.99,
        epsilon: float = 1e-3,
        center: bool = True,
        scale: bool = True,
        beta_initializer: Any = "zeros",
        gamma_initializer: Any = "ones",
        moving_mean_initializer: Any = "zeros",
        moving_variance_initializer: Any = "ones",
        beta_regularizer: Any = None,
        gamma_regularizer: Any = None,
        beta_constraint: Any = None,
        gamma_constraint: Any = None,
        renorm: bool = False,
        renorm_clipping: Any = None,
        renorm_momentum: float = 0.99,
        fused: bool | None = None,
        trainable: bool = True,
        virtual_batch_size: int | None = None,
        adjustment: Any = None,
        name: str | None = None,
        **kwargs: Any,
    ):
        super().__init__(trainable, name, **kwargs)
        if renorm or virtual_batch_size is not None or adjustment is not None:
            raise ValueError(
                "batch_normalization: renorm, virtual_batch_size and adjustment are "
                "not supported; leave them out"
            )
        self.axis = axis
        self.momentum = momentum
        self.epsilon = epsilon
        self.center = center
        self.scale = scale
        self.fused = fused
        self._settings = {
            "beta": (beta_initializer, beta_regularizer, beta_constraint),
            "gamma": (gamma_initializer, gamma_regularizer, gamma_constraint),
            "moving_mean": (moving_mean_initializer, None, None),
            "moving_variance": (moving_variance_initializer, None, None),
        }
        self.beta: Any = None
        self.gamma: Any = None

    def build(self, input_shape: Any) -> None:
        """Make `gamma`, `beta`, `moving_mean` and `moving_variance`."""
        shape = TensorShape(input_shape)
        rank = len(shape)
        axis = self.axis[0] if isinstance(self.axis, list | tuple) else self.axis
        if not -rank <= axis < rank or (axis != self.axis and len(self.axis) > 1):
            raise ValueError(
                f"{self.name}: axis must be one axis of the inputs {shape}, not "
                f"{self.axis}"
            )
        self.axis = axis % rank
        features = shape[self.axis].value
        if features is None:
            raise ValueError(
                f"{self.name}: the size of axis {axis} is unknown, {shape}, but it "
                "is the number of features; give it by set_shape or reshape"
            )
        self.input_spec = InputSpec(ndim=rank, axes={self.axis: features})
        fusible = rank == 4 and self.axis in (1, 3) and self.dtype in (float16, float32)
        if self.fused and not fusible:
            raise ValueError(
                f"{self.name}: fused=True is for float32 images of rank 4 and axis 1 "
                f"or 3, not for {shape} and axis {axis}"
            )
        self.fused = fusible if self.fused is None else self.fused
        if self.scale:
            self.gamma = self._parameter("gamma", features, trainable=True)
        if self.center:
            self.beta = self._parameter("beta", features, trainable=True)
        self.moving_mean = self._parameter("moving_mean", features, trainable=False)
        self.moving_variance = self._parameter(
            "moving_variance", features, trainable=False
        )

    def _parameter(self, name: str, features: int, trainable: bool) -> Any:
        initializer, regularizer, constraint = self._settings[name]
        return self.add_weight(
            name,
            [features],
            # Halves are too coarse to add up many small steps.
            dtype=float32 if self.dtype is float16 else self.dtype,
            initializer=arguments.initializer(initializer),
            regularizer=regularizer,
            constraint=constraint,
            trainable=trainable,
        )

    def call(self, inputs: Tensor, training: Any = False) -> Tensor:
        """The normalized inputs.

        Args:
          inputs: a tensor.
          training: whether to take the statistics of the batch; may be a boolean
            tensor, e.g. a placeholder.
        """
        normalize = self._fused if self.fused else self._composed
        return normalize(inputs, training)

    def _fused(self, inputs: Tensor, training: Any) -> Tensor:
        size = self.moving_mean.shape
        dtype = self.moving_mean.dtype.base_dtype
        gamma = self.gamma if self.scale else ones(size, dtype)
        beta = self.beta if self.center else zeros(size, dtype)

        def normalized(is_training: bool) -> tuple[Tensor, Tensor, Tensor]:
            return fused_batch_norm.fused_batch_norm(
                inputs,
                gamma,
                beta,
                self.moving_mean,
                self.moving_variance,
                self.epsilon,
                "NCHW" if self.axis == 1 else "NHWC",
                is_training,
            )

        known = smart_constant_value(training)
        y, mean, variance = smart_cond(
            training, partial(normalized, True), partial(normalized, False)
        )
        if known is not False:
            # A momentum of 1 leaves the averages as they are.
            momentum = smart_cond(
                training, lambda: constant(self.momentum), lambda: constant(1.0)
            )
            self.add_update(self._follow(self.moving_mean, mean, momentum))
            self.add_update(self._follow(self.moving_variance, variance, momentum))
        return y

    def _composed(self, inputs: Tensor, training: Any) -> Tensor:
        rank = len(inputs.shape)
        dtype = inputs.dtype.base_dtype
        wide = cast(inputs, self.moving_mean.dtype.base_dtype)
        gamma, beta = (
            self._along_axis(self.gamma, rank),
            self._along_axis(self.beta, rank),
        )
        mean, variance = self.moving_mean, self.moving_variance
        if smart_constant_value(training) is not False:
            others = [axis for axis in range(rank) if axis != self.axis]
            own_mean, own_variance = moments(wide, others)
            mean = smart_cond(training, lambda: own_mean, self.moving_mean.value)
            variance = smart_cond(
                training, lambda: own_variance, self.moving_variance.value
            )
            pairs = ((self.moving_mean, mean), (self.moving_variance, variance))
            for average, value in pairs:
                self.add_update(self._follow_if(training, average, value))
        y = batch_norm.batch_normalization(
            wide,
            self._along_axis(mean, rank),
            self._along_axis(variance, rank),
            beta,
            gamma,
            self.epsilon,
        )
        y = cast(y, dtype)
        y.set_shape(inputs.shape)
        return y

    def _follow_if(self, training: Any, average: Any, value: Tensor) -> Tensor:
        return smart_cond(
            training,
            lambda: self._follow(average, value, self.momentum),
            average.value,
        )

    def _follow(self, average: Any, value: Tensor, momentum: Any) -> Tensor:
        """average <- average - (1 - momentum) (average - value)."""
        with name_scope("AssignMovingAvg") as scope:
            dtype = average.dtype.base_dtype
            decay = cast(convert_to_tensor(1.0 - momentum, name="decay"), dtype)
            return assign_sub(
                average, (average - cast(value, dtype)) * decay, name=scope
            )

    def _along_axis(self, vector: Any, rank: int) -> Any:
        """A value per feature, in a shape that broadcasts along their axis."""
        if vector is None or self.axis == rank - 1:
            return vector
        sizes = [1] * rank
        sizes[self.axis] = self.moving_mean.shape[0].value
        return reshape(vector, sizes)


def batch_normalization(
    inputs: Any,
    axis: Any = -1,
    momentum: float = 0.99,
    epsilon: float = 1e-3,
    center: bool = True,
    scale: bool = True,
    beta_initializer: Any = "zeros",
    gamma_initializer: Any = "ones",
    moving_mean_initializer: Any = "zeros",
    moving_variance_initializer: Any = "ones",
    beta_regularizer: Any = None,
    gamma_regularizer: Any = None,
    beta_constraint: Any = None,
    gamma_constraint: Any = None,
    training: Any = False,
    trainable: bool = True,
    name: str | None = None,
    reuse: bool | None = None,
    **settings: Any,
) -> Tensor:
    """Batch normalization: see `tf.layers.BatchNormalization` for the arguments.

    Args:
      training: True or a boolean tensor while training. Do not forget to run the
        operations in `tf.GraphKeys.UPDATE_OPS`.
      reuse: find the variables of the scope `name` instead of making them.
      **settings: `fused` and others of the class.
    """
    layer = BatchNormalization(
        axis,
        momentum,
        epsilon,
        center,
        scale,
        beta_initializer,
        gamma_initializer,
        moving_mean_initializer,
        moving_variance_initializer,
        beta_regularizer,
        gamma_regularizer,
        beta_constraint,
        gamma_constraint,
        trainable=trainable,
        name=name,
        _scope=name,
        _reuse=reuse,
        **settings,
    )
    return layer(inputs, training=training)
