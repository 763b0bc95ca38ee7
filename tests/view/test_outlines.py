"""Outlines in relative commands: the same lines in half the bytes."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

import edflow as tf
from edflow.view.outlines import relative
from edflow.view.scene import cylinder, rectangle

PLACES = st.integers(-3000, 3000).map(lambda tenths: tenths / 10)
POINTS = st.tuples(PLACES, PLACES)
COMMANDS = st.one_of(
    st.tuples(st.sampled_from("ML"), POINTS),
    st.tuples(st.just("C"), POINTS, POINTS, POINTS),
    st.tuples(st.just("Z")),
)


def outline(commands):
    words = [
        " ".join([command[0], *(f"{x:g} {y:g}" for x, y in command[1:])])
        for command in commands
    ]
    return " ".join(["M 1 2", *words])


def points(d):
    """All points of an outline, whichever way its commands count."""
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


@given(st.lists(COMMANDS, max_size=12))
def test_it_goes_through_the_same_points(commands):
    d = outline(commands)
    assert points(relative(d)) == points(d)


@pytest.mark.parametrize(
    "d",
    [
        rectangle(613.4, 1215.8, 104.6, 39, 4),
        cylinder(613.4, 1215.8, 104.6, 39),
        "M12.5 100L13.1 99.2L14 98.7",
    ],
)
def test_it_is_shorter(d):
    assert len(relative(d)) < 0.75 * len(d)
    assert points(relative(d)) == points(d)


def test_what_most_items_have_in_common_is_said_once():
    tf.add(1.0, 2.0, name="total")
    svg = tf.view.graph().svg
    assert svg.count('text-anchor="middle"') == 1
    assert svg.count('font-size="11"') == 1
    assert svg.count('stroke-width="1.2"') == 1
