"""Convolution is what its formula says, and its gradients are its adjoints."""

import numpy as np
import pytest
from geometry import DTYPES, Geometry, gather, geometries, inner, normal, patches
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from edflow.engine.kernels import conv, depthwise, product
from edflow.engine.kernels.border import windows
from edflow.engine.kernels.jit import emitted, jit

# Each a shape of images, a shape of filters, and how they meet.
CASES = {
    "same": ((2, 7, 6, 3), (3, 2, 3, 5), Geometry(padding=((1, 1), (0, 1)))),
    "valid": ((2, 6, 5, 2), (3, 3, 2, 4), Geometry()),
    "one by one": ((3, 4, 5, 6), (1, 1, 6, 7), Geometry()),
    "strides": ((2, 9, 8, 1), (3, 3, 1, 2), Geometry((2, 3), (1, 1), ((0, 1), (1, 1)))),
    "dilation": (
        (1, 9, 9, 2),
        (2, 3, 2, 3),
        Geometry((1, 2), (2, 3), ((2, 0), (1, 4))),
    ),
    "unread edge": ((1, 6, 7, 1), (2, 2, 1, 1), Geometry(strides=(3, 4))),
    "all border": ((1, 2, 2, 1), (2, 2, 1, 1), Geometry(padding=((3, 3), (3, 3)))),
    "one pixel": ((1, 3, 3, 4), (3, 3, 4, 2), Geometry()),
    "no image": ((0, 5, 5, 2), (3, 3, 2, 4), Geometry()),
    "beyond a tile's lanes": ((1, 3, 3, 2), (2, 2, 2, 65), Geometry()),
    "beyond a block's depth": ((1, 3, 3, 131), (2, 2, 131, 2), Geometry()),
    "more images than shares": ((11, 3, 3, 1), (2, 2, 1, 2), Geometry()),
}
cases = pytest.mark.parametrize(("x", "w", "geometry"), CASES.values(), ids=CASES)
dtypes = pytest.mark.parametrize("dtype", DTYPES)


def naive_conv2d(x, w, geometry):
    cells = {
        (i, j): np.einsum("npqc,pqco->no", patch, w)
        for i, j, patch in patches(x, w.shape[:2], geometry)
    }
    return gather(cells, len(x), w.shape[3], x.dtype)


def naive_depthwise_conv2d(x, w, geometry):
    cells = {
        (i, j): np.einsum("npqc,pqcm->ncm", patch, w).reshape(len(x), w[0, 0].size)
        for i, j, patch in patches(x, w.shape[:2], geometry)
    }
    return gather(cells, len(x), w.shape[2] * w.shape[3], x.dtype)


def close(actual, expected, dtype):
    tolerance = {np.float32: 1e-5, np.float64: 1e-12}[dtype]
    scale = max(1.0, np.abs(expected).max(initial=0))
    assert actual.dtype == dtype
    np.testing.assert_allclose(actual, expected, rtol=0, atol=tolerance * scale)


@cases
@dtypes
def test_conv2d_is_its_formula(x, w, geometry, dtype):
    x, w = normal(*x), normal(*w, seed=1)
    y = conv.conv2d(x.astype(dtype), w.astype(dtype), *geometry)
    close(y, naive_conv2d(x, w, geometry), dtype)


@cases
@dtypes
def test_gradients_of_conv2d_are_its_adjoints(x, w, geometry, dtype):
    adjoints(conv.conv2d, conv.conv2d_input_gradient, conv.conv2d_filter_gradient)(
        x, w, geometry, dtype
    )


@cases
@dtypes
def test_depthwise_conv2d_is_its_formula(x, w, geometry, dtype):
    x, w = normal(*x), normal(*w, seed=1)
    y = depthwise.depthwise_conv2d(x.astype(dtype), w.astype(dtype), *geometry)
    close(y, naive_depthwise_conv2d(x, w, geometry), dtype)


@cases
@dtypes
def test_gradients_of_depthwise_conv2d_are_its_adjoints(x, w, geometry, dtype):
    adjoints(
        depthwise.depthwise_conv2d,
        depthwise.depthwise_conv2d_input_gradient,
        depthwise.depthwise_conv2d_filter_gradient,
    )(x, w, geometry, dtype)


