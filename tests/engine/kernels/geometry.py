"""Windows for the tests of convolution and pooling: chosen ones, and Hypothesis's."""

from itertools import product
from typing import NamedTuple

import numpy as np
from hypothesis import strategies as st

DTYPES = [np.float32, np.float64]


class Geometry(NamedTuple):
    """What the kernels take after their arrays."""

    strides: tuple[int, int] = (1, 1)
    dilations: tuple[int, int] = (1, 1)
    padding: tuple[tuple[int, int], tuple[int, int]] = ((0, 0), (0, 0))


pairs = st.tuples(st.integers(1, 3), st.integers(1, 3))
ends = st.tuples(st.integers(0, 2), st.integers(0, 2))
geometries = st.builds(Geometry, pairs, pairs, st.tuples(ends, ends))


def patches(x, ksize, geometry, fill=0.0):
    """Yield i, j and the window x[n, p, q, c] under the answer's pixel [i, j]."""
    (s, t), (d, e), padding = geometry
    x = np.pad(x, ((0, 0), *padding, (0, 0)), constant_values=fill)
    height, width = d * (ksize[0] - 1) + 1, e * (ksize[1] - 1) + 1
    rows = range(0, x.shape[1] - height + 1, s)
    columns = range(0, x.shape[2] - width + 1, t)
    for (i, h), (j, v) in product(enumerate(rows), enumerate(columns)):
        yield i, j, x[:, h : h + height : d, v : v + width : e]


def gather(cells, images, channels, dtype):
    """The array [n, i, j, c] of cells {(i, j): [n, c]}."""
    height, width = np.max([*cells, (-1, -1)], axis=0) + 1
    y = np.zeros((images, height, width, channels), dtype)
    for (i, j), cell in cells.items():
        y[:, i, j] = cell
    return y


def normal(*shape, dtype: type = np.float64, seed=0):
    return np.random.default_rng(seed).standard_normal(shape).astype(dtype)


def inner(x, y):
    return float(np.vdot(x, y))
