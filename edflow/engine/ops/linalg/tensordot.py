"""Products over any axes, brought down to one matrix product."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from edflow.engine.face.dtypes import int32
from edflow.engine.face.shapes import is_full, product
from edflow.engine.graph import Tensor, name_scope
from edflow.engine.ops.array.axes import transpose
from edflow.engine.ops.array.shape import reshape, shape
from edflow.engine.ops.build import constant, convert_to_tensor
from edflow.engine.ops.math.products import matmul
from edflow.engine.ops.reduce import reduce_prod

__all__ = ["tensordot"]


def tensordot(a: Any, b: Any, axes: Any, name: str | None = None) -> Tensor:
    """The sum of products over pairs of axes of `a` and `b`.

    Args:
      a: a tensor of known rank.
      b: likewise, of the same dtype.
      axes: n, for the last n axes of a with the first n of b; or a pair of lists, the
        axes of a and those of b that belong to them.
      name: the operation's name.

    Returns:
      A tensor with the remaining axes of a, followed by those of b.

    Raises:
      ValueError: a rank is not known, or the axes do not fit.

    >>> import edflow as tf
    >>> a, b = tf.ones([2, 3, 4]), tf.ones([4, 3, 5])
    >>> tf.tensordot(a, b, [[1, 2], [1, 0]]).shape.as_list()
    [2, 5]
    """
    with name_scope(name, "Tensordot", [a, b, axes]) as scope:
        a = convert_to_tensor(a, name="a")
        b = convert_to_tensor(b, None if isinstance(b, Tensor) else a.dtype, name="b")
        over_a, over_b = _pairs(axes, a, b)
        rows, left = _as_matrix(a, over_a, last=True)
        columns, right = _as_matrix(b, over_b, last=False)
        c = matmul(left, right)
        if (
            len(rows) == len(columns) == 1
            and is_full(a.spec.shape)
            and is_full(b.spec.shape)
        ):
            return c
        return reshape(c, _sizes([*rows, *columns], "shape"), name=scope)


def _pairs(axes: Any, a: Tensor, b: Tensor) -> tuple[list[int], list[int]]:
    """The axes to sum over, of a and of b, counted from the front."""
    if a.spec.rank is None or b.spec.rank is None:
        raise ValueError(
            "tensordot needs to know the ranks of a and b; say them with set_shape"
        )
    if isinstance(axes, Tensor):
        axes = axes.spec.known
        if axes is None:
            raise ValueError(
                "the axes of tensordot must be known when the graph is built"
            )
    if np.ndim(axes) == 0:
        n = int(axes)
        if n < 0 or n > min(a.spec.rank, b.spec.rank):
            raise ValueError(
                f"cannot sum over {n} axes of ranks {a.spec.rank} and {b.spec.rank}"
            )
        return list(range(a.spec.rank - n, a.spec.rank)), list(range(n))
    if len(axes) != 2:
        raise ValueError(f"axes must be a number or a pair of lists, not {axes!r}")
    over_a, over_b = (np.atleast_1d(part).tolist() for part in axes)
    if len(over_a) != len(over_b):
        raise ValueError(f"{len(over_a)} axes of a do not pair with {len(over_b)} of b")
    return _counted(over_a, a.spec.rank), _counted(over_b, b.spec.rank)


def _counted(axes: Sequence[int], rank: int) -> list[int]:
    for axis in axes:
        if not -rank <= axis < rank:
            raise ValueError(f"axis {axis} does not exist in a tensor of rank {rank}")
    return [axis % rank for axis in axes]


def _as_matrix(x: Tensor, over: list[int], last: bool) -> tuple[list[Any], Tensor]:
    """The sizes of the axes that stay, and x with them as rows (or columns)."""
    static: Any = x.spec.shape
    free = [axis for axis in range(len(static)) if axis not in over]
    order = free + over if last else over + free
    if None in static:
        actual = shape(x)
        sizes = [actual[i] if s is None else s for i, s in enumerate(static)]
    else:
        sizes = list(static)
    if order != sorted(order):
        x = transpose(x, order)
    counts = []
    for part in (free, over):
        count = product(static[axis] for axis in part)
        if count is None:
            count = reduce_prod(_sizes([sizes[axis] for axis in part], "sizes"))
        counts.append(count)
    matrix = counts if last else counts[::-1]
    if len(free) != 1 or len(over) != 1:
        x = reshape(x, _sizes(matrix, "shape"))
    return [sizes[axis] for axis in free], x


def _sizes(sizes: Sequence[Any], name: str) -> Tensor:
    if any(isinstance(size, Tensor) for size in sizes):
        return convert_to_tensor(sizes, int32)
    return constant(np.array(sizes, np.int32), name=name)
