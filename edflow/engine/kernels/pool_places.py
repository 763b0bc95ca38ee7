"""Where the largest value of each window of a max pooling stands."""

import numpy as np
from numpy.typing import NDArray

from edflow.engine.kernels.border import Array, Padding, Pair, corner, windows
from edflow.engine.kernels.jit import jit
from edflow.engine.kernels.pool import inside
from edflow.engine.kernels.threads import spread


def max_pool2d_places(
    x: Array, ksize: Pair, strides: Pair, padding: Padding
) -> NDArray[np.int64]:
    """For each window the index in x.reshape(-1) of its first largest value.

    The arguments are those of `max_pool2d`.
    """
    counts, _ = windows(x.shape[1:3], ksize, strides, (1, 1), padding)
    places = np.empty((len(x), *counts, x.shape[3]), np.int64)
    spread(_places, len(x), x, ksize, strides, corner(padding), places)
    return places


@jit(nogil=True)
def _places(
    _share: int,
    first: int,
    last: int,
    x: Array,
    ksize: Pair,
    strides: Pair,
    corner: Pair,
    places: NDArray[np.int64],
) -> None:
    _, height, width, channels = x.shape
    values = x.reshape(-1)
    for n in range(first, last):
        for i in range(places.shape[1]):
            top, bottom = inside(i, strides[0], corner[0], ksize[0], height)
            for j in range(places.shape[2]):
                left, right = inside(j, strides[1], corner[1], ksize[1], width)
                for c in range(channels):
                    best = ((n * height + top) * width + left) * channels + c
                    for p in range(top, bottom):
                        for q in range(left, right):
                            here = ((n * height + p) * width + q) * channels + c
                            best = here if values[here] > values[best] else best
                    places[n, i, j, c] = best
