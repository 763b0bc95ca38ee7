"""Each picture of the gallery by keyboard alone, in a page of its own: no kernel."""

import pytest
from gallery_pages import LOOK, PICTURES, move, press_everything, show

CONTROLS = {
    "The graph": ["show", "search"],
    "The path of a run 1": ["play or pause step", "step"],
    "Step by step": ["play or pause step", "step"],
    "Learning rates": ["at global_step"],
    "Optimizers": ["learning rate", "momentum"],
    "Moving averages": ["decay", "num_updates", "step"],
    "A convolution": ["play or pause window", "window", "show"],
    "Batch normalization": [
        "feature",
        "play or pause more batches like this",
        "more batches like this",
    ],
    "The gates of an LSTM": ["play or pause step", "step", "unit"],
    "How far a net remembers": ["play or pause forget bias", "forget bias"],
    "Two together": ["decay", "num_updates", "step"],
}
STILL = [
    "The path of a run",
    "Sessions",
    "A training loop",
    "A log",
    "A checkpoint",
    "Where the time goes",
]
TELLING = [
    "The graph",
    "The path of a run",
    "Sessions",
    "A checkpoint",
    "Where the time goes",
]
every_picture = pytest.mark.parametrize(
    "html", [html for _, html in PICTURES], ids=[name for name, _ in PICTURES]
)


def test_every_picture_is_here():
    # The graph is there twice: its backward part has a picture of its own.
    assert sorted(name for name, _ in PICTURES) == sorted(
        [*CONTROLS, *STILL, "The graph 1"]
    )


@pytest.mark.parametrize("name", CONTROLS)
def test_its_controls_move_it(page, name):
    show(page, dict(PICTURES)[name])
    pressed = press_everything(page, page.locator("body"))
    assert pressed[: len(CONTROLS[name])] == CONTROLS[name]


@every_picture
def test_each_press_of_an_arrow_changes_it_from_one_end_to_the_other(page, html):
    show(page, html)
    for slider in page.get_by_role("slider").all():
        slider.press("Home")
        last = int(slider.get_attribute("max"))
        seen = {page.locator("body").evaluate(LOOK)}
        for place in range(1, min(last, 40) + 1):
            move(slider)
            seen.add(page.locator("body").evaluate(LOOK))
            assert len(seen) == place + 1, f"place {place} looks like one before it"
        slider.press("End")
        assert slider.input_value() == str(last)
        slider.press("Home")


@every_picture
def test_the_tab_key_meets_each_control_and_shows_where_it_is(page, html):
    show(page, html)
    controls = page.locator("input, select, button").locator("visible=true")
    wanted = {
        one.get_attribute("aria-label") or one.inner_text() for one in controls.all()
    }
    met = set()
    for _ in range(page.locator("[tabindex='0']").count() + len(wanted)):
        page.keyboard.press("Tab")
        name, kind, ring = page.evaluate(
            """() => {
                const one = document.activeElement;
                const name = one.getAttribute("aria-label") || one.textContent;
                const {outlineStyle, outlineWidth} = getComputedStyle(one);
                return [name, one.tagName, `${outlineStyle} ${outlineWidth}`];
            }"""
        )
        if kind in {"INPUT", "SELECT", "BUTTON"}:
            met.add(name)
            assert ring == "solid 2px"
    assert met == wanted


@pytest.mark.parametrize("name", TELLING)
def test_a_part_of_it_that_is_met_tells_what_it_is(page, name):
    show(page, dict(PICTURES)[name])
    parts = page.locator("svg .box[tabindex='0']").all()
    assert len(parts) > 2
    for part in parts[:5]:
        part.focus()
        first = part.get_attribute("aria-label").split("\n")[0]
        assert page.locator("div > b", has_text=first).first.is_visible()


@every_picture
def test_nothing_is_smaller_than_eleven_px(page, html):
    show(page, html)
    for zoom in 1, 2:
        page.evaluate(f"document.body.style.zoom = {zoom}")
        sizes = page.eval_on_selector_all(
            "svg text, label, output, select",
            "all => all.map(one => parseFloat(getComputedStyle(one).fontSize))",
        )
        assert min(sizes) >= 11


@every_picture
def test_without_its_script_it_says_what_it_shows(page, html):
    page.set_content(html[: html.index("<script>")] if "<script>" in html else html)
    image = page.locator("img")
    image.first.wait_for()
    width, alt = image.first.evaluate("one => [one.naturalWidth, one.alt]")
    assert width > 100
    assert len(alt) > 40
