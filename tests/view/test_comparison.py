"""Two pictures as one."""

import pytest

import edflow as tf
from edflow.view.frames import Choice, Frame, Player, Slider, play
from edflow.view.outlines import polyline
from edflow.view.picture import Picture
from edflow.view.scene import Bitmap, Group, Path, Scene, Text
from edflow.view.table import Table

ROWS = Table(("n",), (("1",),))


def player(word, last=3, width=100):
    def draw(n):
        text = Text(5, 10, f"{word} {n}")
        dot = Path(polyline((0, 0)), shift=(n, 0))
        scene = Scene(width, 50, (Group("g", (text, dot)),))
        return Frame(scene, f"{word} at {n}.")

    return play([Slider("n", tuple(range(last)))], draw, word, lambda: ROWS)


def still(word, width=100):
    items = (Text(5, 10, word), Bitmap(1, 2, 3, 4, ""))
    scene = Scene(width, 50, (Group("g", items),))
    return Picture(scene, f"{word}.", word, lambda: ROWS)


def test_equal_controls_move_both_at_once():
    both = tf.view.compare(player("a"), player("b"), ("left", "right"))
    assert isinstance(both, Player)
    assert len(both.controls) == 1
    assert both.frame(2).description == "left: a at 2. right: b at 2."
    assert both.html.count("<img") == 1


def other_player(last, unit):
    """Of the same steps as others, but with units of its own."""

    def draw(n, unit, hold="no"):
        scene = Scene(100, 50, (Group("g", (Text(5, 10, f"{n} {unit} {hold}"),)),))
        return Frame(scene, f"{n} {unit} {hold}.")

    steps, units = Slider("n", tuple(range(last))), Choice("unit", unit)
    hold = Choice("hold", ("no", "yes"))
    return play([steps, units], draw, "", lambda: ROWS, live=[steps, units, hold])


def test_what_both_have_moves_both_and_the_rest_is_named_apart():
    both = tf.view.compare(other_player(3, (1, 2)), other_player(3, (7, 8, 9)))
    names = [control.name for control in both.controls]
    assert names == ["n", "unit, first", "unit, second"]
    assert both.frame(2, 1, 0).description == "first: 2 2 no. second: 2 7 no."
    widget = both.widget()
    assert [c.description for c in widget.controls] == [
        *("n", "unit, first", "hold", "unit, second")
    ]
    widget.controls[2].value = 1
    assert widget.frame.description == "first: 0 1 yes. second: 0 7 yes."


def test_what_would_be_too_many_frames_keeps_controls_of_its_own():
    one, two = other_player(30, tuple(range(4))), other_player(30, tuple(range(5)))
    assert not isinstance(tf.view.compare(one, two), Player)


def test_other_controls_stay_with_their_picture():
    both = tf.view.compare(player("a"), player("b", last=4))
    assert not isinstance(both, Player)
    assert both.html.count("<img") == 2
    assert both.html.count("<script>") == 2


def test_narrow_pictures_stand_beside_each_other_and_wide_ones_below():
    beside = tf.view.compare(still("a"), still("b")).scene
    below = tf.view.compare(still("a", 720), still("b", 720)).scene
    assert (beside.width, beside.height) == (212, 80)
    assert (below.width, below.height) == (720, 172)
    places = {
        item.text: item.y + group.shift[1]
        for group in below.groups
        for item in group.items
        if isinstance(item, Text)
    }
    assert places["a"] < places["second"] < places["b"]


def test_what_is_moved_in_a_picture_is_moved_with_it():
    scene = tf.view.compare(player("a"), player("b")).frame(2).scene
    assert [g.shift for g in scene.groups if g.kind == "g"] == [(0, 30), (112, 30)]


def test_the_tables_are_one_table_if_their_columns_are():
    both = tf.view.compare(still("a"), still("b"), ("one", "two"))
    assert both.table() == Table(("picture", "n"), (("one", "1"), ("two", "1")))
    other = Picture(still("c").scene, "", "", lambda: Table(("x", "y"), (("2", "3"),)))
    mixed = tf.view.compare(still("a"), other).table()
    assert mixed.rows == (
        ("first", "n", ""),
        ("first", "1", ""),
        ("second", "x", "y"),
        ("second", "2", "3"),
    )


@pytest.mark.parametrize("ending", ["svg", "png", "html"])
def test_both_are_saved_in_one_file(tmp_path, ending):
    step = tf.train.get_or_create_global_step()
    rate = tf.train.exponential_decay(0.1, step, 50, 0.5)
    pair = tf.view.compare(tf.view.decay(rate), tf.view.ema([1.0, 2.0, 3.0]))
    assert pair.save(tmp_path / f"both.{ending}").stat().st_size > 5_000


def axis(picture):
    """The numbers along the axes of its panels."""
    panels = [group for group in picture.scene.groups if group.kind == "panel"]
    return [
        item.text for panel in panels for item in panel.items if hasattr(item, "text")
    ]


def test_two_training_loops_are_compared_as_they_are(capsys):
    logs = [tf.view.training(3), tf.view.training(2)]
    for log in logs:
        for step in log:
            log(loss=step)
    said = tf.view.compare(*logs).description
    assert logs[1].beside(logs[0]).scene != logs[1].picture.scene
    assert axis(logs[1].beside(logs[0])) == axis(logs[0].picture)
    assert "first: Training curves. 3 steps" in said
    assert "second: Training curves. 2 steps" in said


def test_the_widget_of_two_holds_the_widgets_of_both():
    shown = tf.view.compare(player("a"), still("b"), ("one", "two")).widget()
    head, moved, _, fixed = shown.children
    assert "one" in head.value
    moved.controls[0].value = 2
    assert moved.frame.description == "a at 2."
    assert 'alt="b."' in fixed.value


def test_only_pictures_can_be_compared():
    with pytest.raises(TypeError, match="takes two pictures"):
        tf.view.compare(still("a"), tf.constant(1.0))
