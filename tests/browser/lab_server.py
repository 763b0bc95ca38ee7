"""A JupyterLab that knows nothing of this machine's settings, and its notebooks."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import nbformat

TOKEN = "edflow"
READY = (
    "window.jupyterapp?.shell.currentWidget?.context?.sessionContext"
    "?.session?.kernel?.status === 'idle'"
)
OUTPUTS = (
    "window.jupyterapp.shell.currentWidget.content.model.sharedModel.cells"
    ".map(cell => cell.outputs)"
)
RUN_ALL = "jupyterapp.commands.execute('notebook:run-all-cells')"


@dataclass(frozen=True)
class Lab:
    """A running server."""

    address: str
    folder: Path
    """What it serves."""

    def save(self, name, cells):
        """Write a notebook of `cells` for it to serve."""
        kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
        notebook = nbformat.v4.new_notebook(cells=cells, metadata=kernel)
        nbformat.write(notebook, self.folder / name)

    def open(self, chromium, name):
        """A page with the notebook, its kernel ready, and the errors it will report."""
        page = chromium.new_page(viewport={"width": 1280, "height": 900})
        errors = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(f"{self.address}/lab/tree/{name}?token={TOKEN}&reset")
        page.wait_for_function(READY, timeout=60_000)
        return page, errors


@contextmanager
def serving(place):
    """A server that keeps all it writes in the folder `place`."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folders = {
        name: place / name.lower()
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
    work = place / "work"
    work.mkdir()
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
        _wait_for(f"{address}/api?token={TOKEN}")
        yield Lab(address, work)
    finally:
        server.terminate()
        server.wait(20)


def _wait_for(address, seconds=60):
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
