"""Decay curves in a page: the marker walks along them."""

import edflow as tf


def test_the_marker_goes_where_the_keys_send_it(page):
    step = tf.train.get_or_create_global_step()
    rate = tf.train.exponential_decay(0.1, step, 50, 0.5, name="rate")
    page.set_content(tf.view.decay(rate, steps=60).html)
    page.get_by_role("slider", name="at global_step").focus()
    page.keyboard.press("End")
    assert (
        page.locator("svg")
        .get_attribute("aria-label")
        .split(" Mind")[0]
        .endswith("At step 60: rate 0.0435.")
    )
    before = page.locator("svg").screenshot()
    page.keyboard.press("Home")
    assert "at step 0" in page.locator("svg").inner_html()
    assert page.locator("svg").screenshot() != before
