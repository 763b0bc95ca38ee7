"""Adding up a list of tensors."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import NUMBERS, variant
from edflow.engine.face.shapes import as_shape, merge
from edflow.engine.graph import OpDef, Operation, Spec, Tensor
from edflow.engine.ops.array.shape import identity
from edflow.engine.ops.build import apply, convert_to_tensor

__all__ = ["accumulate_n", "add_n"]


class AddN(OpDef):
    """y = x_1 + x_2 + ... + x_n."""

    takes = "inputs:*T"
    gives = "sum:T"
    T = NUMBERS | {variant}  # A list of tensors, too, can be a gradient.

    def infer(self, *inputs: Spec) -> Spec:
        shape = inputs[0].shape
        for spec in inputs[1:]:
            shape = merge(shape, spec.shape)
        return Spec(shape, inputs[0].dtype)

    def compute(self, *inputs: Array) -> Array:
        if len(inputs) == 1:
            return inputs[0].copy()
        total = inputs[0] + inputs[1]
        for x in inputs[2:]:
            total += x
        return total

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        return [dy] * len(op.inputs)


def add_n(inputs: Iterable[Any], name: str | None = None) -> Tensor:
    """The sum of tensors of one shape and dtype.

    >>> import edflow as tf
    >>> tf.Session().run(tf.add_n([tf.constant(1.0), tf.constant(2.0)]))
    np.float32(3.0)
    """
    terms = list(inputs) if isinstance(inputs, Iterable) else []
    if not terms:
        raise ValueError(f"add_n needs a list of at least one tensor, not {inputs!r}")
    if len(terms) == 1:
        single = convert_to_tensor(terms[0])
        return single if name is None else identity(single, name=name)
    return apply(AddN(), terms, name=name)


def accumulate_n(
    inputs: Sequence[Any],
    shape: Any = None,
    tensor_dtype: Any = None,
    name: str | None = None,
) -> Tensor:
    """The sum of tensors of one shape and dtype, as `tf.add_n`.

    Args:
      inputs: a list of tensors.
      shape: their shape, where it is not known otherwise.
      tensor_dtype: their dtype, to be checked.
      name: the operation's name.
    """
    if not isinstance(inputs, list | tuple) or not inputs:
        raise ValueError(
            f"accumulate_n needs a list of at least one tensor, not {inputs!r}"
        )
    tensors = [convert_to_tensor(x, tensor_dtype) for x in inputs]
    total = add_n(tensors, name)
    if shape is not None:
        total.set_shape(as_shape(shape))
    return total
