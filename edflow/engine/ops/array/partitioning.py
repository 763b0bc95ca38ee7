"""A tensor dealt out to several; `dynamic_stitch` puts them together again."""

from __future__ import annotations

from typing import Any

from edflow.engine.face.arrays import Array
from edflow.engine.face.shapes import compatible, text
from edflow.engine.graph import OpDef, Operation, Spec, Tensor
from edflow.engine.ops.array.filling import zeros_for_none
from edflow.engine.ops.array.gathering import dynamic_stitch
from edflow.engine.ops.array.ranges import range_
from edflow.engine.ops.array.shape import reshape, shape, size
from edflow.engine.ops.build import apply, as_list

__all__ = ["dynamic_partition"]


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
