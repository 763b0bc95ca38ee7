"""The identity matrix, and the trace."""

from __future__ import annotations

from typing import Any

import numpy as np

from edflow.engine.face.dtypes import as_dtype, float32, int32
from edflow.engine.graph import Tensor, name_scope
from edflow.engine.ops.array.filling import ones, zeros
from edflow.engine.ops.array.joining import concat
from edflow.engine.ops.build import convert_to_tensor
from edflow.engine.ops.linalg.diagonals import (
    matrix_diag,
    matrix_diag_part,
    matrix_set_diag,
)
from edflow.engine.ops.math.arithmetic import minimum
from edflow.engine.ops.reduce import reduce_sum

__all__ = ["eye", "trace"]


def eye(
    num_rows: Any,
    num_columns: Any = None,
    batch_shape: Any = None,
    dtype: Any = float32,
    name: str | None = None,
) -> Tensor:
    """A matrix with ones on its diagonal, zeros elsewhere.

    Args:
      num_rows: its rows.
      num_columns: its columns, as many as rows by default.
      batch_shape: the sizes of axes in front, along which it is repeated.
      dtype: its dtype.
      name: the operation's name.

    >>> import edflow as tf
    >>> tf.Session().run(tf.eye(2))
    array([[1., 0.],
           [0., 1.]], dtype=float32)
    """
    with name_scope(name, "eye", []):
        dtype = as_dtype(dtype).base_dtype
        square = num_columns is None
        columns = num_rows if square else num_columns
        given = [num_rows, columns, *(_listed(batch_shape) or [None])]
        if any(size is None or isinstance(size, Tensor) for size in given[:2]) or (
            isinstance(batch_shape, Tensor)
        ):
            return _of_unknown_size(num_rows, columns, batch_shape, square, dtype)
        batch = _listed(batch_shape)
        diagonal = ones([*batch, min(num_rows, columns)], dtype)
        if square:
            return matrix_diag(diagonal)
        return matrix_set_diag(zeros([*batch, num_rows, columns], dtype), diagonal)


def _listed(batch_shape: Any) -> list[Any]:
    if batch_shape is None or isinstance(batch_shape, Tensor):
        return []
    return list(batch_shape)


def _of_unknown_size(
    rows: Any, columns: Any, batch_shape: Any, square: bool, dtype: Any
) -> Tensor:
    shortest = minimum(rows, columns)
    batch = np.zeros(0, np.int32) if batch_shape is None else batch_shape
    batch = convert_to_tensor(batch, int32, "shape")
    diagonal = ones(concat([batch, [shortest]], 0), dtype)
    if square:
        return matrix_diag(diagonal)
    sizes = concat([batch, [rows, columns]], 0)
    return matrix_set_diag(zeros(sizes, dtype), diagonal)


def trace(x: Any, name: str | None = None) -> Tensor:
    """The sums of the diagonals of matrices [..., n, m].

    >>> import edflow as tf
    >>> tf.Session().run(tf.trace([[1, 2], [3, 4]]))
    np.int32(5)
    """
    with name_scope(name, "Trace", [x]) as scope:
        x = convert_to_tensor(x, name="x")
        return reduce_sum(matrix_diag_part(x), [-1], name=scope)
