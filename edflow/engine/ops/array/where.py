"""Masks: where a condition holds, and what lies there."""

from __future__ import annotations

from typing import Any

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import NUMBERS, as_dtype, int64
from edflow.engine.face.dtypes import bool as boolean
from edflow.engine.face.shapes import compatible, text
from edflow.engine.graph import OpDef, Operation, Spec, Tensor, name_scope
from edflow.engine.ops.array.axes import expand_dims, squeeze
from edflow.engine.ops.array.filling import Range
from edflow.engine.ops.array.gathering import gather
from edflow.engine.ops.array.joining import concat
from edflow.engine.ops.array.shape import reshape, shape
from edflow.engine.ops.build import apply, constant, convert_to_tensor
from edflow.engine.ops.math.casting import Cast

__all__ = ["boolean_mask", "sequence_mask"]


class Where(OpDef):
    """y = the coordinates of all places where x holds (is not 0), one in each row."""

    takes = "input:T"
    gives = "index:int64"
    T = NUMBERS | {boolean}

    def infer(self, input: Spec) -> Spec:
        return Spec((None, input.rank), int64)

    def compute(self, x: Array) -> Array:
        return np.argwhere(x)

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        return None


def boolean_mask(
    tensor: Any, mask: Any, name: str | None = "boolean_mask", axis: int | None = None
) -> Tensor:
    """The slices of `tensor` where `mask` holds, one after the other.

    Args:
      tensor: a tensor.
      mask: truth values, in the shape of the first axes of `tensor`, or of those from
        `axis` on. Its rank must be known.
      name: the scope's name.
      axis: the first axis that the mask is about; 0 by default.

    >>> import edflow as tf
    >>> tf.Session().run(tf.boolean_mask([1, 2, 3], [True, False, True]))
    array([1, 3], dtype=int32)
    """
    with name_scope(name or "boolean_mask", values=[tensor, mask]):
        tensor = convert_to_tensor(tensor, name="tensor")
        mask = convert_to_tensor(mask, name="mask")
        first = 0 if axis is None else int(axis)
        sizes = mask.spec.shape
        if sizes is None:
            raise ValueError("boolean_mask needs a mask of known rank")
        if sizes == ():
            raise ValueError("the mask must not be a scalar")
        last = first + len(sizes)
        if tensor.spec.shape is not None and not compatible(
            tensor.spec.shape[first:last], sizes
        ):
            raise ValueError(
                f"the mask of shape {text(sizes)} does not fit the tensor of shape "
                f"{text(tensor.spec.shape)} from axis {first} on"
            )
        from edflow.engine.ops.reduce import reduce_prod

        leading = reduce_prod(shape(tensor)[first:last], [0])
        flat = concat([shape(tensor)[:first], [leading], shape(tensor)[last:]], 0)
        tensor = reshape(tensor, flat)
        chosen = squeeze(apply(Where(), reshape(mask, [-1])), axis=[1])
        return gather(tensor, chosen, axis=first)


def sequence_mask(
    lengths: Any, maxlen: Any = None, dtype: Any = boolean, name: str | None = None
) -> Tensor:
    """For each length a vector that is True in its first `length` places.

    Args:
      lengths: integers of any shape.
      maxlen: the length of the vectors; the largest of `lengths` by default.
      dtype: the dtype of the result.
      name: the scope's name.

    >>> import edflow as tf
    >>> tf.Session().run(tf.sequence_mask([1, 3], 3, tf.int32))
    array([[1, 0, 0],
           [1, 1, 1]], dtype=int32)
    """
    with name_scope(name, "SequenceMask", [lengths, maxlen]):
        lengths = convert_to_tensor(lengths)
        maxlen = _longest(lengths) if maxlen is None else convert_to_tensor(maxlen)
        if maxlen.spec.rank not in (None, 0):
            raise ValueError(f"maxlen must be a scalar, not of shape {maxlen.shape}")
        kind = maxlen.dtype.base_dtype
        places = apply(Range(), constant(0, kind), maxlen, constant(1, kind))
        column = apply(Cast(kind), expand_dims(lengths, -1))
        from edflow.engine.ops.math.comparing import less

        mask = less(places, column)
        wanted = as_dtype(dtype).base_dtype
        return mask if wanted is boolean else apply(Cast(wanted), mask)


def _longest(lengths: Tensor) -> Tensor:
    from edflow.engine.ops.math.arithmetic import maximum
    from edflow.engine.ops.reduce import reduce_max

    longest = reduce_max(lengths)
    return maximum(constant(0, longest.dtype), longest)
