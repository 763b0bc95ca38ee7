"""IndexedSlices: a gradient that touches only some rows of a variable."""

from __future__ import annotations

from typing import Any, NamedTuple

from edflow.engine.face.dtypes import DType
from edflow.engine.face.shapes import TensorShape
from edflow.engine.graph import Graph, Operation, Tensor

__all__ = ["IndexedSlices", "IndexedSlicesValue"]


class IndexedSlicesValue(NamedTuple):
    """The arrays of an `IndexedSlices` that was fetched."""

    values: Any
    indices: Any
    dense_shape: Any


class IndexedSlices:
    """Rows `values[i]` that belong at `dense[indices[i]]`; all other rows are zero.

    The gradient of an embedding look-up: of a table of 50,000 words only the rows of
    this batch change. An index that occurs twice stands for the sum of its rows.

    Args:
      values: [n, ...], the rows.
      indices: [n], where each belongs.
      dense_shape: the shape of the whole, or None.
    """

    def __init__(self, values: Tensor, indices: Tensor, dense_shape: Any = None):
        self.values = values
        self.indices = indices
        self.dense_shape = dense_shape

    @property
    def name(self) -> str:
        return self.values.name

    @property
    def op(self) -> Operation:
        return self.values.op

    @property
    def graph(self) -> Graph:
        return self.values.graph

    @property
    def dtype(self) -> DType:
        return self.values.dtype

    @property
    def device(self) -> str:
        return self.values.device

    @property
    def shape(self) -> TensorShape:
        """The shape of the whole, as far as it is known."""
        if self.dense_shape is None:
            return TensorShape(None)
        return TensorShape(self.dense_shape.spec.sizes())

    def get_shape(self) -> TensorShape:
        return self.shape

    def fetch_components(self) -> tuple[list[Tensor], Any]:
        """The tensors to fetch in its place, and what makes their values one again."""
        parts = [self.values, self.indices]
        if self.dense_shape is None:
            return parts, lambda values, indices: IndexedSlicesValue(
                values, indices, None
            )
        return [*parts, self.dense_shape], IndexedSlicesValue

    def __neg__(self) -> IndexedSlices:
        return IndexedSlices(-self.values, self.indices, self.dense_shape)

    def __repr__(self) -> str:
        whole = (
            f", dense_shape={self.dense_shape.name}"
            if self.dense_shape is not None
            else ""
        )
        rows = f"indices={self.indices.name}, values={self.values.name}"
        return f"IndexedSlices({rows}{whole})"
