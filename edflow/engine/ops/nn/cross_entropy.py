"""Cross entropy of scores: how surprised their softmax is by the true classes."""

from __future__ import annotations

from typing import Any

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import FLOATS, INDICES, float16, float32
from edflow.engine.face.shapes import is_full, merge, text
from edflow.engine.graph import OpDef, Operation, Spec, Tensor, name_scope
from edflow.engine.ops.arguments import one_of
from edflow.engine.ops.array.axes import expand_dims, transpose
from edflow.engine.ops.array.casting import cast
from edflow.engine.ops.array.identity import stop_gradient
from edflow.engine.ops.array.joining import concat, slice_
from edflow.engine.ops.array.ranges import range_
from edflow.engine.ops.array.shape import rank, reshape, shape
from edflow.engine.ops.build import apply, convert_to_tensor
from edflow.engine.ops.math.arithmetic import subtract
from edflow.engine.ops.nn.softmax import log_softmax, shifted, softmax
from edflow.engine.ops.reduce import reduce_sum

__all__ = [
    "softmax_cross_entropy_with_logits", "softmax_cross_entropy_with_logits_v2",
    "sparse_softmax_cross_entropy_with_logits",
]  # fmt: skip


class SoftmaxCrossEntropyWithLogits(OpDef):
    """loss[n] = -sum_j labels[n,j] log y[n,j]; backprop = y - labels; y = softmax."""

    takes = "features:T labels:T"
    gives = "loss:T backprop:T"
    T = FLOATS

    def infer(self, features: Spec, labels: Spec) -> tuple[Spec, ...]:
        try:
            shape = merge(merge(features.shape, labels.shape), (None, None))
        except ValueError:
            raise ValueError(
                f"logits {text(features.shape)} and labels {text(labels.shape)} must "
                "have one shape, [batch, classes]; for numbers of classes as labels "
                "use sparse_softmax_cross_entropy_with_logits"
            ) from None
        return Spec(shape[:1], features.dtype), Spec(shape, features.dtype)

    def compute(self, x: Array, labels: Array) -> tuple[Array, Array]:
        if x.shape != labels.shape:
            raise ValueError(
                f"logits {text(x.shape)} and labels {text(labels.shape)} differ"
            )
        x = shifted(x)
        y = np.exp(x)
        total = y.sum(axis=1, keepdims=True)
        x -= np.log(total)
        y /= total
        y -= labels
        return -np.einsum("nj,nj->n", labels, x), y

    def gradient(self, op: Operation, dloss: Any, dbackprop: Any) -> Any:
        x, backprop = op.inputs[0], op.outputs[1]
        dx = dlabels = None
        if dloss is not None:
            dx = expand_dims(dloss, -1) * backprop
            minus_log = -log_softmax(x)
            dlabels = expand_dims(dloss, -1) * minus_log
        if dbackprop is not None:
            more = _through_softmax(x, dbackprop)
            dx = more if dx is None else dx + more
            dlabels = -dbackprop if dlabels is None else dlabels - dbackprop
        return dx, dlabels


