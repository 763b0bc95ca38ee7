"""A tensor dealt out to several and put together again by indices."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.face.shapes import compatible, text
from edflow.engine.graph import OpDef, Operation, Spec, Tensor
from edflow.engine.ops.array.filling import range_, zeros_for_none
from edflow.engine.ops.array.gathering import gather
from edflow.engine.ops.array.shape import reshape, shape, size
from edflow.engine.ops.build import apply, as_list

__all__ = ["dynamic_partition", "dynamic_stitch"]


class DynamicPartition(OpDef):
    """y_k = the elements of x whose partition is k, in their order."""

    takes = "data:T partitions:int32"
    gives = "outputs:num_partitions*T"
    num_partitions: int = 1

    def infer(self, data: Spec, partitions: Spec) -> tuple[Spec, ...]:
        if data.shape is None or partitions.shape is None:
            return (Spec(None, data.dtype),) * self.num_partitions
        leading = data.shape[: len(partitions.shape)]
        if not compatible(leading, partitions.shape):
            raise ValueError(
                f"data {text(data.shape)} must start with the shape of partitions, "
                f"{text(partitions.shape)}"
            )
        rest = data.shape[len(partitions.shape) :]
        return (Spec((None, *rest), data.dtype),) * self.num_partitions

    def compute(self, x: Array, partitions: Array) -> Any:
        if partitions.size and not (
            partitions.min() >= 0 and partitions.max() < self.num_partitions
        ):
            raise ValueError(
                f"partitions must be in [0, {self.num_partitions}), but they go from "
                f"{partitions.min()} to {partitions.max()}"
            )
        parts = tuple(x[partitions == k] for k in range(self.num_partitions))
        return parts if self.num_partitions != 1 else parts[0]

    def gradient(self, op: Operation, *dys: Tensor) -> Any:
        x, partitions = op.inputs
        # Where did each part come from? Deal out the places themselves.
        places = reshape(range_(size(partitions)), shape(partitions))
        dealt = dynamic_partition(places, partitions, self.num_partitions)
        dx = dynamic_stitch(dealt, zeros_for_none(op, dys))
        return reshape(dx, shape(x)), None


class DynamicStitch(OpDef):
    """y[indices_k[i]] = x_k[i]; of several values for one place the last counts."""

    takes = "indices:*int32 data:*T"
    gives = "merged:T"
    N: int = 1

    def infer(self, *specs: Spec) -> Spec:
        indices, data = specs[: self.N], specs[self.N :]
        rest: Any = None
        for at, values in zip(indices, data, strict=True):
            if at.shape is None or values.shape is None:
                continue
            leading = values.shape[: len(at.shape)]
            if not compatible(leading, at.shape):
                raise ValueError(
                    f"data {text(values.shape)} must start with the shape of its "
                    f"indices, {text(at.shape)}"
                )
            tail = values.shape[len(at.shape) :]
            if rest is not None and not compatible(rest, tail):
                raise ValueError(
                    f"the slices {text(rest)} and {text(tail)} differ in shape"
                )
            rest = tail
        if rest is None:
            return Spec(None, data[0].dtype)
        known = [at.known for at in indices if at.known is not None]
        rows = None
        if len(known) == self.N:
            rows = 1 + max((int(v.max()) for v in known if v.size), default=-1)
        return Spec((rows, *rest), data[0].dtype)

    def compute(self, *arrays: Array) -> Array:
        indices, data = arrays[: self.N], arrays[self.N :]
        at = np.concatenate([np.reshape(part, -1) for part in indices])
        rest = np.shape(data[0])[np.ndim(indices[0]) :]
        values = np.concatenate([np.reshape(part, (-1, *rest)) for part in data])
        if at.size and at.min() < 0:
            raise ValueError(f"an index must not be negative, but one is {at.min()}")
        y = np.zeros((int(at.max()) + 1 if at.size else 0, *rest), values.dtype)
        y[at] = values
        return y

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        picked = [gather(dy, at) for at in op.inputs[: self.N]]
        return [None] * self.N + picked


# -- public functions -----------------------------------------------------------------


def dynamic_partition(
    data: Any, partitions: Any, num_partitions: int, name: str | None = None
) -> list[Tensor]:
    """`data` dealt out to `num_partitions` tensors.

    Args:
      data: a tensor.
      partitions: for each slice of `data` the number of the tensor that it goes to.
      num_partitions: how many tensors there are.
      name: the operation's name.

    >>> import edflow as tf
    >>> tf.Session().run(tf.dynamic_partition([1, 2, 3], [0, 1, 0], 2))
    [array([1, 3], dtype=int32), array([2], dtype=int32)]
    """
    return as_list(
        apply(DynamicPartition(int(num_partitions)), data, partitions, name=name)
    )


def dynamic_stitch(
    indices: Sequence[Any], data: Sequence[Any], name: str | None = None
) -> Tensor:
    """One tensor out of several: `data[k][i]` goes to the place `indices[k][i]`.

    >>> import edflow as tf
    >>> tf.Session().run(tf.dynamic_stitch([[0, 2], [1]], [[1, 3], [2]]))
    array([1, 2, 3], dtype=int32)
    """
    return apply(DynamicStitch(len(indices)), list(indices), list(data), name=name)
