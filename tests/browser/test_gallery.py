"""The gallery as a teacher opens it: run in JupyterLab, not trusted there, exported."""

import re

import nbformat
import pytest
from gallery_pages import GALLERY, PICTURES, press_everything
from lab_server import OUTPUTS, READY, RUN_ALL
from playwright.sync_api import expect

SHOWN = ".jp-OutputArea-output:has(svg, img[alt])"


def test_every_control_is_moved_by_key_in_jupyterlab(chromium, lab):
    cells = nbformat.read(GALLERY, 4).cells
    for cell in cells:
        if cell.cell_type == "code":
            cell.outputs = []
    lab.save("gallery.ipynb", cells)
    page, complaints = lab.open(chromium, "gallery.ipynb")
    page.evaluate(RUN_ALL)
    page.wait_for_function(READY, timeout=120_000)
    outputs = [output for cell in page.evaluate(OUTPUTS) for output in cell or ()]
    assert [o["evalue"] for o in outputs if o["output_type"] == "error"] == []
    hosts = page.locator(SHOWN)
    assert hosts.count() == len(PICTURES)
    pressed = [press_everything(page, host) for host in hosts.all()]
    assert sum(map(len, pressed)) > 40
    page.close()
    assert not complaints


def test_where_it_is_not_trusted_every_picture_is_there_and_says_its_finding(
    chromium, lab
):
    # As it comes from elsewhere: JupyterLab keeps images and drops scripts.
    lab.save("foreign.ipynb", nbformat.read(GALLERY, 4).cells)
    page, complaints = lab.open(chromium, "foreign.ipynb")
    images = page.locator(".jp-OutputArea-output img")
    # JupyterLab fills the cells below one by one, when it finds the time.
    expect(images).to_have_count(len(PICTURES), timeout=30_000)
    assert page.locator(".jp-OutputArea-output svg").count() == 0
    for image in images.all():
        image.scroll_into_view_if_needed()
        shown, natural, alt = image.evaluate(
            "i => [i.clientWidth, i.naturalWidth, i.alt]"
        )
        assert shown == natural > 100
        assert len(alt) > 40
    page.close()
    assert not complaints


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    """The page that `jupyter nbconvert --to html` makes, and where it may look."""
    exporter = pytest.importorskip("nbconvert").HTMLExporter()
    html, _ = exporter.from_filename(str(GALLERY))
    page = tmp_path_factory.mktemp("exported") / "gallery.html"
    page.write_text(html, "utf-8")
    # Every exported page asks for these, whatever is on it.
    return page, {exporter.mathjax_url, exporter.require_js_url}


def test_the_exported_page_is_alive_without_a_network(chromium, exported):
    file, of_any_page = exported
    context = chromium.new_context(offline=True)
    page = context.new_page()
    asked, errors = set(), []
    page.on("request", lambda request: asked.add(request.url))
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(file.as_uri(), wait_until="domcontentloaded")
    hosts = page.locator(SHOWN)
    assert hosts.count() == len(PICTURES)
    for host in hosts.all():
        host.locator("svg").first.wait_for()
        press_everything(page, host)
    context.close()
    beyond = {url for url in asked if not url.startswith(("file:", "data:", "blob:"))}
    assert beyond <= of_any_page
    assert not [error for error in errors if not re.search("require|MathJax", error)]


def test_its_links_lead_somewhere(chromium, exported):
    file, _ = exported
    page = chromium.new_page()
    page.goto(file.as_uri(), wait_until="domcontentloaded")
    links = page.eval_on_selector_all(
        ".jp-MarkdownCell a:not(.anchor-link)",
        "all => all.map(a => a.getAttribute('href'))",
    )
    inside = {link for link in links if link.startswith("#")}
    lessons = set(links) - inside
    assert len(inside) >= 15
    assert all(page.locator(f"[id='{link[1:]}']").count() == 1 for link in inside)
    assert len(lessons) >= 12
    assert all((GALLERY.parent / link).is_file() for link in lessons)
    page.close()


def test_it_is_light_enough_to_send():
    assert GALLERY.stat().st_size <= 2_000_000
    for name, html in PICTURES:
        assert len(html.encode()) <= (
            250_000 if name.startswith("The graph") else 60_000
        )
