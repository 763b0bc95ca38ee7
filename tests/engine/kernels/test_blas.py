"""Products shared among the cores, and BLAS left as it was."""

import numpy as np
import pytest
from threadpoolctl import threadpool_info

from edflow.engine.kernels.blas import one_thread, product


def blas_threads():
    libraries = [lib for lib in threadpool_info() if lib["user_api"] == "blas"]
    return [lib["num_threads"] for lib in libraries]


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.complex64])
@pytest.mark.parametrize(
    ("n", "k", "m"), [(700, 90, 101), (90, 700, 101), (2, 3, 4), (0, 5, 3), (5, 0, 3)]
)
@pytest.mark.parametrize("turned", [False, True])
def test_a_product_is_a_product(dtype, n, k, m, turned):
    rng = np.random.default_rng(0)
    a = rng.normal(size=(k, n) if turned else (n, k)).astype(dtype)
    b = rng.normal(size=(m, k) if turned else (k, m)).astype(dtype)
    a, b = (a.T, b.T) if turned else (a, b)
    with one_thread:
        c = product(a, b)
    assert c.dtype == dtype
    np.testing.assert_allclose(c, a @ b, rtol=1e-3, atol=1e-3)


def test_a_block_takes_the_threads_and_gives_them_back():
    before = blas_threads()
    with one_thread, one_thread:
        assert set(blas_threads()) <= {1}
    assert blas_threads() == before


def test_they_are_given_back_after_an_error():
    before = blas_threads()
    with pytest.raises(ZeroDivisionError), one_thread:
        _ = 1 / 0
    assert blas_threads() == before
