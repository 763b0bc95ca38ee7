"""The methods of a variable that write to some of its rows."""

from __future__ import annotations

from typing import Any

from edflow.engine.graph import Tensor
from edflow.engine.ops.state.scatter import (
    Scatter,
    ScatterAdd,
    ScatterDiv,
    ScatterMax,
    ScatterMin,
    ScatterMul,
    ScatterSub,
    ScatterUpdate,
    scatter,
    scatter_nd_add,
    scatter_nd_sub,
    scatter_nd_update,
)


class RowWrites:
    """The methods of a variable that write to some of its rows.

    Those that take an `IndexedSlices` take the rows and where they belong together.
    """

    def scatter_update(
        self, sparse_delta: Any, use_locking: bool = False, name: str | None = None
    ) -> Tensor:
        """Overwrite rows."""
        return self._rows(ScatterUpdate, sparse_delta, use_locking, name)

    def scatter_add(
        self, sparse_delta: Any, use_locking: bool = False, name: str | None = None
    ) -> Tensor:
        """Add to rows."""
        return self._rows(ScatterAdd, sparse_delta, use_locking, name)

    def scatter_sub(
        self, sparse_delta: Any, use_locking: bool = False, name: str | None = None
    ) -> Tensor:
        """Subtract from rows."""
        return self._rows(ScatterSub, sparse_delta, use_locking, name)

    def scatter_mul(
        self, sparse_delta: Any, use_locking: bool = False, name: str | None = None
    ) -> Tensor:
        """Multiply rows."""
        return self._rows(ScatterMul, sparse_delta, use_locking, name)

    def scatter_div(
        self, sparse_delta: Any, use_locking: bool = False, name: str | None = None
    ) -> Tensor:
        """Divide rows."""
        return self._rows(ScatterDiv, sparse_delta, use_locking, name)

    def scatter_min(
        self, sparse_delta: Any, use_locking: bool = False, name: str | None = None
    ) -> Tensor:
        """Keep the smaller of each element."""
        return self._rows(ScatterMin, sparse_delta, use_locking, name)

    def scatter_max(
        self, sparse_delta: Any, use_locking: bool = False, name: str | None = None
    ) -> Tensor:
        """Keep the larger of each element."""
        return self._rows(ScatterMax, sparse_delta, use_locking, name)

    def scatter_nd_update(
        self, indices: Any, updates: Any, name: str | None = None
    ) -> Tensor:
        """Overwrite elements or blocks."""
        return scatter_nd_update(self, indices, updates, name=name)

    def scatter_nd_add(
        self, indices: Any, updates: Any, name: str | None = None
    ) -> Tensor:
        """Add to elements or blocks."""
        return scatter_nd_add(self, indices, updates, name=name)

    def scatter_nd_sub(
        self, indices: Any, updates: Any, name: str | None = None
    ) -> Tensor:
        """Subtract from elements or blocks."""
        return scatter_nd_sub(self, indices, updates, name=name)

    def _rows(
        self, kind: type[Scatter], delta: Any, use_locking: bool, name: str | None
    ) -> Tensor:
        if not hasattr(delta, "indices"):
            raise TypeError(
                f"rows are written by a tf.IndexedSlices, not by {delta!r}; "
                "use tf.IndexedSlices(values, indices)"
            )
        return scatter(kind, self, delta.indices, delta.values, use_locking, name)
