"""How long pictures take: of graphs to be made, and each to answer a key.

Needs a Chromium for the keys, and JupyterLab for those that the kernel answers.
"""

import re
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

import nbformat

import edflow as tf

TESTS = Path(__file__).parents[1]
sys.path += [str(TESTS / "view"), str(TESTS / "browser")]
import sample_graphs as models  # noqa: E402 (it is found by the path above)

MOVES = 40
SETTLED = 0.15
"""Seconds between two keys: nobody's finger is quicker, and no picture is late."""


def chain():
    x = tf.placeholder(tf.float32, [4, 4])
    for _ in range(10_000):
        x = tf.negative(x)


GRAPHS = {
    "an LSTM of 50 steps, with gradients": lambda: models.unrolled_lstm(50),
    "a tower of 10,000 operations": lambda: models.tower(1000),
    "a chain of 10,000 operations": chain,
}


def graphs() -> None:
    """Print the best of three for each graph."""
    print("a graph drawn")
    for name, build in GRAPHS.items():
        best = float("inf")
        with tf.Graph().as_default() as graph:
            build()
            for _ in range(3):
                start = time.perf_counter()
                _ = tf.view.graph(graph).html
                best = min(best, time.perf_counter() - start)
        print(f"  {name:40} {graph.version:7} operations {best:7.3f} s")


BAKED = """
async ([control, moves]) => {
    // The work from the event to the frame that shows it, but not the wait for it.
    const drawn = () => new Promise(done =>
        requestAnimationFrame(() => {
            const start = performance.now();
            const {port1, port2} = new MessageChannel();
            port1.onmessage = () => done(performance.now() - start);
            port2.postMessage(0);
        }));
    const places = control.options ? control.options.length : 1 + +control.max;
    const times = [];
    for (let i = 0; i < moves; i++) {
        await drawn();
        const start = performance.now();
        if (control.type === "checkbox") control.click();
        else if (control.options) {
            control.selectedIndex = (control.selectedIndex + 1) % places;
            control.dispatchEvent(new Event("change"));
        } else {
            control.value = (+control.value + 1) % places;
            control.dispatchEvent(new Event("input"));
        }
        const updated = performance.now() - start;
        times.push([updated, updated + await drawn()]);
    }
    return times;
}
"""
CONTROLS = "input:not([type=search]), select"


def baked(chromium) -> None:
    """Print how long the stored gallery takes to answer a control, without a kernel."""
    from gallery_pages import PICTURES, show

    print("\na key on a baked picture, ms       DOM updated        and drawn")
    page = chromium.new_page(viewport={"width": 960, "height": 900})
    for name, html in PICTURES:
        show(page, html)
        times = [
            took
            for control in page.query_selector_all(CONTROLS)
            for took in page.evaluate(BAKED, [control, MOVES])
        ]
        if times:
            updated, drawn = zip(*times, strict=True)
            print(f"  {name:26}{_said(updated)}   {_said(drawn)}")
    page.close()


def _said(times) -> str:
    p95 = statistics.quantiles(times, n=20)[-1]
    return f"{statistics.median(times):7.1f}, p95 {p95:5.1f}"


WATCH = """
() => {
    // From the key until the new image has been decoded.
    window.answers = [];
    let pressed;
    addEventListener("keydown", () => pressed = performance.now(), true);
    new MutationObserver(changes => {
        const changed = changes.map(c => c.target.querySelector?.("img[alt]"));
        const image = changed.find(Boolean);
        const since = pressed;
        image?.decode().then(() => answers.push(performance.now() - since));
    }).observe(document.body, {childList: true, subtree: true});
}
"""


def asking(lab, chromium) -> None:
    """Print how long the gallery's widgets take, which ask the kernel at every key."""
    from gallery_pages import GALLERY
    from lab_server import READY, RUN_ALL

    cells = nbformat.read(GALLERY, 4).cells
    names, heading = [], ""
    for cell in cells:
        if cell.cell_type == "markdown":
            heading = (re.findall("^## (.+)$", cell.source, re.M) or [heading])[-1]
            continue
        if any("aria-valuetext" in str(output) for output in cell.outputs):
            cell.source += ".widget()"
            names.append(heading)
        cell.outputs = []
    lab.save("widgets.ipynb", cells)
    page, complaints = lab.open(chromium, "widgets.ipynb")
    page.evaluate(RUN_ALL)
    page.wait_for_function(READY, timeout=120_000)
    page.locator(".widget-html img").nth(len(names) - 1).wait_for()
    page.evaluate(WATCH)
    print("\na key on a widget, ms              the new picture is there")
    outputs = page.locator(".jp-OutputArea-output:has(.widget-html)")
    for name, output in zip(names, outputs.all(), strict=True):
        times = []
        for slider in output.locator(".noUi-handle").all():
            slider.scroll_into_view_if_needed()
            slider.focus()
            page.keyboard.press("Home")
            time.sleep(1)
            page.evaluate("answers = []")
            for move in range(MOVES):
                page.keyboard.press("ArrowRight" if move < MOVES / 2 else "ArrowLeft")
                time.sleep(SETTLED)
            times += page.evaluate("answers")
        print(f"  {name:26}{_said(times)}   {len(times)} pictures")
    page.close()
    for complaint in complaints:
        print("  !", complaint)


def main() -> None:
    graphs()
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        print("there is no Chromium here: no keys")
        return
    from conftest import FLAGS
    from lab_server import serving
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as place:
        chromium = playwright.chromium.launch(executable_path=program, args=FLAGS)
        baked(chromium)
        with serving(Path(place)) as lab:
            asking(lab, chromium)
        chromium.close()


if __name__ == "__main__":
    main()
