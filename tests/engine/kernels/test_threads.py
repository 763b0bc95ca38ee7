"""Shares cover a range once, whoever works on them."""

import os
import threading
import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edflow.engine.kernels.jit import jit
from edflow.engine.kernels.threads import SHARES, shares, spread


@given(st.integers(0, 1000))
def test_shares_are_the_range_in_order(count):
    parts = shares(count)
    assert [i for first, last in parts for i in range(first, last)] == list(
        range(count)
    )
    assert len(parts) == min(SHARES, count)
    assert all(first < last for first, last in parts)


@jit(nogil=True)
def fill(share, first, last, y):
    for i in range(first, last):
        y[i] += share


@pytest.mark.parametrize("count", [0, 1, 3, 100])
def test_every_share_is_worked_on_once(count):
    y = np.zeros(count, np.int64)
    spread(fill, count, y)
    expected = [
        i for i, (first, last) in enumerate(shares(count)) for _ in range(first, last)
    ]
    assert y.tolist() == expected


def test_an_error_in_any_share_reaches_the_caller():
    def fail(share, first, last):
        time.sleep(0.01)
        if share == 3:
            raise ValueError("share 3")

    with pytest.raises(ValueError, match="share 3"):
        spread(fail, 100)


def test_after_an_error_nobody_writes_any_more():
    caller, written = threading.current_thread(), []

    def write(share, first, last):
        if threading.current_thread() is caller:
            raise KeyboardInterrupt
        time.sleep(0.02)
        written.append(share)

    with pytest.raises(KeyboardInterrupt):
        spread(write, 100)
    so_far = len(written)
    time.sleep(0.06)
    assert len(written) == so_far < SHARES


def test_spread_may_be_called_from_many_threads():
    arrays = [np.zeros(1000, np.int64) for _ in range(20)]
    callers = [threading.Thread(target=spread, args=(fill, 1000, y)) for y in arrays]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    assert all((y == arrays[0]).all() for y in arrays)
    assert arrays[0].max() == SHARES - 1


@pytest.mark.skipif(not hasattr(os, "fork"), reason="Windows has no fork")
@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
def test_a_forked_child_has_threads_of_its_own():
    spread(fill, 100, np.zeros(100, np.int64))
    child = os.fork()
    if child == 0:
        y = np.zeros(100, np.int64)
        spread(fill, 100, y)
        os._exit(0 if y.max() == SHARES - 1 else 1)
    _, status = os.waitpid(child, 0)
    assert status == 0
