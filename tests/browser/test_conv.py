"""`view.conv` in a page: the window slides by keyboard and sends back by choice."""

import numpy as np
import pytest

import edflow as tf


@pytest.fixture
def picture():
    image = tf.constant(np.arange(36, dtype=np.float32).reshape(1, 6, 6, 1) % 5)
    kernel = tf.constant(np.eye(3, dtype=np.float32).reshape(3, 3, 1, 1))
    return tf.view.conv(tf.nn.conv2d(image, kernel, 1, "VALID", name="diagonal"))


def test_arrow_keys_move_the_window_and_its_arithmetic(page, picture):
    page.set_content(picture.html)
    slider = page.get_by_role("slider", name="window")
    slider.focus()
    page.keyboard.press("Home")
    window = page.locator("svg .window path").last
    seen = []
    for _ in range(4):
        seen.append(
            (window.get_attribute("transform"), page.locator("svg .sum").text_content())
        )
        page.keyboard.press("ArrowRight")
    assert len({shift for shift, _ in seen}) == 4
    assert len({said for _, said in seen}) > 1
    assert slider.get_attribute("aria-valuetext") == "row 1, column 0"


def test_the_way_back_empties_the_image_but_for_the_window(page, picture):
    page.set_content(picture.html)
    image, back = page.locator("svg .x image").all()
    before = image.get_attribute("href")
    assert back.get_attribute("width") == "0"
    page.get_by_role("combobox", name="show").select_option("the way back")
    assert image.get_attribute("href") != before
    assert float(back.get_attribute("width")) > 0
    assert "gradient of the patch" in page.locator("svg").text_content()
    page.get_by_role("combobox", name="show").select_option("the sum")
    assert image.get_attribute("href") == before


def test_the_image_alone_states_the_finding(page, picture):
    page.set_content(picture.html.partition("<script>")[0] + "</div>")
    alt = page.locator("img").get_attribute("alt")
    assert "6×6 becomes 4×4 under a 3×3 kernel" in alt
    assert "The largest answer is at row " in alt
    assert page.locator("img").evaluate("img => img.naturalWidth") == 720
