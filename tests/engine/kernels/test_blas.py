"""BLAS is left as it was found."""

import pytest
from threadpoolctl import threadpool_info

from edflow.engine.kernels.blas import one_thread


def blas_threads():
    libraries = [lib for lib in threadpool_info() if lib["user_api"] == "blas"]
    return [lib["num_threads"] for lib in libraries]


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