class SparseSoftmaxCrossEntropyWithLogits(OpDef):
    """loss[n] = -log y[n, labels[n]]; backprop = y - one_hot(labels); y = softmax."""

    takes = "features:T labels:Tlabels"
    gives = "loss:T backprop:T"
    T = FLOATS
    Tlabels = INDICES

    def infer(self, features: Spec, labels: Spec) -> tuple[Spec, ...]:
        rows, classes = merge(features.shape, (None, None)) or (None, None)
        n = merge((rows,), labels.shape) or (None,)
        return Spec(n, features.dtype), Spec((*n, classes), features.dtype)

    def compute(self, x: Array, labels: Array) -> tuple[Array, Array]:
        rows, classes = x.shape
        if labels.size != rows:
            raise ValueError(f"{rows} rows of logits, but {labels.size} labels")
        if rows and not 0 <= labels.min() <= labels.max() < classes:
            wrong = labels[(labels < 0) | (labels >= classes)][0]
            raise ValueError(
                f"a label is {wrong}, but there are {classes} classes, so labels go "
                f"from 0 to {classes - 1}"
            )
        x = shifted(x)
        y = np.exp(x)
        total = y.sum(axis=1, keepdims=True)
        true = (np.arange(rows), labels)
        loss = np.log(total[:, 0]) - x[true]
        y /= total
        y[true] -= 1
        return loss, y

    def gradient(self, op: Operation, dloss: Any, dbackprop: Any) -> Any:
        x, backprop = op.inputs[0], op.outputs[1]
        dx = None if dloss is None else expand_dims(dloss, -1) * backprop
        if dbackprop is not None:
            more = _through_softmax(x, dbackprop)
            dx = more if dx is None else dx + more
        return dx, None


def _through_softmax(x: Tensor, dy: Tensor) -> Tensor:
    """What reaches x of a gradient that arrives at softmax(x)."""
    y = softmax(x)
    return (dy - reduce_sum(dy * y, 1, keepdims=True)) * y


def only_named(function: str, sentinel: Any, labels: Any, logits: Any) -> None:
    """ValueError for old programs, which gave the logits first, without a name."""
    if sentinel is not None:
        raise ValueError(
            f"{function}: only call it with named arguments, "
            "labels=..., logits=..., because their order once was the other one"
        )
    if labels is None or logits is None:
        missing = "labels" if labels is None else "logits"
        raise ValueError(f"{function}: {missing} must be given")


def softmax_cross_entropy_with_logits(
    _sentinel: Any = None,
    labels: Any = None,
    logits: Any = None,
    dim: int | None = None,
    name: str | None = None,
    axis: int | None = None,
) -> Tensor:
    """The cross entropy of each row of scores with its true distribution.

    No gradient flows into the labels; `softmax_cross_entropy_with_logits_v2` lets it.

    Args:
      _sentinel: stays empty, so that all arguments are named.
      labels: [batch, classes], probabilities such as one-hot rows.
      logits: [batch, classes], scores of any size: *not* probabilities, this function
        applies the softmax itself, and is exact where log(softmax(x)) is not.
      dim: the axis of the classes; the last by default.
      name: the operation's name.
      axis: the newer name of `dim`.

    Returns:
      The loss of each row: the shape of `logits` without the axis of the classes.

    >>> import edflow as tf
    >>> loss = tf.nn.softmax_cross_entropy_with_logits(
    ...     labels=[[1.0, 0.0]], logits=[[0.0, 0.0]]
    ... )
    >>> tf.Session().run(loss)
    array([0.6931472], dtype=float32)
    """
    only_named("softmax_cross_entropy_with_logits", _sentinel, labels, logits)
    default = "softmax_cross_entropy_with_logits_sg"
    with name_scope(name, default, [logits, labels]) as scope:
        labels = stop_gradient(labels, name="labels_stop_gradient")
        return _dense(labels, logits, one_of(axis=axis, dim=dim), scope)


def softmax_cross_entropy_with_logits_v2(
    labels: Any,
    logits: Any,
    axis: int | None = None,
    name: str | None = None,
    dim: int | None = None,
) -> Tensor:
    """As `softmax_cross_entropy_with_logits`, but labels receive gradients as well.

    Args:
      labels: [batch, classes], probabilities.
      logits: [batch, classes], scores.
      axis: the axis of the classes; the last by default.
      name: the operation's name.
      dim: the old name of `axis`.
    """
    default = "softmax_cross_entropy_with_logits"
    with name_scope(name, default, [logits, labels]) as scope:
        return _dense(labels, logits, one_of(axis=axis, dim=dim), scope)


