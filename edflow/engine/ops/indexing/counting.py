"""Counting: how often each value occurs."""

from __future__ import annotations

from typing import Any

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import FLOATS, INDICES, DType, as_dtype, int32, int64
from edflow.engine.graph import OpDef, Operation, Spec, Tensor, name_scope
from edflow.engine.ops.array.casting import cast
from edflow.engine.ops.array.filling import ones_like
from edflow.engine.ops.array.shape import reshape, shape, size
from edflow.engine.ops.array.stacking import stack
from edflow.engine.ops.build import apply, constant, convert_to_tensor
from edflow.engine.ops.indexing.scattering import scatter_nd
from edflow.engine.ops.math.arithmetic import maximum, minimum
from edflow.engine.ops.math.clipping import clip_by_value
from edflow.engine.ops.math.rounding import floor
from edflow.engine.ops.reduce import reduce_max

__all__ = [
    "bincount", "confusion_matrix", "histogram_fixed_width",
    "histogram_fixed_width_bins",
]  # fmt: skip


class DenseBincount(OpDef):
    """y[v] = how often v occurs in x, or the sum of the weights where it does."""

    takes = "input:Tidx size:Tidx weights:T"
    Tidx = INDICES
    T = FLOATS | INDICES
    binary_output: bool = False

    def infer(self, input: Spec, size: Spec, weights: Spec) -> Spec:
        known = None if size.known is None else int(size.known)
        if input.shape is None:
            return Spec(None, weights.dtype)
        rows = input.shape[:-1] if input.rank == 2 else ()
        return Spec((*rows, known), weights.dtype)

    def compute(self, x: Array, size: Array, weights: Array) -> Array:
        if np.any(x < 0):
            raise ValueError(f"values must not be negative, but {x.min()} is")
        rows = np.atleast_2d(x)
        weights = weights.reshape(rows.shape if weights.size else -1)
        counts = np.zeros((len(rows), int(size)), weights.dtype)
        for i, row in enumerate(rows):
            counted = row < size
            if self.binary_output:
                counts[i, row[counted]] = 1
            else:
                part = weights[i][counted] if weights.size else weights.dtype.type(1)
                np.add.at(counts[i], row[counted], part)
        return counts if x.ndim == 2 else counts[0]

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        return None, None, None


class HistogramFixedWidth(OpDef):
    """y[i] = how many x lie in bin i; the outer bins take what lies beyond."""

    takes = "values:T value_range:T nbins:int32"
    gives = "out:dtype"
    T = frozenset(FLOATS | INDICES)
    dtype: DType = int32

    def infer(self, values: Spec, value_range: Spec, nbins: Spec) -> Spec:
        known = None if nbins.known is None else int(nbins.known)
        return Spec((known,), self.dtype)

    def compute(self, x: Array, ends: Array, nbins: Array) -> Array:
        low, high = ends.tolist()
        if low >= high:
            raise ValueError(f"the range must not be empty, but it is [{low}, {high}]")
        step = (high - low) / int(nbins)
        bins = np.clip((x.reshape(-1) - np.float64(low)) / step, 0, nbins - 1)
        counts = np.bincount(bins.astype(np.int64), minlength=int(nbins))
        return counts.astype(self.dtype.as_numpy_dtype)

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        return None, None, None


def bincount(
    arr: Any,
    weights: Any = None,
    minlength: Any = None,
    maxlength: Any = None,
    dtype: Any = int32,
    name: str | None = None,
) -> Tensor:
    """How often each of the values 0, 1, 2, ... occurs in `arr`.

    Args:
      arr: whole numbers, none of them negative.
      weights: a number for each, to be summed up instead of counted.
      minlength: the least length of the result.
      maxlength: its greatest length; larger values are not counted.
      dtype: of the result, without weights.
      name: the operation's name.

    >>> import edflow as tf
    >>> tf.Session().run(tf.bincount([1, 1, 3]))
    array([0, 2, 0, 1], dtype=int32)
    """
    with name_scope(name or "bincount"):
        arr = convert_to_tensor(arr, name="arr")
        arr = arr if arr.dtype.base_dtype in INDICES else cast(arr, int32)
        kind = arr.dtype.base_dtype
        # As long as the largest value asks for, and 0 for no values at all.
        length = minimum(cast(size(arr), kind), 1) * (reduce_max(arr) + 1)
        if minlength is not None:
            length = maximum(convert_to_tensor(minlength, kind, "minlength"), length)
        if maxlength is not None:
            length = minimum(convert_to_tensor(maxlength, kind, "maxlength"), length)
        if weights is None:
            amounts = constant([], as_dtype(dtype))
        else:
            amounts = reshape(convert_to_tensor(weights, name="weights"), [-1])
        return apply(DenseBincount(), reshape(arr, [-1]), length, amounts)


