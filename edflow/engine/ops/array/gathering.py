"""Elements picked by their indices, or put there: gather, dynamic_stitch, one_hot."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import INDICES, as_dtype, float32, uint8
from edflow.engine.face.shapes import compatible, text
from edflow.engine.graph import OpDef, Operation, Spec, Tensor, name_scope
from edflow.engine.ops.array.shape import axis_of
from edflow.engine.ops.build import apply, convert_to_tensor

__all__ = ["batch_gather", "dynamic_stitch", "gather", "one_hot"]


class GatherV2(OpDef):
    """y[..., i, ...] = x[..., indices[i], ...] along an axis."""

    takes = "params:Tparams indices:Tindices axis:Taxis"
    gives = "output:Tparams"
    Tindices = INDICES
    Taxis = INDICES
    batch_dims: int = 0

    # A sum over segments, made of ops whose own gradients gather: `indexing.rows` gives
    # it, above them all.
    gradient: ClassVar[Callable[..., Any]]

    def infer(self, params: Spec, indices: Spec, axis: Spec) -> Spec:
        if params.rank == 0:
            raise ValueError("params must have rank 1 or more, but it is a scalar")
        if params.shape is None or indices.shape is None or axis.known is None:
            return Spec(None, params.dtype)
        at = axis_of(int(axis.known), len(params.shape))
        batch = self._batch(len(indices.shape))
        if batch > at or not compatible(params.shape[:batch], indices.shape[:batch]):
            raise ValueError(
                f"params {text(params.shape)} and indices {text(indices.shape)} must "
                f"agree in their first {batch} axes, which come before axis {at}"
            )
        picked = (*params.shape[:at], *indices.shape[batch:], *params.shape[at + 1 :])
        return Spec(picked, params.dtype)

    def _batch(self, rank: int) -> int:
        return self.batch_dims + (rank if self.batch_dims < 0 else 0)

    def compute(self, x: Array, indices: Array, axis: Array) -> Array:
        indices = np.asarray(indices)
        at = axis_of(int(axis), x.ndim)
        check_indices(indices, x.shape[at])
        batch = self._batch(indices.ndim)
        if not batch:
            # The indices are in range: "clip" spares NumPy a second look at them.
            return x.take(indices, at, mode="clip")
        rows = int(np.prod(x.shape[:batch]))
        flat = x.reshape(rows, *x.shape[batch:])
        picked = [
            part.take(one, at - batch, mode="clip")
            for part, one in zip(
                flat, indices.reshape(rows, *indices.shape[batch:]), strict=True
            )
        ]
        made = (*x.shape[:at], *indices.shape[batch:], *x.shape[at + 1 :])
        return np.reshape(picked, made).astype(x.dtype, copy=False)


def check_indices(indices: Array, size: int) -> None:
    """ValueError if an index is not in 0 ... size - 1."""
    if indices.size and not (indices.min() >= 0 and indices.max() < size):
        bad = indices[(indices < 0) | (indices >= size)].flat[0]
        raise ValueError(f"index {bad} is not in [0, {size})")


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


class OneHot(OpDef):
    """y[..., k] = on_value where k is the index, off_value elsewhere."""

    takes = "indices:TI depth:int32 on_value:T off_value:T"
    TI = INDICES | {uint8}
    axis: int = -1

    def infer(self, indices: Spec, depth: Spec, on: Spec, off: Spec) -> Spec:
        if indices.shape is None:
            return Spec(None, on.dtype)
        length = None if depth.known is None else int(depth.known)
        if length is not None and length < 0:
            raise ValueError(f"the depth must not be negative, but it is {length}")
        sizes = indices.shape
        at = axis_of(self.axis, len(sizes) + 1)
        return Spec((*sizes[:at], length, *sizes[at:]), on.dtype)

    def compute(self, indices: Array, depth: Array, on: Array, off: Array) -> Array:
        indices = np.asarray(indices)
        kind = np.asarray(on).dtype
        flat = indices.reshape(-1)
        y = np.full((flat.size, int(depth)), off, kind)
        inside = np.flatnonzero((flat >= 0) & (flat < depth))
        y[inside, flat[inside]] = on
        y = y.reshape(*indices.shape, int(depth))
        return np.moveaxis(y, -1, self.axis) if self.axis != -1 else y

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        return None, None, None, None


# -- public functions -----------------------------------------------------------------


def gather(
    params: Any,
    indices: Any,
    validate_indices: bool | None = None,
    name: str | None = None,
    axis: Any = None,
    batch_dims: int = 0,
) -> Tensor:
    """The slices of `params` at `indices` along `axis`: `params[indices]` for axis 0.

    Args:
      params: a tensor, or a variable such as a table of word vectors.
      indices: integers of any shape.
      validate_indices: accepted: indices are always checked.
      name: the operation's name.
      axis: the axis to pick from; by default the first after the batch.
      batch_dims: how many leading axes of both are one batch: each example picks from
        its own part.

    Returns:
      A tensor of shape params.shape[:axis] + indices.shape + params.shape[axis + 1:].
      Its gradient is IndexedSlices where axis is 0: only the rows that were used.

    Raises:
      InvalidArgumentError: when run, for an index that is out of range.

    >>> import edflow as tf
    >>> tf.Session().run(tf.gather([10, 20, 30], [2, 0, 2]))
    array([30, 10, 30], dtype=int32)
    """
    if axis is None:
        axis = batch_dims
    return apply(GatherV2(int(batch_dims)), params, indices, axis, name=name)


def batch_gather(params: Any, indices: Any, name: str | None = None) -> Tensor:
    """`tf.gather` in which all axes of `indices` but the last are one batch."""
    with name_scope(name, "BatchGather", [params, indices]):
        indices = convert_to_tensor(indices, name="indices")
        if indices.spec.rank is None:
            raise ValueError("batch_gather needs indices of known rank")
        depth = indices.spec.rank - 1
        return gather(params, indices, axis=depth, batch_dims=depth)


def one_hot(
    indices: Any,
    depth: Any,
    on_value: Any = None,
    off_value: Any = None,
    axis: int | None = None,
    dtype: Any = None,
    name: str | None = None,
) -> Tensor:
    """For each index a vector of length `depth` with a single 1 at that place.

    Args:
      indices: integers of any shape; one outside 0 ... depth - 1 gives only zeros.
      depth: the number of classes.
      on_value, off_value: in place of 1 and 0.
      axis: where the new axis goes; at the end by default.
      dtype: the dtype of the result, float32 by default.
      name: the operation's name.

    >>> import edflow as tf
    >>> tf.Session().run(tf.one_hot([0, 2], depth=3))
    array([[1., 0., 0.],
           [0., 0., 1.]], dtype=float32)
    """
    with name_scope(name, "one_hot", [indices, depth, on_value, off_value]) as scope:
        wanted = None if dtype is None else as_dtype(dtype).base_dtype
        given = [
            None if value is None else convert_to_tensor(value, wanted)
            for value in (on_value, off_value)
        ]
        kinds = {value.dtype.base_dtype for value in given if value is not None}
        if len(kinds) > 1:
            raise TypeError(
                "on_value and off_value must have one dtype, not "
                + " and ".join(sorted(kind.name for kind in kinds))
            )
        kind = wanted or next(iter(kinds), float32)
        on, off = (
            convert_to_tensor(number, kind, name) if value is None else value
            for value, number, name in zip(
                given, (1, 0), ("on_value", "off_value"), strict=True
            )
        )
        opdef = OneHot(-1 if axis is None else axis)
        return apply(opdef, indices, depth, on, off, name=scope)


def dynamic_stitch(
    indices: Sequence[Any], data: Sequence[Any], name: str | None = None
) -> Tensor:
    """One tensor out of several: `data[k][i]` goes to the place `indices[k][i]`.

    >>> import edflow as tf
    >>> tf.Session().run(tf.dynamic_stitch([[0, 2], [1]], [[1, 3], [2]]))
    array([1, 2, 3], dtype=int32)
    """
    return apply(DynamicStitch(len(indices)), list(indices), list(data), name=name)
