"""Writing to some rows of a variable: scatter_add and its family."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import ALL, INDICES, NUMBERS
from edflow.engine.face.shapes import compatible, text
from edflow.engine.graph import OpDef, Spec, Tensor
from edflow.engine.kernels.rows import add_rows, subtract_rows
from edflow.engine.ops.build import apply
from edflow.engine.ops.indexing.accumulating import by_rows
from edflow.engine.ops.state.refs import reference

__all__ = [
    "scatter_add", "scatter_div", "scatter_max", "scatter_min", "scatter_mul",
    "scatter_nd_add", "scatter_nd_sub", "scatter_nd_update", "scatter_sub",
    "scatter_update",
]  # fmt: skip

Write = Callable[[Array, Any, Array], None]

# Below so many numbers NumPy takes less than 0.1 ms; above them Numba is loaded early,
# for who writes to rows of a variable does so in every step of a training.
_LARGE = 4096


class Scatter(OpDef, abstract=True):
    """Changes rows of a variable by rows of updates.

    `write(array, index, updates)` is one call into NumPy: the stop button cannot
    divide it. Its `ufunc.at` counts an index that occurs twice twice.
    """

    stateful = True
    takes = "ref:&T indices:Tindices updates:T"
    gives = "output_ref:&T"
    T = NUMBERS
    Tindices = INDICES
    use_locking: bool = False
    write: ClassVar[Write]

    def infer(self, ref: Spec, indices: Spec, updates: Spec) -> Spec:
        if ref.shape is not None and indices.shape is not None and updates.rank != 0:
            wanted = (*indices.shape, *ref.shape[1:])
            if not compatible(wanted, updates.shape):
                raise ValueError(
                    f"{text(indices.shape)} indices into a variable of shape "
                    f"{text(ref.shape)} need updates of shape {text(wanted)}, "
                    f"not {text(updates.shape)}"
                )
        return Spec(ref.shape, ref.dtype.as_ref)

    def compute(self, cell: Any, indices: Array, updates: Array) -> Any:
        rows = len(cell.read())
        outside = (indices < 0) | (indices >= rows)
        if np.any(outside):
            raise ValueError(
                f"the index {np.extract(outside, indices)[0]} is not in [0, {rows}), "
                f"the rows of the variable {cell.name}"
            )
        cell.update(lambda array: type(self).write(array, indices, updates))
        return cell


def _put(array: Array, index: Any, updates: Array) -> None:
    array[index] = updates


class ScatterUpdate(Scatter):
    """ref[indices[i]] <- updates[i]."""

    T = ALL
    write = staticmethod(_put)


class ScatterAdd(Scatter):
    """ref[indices[i]] <- ref[indices[i]] + updates[i]."""

    differentiable = False
    write = staticmethod(by_rows(np.add, add_rows, _LARGE))


class ScatterSub(Scatter):
    """ref[indices[i]] <- ref[indices[i]] - updates[i]."""

    differentiable = False
    write = staticmethod(by_rows(np.subtract, subtract_rows, _LARGE))


class ScatterMul(Scatter):
    """ref[indices[i]] <- ref[indices[i]] * updates[i]."""

    differentiable = False
    write = staticmethod(np.multiply.at)


def _divide(array: Array, index: Any, updates: Array) -> None:
    divide = np.floor_divide if array.dtype.kind in "iu" else np.divide
    divide.at(array, index, updates)


class ScatterDiv(Scatter):
    """ref[indices[i]] <- ref[indices[i]] / updates[i]."""

    differentiable = False
    write = staticmethod(_divide)


class ScatterMin(Scatter):
    """ref[indices[i]] <- min(ref[indices[i]], updates[i])."""

    write = staticmethod(np.minimum.at)


class ScatterMax(Scatter):
    """ref[indices[i]] <- max(ref[indices[i]], updates[i])."""

    write = staticmethod(np.maximum.at)


class ScatterNd(Scatter, abstract=True):
    """Changes elements or blocks; the last axis of indices is an index."""

    def infer(self, ref: Spec, indices: Spec, updates: Spec) -> Spec:
        if ref.shape is not None and indices.shape and indices.shape[-1] is not None:
            depth = indices.shape[-1]
            if depth > len(ref.shape):
                raise ValueError(
                    f"indices of {depth} entries are too long for a variable of rank "
                    f"{len(ref.shape)}"
                )
            wanted = (*indices.shape[:-1], *ref.shape[depth:])
            if not compatible(wanted, updates.shape):
                raise ValueError(
                    f"indices of shape {text(indices.shape)} into a variable of shape "
                    f"{text(ref.shape)} need updates of shape {text(wanted)}, "
                    f"not {text(updates.shape)}"
                )
        return Spec(ref.shape, ref.dtype.as_ref)

    def compute(self, cell: Any, indices: Array, updates: Array) -> Any:
        depth = indices.shape[-1]
        sizes = np.array(cell.read().shape[:depth])
        outside = np.any((indices < 0) | (indices >= sizes), axis=-1)
        if np.any(outside):
            raise ValueError(
                f"the index {indices[outside][0].tolist()} is not inside the variable "
                f"{cell.name} of shape {text(cell.read().shape)}"
            )
        index = tuple(np.moveaxis(indices, -1, 0))
        cell.update(lambda array: type(self).write(array, index, updates))
        return cell


class ScatterNdUpdate(ScatterNd):
    """ref[indices[i]] <- updates[i], where indices[i] is a whole index."""

    differentiable = False
    T = ALL
    write = staticmethod(_put)


class ScatterNdAdd(ScatterNd):
    """ref[indices[i]] <- ref[indices[i]] + updates[i] for a whole index."""

    differentiable = False
    write = staticmethod(np.add.at)


class ScatterNdSub(ScatterNd):
    """ref[indices[i]] <- ref[indices[i]] - updates[i] for a whole index."""

    differentiable = False
    write = staticmethod(np.subtract.at)


# -- public functions -----------------------------------------------------------------


def scatter(
    kind: type[Scatter],
    ref: Any,
    indices: Any,
    updates: Any,
    locking: bool,
    name: str | None,
) -> Tensor:
    """Write to a variable by an op of that kind; gives the variable after it."""
    return apply(kind(locking), reference(ref), indices, updates, name=name)


def scatter_update(
    ref: Any,
    indices: Any,
    updates: Any,
    use_locking: bool = True,
    name: str | None = None,
) -> Tensor:
    """A tensor that, when run, overwrites rows of a variable and gives all of it.

    Args:
      ref: a variable of rank 1 or more.
      indices: which rows, int32 or int64, of any shape.
      updates: the new rows, of shape `indices.shape + ref.shape[1:]`, or one number.
      use_locking: accepted: an update is never half done.
      name: the operation's name.

    >>> import edflow as tf
    >>> v = tf.Variable([1.0, 2.0, 3.0])
    >>> update = tf.scatter_update(v, [0, 2], [10.0, 30.0])
    >>> with tf.Session() as session:
    ...     session.run(v.initializer)
    ...     print(session.run(update))
    [10.  2. 30.]
    """
    return scatter(ScatterUpdate, ref, indices, updates, use_locking, name)


def scatter_add(
    ref: Any,
    indices: Any,
    updates: Any,
    use_locking: bool = False,
    name: str | None = None,
) -> Tensor:
    """Adds `updates` to rows of a variable; a row named twice gets both.

    Arguments as for `tf.scatter_update`.
    """
    return scatter(ScatterAdd, ref, indices, updates, use_locking, name)


def scatter_sub(
    ref: Any,
    indices: Any,
    updates: Any,
    use_locking: bool = False,
    name: str | None = None,
) -> Tensor:
    """Subtracts `updates` from rows of a variable. See `tf.scatter_update`."""
    return scatter(ScatterSub, ref, indices, updates, use_locking, name)


def scatter_mul(
    ref: Any,
    indices: Any,
    updates: Any,
    use_locking: bool = False,
    name: str | None = None,
) -> Tensor:
    """Multiplies rows of a variable by `updates`. See `tf.scatter_update`."""
    return scatter(ScatterMul, ref, indices, updates, use_locking, name)


def scatter_div(
    ref: Any,
    indices: Any,
    updates: Any,
    use_locking: bool = False,
    name: str | None = None,
) -> Tensor:
    """Divides rows of a variable by `updates`. See `tf.scatter_update`."""
    return scatter(ScatterDiv, ref, indices, updates, use_locking, name)


def scatter_min(
    ref: Any,
    indices: Any,
    updates: Any,
    use_locking: bool = False,
    name: str | None = None,
) -> Tensor:
    """Keeps the smaller of rows and `updates`. See `tf.scatter_update`."""
    return scatter(ScatterMin, ref, indices, updates, use_locking, name)


def scatter_max(
    ref: Any,
    indices: Any,
    updates: Any,
    use_locking: bool = False,
    name: str | None = None,
) -> Tensor:
    """Keeps the larger of rows and `updates`. See `tf.scatter_update`."""
    return scatter(ScatterMax, ref, indices, updates, use_locking, name)


def scatter_nd_update(
    ref: Any,
    indices: Any,
    updates: Any,
    use_locking: bool = True,
    name: str | None = None,
) -> Tensor:
    """A tensor that, when run, overwrites single elements or blocks of a variable.

    Args:
      ref: a variable.
      indices: [..., k], indices into the first k axes.
      updates: what belongs there, of shape `indices.shape[:-1] + ref.shape[k:]`.
      use_locking: accepted.
      name: the operation's name.
    """
    return scatter(ScatterNdUpdate, ref, indices, updates, use_locking, name)


def scatter_nd_add(
    ref: Any,
    indices: Any,
    updates: Any,
    use_locking: bool = False,
    name: str | None = None,
) -> Tensor:
    """Adds `updates` to elements of a variable. See `tf.scatter_nd_update`."""
    return scatter(ScatterNdAdd, ref, indices, updates, use_locking, name)


def scatter_nd_sub(
    ref: Any,
    indices: Any,
    updates: Any,
    use_locking: bool = False,
    name: str | None = None,
) -> Tensor:
    """Subtracts `updates` from elements of a variable. See `tf.scatter_nd_update`."""
    return scatter(ScatterNdSub, ref, indices, updates, use_locking, name)
