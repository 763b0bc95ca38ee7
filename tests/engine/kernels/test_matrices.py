"""Products of matrices of all sizes and layouts."""

import numpy as np
import pytest

from edflow.engine.kernels.matrices import product


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
    a.flags.writeable = False
    c = product(a, b)
    assert c.dtype == dtype
    np.testing.assert_allclose(c, a @ b, rtol=1e-3, atol=1e-3)
