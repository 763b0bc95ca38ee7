"""`view.batchnorm` in a page: more batches bring use and training together."""

import numpy as np

import edflow as tf


def test_more_batches_move_the_orange_bars_to_the_blue_ones(page):
    x = tf.constant(np.random.RandomState(0).normal(5, 2, (40, 4)), tf.float32)
    y = tf.layers.batch_normalization(x, training=True)
    session = tf.Session()
    session.run(tf.global_variables_initializer())
    page.set_content(tf.view.batchnorm(y, sess=session).html)
    panels = page.locator("svg .panel")

    def bars(panel):
        return panels.nth(panel).locator("path").last.bounding_box()["x"]

    start, offset = bars(2), bars(2) - bars(1)
    slider = page.get_by_role("slider", name="more batches like this")
    slider.focus()
    page.keyboard.press("ArrowRight")
    assert bars(2) < start
    page.keyboard.press("End")
    title = page.locator("svg .title").text_content()
    assert "in use as in training" in title
    assert "UPDATE_OPS never run" in title
    columns = panels.nth(2).bounding_box()["x"] - panels.nth(1).bounding_box()["x"]
    assert abs(bars(2) - bars(1) - columns) < 2 < abs(offset - columns)

    page.get_by_role("combobox", name="feature").focus()
    page.keyboard.press("ArrowDown")
    assert "feature 1" in page.locator("svg .title").text_content()
