"""The shape arithmetic of windows: TensorFlow's rules, worked by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edflow.engine.ops.windows import window


@pytest.mark.parametrize(
    ("size", "k", "stride", "dilation", "padding", "expected"),
    [
        (28, 5, 1, 1, "SAME", (28, 2, 2)),
        (28, 2, 2, 1, "SAME", (14, 0, 0)),
        (7, 2, 2, 1, "SAME", (4, 0, 1)),
        (7, 4, 1, 1, "SAME", (7, 1, 2)),
        (5, 1, 3, 1, "SAME", (2, 0, 0)),
        (9, 3, 1, 2, "SAME", (9, 2, 2)),
        (0, 3, 1, 1, "SAME", (0, 1, 1)),
        (28, 5, 1, 1, "VALID", (24, 0, 0)),
        (7, 2, 2, 1, "VALID", (3, 0, 0)),
        (9, 3, 2, 3, "VALID", (2, 0, 0)),
        (5, 3, 2, 1, (2, 1), (3, 2, 1)),
        (None, 5, 1, 1, "SAME", (None, 2, 2)),
        (None, 5, 2, 1, "SAME", (None, None, None)),
        (None, 5, 2, 1, "VALID", (None, 0, 0)),
        (None, 5, 2, 1, (1, 2), (None, 1, 2)),
    ],
)
def test_windows_are_counted(size, k, stride, dilation, padding, expected):
    assert window(size, k, stride, dilation, padding) == expected


sizes, ones = st.integers(1, 50), st.integers(1, 6)


@given(sizes, ones, ones, ones)
def test_same_reads_every_pixel_and_pads_no_more(size: int, k, stride, dilation):
    count, before, after = window(size, k, stride, dilation, "SAME")
    span = dilation * (k - 1) + 1
    last_end = (count - 1) * stride + span
    assert count == -(-size // stride)
    assert after - before in {0, 1}
    assert last_end == before + size + after or before == after == 0


@given(sizes, ones, ones, ones, st.tuples(ones, ones))
def test_one_more_window_would_not_fit(size: int, k, stride, dilation, padding):
    span = dilation * (k - 1) + 1
    room = size + sum(padding)
    if room < span:
        with pytest.raises(ValueError, match="does not fit"):
            window(size, k, stride, dilation, padding)
    else:
        count, *_ = window(size, k, stride, dilation, padding)
        assert (count - 1) * stride + span <= room < count * stride + span


def test_a_window_that_does_not_fit_names_the_cure():
    with pytest.raises(
        ValueError, match=r"window of 5 .* 3 pixels; use padding=\"SAME\""
    ):
        window(3, 5)
    with pytest.raises(
        ValueError, match=r"3 dilated to 7 .* 4 pixels and 1 of padding"
    ):
        window(4, 3, dilation=3, padding=(0, 1))