def _dense(labels: Any, logits: Any, axis: int | None, scope: str) -> Tensor:
    """The loss over logits of any rank: as rows, and back in their shape."""
    axis = -1 if axis is None else axis
    logits = convert_to_tensor(logits, name="logits")
    labels = convert_to_tensor(labels, name="labels")
    dtype = logits.dtype.base_dtype
    precise = cast(logits, float32) if dtype is float16 else logits
    labels = cast(labels, precise.dtype)
    axes = rank(precise)
    if axis != -1:
        precise = _moved_to_end(precise, axis, axes)
        labels = _moved_to_end(labels, axis, axes)
    sizes = shape(precise)
    loss, _ = apply(
        SoftmaxCrossEntropyWithLogits(), _rows(precise), _rows(labels), name=scope
    )
    loss = reshape(loss, slice_(sizes, [0], [subtract(axes, 1)]))
    if logits.spec.shape is not None:
        outer = list(logits.spec.shape)
        del outer[axis]
        loss.set_shape(outer)
    return cast(loss, float16) if dtype is float16 else loss


def _moved_to_end(x: Tensor, axis: int, axes: Tensor) -> Tensor:
    if axis < 0 and x.spec.rank is not None:
        axis += x.spec.rank
    return transpose(x, concat([range_(axis), range_(axis + 1, axes), [axis]], 0))


def _rows(x: Tensor) -> Tensor:
    """All axes but the last made one."""
    axes, sizes = rank(x), shape(x)
    last = slice_(sizes, [subtract(axes, 1)], [1])
    return reshape(x, concat([[-1], last], 0))


def sparse_softmax_cross_entropy_with_logits(
    _sentinel: Any = None,
    labels: Any = None,
    logits: Any = None,
    name: str | None = None,
) -> Tensor:
    """The cross entropy of each row of scores with the number of its true class.

    Args:
      _sentinel: stays empty, so that all arguments are named.
      labels: [batch], whole numbers from 0 up to but not including the classes.
      logits: [batch, classes], scores: this function applies the softmax itself.
      name: the operation's name.

    Returns:
      The loss of each row, in the shape of `labels`.

    Raises:
      ValueError: the shape of `labels` is not that of `logits` without its last axis.

    >>> import edflow as tf
    >>> loss = tf.nn.sparse_softmax_cross_entropy_with_logits(
    ...     labels=[1], logits=[[0.0, 0.0]]
    ... )
    >>> tf.Session().run(loss)
    array([0.6931472], dtype=float32)
    """
    function = "sparse_softmax_cross_entropy_with_logits"
    only_named(function, _sentinel, labels, logits)
    with name_scope(name, "SparseSoftmaxCrossEntropyWithLogits", [labels, logits]):
        labels, logits = convert_to_tensor(labels), convert_to_tensor(logits)
        _check_outer(labels, logits)
        dtype = logits.dtype.base_dtype
        precise = cast(logits, float32) if dtype is float16 else logits
        sizes = shape(labels)
        flat = logits.spec.rank == 2
        if not flat:
            precise, labels = _rows(precise), reshape(labels, [-1])
        entropy = SparseSoftmaxCrossEntropyWithLogits()
        loss, _ = apply(entropy, precise, labels, name=name)
        if not flat:
            loss = reshape(loss, sizes)
        return cast(loss, float16) if dtype is float16 else loss


def _check_outer(labels: Tensor, logits: Tensor) -> None:
    y, x = labels.spec.shape, logits.spec.shape
    if x == ():
        raise ValueError("logits must have rank 1 or more, but they are a scalar")
    if x is None or y is None:
        return
    fits = len(y) == len(x) - 1
    if not fits or (is_full(y) and is_full(x[:-1]) and y != x[:-1]):
        cure = "give labels that shape"
        if len(y) == len(x):
            cure = "for one-hot labels use softmax_cross_entropy_with_logits"
        raise ValueError(
            f"logits {text(x)} need labels of shape {text(x[:-1])}, one class number "
            f"per row, but they have shape {text(y)}; {cure}"
        )