def adjoints(forward, input_gradient, filter_gradient):
    """<dy, conv(x, w)> = <dx(dy, w), x> = <dw(x, dy), w>, for other x and w as well."""

    def check(x, w, geometry, dtype):
        x, w = normal(*x, dtype=dtype), normal(*w, dtype=dtype, seed=1)
        dy = normal(*forward(x, w, *geometry).shape, dtype=dtype, seed=2)
        dx = input_gradient(x.shape, w, dy, *geometry)
        dw = filter_gradient(x, w.shape, dy, *geometry)
        assert (dx.shape, dx.dtype) == (x.shape, x.dtype)
        assert (dw.shape, dw.dtype) == (w.shape, w.dtype)
        other_x, other_w = normal(*x.shape, seed=3), normal(*w.shape, seed=4)
        tolerance = {np.float32: 2e-5, np.float64: 1e-12}[dtype] * max(1, dy.size)
        by_x = inner(dy, forward(other_x, w.astype(float), *geometry))
        by_w = inner(dy, forward(x.astype(float), other_w, *geometry))
        assert inner(dx, other_x) == pytest.approx(by_x, abs=tolerance)
        assert inner(dw, other_w) == pytest.approx(by_w, abs=tolerance)

    return check


sizes = st.integers(1, 8)
ksizes = st.tuples(st.integers(1, 3), st.integers(1, 3))


@settings(deadline=None, max_examples=60)
@given(height=sizes, width=sizes, ksize=ksizes, geometry=geometries)
def test_every_geometry(height, width, ksize, geometry):
    x, w = normal(2, height, width, 2), normal(*ksize, 2, 3, seed=1)
    counts, _ = windows((height, width), ksize, *geometry)
    assume(min(counts) > 0)
    dtype = np.float64
    close(conv.conv2d(x, w, *geometry), naive_conv2d(x, w, geometry), dtype)
    adjoints(conv.conv2d, conv.conv2d_input_gradient, conv.conv2d_filter_gradient)(
        x.shape, w.shape, geometry, dtype
    )


def test_a_window_too_large_for_the_image_leaves_nothing():
    assert conv.conv2d(normal(1, 2, 2, 1), normal(3, 3, 1, 1), *Geometry()).size == 0


@pytest.mark.filterwarnings("ignore:invalid value")  # NumPy's, where JIT is off.
@pytest.mark.parametrize("wild", [np.nan, np.inf])
def test_a_wild_pixel_spoils_only_the_windows_that_read_it(wild):
    x, w = normal(1, 6, 6, 1), normal(3, 3, 1, 1, seed=1)
    x[0, 0, 0] = wild
    y = conv.conv2d(x, w, *Geometry())
    assert not np.isfinite(y[0, 0, 0]).any()
    assert np.isfinite(y.reshape(-1)[1:]).all()


def test_the_same_call_gives_the_same_bits():
    x, dy = normal(20, 9, 9, 3, dtype=np.float32), normal(20, 7, 7, 4, dtype=np.float32)
    first, *others = (
        conv.conv2d_filter_gradient(x, (3, 3, 3, 4), dy, *Geometry()) for _ in range(5)
    )
    assert all((other == first).all() for other in others)


@pytest.mark.parametrize("register_bytes", [16, 32, 64])
@dtypes
def test_tiles_are_the_same_on_every_machine(register_bytes, dtype, monkeypatch):
    monkeypatch.setattr(product, "register_bytes", lambda: register_bytes)
    spelled, in_python = product.tile_product.emit, product.tile_product.function
    scope = {"jit": jit, "tile": emitted(spelled)(in_python)}
    exec("@jit\ndef run(*args):\n    tile(*args)", scope)  # No file: not cached.
    x, block = normal(500, dtype=dtype), normal(37 * product.LANES, dtype=dtype, seed=1)
    starts = np.arange(product.ROWS, dtype=np.uint64) * 60
    depth = np.arange(37, dtype=np.uint64) * 3
    actual, expected = np.empty((2, product.ROWS * product.LANES), dtype)
    scope["run"](x, starts, depth, 37, block, actual)
    in_python(x, starts, depth, 37, block, expected)
    close(actual, expected, dtype)
