"""Rows of a matrix gathered up into other rows."""

import numpy as np
from numpy.typing import NDArray

from edflow.engine.kernels.jit import jit


@jit(nogil=True)
def add_rows(
    whole: NDArray[np.floating], ids: NDArray[np.integer], rows: NDArray[np.floating]
) -> None:
    """whole[ids[i]] += rows[i], row after row, also where an id occurs again."""
    for i in range(len(ids)):
        into, row = whole[ids[i]], rows[i]
        for j in range(len(row)):
            into[j] += row[j]
