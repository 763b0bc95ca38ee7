"""A moving average in a page: decay, num_updates and step are moved by keys."""

import edflow as tf


def test_each_control_moves_the_picture(page):
    values = [10.0 if n % 3 else 0.0 for n in range(60)]
    page.set_content(tf.view.ema(values).html)
    svg = page.locator("svg")
    assert "Decay 0.98" in svg.get_attribute("aria-label")
    page.get_by_role("slider", name="decay").focus()
    page.keyboard.press("ArrowLeft")
    assert "Decay 0.95, about 20 steps" in svg.get_attribute("aria-label")
    page.get_by_role("checkbox", name="num_updates").focus()
    page.keyboard.press("Space")
    assert ", with num_updates" in svg.get_attribute("aria-label")
    before = svg.inner_html()
    page.get_by_role("slider", name="step").focus()
    page.keyboard.press("Home")
    assert "Step 1<" in svg.inner_html()
    assert svg.inner_html() != before


def test_two_averages_are_moved_by_one_set_of_controls(page):
    calm, wild = tf.view.ema([1.0, 0.0] * 20), tf.view.ema([9.0, 0.0] * 20)
    page.set_content(tf.view.compare(calm, wild, ("calm", "wild")).html)
    assert page.get_by_role("slider").count() == 2
    page.get_by_role("slider", name="decay").focus()
    page.keyboard.press("Home")
    label = page.locator("svg").get_attribute("aria-label")
    assert label.count("Decay 0.8, about 5 steps") == 2
