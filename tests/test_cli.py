"""The commands, as typed: what they start, print and return."""

import importlib.metadata
import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import ClassVar

import nbformat
import pytest

from edflow import cli, lessons


def edflow(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "edflow", *words],
        check=False,
        capture_output=True,
        text=True,
    )


@pytest.fixture
def launched(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[list[str]]:
    """A JupyterLab that only notes how it was called, and one lesson to copy."""
    calls: list[list[str]] = []

    class LabApp:
        flags: ClassVar = {"core-mode": 0, "allow-root": 0}
        aliases: ClassVar = {"app-dir": ""}

        @staticmethod
        def launch_instance(argv: list[str]) -> None:
            calls.append(argv)

    labapp = ModuleType("jupyterlab.labapp")
    monkeypatch.setattr(labapp, "LabApp", LabApp, raising=False)
    server, serverapp = ModuleType("jupyter_server"), ModuleType("serverapp")
    monkeypatch.setattr(server, "serverapp", serverapp, raising=False)
    monkeypatch.setattr(serverapp, "flags", {"no-browser": 0, "y": 0}, raising=False)
    monkeypatch.setattr(serverapp, "aliases", {"port": ""}, raising=False)
    monkeypatch.setitem(sys.modules, "jupyter_server", server)
    monkeypatch.setitem(sys.modules, "jupyterlab", ModuleType("jupyterlab"))
    monkeypatch.setitem(sys.modules, "jupyterlab.labapp", labapp)
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: object())
    source = tmp_path / "shipped"
    source.mkdir()
    (source / "01_graph.ipynb").write_text("one")
    monkeypatch.setattr(lessons, "shipped", lambda: source)
    return calls


def test_lab_opens_a_copy_of_the_lessons(
    launched: list[list[str]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
):
    monkeypatch.setattr(cli, "_is_root", lambda: False)
    mine = tmp_path / "mine"
    assert cli.main(["lab", "--dir", str(mine), "--no-browser", "--port", "9999"]) == 0
    root = f"--ServerApp.root_dir={mine}"
    assert launched == [[root, "--no-browser", "--port", "9999"]]
    assert (mine / "01_graph.ipynb").read_text() == "one"
    assert f"Your lessons: {mine} (1 new)" in capsys.readouterr().out


def test_lab_starts_as_root_and_says_so(
    launched: list[list[str]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
):
    monkeypatch.setattr(cli, "_is_root", lambda: True)
    for words in ([], ["--allow-root"]):
        assert cli.main(["lab", "--dir", str(tmp_path / "mine"), *words]) == 0
    assert [call.count("--allow-root") for call in launched] == [1, 1]
    assert capsys.readouterr().out.count("adding --allow-root") == 1


def test_lab_refuses_what_jupyterlab_does_not_know_before_it_writes(
    launched: list[list[str]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    mine = str(tmp_path / "mine")
    assert cli.main(["lab", "--dir", mine, "--port=9999", "--brwser=firefox"]) == 2
    assert "has an option --brwser=firefox" in capsys.readouterr().err
    assert not launched
    assert not (tmp_path / "mine").exists()
    assert cli.main(["lab", "--dir", mine, "--core-mode", "--LabApp.x=1", "-y"]) == 0


def test_lab_knows_the_options_of_the_installed_jupyterlab():
    pytest.importorskip("jupyterlab")
    words = ["--no-browser", "--ip=0.0.0.0", "--port", "9", "--sock=s", "--core-mode"]
    assert cli._unknown_option([*words, "--ServerApp.token=''"]) is None
    assert cli._unknown_option([*words, "--portt=9"]) == "--portt=9"


def test_lab_without_jupyterlab_names_the_cure(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert cli.main(["lab", "--dir", str(tmp_path / "mine")]) == 1
    assert "pip install 'edflow-tf1[lab]'" in capsys.readouterr().err
    assert not (tmp_path / "mine").exists()


def test_lab_in_a_place_that_cannot_be_written_names_the_cure(
    launched: list[list[str]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    (tmp_path / "file").write_text("in the way")
    assert cli.main(["lab", "--dir", str(tmp_path / "file")]) == 1
    assert "edflow lab --dir DIR" in capsys.readouterr().err
    assert not launched


def test_run_gives_the_program_its_own_arguments_name_and_neighbours(tmp_path: Path):
    (tmp_path / "neighbour.py").write_text("value = 7")
    program = tmp_path / "program.py"
    program.write_text(
        "import sys\n"
        "import tensorflow as tf\n"
        "from neighbour import value\n"
        "print(tf.__name__, __name__, value, sys.argv[1:])\n"
        "sys.exit(3)\n"
    )
    child = edflow("run", str(program), "--steps", "5", "-h")
    assert child.stdout == "edflow __main__ 7 ['--steps', '5', '-h']\n", child.stderr
    assert child.returncode == 3


def test_run_executes_a_notebook_written_for_another_kernel(tmp_path: Path):
    cells = ["import tensorflow as tf\nprint(tf.__name__)", "6 * 7", "1 / 0", "'never'"]
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(cell) for cell in cells],
        metadata={"kernelspec": {"name": "tf1", "display_name": "TF 1"}},
    )
    path = tmp_path / "lesson.ipynb"
    nbformat.write(notebook, path)
    child = edflow("run", str(path))
    assert child.stdout == "edflow\n42\n", child.stderr
    assert "ZeroDivisionError" in child.stderr
    assert child.returncode == 1


def test_run_of_a_file_that_is_not_there_says_so(capsys: pytest.CaptureFixture[str]):
    assert cli.main(["run", "nowhere.py"]) == 1
    assert "there is no file nowhere.py" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ([], "run what?"),
        (["folder"], "folder is a directory;"),
        (["README.md"], "README.md is no Python program;"),
    ],
)
def test_run_of_what_is_no_program_says_what_it_wants(
    words: list[str],
    sentence: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    (tmp_path / "README.md").write_text("# Read me")
    assert cli.main(["run", *words]) == 2
    cure = "give the path of a .py or .ipynb file"
    assert capsys.readouterr().err == f"edflow: {sentence} {cure}\n"


def test_bare_edflow_prints_its_help():
    child = edflow()
    assert child.returncode == 0, child.stderr
    assert child.stdout.startswith("usage: edflow")
    assert all(word in child.stdout for word in ("lab", "run", "inspect", "doctor"))


def test_version_is_the_installed_one():
    child = edflow("--version")
    assert child.stdout == f"edflow {importlib.metadata.version('edflow-tf1')}\n"


def test_an_unknown_option_is_refused(capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit, match="2"):
        cli.main(["doctor", "--verbose"])
    assert "--verbose" in capsys.readouterr().err
