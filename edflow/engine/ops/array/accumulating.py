"""Adding up rows that belong to the same place."""

from __future__ import annotations

import numpy as np

from edflow.engine.graph.arrays import Array
from edflow.engine.kernels.rows import add_rows

# From so many numbers on the kernel is worth its start: of 4096 rows of 128 it takes a
# third of the time of `np.add.at`; below, loading Numba would cost more than it gives.
_LARGE = 1 << 16


def add_at(whole: Array, ids: Array, rows: Array) -> None:
    """whole[ids[i]] += rows[i], also where an id occurs several times."""
    if rows.size < _LARGE or rows.ndim < 2 or whole.dtype not in (np.float32, np.float64):
        np.add.at(whole, ids, rows)
        return
    columns = rows[0].size
    flat = np.ascontiguousarray(rows).reshape(-1, columns)
    add_rows(whole.reshape(-1, columns), np.ascontiguousarray(ids), flat)
