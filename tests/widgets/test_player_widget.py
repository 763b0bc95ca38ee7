"""The widget of a picture with controls: what is set is what is drawn."""

import edflow as tf
from edflow.view.frames import Choice, Frame, Slider, Switch, play
from edflow.view.scene import Group, Scene, Text
from edflow.view.table import Table


def draw(n, kind, on):
    words = f"{kind} {n} {on}"
    return Frame(Scene(100, 50, (Group("g", (Text(1, 1, words),)),)), words)


def widget(**kwargs):
    controls = [Slider("n", (1, 2, 3)), Choice("kind", ("a", "b")), Switch("on")]
    return play(controls, draw, "", lambda: Table((), ()), **kwargs).widget()


def test_each_control_sets_what_is_drawn():
    shown = widget()
    n, kind, on = shown.controls
    assert shown.frame.description == "a 1 False"
    n.value = 2
    kind.value = 1
    on.value = True
    assert shown.frame.description == "b 3 True"
    assert 'alt="b 3 True"' in shown.children[-1].value


def test_its_controls_may_be_finer_than_the_page_s():
    live = [Slider("n", tuple(range(1000))), Choice("kind", ("a",)), Switch("on")]
    shown = widget(live=live)
    shown.controls[0].value = 999
    assert shown.frame.description == "a 999 False"


def test_a_rate_is_asked_at_every_step():
    step = tf.train.get_or_create_global_step()
    rate = tf.train.exponential_decay(0.1, step, 50, 0.5, name="rate")
    shown = tf.view.decay(rate, steps=200).widget()
    shown.controls[0].value = 101
    assert "At step 101: rate 0.0247" in shown.frame.description


def test_a_rate_between_those_of_the_page_is_run_when_it_is_asked_for():
    shown = tf.view.optimizers("ravine").widget()
    rate = shown.controls[0]
    assert "rate 0.1," in shown.frame.description
    rate.value += 1
    assert "rate 0.112," in shown.frame.description


def test_a_decay_between_those_of_the_page_is_followed_when_it_is_asked_for():
    shown = tf.view.ema([1.0, 0.0] * 20).widget()
    shown.controls[0].value += 1
    assert shown.frame.description.count("Decay") == 1
    assert "Decay 0.98" not in shown.frame.description
