"""Choosing by bits, as large arrays do, gives what choosing by branches gives."""

import numpy as np
import pytest

from edflow.engine.ops.math.selecting import chosen

LARGE = (100, 100)  # More than enough for the way by bits.


@pytest.mark.parametrize(
    "dtype", ["f2", "f4", "f8", "c8", "c16", "i1", "i4", "i8", "?"]
)
@pytest.mark.parametrize("shape", [LARGE, (100,), ()])
def test_elements_are_chosen(dtype, shape):
    random = np.random.default_rng(0)
    condition = random.random(LARGE) < 0.5
    x, y = (random.normal(0, 9, size).astype(dtype) for size in (LARGE, shape))
    for pair in ((x, y), (y, x)):
        found = chosen(condition, *pair)
        assert found.dtype == np.dtype(dtype)
        np.testing.assert_array_equal(found, np.where(condition, *pair))


def test_what_is_not_chosen_leaves_no_trace():
    condition = np.zeros(LARGE, bool)
    nan, one = np.full(LARGE, np.nan, np.float32), np.ones(LARGE, np.float32)
    np.testing.assert_array_equal(chosen(condition, nan, one), one)
    np.testing.assert_array_equal(chosen(~condition, one, nan), one)


def test_text_is_chosen():
    condition = np.arange(10_000) % 2 == 0
    words = np.full(10_000, b"a", object)
    assert chosen(condition, words, np.full(10_000, b"b", object))[1] == b"b"
