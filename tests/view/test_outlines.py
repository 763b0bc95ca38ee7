"""Outlines in relative commands: the same lines in half the bytes."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

import edflow as tf
from edflow.view.outlines import Stroke, cylinder, moved, polyline, rectangle
from edflow.view.svg import commands, number

PLACES = st.integers(-3000, 3000).map(lambda tenths: tenths / 10)
POINTS = st.tuples(PLACES, PLACES)
SEGMENTS = st.one_of(st.tuples(POINTS), st.tuples(POINTS, POINTS, POINTS))
STROKES = st.builds(
    Stroke, POINTS, st.lists(SEGMENTS, max_size=5).map(tuple), st.booleans()
)


def visited(outline):
    """All points of an outline, and where it closes."""
    found = []
    for stroke in outline:
        for segment in ((stroke.start,), *stroke.segments):
            found += [(round(x, 1) + 0.0, round(y, 1) + 0.0) for x, y in segment]
        found += ["end"] * stroke.closed
    return found


def points(d):
    """The same of the text, whichever way its commands count."""
    words = re.findall(r"[a-zA-Z]|-?(?:\d*\.\d+|\d+)", d)
    found, at, command = [], 0, ""
    x = y = 0.0
    start = (x, y)
    while at < len(words):
        if words[at].isalpha():
            command, at = words[at], at + 1
        if command in "zZ":
            (x, y) = start
            found.append("end")
            continue
        count = {"h": 1, "v": 1, "c": 6}.get(command.lower(), 2)
        numbers = [float(word) for word in words[at : at + count]]
        at += count
        if command == "h":
            numbers = [numbers[0], 0]
        if command == "v":
            numbers = [0, numbers[0]]
        dx, dy = (x, y) if command.islower() else (0, 0)
        new = [
            (a + dx, b + dy) for a, b in zip(numbers[::2], numbers[1::2], strict=True)
        ]
        x, y = new[-1]
        start = (x, y) if command in "mM" else start
        found += [(round(a, 1) + 0.0, round(b, 1) + 0.0) for a, b in new]
    return found


@given(st.lists(STROKES, max_size=4).map(tuple))
def test_it_goes_through_the_same_points(outline):
    assert points(commands(outline)) == visited(outline)


@pytest.mark.parametrize(
    "outline",
    [
        rectangle(613.4, 1215.8, 104.6, 39, 4),
        cylinder(613.4, 1215.8, 104.6, 39),
        polyline((12.5, 100), (13.1, 99.2), (14, 98.7)),
    ],
)
def test_it_is_short(outline):
    absolute = "".join(
        {0: "M", 1: "L", 3: "C"}[len(segment) if place else 0]
        + " ".join(f"{number(x)} {number(y)}" for x, y in segment)
        for stroke in outline
        for place, segment in enumerate(((stroke.start,), *stroke.segments))
    )
    assert len(commands(outline)) < 0.75 * len(absolute)


def test_what_is_moved_keeps_its_form():
    assert moved(rectangle(0, 1, 20, 9, 4), 3, 4) == rectangle(3, 5, 20, 9, 4)


def test_what_most_items_have_in_common_is_said_once():
    tf.add(1.0, 2.0, name="total")
    svg = tf.view.graph().svg
    assert svg.count('text-anchor="middle"') == 1
    assert svg.count('font-size="11"') == 1
    assert svg.count('stroke-width="1.2"') == 1
