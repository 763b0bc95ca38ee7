"""Order among elements: top_k, in_top_k, searchsorted."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import INDICES, REALS, DType, as_dtype, int32
from edflow.engine.face.dtypes import bool as boolean
from edflow.engine.face.shapes import compatible, text
from edflow.engine.graph import OpDef, Operation, Spec, Tensor, name_scope
from edflow.engine.ops.array.ranges import range_
from edflow.engine.ops.array.shape import reshape, shape, shape_as_tensor, size
from edflow.engine.ops.array.stacking import stack
from edflow.engine.ops.build import apply, convert_to_tensor
from edflow.engine.ops.indexing.scattering import scatter_nd

__all__ = ["searchsorted"]


class TopKV2(OpDef):
    """values[..., i], indices[..., i] = the i-th largest in x[..., :] and its place."""

    takes = "input:T k:int32"
    gives = "values:T indices:int32"
    T = REALS
    sorted: bool = True

    def infer(self, input: Spec, k: Spec) -> tuple[Spec, ...]:
        if input.shape is None:
            return Spec(None, input.dtype), Spec(None, int32)
        if not input.shape:
            raise ValueError("the input must have rank 1 or more, but it is a scalar")
        wanted = None if k.known is None else int(k.known)
        last = input.shape[-1]
        if wanted is not None and last is not None and not 0 <= wanted <= last:
            raise ValueError(f"the last axis has {last} elements, not {wanted} or more")
        made = (*input.shape[:-1], wanted)
        return Spec(made, input.dtype), Spec(made, int32)

    def compute(self, x: Array, k: Array) -> tuple[Array, Array]:
        if not 0 <= k <= x.shape[-1]:
            raise ValueError(f"the last axis has {x.shape[-1]} elements, but k is {k}")
        if k == 1:  # A fifth of the time of sorting, and the most frequent case.
            indices = np.argmax(x, -1, keepdims=True)
        else:
            # Stable and largest first: of equal elements the first comes first.
            order = x.shape[-1] - 1 - np.argsort(x[..., ::-1], -1, kind="stable")
            indices = order[..., ::-1][..., : int(k)]
        return np.take_along_axis(x, indices, -1), indices.astype(np.int32)

    def gradient(self, op: Operation, dvalues: Tensor, dindices: Any) -> Any:
        x, indices = op.inputs[0], op.outputs[1]
        # Rows laid end to end: element j of row i has the place i * columns + j.
        columns, k = shape(x)[-1], shape(indices)[-1]
        rows = reshape(indices, stack([-1, k]))
        starts = reshape(range_(shape(rows)[0]) * columns, [-1, 1])
        places = reshape(rows + starts, [-1, 1])
        dx = scatter_nd(places, reshape(dvalues, [-1]), stack([size(x)]))
        return reshape(dx, shape(x)), None


class InTopKV2(OpDef):
    """y[i] = whether fewer than k of predictions[i, :] exceed the target's."""

    takes = "predictions:float32 targets:T k:T"
    gives = "precision:bool"
    T = INDICES

    def infer(self, predictions: Spec, targets: Spec, k: Spec) -> Spec:
        if predictions.rank not in (None, 2) or targets.rank not in (None, 1):
            raise ValueError(
                "predictions must be a matrix and targets a vector, not of shapes "
                f"{text(predictions.shape)} and {text(targets.shape)}"
            )
        rows = None if predictions.shape is None else predictions.shape[:1]
        if not compatible(rows, targets.shape):
            raise ValueError(
                f"predictions {text(predictions.shape)} has not one row for each of "
                f"the targets {text(targets.shape)}"
            )
        return Spec(rows if targets.shape is None else targets.shape, boolean)

    def compute(self, predictions: Array, targets: Array, k: Array) -> Array:
        inside = (targets >= 0) & (targets < predictions.shape[1])
        rows = np.arange(len(targets))
        own = predictions[rows, np.where(inside, targets, 0)][:, None]
        better = np.sum(predictions > own, axis=1)
        finite = np.isfinite(own[:, 0]) & np.isfinite(predictions).all(axis=1)
        return inside & finite & (better < k)

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        return None, None, None


class LowerBound(OpDef):
    """y[i, j] = the first place in the sorted row i where values[i, j] could go."""

    takes = "sorted_inputs:T values:T"
    gives = "output:out_type"
    out_type: DType = int32

    def infer(self, sorted_inputs: Spec, values: Spec) -> Spec:
        return Spec(values.shape, self.out_type)

    def compute(self, rows: Array, values: Array) -> Array:
        return self._searched(rows, values, "left")

    def _searched(self, rows: Array, values: Array, side: Any) -> Array:
        found = np.empty(values.shape, self.out_type.as_numpy_dtype)
        for i, (row, wanted) in enumerate(zip(rows, values, strict=True)):
            found[i] = np.searchsorted(row, wanted, side)
        return found

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        return None, None


class UpperBound(LowerBound):
    """y[i, j] = the last place in the sorted row i where values[i, j] could go."""

    def compute(self, rows: Array, values: Array) -> Array:
        return self._searched(rows, values, "right")


# -- public functions -----------------------------------------------------------------


class TopK(NamedTuple):
    """The largest elements of each row, and where they stand in it."""

    values: Tensor
    indices: Tensor


def top_k(input: Any, k: Any = 1, sorted: bool = True, name: str | None = None) -> TopK:
    """The `k` largest elements along the last axis, and their places.

    Args:
      input: numbers, of rank 1 or more.
      k: how many.
      sorted: largest first; here they always are.
      name: the operation's name.

    Returns:
      A pair (values, indices); of equal elements the first comes first.

    >>> import edflow as tf
    >>> values, indices = tf.nn.top_k([1.0, 5.0, 3.0], k=2)
    >>> tf.Session().run([values, indices])
    [array([5., 3.], dtype=float32), array([1, 2], dtype=int32)]
    """
    return TopK(*apply(TopKV2(sorted), input, k, name=name))


def in_top_k(predictions: Any, targets: Any, k: Any, name: str | None = None) -> Tensor:
    """For each example, whether its target is among the `k` likeliest classes.

    Args:
      predictions: [n, classes], float32: a score for each class.
      targets: [n]: the number of the right class.
      k: how many classes count.
      name: the scope's name.
    """
    with name_scope(name, "in_top_k"):
        return apply(InTopKV2(), predictions, targets, k)


def searchsorted(
    sorted_sequence: Any,
    values: Any,
    side: str = "left",
    out_type: Any = int32,
    name: str | None = None,
) -> Tensor:
    """Where each of `values` goes in a sorted row so that it stays sorted.

    Args:
      sorted_sequence: [..., n]: rows in ascending order.
      values: [..., m]: what to look for in the row of the same place.
      side: `"left"` of equal elements, or `"right"`.
      out_type: int32 or int64.
      name: the operation's name.
    """
    if side not in ("left", "right"):
        raise ValueError(f"side must be 'left' or 'right', not {side!r}")
    opdef = (LowerBound if side == "left" else UpperBound)(as_dtype(out_type))
    rows = convert_to_tensor(sorted_sequence)
    wanted = convert_to_tensor(values, rows.dtype.base_dtype)
    flat = [reshape(x, stack([-1, shape_as_tensor(x)[-1]])) for x in (rows, wanted)]
    return reshape(apply(opdef, *flat, name=name), shape_as_tensor(wanted))
