"""Pictures of runs in a page: moved by key, without a kernel."""

import pytest

import edflow as tf
from edflow.view.scene import Text
from edflow.view.svg import number


@pytest.fixture
def model():
    t = tf.placeholder(tf.float32, [], name="t")
    y = tf.add(tf.square(t, name="squared"), 3.0 * t, name="y")
    return tf.Session(), t, y


def drawing(page):
    return page.locator("svg").evaluate("svg => svg.outerHTML")


def moved_by(page, key):
    """Whether a press of `key` on the control changes the picture."""
    page.locator("input").focus()
    before = drawing(page)
    page.keyboard.press(key)
    return drawing(page) != before


def test_the_run_is_walked_by_key(page, model):
    sess, t, y = model
    page.set_content(tf.view.run_path(sess, y, {t: 2.0}).html)
    assert moved_by(page, "ArrowLeft")
    assert moved_by(page, "Home")
    assert "1 of 3" in page.locator("output").inner_text()


def test_forward_then_backward_by_key(page, model):
    sess, t, y = model
    page.set_content(tf.view.step(sess, y, {t: 2.0}).html)
    page.locator("input").focus()
    page.keyboard.press("Home")
    assert "forward 1 of 4" in drawing(page)
    said = []
    while page.locator("output").inner_text() != "all":
        page.keyboard.press("ArrowRight")
        said.append(drawing(page))
    assert len(set(said)) == len(said) == 8
    assert any("4 + 3 = 7" in text or "3 + 4 = 7" in text for text in said)


def test_each_place_of_the_slider_shows_the_frame_that_was_drawn_for_it(page):
    x = y = tf.placeholder(tf.float32, [2, 3], name="x")
    for i in range(12):
        y = tf.tanh(y, name=f"layer{i}")
    picture = tf.view.step(tf.Session(), y, {x: [[1.0, -2, 3], [4, 5, 6]]})
    page.set_content(picture.html)
    page.locator("input").focus()
    page.keyboard.press("Home")
    for at in range(len(picture.controls[0].values)):
        scene = picture.frame(at).scene
        texts = [
            item.text
            for group in scene.groups
            for item in group.items
            if isinstance(item, Text)
        ]
        assert page.locator("svg text").all_text_contents() == texts
        panel = next(group for group in scene.groups if group.kind == "panel")
        moved = page.locator("svg .panel").get_attribute("transform")
        assert moved.startswith(f"translate({number(panel.shift[0])} ")
        page.keyboard.press("ArrowRight")


def test_the_switch_between_weights_and_averages(page, tmp_path):
    w = tf.Variable([1.0, 2.0], name="w")
    averaging = tf.train.ExponentialMovingAverage(0.9).apply([w])
    sess = tf.Session()
    sess.run(tf.global_variables_initializer())
    sess.run(averaging)
    path = tf.train.Saver().save(sess, str(tmp_path / "model"))
    page.set_content(tf.view.checkpoint(path).html)
    assert moved_by(page, "Space")
    assert "restored from its average" in drawing(page)


def test_a_value_can_be_pointed_at(page):
    w = tf.Variable([1.0, 2.0], name="w")
    sess = tf.Session()
    sess.run(w.initializer)
    page.set_content(tf.view.session(sess).html)
    page.locator(".filled").hover()
    assert page.get_by_text("min 1 · mean 1.5 · max 2").is_visible()
