"""The optimizers' race in a page: rate and momentum are moved by keys."""

import edflow as tf


def test_rate_and_momentum_move_the_race(page):
    page.set_content(tf.view.optimizers("ravine").html)
    svg = page.locator("svg")
    assert "Momentum arrives first" in svg.get_attribute("aria-label")
    before = svg.inner_html()
    page.get_by_role("slider", name="momentum").focus()
    page.keyboard.press("ArrowRight")
    assert "momentum 0.99" in svg.get_attribute("aria-label")
    assert svg.inner_html() != before
    page.get_by_role("slider", name="learning rate").focus()
    page.keyboard.press("End")
    assert "rate 1, momentum 0.99" in svg.get_attribute("aria-label")
    assert "diverged at step" in svg.inner_html()
