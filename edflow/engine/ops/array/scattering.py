"""Values written to places given by their indices: scatter_nd and its kin."""

from __future__ import annotations

from typing import Any

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import INDICES, NUMBERS
from edflow.engine.face.dtypes import bool as boolean
from edflow.engine.face.shapes import Shape as StaticShape
from edflow.engine.face.shapes import compatible, text
from edflow.engine.graph import OpDef, Operation, Spec, Tensor
from edflow.engine.ops.array.accumulating import add_at
from edflow.engine.ops.array.filling import zeros_like
from edflow.engine.ops.array.gathering import gather_nd, places
from edflow.engine.ops.build import apply
from edflow.engine.ops.math.casting import cast

__all__ = [
    "scatter_nd", "tensor_scatter_nd_add", "tensor_scatter_nd_max",
    "tensor_scatter_nd_min", "tensor_scatter_nd_sub", "tensor_scatter_nd_update",
]  # fmt: skip


class ScatterNd(OpDef):
    """y = 0, but y[indices[i]] += updates[i]."""

    takes = "indices:Tindices updates:T shape:Tindices"
    T = NUMBERS | {boolean}
    Tindices = INDICES

    def infer(self, indices: Spec, updates: Spec, shape: Spec) -> Spec:
        sizes = shape.sizes()
        _check_updates(sizes, indices.shape, updates.shape)
        return Spec(sizes, updates.dtype)

    def compute(self, indices: Array, updates: Array, shape: Array) -> Array:
        y = np.zeros(shape.tolist(), updates.dtype)
        at = places(indices, y.shape)
        if len(at) == 1 and at[0].ndim == 1:
            add_at(y, at[0], updates)
        else:
            np.add.at(y, at, updates)
        return y

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        return None, gather_nd(dy, op.inputs[0]), None


def _check_updates(
    whole: StaticShape, indices: StaticShape, updates: StaticShape
) -> None:
    """ValueError unless `updates` has a slice of the whole for each index."""
    if whole is None or not indices or indices[-1] is None or updates is None:
        return
    wanted = (*indices[:-1], *whole[indices[-1] :])
    if not compatible(wanted, updates):
        raise ValueError(
            f"indices of shape {text(indices)} into a tensor of shape {text(whole)} "
            f"need updates of shape {text(wanted)}, not {text(updates)}"
        )


class TensorScatter(OpDef, abstract=True):
    """A tensor with some of its places changed."""

    takes = "tensor:T indices:Tindices updates:T"
    T = NUMBERS
    Tindices = INDICES

    def infer(self, tensor: Spec, indices: Spec, updates: Spec) -> Spec:
        _check_updates(tensor.shape, indices.shape, updates.shape)
        return Spec(tensor.shape, tensor.dtype)

    def change(self, y: Array, at: Any, updates: Array) -> None:
        """Bring `updates` into `y` at the places `at`."""
        raise NotImplementedError

    def compute(self, x: Array, indices: Array, updates: Array) -> Array:
        y = x.copy()
        self.change(y, places(indices, x.shape), updates)
        return y


class TensorScatterUpdate(TensorScatter):
    """y = x, but y[indices[i]] = updates[i]."""

    T = NUMBERS | {boolean}

    def change(self, y: Array, at: Any, updates: Array) -> None:
        y[at] = updates

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        _, indices, updates = op.inputs
        kept = tensor_scatter_nd_update(dy, indices, zeros_like(updates))
        return kept, None, gather_nd(dy, indices)


class TensorScatterAdd(TensorScatter):
    """y = x, but y[indices[i]] += updates[i]."""

    def change(self, y: Array, at: Any, updates: Array) -> None:
        np.add.at(y, at, updates)

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        return dy, None, gather_nd(dy, op.inputs[1])


class TensorScatterSub(TensorScatter):
    """y = x, but y[indices[i]] -= updates[i]."""

    def change(self, y: Array, at: Any, updates: Array) -> None:
        np.subtract.at(y, at, updates)

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        return dy, None, -gather_nd(dy, op.inputs[1])


class TensorScatterMax(TensorScatter):
    """y = x, but y[indices[i]] = max(x[indices[i]], updates[i])."""

    def change(self, y: Array, at: Any, updates: Array) -> None:
        np.maximum.at(y, at, updates)

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        return _to_winners(op, dy)


class TensorScatterMin(TensorScatter):
    """y = x, but y[indices[i]] = min(x[indices[i]], updates[i])."""

    def change(self, y: Array, at: Any, updates: Array) -> None:
        np.minimum.at(y, at, updates)

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        return _to_winners(op, dy)


def _to_winners(op: Operation, dy: Tensor) -> Any:
    """dy for whichever became the result; candidates that tie share it evenly."""
    from edflow.engine.ops.math.comparing import equal

    x, indices, updates = op.inputs
    y = op.outputs[0]
    kept = cast(equal(x, y), x.dtype)
    won = cast(equal(gather_nd(y, indices), updates), x.dtype)
    share = dy / tensor_scatter_nd_add(kept, indices, won)
    return kept * share, None, won * gather_nd(share, indices)


# -- public functions -----------------------------------------------------------------


def scatter_nd(
    indices: Any, updates: Any, shape: Any, name: str | None = None
) -> Tensor:
    """Zeros of shape `shape` with `updates` added at the places `indices`.

    Args:
      indices: [..., k]: its last axis holds a place, by its first k coordinates.
      updates: for each place what is added there: a number, or a slice.
      shape: the shape of the result.
      name: the operation's name.

    Raises:
      InvalidArgumentError: when run, for a place outside the shape.

    >>> import edflow as tf
    >>> tf.Session().run(tf.scatter_nd([[1], [3], [1]], [5, 6, 7], [4]))
    array([ 0, 12,  0,  6], dtype=int32)
    """
    return apply(ScatterNd(), indices, updates, shape, name=name)


def tensor_scatter_nd_update(
    tensor: Any, indices: Any, updates: Any, name: str | None = None
) -> Tensor:
    """`tensor` with `updates` in place of what was at the places `indices`."""
    return apply(TensorScatterUpdate(), tensor, indices, updates, name=name)


def tensor_scatter_nd_add(
    tensor: Any, indices: Any, updates: Any, name: str | None = None
) -> Tensor:
    """`tensor` with `updates` added at the places `indices`."""
    return apply(TensorScatterAdd(), tensor, indices, updates, name=name)


def tensor_scatter_nd_sub(
    tensor: Any, indices: Any, updates: Any, name: str | None = None
) -> Tensor:
    """`tensor` with `updates` subtracted at the places `indices`."""
    return apply(TensorScatterSub(), tensor, indices, updates, name=name)


def tensor_scatter_nd_max(
    tensor: Any, indices: Any, updates: Any, name: str | None = None
) -> Tensor:
    """`tensor`, at the places `indices` at least `updates`."""
    return apply(TensorScatterMax(), tensor, indices, updates, name=name)


def tensor_scatter_nd_min(
    tensor: Any, indices: Any, updates: Any, name: str | None = None
) -> Tensor:
    """`tensor`, at the places `indices` at most `updates`."""
    return apply(TensorScatterMin(), tensor, indices, updates, name=name)
