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

TOKEN = "edflow"
CELLS = [
    "import edflow as tf",
    "x = tf.placeholder(tf.float32, [None, 3], name='x')\n"
    "y = tf.matmul(x, tf.Variable(tf.zeros([3, 2]), name='w'), name='y')",
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
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(cell) for cell in CELLS]
    )
    work = tmp_path / "work"
    work.mkdir()
    nbformat.write(notebook, work / "graph.ipynb")
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


def test_a_graph_is_seen_and_can_be_pointed_at(chromium, lab):
    page = chromium.new_page(viewport={"width": 1280, "height": 900})
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{lab}/lab/tree/graph.ipynb?token={TOKEN}&reset")
    page.wait_for_function(READY, timeout=60_000)
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
