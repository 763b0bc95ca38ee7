"""Scales, lines that are cut and thinned, maps."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edflow.view.charts import PENS, Plot, Scale, heat_map, legend, tints
from edflow.view.outlines import polyline, rectangle
from edflow.view.polylines import inside, thinned
from edflow.view.style import BLUE, rounded

PLOT = Plot(10, 20, 100, 50, Scale(0, 10), Scale(0, 1))


def test_low_is_at_the_left_and_at_the_bottom():
    assert (PLOT.at_x(0), PLOT.at_y(0)) == (10, 70)
    assert (PLOT.at_x(10), PLOT.at_y(1)) == (110, 20)


def test_each_decade_of_a_logarithmic_scale_is_as_long():
    scale = Scale(0.01, 100, log=True)
    assert scale.share([0.01, 0.1, 1, 10, 100]) == pytest.approx(
        [0, 0.25, 0.5, 0.75, 1]
    )


@given(
    st.floats(-1e6, 1e6, allow_nan=False),
    st.floats(1e-6, 1e6, allow_nan=False),
    st.booleans(),
)
def test_ticks_are_few_and_within_the_scale(low, length, log):
    low = abs(low) + 1e-6 if log else low
    high = low + max(length, abs(low) * 1e-3)
    ticks = Scale(low, high, log=log).ticks(6)
    assert 1 <= len(ticks) <= 9
    slack = (high - low) * 1e-6
    assert all(low - slack <= tick <= high + slack for tick in ticks)
    assert ticks == sorted(ticks)


def test_a_scale_has_room_for_all_that_is_finite():
    assert Scale.around([1, np.nan, 3, np.inf]) == Scale(1, 3)
    assert Scale.around([5, 5]) == Scale(4.5, 5.5)
    assert Scale.around([0, 0.1, 10], log=True) == Scale(0.1, 10, log=True)
    assert Scale.around([]) == Scale(0, 1)


def test_a_gap_in_the_numbers_is_a_gap_in_the_line():
    outline = PLOT.line([0, 1, 2, 3], [0, 1, np.nan, 1], PENS[0]).outline
    assert outline == (*polyline((10, 70), (20, 20)), *polyline((40, 20)))


def test_a_line_ends_where_it_leaves_the_plot():
    outline = PLOT.line([0, 10], [0, 2], PENS[0]).outline
    assert outline == polyline((10, 70), (60, 20))
    assert PLOT.line([0, 10], [3, 2], PENS[0]).outline == ()


def test_a_line_that_comes_back_is_two_pieces():
    points = np.array([[0, 5], [20, 5], [20, 8], [0, 8]], dtype=float)
    pieces = inside(points, 0, 0, 10, 10)
    assert [piece.tolist() for piece in pieces] == [
        [[0, 5], [10, 5]],
        [[10, 8], [0, 8]],
    ]


def test_thinning_keeps_the_corners_and_drops_what_is_on_the_way():
    points = np.array([[0, 0], [1, 0], [2, 0], [2, 1], [2, 2]], dtype=float)
    assert thinned(points, 0.1).tolist() == [[0, 0], [2, 0], [2, 2]]


@given(st.lists(st.floats(0, 100), min_size=2, max_size=60))
def test_a_thinned_line_stays_close(heights):
    points = np.stack([np.arange(len(heights)) * 3.0, np.array(heights)], axis=1)
    kept = thinned(points, 0.5)
    between = np.interp(points[:, 0], kept[:, 0], kept[:, 1])
    slope = np.abs(np.diff(heights)).max() / 3
    assert np.abs(between - points[:, 1]).max() <= 0.5 * np.hypot(1, slope) + 1e-9


def test_zero_is_white_and_the_largest_has_the_full_colour():
    assert tints([[0, 2, -2, np.nan]]) == [["#ffffff", "#0072b2", "#b35a00", "#d0d4d9"]]


def test_a_map_has_a_square_for_each_number():
    squares = heat_map(5, 5, 10, np.eye(3))
    assert len(squares) == 9
    assert squares[0].outline == rectangle(5, 5, 10, 10)
    assert [square.fill for square in squares].count(BLUE.stroke) == 3


def test_a_legend_breaks_its_lines():
    entries = [("a long name for a series", pen) for pen in PENS]
    items, height = legend(0, 0, 300, entries)
    assert len(items) == 2 * len(PENS)
    assert height > 3 * 18
    assert max(item.x for item in items if hasattr(item, "x")) < 300


def test_a_mark_beyond_the_plot_is_out_of_sight():
    assert PLOT.marker(5, 0.5, BLUE).shift == (60, 45)
    assert PLOT.marker(5, 7, BLUE).shift[0] < -50
    assert PLOT.marker(5, float("nan"), BLUE).shift[0] < -50


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (1 / 3, "0.333"),
        (0.1 + 0.2, "0.3"),
        (12345.6, "12,300"),
        (1e-7, "1e-7"),
        (float("nan"), "nan"),
        (float("-inf"), "-∞"),
    ],
)
def test_numbers_are_said_with_three_digits(number, text):
    assert rounded(number) == text
