"""Controls that are baked into a page: keys move them, and the picture follows."""

import pytest

from edflow.view.frames import Choice, Frame, Slider, Switch, play
from edflow.view.outlines import polygon
from edflow.view.scene import Group, Path, Scene, Text
from edflow.view.table import Table


def draw(n, kind, on):
    dot = Path(
        polygon((-4, 0), (4, 0), (0, 4)), fill="#0072b2", shift=(10 * n + 10, 20)
    )
    extra = (Text(50, 40, "one more"),) if on else ()
    words = Group("words", (Text(50, 30, f"{kind} {n}"),))
    scene = Scene(200, 60, (Group("dot", (dot,)), words, Group("extra", extra)))
    return Frame(scene, f"{kind} at {n}")


@pytest.fixture
def picture():
    controls = [
        Slider("n", tuple(range(10)), start=2, plays=True),
        Choice("kind", ("ravine", "saddle")),
        Switch("more"),
    ]
    return play(controls, draw, "numbers", lambda: Table(("n",), ()))


def test_arrow_keys_move_the_slider_and_the_picture(page, picture):
    page.set_content(picture.html)
    page.get_by_role("slider", name="n").focus()
    page.keyboard.press("ArrowRight")
    assert page.locator("svg").get_attribute("aria-label") == "ravine at 3"
    assert "ravine 3" in page.locator("svg").inner_html()
    assert 'transform="translate(40 20)"' in page.locator("svg").inner_html()
    page.keyboard.press("End")
    assert page.locator("svg").get_attribute("aria-label") == "ravine at 9"
    slider = page.get_by_role("slider", name="n")
    assert slider.get_attribute("aria-valuetext") == "9"


def test_a_choice_and_a_switch_move_it_too(page, picture):
    page.set_content(picture.html)
    page.get_by_role("combobox", name="kind").focus()
    page.keyboard.press("ArrowDown")
    assert page.locator("svg").get_attribute("aria-label") == "saddle at 2"
    page.get_by_role("checkbox", name="more").focus()
    page.keyboard.press("Space")
    assert "one more" in page.locator("svg").inner_html()
    page.keyboard.press("Space")
    assert "one more" not in page.locator("svg").inner_html()


def test_the_focus_is_seen(page, picture):
    page.set_content(picture.html)
    slider = page.get_by_role("slider", name="n")
    assert slider.evaluate("one => one.style.outlineStyle") in {"none", ""}
    slider.focus()
    assert slider.evaluate("one => getComputedStyle(one).outlineWidth") == "2px"


def test_jupyterlab_leaves_the_keys_to_the_controls(page, picture):
    page.set_content(picture.html)
    controls = page.locator("input, select, button")
    assert controls.count() == 4
    assert page.locator("[data-lm-suppress-shortcuts=true]").count() == 4


def test_it_plays_to_the_end_and_stops(page, picture):
    page.set_content(picture.html)
    page.get_by_role("slider", name="n").focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    button = page.get_by_role("button", name="play")
    button.click()
    assert button.inner_text() != "▶"
    page.wait_for_function(
        "document.querySelector('svg').getAttribute('aria-label') === 'ravine at 9'"
    )
    page.wait_for_function("document.querySelector('button').textContent === '▶'")


def test_who_wants_less_motion_gets_no_player(chromium, picture):
    context = chromium.new_context(reduced_motion="reduce")
    page = context.new_page()
    page.set_content(picture.html)
    assert page.get_by_role("button").count() == 0
    assert page.get_by_role("slider", name="n").is_visible()
    context.close()


def test_two_of_them_do_not_meet(page, picture):
    page.set_content(picture.html * 2)
    page.get_by_role("slider", name="n").nth(1).focus()
    page.keyboard.press("ArrowRight")
    labels = page.locator("svg").evaluate_all("all => all.map(one => one.ariaLabel)")
    assert labels == ["ravine at 2", "ravine at 3"]
