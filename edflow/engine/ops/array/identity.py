"""Tensors as they are: placeholders, and operations that only pass a value on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import DType, as_dtype, float32
from edflow.engine.face.shapes import Shape as StaticShape
from edflow.engine.face.shapes import TensorShape, compatible, text
from edflow.engine.graph import OpDef, Operation, Spec, Tensor
from edflow.engine.ops.array.filling import zeros_for_none
from edflow.engine.ops.array.shape import Identity
from edflow.engine.ops.build import apply, as_list, convert_to_tensor

__all__ = [
    "guarantee_const",
    "identity_n",
    "placeholder",
    "placeholder_with_default",
    "stop_gradient",
]


class Placeholder(OpDef):
    """y = what feed_dict says."""

    must_be_fed = True
    dtype: DType = float32
    shape: StaticShape = None

    def infer(self) -> Spec:
        return Spec(self.shape, self.dtype)

    def compute(self) -> Array:
        # A plan that needs an unfed placeholder is refused before it runs.
        raise ValueError("you must feed a value for this placeholder")


class PlaceholderWithDefault(OpDef):
    """y = what feed_dict says, else x."""

    takes = "input:dtype"
    shape: StaticShape = None
    aliases = True
    stateful = True  # A feed may replace the default: nobody may reckon with its value.

    def infer(self, input: Spec) -> Spec:
        if not compatible(self.shape, input.shape):
            raise ValueError(
                f"the default has shape {text(input.shape)}, which does not fit the "
                f"placeholder's {text(self.shape)}"
            )
        return Spec(self.shape, input.dtype)

    def compute(self, x: Array) -> Array:
        return x

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        return dy


class StopGradient(Identity):
    """y = x, taken for a constant when gradients are computed."""

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        return None


class PreventGradient(Identity):
    """y = x, and whoever asks for its gradient learns why there is none."""

    message: str = ""

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        raise LookupError(f"no gradient flows through {op.name}: {self.message}")


class GuaranteeConst(Identity):
    """y = x, promised not to change from run to run."""


class IdentityN(OpDef):
    """y_i = x_i, each available once all of them are."""

    takes = "input:**T"
    aliases = True

    def infer(self, *inputs: Spec) -> tuple[Spec, ...]:
        return inputs

    def compute(self, *xs: Array) -> Any:
        return xs if len(xs) != 1 else xs[0]

    def gradient(self, op: Operation, *dys: Tensor) -> Any:
        return zeros_for_none(op, dys)


# -- public functions -----------------------------------------------------------------


def placeholder(dtype: Any, shape: Any = None, name: str | None = None) -> Tensor:
    """A tensor whose value is given with each run, in `feed_dict`.

    Args:
      dtype: the dtype of the values.
      shape: what is known of their shape; None for a size, or as a whole, that may
        differ from run to run.
      name: the operation's name.

    Raises:
      InvalidArgumentError: in a run that needs the value and is not given it.

    >>> import edflow as tf
    >>> x = tf.placeholder(tf.float32, [None, 2], name="x")
    >>> tf.Session().run(x * 10, feed_dict={x: [[1.0, 2.0]]})
    array([[10., 20.]], dtype=float32)
    """
    opdef = Placeholder(as_dtype(dtype).base_dtype, TensorShape(shape).sizes)
    return apply(opdef, name=name)


def placeholder_with_default(input: Any, shape: Any, name: str | None = None) -> Tensor:
    """A tensor that may be fed, and is `input` where it is not.

    Args:
      input: the default: a tensor, or what can become one.
      shape: the shape of what may be fed; `[None]` for a vector of any length.
      name: the operation's name.
    """
    return apply(PlaceholderWithDefault(TensorShape(shape).sizes), input, name=name)


def stop_gradient(input: Any, name: str | None = None) -> Tensor:
    """`input`, through which no gradient flows back."""
    return apply(StopGradient(), input, name=name)


def guarantee_const(input: Any, name: str | None = None) -> Tensor:
    """`input`, of which you promise that it does not change from run to run."""
    return apply(GuaranteeConst(), input, name=name)


def identity_n(input: Sequence[Any], name: str | None = None) -> list[Tensor]:
    """The same tensors, as outputs of one operation that waits for all of them."""
    tensors = [convert_to_tensor(value) for value in input]
    return as_list(apply(IdentityN(), tensors, name=name))