def histogram_fixed_width(
    values: Any,
    value_range: Any,
    nbins: Any = 100,
    dtype: Any = int32,
    name: str | None = None,
) -> Tensor:
    """How many of `values` fall into each of `nbins` equal bins.

    Args:
      values: a tensor of numbers.
      value_range: [low, high]; what lies beyond counts for the outermost bins.
      nbins: the number of bins.
      dtype: int32 or int64.
      name: the operation's name.

    >>> import edflow as tf
    >>> values = [-1.0, 0.1, 1.4, 2.0, 9.0]
    >>> tf.Session().run(tf.histogram_fixed_width(values, [0.0, 3.0], nbins=3))
    array([2, 1, 2], dtype=int32)
    """
    with name_scope(name, "histogram_fixed_width", [values, value_range]) as scope:
        op = HistogramFixedWidth(as_dtype(dtype))
        values = convert_to_tensor(values, name="values")
        ends = convert_to_tensor(value_range, values.dtype.base_dtype, "value_range")
        return apply(
            op, values, ends, convert_to_tensor(nbins, int32, "nbins"), name=scope
        )


def histogram_fixed_width_bins(
    values: Any,
    value_range: Any,
    nbins: Any = 100,
    dtype: Any = int32,
    name: str | None = None,
) -> Tensor:
    """For each of `values` the bin, 0 to `nbins` - 1, that it falls into."""
    with name_scope(name, "histogram_fixed_width_bins", [values, value_range]):
        values = convert_to_tensor(values, name="values")
        ends = convert_to_tensor(value_range, values.dtype.base_dtype, "value_range")
        nbins = cast(convert_to_tensor(nbins, int32, "nbins"), values.dtype.base_dtype)
        share = (reshape(values, [-1]) - ends[0]) / (ends[1] - ends[0])
        bins = floor(nbins * clip_by_value(share, 0.0, 1.0))
        bins = minimum(cast(bins, as_dtype(dtype)), cast(nbins, as_dtype(dtype)) - 1)
        return reshape(bins, shape(values))


def confusion_matrix(
    labels: Any,
    predictions: Any,
    num_classes: Any = None,
    dtype: Any = int32,
    name: str | None = None,
    weights: Any = None,
) -> Tensor:
    """How often class i (row) was taken for class j (column).

    Args:
      labels: [n], the true classes 0, 1, 2, ...
      predictions: [n], the predicted ones.
      num_classes: the number of classes; by default one more than the largest met.
      dtype: of the counts.
      name: the operation's name.
      weights: [n], what each example counts, 1 by default.

    Raises:
      InvalidArgumentError: when run, a class is negative or not below `num_classes`.

    >>> import edflow as tf
    >>> tf.Session().run(tf.confusion_matrix([0, 1, 1], [0, 0, 1]))
    array([[1, 0],
           [1, 1]], dtype=int32)
    """
    with name_scope(name, "confusion_matrix", [labels, predictions]):
        labels, predictions = _vector(labels), _vector(predictions)
        if num_classes is None:
            num_classes = maximum(reduce_max(predictions), reduce_max(labels)) + 1
        classes = cast(convert_to_tensor(num_classes), int64)
        sizes = stack([classes, classes])
        if weights is None:
            amounts = ones_like(predictions, as_dtype(dtype))
        else:
            amounts = cast(weights, as_dtype(dtype))
        return scatter_nd(stack([labels, predictions], axis=1), amounts, sizes)


def _vector(classes: Any) -> Tensor:
    classes = convert_to_tensor(classes)
    if classes.spec.rank == 2 and classes.spec.shape[-1] == 1:
        classes = reshape(classes, [-1])
    elif classes.spec.rank is None:
        classes = reshape(classes, shape(classes)[:1])
    return cast(classes, int64)
