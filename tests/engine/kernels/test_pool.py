"""Pooling is what its formula says; ties and padding are TensorFlow's."""

import numpy as np
import pytest
from geometry import DTYPES, Geometry, gather, inner, normal, patches
from hypothesis import given, settings
from hypothesis import strategies as st

from edflow.engine.kernels import pool

# Each a shape of images, then ksize, strides and padding.
CASES = {
    "halves": ((2, 6, 8, 3), (2, 2), (2, 2), ((0, 0), (0, 0))),
    "same, odd": ((2, 5, 7, 1), (2, 2), (2, 2), ((0, 1), (0, 1))),
    "overlapping": ((1, 7, 6, 5), (3, 2), (1, 1), ((1, 1), (0, 1))),
    "asymmetric": ((1, 8, 9, 2), (3, 3), (2, 3), ((2, 0), (1, 2))),
    "gaps": ((1, 7, 8, 2), (1, 2), (3, 4), ((0, 0), (0, 0))),
    "whole image": ((3, 4, 5, 2), (4, 5), (1, 1), ((0, 0), (0, 0))),
    "no image": ((0, 4, 4, 2), (2, 2), (2, 2), ((0, 0), (0, 0))),
    "more images than shares": ((11, 4, 4, 1), (2, 2), (2, 2), ((0, 0), (0, 0))),
}
cases = pytest.mark.parametrize(
    ("x", "ksize", "strides", "padding"), CASES.values(), ids=CASES
)
dtypes = pytest.mark.parametrize("dtype", DTYPES)


def naive_pool(x, ksize, strides, padding, reduce):
    geometry = Geometry(strides, (1, 1), padding)
    cells = {
        (i, j): reduce(patch, axis=(1, 2))
        for i, j, patch in patches(x, ksize, geometry, fill=np.nan)
    }
    return gather(cells, len(x), x.shape[3], x.dtype)


@cases
@dtypes
def test_max_pool2d_is_the_largest_of_each_window(x, ksize, strides, padding, dtype):
    x = normal(*x, dtype=dtype)
    y = pool.max_pool2d(x, ksize, strides, padding)
    assert y.dtype == dtype
    np.testing.assert_array_equal(y, naive_pool(x, ksize, strides, padding, np.nanmax))


@cases
@dtypes
def test_avg_pool2d_does_not_count_padding(x, ksize, strides, padding, dtype):
    x = normal(*x, dtype=dtype)
    y = pool.avg_pool2d(x, ksize, strides, padding)
    assert y.dtype == dtype
    mean = naive_pool(x, ksize, strides, padding, np.nanmean)
    np.testing.assert_allclose(y, mean, atol=1e-6)


@cases
@dtypes
def test_gradient_of_avg_pool2d_is_its_adjoint(x, ksize, strides, padding, dtype):
    x = normal(*x, dtype=dtype)
    dy = normal(*pool.avg_pool2d(x, ksize, strides, padding).shape, dtype=dtype)
    dx = pool.avg_pool2d_gradient(x.shape, dy, ksize, strides, padding)
    assert (dx.shape, dx.dtype) == (x.shape, x.dtype)
    other = normal(*x.shape, dtype=dtype, seed=3)
    through = inner(dy, pool.avg_pool2d(other, ksize, strides, padding))
    assert inner(dx, other) == pytest.approx(through, abs=1e-4)


@cases
@dtypes
def test_gradient_of_max_pool2d_goes_to_the_largest(x, ksize, strides, padding, dtype):
    x = np.random.default_rng(0).permutation(np.prod(x)).reshape(x).astype(dtype)
    y = pool.max_pool2d(x, ksize, strides, padding)
    dy = normal(*y.shape, dtype=dtype)
    dx = pool.max_pool2d_gradient(x, dy, ksize, strides, padding)
    expected = np.zeros(x.size)  # No two pixels are equal: y says where it is from.
    where = np.argsort(x, axis=None)[y.astype(int)]
    np.add.at(expected, where, dy)
    assert dx.dtype == dtype
    np.testing.assert_allclose(dx, expected.reshape(x.shape), atol=1e-5)


@cases
@dtypes
def test_places_are_where_the_largest_is_first_found(x, ksize, strides, padding, dtype):
    x = np.random.default_rng(0).integers(0, 3, x).astype(dtype)  # Ties abound.
    places = pool.max_pool2d_places(x, ksize, strides, padding)
    numbers = np.arange(x.size, dtype=float).reshape(x.shape)
    y = pool.max_pool2d(x, ksize, strides, padding)
    geometry = Geometry(strides, (1, 1), padding)
    windows = zip(
        patches(x, ksize, geometry, fill=np.nan),
        patches(numbers, ksize, geometry, fill=np.nan),
        strict=True,
    )
    for (i, j, values), (_, _, at) in windows:
        tied = values == y[:, i, j][:, None, None]
        first = np.where(tied, at, np.inf).min(axis=(1, 2))
        np.testing.assert_array_equal(places[:, i, j], first)


@pytest.mark.parametrize(
    ("row", "gradient"),  # What TensorFlow gives for windows [1, 3], strides [1, 2].
    [
        ([3, 3, 3, 3, 2, 3, 3], [1, 0, 2, 0, 0, 3, 0]),
        ([-np.inf, -np.inf, -np.inf, -np.inf, 1], [1, 0, 0, 0, 2]),
        ([np.nan, 1, 2, np.nan, np.nan], [1, 0, 2, 0, 0]),
    ],
)
def test_ties_and_nans_fall_to_the_first(row, gradient):
    x = np.array(row, np.float32).reshape(1, 1, -1, 1)
    geometry = (1, 3), (1, 2), ((0, 0), (0, 0))
    y = pool.max_pool2d(x, *geometry)
    dy = np.arange(1, y.size + 1, dtype=x.dtype).reshape(y.shape)
    dx = pool.max_pool2d_gradient(x, dy, *geometry)
    assert dx.ravel().tolist() == gradient


def test_a_window_of_nans_holds_the_lowest_number():
    x = np.full((1, 2, 2, 1), np.nan, np.float32)
    y = pool.max_pool2d(x, (2, 2), (2, 2), ((0, 0), (0, 0)))
    assert y.item() == np.finfo(np.float32).min


@settings(deadline=None, max_examples=60)
@given(data=st.data())
def test_every_geometry(data):
    ksize = data.draw(st.tuples(st.integers(1, 4), st.integers(1, 4)), "ksize")
    strides = data.draw(st.tuples(st.integers(1, 4), st.integers(1, 4)), "strides")
    padding = tuple(
        data.draw(st.tuples(st.integers(0, k - 1), st.integers(0, k - 1)), "padding")
        for k in ksize
    )
    height, width = (
        data.draw(st.integers(max(1, k - sum(pad)), 9), "size")
        for k, pad in zip(ksize, padding, strict=True)
    )
    x = normal(2, height, width, 2)
    y = pool.max_pool2d(x, ksize, strides, padding)
    np.testing.assert_array_equal(y, naive_pool(x, ksize, strides, padding, np.nanmax))
    dx = pool.max_pool2d_gradient(x, y, ksize, strides, padding)
    assert inner(dx, x) == pytest.approx(inner(y, y))
