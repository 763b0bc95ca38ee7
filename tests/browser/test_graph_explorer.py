"""Walking through a graph in a page: by click, by key, without a kernel."""

import pytest

import edflow as tf


@pytest.fixture
def shown(page):
    """A small net with gradients, its page ready."""
    x = tf.placeholder(tf.float32, [None, 3], name="x")
    with tf.name_scope("layer"):
        w = tf.Variable(tf.ones([3, 2]), name="w")
        y = tf.nn.relu(tf.matmul(x, w), name="y")
    loss = tf.reduce_sum(tf.square(y), name="loss")
    tf.train.AdamOptimizer(0.1).minimize(loss)
    page.set_content(tf.view.graph().html)
    page.locator("svg .box").first.wait_for()
    return page


def titles(page):
    return page.eval_on_selector_all(
        ".box",
        "boxes => boxes.map(box => box.getAttribute('aria-label').split('\\n')[0])",
    )


def faded(page):
    return page.eval_on_selector_all(
        ".box",
        "boxes => boxes.filter(b => b.style.opacity).map(b => b.dataset.links)",
    )


def status(page):
    return page.locator("output").inner_text()


def test_a_folder_opens_and_its_frame_shuts_it_by_click(shown):
    before = titles(shown)
    shown.locator(".box.folder", has_text="gradients").click()
    assert len(titles(shown)) > len(before)
    assert any(title.startswith("gradients/") for title in titles(shown))
    shown.locator(".scope[aria-label='shut gradients'] text").click()
    assert titles(shown) == before


def test_the_same_by_key_and_the_focus_goes_along(shown):
    before = titles(shown)
    shown.locator(".box.folder", has_text="gradients").focus()
    shown.keyboard.press("Enter")
    assert len(titles(shown)) > len(before)
    label = shown.evaluate("document.activeElement.getAttribute('aria-label')")
    assert label == "shut gradients"
    shown.keyboard.press(" ")
    assert titles(shown) == before


def test_a_scope_that_was_open_is_shut(shown):
    shown.locator(".scope[aria-label='shut layer'] text").click()
    assert "layer" in titles(shown)
    assert "layer/y" not in titles(shown)


def test_forward_and_backward_are_chosen_by_key(shown):
    choice = shown.get_by_label("show")
    choice.focus()
    shown.keyboard.press("ArrowDown")
    assert not any("gradients" in title for title in titles(shown))
    shown.keyboard.press("ArrowDown")
    assert any(title.startswith("gradients/") for title in titles(shown))
    assert shown.locator(".forward, [class*='from the forward']").count() > 0


def test_a_click_on_an_operation_shows_what_it_needs(shown):
    shown.locator(".box", has_text="y").last.click()
    assert status(shown).startswith("layer/y needs ")
    assert set(faded(shown)) >= {"loss", "gradients", "Adam"}
    assert "x" not in faded(shown)
    shown.keyboard.press("Escape")
    assert faded(shown) == []


def test_the_search_finds_what_is_folded_too(shown):
    shown.get_by_label("search").fill("relu")
    assert "folded" in status(shown)
    assert "gradients" not in faded(shown)
    shown.get_by_label("search").fill("")
    assert faded(shown) == []


def test_back_to_the_first_picture(shown):
    before = titles(shown)
    again = shown.get_by_text("as at first")
    assert again.is_hidden()
    shown.get_by_label("show").select_option("backward only")
    again.click()
    assert titles(shown) == before
    assert again.is_hidden()


def test_a_graph_with_nothing_to_open_says_what_a_click_does(page):
    tf.add(tf.constant(1.0, name="a"), tf.constant(2.0, name="b"), name="total")
    page.set_content(tf.view.graph().html)
    page.locator("svg .box").first.wait_for()
    assert page.locator("select, input").count() == 0
    page.locator(".box", has_text="total").click()
    assert status(page) == "total needs 3 of 3 operations; Escape shows all"
