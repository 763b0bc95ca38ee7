"""A graph's picture in a page: it needs no script, and comes alive where one runs."""

import re

import pytest

import edflow as tf

CARD = "div[style*='pre-wrap']"


@pytest.fixture
def picture():
    x = tf.placeholder(tf.float32, [None, 3], name="x")
    w = tf.Variable(tf.zeros([3, 2]), name="w")
    tf.matmul(x, w, name="y")
    return tf.view.graph()


def without_scripts(html):
    """What an untrusted notebook keeps of it."""
    return re.sub("<script>.*?</script>", "", html, flags=re.DOTALL)


def test_the_image_alone_is_seen_at_its_full_size(page, picture):
    page.set_content(without_scripts(picture.html))
    image = page.locator("img")
    assert image.evaluate("img => img.complete && img.naturalWidth") == pytest.approx(
        picture.scene.width, abs=1
    )
    assert image.get_attribute("alt") == picture.description
    assert page.locator("svg").count() == 0


def test_where_scripts_run_exactly_one_drawing_is_there(page, picture):
    page.set_content(picture.html)
    page.locator("svg .box").first.wait_for()
    assert page.locator("img").count() == 0
    assert page.locator("svg").count() == 1
    assert page.locator("script").count() == 0


def test_two_pictures_on_one_page_do_not_meet(page, picture):
    page.set_content(picture.html * 2)
    page.locator("svg").nth(1).wait_for()
    assert page.locator("svg").count() == 2
    page.locator("svg").nth(1).locator(".box", has_text="y").hover()
    assert page.get_by_text("MatMul", exact=False).locator("visible=true").count() >= 1
    first_arrow = page.locator("svg").first.locator(".arrow").first
    assert first_arrow.evaluate("arrow => arrow.style.opacity") == ""


def test_pointing_at_an_operation_shows_its_mathematics(page, picture):
    page.set_content(picture.html)
    page.locator(".box", has_text="y").last.hover()
    card = page.locator(CARD)
    assert card.is_visible()
    assert "sum" in card.inner_text()
    assert "made in test_graph.py, line" in card.inner_text()
    page.mouse.move(1, 1)
    assert card.is_hidden()


def test_the_tab_key_walks_from_box_to_box_and_escape_closes(page, picture):
    page.set_content(picture.html)
    page.locator("svg .box").first.wait_for()
    card = page.locator(CARD)
    titles = []
    for _ in range(page.locator(".box").count()):
        page.keyboard.press("Tab")
        assert card.is_visible()
        titles.append(card.inner_text().splitlines()[0])
    assert titles[0] == "x"
    assert set(titles) == {"x", "w", "y", "zeros"}
    page.keyboard.press("Escape")
    assert card.is_hidden()


def test_arrows_that_do_not_touch_the_box_step_back(page, picture):
    page.set_content(picture.html)
    page.locator(".box", has_text="zeros").hover()
    faded = page.eval_on_selector_all(
        ".arrow",
        "arrows => arrows.filter(a => a.style.opacity).map(a => a.dataset.links)",
    )
    assert set(faded) == {"x y", "w y"}


def test_text_stays_inside_its_box(page, picture):
    page.set_content(picture.html)
    page.locator("svg .box").first.wait_for()
    outside = page.evaluate(
        """() => [...document.querySelectorAll('.box')].filter(box => {
            const shape = box.querySelector('path').getBoundingClientRect();
            return [...box.querySelectorAll('text')].some(text => {
                const at = text.getBoundingClientRect();
                return at.left < shape.left - 1 || at.right > shape.right + 1;
            });
        }).length"""
    )
    assert outside == 0


def test_a_dark_page_leaves_the_card_light(page, picture):
    page.set_content(f"<body style='background:#111'>{picture.html}</body>")
    card = page.locator("svg > path").first
    assert card.evaluate("path => getComputedStyle(path).fill") == "rgb(255, 255, 255)"
