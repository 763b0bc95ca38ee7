"""`view.training` in JupyterLab: live, calm, stopped by a button, kept in the file."""

import nbformat
import pytest
from lab_server import OUTPUTS, READY, RUN_ALL

LOOP = """
import time
import edflow as tf

with tf.view.training({steps}, "digits") as log:
    for step in log:
        time.sleep(0.005)
        log(loss=1 / (step + 1), accuracy=1 - 1 / (step + 1))
"""
WATCH = """
() => {
    // Between two frames of the screen: has the picture gone, or another height?
    window.seen = [];
    const look = () => {
        const area = document.querySelector(".jp-OutputArea-output");
        const picture = area?.querySelector("svg, img");
        if (picture) window.started = true;
        if (window.started)
            window.seen.push(picture ? picture.getBoundingClientRect().height : 0);
        requestAnimationFrame(look);
    };
    look();
}
"""
TITLE = ".jp-OutputArea-output svg .title"


@pytest.fixture
def notebook(chromium, lab):
    """Opens a notebook of some cells, and runs them without waiting for the end."""
    pages = []

    def run(name, *cells):
        lab.save(name, [nbformat.v4.new_code_cell(cell.strip()) for cell in cells])
        page, errors = lab.open(chromium, name)
        pages.append((page, errors))
        page.evaluate(WATCH)
        page.evaluate(f"void {RUN_ALL}")
        return page

    yield run
    for page, errors in pages:
        page.close()
        assert not errors


def test_it_grows_without_a_flicker_and_stays(notebook, lab):
    page = notebook("training.ipynb", LOOP.format(steps=300))
    page.locator(TITLE, has_text=" of 300").wait_for(timeout=60_000)
    page.locator(TITLE, has_text="digits, 300 steps").wait_for(timeout=60_000)
    heights = page.evaluate("window.seen")
    assert len(heights) > 20
    assert set(heights) == {428}

    page.evaluate("jupyterapp.commands.execute('docmanager:save')")
    page.wait_for_function(
        "!jupyterapp.shell.currentWidget.context.model.dirty", timeout=20_000
    )
    (output,) = nbformat.read(lab.folder / "training.ipynb", 4).cells[0].outputs
    assert "digits, 300 steps: loss 1 → 0.00335" in output.data["text/html"]
    assert output.data["text/plain"].startswith("digits, 300 steps: loss 1 → 0.00335")
    page.reload()
    page.wait_for_function(READY, timeout=60_000)
    page.locator(TITLE, has_text="digits, 300 steps").wait_for(timeout=20_000)


def test_the_stop_button_ends_it_and_what_follows_runs(notebook):
    page = notebook("stopped.ipynb", LOOP.format(steps=10**6) + "print('after')")
    page.locator(TITLE, has_text=" of 1,000,000").wait_for(timeout=60_000)
    page.evaluate("jupyterapp.commands.execute('notebook:interrupt-kernel')")
    page.locator(TITLE, has_text="stopped after").wait_for(timeout=20_000)
    page.wait_for_function(READY, timeout=20_000)
    ((picture, said),) = page.evaluate(OUTPUTS)
    assert picture["data"]["text/plain"].startswith("digits, stopped after")
    assert "".join(said["text"]) == "after\n"


def test_it_can_be_run_again(notebook):
    page = notebook("again.ipynb", LOOP.format(steps=20))
    page.locator(TITLE, has_text="digits, 20 steps").wait_for(timeout=60_000)
    page.wait_for_function(READY, timeout=20_000)
    page.evaluate(RUN_ALL)
    page.wait_for_function(READY, timeout=20_000)
    page.locator(TITLE, has_text="digits, 20 steps").wait_for(timeout=20_000)
    assert [len(cell) for cell in page.evaluate(OUTPUTS)] == [1]
