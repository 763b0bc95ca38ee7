"""A headless Chromium, started once, and pages that fail on any complaint."""

import shutil

import pytest
from lab_server import serving

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def chromium():
    from playwright.sync_api import sync_playwright

    names = ("chromium", "chromium-browser", "google-chrome")
    program = next(filter(None, map(shutil.which, names)), None)
    if program is None:
        pytest.skip("there is no Chromium here")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium):
    """A blank page; errors in its console fail the test."""
    page = chromium.new_page(viewport={"width": 960, "height": 700})
    complaints = []
    page.on(
        "console",
        lambda said: complaints.append(said.text) if said.type == "error" else None,
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    page.close()
    assert not complaints


@pytest.fixture(scope="session")
def lab(tmp_path_factory):
    """One JupyterLab for all tests: it takes longer to start than they do."""
    with serving(tmp_path_factory.mktemp("lab")) as server:
        yield server
