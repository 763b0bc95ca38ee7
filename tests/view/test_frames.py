"""Frames: what differs is kept once, and all of it can be had again."""

import json
import re

import pytest

from edflow.view.frames import Choice, Frame, Slider, Switch, changes, play
from edflow.view.outlines import polyline
from edflow.view.scene import Group, Path, Scene, Text
from edflow.view.svg import svg
from edflow.view.table import Table

A, B = polyline((0, 0), (1, 0)), polyline((0, 0), (0, 1))


def frame(*items, words="words", groups=1):
    group = Group("only", tuple(items))
    return Frame(Scene(100, 50, (group,) * groups), words)


def picture(draw, *controls):
    return play(controls, draw, "numbers", lambda: Table(("n",), (("1",),)))


def test_what_stays_is_not_kept_again():
    still = frame(Path(polyline((0, 0), (1, 1))))
    assert changes([still] * 3, (3,)) == []


def test_only_the_attribute_that_changes_is_kept():
    frames = [frame(Text(x, 1, "same"), Path(polyline((0, 0)))) for x in (1, 2, 1)]
    assert changes(frames, (3,)) == [["x", (0,), [(0, 0)], ["1", "2"], ["010"]]]


def test_an_attribute_is_kept_once_for_each_place_of_the_control_it_follows():
    frames = [frame(Text(a, b, "t")) for a in (1, 2, 3) for b in (4, 5)]
    blocks = {block[0]: block for block in changes(frames, (3, 2))}
    assert blocks["x"][1:] == [(0,), [(0, 0)], ["1", "2", "3"], ["012"]]
    assert blocks["y"][1:] == [(1,), [(0, 0)], ["4", "5"], ["01"]]


def test_cells_share_their_colours():
    frames = [frame(Path(A, fill=one), Path(B, fill="red")) for one in "xyx"]
    frames[1] = frame(Path(A, fill="y"), Path(B, fill="x"))
    (block,) = changes(frames, (3,))
    assert block == ["fill", (0,), [(0, 0), (0, 1)], ["x", "y", "red"], ["010", "202"]]


def test_more_values_than_digits_take_two():
    frames = [frame(Text(n, 0, "t")) for n in range(40)]
    (block,) = changes(frames, (40,))
    assert block[4][0].startswith("000102")
    assert block[4][0].endswith("1213")  # 38 and 39 in base 36.


def test_where_little_happens_codes_are_counted():
    frames = [frame(Text(1, 0, "before"))] * 40 + [frame(Text(1, 0, "after"))] * 9
    (block,) = changes(frames, (49,))
    assert block[4:] == [["0z0519"], 1]  # 35 and 5 times the one, 9 times the other.


def test_what_moves_as_a_whole_keeps_its_places():
    def at(x, *items):
        return Frame(Scene(9, 9, (Group("g", items, shift=(x, 2)),)), "w")

    frames = [at(x, Text(1, 1, "t"), Path(polyline((0, 0), (1, 1)))) for x in (0, 5)]
    moves = ["translate(0 2)", "translate(5 2)"]
    assert changes(frames, (2,)) == [["transform", (0,), [(0, -1)], moves, ["01"]]]
    assert '<g class="g" transform="translate(5 2)">' in svg(frames[1].scene, "")


def test_a_dash_that_comes_and_goes_is_taken_away_again():
    frames = [frame(Path(A, "red", dash="3 3")), frame(Path(A, "red"))]
    assert changes(frames, (2,))[0][3] == ["3 3", None]


def test_groups_with_other_items_are_kept_whole():
    frames = [frame(Path(A)), frame(Text(1, 2, "b & c")), frame()]
    ((name, _, targets, values, codes),) = changes(frames, (3,))
    assert (name, targets, codes) == ("*", [(0, -1)], ["012"])
    assert "b &amp; c" in values[1]
    assert values[2] == ""


def test_the_finding_changes_with_the_frame():
    frames = [frame(words="low"), frame(words="high")]
    assert changes(frames, (2,)) == [
        ["aria-label", (0,), [(-1, -1)], ["low", "high"], ["01"]]
    ]


def test_the_start_is_what_is_seen_where_no_script_runs():
    def draw(n, on):
        return frame(Text(1, 1, f"{n} {on}"), words=f"{n}, {on}")

    player = picture(draw, Slider("n", (3, 4, 5), start=1), Switch("on", start=1))
    assert player.description == "4, True"
    assert '<img alt="4, True"' in player.html
    assert "4 True" in svg(player.scene, "")
    assert player.frame(2, 0).description == "5, False"


def test_a_player_prints_its_numbers_and_nothing_else():
    player = picture(lambda n: frame(Text(n, 0, "t")), Choice("n", (1, 2)))
    assert repr(player) == "numbers"
    assert player._repr_mimebundle_()["text/plain"] == "numbers"


def test_no_text_can_end_the_script():
    player = picture(
        lambda n: frame(Text(0, 0, f"</script>{n}")), Slider("</script>", (1, 2))
    )
    assert player.html.count("</script>") == 1
    controls = re.search(r"\(\.\.\.(\[.*\])\);</script>", player.html)
    assert json.loads(controls[1])[0][0]["name"] == "</script>"


@pytest.mark.parametrize(
    ("control", "labels"),
    [
        (Slider("rate", (0.1, 0.0123456)), ["0.1", "0.0123"]),
        (Choice("kind", ("ravine", "saddle")), ["ravine", "saddle"]),
        (Switch("on"), ["off", "on"]),
        (Slider("decay", (0.9,), labels=("nine tenths",)), ["nine tenths"]),
    ],
)
def test_each_place_of_a_control_has_a_label(control, labels):
    assert [control.says(place) for place in range(len(control.values))] == labels
