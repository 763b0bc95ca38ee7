"""Diagonals: taken out, put in, and everything on one side of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import INDICES, NUMBERS
from edflow.engine.face.shapes import Shape, Size, merge
from edflow.engine.graph import OpDef, Operation, Spec, Tensor
from edflow.engine.ops.array.filling import zeros_like
from edflow.engine.ops.build import apply

__all__ = [
    "diag", "diag_part", "matrix_band_part", "matrix_diag", "matrix_diag_part",
    "matrix_set_diag",
]  # fmt: skip


class Diag(OpDef):
    """y[i..., i...] = x[i...], 0 elsewhere: a tensor of twice the rank."""

    takes = "diagonal:T"
    T = NUMBERS

    def infer(self, diagonal: Spec) -> Spec:
        shape = diagonal.shape
        return Spec(None if shape is None else shape * 2, diagonal.dtype)

    def compute(self, x: Array) -> Array:
        return np.diag(x.reshape(-1)).reshape(x.shape * 2)

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        return diag_part(dy)


class DiagPart(OpDef):
    """y[i...] = x[i..., i...]: a tensor of half the rank."""

    takes = "input:T"
    gives = "diagonal:T"
    T = NUMBERS

    def infer(self, input: Spec) -> Spec:
        shape = input.shape
        if shape is None:
            return Spec(None, input.dtype)
        half, odd = divmod(len(shape), 2)
        if odd or not shape:
            raise ValueError(f"the rank must be even, but it is {len(shape)}")
        return Spec(merge(shape[:half], shape[half:]), input.dtype)

    def compute(self, x: Array) -> Array:
        sizes = x.shape[: x.ndim // 2]
        if not x.ndim or sizes * 2 != x.shape:
            raise ValueError(f"the shape {list(x.shape)} is not one shape twice")
        count = int(np.prod(sizes))
        return np.diagonal(x.reshape(count, count)).reshape(sizes).copy()

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        return diag(dy)


# -- diagonals of the last two axes ---------------------------------------------------
#
# Several diagonals form a band: one row of the result for each, the highest first, the
# shorter ones padded. Where a row is padded is what `align` says, first for diagonals
# above the main one, then for those below: RIGHT_LEFT pads the upper ones on the left.


def _band(k: Array | None) -> tuple[int, int] | None:
    """The lowest and the highest diagonal, or None where k is not known."""
    if k is None:
        return None
    flat = np.atleast_1d(k).tolist()
    if not 1 <= len(flat) <= 2 or flat[0] > flat[-1]:
        raise ValueError(f"k must be one diagonal or [lowest, highest], not {flat}")
    return flat[0], flat[-1]


def _length(k: int, rows: int, columns: int) -> int:
    return max(min(rows + min(k, 0), columns - max(k, 0)), 0)


def _diagonals(
    band: tuple[int, int], rows: int, columns: int, align: str
) -> Iterator[tuple[int, slice, Array, Array]]:
    """For each diagonal its row in the band, its place there, its indices."""
    low, high = band
    longest = max(_length(k, rows, columns) for k in range(low, high + 1))
    for row, k in enumerate(range(high, low - 1, -1)):
        length = _length(k, rows, columns)
        upper, lower = align.split("_")
        start = longest - length if (upper if k >= 0 else lower) == "RIGHT" else 0
        steps = np.arange(length)
        yield row, slice(start, start + length), steps - min(k, 0), steps + max(k, 0)


def _check_band(band: tuple[int, int], rows: int, columns: int) -> None:
    for k in band:
        if not -rows < k < columns and k != 0:
            raise ValueError(
                f"diagonal {k} does not exist in a matrix of shape [{rows}, {columns}]"
            )


class MatrixDiagPartV3(OpDef):
    """y[..., i] = x[..., i, i + k], one row more for each diagonal of a band."""

    takes = "input:T k:int32 padding_value:T"
    gives = "diagonal:T"
    align: str = "RIGHT_LEFT"

    def infer(self, input: Spec, k: Spec, padding_value: Spec) -> Spec:
        band, shape = _band(k.known), input.shape
        if shape is None:
            return Spec(None, input.dtype)
        if len(shape) < 2:
            raise ValueError(f"a matrix is needed, but the rank is {len(shape)}")
        if band is None:
            return Spec(None, input.dtype)
        rows, columns = shape[-2:]
        longest: Size = None
        if rows is not None and columns is not None:
            _check_band(band, rows, columns)
            longest = max(
                _length(i, rows, columns) for i in range(band[0], band[1] + 1)
            )
        return Spec((*shape[:-2], *_rows(band), longest), input.dtype)

    def compute(self, x: Array, k: Array, padding: Array) -> Array:
        band = _band(k)
        assert band is not None
        rows, columns = x.shape[-2:]
        _check_band(band, rows, columns)
        if band == (0, 0):
            return np.diagonal(x, axis1=-2, axis2=-1).copy()
        longest = max(_length(i, rows, columns) for i in range(band[0], band[1] + 1))
        count = band[1] - band[0] + 1
        y = np.full((*x.shape[:-2], count, longest), padding, x.dtype)
        for row, place, i, j in _diagonals(band, rows, columns, self.align):
            y[..., row, place] = x[..., i, j]
        return y if count > 1 else y[..., 0, :]

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        x, k, _ = op.inputs
        return apply(MatrixSetDiagV3(self.align), zeros_like(x), dy, k), None, None


def _rows(band: tuple[int, int]) -> tuple[int, ...]:
    """The axis that a band has, and a single diagonal has not."""
    return () if band[0] == band[1] else (band[1] - band[0] + 1,)


class MatrixSetDiagV3(OpDef):
    """y = x, with its diagonal (or those of a band) replaced."""

    takes = "input:T diagonal:T k:int32"
    align: str = "RIGHT_LEFT"

    def infer(self, input: Spec, diagonal: Spec, k: Spec) -> Spec:
        if input.rank is not None and input.rank < 2:
            raise ValueError(f"a matrix is needed, but the rank is {input.rank}")
        part = MatrixDiagPartV3(self.align).infer(input, k, diagonal)
        merge(part.shape, diagonal.shape)
        return Spec(input.shape, input.dtype)

    def compute(self, x: Array, diagonal: Array, k: Array) -> Array:
        band = _band(k)
        assert band is not None
        rows, columns = x.shape[-2:]
        _check_band(band, rows, columns)
        y = x.copy()
        if band[0] == band[1]:
            diagonal = diagonal[..., None, :]
        for row, place, i, j in _diagonals(band, rows, columns, self.align):
            y[..., i, j] = diagonal[..., row, place]
        return y

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        _, diagonal, k = op.inputs
        rest = apply(MatrixSetDiagV3(self.align), dy, zeros_like(diagonal), k)
        return rest, matrix_diag_part(dy, k=k, align=self.align), None


class MatrixDiagV3(OpDef):
    """y[..., i, i + k] = x[..., i], the padding elsewhere; a band likewise."""

    takes = "diagonal:T k:int32 num_rows:int32 num_cols:int32 padding_value:T"
    align: str = "RIGHT_LEFT"

    def infer(
        self,
        diagonal: Spec,
        k: Spec,
        num_rows: Spec,
        num_cols: Spec,
        padding_value: Spec,
    ) -> Spec:
        band, shape = _band(k.known), diagonal.shape
        if shape is None or band is None or num_rows.known is None:
            return Spec(None, diagonal.dtype)
        if num_cols.known is None:
            return Spec(None, diagonal.dtype)
        batch = shape[: len(shape) - 1 - len(_rows(band))]
        sizes: tuple[Size, Size] = (None, None)
        if shape[-1] is not None:
            sizes = _matrix(band, shape[-1], int(num_rows.known), int(num_cols.known))
        return Spec((*batch, *sizes), diagonal.dtype)

    def compute(
        self, x: Array, k: Array, num_rows: Array, num_cols: Array, padding: Array
    ) -> Array:
        band = _band(k)
        assert band is not None
        rows, columns = _matrix(band, x.shape[-1], int(num_rows), int(num_cols))
        if band[0] == band[1]:
            x = x[..., None, :]
        y = np.full((*x.shape[:-2], rows, columns), padding, x.dtype)
        for row, place, i, j in _diagonals(band, rows, columns, self.align):
            y[..., i, j] = x[..., row, place]
        return y

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        part = matrix_diag_part(dy, k=op.inputs[1], align=self.align)
        return part, None, None, None, None


def _matrix(band: tuple[int, int], longest: int, rows: int, columns: int) -> Any:
    """The smallest matrix with these diagonals, or the one asked for (-1 is not)."""
    low, high = band
    least_rows, least_columns = longest - min(high, 0), longest + max(low, 0)
    if rows == columns == -1:
        rows = columns = max(least_rows, least_columns)
    rows = least_rows if rows == -1 else rows
    columns = least_columns if columns == -1 else columns
    if max(_length(k, rows, columns) for k in range(low, high + 1)) != longest:
        raise ValueError(
            f"a diagonal of {longest} elements does not fit a matrix of shape "
            f"[{rows}, {columns}]"
        )
    return rows, columns


class MatrixBandPart(OpDef):
    """y = x on the main diagonal and so many below and above it, 0 elsewhere."""

    takes = "input:T num_lower:Tindex num_upper:Tindex"
    gives = "band:T"
    Tindex = INDICES

    def infer(self, input: Spec, num_lower: Spec, num_upper: Spec) -> Spec:
        shape: Shape = input.shape
        if shape is not None and len(shape) < 2:
            raise ValueError(f"a matrix is needed, but the rank is {len(shape)}")
        return Spec(shape, input.dtype)

    def compute(self, x: Array, lower: Array, upper: Array) -> Array:
        rows, columns = x.shape[-2:]
        below = np.arange(rows)[:, None] - np.arange(columns)
        kept = ((lower < 0) | (below <= lower)) & ((upper < 0) | (-below <= upper))
        return np.where(kept, x, x.dtype.type(0))

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        return apply(MatrixBandPart(), dy, *op.inputs[1:]), None, None


def diag(diagonal: Any, name: str | None = None) -> Tensor:
    """A matrix with `diagonal` on its diagonal and 0 elsewhere.

    >>> import edflow as tf
    >>> tf.Session().run(tf.diag([1, 2]))
    array([[1, 0],
           [0, 2]], dtype=int32)
    """
    return apply(Diag(), diagonal, name=name)


def diag_part(input: Any, name: str | None = None) -> Tensor:
    """The diagonal of a square matrix."""
    return apply(DiagPart(), input, name=name)


def matrix_diag(
    diagonal: Any,
    name: str = "diag",
    k: Any = 0,
    num_rows: Any = -1,
    num_cols: Any = -1,
    padding_value: Any = 0,
    align: str = "RIGHT_LEFT",
) -> Tensor:
    """Matrices with the vectors `diagonal` [..., n] on their diagonals.

    Args:
      diagonal: the elements; for a band of diagonals one row for each.
      name: the operation's name.
      k: which diagonal, 0 the main one, 1 the one above; or a band [lowest, highest].
      num_rows: the rows of the result, -1 for as few as are needed.
      num_cols: likewise its columns.
      padding_value: what stands elsewhere.
      align: where the shorter rows of a band are padded.
    """
    op = MatrixDiagV3(align)
    return apply(op, diagonal, k, num_rows, num_cols, padding_value, name=name)


def matrix_diag_part(
    input: Any,
    name: str = "diag_part",
    k: Any = 0,
    padding_value: Any = 0,
    align: str = "RIGHT_LEFT",
) -> Tensor:
    """The diagonals of matrices [..., n, m]; see `tf.matrix_diag` for k and align."""
    return apply(MatrixDiagPartV3(align), input, k, padding_value, name=name)


def matrix_set_diag(
    input: Any,
    diagonal: Any,
    name: str = "set_diag",
    k: Any = 0,
    align: str = "RIGHT_LEFT",
) -> Tensor:
    """Matrices [..., n, m] with their diagonals replaced by `diagonal`."""
    return apply(MatrixSetDiagV3(align), input, diagonal, k, name=name)


def matrix_band_part(
    input: Any, num_lower: Any, num_upper: Any, name: str | None = None
) -> Tensor:
    """Matrices with only so many diagonals below and above the main one; -1 for all.

    >>> import edflow as tf
    >>> tf.Session().run(tf.matrix_band_part([[1, 2], [3, 4]], 0, -1))
    array([[1, 2],
           [0, 4]], dtype=int32)
    """
    return apply(MatrixBandPart(), input, num_lower, num_upper, name=name)
