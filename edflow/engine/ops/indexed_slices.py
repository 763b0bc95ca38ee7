"""IndexedSlices: a gradient that touches only some rows of a variable."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any, NamedTuple

from edflow.engine.face.dtypes import DType, int64
from edflow.engine.face.shapes import TensorShape
from edflow.engine.graph import Graph, Operation, Tensor
from edflow.engine.ops.build import convert_to_tensor, register_conversion
from edflow.engine.ops.math.sums import add_n

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


# A dense gradient of so many elements costs more memory than anyone means to spend.
_LARGE = 100_000_000


def dense(slices: IndexedSlices, dtype: DType | None, name: str | None) -> Tensor:
    """The whole tensor, with zeros where no row was given."""
    if slices.dense_shape is None:
        raise ValueError(
            f"{slices!r} does not know the shape of the whole, so it cannot be made "
            "one tensor"
        )
    elements = slices.shape.num_elements()
    if elements is not None and elements >= _LARGE:
        warnings.warn(
            f"{slices!r} becomes a dense tensor of {elements} elements; gather rows "
            "from the variable itself, not from what was computed from all of it",
            stacklevel=2,
        )
    from edflow.engine.ops.array.segments import unsorted_segment_sum

    rows = slices.dense_shape[0]
    whole = unsorted_segment_sum(slices.values, slices.indices, rows, name=name)
    whole.set_shape(slices.shape)
    return convert_to_tensor(whole, dtype)


register_conversion(IndexedSlices, dense)


def add_gradients(gradients: Sequence[Tensor | IndexedSlices]) -> Any:
    """The sum of what arrives from several paths; rows stay rows if all are rows."""
    if len(gradients) == 1:
        return gradients[0]
    if not all(isinstance(gradient, IndexedSlices) for gradient in gradients):
        return add_n([convert_to_tensor(gradient) for gradient in gradients])
    from edflow.engine.ops.array.joining import concat
    from edflow.engine.ops.math.casting import cast

    slices = [g for g in gradients if isinstance(g, IndexedSlices)]
    indices = [s.indices for s in slices]
    if len({i.dtype.base_dtype for i in indices}) > 1:
        indices = [cast(i, int64) for i in indices]
    return IndexedSlices(
        concat([s.values for s in slices], 0), concat(indices, 0), slices[0].dense_shape
    )
