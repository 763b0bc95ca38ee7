"""Kernels compile when called, call each other, and never run from a stale cache."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest

from edflow.engine.kernels.jit import compiling, emitted, jit

INNER = (
    "from edflow.engine.kernels.jit import jit\n\n@jit\ndef f(x):\n    return x + {}\n"
)
OUTER = """
import sys
from edflow.engine.kernels.jit import jit
from inner import f

@jit
def g(x):
    return 10 * f(x)

assert "numba" not in sys.modules
print(g(1))
assert "numba" in sys.modules
"""


def run(folder, **environment):
    path = os.pathsep.join([str(folder), *sys.path])
    child = subprocess.run(
        [sys.executable, "-c", "import outer"],
        env=os.environ | {"PYTHONPATH": path} | environment,
        check=True,
        capture_output=True,
        text=True,
    )
    return child.stdout.strip()


@pytest.fixture
def two_files(tmp_path):
    (tmp_path / "inner.py").write_text(INNER.format(1))
    (tmp_path / "outer.py").write_text(OUTER)
    return tmp_path


def test_numba_loads_at_the_first_call_and_kernels_call_kernels(two_files):
    assert run(two_files) == "20"


def test_the_cache_notices_an_edit_in_another_file(two_files):
    assert run(two_files) == "20"
    (two_files / "inner.py").write_text(INNER.format(2))
    assert run(two_files) == "30"


def test_kernels_run_as_plain_python_where_jit_is_off(two_files):
    assert run(two_files, NUMBA_DISABLE_JIT="1") == "20"


def test_a_kernel_that_cannot_be_cached_works_all_the_same():
    scope: dict[str, Any] = {"jit": jit}
    exec("@jit\ndef double(x):\n    return 2 * x", scope)  # Has no file to cache by.
    assert scope["double"](21) == 42


def test_a_first_call_may_come_from_many_threads_at_once():
    @jit(nogil=True)
    def squares(y):
        for i in range(len(y)):
            y[i] = i * i
        return y

    with ThreadPoolExecutor(4) as pool:
        for y in pool.map(squares, [np.empty(1000) for _ in range(16)]):
            np.testing.assert_array_equal(y, np.arange(1000.0) ** 2)


def test_an_emitted_kernel_is_what_its_python_says():
    from llvmlite import ir

    def emit(build, x, at, y):
        twice = build.fmul(build.load(build.gep(x, [at])), ir.DoubleType()(2))
        build.store(twice, build.gep(y, [at]))

    @emitted(emit)
    def double_one(x, at, y):
        y[at] = 2 * x[at]

    scope: dict[str, Any] = {"double_one": double_one, "jit": jit}
    exec(
        "@jit\ndef double(x, y):\n    for i in range(len(x)):\n"
        "        double_one(x, i, y)",
        scope,
    )
    x, y = np.arange(5.0), np.empty(5)
    scope["double"](x, y)
    np.testing.assert_array_equal(y, 2 * x)


def test_an_error_in_a_kernel_reaches_the_caller():
    @jit
    def refuse(x):
        if x < 0:
            raise ValueError("negative")
        return x

    with pytest.raises(ValueError, match="negative"):
        refuse(-1)


def test_it_is_known_whether_kernels_are_compiled_and_where_they_are_kept():
    found = compiling()
    assert found.on == (os.environ.get("NUMBA_DISABLE_JIT", "0") == "0")
    assert found.on or found.cache is None
    assert found.cache is None or os.access(found.cache, os.W_OK)
