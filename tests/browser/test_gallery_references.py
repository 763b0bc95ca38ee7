"""The gallery's pictures as a browser draws them, beside stored references.

Fonts differ between machines, so all text is set in the one that comes with matplotlib;
then only the rasterizing differs. Both images are halved and blurred, and may be two
pixels apart (four on the screen). Measured on pages drawn at twice the resolution or
shifted by a pixel or two: at most 15 of 255 remain. A label that is gone or has moved
by 8 px leaves 20 and more.
"""

import base64
import io
import re
from functools import cache
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pytest
from gallery_pages import PICTURES, show
from PIL import Image, ImageFilter

REFERENCES = Path(__file__).parent / "references"
TOLERATED = 17
COMPARED = {
    re.sub(r"\W+", "-", name.lower()): html
    for name, html in PICTURES
    if name != "Where the time goes"  # Times differ, and with them colours and words.
}
each = pytest.mark.parametrize("name", COMPARED)


@cache
def one_font() -> str:
    """A style sheet that sets all text in DejaVu Sans."""
    folder = Path(mpl.get_data_path()) / "fonts" / "ttf"
    faces = ""
    for file, weight in ("DejaVuSans.ttf", "normal"), ("DejaVuSans-Bold.ttf", "bold"):
        data = base64.b64encode((folder / file).read_bytes()).decode()
        faces += (
            f"@font-face {{ font-family: held; font-weight: {weight};"
            f"src: url(data:font/ttf;base64,{data}) }}"
        )
    return faces + "* { font-family: held !important }"


def prepare(page, html):
    """Show a picture with the text of all machines."""
    show(page, html)
    page.add_style_tag(content=one_font())
    # A font is loaded when a text first needs it.
    page.evaluate("Promise.all([...document.fonts].map(font => font.load()))")


def seen(page, shift: int = 0) -> Image.Image:
    """What the page shows, in grey and at half its size, moved by `shift` px."""
    box = page.locator("body").bounding_box()
    clip = box | {"x": box["x"] - shift, "y": box["y"] - shift}
    shot = page.screenshot(clip=clip, full_page=True, animations="disabled")
    image = Image.open(io.BytesIO(shot)).convert("L")
    size = round(box["width"] / 2), round(box["height"] / 2)
    return image.resize(size, Image.Resampling.BOX)


def apart(image: Image.Image, reference: Image.Image) -> np.ndarray:
    """By how much each pixel differs from all that are near it in the other image."""
    size = max(image.width, reference.width), max(image.height, reference.height)
    beyond = []
    pair = [_blurred(one, size) for one in (image, reference)]
    for one, other in pair, pair[::-1]:
        lightest = other.filter(ImageFilter.MaxFilter(5))
        darkest = other.filter(ImageFilter.MinFilter(5))
        here, high, low = (np.asarray(i, float) for i in (one, lightest, darkest))
        beyond.append(np.maximum(here - high, low - here))
    return np.maximum(*beyond)


def _blurred(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    paper = Image.new("L", size, 255)
    paper.paste(image)
    return paper.filter(ImageFilter.BoxBlur(2))


@pytest.fixture(scope="module")
def unlike(tmp_path_factory):
    """A folder for what does not look like its reference."""
    return tmp_path_factory.mktemp("unlike")


@each
def test_it_looks_as_it_did(page, name, unlike):
    prepare(page, COMPARED[name])
    image, stored = seen(page), REFERENCES / f"{name}.png"
    if stored.exists():
        difference = apart(image, Image.open(stored))
        if difference.max() <= TOLERATED:
            return
        y, x = 2 * np.array(np.unravel_index(difference.argmax(), difference.shape))
        what = f"differs by {difference.max():.0f} of 255, most at x = {x}, y = {y} px"
    else:
        what = "has no reference yet"
    new = unlike / stored.name
    image.save(new, optimize=True)
    pytest.fail(f"{name} {what}; look at {new}, and if it is right: cp {new} {stored}")


def test_no_reference_is_left_over_and_all_are_light():
    files = sorted(REFERENCES.iterdir())
    assert {file.stem for file in files} == set(COMPARED)
    assert sum(file.stat().st_size for file in files) < 400_000


CHANGES = {
    "gone": "visibility: hidden",
    "moved": "transform: translate(0, 8px)",
    "over another": "transform: translate(0, -11px)",
}


@each
def test_it_is_noticed_if_a_label_is_gone_or_moves(page, name):
    prepare(page, COMPARED[name])
    before = seen(page)
    found = page.locator("svg text").filter(has_text=re.compile(r"\w{3}"))
    labels = [one for one in found.element_handles() if one.is_visible()]
    chosen = labels[0], labels[len(labels) // 2], labels[-1]
    for label, (change, style) in zip(chosen, CHANGES.items(), strict=True):
        label.evaluate("(one, style) => one.style.cssText = style", style)
        difference = apart(seen(page), before).max()
        assert difference > TOLERATED, f"{label.text_content()} is {change}"
        label.evaluate("one => one.removeAttribute('style')")


@each
def test_another_screen_and_a_shift_of_a_pixel_are_tolerated(chromium, page, name):
    prepare(page, COMPARED[name])
    before = seen(page)
    for shift in 1, 2:
        assert apart(seen(page, shift), before).max() <= TOLERATED
    fine = chromium.new_page(viewport=page.viewport_size, device_scale_factor=2)
    prepare(fine, COMPARED[name])
    assert apart(seen(fine), before).max() <= TOLERATED
    fine.close()
