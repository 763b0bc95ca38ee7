"""The way a learner meets it: a notebook in JupyterLab, all cells run."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import nbformat
import pytest

import edflow as tf

TOKEN = "edflow"
MODEL = """
x = tf.placeholder(tf.float32, [None, 3], name="x")
y = tf.matmul(x, tf.Variable(tf.zeros([3, 2]), name="w"), name="y")
"""
CELLS = [
    "import edflow as tf",
    MODEL.strip(),
    "tf.get_default_graph()",
    "for step in tf.progress(100, 'training'):\n    pass",
]
READY = (
    "window.jupyterapp?.shell.currentWidget?.context?.sessionContext"
    "?.session?.kernel?.status === 'idle'"
)
OUTPUTS = (
    "window.jupyterapp.shell.currentWidget.content.model.sharedModel.cells"
    ".map(cell => cell.outputs)"
)


@pytest.fixture
def lab(tmp_path):
    """The address of a JupyterLab that knows nothing of this machine's settings."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folders = {
        name: tmp_path / name.lower()
        for name in (
            "JUPYTER_CONFIG_DIR",
            "JUPYTER_DATA_DIR",
            "JUPYTER_RUNTIME_DIR",
            "IPYTHONDIR",
        )
    }
    settings = folders["JUPYTER_CONFIG_DIR"] / "labconfig" / "page_config.json"
    settings.parent.mkdir(parents=True)
    news = "@jupyterlab/apputils-extension:announcements"
    settings.write_text(json.dumps({"disabledExtensions": {news: True}}))
    work = tmp_path / "work"
    work.mkdir()
    save(work / "graph.ipynb", [nbformat.v4.new_code_cell(cell) for cell in CELLS])
    tf.constant(1.0, name="one")
    shown = tf.get_default_graph()._repr_mimebundle_()
    output = nbformat.v4.new_output("execute_result", shown, execution_count=1)
    save(work / "foreign.ipynb", [nbformat.v4.new_code_cell(outputs=[output])])
    server = subprocess.Popen(
        [
            *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"),
            *("--ip=127.0.0.1", f"--port={port}", "--ServerApp.port_retries=0"),
            f"--IdentityProvider.token={TOKEN}",
            f"--ServerApp.root_dir={work}",
            "--LabApp.expose_app_in_browser=True",
            "--ServerApp.terminals_enabled=False",
        ],
        env=os.environ | {name: str(path) for name, path in folders.items()},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        address = f"http://127.0.0.1:{port}"
        wait_for(f"{address}/api?token={TOKEN}")
        yield address
    finally:
        server.terminate()
        server.wait(20)


def save(path, cells):
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), path)


def wait_for(address, seconds=60):
    end = time.monotonic() + seconds
    while True:
        try:
            urllib.request.urlopen(address, timeout=5).close()
        except (urllib.error.URLError, OSError):
            if time.monotonic() > end:
                raise
            time.sleep(0.2)
        else:
            return


def opened(chromium, address):
    """A page with the notebook, its kernel ready, and the errors it will report."""
    page = chromium.new_page(viewport={"width": 1280, "height": 900})
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{address}?token={TOKEN}&reset")
    page.wait_for_function(READY, timeout=60_000)
    return page, errors


def test_a_graph_is_seen_and_can_be_pointed_at(chromium, lab):
    page, errors = opened(chromium, f"{lab}/lab/tree/graph.ipynb")
    page.evaluate("jupyterapp.commands.execute('notebook:run-all-cells')")
    box = page.locator(".jp-OutputArea-output svg .box", has_text="MatMul").first
    box.wait_for(timeout=60_000)
    page.wait_for_function(READY, timeout=60_000)
    outputs = page.evaluate(OUTPUTS)
    kinds = [[output["output_type"] for output in cell] for cell in outputs]
    assert kinds == [[], [], ["execute_result"], ["stream"]]
    assert page.locator(".jp-OutputArea-output img").count() == 0
    box.scroll_into_view_if_needed()
    box.hover()
    assert page.get_by_text("made in cell 2, line 2").first.is_visible()
    page.close()
    assert not errors


def test_a_notebook_from_elsewhere_still_shows_its_picture(chromium, lab):
    # JupyterLab does not trust it: it keeps the image and drops the script.
    page, errors = opened(chromium, f"{lab}/lab/tree/foreign.ipynb")
    image = page.locator(".jp-OutputArea-output img")
    image.wait_for()
    assert image.get_attribute("alt").startswith("Computation graph of 1 operation")
    shown, natural = image.evaluate("img => [img.clientWidth, img.naturalWidth]")
    assert shown == natural > 100
    assert page.locator(".jp-OutputArea-output svg").count() == 0
    page.close()
    assert not errors
